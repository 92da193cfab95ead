"""Rounding happens in ui/numbers.py alone, and what it writes can be read back."""

from __future__ import annotations

import json
import math
import random
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core import RopeSpec
from rope_core.pairing import PAIRINGS
from rope_core.proof import shift_scores
from tests.in_node import in_node
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
        seen = shown(text)
        exponent = seen.as_tuple().exponent
        assert isinstance(exponent, int), "a shown number is finite"
        # What noise has moved below a tie is rounded as the tie is.
        half = Decimal("0.501") * Decimal(1).scaleb(exponent)
        assert abs(Decimal(value) - seen) <= half * (value != 0)


def _near_a_tie(draw: random.Random) -> tuple[float, int]:
    """A number whose next place is a 5 and no more, but for a few last bits."""
    places = draw.randint(3, 8)
    whole = draw.randint(-(10 ** draw.randint(1, 10)), 10 ** draw.randint(1, 10))
    value = float(Decimal(2 * whole + 1).scaleb(-places) / 2)
    for _ in range(draw.randint(0, 4)):
        value = math.nextafter(value, draw.choice((-math.inf, math.inf)))
    return value, places


def test_all_that_noise_makes_of_a_tie_is_shown_alike() -> None:
    draw = random.Random(7)
    for _ in range(5000):
        places = draw.randint(3, 8)
        tie = float(Decimal(2 * draw.randint(-(10**5), 10**5) + 1).scaleb(-places) / 2)
        near = [tie]
        for way in (-math.inf, math.inf):
            value = tie
            for _ in range(8):
                near.append(value := math.nextafter(value, way))
        assert len({fixed(value, places) for value in near}) == 1, (tie, places)
        assert len({scale(value, places) for value in near}) == 1, (tie, places)


def test_a_score_that_stays_is_one_text_at_every_position() -> None:
    draw = np.random.default_rng(11)
    for at in range(300):
        size, places = int(draw.integers(1, 9)) * 2, 3 + at % 2
        spec = RopeSpec(size, pairing=PAIRINGS[at % len(PAIRINGS)])
        reach = 10.0 ** draw.integers(0, 3)
        q, k = (tuple((reach * draw.uniform(-1, 1, size)).round(2).tolist()) for _ in "qk")
        stays = shift_scores(q, k, 0, 0, spec, np.arange(201), move="both")
        without = float(np.dot(q, k))
        if abs(without) < 1e-9:  # what is left of a sum that is 0 is noise and nothing else
            continue
        texts = {fixed(float(one), places) for one in (*stays, without)}
        assert len(texts) == 1, (q, k, texts)


def test_python_and_the_browser_write_the_same_near_ties() -> None:
    draw = random.Random(5)
    cases = [_near_a_tie(draw) for _ in range(6000)]
    cases += [
        (draw.uniform(-10, 10) * 10.0 ** draw.randint(-12, 12), draw.randint(3, 8))
        for _ in range(3000)
    ]
    cases += [
        (draw.randint(-(10**9), 10**9) / 2 ** draw.randint(0, 20), draw.randint(3, 8))
        for _ in range(3000)
    ]
    for (value, places), text in zip(cases, in_node("fixed_runner", cases), strict=True):
        assert fixed(value, places) == text, (value, places)


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
