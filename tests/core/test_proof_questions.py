"""The questions of the proof: what they ask, the answers beside the right one, and the numbers.

The scores they speak of are computed here by complex numbers, another way than the core's.
"""

from __future__ import annotations

import cmath
import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core import RopeSpec
from rope_core.proof import (
    PairValues,
    Prediction,
    evaluate,
    predictions,
    proof_steps,
    rounding_bound,
)

Q = (0.588, 0.117, 0.342, -0.231)
K = (0.251, 0.463, -0.129, 0.370)
STEPS = {step.key: step for step in proof_steps()}
SAME, LARGER, SMALLER = "No, it stays the same", "Yes, it gets larger", "Yes, it gets smaller"


def score(q: tuple[float, ...], k: tuple[float, ...], m: float, n: float) -> float:
    """q·k with each pair as a complex number turned by its position, base 10,000, neighbours."""
    total = 0.0
    for i in range(0, len(q), 2):
        turn = cmath.exp(1j * (m - n) * 10000.0 ** (-i / len(q)))
        total += (complex(q[i], q[i + 1]) * turn * complex(k[i], -k[i + 1])).real
    return total


def right(asked: Prediction) -> str:
    return asked.choices[asked.correct]


def test_the_steps_with_a_question() -> None:
    asked = predictions(Q, K, 1, 3, RopeSpec(4))
    assert list(asked) == ["expand", "cosine", "collect", "pairs"]
    assert not asked["expand"].numbers
    assert not asked["cosine"].numbers
    with pytest.raises(dataclasses.FrozenInstanceError):
        asked["expand"].correct = 0  # type: ignore[misc]


def test_how_many_products_beside_likely_other_counts() -> None:
    asked = predictions(Q, K, 1, 3, RopeSpec(4))["expand"]
    assert asked.choices == ("2", "4", "8", "16")
    assert right(asked) == "8"
    line = STEPS["expand"].before
    by_hand = sum(len(term.factors[0].terms) * len(term.factors[1].terms) for term in line.terms)  # type: ignore[union-attr]
    assert by_hand == 8


@given(a=st.floats(-10, 10), b=st.floats(-10, 10))
def test_which_function_it_is_at_any_angles(a: float, b: float) -> None:
    asked = predictions(Q, K, 1, 3, RopeSpec(4))["cosine"]
    value = math.cos(a) * math.cos(b) + math.sin(a) * math.sin(b)
    offered = {
        "cos(a + b)": math.cos(a + b), "cos(a − b)": math.cos(a - b),
        "sin(a + b)": math.sin(a + b), "sin(a − b)": math.sin(a - b),
    }  # fmt: skip
    assert asked.choices == tuple(offered)
    assert offered[right(asked)] == pytest.approx(value, abs=1e-13)
    identity = STEPS["cosine"].identity
    assert identity is not None
    angles = PairValues(q0=0, q1=0, k0=0, k1=0, m=a, n=b, inv_freq=1.0)
    assert evaluate(identity.left, angles) == pytest.approx(value, abs=1e-13)


def test_the_other_functions_are_wrong_somewhere() -> None:
    asked = predictions(Q, K, 1, 3, RopeSpec(4))["cosine"]
    at = {"cos(a + b)": math.cos(1.3), "cos(a − b)": math.cos(0.5), "sin(a + b)": math.sin(1.3),
          "sin(a − b)": math.sin(0.5)}  # fmt: skip
    value = math.cos(0.9) * math.cos(0.4) + math.sin(0.9) * math.sin(0.4)
    agrees = [name for name in asked.choices if math.isclose(at[name], value)]
    assert agrees == [right(asked)]


@pytest.mark.parametrize(("m", "n"), [(1, 3), (0, 0), (40, 2)])
def test_what_is_shifted_and_where_to(m: int, n: int) -> None:
    asked = predictions(Q, K, m, n, RopeSpec(4))
    assert asked["collect"].question == (
        f"Shift both positions by 17, to m = {m + 17} and n = {n + 17}. "
        "Does the score of q and k change?"
    )
    assert asked["pairs"].question == (
        f"Now move the key alone by 1, to n = {n + 1}. Does the score of q and k change?"
    )
    for key, after in (("collect", (m + 17, n + 17)), ("pairs", (m, n + 1))):
        numbers = dict(asked[key].numbers)
        assert list(numbers) == ["score before", "score after", "difference"]
        assert numbers["score before"] == pytest.approx(score(Q, K, m, n), abs=1e-13)
        assert numbers["score after"] == pytest.approx(score(Q, K, *after), abs=1e-13)
        assert numbers["difference"] == numbers["score after"] - numbers["score before"]


@given(
    vectors=st.tuples(*[st.integers(-2000, 2000).map(lambda n: n / 1000) for _ in range(8)]),
    m=st.integers(0, 5000),
    n=st.integers(0, 5000),
)
def test_the_right_answer_is_what_the_scores_do(vectors: tuple[float, ...], m: int, n: int) -> None:
    q, k = vectors[:4], vectors[4:]
    asked = predictions(q, k, m, n, RopeSpec(4))
    for key in ("collect", "pairs"):
        assert asked[key].choices == (SAME, LARGER, SMALLER)
    assert right(asked["collect"]) == SAME
    change = score(q, k, m, n + 1) - score(q, k, m, n)
    if abs(change) > 1e-9:
        assert right(asked["pairs"]) == (LARGER if change > 0 else SMALLER)
        assert "has changed, and with it the angle" in asked["pairs"].because
    elif change == 0:
        assert right(asked["pairs"]) == SAME


@pytest.mark.parametrize("size", [1e-200, 1e-90, 1e90])
def test_tiny_and_huge_vectors_stay_the_same_as_well(size: float) -> None:
    q, k = (0.0, size, 0.3 * size, 0.0), (size, 1.0, -0.2, size)
    for m, n in ((0, 0), (3, 1000)):
        assert right(predictions(q, k, m, n, RopeSpec(4))["collect"]) == SAME


def test_no_difference_is_said_where_a_change_is_as_small_as_rounding() -> None:
    nothing = predictions((0.0,) * 4, K, 1, 3, RopeSpec(4))["pairs"]
    assert right(nothing) == SAME
    assert "no difference beyond rounding" in nothing.because
    # cos(θ) has its top at θ = 0: half a token before and after it the score is the same.
    one = predictions((1.0, 0.0), (1.0, 0.0), 1.5, 1, RopeSpec(2))["pairs"]
    assert right(one) == SAME
    numbers = dict(one.numbers)
    assert abs(numbers["difference"]) <= rounding_bound((1.0, 0.0), (1.0, 0.0), 1.5, 1, RopeSpec(2))
