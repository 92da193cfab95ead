"""The worked examples in the docstrings of Practice run and are right."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "recipe",
    "mistakes",
    "practice",
    *(
        f"practice.{name}"
        for name in (
            "draw",
            "expression",
            "rules",
            "exactness",
            "skills",
            "exercise",
            "grade",
            "mastery",
            "sheet",
        )
    ),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(
        importlib.import_module(f"rope_core.{name}"), optionflags=doctest.IGNORE_EXCEPTION_DETAIL
    )
    assert result.attempted > 0
    assert result.failed == 0
