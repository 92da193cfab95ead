"""What the browser gives back after a reload may be anything: only known fields are taken."""

from __future__ import annotations

import json

import pytest

from ui.debug.remember import read_back


def test_fields_and_choices_come_back() -> None:
    held = {"kind": "cos and sin", "cos": "1 1", "pairing": "half_split", "positions_q": "0:4"}
    assert read_back(json.dumps(held | {"files": {"x": "x.npy"}})) == held


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "3", "null", "[" * 100_000, '{"kind": "pickles"}', '{"x": 3, "y": ["1"]}',
        '{"debug_x": "1", "__class__": "x", "example": "Another base"}',
    ],
)  # fmt: skip
def test_anything_else_is_left(text: str) -> None:
    assert read_back(text) == {}
