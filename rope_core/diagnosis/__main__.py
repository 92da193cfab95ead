"""rope-check x.npy y.npy --positions 0:16 [--config config.json]"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rope_core.diagnosis.pasted import diagnose_pasted, only_tensor, read_config
from rope_core.diagnosis.report import report
from rope_core.diagnosis.verdict import Diagnosis
from rope_core.errors import RopeError
from rope_core.reading.positions import read_positions
from rope_core.reading.tensors import MAX_BYTES, Tensor, read_upload

EXIT_CODES = """\
exit code:
  0  right: nothing is wrong that these data can show
  1  a bug was found
  2  these data cannot tell, no known bug fits, or the input cannot be read
"""


def _read(path: Path, field: str, most: int) -> bytes:
    """What a file holds; what is wrong with it in words."""
    try:
        size = path.stat().st_size
        if size > most:
            raise RopeError(field, f"{path.name} of {size:,} bytes", f"{most:,} bytes at most")
        return path.read_bytes()
    except OSError as error:
        why = {FileNotFoundError: "There is no such file.", IsADirectoryError: "It is a folder."}
        hint = why.get(type(error), f"{error.strerror}.")
        raise RopeError(field, str(path), "a file that can be read", hint) from error


def _tensor(path: Path, field: str) -> Tensor:
    return only_tensor(read_upload(path.name, _read(path, field, MAX_BYTES), field), field)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rope-check",
        description="Which RoPE turned x into y, or which bug did.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("x", type=Path, help="before: .npy, .npz, .safetensors or .json")
    parser.add_argument("y", type=Path, help="after, of the same shape")
    parser.add_argument("--positions", default="", help="0:16, or 0,5,9 (default: 0, 1, 2, …)")
    parser.add_argument("--config", type=Path, help="a Hugging Face config.json")
    parser.add_argument("--seq-len", type=int, help="for scaling that depends on it")
    parser.add_argument("--axes", help='"heads, seq" or "seq, heads" (default: inferred)')
    parser.add_argument("--value", action="store_true", help="value vectors: must not be rotated")
    return parser


def _diagnosed(options: argparse.Namespace) -> Diagnosis:
    positions = read_positions(options.positions)
    believed = None
    if options.config is not None:
        text = _read(options.config, "config", MAX_BYTES).decode("utf-8", "replace")
        believed = read_config(text, options.seq_len)
    return diagnose_pasted(
        _tensor(options.x, "x"),
        _tensor(options.y, "y"),
        positions if len(positions) else None,
        believed,
        axes=options.axes,
        role="value" if options.value else "query or key",
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the report and return the exit code (see EXIT_CODES)."""
    options = _parser().parse_args(arguments)
    try:
        diagnosis = _diagnosed(options)
    except RopeError as error:
        print(error, file=sys.stderr)
        return 2
    print(report(diagnosis))
    return {"right": 0, "bug": 1}.get(diagnosis.status, 2)


if __name__ == "__main__":
    raise SystemExit(main())
