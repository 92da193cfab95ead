"""rope-check exercise my.py: the functions of a file, checked; beside it, all that rope-check does.

    rope-check exercise my.py                    every function whose name an exercise has
    rope-check exercise my.py --exercise half_split --function turn --given numpy --json

The file is run, in this process: it is meant for one's own, or for a grader's sandbox.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from rope_core.diagnosis import terminal
from rope_core.errors import RopeError
from rope_core.exercises.check import EXERCISES, GIVEN, check, find
from rope_core.exercises.exercise import Exercise
from rope_core.exercises.verdict import Verdict

EXIT_CODES = """\
exit code:
  0  every function is right
  1  one is wrong, and it is known what
  2  one is wrong, and nothing known explains its numbers
  3  the file or a function cannot be run
"""
_CODES = {"right": 0, "slip": 1, "shape": 1, "unknown": 2, "error": 3}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the verdicts and return the exit code; anything but "exercise" is the diagnosis."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] != ["exercise"]:
        return terminal.main(given, more=_ABOUT)
    options = _parser().parse_args(given[1:])
    try:
        said = [check(key, function, options.given) for key, function in _asked(options)]
    except RopeError as error:
        print(error, file=sys.stderr)
        return terminal.BAD_INPUT
    if not options.quiet:
        print(_json(said) if options.json else "\n".join(map(str, said)))
    return max(_CODES[one.status] for one in said)


_ABOUT = {
    "exercise": "Whether functions of a Python file solve the coding exercises, or which slip."
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rope-check exercise",
        description=_ABOUT["exercise"],
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="your Python file; it is run")
    parser.add_argument("--exercise", choices=EXERCISES, help="which one (default: by name)")
    parser.add_argument("--function", help="its name in the file, if it is another one")
    parser.add_argument("--given", choices=GIVEN, help="what vectors are handed over as")
    parser.add_argument("--json", action="store_true", help="the verdicts as JSON")
    parser.add_argument("--quiet", action="store_true", help="print nothing, only exit")
    return parser


def _asked(options: argparse.Namespace) -> list[tuple[str, Callable[..., Any]]]:
    """The exercises and the functions that are to solve them."""
    module = _module(options.file)
    if options.exercise is None:
        if options.function is not None:
            raise RopeError("function", options.function, "--exercise with it")
        found = [(one.key, getattr(module, one.function, None)) for one in _by_name()]
        chosen = [(key, function) for key, function in found if callable(function)]
        if not chosen:
            names = ", ".join(dict.fromkeys(one.function for one in _by_name()))
            raise RopeError("file", options.file.name, f"a function with one of the names {names}")
        return chosen
    name = options.function or find(options.exercise).function
    function = getattr(module, name, None)
    if not callable(function):
        raise RopeError("function", name, f"a function of {options.file.name}")
    return [(options.exercise, function)]


def _by_name() -> list[Exercise]:
    """The first exercise in code for every name of a function."""
    named: dict[str, Exercise] = {}
    for one in EXERCISES.values():
        if one.kind == "code":
            named.setdefault(one.function, one)
    return list(named.values())


def _module(path: Path) -> ModuleType:
    """The file, run as a module of its own."""
    spec = importlib.util.spec_from_file_location("learner", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise RopeError("file", str(path), "a Python file that can be read")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        line = getattr(error, "lineno", None) or _line(error, path)
        where = f"line {line}: " if line else ""
        raise RopeError("file", path.name, "a file that runs", f"{where}{error!r}") from error
    return module


def _line(error: BaseException, path: Path) -> int | None:
    at, line = error.__traceback__, None
    while at is not None:
        if at.tb_frame.f_code.co_filename == str(path):
            line = at.tb_lineno
        at = at.tb_next
    return line


def _json(said: list[Verdict]) -> str:
    return json.dumps([one.to_dict() for one in said])
