"""The mutation runner: what it changes, and that the modules and tests it names exist."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutation.covered import COVERED
from tests.mutation.mutants import mutants

ROOT = Path(__file__).parents[2]


def changed(source: str) -> list[str]:
    return [ast.unparse(each.tree) for each in mutants(source)]


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("a + b", ["a - b"]),
        ("a ** b", ["a * b"]),
        ("a < b", ["a <= b", "a >= b"]),
        ("a is b", ["a is not b"]),
        ("a and b and c", ["a or b or c"]),
        ("x = 2.5", ["x = 3.5", "x = 1.5"]),
        ("x = True", ["x = False"]),
        ("not a", ["a"]),
        ("a.append(b)", ["pass"]),
        ("x: int = a", []),
        ("'words'", []),
        ("def f():\n    return None", []),
    ],
)
def test_the_changes(source: str, want: list[str]) -> None:
    assert changed(source) == want


def test_one_change_at_a_time_in_its_place() -> None:
    source = "def f(x: int=1) -> int:\n    if x:\n        return x - 1\n    return x\n"
    found = list(mutants(source))
    assert {each.line for each in found} == {1, 2, 3, 4}
    texts = [ast.unparse(each.tree) for each in found]
    assert len(set(texts)) == len(texts) == 8
    unchanged = ast.unparse(ast.parse(source)).splitlines()
    for text in texts:
        assert sum(a != b for a, b in zip(text.splitlines(), unchanged, strict=True)) == 1


@pytest.mark.parametrize("path", COVERED)
def test_modules_and_tests_exist(path: str) -> None:
    assert next(mutants((ROOT / path).read_text(encoding="utf-8")), None) is not None
    for test in COVERED[path]:
        assert (ROOT / test).is_file()
