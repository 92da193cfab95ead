"""What the browser gives back after a reload may be anything: only known fields are taken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ui.debug.remember import MOST_KEPT, read_back


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


def test_what_is_said_of_kept_files_is_what_the_browser_does() -> None:
    script = (Path(__file__).parents[2] / "ui" / "debug" / "kept_files.js").read_text()
    assert f"MOST_KEPT = 2 ** {MOST_KEPT.bit_length() - 1};" in script
    assert f"LONGEST = {24 * 60 * 60 * 1000:_};" in script
