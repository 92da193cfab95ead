"""`make mutate`: change one thing in a module at a time and see whether its tests notice.

    python -m tests.mutation                         every module of the list, 30 mutants each
    python -m tests.mutation rope_core/rotate.py     one of them
    python -m tests.mutation --most 0 …              all its mutants

A survivor is named with its place and its change; then the rate. The exit status is 1 below the
rate that is wanted, and 2 where the tests fail without any change. Nothing is written: the mutant
is handed to the import of a forked process, so a test that starts a Python of its own does not
see it.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import math
import os
import random
import resource
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation.covered import COVERED
from tests.mutation.mutants import Mutant, mutants

#: Per cent of the mutants that the tests should notice.
WANTED = 92
#: A mutant that never ends is noticed too: after so many times the processor time that the tests
#: take without a change, and some seconds more.
TIMES, MORE = 4, 10
#: Loaded once, before the forks; never a module of the project, for those are what changes.
LIBRARIES = ("numpy", "hypothesis", "streamlit.testing.v1")


class Changed(MetaPathFinder, Loader):
    """Gives one module as the mutant has it; every other import goes its usual way."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path, self.tree = path, tree
        self.name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        inside = [str(Path(self.path).parent)] if self.path.endswith("__init__.py") else None
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=self, submodule_search_locations=inside
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.tree, self.path, "exec"), module.__dict__)


def notices(
    path: str, tree: ast.Module, tests: Sequence[str], seconds: int = resource.RLIM_INFINITY
) -> bool:
    """Whether a test fails, or takes longer, when the module at `path` is this tree."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    os.environ["CI"] = "true"  # the same random examples for every mutant
    sys.dont_write_bytecode = True
    sys.meta_path.insert(0, Changed(path, tree))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os._exit(int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests])))


def processor_time() -> float:
    """Seconds that the forks so far have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def survivors(
    path: str, chosen: Sequence[Mutant], tests: Sequence[str], seconds: int
) -> list[Mutant]:
    """Those that no test notices, each named as it is found."""
    found = []
    for mutant in chosen:
        if not notices(path, mutant.tree, tests, seconds):
            print(f"survived {path}:{mutant.line}  {mutant.change}", flush=True)
            found.append(mutant)
    return found


def choose(path: str, most: int, seed: int) -> list[Mutant]:
    """`most` mutants of a module drawn at random, by line; 0 means all."""
    every = list(mutants(Path(path).read_text(encoding="utf-8")))
    chosen = random.Random(f"{seed} {path}").sample(every, most) if 0 < most < len(every) else every
    return sorted(chosen, key=lambda mutant: mutant.line)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("modules", nargs="*", default=list(COVERED), metavar="module")
    parser.add_argument("--most", type=int, default=30, help="mutants of a module; 0: all")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--list", action="store_true", help="name the mutants, run nothing")
    given = parser.parse_args()
    if unknown := [path for path in given.modules if path not in COVERED]:
        parser.error(f"{unknown[0]}: not in tests/mutation/covered.py, which says its tests")
    if given.list:
        for path in given.modules:
            for mutant in choose(path, given.most, given.seed):
                print(f"{path}:{mutant.line}  {mutant.change}")
        return 0

    for library in LIBRARIES:
        import_module(library)
    total = left = 0
    for path in given.modules:
        unchanged = ast.parse(Path(path).read_text(encoding="utf-8"))
        before = processor_time()
        if notices(path, unchanged, COVERED[path]):
            print(f"{path}: its tests fail without any change", file=sys.stderr)
            return 2
        seconds = MORE + math.ceil(TIMES * (processor_time() - before))
        chosen = choose(path, given.most, given.seed)
        lost = len(survivors(path, chosen, COVERED[path], seconds))
        print(f"{path}: {len(chosen) - lost} of {len(chosen)} noticed", flush=True)
        total, left = total + len(chosen), left + lost
    rate = 100 * (total - left) / total
    print(f"{total - left} of {total} noticed, {rate:.1f} %; wanted {WANTED} %")
    return 0 if rate >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
