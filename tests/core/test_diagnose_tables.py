"""Frequencies by the field that differs, the layer they are of, or what made them all alike."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rope_core import RopeError, RopeSpec, diagnose, inv_freq, rotate
from rope_core.diagnosis import (
    Belief,
    Diagnosis,
    diagnose_inv_freq,
    diagnose_outputs,
    diagnose_scores,
    diagnose_tables,
)
from rope_core.scaling.yarn import Yarn

MEANT = Yarn(4.0, 8192, beta_fast=32.0, beta_slow=1.0)
SPEC = RopeSpec(64, 1e6, "half_split", None, MEANT)
FIELDS = {
    "truncate": False, "beta_fast": 16.0, "beta_slow": 2.0, "factor": 16.0,
    "original_max_position_embeddings": 32768,
}  # fmt: skip


FLAT = [(1.0, "division"), (0.0, "never filled"), (1e-6, "exponents are −1")]


def keys(said: Diagnosis) -> list[str]:
    return [found.key for found in said.bugs]


@pytest.mark.parametrize("field", FIELDS)
def test_the_field_of_yarn_that_differs_is_named(field: str) -> None:
    other = dataclasses.replace(MEANT, **{field: FIELDS[field]}, attention_factor=1.2)
    meant = dataclasses.replace(MEANT, attention_factor=1.2)
    believed = RopeSpec(64, 1e6, "half_split", None, meant)
    table = inv_freq(RopeSpec(64, 1e6, "half_split", None, other))
    said = diagnose_inv_freq(table, believed)
    assert keys(said) == ["yarn_field"], said.verdict
    assert field in said.verdict
    x, where = np.random.default_rng(0).standard_normal((2, 32, 64)), np.arange(32) * 61
    y = rotate(x, where, RopeSpec(64, 1e6, "half_split", None, other))
    turned = diagnose(x, y, where, believed)
    assert keys(turned) == ["yarn_field"], turned.verdict
    assert field in turned.verdict


def test_a_ramp_that_is_not_clamped() -> None:
    low, high = 8.0, 20.0
    own = dataclasses.replace(MEANT, truncate=False)
    kept, ramp = inv_freq(RopeSpec(64, 1e6)), None
    bounds = [own._bound(1e6, 64, turns) for turns in (32.0, 1.0)]
    low, high = np.floor(bounds[0]), np.ceil(bounds[1])
    ramp = (np.arange(32) - low) / (high - low)
    said = diagnose_inv_freq(kept / 4 * ramp + kept * (1 - ramp), SPEC)
    assert keys(said) == ["yarn_field"]
    assert "not clamped" in said.verdict


@pytest.mark.parametrize(
    ("value", "says"), [(1.0, "division"), (0.0, "never filled"), (1e-6, "−1")]
)
def test_what_made_all_frequencies_alike(value: float, says: str) -> None:
    said = diagnose_inv_freq(np.full(32, value), RopeSpec(64, 1e6))
    assert keys(said) == ["inv_freq_flat"]
    assert says in said.verdict
    assert said.verdict.startswith("All inv_freq are ")


def test_a_local_layers_table_in_a_global_layer() -> None:
    config = {"head_dim": 64, "rope_theta": 1e6, "rope_local_base_freq": 1e4}
    believed = Belief.of_config(config)
    x = np.random.default_rng(0).standard_normal((2, 32, 64))
    y = rotate(x, np.arange(32), RopeSpec(64, 1e4, "half_split"))
    said = diagnose(x, y, None, believed)
    assert keys(said) == ["other_layers_table"]
    assert "sliding_attention" in said.verdict
    assert keys(diagnose(x, y, None, config)) == ["other_layers_table"]


@pytest.mark.parametrize("features", ["first", "last"])
def test_the_rotated_part_at_the_end_of_the_head(features: str) -> None:
    spec = RopeSpec(24, 1e4, "interleaved", 8, features="last")
    made = RopeSpec(24, 1e4, "interleaved", 8, features=features)  # type: ignore[arg-type]
    x = np.random.default_rng(0).standard_normal((2, 16, 24))
    said = diagnose(x, rotate(x, np.arange(16), made), None, spec)
    assert keys(said) == ([] if features == "last" else ["tail_rotated"])
    assert said.ok == (features == "last")


def test_where_backwards_is_meant_forwards_is_the_bug() -> None:
    spec = RopeSpec(16, backwards=True)
    x = np.random.default_rng(0).standard_normal((2, 16, 16))
    assert diagnose(x, rotate(x, np.arange(16), spec), None, spec).status == "right"
    said = diagnose(x, rotate(x, np.arange(16), RopeSpec(16)), None, spec)
    assert keys(said) == ["backwards"]


def test_nothing_claimed_of_a_table_is_not_right() -> None:
    said = diagnose_inv_freq(inv_freq(RopeSpec(64)))
    assert said.status == "cannot_tell"
    assert said.verdict.startswith("Consistent with ")


@pytest.mark.parametrize("seed", [0, 1])
def test_a_table_of_random_angles_is_unknown(seed: int) -> None:
    angle = np.random.default_rng(seed).uniform(-3, 3, (96, 32))
    said = diagnose_tables(np.cos(angle), np.sin(angle), None, RopeSpec(64, pairing="half_split"))
    assert (said.status, said.bugs) == ("unknown", ()), said


def test_a_table_tells_how_far_it_is() -> None:
    told: list[float] = []
    angles = np.random.default_rng(0).random((16, 8)) * 3
    said = diagnose_tables(np.cos(angles), np.sin(angles), progress=lambda at, _: told.append(at))
    assert said.status == "unknown"
    assert len(told) > 2
    assert told[-1] == 1.0


def test_a_frequency_that_is_no_number_is_refused_by_its_pair() -> None:
    with pytest.raises(RopeError, match=r"inv_freq: received .nan for pair 1"):
        diagnose_inv_freq([1.0, np.nan, 0.01])


@pytest.mark.parametrize("shape", [(2, 1), (2, 1, 1)])
def test_sequences_of_one_token_each(shape: tuple[int, ...]) -> None:
    """As in decoding: the axis of tokens is 1 long, and is no axis for heads."""
    where = np.array([[5], [9]])
    angle = where * inv_freq(RopeSpec(8, 500.0))
    cos, sin = (one.reshape(*shape, 4) for one in (np.cos(angle), np.sin(angle)))
    meant = RopeSpec(8, 500.0)
    assert diagnose_tables(cos, sin, where, meant).status == "right"
    assert diagnose_tables(cos, sin, where + 1, meant).status != "right"
    # Without a row of positions for each it is one sequence of two tokens.
    assert diagnose_tables(cos, sin, where[:, 0], meant).status == "right"


@pytest.mark.parametrize(
    "shape", [(6,), (1, 6), (6, 1), (1, 1, 6), (1, 6, 1), (6, 1, 1), (1, 1, 1, 6)]
)
def test_axes_of_one_around_a_table(shape: tuple[int, ...]) -> None:
    """A batch of one, and the axis for heads before or after the tokens'."""
    meant = RopeSpec(8, 500.0)
    angle = np.arange(6)[:, None] * inv_freq(meant)
    cos, sin = (one.reshape(*shape, 4) for one in (np.cos(angle), np.sin(angle)))
    said = diagnose_tables(cos, sin, np.arange(6), meant)
    assert (said.status, said.compared) == ("right", 48), said.verdict
    with pytest.raises(RopeError, match="cos: received"):
        diagnose_tables(np.ones((2, 2, 2, 6, 4)), np.ones((2, 2, 2, 6, 4)))


