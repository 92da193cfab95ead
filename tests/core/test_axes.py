"""Positions of several axes: held to what transformers computes, and to plain sums."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, rotate, scores
from rope_core.axes import (
    axis_of_pairs,
    rotate_axes,
    rotate_axial,
    score_by_axis,
    scores_axes,
    trace_axes,
)

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "axes.json").read_text())
# That library's angles are float32.
CLOSE = {"rtol": 2e-5, "atol": 2e-5}


@pytest.mark.parametrize("case", REFERENCE["text"], ids=lambda case: case["name"])
def test_sections_as_transformers_has_them(case: dict[str, Any]) -> None:
    spec = RopeSpec(128, case["base"], "half_split")
    assert axis_of_pairs(case["sections"], case["in_turn"]).max() == 2
    made = rotate_axes(
        case["x"], case["positions"], spec, case["sections"], interleaved=case["in_turn"]
    )
    np.testing.assert_allclose(made, case["turned"], **CLOSE)
    # And the order of the pairs counts: the other one is another rotation.
    other = rotate_axes(
        case["x"], case["positions"], spec, case["sections"], interleaved=not case["in_turn"]
    )
    assert np.abs(other - case["turned"]).max() > 0.1


@pytest.mark.parametrize("case", REFERENCE["vision"], ids=lambda case: case["name"])
def test_a_vision_tower_as_transformers_has_it(case: dict[str, Any]) -> None:
    spec = RopeSpec(len(case["x"][0]), case["base"], "half_split")
    made = rotate_axial(case["x"], case["positions"], spec)
    np.testing.assert_allclose(made, case["turned"], **CLOSE)


@pytest.mark.parametrize("pairing", ["interleaved", "half_split", "interleaved_to_half"])
def test_text_counts_alike_on_every_axis(pairing: Any) -> None:
    spec = RopeSpec(12, 100.0, pairing, rotary_dim=8)
    x = np.random.default_rng(1).standard_normal((2, 5, 12))
    at = np.arange(5)
    turned = rotate_axes(x, [at, at, at], spec, (1, 2, 1))
    np.testing.assert_array_equal(turned, rotate(x, at, spec))


def test_the_parts_of_a_score_add_up_and_know_the_distance_along_each_axis() -> None:
    spec, rng = RopeSpec(8, 100.0), np.random.default_rng(2)
    q, k = rng.standard_normal((2, 8))
    sections = (1, 2, 1)
    parts = score_by_axis(q, k, (2, 5, 7), (2, 4, 9), spec, sections)
    moved = score_by_axis(q, k, (2, 6, 7), (2, 5, 9), spec, sections)
    np.testing.assert_allclose(parts, moved, atol=1e-12)
    alone = score_by_axis(q, k, (2, 6, 7), (2, 4, 9), spec, sections)
    assert np.flatnonzero(np.abs(alone - parts) > 1e-9).tolist() == [1]
    same = score_by_axis(q, k, (3, 3, 3), (1, 1, 1), spec, sections)
    assert same.sum() == pytest.approx(float(scores(q, k, 3, 1, spec)))


def test_half_a_head_each_has_the_table_of_half_a_head() -> None:
    x = np.random.default_rng(3).standard_normal((1, 8))
    turned = rotate_axial(x, [[4], [0]], RopeSpec(8, 100.0))
    np.testing.assert_allclose(turned[0, :4], rotate(x[0, :4], 4, RopeSpec(4, 100.0)))
    np.testing.assert_array_equal(turned[0, 4:], x[0, 4:])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: rotate_axes(np.ones((1, 4)), [[0]], RopeSpec(4), (1, 1)), "positions"),
        (lambda: rotate_axes(np.ones((1, 4)), [0, 1], RopeSpec(4), (1, 1)), "positions"),
        (lambda: rotate_axes(np.ones((1, 4)), [[0], [1]], RopeSpec(4), (1, 2)), "1 + 2 = 3 pairs"),
        (lambda: rotate_axes(np.ones((1, 4)), [[0], [1]], RopeSpec(4), (3, -1)), "sections"),
        (lambda: rotate_axial(np.ones((1, 6)), [[0], [1]], RopeSpec(6)), "3 pairs"),
        (lambda: rotate_axial(np.ones((1, 4)), [[0]], RopeSpec(4)), "positions"),
    ],
)
def test_what_does_not_fit_is_said(call: Any, said: str) -> None:
    with pytest.raises(RopeError, match=said.replace("+", r"\+")):
        call()


@pytest.mark.parametrize("case", REFERENCE["text"], ids=lambda case: case["name"])
def test_the_steps_at_a_place_end_in_what_transformers_has(case: dict[str, Any]) -> None:
    spec = RopeSpec(128, case["base"], "half_split")
    for token, place in enumerate(np.array(case["positions"]).T):
        steps = trace_axes(
            case["x"][token], place, spec, case["sections"], interleaved=case["in_turn"]
        )
        np.testing.assert_allclose(steps[-1].values, case["turned"][token], **CLOSE)  # type: ignore[union-attr]


def test_scores_are_those_of_the_axes_added_up() -> None:
    rng = np.random.default_rng(3)
    spec, sections = RopeSpec(8, 100.0), (1, 2, 1)
    q, k = rng.standard_normal((2, 3, 8)), rng.standard_normal((2, 4, 8))
    at_q, at_k = rng.integers(0, 50, (3, 3)), rng.integers(0, 50, (3, 4))
    found = scores_axes(q, k, at_q, at_k, spec, sections)
    assert found.shape == (2, 3, 4)
    for head, i, j in np.ndindex(found.shape):
        parts = score_by_axis(q[head, i], k[head, j], at_q[:, i], at_k[:, j], spec, sections)
        assert found[head, i, j] == pytest.approx(parts.sum())
    by = np.array([[7], [0], [9]])
    moved = scores_axes(q, k, at_q + by, at_k + by, spec, sections)
    np.testing.assert_allclose(moved, found, atol=1e-9)


@pytest.mark.parametrize(
    ("position", "sections", "field"),
    [((1, 2), (1, 2, 1), "position"), ((1, 2, 3), (1, 2, 2), "sections")],
)
def test_steps_of_what_does_not_fit_are_refused(position: Any, sections: Any, field: str) -> None:
    with pytest.raises(RopeError, match=field):
        trace_axes(np.ones(8), position, RopeSpec(8), sections)
