"""A rotation of the last features, or backwards, as Rotate, Matrix, Turn and the code show it."""

from __future__ import annotations

import contextlib
import io
import json
import re

import numpy as np
import pytest

from rope_core import RopeSpec, angles, output_indices, rotate, rotation_matrix, scores
from rope_core.analysis.precision import path, rounded_rotation
from rope_core.analysis.shares import pair_shares, unrotated_share
from rope_core.problem import Problem, read_problem
from rope_core.proof import pair_values
from rope_core.proof.lines import M
from ui.attend.distance import _waves
from ui.attend.explanations import attend_code
from ui.cancel.explanations import _cancel_code
from ui.cancel.stage import problem_data
from ui.lesson.glossary import TERMS
from ui.matrix.explanations import _matrix_code
from ui.numbers import fixed
from ui.rotate.explanations import _rotate_code
from ui.rotate.stage import View, rotate_data
from ui.turn.explanations import _turn_code
from ui.turn.stage import turn_data

Q, K = (0.5, -1.0, 2.0, 0.25, 1.5, -0.75, 0.125, 3.0), (1.0, 2.0, -0.5, 0.5, 0.25, 1.0, -2.0, 0.75)
VIEW = View("q", "m", 3)
SPECS = [
    RopeSpec(8, 100.0, pairing, width, None, features, backwards)
    for pairing in ("interleaved", "half_split", "interleaved_to_half")
    for width, features in ((4, "first"), (4, "last"), (8, "first"))
    for backwards in (False, True)
]


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_the_code_prints_what_the_core_computes(spec: RopeSpec) -> None:
    problem = Problem(spec, Q, 5, K, 2)
    for code in (_rotate_code(problem, 6), _matrix_code(problem, 6)):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, {})  # the page's own code, which a reader is told to run
        got = [float(number) for number in re.findall(r"-?\d[\d.e-]*", printed.getvalue())]
        want = [*rotate(np.array(Q), 5, spec), *rotate(np.array(K), 2, spec)]
        np.testing.assert_allclose(got, want, atol=2e-6)
        assert all(f"# {line}" in code for line in printed.getvalue().splitlines())
    for code in (attend_code(problem, 6), _cancel_code(problem), _turn_code(problem, 6)):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, {})
        said = [line for line in printed.getvalue().splitlines() if line.strip()]
        assert said
        assert all(f"# {line}" in code for line in said)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_the_proof_comes_to_the_score(spec: RopeSpec) -> None:
    score = float(scores(Q, K, 5, 2, spec))
    data = problem_data(Q, 5, K, 2, spec, 6)
    assert data["total"] == fixed(score, 6)
    shown = [pair["shown"] for pair in data["pairs"]]  # type: ignore[attr-defined]
    turned, turns = rotate(np.array(Q), 5, spec), angles(5, spec)
    for i, values in enumerate(pair_values(Q, K, 5, 2, spec)):
        assert values.angle(M) == pytest.approx(float(turns[i]))
        first, second = output_indices(spec)[i]
        assert shown[i]["q′0"] == fixed(float(turned[first]), 6)
        assert shown[i]["q′1"] == fixed(float(turned[second]), 6)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_the_curves_over_the_distance_are_the_shares(spec: RopeSpec) -> None:
    distances = np.array([0, 1, 5, 64])
    wanted = pair_shares(Q, K, distances, spec) / np.sqrt(spec.head_dim)
    found = [
        [height * np.cos(start + distance * speed) for height, start, speed in _waves(Q, K, spec)]
        for distance in distances
    ]
    np.testing.assert_allclose(found, wanted, atol=1e-12)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_what_is_rounded_turns_the_same_way(spec: RopeSpec) -> None:
    found = rounded_rotation(Q, 5, spec, path("position", "float32"))
    np.testing.assert_allclose(found.values, rotate(np.array(Q), 5, spec), atol=1e-5)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_shares_add_up_to_the_score(spec: RopeSpec) -> None:
    m, n = 9, 4
    score = rotate(np.array(Q), m, spec) @ rotate(np.array(K), n, spec)
    shares = pair_shares(Q, K, [m - n], spec).sum() + unrotated_share(Q, K, spec)
    assert shares == pytest.approx(score)


def test_rotate_tells_the_direction_and_what_is_copied() -> None:
    last = rotate_data(Q, 5, RopeSpec(8, rotary_dim=4, features="last"), VIEW)
    assert last["places"] == ((4, 5), (6, 7))
    assert last["whole"]["copied"] == "The first 4 numbers are not rotated but copied."  # type: ignore[index]
    first = rotate_data(Q, 5, RopeSpec(8, rotary_dim=4), VIEW)
    assert first["whole"]["copied"] == "The last 4 numbers are not rotated but copied."  # type: ignore[index]
    back = rotate_data(Q, 5, RopeSpec(8, backwards=True), VIEW)
    assert back["whole"]["back"] == "−"  # type: ignore[index]
    pair = back["pairs"][0]  # type: ignore[index]
    assert pair["angle"] == "−5.000"
    assert "backwards" in pair["turns"]
    still = rotate_data(Q, 0, RopeSpec(8, backwards=True), VIEW)
    assert "−0.000" not in json.dumps(still["pairs"], ensure_ascii=False)


def test_turn_moves_the_arrows_the_other_way() -> None:
    for spec in (RopeSpec(8, 100.0), RopeSpec(8, 100.0, backwards=True)):
        data = turn_data(Q, 5, K, 2, spec, 3)
        for column in data["columns"]:
            a, b = 2 * column["pair"], 2 * column["pair"] + 1
            end = column["start"][0] + 5 * column["inv_freq"]
            size = column["length"][0]
            matrix = rotation_matrix(spec, 5) @ np.array(Q)
            np.testing.assert_allclose(
                [size * np.cos(end), size * np.sin(end)], [matrix[a], matrix[b]], atol=1e-9
            )


def test_a_link_with_such_a_config_is_that_problem() -> None:
    text = json.dumps({"model_type": "nanochat", "head_dim": 8})
    problem = read_problem({"config": text}).problem
    assert problem.spec.backwards
    four = json.dumps({"model_type": "deepseek_v4", "head_dim": 8, "qk_rope_head_dim": 4})
    spec = read_problem({"config": four}).problem.spec
    assert (spec.features, list(spec.rotated)) == ("last", [4, 5, 6, 7])


def test_a_term_says_which_way_it_turns() -> None:
    said = {
        spec.backwards: TERMS["angle"].here(Problem(spec, Q, 5, K, 2), 3)
        for spec in (RopeSpec(8), RopeSpec(8, backwards=True))
    }
    assert said[False].endswith("turns by 5 × 1.000 = 5.000 rad")
    assert said[True].endswith("turns by −5 × 1.000 = −5.000 rad")
