"""The finish: its lines by another route, and the weight the model itself recorded."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rope_core import scores
from rope_core.models.smollm2 import smollm2
from rope_core.practice.exactness import apart, clear_of
from rope_core.practice.real_score import HEAD, TEXT, M, N, real_score

SCORE = real_score()
LINES = {line.key: line for line in SCORE.lines}


def test_the_lines_lead_to_what_the_model_recorded() -> None:
    model = smollm2()
    q, k = model.q(TEXT, HEAD), model.k(TEXT, HEAD)
    places = np.arange(M + 1)
    row = scores(q[M : M + 1], k[: M + 1], np.array([M]), places, model.spec)[0] / 8
    weight = math.exp(row[N]) / sum(math.exp(value) for value in row)
    assert LINES["score"].value == pytest.approx(row[N], abs=1e-9)
    assert LINES["weight"].value == pytest.approx(weight, abs=1e-9)
    assert SCORE.recorded == pytest.approx(weight, abs=3e-6)
    assert SCORE.recorded > 0.9, "a weight worth computing"


def test_each_line_follows_from_those_above_and_what_is_given() -> None:
    value = {key: line.value for key, line in LINES.items()}
    (q0, q1), (k0, k1) = SCORE.q, SCORE.k
    assert value["place"] == SCORE.places[1] == 32
    assert value["angle"] == M
    turned = {
        "q_first": q0 * math.cos(M) - q1 * math.sin(M),
        "q_second": q0 * math.sin(M) + q1 * math.cos(M),
        "k_first": k0 * math.cos(N) - k1 * math.sin(N),
        "k_second": k0 * math.sin(N) + k1 * math.cos(N),
    }
    for key, wanted in turned.items():
        assert value[key] == pytest.approx(wanted, abs=1e-9)
    share = value["q_first"] * value["k_first"] + value["q_second"] * value["k_second"]
    assert value["share"] == pytest.approx(share, abs=1e-9)
    assert value["score"] == pytest.approx((share + SCORE.others) / 8, abs=1e-9)
    grown = math.exp(value["score"])
    assert value["weight"] == pytest.approx(grown / (grown + SCORE.rivals), abs=1e-9)


@pytest.mark.parametrize("line", SCORE.lines, ids=lambda line: line.key)
def test_every_line_has_slips_that_are_told_apart(line) -> None:
    assert line.slips
    for slip in line.slips:
        assert clear_of(slip.value, line.value, line.style)
        assert slip.title
        assert slip.instead.endswith((".", "b", "d", "8"))
    for one, other in zip(line.slips, line.slips[1:], strict=False):
        assert apart(one.value, other.value, line.style)
