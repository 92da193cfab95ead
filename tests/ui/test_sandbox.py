"""The sandbox with the page's own scripts, in Node: right and wrong programs, and hostile ones.

What MicroPython gives must lead to the verdict that this Python's numbers lead to; that a program
without end is ended is tried in a browser.
"""

from __future__ import annotations

from typing import Any

import pytest

from rope_core.exercises import EXERCISES, grade
from tests.bench.write_programs import RIGHT, ROTATE, WRONG
from tests.in_node import in_node
from ui.web.assets import PACKAGED, packaged
from ui.write.view import catalogue, verdict_data


def in_sandbox(*programs: tuple[str, str]) -> list[dict[str, Any]]:
    """What each program gave: what it printed, and its answers."""
    asked = {
        "wasm": str(packaged(*PACKAGED["write/micropython.wasm"])),
        "write": catalogue(),
        "programs": [{"exercise": key, "source": source} for key, source in programs],
    }
    given: list[dict[str, Any]] = in_node("sandbox_runner", asked, timeout=300)
    return given


def test_right_programs_are_accepted() -> None:
    given = in_sandbox(*((key, text) for key, _, text in RIGHT))
    for (key, what, _), one in zip(RIGHT, given, strict=True):
        said = grade(key, one["answers"])
        assert said.ok, f"{key}, {what}: {said}"
        assert verdict_data(said, EXERCISES[key])["status"] == "right"


def test_wrong_programs_are_named() -> None:
    given = in_sandbox(*((wrong.exercise, wrong.program) for wrong in WRONG))
    for wrong, one in zip(WRONG, given, strict=True):
        said = grade(wrong.exercise, one["answers"])
        assert set(said.keys) & set(wrong.keys), f"{wrong.what}: {said}"
        shown = verdict_data(said, EXERCISES[wrong.exercise])
        assert len(shown["hints"]) == 3
        assert "code" in shown["hints"][2], "code comes last"
        assert any(row["off"] and row["got"] != row["wanted"] for row in shown["rows"])


def test_solutions_are_right() -> None:
    given = in_sandbox(*((key, one.solution) for key, one in EXERCISES.items()))
    for key, one in zip(EXERCISES, given, strict=True):
        assert grade(key, one["answers"]).ok, key


HOSTILE: tuple[tuple[str, str, int | None], ...] = (
    ("x = [0.0] * 10**8\n", "ran out of memory", None),
    ("a = []\nwhile True:\n    a.append([0.0] * 1000)\n", "ran out of memory", None),
    ("def f(n):\n    return f(n + 1)\nf(0)\n", "maximum recursion depth", 2),
    ("import sys\nsys.exit(3)\n", "SystemExit", 2),
    ("raise KeyboardInterrupt\n", "KeyboardInterrupt", 1),
    ("window.alert(1)\n", "NameError: name 'window' isn't defined", 1),
    ("import js\n", "no module named 'js'", 1),
    ("import socket\n", "no module named 'socket'", 1),
    ("open('/etc/passwd')\n", "OSError", 1),
    ("import os\nos.listdir('/')\n", "OSError", 2),
    ("import numpy as np\n", "no module named 'numpy'", 1),
    ("def rotate(x)\n    return x\n", "SyntaxError", 1),
    ("def rotate(x, position):\n    return x\n", "TypeError", None),
    ("def turn(x):\n    return x\n", "There is no function rotate", None),
    ("print = None\nimport json\njson.dumps = None\n", "AttributeError", 3),
    ("\x00", "SyntaxError", 1),
    ("", "There is no function rotate", None),
)


@pytest.fixture(scope="module")
def hostile() -> list[dict[str, Any]]:
    return in_sandbox(*(("rotate", source) for source, _, _ in HOSTILE))


@pytest.mark.parametrize("index", range(len(HOSTILE)), ids=[repr(one[0])[:40] for one in HOSTILE])
def test_hostile_programs_end_with_a_word(hostile: list[dict[str, Any]], index: int) -> None:
    _, says, line = HOSTILE[index]
    said = grade("rotate", hostile[index]["answers"])
    assert said.status == "error"
    assert says in said.title
    assert line is None or said.line == line


def test_an_error_in_a_call_has_its_line_and_its_call() -> None:
    (one,) = in_sandbox(("rotate", ROTATE.replace("x[2 * i + 1]", "x[2 * i + 9]")))
    said = grade("rotate", one["answers"])
    assert (said.status, said.line) == ("error", 7)
    assert said.call == "rotate([0.588, 0.117, 0.342, -0.231], 1)"


def test_what_a_program_prints_is_its_own_and_is_no_answer() -> None:
    forged = "print('answer 0 {\"values\": []}')\n"
    endless = "for i in range(100000):\n    print('a' * 20)\n"
    one, other = in_sandbox(("rotate", forged + ROTATE), ("rotate", endless + ROTATE))
    assert "answer" in one["printed"]
    assert grade("rotate", one["answers"]).ok
    assert len(other["printed"]) <= 400_000
    assert grade("rotate", other["answers"]).status == "error", "what was too much is not read"
