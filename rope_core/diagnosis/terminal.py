"""rope-check: the diagnosis in a terminal, and in the tests of a build.

    rope-check vectors x.npy y.npy --positions 0:16 --config config.json
    rope-check vectors both.safetensors --x-key q --y-key q_rot --json

`python -m rope_core.diagnosis` is the same.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

import numpy as np

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.pasted import (
    diagnose_pasted,
    meant_by,
    read_config,
    resolutions,
    sections_meant,
)
from rope_core.diagnosis.report import report
from rope_core.diagnosis.scores import diagnose_scores
from rope_core.diagnosis.tables import diagnose_inv_freq, diagnose_outputs, diagnose_tables
from rope_core.diagnosis.verdict import Diagnosis
from rope_core.errors import RopeError
from rope_core.reading.files import list_arrays, read_about
from rope_core.reading.listed import ListedArray
from rope_core.reading.numbers import parse_base
from rope_core.reading.positions import read_positions, read_sections
from rope_core.reading.tensor import Tensor
from rope_core.scaling.base import Floats
from rope_core.spec import PAIRINGS, RopeSpec

EXIT_CODES = """\
exit code:
  0  right, or equivalent: another layout with the same scores
  1  a bug was found
  2  undecided: these data cannot tell, nothing was claimed, or no known bug fits
  3  the input cannot be read or compared
"""
BAD_INPUT = 3
#: A terminal reads its own disk: what a page must refuse is welcome here.
MAX_FILE = 2**32
MAX_CONFIG_FILE = 2**20
_HELP = {
    "x": "before the rotation",
    "y": "after it, of the same shape",
    "q": "queries before the rotation",
    "k": "keys before the rotation",
    "scores": "their scores, (queries, keys)",
    "reference": "the output of an implementation that is right",
    "other": "the output of yours, for the same input",
    "cos": "the table of cos, or a complex one (freqs_cis), or inv_freq",
    "sin": "the table of sin",
}
#: What is compared, and the tensors it takes.
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "vectors": ("x", "y"),
    "scores": ("q", "k", "scores"),
    "outputs": ("reference", "other"),
    "tables": ("cos", "sin"),
}
_ABOUT = {
    "vectors": "Which RoPE turned x into y, or which bug did.",
    "scores": "Which RoPE q and k were turned by before these scores.",
    "outputs": "Whether another implementation's output means the same as one that is right.",
    "tables": "Which RoPE a table of cos and sin, or of inv_freq, is for.",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")


def _parser(more: Mapping[str, str]) -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = _Parser(
        prog="rope-check",
        description="Is this RoPE right? If not: which bug, where, and the fix.",
        epilog=EXIT_CODES,
        formatter_class=layout,
    )
    subjects = parser.add_subparsers(dest="subject", required=True, metavar="subject")
    for subject, names in SUBJECTS.items():
        said = _ABOUT[subject]
        one = subjects.add_parser(
            subject, help=said, description=said, epilog=EXIT_CODES, formatter_class=layout
        )
        one.add_argument(
            "files", nargs="+", type=Path, metavar="file",
            help=f"{', '.join(names)}: one file each, or one that holds all "
            "(.npy, .npz, .safetensors, .json)",
        )  # fmt: skip
        for name in names:
            one.add_argument(
                f"--{name}-key", metavar="NAME", help=f"{_HELP[name]}: its name in the file"
            )
        _circumstances(one, subject)
        one.add_argument("--json", action="store_true", help="the diagnosis as JSON")
        one.add_argument("--quiet", action="store_true", help="print nothing, only exit")
    for subject, said in more.items():
        subjects.add_parser(subject, help=said)
    return parser


def _circumstances(parser: argparse.ArgumentParser, subject: str) -> None:
    where = "0:16, or 0,5,9, or a file of them (default: the file's own, else 0, 1, 2, …)"
    if subject == "scores":
        parser.add_argument("--q-positions", default="", metavar="P", help=where)
        parser.add_argument("--k-positions", default="", metavar="P", help=where)
    parser.add_argument("--positions", default="", metavar="P", help=where)
    parser.add_argument("--config", type=Path, help="a Hugging Face config.json: what is meant")
    parser.add_argument("--seq-len", type=int, help="for scaling that depends on it")
    parser.add_argument("--base", help="what is meant, without a config or against it")
    parser.add_argument("--pairing", choices=PAIRINGS, help="what is meant, likewise")
    parser.add_argument("--axes", help='"heads, seq" or "seq, heads" (default: inferred)')
    if subject == "vectors":
        parser.add_argument("--value", action="store_true", help="value vectors: must not turn")
        parser.add_argument(
            "--mrope-section", default="", metavar="S",
            help="16,24,24: pairs that follow each axis of the positions (default: the config's)",
        )  # fmt: skip
        parser.add_argument("--in-turn", action="store_true", help="pairs take the axes in turn")


# --- reading ----------------------------------------------------------------------------------


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


class _Given:
    """The tensors that were named, and what the files say beside them."""

    def __init__(self, options: argparse.Namespace) -> None:
        names = SUBJECTS[options.subject]
        files: Sequence[Path] = options.files
        if len(files) > len(names):
            raise RopeError(
                "file", f"{len(files)} files", f"{len(names)} at most", ", ".join(names)
            )
        fields = names if len(files) == len(names) else ("file",) * len(files)
        self.beside: dict[str, ListedArray] = {}
        self.about: dict[str, str] = {}
        held = []
        for path, field in zip(files, fields, strict=True):
            data = _read(path, field, MAX_FILE)
            tables = options.subject == "tables"
            held.append(list_arrays(path.name, data, field, MAX_FILE, tables=tables))
            self.about |= read_about(data)
            self.beside |= held[-1]
        self.tensors: dict[str, Tensor] = {}
        for index, name in enumerate(names):
            key = getattr(options, f"{name}_key")
            place = held[index] if len(held) == len(names) else self.beside
            found = _chosen(place, key, name, alone=len(held) > 1 or name == "cos")
            if found is not None:
                self.tensors[name] = found.read()


def _chosen(
    held: Mapping[str, ListedArray], key: str | None, name: str, alone: bool
) -> ListedArray | None:
    """The tensor of that key, or called like its part; a file's only one. sin may be missing."""
    if key is not None:
        if key not in held:
            raise RopeError(f"{name}-key", key, f"a name in the file: {_listed(held)}")
        return held[key]
    if name in held:
        return held[name]
    if alone and len(held) == 1:
        return next(iter(held.values()))
    if name == "sin":
        return None
    hint = f"Name it: --{name}-key {next(iter(held))}."
    if len(held) == 1:
        hint = f"Give a file of {name} as well."
    raise RopeError(name, _listed(held), f"one tensor, or one that is named {name}", hint)


