"""What is said of unusual problems: rounding is called so, 0 is no wave, one is not many."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core import RopeSpec, wavelength
from rope_core.problem import read_problem
from ui.attend.encodings import encodings_data
from ui.attend.stage import attend_data
from ui.questions.lengths import QUESTIONS as LENGTHS
from ui.questions.methods import llama3
from ui.questions.question import Ask

_NEW_BASE, _BEYOND = (
    next(one for one in LENGTHS if one.key == key) for key in ("new-base", "beyond")
)


def ask(**link: str) -> Ask:
    return Ask(read_problem(link).problem, 3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-9, 9).map(lambda x: round(x, 2)), min_size=4, max_size=4),
    st.integers(0, 2**20),
    st.integers(3, 10**6),
)
def test_where_no_base_counts_that_is_said_and_nothing_is_drawn(
    q: list[float], at: int, base: int
) -> None:
    numbers = ",".join(map(str, q))
    told = _NEW_BASE.answer(ask(q=numbers, k=numbers, m=str(at), n=str(at), base=str(base)))
    assert ": at distance 0, " in told.meaning
    assert ("rounding" in told.meaning) == (told.number != "0")
    assert len({line.value for line in told.lines}) == 1


def test_where_a_base_counts_nothing_is_taken_for_rounding() -> None:
    told = _NEW_BASE.answer(ask(q="1,2,3,4", k="1,2,3,4", m="9", n="2"))
    assert told.meaning.endswith("the bases below")
    assert len({line.value for line in told.lines}) > 1
    assert _NEW_BASE.answer(ask(q="1,2", k="3,4")).meaning.endswith(": with one pair, not at all")


def test_one_pair_is_counted_as_one() -> None:
    one = ask(q="1,2", k="3,4")
    for told in (_BEYOND.answer(one), llama3(one)):
        assert told.number.endswith(" of 1")
        assert told.meaning.startswith("pair of your problem")
    assert "pairs of 1" not in str(_BEYOND.answer(one))
    assert _BEYOND.answer(ask(q="1,2,3,4", k="1,2,3,4")).meaning.startswith("pairs of your problem")


@pytest.mark.parametrize(
    ("q", "k", "says"),
    [
        ("0,0,0,0", "1,-2,0,3", "each pair of q is 0 and 0"),
        ("1,-2,0,3", "0,0,0,0", "each pair of k is 0 and 0"),
        ("1,2,0,0", "0,0,3,4", "each pair of q or k is 0 and 0"),
        ("0,0", "1,2", "its pair of q is 0 and 0"),
    ],
)
def test_no_share_is_no_wave(q: str, k: str, says: str) -> None:
    told: Any = attend_data(read_problem({"q": q, "k": k}))[0]["sayings"]["distance"]  # type: ignore[index]
    assert says in told["says"]
    assert "wave" not in told["says"]


def test_a_share_is_a_wave() -> None:
    usual = attend_data(read_problem({"q": "1,0,0,0", "k": "1,0,2,0"}))[0]
    assert usual["sayings"] == {}


@pytest.mark.parametrize("width", [2, 4, 8])
@pytest.mark.parametrize("base", [1.5, 2.0, 10.0, 10_000.0])
def test_what_lies_beyond_is_said_of_these_pairs(width: int, base: float) -> None:
    q = tuple(float(i) for i in range(width))
    told = json.loads(json.dumps(encodings_data(q, 2, q, 9, RopeSpec(width, base), 3)))
    (rope,) = (one for one in told["encodings"] if one["name"] == "rope")
    round_once = wavelength(RopeSpec(width, base)).max() <= told["trained"]
    assert ("had every angle" in rope.get("beyond", "")) == round_once
