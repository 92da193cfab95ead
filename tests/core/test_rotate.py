"""rotate and scores: worked values, shapes, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import ml_dtypes  # what JAX's bfloat16 is to NumPy
import numpy as np
import pytest

from rope_core import (
    PAIRINGS,
    Pairing,
    RopeError,
    RopeSpec,
    rotate,
    rotation_matrix,
    scores,
)
from tests.core.core_support import by_hand, rng

Q = [0.588, 0.117, 0.342, -0.231]


def test_the_first_line_on_screen() -> None:
    spec = RopeSpec(4)
    assert (spec.base, spec.pairing, spec.rotary_dim) == (10000.0, "interleaved", 4)
    y = rotate(Q, 1, spec)
    assert y[0] == math.cos(1.0) * 0.588 - math.sin(1.0) * 0.117
    assert round(y[0], 3) == 0.219
    assert y[1] == math.sin(1.0) * 0.588 + math.cos(1.0) * 0.117
    assert y[2] == pytest.approx(math.cos(0.01) * 0.342 - math.sin(0.01) * -0.231, abs=1e-16)


@pytest.mark.parametrize(
    ("pairing", "want"),
    [
        ("interleaved", [0.0, 1.0, 3.0, 4.0]),
        ("half_split", [-3.0, 2.0, 1.0, 4.0]),
        ("interleaved_to_half", [0.0, 3.0, 1.0, 4.0]),
    ],
)
def test_a_quarter_turn_of_the_first_pair(pairing: Any, want: list[float]) -> None:
    x = [1.0, 0.0, 3.0, 4.0] if pairing != "half_split" else [1.0, 2.0, 3.0, 4.0]
    # A base so large that the second pair stands still.
    y = rotate(x, math.pi / 2, RopeSpec(4, 1e300, pairing))
    np.testing.assert_allclose(y, want, atol=1e-15)


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("rotary_dim", [2, 6, 8])
@pytest.mark.parametrize("lead", [(), (1,), (3,), (2, 3), (0,)])
def test_shapes(pairing: Any, rotary_dim: int, lead: tuple[int, ...]) -> None:
    spec = RopeSpec(8, pairing=pairing, rotary_dim=rotary_dim)
    x, where = rng().standard_normal((*lead, 5, 8)), np.array([0, 3, -2, 0.5, 9000])
    y = rotate(x, where, spec)
    assert y.shape == x.shape
    np.testing.assert_allclose(y, by_hand(x, where, spec), atol=1e-11)
    one = rotate(x, 3, spec)
    np.testing.assert_allclose(one, by_hand(x, np.full(5, 3), spec), atol=1e-12)


@pytest.mark.parametrize("x", [[1, 2], np.array([1, 2], "i1"), np.array([1, 2], "u8"), (1, 2.0)])
def test_anything_else_becomes_float64(x: Any) -> None:
    y = rotate(x, 1, RopeSpec(2))
    assert y.dtype == np.float64
    np.testing.assert_allclose(y, rotate([1.0, 2.0], 1, RopeSpec(2)))


def test_scores_shapes() -> None:
    spec = RopeSpec(4)
    q, k = rng().standard_normal((2, 3, 5, 4)), rng().standard_normal((2, 3, 7, 4))
    m, n = np.arange(5), np.arange(7) + 10
    full = scores(q, k, m, n, spec)
    assert full.shape == (2, 3, 5, 7)
    want = rotate(q, m, spec)[1, 2, 3] @ rotate(k, n, spec)[1, 2, 4]
    assert full[1, 2, 3, 4] == pytest.approx(want, abs=1e-14)
    np.testing.assert_allclose(scores(q[1, 2, 3], k[1, 2], 3, n, spec), full[1, 2, 3], atol=1e-14)
    np.testing.assert_allclose(
        scores(q[1, 2], k[1, 2, 4], m, 14, spec), full[1, 2, :, 4], atol=1e-14
    )
    assert np.ndim(scores(q[0, 0, 0], k[0, 0, 0], 0, 10, spec)) == 0
    assert scores(q, k[0, 0], m, n, spec).shape == (2, 3, 5, 7)


def test_scores_of_one_vector_a_head() -> None:
    """As in decoding: each head has one query, or one key, and all of them one position."""
    spec = RopeSpec(4)
    q, k = rng().standard_normal((2, 3, 4)), rng().standard_normal((2, 3, 7, 4))
    n = np.arange(7)
    by_key, by_query = scores(q, k, 20, n, spec), scores(k, q, n, 20, spec)
    assert by_key.shape == by_query.shape == (2, 3, 7)
    assert scores(q, q, 20, 4, spec).shape == (2, 3)
    for head in np.ndindex(2, 3):
        want = by_hand(k[head], n, spec) @ rotation_matrix(spec, 20) @ q[head]
        np.testing.assert_allclose(by_key[head], want, atol=1e-13)
        np.testing.assert_allclose(by_query[head], want, atol=1e-13)
        one = q[head] @ rotation_matrix(spec, -16) @ q[head]
        assert scores(q, q, 20, 4, spec)[head] == pytest.approx(one, abs=1e-13)


def test_rotation_matrix_of_the_worked_example() -> None:
    c, s, c1, s1 = math.cos(1.0), math.sin(1.0), math.cos(0.01), math.sin(0.01)
    want = [[c, -s, 0, 0], [s, c, 0, 0], [0, 0, c1, -s1], [0, 0, s1, c1]]
    np.testing.assert_array_equal(rotation_matrix(RopeSpec(4), 1), want)
    half = [[c, 0, -s, 0], [0, c1, 0, -s1], [s, 0, c, 0], [0, s1, 0, c1]]
    np.testing.assert_array_equal(rotation_matrix(RopeSpec(4, pairing="half_split"), 1), half)


@pytest.mark.parametrize(
    ("x", "where", "field", "says"),
    [
        ([1.0, 2.0, 3.0], 0, "x", "(..., 4)"),
        (1.0, 0, "x", "(..., 4)"),
        (["a", "b", "c", "d"], 0, "x", "numbers"),
        ([[1.0, 2.0], [3.0]], 0, "x", "numbers"),
        (np.ones(4, complex), 0, "x", "numbers"),
        (None, 0, "x", "numbers"),
        (np.ones((2, 4)), [0, 1, 2], "positions", "2 in one list"),
        (np.ones(4), [0], "positions", "one number"),
        (np.ones((2, 4)), [[0, 1]], "positions", "2 in one list"),
        (np.ones(4), math.nan, "positions", "finite"),
        (np.ones((2, 4)), [0, math.inf], "positions", "finite"),
        (np.ones(4), "1", "positions", "finite"),
        (np.ones(4), True, "positions", "finite"),
        (np.ones(4), 10**400, "positions", "finite"),
        (np.ones(4), 1j, "positions", "finite"),
    ],
)
def test_rotate_refuses(x: Any, where: Any, field: str, says: str) -> None:
    with pytest.raises(RopeError) as caught:
        rotate(x, where, RopeSpec(4))
    assert caught.value.field == field
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "out",
    [np.empty((2, 4)), np.empty(4, np.float32), [0.0] * 4, np.broadcast_to(np.float64(0), (4,))],
)
def test_rotate_refuses_out(out: Any) -> None:
    with pytest.raises(RopeError, match=r"^out: ") as caught:
        rotate(np.ones(4), 0, RopeSpec(4), out=out)
    assert caught.value.field == "out"


def test_the_other_functions_name_their_own_parameters() -> None:
    spec, good = RopeSpec(4), np.ones((2, 4))
    for field, call in {
        "q": lambda: scores(np.ones(3), good, 0, [0, 1], spec),
        "k": lambda: scores(good, np.ones((2, 3)), [0, 1], [0, 1], spec),
        "query_positions": lambda: scores(good, good, [0], [0, 1], spec),
        "key_positions": lambda: scores(good, good, [0, 1], [0, math.nan], spec),
        "position": lambda: rotation_matrix(spec, [0, 1]),  # type: ignore[arg-type]
    }.items():
        with pytest.raises(RopeError) as caught:
            call()
        assert caught.value.field == field
    with pytest.raises(RopeError, match=r"^k: ") as caught:
        scores(np.ones((2, 5, 4)), np.ones((3, 5, 4)), range(5), range(5), spec)
    assert caught.value.allowed == "leading axes that fit q's (2,)"


def test_scores_by_complex_numbers() -> None:
    """Another route: a pair is a complex number, and a score the real part of q·conj(k)·turn."""
    spec, q, k = RopeSpec(6, 100.0), rng().standard_normal((4, 6)), rng().standard_normal((3, 6))
    m, n = np.array([0, 3, 50, 1000]), np.array([2, 3, 999])
    got = scores(q, k, m, n, spec)
    rates = 100.0 ** (-2 * np.arange(3) / 6)
    for row in range(4):
        for column in range(3):
            turn = np.exp(1j * (m[row] - n[column]) * rates)
            left = q[row, ::2] + 1j * q[row, 1::2]
            right = k[column, ::2] - 1j * k[column, 1::2]
            assert got[row, column] == pytest.approx((left * right * turn).real.sum(), abs=1e-11)


def test_float16_scores_are_added_up_in_float32() -> None:
    """2,048 + 1 is 2,048 in float16: each small product would be lost on the way."""
    q = np.array([[2048.0] + [1.0] * 63], np.float16)
    k = np.ones((1, 64), np.float16)
    assert scores(q, k, [0], [0], RopeSpec(64))[0, 0] == np.float16(2048 + 63)
    assert scores(q, k.astype(np.float32), [0], [0], RopeSpec(64)).dtype == np.float32
    assert scores(q, k.astype(np.float32), [0], [0], RopeSpec(64))[0, 0] == 2111.0


@pytest.mark.parametrize(
    ("x", "where", "allowed"),
    [
        (np.ones(4), [0], "one number"),
        (np.ones((2, 4)), [0], "one number, or 2 in one list"),
        (np.ones((3, 2, 4)), [0, 1, 2], "one number, or 2 in one list, or 3 such lists"),
        (np.ones((2, 4)), [[0, 1]], "one number, or 2 in one list"),
    ],
)
def test_how_many_positions_are_wanted_is_said(x: Any, where: Any, allowed: str) -> None:
    with pytest.raises(RopeError) as caught:
        rotate(x, where, RopeSpec(4))
    assert caught.value.allowed == allowed
    assert str(x.shape) in caught.value.hint


# --- where the sequence stands, and whose array it is -------------------------------------------


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("axis", [0, 1, 2, -2, -3, -4])
def test_the_sequence_may_be_any_axis_and_each_batch_have_its_positions(
    pairing: Pairing, axis: int
) -> None:
    spec = RopeSpec(8, pairing=pairing, rotary_dim=6)
    x = np.random.default_rng(0).standard_normal((2, 3, 5, 8)).astype(np.float32)
    where = np.array([[0, 1, 2, 3, 4], [7, 7, -3, 0.5, 1000]])
    each = np.stack([rotate(x[row], where[row], spec) for row in range(2)])
    moved = np.moveaxis(x, 2, axis)
    seen = rotate(moved, where, spec, axis=axis)
    np.testing.assert_array_equal(np.moveaxis(seen, axis, 2), each)
    np.testing.assert_array_equal(rotate(moved, where[:1], spec, axis=axis),
                                  rotate(moved, where[0], spec, axis=axis))  # fmt: skip
    out = moved.copy()
    assert rotate(out, where, spec, out=out, axis=axis) is out
    np.testing.assert_array_equal(out, seen)


@pytest.mark.parametrize("lead", [(3,), (2, 3), (2, 3, 1, 2)])
@pytest.mark.parametrize("axis", [0, 1])
def test_the_sequence_may_be_an_axis_of_an_array_of_any_depth(
    lead: tuple[int, ...], axis: int
) -> None:
    spec, where = RopeSpec(8), np.arange(5) * 7
    x = rng().standard_normal((*lead, 5, 8))
    seen = rotate(np.moveaxis(x, -2, axis), where, spec, axis=axis)
    np.testing.assert_allclose(np.moveaxis(seen, axis, -2), by_hand(x, where, spec), atol=1e-13)


@pytest.mark.parametrize(
    ("where", "axis", "field"),
    [
        (np.zeros((3, 5)), -2, "positions"),
        (np.zeros((2, 4)), -2, "positions"),
        (np.zeros((2, 1, 5)), -2, "positions"),
        (np.zeros(5), -1, "axis"),
        (np.zeros(5), 3, "axis"),
        (np.zeros(5), -5, "axis"),
        (np.zeros(5), 1.0, "axis"),
    ],
)
def test_positions_or_an_axis_that_do_not_fit(where: Any, axis: Any, field: str) -> None:
    with pytest.raises(RopeError) as caught:
        rotate(np.zeros((2, 3, 5, 8)), where, RopeSpec(8), axis=axis)
    assert caught.value.field == field


def test_with_one_position_there_is_no_sequence_whose_axis_could_be_wrong() -> None:
    x = rng().standard_normal((3, 8))
    np.testing.assert_array_equal(rotate(x, 5, RopeSpec(8), axis=1), rotate(x, 5, RopeSpec(8)))


@pytest.mark.parametrize(
    ("axis", "allowed"),
    [
        (-1, "an axis before the last: 0 to 2, or -4 to -2"),
        (3, "a whole number from -4 to 2"),
        (-5, "a whole number from -4 to 2"),
    ],
)
def test_which_axes_there_are_is_said(axis: int, allowed: str) -> None:
    with pytest.raises(RopeError) as caught:
        rotate(np.zeros((2, 3, 5, 8)), np.zeros(5), RopeSpec(8), axis=axis)
    assert (caught.value.field, caught.value.allowed) == ("axis", allowed)


def test_arrays_whose_types_numpy_lacks_are_widened() -> None:
    x = np.random.default_rng(0).standard_normal((5, 8)).astype(ml_dtypes.bfloat16)
    seen = rotate(x, np.arange(5), RopeSpec(8))
    assert seen.dtype == np.float32
    np.testing.assert_array_equal(seen, rotate(x.astype(np.float32), np.arange(5), RopeSpec(8)))
