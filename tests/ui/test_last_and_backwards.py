"""A rotation of the last features, or backwards, as Rotate, Matrix, Turn and the code show it."""

from __future__ import annotations

import contextlib
import io
import json
import re

import numpy as np
import pytest

from rope_core import RopeSpec, rotate, rotation_matrix
from rope_core.analysis.shares import pair_shares, unrotated_share
from rope_core.problem import Problem, read_problem
from ui.attend.explanations import attend_code
from ui.matrix.explanations import _matrix_code
from ui.rotate.explanations import _rotate_code
from ui.rotate.stage import View, rotate_data
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
    scores = attend_code(problem, 6)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(scores, {})
    assert all(f"# {line}" in scores for line in printed.getvalue().splitlines())


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
