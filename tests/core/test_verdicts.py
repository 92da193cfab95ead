"""Verdicts over every number: what does not fit is located, and nothing is right unclaimed."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from rope_core import RopeSpec, attention_factor, diagnose, rotate
from rope_core.config import read_config
from rope_core.diagnosis import Diagnosis, diagnose_outputs, free, report
from rope_core.diagnosis.budget import (
    FREE_ATTEMPTS,
    LADDER_COST,
    PART_ATTEMPTS,
    ROUGH_ATTEMPTS,
)
from rope_core.diagnosis.pasted import fitting, meant_by

HALF = RopeSpec(64, 5e5, "half_split")
WHERE = np.arange(16)


def vectors(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def keys(said: Diagnosis) -> list[str]:
    return [found.key for found in said.bugs]


def turned(x: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """half_split, written out: angle (..., seq, head_dim/2)."""
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    cos, sin = np.cos(angle), np.sin(angle)
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


X = vectors(8, 16, 64)
Y = rotate(X, WHERE, HALF)


# --- every number -----------------------------------------------------------------------


@pytest.mark.parametrize("head", [1, 3, 6])
def test_a_head_that_is_not_in_the_sample_is_located(head: int) -> None:
    y = Y.copy()
    y[head] = 1e9
    said = diagnose(X, y, WHERE, HALF)
    assert said.status == "bug"
    (place,) = said.located
    assert (place.where.heads, place.where.tokens) == (((head, head),), None)
    assert f"head {head}" in str(said)


@pytest.mark.parametrize("value", [np.nan, np.inf, 7.0])
def test_a_single_number_is_located(value: float) -> None:
    y = Y.copy()
    y[5, 11, 40] = value
    said = diagnose(X, y, WHERE, HALF)
    (place,) = said.located
    found = (place.where.heads, place.where.tokens, place.where.features, place.numbers)
    assert found == (((5, 5),), ((11, 11),), ((40, 40),), 1)
    assert keys(said) == ["part_differs" if np.isfinite(value) else "not_finite"]


def test_a_part_with_a_bug_of_its_own_is_named_there() -> None:
    x = vectors(4, 64, 64)
    y = rotate(x, np.arange(64), HALF)
    y[1:3, 40:] = rotate(x, np.arange(64), RopeSpec(64, 1e4, "half_split"))[1:3, 40:]
    said = diagnose(x, y, np.arange(64), HALF)
    (place,) = said.located
    assert (place.where.heads, place.where.tokens) == (((1, 2),), ((40, 63),))
    assert keys(said) == ["base"]


def test_rows_that_are_not_turned_are_located() -> None:
    y = Y.copy()
    y[2, 8:] = X[2, 8:]
    said = diagnose(X, y, WHERE, HALF)
    assert keys(said) == ["not_rotated"]
    assert "head 2, from token 8 on" in said.verdict


# --- the five statuses ------------------------------------------------------------------


def test_another_layout_with_the_same_scores_is_equivalent() -> None:
    order = np.arange(64).reshape(2, 32).T.ravel()
    port = rotate(X[..., order], WHERE, RopeSpec(64, 5e5, "interleaved"))
    said = diagnose_outputs(Y, port, None, HALF)
    assert (said.status, said.ok, keys(said)) == ("equivalent", True, [])
    assert said.permutation is not None
    np.testing.assert_array_equal(said.permutation.to_other, order)
    np.testing.assert_allclose(Y[..., said.permutation.to_other], port, atol=1e-5)
    np.testing.assert_allclose(port[..., said.permutation.back], Y, atol=1e-5)
    assert "to_other" in report(said)


@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
def test_where_nothing_is_claimed_nothing_is_right(pairing: str) -> None:
    spec = RopeSpec(64, 5e5, pairing)  # type: ignore[arg-type]
    said = diagnose(X, rotate(X, WHERE, spec), WHERE)
    assert said.status == "cannot_tell"
    assert said.verdict.startswith("Consistent with ")
    assert said.verdict.endswith("not compared with any intent.")
    assert said.spec == spec


def test_a_diagnosis_is_no_truth_value_and_goes_into_json() -> None:
    said = diagnose(X, Y, WHERE, HALF)
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(said)
    told = json.loads(json.dumps(said.to_dict()))
    assert (told["status"], told["ok"], told["compared"]) == ("right", True, X.size)
    assert len(str(said)) < 400
    assert "ertain" not in report(said)


# --- positions --------------------------------------------------------------------------

RNG = np.random.default_rng(5)
PADS = (3, 9)
_PACKED = np.concatenate([np.arange(7), np.arange(6), np.arange(5)])
_UNEVEN = np.cumsum(RNG.integers(1, 9, 18))
USED = {
    "positions_ignored": (_PACKED, np.arange(18)),
    "positions_shuffled": (np.arange(18), RNG.permutation(18)),
    "restarted": (np.arange(18) + 5, np.concatenate([np.arange(5, 12), np.arange(11)])),
    "stale_positions": (np.arange(18) + 40, np.where(np.arange(18) == 7, 3, np.arange(18) + 40)),
    "one_step_late": (_UNEVEN, np.concatenate([_UNEVEN[:1], _UNEVEN[:-1]])),
    "other_positions": (np.arange(18), RNG.integers(100, 4000, 18)),
}


@pytest.mark.parametrize("key", USED)
@pytest.mark.parametrize("head_dim", [8, 64])
def test_positions_are_recovered(key: str, head_dim: int) -> None:
    given, used = USED[key]
    spec = RopeSpec(head_dim, pairing="half_split")
    x = vectors(2, 18, head_dim)
    said = diagnose(x, rotate(x, used, spec), given, spec)
    assert keys(said) == [key], said.verdict
    if said.used_positions is not None:
        np.testing.assert_allclose(said.used_positions[0], used)


@pytest.mark.parametrize("shape", [(16, 64), (6, 64), (10, 256, 64), (2, 40, 64)])
@pytest.mark.parametrize("first", [0, 3])
def test_a_step_late_is_not_called_a_new_start(shape: tuple[int, ...], first: int) -> None:
    """The first token keeps its position, as code that clips at 0 does it."""
    x, where = vectors(*shape), np.arange(shape[-2]) + first
    late = np.concatenate([where[:1], where[:-1]])
    assert keys(diagnose(x, rotate(x, late, HALF), where, HALF)) == ["one_step_late"]
    again = np.where(where >= first + 4, where - first - 4, where)
    assert keys(diagnose(x, rotate(x, again, HALF), where, HALF)) == ["restarted"]


@pytest.mark.parametrize("model_type", ["deepseek_v2", "deepseek_v3", "kimi_k2", None])
def test_the_end_of_a_head_turns_where_the_config_says_so(model_type: str | None) -> None:
    """Latent attention: what RoPE sees stands behind what another projection brings."""
    claimed = {"qk_rope_head_dim": 64, "qk_nope_head_dim": 128, "rope_theta": 1e4}
    config = claimed | ({"model_type": model_type} if model_type else {})
    read = read_config(config)
    x, spec = vectors(4, 32, 192), read.spec
    believed = meant_by(read, spec.pairing)
    end, front = x.copy(), x.copy()
    end[..., 128:] = rotate(x[..., 128:], np.arange(32), spec)
    front[..., :64] = rotate(x[..., :64], np.arange(32), spec)
    for claim in (config, believed):
        assert diagnose(x, end, None, claim).status == "right"
        assert keys(diagnose(x, front, None, claim)) == ["tail_rotated"]
        # What RoPE sees, by itself.
        assert diagnose(x[..., 128:], end[..., 128:], None, claim).status == "right"
    whole = meant_by(read, spec.pairing, whole=True)
    assert isinstance(whole, RopeSpec)
    for part, head_dim in ((slice(None), 192), (slice(128, None), 64)):
        said = diagnose_outputs(end[..., part], end[..., part], None, fitting(whole, head_dim))
        assert said.status == "right"


def test_each_sequence_may_have_its_own_positions() -> None:
    given = np.stack([np.arange(16), np.arange(16) + 100])
    x = vectors(2, 3, 16, 64)
    y = np.stack([rotate(one, at, HALF) for one, at in zip(x, given, strict=True)])
    assert diagnose(x, y, given, HALF).status == "right"
    said = diagnose(x, y, np.stack([np.arange(16)] * 2), HALF)
    (place,) = said.located
    assert place.where.sequences == ((1, 1),)
    padded = np.stack(
        [rotate(one, np.arange(16) + by, HALF) for one, by in zip(x, (3, 9), strict=True)]
    )
    assert keys(diagnose(x, padded, None, HALF)) == ["padding_by_sequence"]


def test_positions_of_several_axes_follow_their_sections() -> None:
    axes = np.stack([np.arange(16), np.arange(16) // 4, np.arange(16) % 4])
    of_pair = np.repeat(axes, (8, 12, 12), axis=0)  # (pairs, seq)
    y = turned(X, of_pair.T * 5e5 ** (-np.arange(32) / 32))
    assert diagnose(X, y, axes, HALF, sections=(8, 12, 12)).status == "right"
    said = diagnose(X, y, np.arange(16), HALF)
    assert keys(said) == ["positions_by_pair"]
    assert "pairs 0 to 7" in said.verdict


def test_turned_by_head_instead_of_token() -> None:
    k = np.random.default_rng(1).standard_normal((16, 16, 64))
    y = rotate(k.swapaxes(0, 1), WHERE, HALF).swapaxes(0, 1)
    said = diagnose(k, y, WHERE, HALF)
    assert keys(said) == ["axes_exchanged"]


# --- what rounding did ------------------------------------------------------------------


@pytest.mark.parametrize("digits", [3, 4, 6])
def test_a_print_is_no_narrow_type(digits: int) -> None:
    z = X.astype(np.float64)
    said = diagnose(z.round(digits), rotate(z, WHERE, HALF).round(digits), WHERE, HALF)
    assert said.status == "right", said.verdict
    assert any(f"{digits} decimals" in note for note in said.notes)


def test_float32_angles_are_sized_by_the_positions_used() -> None:
    x = vectors(4, 16, 8)
    table = (10000.0 ** (-np.arange(4) / 4)).astype(np.float32)
    angle = (np.float32(2048) + WHERE.astype(np.float32))[:, None] * table
    said = diagnose(
        x, turned(x, angle).astype(np.float32), WHERE, RopeSpec(8, pairing="half_split")
    )
    assert keys(said) == ["offset"]
    assert "2,048 too large" in said.verdict


def test_noise_is_named_as_noise() -> None:
    noisy = Y * (1 + 3e-4 * np.random.default_rng(2).standard_normal(Y.shape))
    said = diagnose(X, noisy.astype(np.float32), WHERE, HALF)
    assert said.status == "right"
    assert "noise" in said.verdict
    assert "off by 0.0003 of their size" in said.sure
    assert "16" not in said.verdict


# --- how much is tried --------------------------------------------------------------------


def scrambled() -> np.ndarray:
    """Angles at random, the same in all heads: no known bug."""
    return turned(X, np.random.default_rng(4).uniform(-3, 3, (16, 32)))


def test_an_unknown_bug_says_when_not_everything_was_tried() -> None:
    said = diagnose(X, scrambled(), WHERE)
    assert (said.status, said.all_tried) == ("unknown", False)
    assert "Not everything was tried" in report(said)
    assert said.to_dict()["all_tried"] is False
    known = diagnose(X, Y, WHERE, HALF)
    assert known.all_tried
    assert "Not everything" not in report(known)


def test_what_is_tried_is_counted_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    ladder = free.ladder

    def counted(*given: Any) -> tuple[float, float]:
        tried.append(1)
        return ladder(*given)

    monkeypatch.setattr(free, "ladder", counted)
    runs = []
    for _ in range(2):
        tried.clear()
        diagnose(X, scrambled(), WHERE)
        runs.append(len(tried))
    assert runs[0] == runs[1]
    most = FREE_ATTEMPTS * 2 + PART_ATTEMPTS * 4 + ROUGH_ATTEMPTS  # both orders of the axes
    assert 0 < runs[0] <= most / LADDER_COST


def test_a_factor_is_one_number_wherever_it_is_said() -> None:
    spec = RopeSpec(64, scaling={"rope_type": "yarn", "factor": 4.0,
                                 "original_max_position_embeddings": 64})  # fmt: skip
    said = diagnose(X, rotate(X, WHERE, spec) * attention_factor(spec), WHERE, spec)
    assert keys(said) == ["factor_squared"]
    told = (said.verdict, said.bugs[0].detail, said.hypotheses[0].words)
    assert all(f"{attention_factor(spec) ** 2:.6g}" in each for each in told), told
    # And a base is written as pages write it.
    large = RopeSpec(64, 1e17, "half_split")
    assert "base 10¹⁷" in diagnose(X, rotate(X, WHERE, large), WHERE, large).verdict
