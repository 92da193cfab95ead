"""A line of the learner's own problem, asked: right numbers, mistakes that can be told apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, angles, rotate
from rope_core.mistakes import MISTAKES
from rope_core.practice.ask import ask, ask_each
from rope_core.practice.exactness import fitting, is_right
from rope_core.practice.rules import RULES, Facts
from rope_core.spec import Features, Pairing

Q = (0.588, 0.117, 0.342, -0.231)


@pytest.mark.parametrize("position", [0, 1, 3, 977])
@pytest.mark.parametrize("pair", [0, 1])
def test_the_answer_is_the_rotation_and_every_candidate_is_another_number(
    position: int, pair: int
) -> None:
    spec = RopeSpec(4, base=100)
    facts = Facts(spec, q=Q, m=position, pair=pair)
    turned = rotate(np.array(Q), position, spec)
    assert ask("first", facts).line.value == pytest.approx(turned[2 * pair], abs=1e-12)
    assert ask("second", facts).line.value == pytest.approx(turned[2 * pair + 1], abs=1e-12)
    assert ask("angle", facts).line.value == pytest.approx(angles(position, spec)[pair])
    for rule in ("first", "second", "angle", "inv_freq"):
        asked = ask(rule, facts)
        style = asked.line.style
        assert style == fitting(RULES[rule].style, asked.line.value)
        for each in asked.candidates:
            assert each.mistake in MISTAKES
            assert not is_right(each.value, asked.line.value, style)


def test_the_worked_example_tells_the_usual_slips_apart() -> None:
    found = {each.mistake for each in ask("first", Facts(RopeSpec(4), q=Q, m=1)).candidates}
    assert {"sign_flipped", "sin_cos_swapped"} <= found


@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
@pytest.mark.parametrize("features", ["first", "last"])
def test_every_row_of_a_head_turned_in_part_can_be_asked(
    pairing: Pairing, features: Features
) -> None:
    spec = RopeSpec(8, pairing=pairing, rotary_dim=4, features=features)
    q = tuple(np.linspace(-0.7, 0.9, 8).tolist())
    every = ask_each("rotated", Facts(spec, q=q, m=3))
    answers = [asked.line.value for asked in every]
    assert answers == pytest.approx(rotate(np.array(q), 3, spec), abs=1e-12)
    for asked in every:
        assert all(math.isfinite(each.value) for each in asked.candidates)


def test_a_rule_that_is_none_is_refused() -> None:
    with pytest.raises(RopeError, match="rule"):
        ask("nothing", Facts(RopeSpec(4)))
