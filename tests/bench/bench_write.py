"""`make bench`: programs of the coding exercises: right ones accepted, wrong ones named."""

from __future__ import annotations

import time
from typing import Any

from rope_core.exercises import EXERCISES, Verdict, check
from tests.bench.write_programs import RIGHT, WRONG


def verdict_of(exercise: str, program: str) -> Verdict:
    """The verdict about a program, run in this Python."""
    space: dict[str, Any] = {}
    exec(compile(program, "program", "exec"), space)
    return check(exercise, space[EXERCISES[exercise].function])


def bench() -> list[tuple[str, str, str]]:
    """Rows of what, measured, wanted."""
    refused = [what for key, what, text in RIGHT if not verdict_of(key, text).ok]
    named, slowest = 0, 0.0
    for wrong in WRONG:
        began = time.perf_counter()
        said = verdict_of(wrong.exercise, wrong.program)
        slowest = max(slowest, time.perf_counter() - began)
        named += bool(set(said.keys) & set(wrong.keys))
    return [
        ("right programs refused", f"{len(refused)} of {len(RIGHT)}", "0"),
        ("wrong programs named", f"{named} of {len(WRONG)}", "95 %"),
        ("slowest verdict", f"{slowest * 1000:.0f} ms", ""),
    ]