def test_a_table_of_one_pair_keeps_its_tokens() -> None:
    angle = np.arange(6.0)[:, None]
    said = diagnose_tables(np.cos(angle), np.sin(angle), np.arange(6), RopeSpec(2))
    assert (said.status, said.compared) == ("right", 12), said.verdict


def test_one_frequency_is_said_as_one() -> None:
    assert diagnose_inv_freq([1.0], RopeSpec(2)).sure.startswith("One number was compared: it")


@pytest.mark.parametrize("meant", [None, Belief(10000.0), RopeSpec(16), RopeSpec(128, 5e5)])
def test_the_frequency_of_pair_0_is_the_same_for_every_base(meant: RopeSpec | Belief) -> None:
    said = diagnose_inv_freq([1.0], meant)
    assert said.status == "cannot_tell"
    assert "base 10,000" not in str(said)
    # Of a head of one pair it is all there is.
    assert diagnose_inv_freq([1.0], RopeSpec(2)).status == "right"
    assert diagnose_inv_freq([0.5], RopeSpec(2)).status == "bug"


@pytest.mark.parametrize("pairs", [2, 4, 12])
def test_a_table_of_other_pairs_than_were_meant_is_not_right(pairs: int) -> None:
    said = diagnose_inv_freq(inv_freq(RopeSpec(2 * pairs)), RopeSpec(16))
    assert (said.status, keys(said)) == ("bug", ["partial_width"])
    assert f"of {pairs} pairs: 8 pairs were meant" in said.verdict


