"""Scores as models have them: many heads, masks, caps, softmax, 16 bits, two RoPEs."""

from __future__ import annotations

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, rotate, scores
from rope_core.diagnosis import Belief, Diagnosis, diagnose_scores, score_search
from rope_core.diagnosis.sample import take_sample
from rope_core.diagnosis.score_tries import score_tries
from rope_core.diagnosis.scores_read import read_scores
from rope_core.figures import rough
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


@pytest.mark.parametrize("factor", [0.3137, 3.0, 1 / 64])
def test_a_factor_that_nothing_explains_is_no_bug_and_is_told(factor: float) -> None:
    said = diagnose_scores(Q, K, RIGHT * factor, WHERE, WHERE, HALF)
    assert (said.status, keys(said)) == ("right", [])
    assert f"times {rough(factor / 8, 6)}, which the settings do not explain" in said.verdict
    assert "query_pre_attn_scalar" in said.ask
    # Beside a bug it is told as well.
    other = scores(Q, np.repeat(K, 2, axis=0), WHERE, WHERE, RopeSpec(64)) * factor
    said = diagnose_scores(Q, K, other, WHERE, WHERE, HALF)
    assert keys(said) == ["other_pairing"]
    assert "which the settings do not explain" in said.verdict


@pytest.mark.parametrize("factor", [1.0, 8.0])
def test_a_factor_that_is_usual_is_right(factor: float) -> None:
    assert diagnose_scores(Q, K, RIGHT * factor, WHERE, WHERE, HALF).status == "right"


def test_a_factor_that_the_config_names_is_right() -> None:
    gemma = {"model_type": "gemma2", "head_dim": 64, "query_pre_attn_scalar": 256}
    said = diagnose_scores(Q, K, RIGHT / 2, WHERE, WHERE, gemma)
    assert said.status == "right"
    assert "as its config says" in said.verdict


@pytest.mark.parametrize("factor", [-1.0, -3.0, -1 / 8])
def test_a_factor_below_0_is_a_bug(factor: float) -> None:
    for table in (RIGHT * factor, np.where(CAUSAL, RIGHT * factor, -np.inf)):
        said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
        assert (said.status, keys(said)) == ("bug", ["factor_wrong"])


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


LONG_Q, LONG_K = np.random.default_rng(8).standard_normal((2, 2, 64, 64))
LONG = np.arange(64)
LONG_RIGHT = scores(LONG_Q, LONG_K, LONG, LONG, HALF) / 8


@pytest.mark.parametrize(
    ("name", "believed"),
    [("any factor", HALF), ("masked, after softmax", HALF), ("in float16", None), ("noise", HALF)],
)
def test_what_may_fit_is_never_left_out(name: str, believed: RopeSpec | None) -> None:
    """All explanations are tried on a few scores: each that fits the sample must be among those
    that are looked at closely."""
    causal = np.tril(np.ones((64, 64), dtype=bool))
    table = {
        "any factor": LONG_RIGHT * 0.3137,
        "masked, after softmax": shares(np.where(causal, LONG_RIGHT, -np.inf)),
        "in float16": LONG_RIGHT.astype(np.float16),
        "noise": np.random.default_rng(4).standard_normal(LONG_RIGHT.shape),
    }[name]
    belief = Belief.of(believed)
    query, key = (take_sample(one, one, LONG, "heads, seq") for one in (LONG_Q, LONG_K))
    seen = read_scores(table)
    assert seen.values.shape[1] > score_search.FEW  # else all are looked at closely
    found, *_ = score_search.search_scores(query, key, seen, belief)
    error = seen.error + score_search.angle_error(query, key)
    every = [
        score_search.judge(one, one.made, seen, error, belief)
        for one in score_tries(query, key, belief)
    ]
    fitting = sorted((one.words, one.bugs) for one in every if one.misfit <= 1)
    assert (not fitting) == (name == "noise")
    assert fitting == sorted((one.words, one.bugs) for one in found if one.misfit <= 1)
    if fitting:
        best = min(every, key=lambda one: one.residual)
        assert min(one.residual for one in found) == pytest.approx(best.residual)


def test_of_scores_that_are_all_tried_the_nearest_is_looked_at() -> None:
    table = RNG.standard_normal((2, 12, 12))
    query, key = (take_sample(one, one, WHERE, "heads, seq") for one in (Q[:2], K))
    seen, belief = read_scores(table), Belief.of(HALF)
    assert seen.values.shape[1] <= score_search.FEW
    found, *_ = score_search.search_scores(query, key, seen, belief)
    error = seen.error + score_search.angle_error(query, key)
    every = [
        score_search.judge(one, one.made, seen, error, belief)
        for one in score_tries(query, key, belief)
    ]
    nearest = min(one.residual for one in every)
    assert min(one.residual for one in found) == pytest.approx(nearest)


@pytest.mark.parametrize("scale", [1.0, -1.0, 1e-3])
def test_errors_that_meet_in_the_few_that_all_are_tried_on(scale: float) -> None:
    """Far off in those few, as far as all together may be: it fits, and must not be left out."""
    query, key = (take_sample(one, one, LONG, "heads, seq") for one in (LONG_Q, LONG_K))
    table = LONG_RIGHT * scale
    error = read_scores(table).error + score_search.angle_error(query, key)
    few = np.unique(np.linspace(0, 63, score_search.FEW).astype(np.intp))
    signs = np.where(np.random.default_rng(3).random((2, 64, 64)) < 0.5, -1, 1)
    at = np.ix_(np.arange(2), few, few)
    table[at] += 3.9 * (signs * error * max(abs(scale), 1e-6) / 8)[at]
    table[1] = np.random.default_rng(9).standard_normal((64, 64))  # the other head is not as it
    seen = read_scores(table)
    found, *_ = score_search.search_scores(query, key, seen, Belief.of(HALF))
    assert 0.5 < found[0].misfit <= 1
    assert found[0].bugs == (() if scale > 0 else ("factor_wrong",))


