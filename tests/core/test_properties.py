"""What must hold for every spec, vector and position, by Hypothesis."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rope_core import (
    RopeSpec,
    permutation,
    rotate,
    rotation_matrix,
    scores,
    trace_rotation,
    trace_score,
)
from rope_core.trace import Assemble
from tests.core.core_support import positions, problems, specs, tolerance

IN_PLACE = ("interleaved", "half_split")


def close(got: object, want: object, *where: float, scale: float = 1.0) -> None:
    np.testing.assert_allclose(got, want, rtol=0.0, atol=scale * tolerance(where))


@given(problems(), positions)
def test_the_norm_is_kept(problem: tuple[RopeSpec, np.ndarray], m: int) -> None:
    spec, x = problem
    close(np.linalg.norm(rotate(x, m, spec)), np.linalg.norm(x))


@given(problems(IN_PLACE))
def test_position_0_is_the_identity(problem: tuple[RopeSpec, np.ndarray]) -> None:
    spec, x = problem
    np.testing.assert_array_equal(rotate(x, 0, spec), x)
    np.testing.assert_array_equal(rotation_matrix(spec, 0), np.eye(spec.head_dim))


@given(problems(("interleaved_to_half",)))
def test_position_0_only_reorders(problem: tuple[RopeSpec, np.ndarray]) -> None:
    spec, x = problem
    np.testing.assert_array_equal(rotate(x, 0, spec), x[list(permutation(spec, "half_split"))])


@given(specs(IN_PLACE), positions, positions)
def test_rotations_add_up(spec: RopeSpec, a: int, b: int) -> None:
    product = rotation_matrix(spec, a) @ rotation_matrix(spec, b)
    close(product, rotation_matrix(spec, a + b), a, b, scale=4)


@given(specs(), positions, positions)
def test_only_the_difference_is_left(spec: RopeSpec, m: int, n: int) -> None:
    # R(m)ᵀ R(n) = R(n − m); written to other places it still is the interleaved R(n − m).
    product = rotation_matrix(spec, m).T @ rotation_matrix(spec, n)
    read_in_place = "half_split" if spec.pairing == "half_split" else "interleaved"
    want = rotation_matrix(dataclasses.replace(spec, pairing=read_in_place), n - m)
    close(product, want, m, n, scale=4)


@given(problems(), st.data(), positions, positions, positions)
def test_a_score_depends_on_m_minus_n_only(
    problem: tuple[RopeSpec, np.ndarray], data: st.DataObject, m: int, n: int, shift: int
) -> None:
    spec, q = problem
    k = q[::-1] + 0.25 * data.draw(st.integers(-4, 4))
    here = scores(q, k, m, n, spec)
    there = scores(q, k, m + shift, n + shift, spec)
    close(there, here, m, n, m + shift, n + shift, scale=4 * spec.head_dim * 8)


@given(problems(("interleaved",)), positions)
def test_the_pairings_are_one_permutation_apart(
    problem: tuple[RopeSpec, np.ndarray], m: int
) -> None:
    spec, x = problem
    p = list(permutation(spec, "half_split"))
    half = dataclasses.replace(spec, pairing="half_split")
    mixed = dataclasses.replace(spec, pairing="interleaved_to_half")
    want = rotate(x, m, spec)[p]
    close(rotate(x[p], m, half), want)
    close(rotate(x, m, mixed), want)
    back = list(permutation(half, "interleaved"))
    np.testing.assert_array_equal(x[p][back], x)


@given(problems(), st.one_of(positions, st.floats(-1e6, 1e6)))
def test_three_routes_to_one_answer(problem: tuple[RopeSpec, np.ndarray], m: float) -> None:
    spec, x = problem
    fast = rotate(x, m, spec)
    last = trace_rotation(x, m, spec)[-1]
    assert isinstance(last, Assemble)
    close(last.values, fast, m)
    close(rotation_matrix(spec, m) @ x, fast, m)
    close([last.length_before, last.length_after], [np.linalg.norm(x)] * 2)


@given(problems(), positions, positions)
def test_trace_score_is_scores(problem: tuple[RopeSpec, np.ndarray], m: int, n: int) -> None:
    spec, q = problem
    k = np.roll(q, 1) - 0.5
    close(trace_score(q, m, k, n, spec)[-1].value, scores(q, k, m, n, spec), m, n, scale=64)
