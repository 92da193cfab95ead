"""Distances: the counterexample found by brute force, likeness as a score, formulas evaluated."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core import RopeError, RopeSpec, scores
from rope_core.analysis.distances import blur_reach, farther_scores_more, likeness, lookalikes
from rope_core.encodings import ENCODINGS
from rope_core.encodings.base import Setting
from rope_core.steps.formula import evaluate_formula, formula_value
from rope_core.steps.step import Calculation


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=12))
@settings(max_examples=80, deadline=None)
def test_the_counterexample_is_the_one_brute_force_finds(values: list[int]) -> None:
    higher = [(a, b) for a, b in itertools.combinations(range(len(values)), 2)
              if values[b] > values[a]]  # fmt: skip
    found = farther_scores_more(values)
    if not higher:
        assert found is None
        return
    assert found is not None
    assert (found.near, found.far) == higher[0]
    assert found.beaten == len({a for a, _ in higher})
    assert found.best == values.index(max(values))


def test_likeness_is_the_score_of_equal_vectors() -> None:
    spec = RopeSpec(8, base=100.0)
    unit = np.array([[1.0, 0.0] * spec.pairs])
    for offset in (0, 1, 7, 300):
        score = scores(unit, unit, [offset], [0], spec)[0, 0]
        assert likeness(spec, [True] * 4, [offset])[0] == pytest.approx(score / 4, abs=1e-12)


def test_slow_pairs_blur_and_fast_pairs_repeat() -> None:
    spec = RopeSpec(4)
    assert lookalikes(spec, [True, True], 20, 200, 0.99).tolist() == [20]
    slow = lookalikes(spec, [False, True], 20, 200, 0.99)
    assert slow.tolist() == list(range(6, 35))
    fast = lookalikes(spec, [True, False], 20, 200, 0.99)
    assert fast.tolist() == [20, 45, 64, 89, 108, 133, 152, 177, 196]
    assert len(lookalikes(spec, [False, False], 20, 200, 0.99)) == 201


def test_the_reach_of_a_pair_is_how_far_its_lookalikes_go() -> None:
    spec = RopeSpec(8)
    for pair, reach in enumerate(blur_reach(spec, 0.99)):
        alike = lookalikes(spec, [i == pair for i in range(4)], 400, 800, 0.99)
        assert 400 + reach in alike
        assert 400 + reach + 1 not in alike


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(RopeError, match="scores"):
        farther_scores_more([])
    with pytest.raises(RopeError, match="kept"):
        likeness(RopeSpec(4), [True], [0])
    for formula in ("1 +", "nothing", "(1", "1 2", "sqrt 2", "open(1)", "", "1 ≤ 2", "€"):
        with pytest.raises(RopeError, match="formula"):
            evaluate_formula(formula, {})
        assert formula_value(formula, {}) is None


def test_what_does_not_compute_has_no_value() -> None:
    assert formula_value("1 / x", {"x": 0.0}) is None
    assert formula_value("ln(x)", {"x": -1.0}) is None
    # The same formula again, with other operands: reading it once must not keep the first.
    assert [formula_value("x ^ −2", {"x": x}) for x in (2.0, 4.0)] == [0.25, 0.0625]
    assert formula_value("−x ^ 2", {"x": 3.0}) == -9.0
    assert formula_value("clamp(x, 0, 1) + ceil(y)", {"x": 7.0, "y": 1.2}) == 3.0


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_formula_of_the_encodings_gives_its_value(name: str) -> None:
    rng = np.random.default_rng(1)
    q, k = rng.standard_normal((2, 8))
    for m, n in ((9, 2), (40, 3), (2, 9)):
        for step in ENCODINGS[name].cell_steps(q, m, k, n, Setting(8)):
            if isinstance(step, Calculation):
                value = evaluate_formula(step.formula, dict(step.operands))
                assert value == pytest.approx(step.value, abs=1e-12)
