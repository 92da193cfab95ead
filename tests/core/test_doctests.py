"""The worked examples in the docstrings run and are right."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "errors",
    "spec",
    "pairing",
    "frequencies",
    "rotate",
    "trace",
    "scaling_base",
    "scaling",
    "scaling_yarn",
    "scaling_llama3",
    "scaling_by_list",
    "written",
    "extrapolation",
    "distance",
    "far_and_near",
    "encodings",
    "encodings_base",
    "encodings_bias",
    "config",
    "precision",
]


@pytest.mark.parametrize("name", ["rope_core", *(f"rope_core.{name}" for name in MODULES)])
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
