"""Which angles are new: by hand, by brute force over all angles, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core import SCALING_METHODS, RopeError, RopeSpec, inv_freq
from rope_core.analysis.reach import NEW, STILL, WHOLE, WITHIN, pairs_at, reach_of_pairs


def verdicts(spec: RopeSpec, after: RopeSpec) -> list[str]:
    return [pair.verdict for pair in reach_of_pairs(spec, 100, after, 800)]


def test_which_angles_are_new() -> None:
    spec = RopeSpec(4)
    linear = RopeSpec(4, scaling={"rope_type": "linear", "factor": 8.0})
    still = {"rope_type": "proportional", "partial_rotary_factor": 0.5, "factor": 1.0}
    assert verdicts(spec, spec) == [WHOLE, NEW]
    assert verdicts(spec, linear) == [WHOLE, WITHIN]
    assert verdicts(spec, RopeSpec(4, scaling=still)) == [WHOLE, STILL]
    # 100 tokens took pair 1 to 1 radian; 800 would take it to 8, and a circle ends at 2π.
    assert reach_of_pairs(spec, 100, spec, 800)[1].times == pytest.approx(2 * math.pi)


def test_the_exact_ratio_is_not_new_for_its_rounding() -> None:
    spec = RopeSpec(128)
    for factor, trained in ((8.0, 4096), (3.0, 7), (8.0, 3), (1.1, 1000)):
        linear = RopeSpec(128, scaling={"rope_type": "linear", "factor": factor})
        reached = reach_of_pairs(spec, trained, linear, round(trained * factor))
        assert {pair.verdict for pair in reached} <= {WHOLE, WITHIN}, factor


@pytest.mark.parametrize("name", SCALING_METHODS)
def test_every_method_against_the_angles_themselves(name: str) -> None:
    """Every angle of the longer text, on the circle, beside the arc that training showed."""
    trained, extended = 64, 256
    spec, after = RopeSpec(16), RopeSpec(16, scaling=SCALING_METHODS[name].example(16))
    reached = reach_of_pairs(spec, trained, after, extended)
    assert [pair.pair_index for pair in reached] == list(range(8))
    for pair, was, now in zip(reached, inv_freq(spec), inv_freq(after), strict=True):
        arc = trained * was
        angles = np.arange(1, extended + 1) * now
        seen = arc >= 2 * math.pi or bool((angles <= arc * (1 + 1e-9)).all())
        assert (pair.verdict == NEW) == (not seen)
        assert (pair.verdict == STILL) == (now == 0)


@given(
    base=st.floats(1.01, 1e7),
    trained=st.integers(1, 5000),
    position=st.integers(0, 20000),
)
def test_one_position_against_all_angles_of_training(
    base: float, trained: int, position: int
) -> None:
    """On the circle: new is what lies in the gap beyond the largest of all that were there."""
    spec = RopeSpec(8, base=base)
    for pair, step in zip(pairs_at(spec, trained, position), inv_freq(spec), strict=True):
        angles = np.arange(trained) * step
        whole = bool((angles >= 2 * math.pi).any())
        here = float(np.mod(position * step, 2 * math.pi))
        new = not whole and here > angles.max() * (1 + 1e-9)
        assert (pair.verdict == NEW) == new, (pair, here)
        assert (pair.verdict == WHOLE) == whole
        if position < trained:
            assert not new
        if pair.verdict == WITHIN and 0 < here < angles.max() * (1 - 1e-9):
            assert angles[pair.like] <= here * (1 + 1e-9)
            assert here * (1 - 1e-9) <= angles[pair.like + 1]


def test_a_text_up_to_a_position_may_show_new_angles_where_the_position_does_not() -> None:
    """Llama's pair 35: 8,192 tokens took it to 6.263 of 6.283 rad, and at 9,000 it is at 0.597."""
    spec = RopeSpec(128, base=500000.0)
    assert pairs_at(spec, 8192, 9000)[35].verdict == WITHIN
    assert pairs_at(spec, 8192, 9000)[35].on_circle == pytest.approx(0.597, abs=5e-4)
    assert pairs_at(spec, 8192, 8200)[35].verdict == NEW
    assert reach_of_pairs(spec, 8192, spec, 9000)[35].verdict == NEW


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(RopeError, match="extended"):
        reach_of_pairs(RopeSpec(2), 1, RopeSpec(4), 1)
    with pytest.raises(RopeError, match="trained_length"):
        reach_of_pairs(RopeSpec(2), 0, RopeSpec(2), 1)
    with pytest.raises(RopeError, match="extended_length"):
        reach_of_pairs(RopeSpec(2), 1, RopeSpec(2), 0)
    with pytest.raises(RopeError, match="position"):
        pairs_at(RopeSpec(2), 1, -1)