ODD = (
    0.0, -0.0, 1.0, -1.0, 0.1, 0.999999, 1 - 1e-9, 2.0, 1e-6, 5e-324, 1e-310, -1e-200, 1e150,
    1e300, 1.7e308, -1.7e308,
)  # fmt: skip


@given(
    st.lists(st.sampled_from(ODD) | st.floats(allow_nan=False, allow_infinity=False), min_size=1,
             max_size=12),
    st.sampled_from([None, Belief(), Belief(10000.0), RopeSpec(8), SPEC]),
)  # fmt: skip
@example([1, 0.316, 0.1, 0.032, 0.01, 0.003, 0.001, 0], None)
@example([1, 0.1, 0.01, 0], RopeSpec(8))
@example([5e-324, 1.7e308], None)
@settings(max_examples=80, deadline=None)
def test_every_table_has_a_verdict(table: list[float], meant: RopeSpec | Belief | None) -> None:
    said = diagnose_inv_freq(table, meant)
    assert said.verdict
    assert said.status in ("right", "bug", "cannot_tell")


@given(
    st.lists(st.sampled_from(ODD), min_size=16, max_size=16),
    st.lists(st.sampled_from((0.0, 1.0, 5.0, -3.0, 1e6)), min_size=2, max_size=2),
    st.sampled_from(["query or key", "value", "tables", "scores", "outputs"]),
)
@settings(max_examples=6, deadline=None)
def test_odd_numbers_are_refused_or_have_a_verdict(
    numbers: list[float], where: list[float], kind: str
) -> None:
    x, y = np.array(numbers).reshape(2, 2, 4)
    meant = RopeSpec(4)
    try:
        if kind == "tables":
            said = diagnose_tables(x, y, where, meant)
        elif kind == "scores":
            said = diagnose_scores(x, y, np.array(numbers[:4]).reshape(2, 2), where, where, meant)
        elif kind == "outputs":
            said = diagnose_outputs(x, y, where, meant)
        else:
            said = diagnose(x, y, where, meant, role="value" if kind == "value" else "query or key")
    except RopeError:
        return
    assert said.verdict


def test_a_table_of_several_sequences() -> None:
    """As transformers makes them, (batch, seq, rotary_dim), with a row of positions each."""
    where = np.stack([np.arange(12), np.arange(12) * 3 + 4])
    spec = RopeSpec(16, pairing="half_split")
    angle = np.tile(where[..., None] * inv_freq(spec), 2)
    cos, sin = np.cos(angle), np.sin(angle)
    assert diagnose_tables(cos, sin, where, spec).status == "right"
    assert keys(diagnose_tables(cos, sin, where, RopeSpec(16))) == ["mixed_layout"]
    for column in (3, 11):  # of either half
        broken = cos.copy()
        broken[1, 5, column] = np.nan
        said = diagnose_tables(broken, sin, where, spec)
        assert said.status == "bug"
        assert "sequence 1, token 5" in said.verdict
    other = sin.copy()
    other[..., 8:] *= -1  # cos is the same in both halves, sin is not
    assert diagnose_tables(cos, other, where, spec).status in ("bug", "unknown")
    with pytest.raises(RopeError, match=r"cos: received .shape \(2, 2, 3, 16\)"):
        diagnose_tables(np.ones((2, 2, 3, 16)), np.ones((2, 2, 3, 16)))


def test_ragged_positions_are_refused_in_words() -> None:
    table = np.ones((2, 4))
    with pytest.raises(RopeError, match="positions: received"):
        diagnose_tables(table, table, [[5], [9, 2]])  # type: ignore[list-item]
