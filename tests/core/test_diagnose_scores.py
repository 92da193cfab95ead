"""Scores as models have them: many heads, masks, caps, softmax, 16 bits, two RoPEs."""

from __future__ import annotations

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, rotate, scores
from rope_core.diagnosis import Belief, Diagnosis, diagnose_scores, score_search
from rope_core.diagnosis.sample import take_sample
from rope_core.diagnosis.score_tries import score_tries
from rope_core.diagnosis.scores_read import read_scores
from rope_core.reading.numbers import MAX_POSITION
from rope_core.spec import Pairing

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


@pytest.mark.parametrize("pairing", ["half_split", "interleaved"])
def test_the_convention_that_was_meant_is_the_one_that_is_named(pairing: Pairing) -> None:
    """Other layouts have the same scores; rounding to float32 must not choose among them."""
    spec, rng = RopeSpec(128, pairing=pairing), np.random.default_rng(0)
    q, k = rng.standard_normal((2, 4, 64, 128)).astype(np.float32)
    at = np.arange(64)
    table = rotate(q, at, spec) @ np.swapaxes(rotate(k, at, spec), 1, 2) / np.float32(128**0.5)
    said = diagnose_scores(q, k, table, believed=spec)
    assert said.verdict.startswith(f"Right: these are the scores of {pairing} RoPE")
    assert said.spec == spec


@pytest.mark.parametrize(
    ("name", "believed"),
    [("any factor", HALF), ("masked, after softmax", HALF), ("in float16", None), ("noise", HALF)],
)
def test_what_may_fit_is_never_left_out(name: str, believed: RopeSpec | None) -> None:
    """All explanations are tried on a few scores: each that fits the sample must be among those
    that are looked at closely."""
    table = RNG.standard_normal(RIGHT.shape) if name == "noise" else MADE[name]
    wide, belief = np.repeat(K, 2, axis=0), Belief.of(believed)
    query, key = (take_sample(one[:2], one[:2], WHERE, "heads, seq") for one in (Q, wide))
    seen = read_scores(table).part(np.arange(2), 12, 12)
    found, *_ = score_search.search_scores(query, key, seen, belief)
    error = seen.error + score_search.angle_error(query, key)
    every = [
        score_search.judge(one, one.made, seen, error, belief)
        for one in score_tries(query, key, belief)
    ]
    fitting = sorted((one.words, one.bugs) for one in every if one.misfit <= 1)
    assert (not fitting) == (name == "noise")
    assert fitting == sorted((one.words, one.bugs) for one in found if one.misfit <= 1)
    best = min(every, key=lambda one: one.residual)
    assert min(one.residual for one in found) == pytest.approx(best.residual)


@pytest.mark.parametrize("table", [RIGHT, RNG.standard_normal(RIGHT.shape)])
def test_how_far_a_search_is(table: np.ndarray) -> None:
    told: list[float] = []
    diagnose_scores(Q, K, table, WHERE, WHERE, progress=lambda share, words: told.append(share))
    assert len(told) > 10
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] == 1.0


def test_scores_that_are_no_numbers_are_located_and_are_not_masked() -> None:
    table = np.where(CAUSAL, RIGHT, -np.inf)
    table[1, 5, 2] = np.nan
    said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
    assert (said.status, keys(said)) == ("bug", ["not_finite"])
    assert said.verdict.startswith("These are the scores of half_split RoPE")
    assert "head 1: 1 score is nan, at query 5, key 2" in said.verdict
    assert said.compared == 4 * CAUSAL.sum()
    table[:, 7, 3:5] = np.inf
    said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
    assert "9 scores are nan or inf, at queries 5, 7, keys 2 to 4" in said.verdict
    # After softmax a row that was masked whole is nan.
    table = shares(RIGHT)
    table[0, 3] = np.nan
    said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
    assert keys(said) == ["not_finite"]
    assert "head 0: 12 scores are nan, at query 3, keys 0 to 11" in said.verdict


@pytest.mark.parametrize("side", ["q", "k"])
def test_a_query_or_key_that_is_no_number_is_left_out_and_said(side: str) -> None:
    q, k = Q.copy(), K.copy()
    (q if side == "q" else k)[0, 4, 5] = np.nan
    lost = 12 if side == "q" else 24  # two heads of q share a head of k
    for table in (RIGHT, np.where(np.isnan(q @ np.repeat(k, 2, 0).swapaxes(1, 2)), np.nan, RIGHT)):
        said = diagnose_scores(q, k, table, WHERE, WHERE, HALF)
        assert said.status == "right", said.verdict
        assert said.compared == RIGHT.size - lost
        assert any(note.startswith(f"{lost} scores are of a q or k") for note in said.notes)


@pytest.mark.parametrize("table", [RIGHT * np.nan, np.full(RIGHT.shape, -np.inf)])
def test_nothing_to_compare_is_said(table: np.ndarray) -> None:
    with pytest.raises(RopeError, match=r"scores: received .no score that can be compared"):
        diagnose_scores(Q, K, table, WHERE, WHERE, HALF)


def test_sequences_with_positions_of_their_own() -> None:
    """(batch, heads, seq, head_dim) with positions (batch, seq), and those that do not fit."""
    q, k = Q.reshape(2, 2, 12, 64), K.reshape(2, 1, 12, 64)
    where = np.stack([WHERE, WHERE * 5 + 3])
    table = rotate(q, where, HALF) @ np.swapaxes(rotate(k, where, HALF), -1, -2)
    assert diagnose_scores(q, k, table, where, where, HALF).status == "right"
    said = diagnose_scores(q, k, table, WHERE, WHERE, HALF)
    assert (said.status, keys(said)) == ("bug", ["part_differs"])
    assert "from head 2 on" in said.verdict
    with pytest.raises(RopeError, match=r"positions of k: received .shape \(3, 12\)"):
        diagnose_scores(q, k, table, where, np.stack([WHERE] * 3), HALF)
    with pytest.raises(RopeError, match=r"positions of q: received .shape \(11,\)"):
        diagnose_scores(q, k, table, WHERE[1:], where, HALF)


@pytest.mark.parametrize("bad", [[0], [3], [1, 2], [0, 1], [2, 3], [0, 1, 2], [0, 2, 3]])
def test_heads_that_differ_are_located_wherever_they_are(bad: list[int]) -> None:
    table = RIGHT.copy()
    table[bad] = np.random.default_rng(1).standard_normal((len(bad), 12, 12)) * 3
    said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
    if len(bad) > 2:  # what explains less than half is no explanation
        assert said.status == "unknown"
        return
    assert (said.status, keys(said)) == ("bug", ["part_differs"])
    assert np.flatnonzero(said.located[0].where.mask().any(axis=(0, 2, 3))).tolist() == bad
