"""`make bench`: every figure beside what is wanted. `python -m tests.bench core` runs one part."""

from __future__ import annotations

import sys
from importlib import import_module

PARTS = ("app", "core", "diagnose", "slow", "verdicts", "write")


def main(wanted: list[str]) -> None:
    for part in wanted or PARTS:
        rows = import_module(f"tests.bench.bench_{part}").bench()
        width = max(len(what) for what, *_ in rows)
        measured = max(len(figure) for _, figure, _ in rows)
        print(f"\n{'':{width}}  {'measured':{measured}}  wanted")
        for what, figure, bound in rows:
            print(f"{what:{width}}  {figure:{measured}}  {bound}".rstrip())


if __name__ == "__main__":
    main(sys.argv[1:])
