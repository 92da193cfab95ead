"""Scores as models have them: many heads, masks, caps, softmax, 16 bits, two RoPEs."""

from __future__ import annotations

import numpy as np
import pytest

from rope_core import RopeSpec, rotate, scores
from rope_core.diagnosis import Diagnosis, diagnose_scores
from rope_core.reading.numbers import MAX_POSITION

HALF = RopeSpec(64, pairing="half_split")
WHERE = np.arange(12)
RNG = np.random.default_rng(4)
Q, K = RNG.standard_normal((4, 12, 64)), RNG.standard_normal((2, 12, 64))
RIGHT = scores(Q, np.repeat(K, 2, axis=0), WHERE, WHERE, HALF) / 8
CAUSAL = np.tril(np.ones((12, 12), dtype=bool))


def keys(said: Diagnosis) -> list[str]:
    return [found.key for found in said.bugs]


def shares(table: np.ndarray) -> np.ndarray:
    grown = np.exp(table - table.max(axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


MADE = {
    "grouped heads": RIGHT,
    "any factor": RIGHT * 0.3137,
    "masked with -inf": np.where(CAUSAL, RIGHT, -np.inf),
    "masked with the smallest float32": np.where(CAUSAL, RIGHT, np.finfo(np.float32).min),
    "capped": 50 * np.tanh(RIGHT / 50),
    "after softmax": shares(RIGHT),
    "masked, after softmax": shares(np.where(CAUSAL, RIGHT, -np.inf)),
    "in float16": RIGHT.astype(np.float16),
    "in float32": RIGHT.astype(np.float32),
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_right_is_right_however_it_comes(name: str) -> None:
    said = diagnose_scores(Q, K, MADE[name], WHERE, WHERE, HALF)
    assert (said.status, keys(said)) == ("right", []), said.verdict
    assert said.compared <= RIGHT.size


@pytest.mark.parametrize("name", ["grouped heads", "masked with -inf", "after softmax", "capped"])
def test_a_bug_is_named_however_it_comes(name: str) -> None:
    other = scores(Q, np.repeat(K, 2, axis=0), WHERE, WHERE, RopeSpec(64)) / 8
    table = {
        "grouped heads": other, "masked with -inf": np.where(CAUSAL, other, -np.inf),
        "after softmax": shares(other), "capped": 30 * np.tanh(other / 30),
    }[name]  # fmt: skip
    assert keys(diagnose_scores(Q, K, table, WHERE, WHERE, HALF)) == ["other_pairing"]


def test_any_factor_is_told_and_is_no_bug() -> None:
    said = diagnose_scores(Q, K, RIGHT * 0.3137, WHERE, WHERE, HALF)
    assert "times 0.0392" in said.verdict


def test_another_rope_on_each_side() -> None:
    wide = rotate(np.repeat(K, 2, axis=0), WHERE, RopeSpec(64, 5e5, "half_split"))
    table = rotate(Q, WHERE, HALF) @ np.swapaxes(wide, 1, 2)
    assert keys(diagnose_scores(Q, K, table, WHERE, WHERE, HALF)) == ["sides_differ"]


def test_one_wrong_score_in_a_head_that_was_not_searched_is_found() -> None:
    table = RIGHT.copy()
    table[2, 7, 3] += 1.0
    said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
    assert (said.status, keys(said)) == ("bug", ["part_differs"])
    assert "head 2" in said.verdict
    assert "query 7, key 3" in said.verdict


def test_nothing_claimed_is_not_right() -> None:
    said = diagnose_scores(Q, K, RIGHT, WHERE, WHERE)
    assert said.status == "cannot_tell"
    assert "not compared with any intent" in said.verdict


def test_far_positions() -> None:
    where = np.array([MAX_POSITION // 2 + i for i in range(12)])
    table = scores(Q, np.repeat(K, 2, axis=0), where, where, HALF)
    assert diagnose_scores(Q, K, table, where, where, HALF).status == "right"
