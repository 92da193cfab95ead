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

from rope_core.config import read_config
from rope_core.config.text import parse_config
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.given import SUBJECTS, Given, read_file, read_where
from rope_core.diagnosis.inv_freq import diagnose_inv_freq
from rope_core.diagnosis.outputs import diagnose_outputs
from rope_core.diagnosis.pasted import diagnose_pasted, fitting, meant_by, resolutions
from rope_core.diagnosis.report import report
from rope_core.diagnosis.scores import diagnose_scores
from rope_core.diagnosis.sections import sections_meant
from rope_core.diagnosis.tables import diagnose_tables
from rope_core.diagnosis.verdict import Diagnosis
from rope_core.errors import RopeError
from rope_core.reading.numbers import parse_base
from rope_core.reading.positions import read_sections
from rope_core.spec import PAIRINGS, RopeSpec

EXIT_CODES = """\
exit code:
  0  right, or equivalent: another layout with the same scores
  1  a bug was found
  2  undecided: these data cannot tell, nothing was claimed, or no known bug fits
  3  the input cannot be read or compared
"""
BAD_INPUT = 3
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


def _config(options: argparse.Namespace, given: Given) -> dict[str, object] | None:
    """The config of --config, or of the file itself; None without one."""
    if options.config is None:
        text = given.about.get("config", "")
    else:
        text = read_file(options.config, "config", MAX_CONFIG_FILE).decode("utf-8", "replace")
    return parse_config(text, field="config.json") if text else None


def _meant(options: argparse.Namespace, config: Mapping[str, object] | None) -> RopeSpec | Belief:
    """What the code is meant to do, by its config or in parts."""
    base = None if options.base is None else parse_base(options.base, "base")
    if config is None:
        scaling = None if base else "unknown"
        return Belief(base, options.pairing, None, scaling)  # type: ignore[arg-type]
    report = read_config(config, options.seq_len)
    return meant_by(report, options.pairing, base, whole=options.subject == "outputs")


# --- diagnosing -------------------------------------------------------------------------------


def _diagnosed(options: argparse.Namespace) -> Diagnosis:
    given = Given(options)
    config = _config(options, given)
    meant = _meant(options, config)
    tensors = given.tensors
    values = {name: tensor.values for name, tensor in tensors.items()}
    off = resolutions(*tensors.values())[-1]
    where = read_where(options.positions, given)
    if options.subject == "scores":
        q, k = (
            read_where(text, given) if text else where
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
    typed = read_sections(options.mrope_section) if options.mrope_section else None
    at = () if where is None else where.shape
    sections, in_turn = sections_meant(config, values["x"].shape, at, typed, options.in_turn)
    return diagnose_pasted(
        tensors["x"], tensors["y"], where, meant, axes=options.axes, sections=sections,
        interleaved=in_turn, role="value" if options.value else "query or key", config=config,
    )  # fmt: skip


def whole(meant: RopeSpec | Belief, head_dim: int) -> RopeSpec:
    """A whole spec, for a reference that must be turned back.

    >>> whole(Belief(10000.0, "half_split", None, None), 8).head_dim
    8
    """
    if isinstance(meant, RopeSpec):
        return fitting(meant, head_dim)
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
    parser = _parser(more)
    options = parser.parse_args(arguments)
    if options.subject == "vectors" and options.in_turn and not options.mrope_section:
        parser.error("--in-turn says how the pairs of --mrope-section take the axes: give both")
    try:
        diagnosis = _diagnosed(options)
    except RopeError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    if not options.quiet:
        print(json.dumps(diagnosis.to_dict()) if options.json else report(diagnosis))
    return {"right": 0, "equivalent": 0, "bug": 1}.get(diagnosis.status, 2)
