"""The proof in numbers: those of the core, shifted positions, broken versions, predictions."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core import PAIRINGS, RopeError, RopeSpec, rotate, scores
from rope_core.proof import (
    BROKEN,
    Matrix,
    PairSum,
    Sum,
    copied_score,
    evaluate,
    evaluate_matrix,
    evaluate_pairs,
    largest_difference,
    pair_values,
    position_vectors,
    predictions,
    proof_steps,
    rounding_bound,
    shift_scores,
)

Q = (0.588, 0.117, 0.342, -0.231)
K = (0.251, 0.463, -0.129, 0.370)
WORKED = (Q, K, 1, 3, RopeSpec(4))

STEPS = {step.key: step for step in proof_steps()}
positions = st.integers(0, 1_048_576)


# ---------------------------------------------------------------- the numbers are the core's


def vectors(head_dim: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=head_dim), rng.normal(size=head_dim)


@given(
    pairs=st.integers(1, 8),
    copied=st.integers(0, 2),
    pairing=st.sampled_from(PAIRINGS),
    base=st.sampled_from([100.0, 10_000.0, 500_000.0]),
    m=positions,
    n=positions,
    seed=st.integers(0, 1000),
)
@settings(max_examples=100, deadline=None)
def test_the_sum_over_pairs_is_the_score(
    pairs: int, copied: int, pairing: Any, base: float, m: int, n: int, seed: int
) -> None:
    spec = RopeSpec(2 * (pairs + copied), base, pairing, 2 * pairs)
    q, k = vectors(spec.head_dim, seed)
    expected = float(scores(q, k, m, n, spec))
    values = pair_values(q, k, m, n, spec)
    assert len(values) == pairs
    bound = rounding_bound(q, k, m, n, spec)
    step = STEPS["pairs"]
    for line in (step.before, step.after):
        assert isinstance(line, PairSum)
        total = evaluate_pairs(line, values) + copied_score(q, k, spec)
        assert total == pytest.approx(expected, rel=0, abs=bound)


def test_the_final_line_is_the_score_of_one_pair() -> None:
    spec = RopeSpec(2)
    (values,) = pair_values(Q[:2], K[:2], 1, 3, spec)
    line = STEPS["collect"].after
    assert isinstance(line, Sum)
    expected = float(scores(Q[:2], K[:2], 1, 3, spec))
    assert evaluate(line, values) == pytest.approx(expected, rel=0, abs=1e-15)


@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
def test_the_definitions_in_numbers_are_what_rotate_returns(pairing: Any) -> None:
    spec = RopeSpec(4, pairing=pairing)
    places = {"interleaved": ((0, 1), (2, 3)), "half_split": ((0, 2), (1, 3))}[pairing]
    values = pair_values(Q, K, 1, 3, spec)
    for key, x, position in (("rotate_query", Q, 1), ("rotate_key", K, 3)):
        line = STEPS[key].after
        assert isinstance(line, Matrix)
        rotated = rotate(np.array(x), position, spec)
        for (first, second), pair in zip(places, values, strict=True):
            column = evaluate_matrix(line, pair)
            assert column == pytest.approx(
                np.array([[rotated[first]], [rotated[second]]]), rel=0, abs=1e-15
            )
            for name, (entry,) in zip(line.names, column, strict=True):
                assert evaluate(name, pair) == entry


# ---------------------------------------------------------------- shifting and breaking


def test_a_common_shift_leaves_the_score_of_the_worked_example_standing() -> None:
    shifts = np.arange(1001)
    still = shift_scores(*WORKED, shifts)
    assert still.shape == (1001,)
    assert still[0] == pytest.approx(float(scores(Q, K, 1, 3, RopeSpec(4))), rel=0, abs=1e-15)
    assert largest_difference(*WORKED, shifts) <= 1e-12
    for move in ("query", "key"):
        assert largest_difference(*WORKED, shifts, move=move) > 0.1  # type: ignore[arg-type]


@pytest.mark.parametrize("move", ["both", "query", "key"])
def test_shift_scores_moves_what_it_says(move: Any) -> None:
    spec = RopeSpec(4)
    moved = shift_scores(*WORKED, [0, 5], move)
    m, n = {"both": (6, 8), "query": (6, 3), "key": (1, 8)}[move]
    expected = [float(scores(Q, K, 1, 3, spec)), float(scores(Q, K, m, n, spec))]
    assert moved == pytest.approx(expected, rel=0, abs=1e-15)


@pytest.mark.parametrize("variant", list(BROKEN))
@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
def test_a_broken_variant_does_not_stand_still(variant: str, pairing: Any) -> None:
    spec = RopeSpec(4, pairing=pairing)
    assert BROKEN[variant].excuse(spec) is None
    assert BROKEN[variant].key == variant
    assert largest_difference(Q, K, 1, 3, spec, range(33), variant=variant) > 0.1


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_mixing_pairings_breaks_nothing_when_there_is_one_pair_and_says_so(pairing: Any) -> None:
    for spec in (RopeSpec(2, pairing=pairing), RopeSpec(6, pairing=pairing, rotary_dim=2)):
        q, k = vectors(spec.head_dim, 3)
        assert largest_difference(q, k, 1, 3, spec, range(33), variant="mixed_pairings") <= 1e-12
        excuse = BROKEN["mixed_pairings"].excuse(spec)
        assert excuse is not None
        assert "nothing breaks" in excuse
        for variant in ("query_only", "added_vectors"):
            assert BROKEN[variant].excuse(spec) is None
            assert largest_difference(q, k, 1, 3, spec, range(33), variant=variant) > 0.1


def test_broken_variants_by_hand() -> None:
    spec = RopeSpec(4)
    q, k = np.array(Q), np.array(K)
    half = RopeSpec(4, pairing="half_split")
    by_hand = {
        "query_only": rotate(q, 1, spec) @ k,
        "mixed_pairings": rotate(q, 1, spec) @ rotate(k, 3, half),
        "added_vectors": (q + np.array([np.sin(1), np.cos(1), np.sin(0.01), np.cos(0.01)]))
        @ (k + np.array([np.sin(3), np.cos(3), np.sin(0.03), np.cos(0.03)])),
    }
    assert set(by_hand) == set(BROKEN)
    for variant, expected in by_hand.items():
        (score,) = shift_scores(*WORKED, [0], variant=variant)
        assert score == pytest.approx(expected, rel=0, abs=1e-15)


def test_what_is_said_of_added_vectors_is_so() -> None:
    """Alone, p(m)·p(n) does depend on m − n only; the products with q and k are what breaks."""
    spec = RopeSpec(8, 100.0)
    p = position_vectors(np.arange(64), spec)
    table = p @ p.T  # (64, 64)
    for offset in (0, 1, 20):
        diagonal = np.diagonal(table, offset)
        assert np.ptp(diagonal) <= 1e-12
    assert np.ptp(p @ np.ones(8)) > 0.1


@given(
    half=st.integers(1, 16),
    pairing=st.sampled_from(PAIRINGS),
    m=positions,
    n=positions,
    shift=st.integers(0, 100_000),
    seed=st.integers(0, 1000),
)
@settings(max_examples=100, deadline=None)
def test_a_common_shift_changes_no_score_beyond_rounding(
    half: int, pairing: Any, m: int, n: int, shift: int, seed: int
) -> None:
    spec = RopeSpec(2 * half, pairing=pairing)
    q, k = vectors(spec.head_dim, seed)
    bound = rounding_bound(q, k, m, n, spec, shift)
    assert largest_difference(q, k, m, n, spec, [shift]) <= bound
    assert bound < 1e-4


def test_wrong_names_are_refused() -> None:
    with pytest.raises(RopeError) as caught:
        shift_scores(*WORKED, [0], variant="nonsense")
    assert caught.value.field == "variant"
    assert caught.value.allowed == "None, or one of " + ", ".join(BROKEN)
    with pytest.raises(RopeError) as caught:
        shift_scores(*WORKED, [0], "neither")  # type: ignore[arg-type]
    assert (caught.value.field, caught.value.allowed) == ("move", "one of both, query, key")


def test_how_far_rounding_may_reach() -> None:
    """ε times the numbers added up, the largest angle and both lengths: each enters once."""
    spec, eps = RopeSpec(4), float(np.finfo(np.float64).eps)
    q, k = (3.0, 4.0, 0.0, 0.0), (0.0, 0.0, 6.0, 8.0)  # of lengths 5 and 10
    assert rounding_bound(q, k, 7, 2, spec) == pytest.approx(eps * 20 * 8 * 50, rel=1e-12)
    assert rounding_bound(q, k, 2, -9, spec, -3) == pytest.approx(eps * 20 * 13 * 50, rel=1e-12)
    wide = RopeSpec(64)
    ones = (1.0,) * 64
    assert rounding_bound(ones, ones, 0, 0, wide) == pytest.approx(eps * 80 * 64, rel=1e-12)


def test_the_largest_difference_is_measured_from_where_one_stands() -> None:
    """Against shift 0, not against a neighbour; and 0 where nothing is shifted."""
    assert largest_difference(*WORKED, []) == 0.0
    assert largest_difference(*WORKED, [0]) == 0.0
    far = shift_scores(*WORKED, [0, 1, 2, 3], "query")
    assert largest_difference(*WORKED, [1, 2, 3], "query") == np.max(np.abs(far - far[0]))
    assert largest_difference(*WORKED, [1], "query") == pytest.approx(abs(far[1] - far[0]))
    assert largest_difference((0.0,) * 4, K, 1, 3, RopeSpec(4), [5], "query") == 0.0


def test_an_attention_factor_belongs_to_the_numbers_of_a_pair() -> None:
    scaling = {
        "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64,
        "attention_factor": 1.5,
    }  # fmt: skip
    spec = RopeSpec(4, scaling=scaling)
    values = pair_values(Q, K, 1, 3, spec)
    assert [values[0].q0, values[1].k1] == pytest.approx([1.5 * Q[0], 1.5 * K[3]])
    line = STEPS["pairs"].after
    assert isinstance(line, PairSum)
    assert evaluate_pairs(line, values) == pytest.approx(float(scores(Q, K, 1, 3, spec)))


def test_position_vectors_by_the_formula_of_2017() -> None:
    got = position_vectors([[0, 1, 7]], RopeSpec(6, 100.0))
    assert got.shape == (1, 3, 6)
    for column in range(6):
        rate = 100.0 ** (-2 * (column // 2) / 6)
        wave = np.cos if column % 2 else np.sin
        np.testing.assert_allclose(got[0, :, column], wave(np.array([0, 1, 7]) * rate), atol=1e-15)


def test_the_broken_versions_and_the_numbers_of_a_pair_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        BROKEN["query_only"].key = "other"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        pair_values(*WORKED)[0].q0 = 1.0  # type: ignore[misc]


# ---------------------------------------------------------------- predictions


def test_predictions_of_the_worked_example() -> None:
    asked = predictions(*WORKED)
    assert set(asked) <= set(STEPS)
    right = {key: question.choices[question.correct] for key, question in asked.items()}
    assert right == {
        "expand": "8",
        "cosine": "cos(a − b)",
        "collect": "No, it stays the same",
        "pairs": "Yes, it gets larger",
    }
    for question in asked.values():
        assert question.question.endswith("?")
        assert len(set(question.choices)) == len(question.choices) >= 3
        assert question.because.endswith(".")


def test_the_answers_follow_the_learners_numbers() -> None:
    opposite = tuple(-x for x in K)
    larger, smaller = predictions(*WORKED), predictions(Q, opposite, 1, 3, RopeSpec(4))
    assert larger["pairs"].correct == 1
    assert smaller["pairs"].correct == 2
    nothing = predictions((0.0,) * 4, K, 1, 3, RopeSpec(4))
    assert nothing["pairs"].correct == nothing["collect"].correct == 0
    assert "no difference" in nothing["pairs"].because
    assert "no difference" not in larger["pairs"].because
    for m, n in ((0, 0), (1_048_576, 0), (1_048_576, 1_048_575)):
        far = predictions(Q, K, m, n, RopeSpec(4))
        assert far["cosine"].correct == larger["cosine"].correct
        assert far["collect"].correct == 0
        numbers_shown = dict(far["collect"].numbers)
        expected = numbers_shown["score after"] - numbers_shown["score before"]
        assert numbers_shown["difference"] == expected


def test_the_count_follows_the_line() -> None:
    from rope_core.proof.predict import _how_many

    step = STEPS["expand"]
    assert isinstance(step.after, Sum)
    shorter = dataclasses.replace(step, after=Sum(step.after.terms[:6]))
    asked = _how_many(shorter)
    assert asked.choices[asked.correct] == "6"