@pytest.mark.parametrize("padded", [64, 100])
@pytest.mark.parametrize("kind", ["masked", "shares", "shares of 0", "zeros"])
def test_padding_on_the_left_however_long(padded: int, kind: str) -> None:
    rng, at = np.random.default_rng(5), np.arange(padded + 40)
    q, k = rng.standard_normal((2, 3, len(at), 64))
    right = scores(q, k, at, at, HALF) / 8
    seen = np.tril(np.ones((len(at), len(at)), dtype=bool))
    seen[:, :padded] = False
    whole = shares(np.where(seen | ~seen.any(axis=1, keepdims=True), right, -np.inf))
    table = {
        "masked": np.where(seen, right, -np.inf),
        "shares": whole,
        "shares of 0": np.where(seen, whole, 0.0),
        "zeros": right * np.outer(at >= padded, at >= padded),
    }[kind]
    if kind == "zeros":  # what is padded has vectors of 0
        q, k = (one * (at >= padded)[:, None] for one in (q, k))
    said = diagnose_scores(q, k, table, at, at, HALF)
    assert (said.status, keys(said)) == ("right", []), said.verdict
    other = scores(q, k, at, at, RopeSpec(64)) / 8
    if kind == "masked":
        said = diagnose_scores(q, k, np.where(seen, other, -np.inf), at, at, HALF)
        assert keys(said) == ["other_pairing"]


@pytest.mark.parametrize("heads", [[0], [3], [0, 3], [0, 1, 3], [1, 2]])
def test_heads_of_which_nothing_is_known(heads: list[int]) -> None:
    table = RIGHT.copy()
    table[heads] = -np.inf
    said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
    assert said.status == "right", said.verdict
    assert said.compared == (4 - len(heads)) * 144


def test_scores_that_say_nothing_are_not_right() -> None:
    for table in (np.zeros_like(RIGHT), np.full_like(RIGHT, 1 / 12)):
        said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
        assert said.status == "cannot_tell", said.verdict
        assert said.compared == RIGHT.size
    # One number is explained by any RoPE times a factor.
    one = diagnose_scores(Q[0, :1], K[0, :1], [[1.0]], [3], [0], HALF)
    assert one.status == "cannot_tell", one.verdict
    alone = np.zeros_like(RIGHT)
    alone[1, 4, 2] = 0.7
    assert diagnose_scores(Q, K, alone, WHERE, WHERE, HALF).status == "cannot_tell"


def test_what_is_no_number_is_said_of_scores_that_say_nothing_too() -> None:
    table = np.zeros_like(RIGHT)
    table[2, 5, 3], table[:, :, 7] = np.nan, -np.inf
    said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
    assert said.status == "bug"
    assert [bug.key for bug in said.bugs] == ["not_finite"]
    assert any("masked" in note for note in said.notes)
    assert "All" not in said.sure


def test_one_score_and_one_that_is_no_number() -> None:
    right = scores(Q[:1], K[:1], WHERE, WHERE, HALF)[:, :1, :2] / 8
    right[0, 0, 1] = np.nan
    said = diagnose_scores(Q[:1, :1], K[:1, :2], right, WHERE[:1], WHERE[:2], HALF)
    assert "every one" not in said.sure


@pytest.mark.parametrize("bad", [0, 3])
def test_the_evidence_is_of_a_head_that_the_explanation_fits(bad: int) -> None:
    table = scores(Q, np.repeat(K, 2, axis=0), WHERE, WHERE, RopeSpec(64)) / 8
    table[bad] = np.random.default_rng(1).standard_normal((12, 12)) * 3
    said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
    assert keys(said) == ["other_pairing", "part_differs"]
    assert said.deciding
    for one in said.deciding:
        assert one.got == pytest.approx(one.explained)
        assert one.got != pytest.approx(one.expected)
    head = 3 - bad
    assert said.vector == pytest.approx(Q[head, int(said.angle_position)])
    assert said.key_vector == pytest.approx(K[head // 2, int(said.key_position)])


def test_one_of_anything_is_said_as_one() -> None:
    one = diagnose_scores(Q[:1, :1], K[:1, :1], RIGHT[:1, :1, :1], [0], [0], HALF)
    assert one.sure == "One score was compared: it agrees within rounding."
    table = RIGHT.copy()
    table[0, 2, 1] += 1.0
    table[1, 0, 5] = -np.inf
    said = diagnose_scores(Q, K, table, WHERE, WHERE, HALF)
    assert said.sure == "575 scores were compared: 1 is not like the rest."
    assert "1 score is masked, and was not compared." in said.notes
    assert "head 0: 1 score differs, at query 2, key 1" in said.verdict
    q = Q.copy()
    q[2, 3] = np.nan
    said = diagnose_scores(q[:, :4], K[:, :1], RIGHT[:, :4, :1], WHERE[:4], [0], HALF)
    assert "1 score is of a q or k that is not finite, and was not compared." in said.notes
    with pytest.raises(RopeError, match=r"q is read as 1 head of 1 token\."):
        diagnose_scores(Q[0, :1], K[0, :1], [[1.0]], [1, 2], [0], HALF)


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
    assert said.compared == 4 * CAUSAL.sum() - 1  # the nan was not compared
    assert said.sure.endswith("every one agrees within rounding; 1 more is nan.")
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
