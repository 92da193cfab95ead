"""Rounding happens in ui/numbers.py alone, and what it writes can be read back."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.numbers import agrees, fixed, in_brackets, scale, shown

#: What ui/web/numbers.js is held to as well: see tests/scripts/numbers.test.js.
CASES = json.loads(
    (Path(__file__).parents[1] / "scripts" / "number_cases.json").read_text(encoding="utf-8")
)
digits = st.integers(3, 8)
finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.0, 3, "0"),
        (-0.0, 3, "0"),
        (0.588, 3, "0.588"),
        (-0.231, 4, "−0.2310"),
        (0.0004, 3, "4.00×10⁻⁴"),
        (-1e-9, 3, "−1.00×10⁻⁹"),
        (1048576.0, 3, "1,048,576.000"),
        (-12345.678, 8, "−12,345.67800000"),
        (123456789.0, 3, "1.23×10⁸"),
        (1e149, 5, "1.0000×10¹⁴⁹"),
    ],
)
def test_fixed(value: float, places: int, text: str) -> None:
    assert fixed(value, places) == text


@given(finite, digits)
def test_what_is_shown_is_within_half_a_unit(value: float, places: int) -> None:
    for write in (fixed, scale):
        text = write(value, places)
        assert "-" not in text, "minus is −"
        assert agrees(Decimal(value), text)


@given(st.floats(1e-300, 1e6), digits)
def test_scale_shows_at_least_two_significant_digits(value: float, places: int) -> None:
    assert len(shown(scale(value, places)).as_tuple().digits) >= 2


def test_half_a_unit_of_the_last_place_agrees() -> None:
    assert agrees(Decimal("0.2195"), "0.219")
    assert not agrees(Decimal("0.2196"), "0.219")


def test_the_browser_writes_and_reads_numbers_by_the_same_rules() -> None:
    for text, wanted in CASES["in_brackets"]:
        assert in_brackets(text) == wanted
    for text, number in CASES["shown_number"]:
        assert float(shown(text)) == pytest.approx(number, rel=1e-15)
    for number, text in CASES["with_commas"]:
        assert f"{number:,}" == text
    for value, places, text in CASES["fixed"]:
        assert fixed(value, places) == text
    for text, wanted in CASES["negated"]:
        assert shown(wanted) == -shown(text)
