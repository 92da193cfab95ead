"""A line of the proof as shown: what a reader gets of it is about what it comes to, or said."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core import RopeSpec
from ui.cancel.stage import problem_data, proof_data
from ui.numbers import fixed, shown

_SIZED = st.builds(
    lambda mantissa, power: mantissa * 10.0**power, st.floats(-9.9, 9.9), st.integers(-7, 5)
)
_NUMBERS = st.lists(_SIZED, min_size=4, max_size=4).map(tuple)


def read(line: dict[str, Any], texts: dict[str, str]) -> float:
    """The line worked out with the numbers that stand in it."""
    if line["t"] == "symbol":
        return float(shown(texts[f"{line['v']}{'′' if line['r'] else ''}{line['i']}"]))
    if line["t"] == "trig":
        return float(shown(texts[f"{line['f']} {line['a']}"]))
    parts = [read(part, texts) for part in line["of"]]
    return line["s"] * math.prod(parts) if line["t"] == "product" else sum(parts)


@settings(max_examples=60, deadline=None)
@given(_NUMBERS, _NUMBERS, st.integers(0, 5000), st.integers(0, 5000), st.integers(3, 8))
def test_what_is_shown_gives_about_the_result_or_what_it_gives_is_said(
    q: tuple[float, ...], k: tuple[float, ...], m: int, n: int, digits: int
) -> None:
    data: Any = problem_data(q, m, k, n, RopeSpec(4), digits)
    for pair in data["pairs"]:
        for step in proof_data():
            key, before, after = step["key"], step["before"], step["after"]
            assert isinstance(before, dict)
            if "sum" not in (before["t"], after["t"]) or key not in pair["worth"]:  # type: ignore[index]
                continue
            if before["t"] != "sum":
                continue
            worth = shown(pair["worth"][key])
            place = 10.0 ** int(worth.as_tuple().exponent)
            given_ = [read(line, pair["shown"]) for line in (before, after)]  # type: ignore[arg-type]
            if said := pair["off"].get(key):
                assert [text in said for text in (fixed(one, digits) for one in given_)] == [
                    True
                ] * 2
            else:
                for one in given_:
                    assert abs(one - float(worth)) <= max(11 * place, 0.06 * abs(float(worth)))


def test_usual_numbers_need_no_more_words() -> None:
    data: Any = problem_data((1.0, 2.0, 0.5, -1.0), 5, (0.5, 1.0, 2.0, 1.0), 9, RopeSpec(4), 3)
    assert [pair["off"] for pair in data["pairs"]] == [{}, {}]


def test_a_sum_that_cannot_be_followed_says_what_it_gives() -> None:
    tiny = (1e-6, -2e-6, 3e-6, 0.0), 3, (-12345.678, 9876.5, 0.0, -1.0), 1
    data: Any = problem_data(*tiny, RopeSpec(4), 8)
    assert "the first line gives −0.00007409" in data["pairs"][0]["off"]["dot"]


def test_one_pair_is_not_added_up_with_others() -> None:
    data: Any = problem_data((1.0, 2.0), 5, (0.5, 1.0), 9, RopeSpec(2), 3)
    assert "all pairs" not in data["instead"]["pairs"]["title"]
    assert "every pair" not in str(data["questions"])
    assert problem_data((1.0, 2.0) * 2, 5, (0.5, 1.0) * 2, 9, RopeSpec(4), 3)["instead"] == {}
