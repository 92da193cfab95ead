"""python -m rope_core.diagnose x.npy y.npy --positions 0:16 [--config config.json]"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from rope_core.diagnose.report import report
from rope_core.diagnose.run import diagnose
from rope_core.errors import RopeError
from rope_core.scaling_base import Floats
from rope_core.spec import RopeSpec
from rope_core.tensors import MAX_BYTES, Tensor, read_upload


def read_positions(text: str) -> Floats:
    """Positions as 0:16, 3:100:2, or 0,5,9.

    >>> read_positions("2:5").tolist()
    [2.0, 3.0, 4.0]
    """
    allowed = "start:stop, start:stop:step or a list such as 0,5,9"
    try:
        if ":" in text:
            parts = [int(part) for part in text.split(":")]
            if (
                len(parts) > 3
                or (len(parts) == 3 and parts[2] < 1)
                or abs(parts[1] - parts[0]) > 2**24
            ):
                raise RopeError("positions", text, allowed)
            return np.arange(*parts, dtype=np.float64)
        return np.array([float(part) for part in text.split(",")], dtype=np.float64)
    except ValueError as error:
        raise RopeError("positions", text, allowed) from error


def _tensor(path: Path, field: str) -> Tensor:
    if path.stat().st_size > MAX_BYTES:
        raise RopeError(field, f"{path.stat().st_size:,} bytes", f"{MAX_BYTES:,} at most")
    tensors = read_upload(path.name, path.read_bytes(), field)
    if len(tensors) > 1 and field not in tensors:
        raise RopeError(
            field, ", ".join(tensors), f'a file with one tensor, or one named "{field}"'
        )
    return tensors.get(field) or next(iter(tensors.values()))


def _believed(options: argparse.Namespace) -> RopeSpec | None:
    if options.config is None:
        return None
    try:
        config = json.loads(options.config.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise RopeError("config", options.config.name, "a JSON file") from error
    if not isinstance(config, dict):
        raise RopeError("config", options.config.name, "a JSON object, as config.json is")
    return RopeSpec.from_config(config, seq_len=options.seq_len)


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: right. 1: a bug. 2: cannot tell, unknown, or input that cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m rope_core.diagnose", description=__doc__)
    parser.add_argument("x", type=Path, help="before: .npy, .npz, .safetensors or .json")
    parser.add_argument("y", type=Path, help="after, of the same shape")
    parser.add_argument("--positions", default="", help="0:16, or 0,5,9 (default: 0, 1, 2, …)")
    parser.add_argument("--config", type=Path, help="a Hugging Face config.json")
    parser.add_argument("--seq-len", type=int, help="for methods that depend on it")
    parser.add_argument("--axes", help='"heads, seq" or "seq, heads"')
    parser.add_argument("--value", action="store_true", help="value vectors: must not be rotated")
    options = parser.parse_args(arguments)
    try:
        positions = read_positions(options.positions) if options.positions else None
        if positions is not None and len(positions) == 1:
            positions = positions[0]
        diagnosis = diagnose(
            _tensor(options.x, "x").values,
            _tensor(options.y, "y").values,
            positions,
            _believed(options),
            axes=options.axes,
            role="value" if options.value else "query or key",
        )
    except (RopeError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(report(diagnosis))
    return {"right": 0, "bug": 1}.get(diagnosis.status, 2)


if __name__ == "__main__":
    raise SystemExit(main())
