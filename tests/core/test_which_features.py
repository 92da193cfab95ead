"""Which features turn, the first or the last, and in which direction."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from rope_core import PAIRINGS, RopeError, RopeSpec, rotate, rotation_matrix, scores
from rope_core.pairing import permutation
from rope_core.trace import Assemble, Copy, trace_rotation, trace_score

RNG = np.random.default_rng(11)
X = RNG.standard_normal((5, 8))
WHERE = np.array([0, 1, 2, -7, 30.5])


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("rotary_dim", [2, 4, 6])
def test_the_last_features_turn_as_the_first_would(pairing: Any, rotary_dim: int) -> None:
    first = RopeSpec(8, pairing=pairing, rotary_dim=rotary_dim)
    last = RopeSpec(8, pairing=pairing, rotary_dim=rotary_dim, features="last")
    swapped = np.concatenate([X[:, 8 - rotary_dim :], X[:, : 8 - rotary_dim]], axis=1)
    turned = rotate(swapped, WHERE, first)
    got = rotate(X, WHERE, last)
    np.testing.assert_array_equal(got[:, 8 - rotary_dim :], turned[:, :rotary_dim])
    np.testing.assert_array_equal(got[:, : 8 - rotary_dim], X[:, : 8 - rotary_dim])


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_backwards_is_the_other_way_round(pairing: Any) -> None:
    forwards = RopeSpec(8, pairing=pairing)
    backwards = RopeSpec(8, pairing=pairing, backwards=True)
    np.testing.assert_array_equal(rotate(X, WHERE, backwards), rotate(X, -WHERE, forwards))
    if pairing != "interleaved_to_half":  # which also moves the numbers
        there = rotate(X, WHERE, forwards)
        np.testing.assert_allclose(rotate(there, WHERE, backwards), X, atol=1e-12)


def test_backwards_swaps_the_sines_of_the_usual_formula() -> None:
    a, b = 0.5, 2.0
    got = rotate([a, b], 3, RopeSpec(2, backwards=True))
    cos, sin = np.cos(3.0), np.sin(3.0)
    np.testing.assert_allclose(got, [a * cos + b * sin, b * cos - a * sin])


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_every_route_gives_the_same(pairing: Any, backwards: bool, dtype: str) -> None:
    spec = RopeSpec(8, 100.0, pairing, 4, None, "last", backwards)
    x = X.astype(dtype)
    fast = rotate(x, WHERE, spec)
    assert fast.dtype == dtype
    inside = x.copy()
    np.testing.assert_array_equal(rotate(inside, WHERE, spec, out=inside), fast)
    for vector, position, out in zip(x, WHERE, fast, strict=True):
        steps = trace_rotation(vector, position, spec)
        assert [step.index for step in steps if isinstance(step, Copy)] == [0, 1, 2, 3]
        last = steps[-1]
        assert isinstance(last, Assemble)
        matrix = rotation_matrix(spec, position) @ vector.astype(float)
        tolerance = {"float16": 5e-3, "float32": 1e-5, "float64": 1e-12}[dtype]
        np.testing.assert_allclose(last.values, matrix, atol=1e-12)
        np.testing.assert_allclose(out, matrix, atol=tolerance)
    table = scores(X, X, WHERE, WHERE, spec)
    for i in range(5):
        for j in range(5):
            step = trace_score(X[i], WHERE[i], X[j], WHERE[j], spec)[-1]
            assert step.value == pytest.approx(table[i, j])


def test_scores_depend_on_the_relative_position_in_either_direction() -> None:
    spec = RopeSpec(8, rotary_dim=4, features="last", backwards=True)
    one = scores(X[0], X[1], 9, 4, spec)
    np.testing.assert_allclose(scores(X[0], X[1], 109, 104, spec), one)
    assert not np.isclose(scores(X[0], X[1], 4, 9, spec), one)


def test_a_permutation_stays_among_the_rotated_features() -> None:
    spec = RopeSpec(8, rotary_dim=4, features="last")
    assert permutation(spec, "half_split") == (0, 1, 2, 3, 4, 6, 5, 7)
    other = dataclasses.replace(spec, pairing="half_split")
    p = list(permutation(spec, "half_split"))
    np.testing.assert_allclose(
        rotate(X, WHERE, spec)[:, p], rotate(X[:, p], WHERE, other), atol=1e-15
    )


def test_where_all_features_turn_first_and_last_are_one_spec() -> None:
    assert RopeSpec(8, features="last") == RopeSpec(8)
    assert RopeSpec(8, rotary_dim=4, features="last") != RopeSpec(8, rotary_dim=4)
    assert RopeSpec(8, backwards=True) != RopeSpec(8)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"features": "middle"}, "features"),
        ({"features": ["last"]}, "features"),
        ({"features": None}, "features"),
        ({"backwards": 1}, "backwards"),
        ({"backwards": "yes"}, "backwards"),
    ],
)
def test_other_values_are_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(RopeError) as caught:
        RopeSpec(8, rotary_dim=4, **given)
    assert caught.value.field == field
