"""The diagnoser: every bug is named, two at once too, and what cannot be told is said so."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, attention_factor, inv_freq, rotate, scores
from rope_core.analysis.formats import Precision, round_to
from rope_core.diagnosis import (
    BUGS,
    Belief,
    diagnose,
    diagnose_inv_freq,
    diagnose_outputs,
    diagnose_pasted,
    diagnose_scores,
    diagnose_tables,
    report,
)
from rope_core.diagnosis.examples import NOT_IN_VECTORS, bug_example
from rope_core.mistakes import MISTAKES
from rope_core.reading.tensors import read_pasted

ROOT = Path(__file__).parents[2]
HALF = RopeSpec(64, pairing="half_split")
HALF16 = RopeSpec(16, pairing="half_split")
SHOWN = [key for key in BUGS if key not in NOT_IN_VECTORS]


def vectors(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def keys(said: object) -> list[str]:
    return [found.key for found in said.bugs]  # type: ignore[attr-defined]


# --- the list of bugs -------------------------------------------------------------------


@pytest.mark.parametrize("key", BUGS)
def test_every_entry_tells_its_story(key: str) -> None:
    bug = BUGS[key]
    for text in (bug.title, bug.says, bug.story, bug.looks, bug.numpy, bug.torch):
        assert text.strip()
    assert bug.story.rstrip(")").endswith(".")
    assert all(
        re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+/(issues|pull)/\d+", t)
        for t in bug.threads
    )
    assert set(bug.alike) <= set(BUGS)
    assert set(bug.mistakes) <= set(MISTAKES)


SHARED = [(mistake, bug.key) for bug in BUGS.values() for mistake in bug.mistakes]
#: These have no x and y of their own: one is a score, one a length of context.
BESIDE_VECTORS = {"key_not_rotated", "query_not_rotated", "factor_ignored"}


def test_a_mistake_of_practice_is_one_bug() -> None:
    assert len(dict(SHARED)) == len(SHARED) >= 15
    assert set(dict(SHARED)) >= BESIDE_VECTORS


@pytest.mark.parametrize(
    ("mistake", "key"), [pair for pair in SHARED if pair[0] not in BESIDE_VECTORS]
)
def test_what_practice_calls_a_mistake_is_that_bug_here(mistake: str, key: str) -> None:
    spec = RopeSpec(16)
    x, where = vectors(12, 16), np.arange(12)
    said = diagnose(x, MISTAKES[mistake].recipe.rotate(x, where, spec), where, spec)
    assert keys(said) == [key], said.verdict


@pytest.mark.parametrize("side", ["key_not_rotated", "query_not_rotated"])
def test_one_side_only_is_practices_too(side: str) -> None:
    spec, recipe = RopeSpec(16), MISTAKES[side].recipe
    q, k, m, n = vectors(5, 16), vectors(6, 16, seed=1), np.arange(5) + 9, np.arange(6)
    made = np.array([[recipe.score(q[i], m[i], k[j], n[j], spec) for j in n] for i in range(5)])
    assert keys(diagnose_scores(q, k, made, m, n, spec)) == ["one_side_only"]


@pytest.mark.parametrize("key", SHOWN)
def test_the_example_of_every_bug_is_named(key: str) -> None:
    example = bug_example(key)
    said = diagnose(
        example.x,
        example.y,
        example.positions,
        example.believed,
        role=example.role,  # type: ignore[arg-type]
        sections=example.sections or None,
    )
    assert said.status == "bug", said.verdict
    assert key in keys(said)
    assert len(said.bugs) == 1 or key == "values_rotated"
    assert str(said).startswith(said.verdict)
    assert report(said).startswith(said.verdict)


@pytest.mark.parametrize("key", SHOWN)
def test_the_example_of_every_bug_is_named_from_its_print(key: str) -> None:
    example = bug_example(key)
    x, y = (
        read_pasted(np.array2string(each, precision=6, threshold=10**6), name)
        for each, name in ((example.x, "x"), (example.y, "y"))
    )
    said = diagnose_pasted(
        x,
        y,
        example.positions,
        example.believed,
        role=example.role,  # type: ignore[arg-type]
        sections=example.sections or None,
    )
    assert key in keys(said), said.verdict


def test_the_right_example_is_right() -> None:
    example = bug_example("")
    assert diagnose(example.x, example.y, example.positions, example.believed).status == "right"


# --- what a person believes -------------------------------------------------------------


def test_without_a_belief_the_convention_is_named() -> None:
    x = vectors(2, 16, 64)
    said = diagnose(x, rotate(x, np.arange(16), RopeSpec(64, 500000.0, "half_split")))
    assert (said.status, said.verdict) == (
        "cannot_tell",
        "Consistent with half_split RoPE with base 500,000; not compared with any intent.",
    )


def test_a_scaled_table_is_named_without_a_belief() -> None:
    parameters = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
    spec = RopeSpec(128, 1e6, "half_split", None, parameters)
    x = vectors(2, 64, 128)
    said = diagnose(x, rotate(x, np.arange(64) * 50, spec), np.arange(64) * 50)
    assert said.spec == spec
    assert said.status == "cannot_tell"


def test_partly_rotated_heads_are_recognised() -> None:
    spec = RopeSpec(80, pairing="half_split", rotary_dim=32)
    x = vectors(2, 20, 80)
    assert diagnose(x, rotate(x, np.arange(20), spec)).spec == spec


def test_an_unusual_base_is_found() -> None:
    x = vectors(2, 20, 64)
    said = diagnose(x, rotate(x, np.arange(20), RopeSpec(64, 12345.0, "half_split")), None, HALF)
    assert keys(said) == ["base"]
    assert "base 12,345" in said.verdict


# --- two at once, and none --------------------------------------------------------------


def test_two_bugs_at_once() -> None:
    x = vectors(3, 16, 64)
    said = diagnose(x, rotate(x, np.arange(16) + 1, RopeSpec(64)), None, HALF)
    assert sorted(keys(said)) == ["off_by_one", "other_pairing"]
    assert said.verdict == (
        "This is interleaved RoPE with base 10,000, but half_split was expected, "
        "and positions start at 1."
    )


def test_position_0_cannot_tell() -> None:
    x = vectors(64)
    said = diagnose(x, x, 0, HALF)
    assert said.status == "cannot_tell"
    assert "position 0" in said.verdict
    assert "another position" in said.ask


def test_zeros_cannot_tell() -> None:
    assert diagnose(np.zeros((4, 8)), np.zeros((4, 8)), None, RopeSpec(8)).status == "cannot_tell"


def test_noise_is_not_explained() -> None:
    said = diagnose(vectors(4, 8, 64), vectors(4, 8, 64, seed=1), None, HALF)
    assert said.status == "unknown"
    assert said.ask


def test_a_right_bfloat16_result_is_not_a_bug() -> None:
    from rope_core.analysis.formats import round_to

    x = round_to(vectors(2, 16, 64), "bfloat16").astype(np.float32)
    y = round_to(rotate(x, np.arange(16), HALF), "bfloat16").astype(np.float32)
    said = diagnose(x, y, None, HALF)
    assert said.status == "right"
    assert any("bfloat16" in note for note in said.notes)


# --- shapes -----------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(64,), (9, 64), (2, 9, 64), (2, 3, 9, 64)])
def test_every_shape(shape: tuple[int, ...]) -> None:
    x = vectors(*shape)
    where = 7 if len(shape) == 1 else np.arange(9) + 3
    said = diagnose(x, rotate(x, where, HALF), where, HALF)
    assert said.status == "right"


def test_axes_are_inferred_and_can_be_set() -> None:
    x = vectors(3, 9, 64)
    y = rotate(x, np.arange(9), HALF)
    turned = x.swapaxes(0, 1), y.swapaxes(0, 1)
    assert diagnose(*turned, np.arange(9), HALF).status == "right"
    assert diagnose(*turned, None, HALF, axes="seq, heads").status == "right"
    assert diagnose(*turned, None, HALF).status == "right"
    assert keys(diagnose(*turned, None, HALF, axes="heads, seq")) != []


@pytest.mark.parametrize(
    ("x", "y", "positions", "field"),
    [
        ([[1.0, 2.0]], [[1.0, 2.0, 3.0, 4.0]], None, "y"),
        ([[1.0, 2.0]], [[1.0, float("nan")]], None, "y"),
        ([[1.0, float("inf")]], [[1.0, 2.0]], None, "x"),
        (1.0, 1.0, None, "x"),
        ([], [], None, "x"),
        (["a"], ["b"], None, "x"),
        ([[1.0, 2.0], [1.0]], [[1.0, 2.0]], None, "x"),
        ([[1.0, 2.0]], [[1.0, 2.0]], [1, 2], "positions"),
        ([[1.0, 2.0]], [[1.0, 2.0]], ["one"], "positions"),
        (np.zeros((1, 1, 1, 1, 2)), np.zeros((1, 1, 1, 1, 2)), None, "x"),
    ],
)
def test_what_cannot_be_compared_is_said(
    x: object, y: object, positions: object, field: str
) -> None:
    with pytest.raises(RopeError) as refused:
        diagnose(x, y, positions)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_overflowed_float16_positions_are_explained() -> None:
    x, where = vectors(4, 8), [1, 2, 3, 70000]
    y = rotate(x, where, RopeSpec(8))
    y[3] = np.nan
    said = diagnose(x, y, where, RopeSpec(8))
    assert keys(said) == ["not_finite"]
    assert said.located[0].where.tokens == ((3, 3),)
    assert "float16 ends at 65504" in report(said)


def test_every_number_of_a_large_tensor_is_compared() -> None:
    x = vectors(8, 3000, 64).astype(np.float32)
    said = diagnose(x, rotate(x, np.arange(3000) + 1, HALF), None, HALF)
    assert keys(said) == ["off_by_one"]
    assert said.compared == x.size
    assert f"All {x.size:,} numbers" in said.sure


# --- other things to send -----------------------------------------------------------------


def test_scores() -> None:
    q, k, m, n = vectors(5, 64), vectors(7, 64, seed=1), np.arange(5) + 20, np.arange(7)
    right = scores(q, k, m, n, HALF)
    assert diagnose_scores(q, k, right / 8, m, n, HALF).status == "right"
    other = scores(q, k, m, n, RopeSpec(64))
    assert keys(diagnose_scores(q, k, other, m, n, HALF)) == ["other_pairing"]
    one = rotate(q, m, HALF) @ k.T
    assert keys(diagnose_scores(q, k, one, m, n, HALF)) == ["one_side_only"]
    late = scores(q, k, m, n + 1, HALF)
    assert keys(diagnose_scores(q, k, late, m, n, HALF)) == ["off_by_one"]
    assert diagnose_scores(q, k, vectors(5, 7), m, n, HALF).status == "unknown"


def test_scores_with_the_attention_factor_on_one_side() -> None:
    parameters = {"rope_type": "yarn", "factor": 32.0, "original_max_position_embeddings": 4096}
    spec = RopeSpec(64, 10000.0, "half_split", None, parameters)
    q, k, m, n = vectors(5, 64), vectors(7, 64, seed=1), np.arange(5) + 20, np.arange(7)
    whole = scores(q, k, m, n, spec)
    assert diagnose_scores(q, k, whole, m, n, spec).status == "right"
    once = whole / attention_factor(spec)
    assert keys(diagnose_scores(q, k, once, m, n, spec)) == ["factor_one_side"]


def test_inv_freq_alone() -> None:
    assert diagnose_inv_freq(inv_freq(HALF), HALF).status == "right"
    assert keys(diagnose_inv_freq(inv_freq(RopeSpec(64, 500000.0)), HALF)) == ["base"]
    assert keys(diagnose_inv_freq(10000.0 ** (-np.arange(32) / 64), HALF)) == ["exponent"]
    assert keys(diagnose_inv_freq(vectors(32), HALF)) == ["inv_freq_garbage"]


@pytest.mark.parametrize("wide", ["pairs", "half_split", "interleaved"])
def test_cos_and_sin_alone(wide: str) -> None:
    angle = (np.arange(16) + 1)[:, None] * inv_freq(HALF)
    lay = {
        "pairs": lambda t: t,
        "half_split": lambda t: np.concatenate([t, t], axis=-1),
        "interleaved": lambda t: np.repeat(t, 2, axis=-1),
    }[wide]
    said = diagnose_tables(lay(np.cos(angle)), lay(np.sin(angle)), np.arange(16), HALF)
    assert "off_by_one" in keys(said)
    assert ("laid out for interleaved" in " ".join(said.notes)) == (wide == "interleaved")


def test_two_outputs_without_the_input() -> None:
    x, where = vectors(2, 9, 64), np.arange(9) + 5
    mine = rotate(x, where, RopeSpec(64, pairing="half_split", base=500000.0))
    said = diagnose_outputs(rotate(x, where, HALF), mine, where, HALF)
    assert keys(said) == ["base"]


def test_values_must_stay() -> None:
    v = vectors(3, 6, 64)
    assert diagnose(v, v, None, HALF, role="value").status == "right"
    assert keys(diagnose(v, rotate(v, np.arange(6), HALF), None, HALF, role="value")) == [
        "values_rotated"
    ]


@pytest.mark.parametrize("kind", ["float16", "bfloat16", "float32"])
def test_values_that_were_rounded_are_unchanged(kind: Precision) -> None:
    v = vectors(3, 6, 16)
    said = diagnose(v, round_to(v, kind), None, HALF16, role="value")
    assert (said.status, keys(said)) == ("right", []), said.verdict
    assert "up to rounding" in said.verdict
    # Beyond rounding it is a rotation, in the same type.
    turned = round_to(rotate(v, np.arange(6), HALF16), kind)
    assert keys(diagnose(v, turned, None, HALF16, role="value")) == ["values_rotated"]


@pytest.mark.parametrize("digits", [3, 4, 6])
def test_values_from_a_print_are_unchanged(digits: int) -> None:
    v = vectors(3, 6, 16)
    assert diagnose(v, v.round(digits), None, HALF16, role="value").status == "right"
    other = v.round(digits)
    other[1, 2, 3] += 1.0
    said = diagnose(v, other, None, HALF16, role="value")
    assert (said.status, keys(said)) == ("bug", ["part_differs"])
    assert "rotated" not in said.verdict
    assert "head 1, token 2, feature 3" in said.verdict


@pytest.mark.parametrize("by", [0.25, 0.3])
def test_a_factor_may_stand_on_the_vector_too(by: float) -> None:
    """What is seen is the factor: y is the same wherever it stands."""
    x, where = vectors(3, 6, 16), np.arange(6)
    said = diagnose(x, rotate(x, where, HALF16) * by, where, HALF16)
    assert keys(said) == ["factor_wrong"]
    assert "or all of x or y was multiplied by it" in said.verdict
    assert ("1/√head_dim" in said.verdict) == (by == 0.25)
    # Features that stay tell where it stands.
    part = RopeSpec(16, 10000.0, "half_split", 8)
    y = rotate(x, where, part)
    y[..., :8] *= by
    said = diagnose(x, y, where, part)
    assert keys(said) == ["factor_wrong"]
    assert "or all of x" not in said.verdict


def test_a_belief_may_be_partial() -> None:
    x = vectors(2, 9, 64)
    said = diagnose(x, rotate(x, np.arange(9), RopeSpec(64)), None, Belief(pairing="half_split"))
    assert keys(said) == ["other_pairing"]