def _listed(held: Mapping[str, ListedArray]) -> str:
    names = ", ".join(sorted(held))
    return names if len(names) < 200 else f"{names[:199]}…"


def _positions(text: str, given: _Given) -> Floats | None:
    if text and ":" not in text and Path(text).is_file():
        data = _read(Path(text), "positions", MAX_FILE)
        listed = list_arrays(Path(text).name, data, "positions", MAX_FILE)
        found = _chosen(listed, None, "positions", alone=True)
        assert found is not None  # but for sin it is, or an error was raised
        return np.asarray(found.read().values, np.float64)
    if text:
        return read_positions(text)
    own = given.beside.get("positions") or given.beside.get("position_ids")
    return None if own is None else np.asarray(own.read().values, dtype=np.float64)


def _config(options: argparse.Namespace, given: _Given) -> str:
    """The config's text: of --config, or of the file itself; "" without one."""
    if options.config is None:
        return given.about.get("config", "")
    return _read(options.config, "config", MAX_CONFIG_FILE).decode("utf-8", "replace")


def _meant(options: argparse.Namespace, given: _Given) -> RopeSpec | Belief:
    """What the code is meant to do, by --config, by the file's own config, or in parts."""
    text = _config(options, given)
    report = read_config(text, options.seq_len) if text else None
    base = None if options.base is None else parse_base(options.base, "base")
    if report is None:
        scaling = None if base else "unknown"
        return Belief(base, options.pairing, None, scaling)  # type: ignore[arg-type]
    return meant_by(report, options.pairing, base, whole=options.subject == "outputs")


# --- diagnosing -------------------------------------------------------------------------------


def _diagnosed(options: argparse.Namespace) -> Diagnosis:
    given = _Given(options)
    meant = _meant(options, given)
    tensors = given.tensors
    values = {name: tensor.values for name, tensor in tensors.items()}
    off = resolutions(*tensors.values())[-1]
    where = _positions(options.positions, given)
    if options.subject == "scores":
        q, k = (
            _positions(text, given) if text else where
            for text in (options.q_positions, options.k_positions)
        )
        return diagnose_scores(values["q"], values["k"], values["scores"], q, k, meant, off)
    if options.subject == "outputs":
        width = values["reference"].shape[-1]
        return diagnose_outputs(
            values["reference"], values["other"], where, whole(meant, width),
            axes=options.axes, resolution=off,
        )  # fmt: skip
    if options.subject == "tables":
        cos = values["cos"]
        if "sin" not in values and cos.dtype.kind != "c":
            return diagnose_inv_freq(cos, meant, off)
        return diagnose_tables(cos, values.get("sin"), where, meant, off)
    sections, in_turn = sections_meant(_config(options, given), where)
    if options.mrope_section:
        sections, in_turn = read_sections(options.mrope_section), options.in_turn
    return diagnose_pasted(
        tensors["x"], tensors["y"], where, meant, axes=options.axes, sections=sections,
        interleaved=in_turn, role="value" if options.value else "query or key",
    )  # fmt: skip


def whole(meant: RopeSpec | Belief, head_dim: int) -> RopeSpec:
    """A whole spec, for a reference that must be turned back.

    >>> whole(Belief(10000.0, "half_split", None, None), 8).head_dim
    8
    """
    if isinstance(meant, RopeSpec):
        return meant
    if meant.base is None or meant.pairing is None:
        raise RopeError(
            "base" if meant.base is None else "pairing", None, "the reference's own",
            "Without x, the reference is turned back by what is known of it: "
            "--config, or --base and --pairing.",
        )  # fmt: skip
    return RopeSpec(head_dim, meant.base, meant.pairing, meant.rotary_dim)


def main(
    arguments: Sequence[str] | None = None, more: Mapping[str, str] = MappingProxyType({})
) -> int:
    """Print the diagnosis and return the exit code (see EXIT_CODES).

    more: subjects that others answer for, by name, for the list of them in --help.
    """
    options = _parser(more).parse_args(arguments)
    try:
        diagnosis = _diagnosed(options)
    except RopeError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    if not options.quiet:
        print(json.dumps(diagnosis.to_dict()) if options.json else report(diagnosis))
    return {"right": 0, "equivalent": 0, "bug": 1}.get(diagnosis.status, 2)
