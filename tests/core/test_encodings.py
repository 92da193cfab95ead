"""Position encodings: a contract that covers every entry, known values, distance curves."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, scores
from rope_core.analysis.shares import (
    bound_height,
    decay_bound,
    pair_shares,
    unrotated_share,
)
from rope_core.encodings import ENCODINGS
from rope_core.encodings.base import Encoding, Setting
from rope_core.encodings.bias import alibi_slopes, t5_bucket
from rope_core.steps.step import Calculation
from tests.arithmetic import FUNCTIONS, worked_out

ALL = pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
SETTINGS = [
    Setting(8),
    Setting(4, 100.0, "half_split", heads=6, head=5, trained_length=2000, seed=3),
    Setting(6, 500.0, "interleaved_to_half", buckets=8, max_distance=20, trained_length=5),
]


def vectors(count: int, setting: Setting, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, setting.head_dim))


@ALL
def test_every_encoding_says_what_it_is(encoding: Encoding) -> None:
    assert ENCODINGS[encoding.name] is encoding
    assert encoding.__doc__
    assert encoding.enters in ("nowhere", "vectors", "scores")
    for text in (encoding.title, encoding.how, encoding.beyond, encoding.source):
        assert text == text.strip() != ""
    assert encoding.how.endswith(".")
    assert encoding.beyond.endswith(".")
    setting = Setting(8)
    assert (encoding.parameters(setting) > 0) == encoding.stand_in


@ALL
@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(("m", "n"), [(3, 1), (4, 4), (0, 2)])
def test_the_cell_is_the_grids(encoding: Encoding, setting: Setting, m: int, n: int) -> None:
    q, k = vectors(1, setting)[0], vectors(1, setting, 1)[0]
    steps = encoding.cell_steps(q, m, k, n, setting)
    last = steps[-1]
    assert isinstance(last, Calculation)
    assert last.name == "score"
    grid = encoding.scores([q], [k], [m], [n], setting)
    assert grid.shape == (1, 1)
    assert last.value == pytest.approx(grid[0, 0], rel=1e-12, abs=1e-13)
    values: dict[str, float] = {}
    for step in steps:
        outcome = step.value if isinstance(step, Calculation) else step.holds
        got = worked_out(step.formula, **dict(step.operands))
        assert got == pytest.approx(outcome, rel=1e-12, abs=1e-13), step
        assert step.because.endswith(".")
        used = set(re.findall(r"[a-z_]\w*", step.formula)) - set(FUNCTIONS)
        assert used == {name for name, _ in step.operands}, step
        for name, number in step.operands:
            assert values.get(name, number) == number, (step, name)
        if isinstance(step, Calculation):
            values[step.name] = step.value


@ALL
def test_far_cells(encoding: Encoding) -> None:
    setting = SETTINGS[1]
    q, k = vectors(1, setting)[0], vectors(1, setting, 1)[0]
    for m in (17, 100, 127, 128, 1999):
        last = encoding.cell_steps(q, m, k, 0, setting)[-1]
        assert isinstance(last, Calculation)
        grid = encoding.scores([q], [k], [m], [0], setting)
        assert last.value == pytest.approx(grid[0, 0], abs=1e-11)


@ALL
@pytest.mark.parametrize("setting", SETTINGS[:2])
@pytest.mark.parametrize("shift", [1, 17, 50])
def test_whether_a_shift_changes_the_scores(
    encoding: Encoding, setting: Setting, shift: int
) -> None:
    q, k, where = vectors(5, setting), vectors(5, setting, 1), np.arange(5)
    here = encoding.scores(q, k, where, where, setting)
    there = encoding.scores(q, k, where + shift, where + shift, setting)
    assert np.isfinite(here).all()
    assert np.isfinite(there).all()
    moved = np.abs(here - there).max()
    assert moved < 1e-11 if encoding.shift_invariant else moved > 1e-2


@ALL
def test_far_shift(encoding: Encoding) -> None:
    setting, where = Setting(8), np.arange(4) + 100_000
    q, k = vectors(4, setting), vectors(4, setting, 1)
    grid = encoding.scores(q, k, where, where, setting)
    assert np.isnan(grid).all() if encoding.name == "learned" else np.isfinite(grid).all()
    if encoding.shift_invariant:
        near = encoding.scores(q, k, where - 100_000, where - 100_000, setting)
        np.testing.assert_allclose(grid, near, atol=1e-9)


def test_one_position_beyond_the_table() -> None:
    learned, setting = ENCODINGS["learned"], Setting(4, trained_length=10)
    x = vectors(1, setting)
    assert np.isfinite(learned.scores(x, x, [9], [9], setting)).all()
    assert np.isnan(learned.scores(x, x, [10], [9], setting)).all()
    with pytest.raises(RopeError, match="ends there") as caught:
        learned.cell_steps(x[0], 10, x[0], 9, setting)
    assert caught.value.field == "m"
    assert learned.parameters(setting) == 40
    assert ENCODINGS["t5_bias"].parameters(setting) == 32 * 8


def test_rope_is_scores() -> None:
    for setting in SETTINGS:
        q, k, m, n = vectors(3, setting), vectors(4, setting, 1), np.arange(3) + 7, np.arange(4)
        want = scores(q, k, m, n, setting.spec()) / math.sqrt(setting.head_dim)
        np.testing.assert_allclose(ENCODINGS["rope"].scores(q, k, m, n, setting), want, atol=1e-13)


def test_sinusoidal_of_the_paper() -> None:
    # PE(pos, 2i) = sin(pos / 10000^(2i/d)), PE(pos, 2i+1) = cos(...): scores of zero vectors.
    setting, zero = Setting(4), np.zeros((1, 4))
    p = [math.sin(3), math.cos(3), math.sin(0.03), math.cos(0.03)]
    r = [math.sin(1), math.cos(1), math.sin(0.01), math.cos(0.01)]
    got = ENCODINGS["sinusoidal"].scores(zero, zero, [3], [1], setting)[0, 0]
    assert got == pytest.approx(np.dot(p, r) / 2, abs=1e-14)


def test_alibi_slopes_of_the_paper() -> None:
    assert alibi_slopes(8) == tuple(2.0**-i for i in range(1, 9))
    assert alibi_slopes(16)[0] == pytest.approx(2**-0.5)
    assert alibi_slopes(1) == (2.0**-8,)
    twelve = alibi_slopes(12)
    assert twelve[:8] == alibi_slopes(8)
    assert twelve[8:] == alibi_slopes(16)[0:8:2]
    for heads in range(1, 40):
        assert len(alibi_slopes(heads)) == heads == len(set(alibi_slopes(heads)))


def exact_bucket(distance: int, buckets: int, max_distance: int) -> int:
    """The bucket of a causal distance by whole numbers alone: no logarithm to round."""
    exact = buckets // 2
    if distance < exact:
        return distance
    shared, bucket = buckets - exact, exact
    # exact + j holds distances from exact × (max/exact)^(j/shared) on.
    while bucket + 1 < buckets and distance**shared * exact ** (bucket + 1 - exact) >= (
        exact**shared * max_distance ** (bucket + 1 - exact)
    ):
        bucket += 1
    return bucket


@pytest.mark.parametrize(("buckets", "max_distance"), [(32, 128), (16, 128), (8, 20), (32, 256)])
def test_t5_buckets(buckets: int, max_distance: int) -> None:
    distances = np.arange(0, 600)
    want = [exact_bucket(int(d), buckets, max_distance) for d in distances]
    got = t5_bucket(-distances, False, buckets, max_distance)
    np.testing.assert_array_equal(got, want)
    assert (t5_bucket(distances[1:], False, buckets, max_distance) == 0).all()
    both = t5_bucket(-distances, True, 2 * buckets, max_distance)
    np.testing.assert_array_equal(both, want)
    later = t5_bucket(distances[1:], True, 2 * buckets, max_distance)
    np.testing.assert_array_equal(later, np.array(want[1:]) + buckets)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: Setting(7), "head_dim"),
        (lambda: Setting(8, head=8), "head"),
        (lambda: Setting(8, buckets=64, max_distance=32), "max_distance"),
        (lambda: ENCODINGS["none"].scores([[1.0]], [[1.0, 2.0]], [0], [0], Setting(2)), "q"),
        (lambda: ENCODINGS["rope"].scores(np.ones((2, 2)), [[1, 2]], [0], [0], Setting(2)), "q"),
        (lambda: ENCODINGS["rope"].scores([[1, 2]], [["a", 2]], [0], [0], Setting(2)), "k"),
        (
            lambda: ENCODINGS["none"].scores([[1, 2]], [[1, 2]], 0, [0], Setting(2)),
            "query_positions",
        ),
        (lambda: ENCODINGS["none"].cell_steps([1, 2], -1, [1, 2], 0, Setting(2)), "m"),
        (lambda: ENCODINGS["alibi"].cell_steps([1, 2], 1, [1, 2], 0.5, Setting(2)), "n"),  # type: ignore[arg-type]
        (lambda: ENCODINGS["alibi"].cell_steps([1], 1, [1, 2], 0, Setting(2)), "q"),
        (lambda: pair_shares([1.0], [1.0, 2.0], [0], RopeSpec(2)), "q"),
        (lambda: pair_shares([1.0, 2.0], [1.0, 2.0], [math.nan], RopeSpec(2)), "positions"),
    ],
)
def test_refused(call: Callable[[], object], field: str) -> None:
    with pytest.raises(RopeError) as caught:
        call()
    assert caught.value.field == field


@pytest.mark.parametrize("pairing", ["interleaved", "half_split", "interleaved_to_half"])
def test_shares_add_up_to_the_score(pairing: Any) -> None:
    yarn = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}
    for spec in (RopeSpec(12, 1e4, pairing, 8), RopeSpec(12, 1e4, pairing, 8, yarn)):
        q, k = np.random.default_rng(2).standard_normal((2, 12))
        distances = np.array([0, 1, 5, 1000, -3])
        shares = pair_shares(q, k, distances, spec)
        assert shares.shape == (5, 4)
        total = shares.sum(axis=1) + unrotated_share(q, k, spec)
        want = [scores(q, k, int(d), 0, spec) for d in distances]
        np.testing.assert_allclose(total, want, atol=1e-11)
        bound = decay_bound(q, k, distances, spec)
        assert (np.abs(shares.sum(axis=1)) <= bound + 1e-12).all()


def test_the_bound_decays_and_the_score_need_not() -> None:
    spec, distances = RopeSpec(128), np.arange(0, 4097)
    q = np.random.default_rng(0).standard_normal(128)
    k = -q  # at distance 0 the lowest score there is: every other distance scores more
    curve = decay_bound(q, k, distances, spec) / bound_height(q, k, spec) / spec.pairs
    assert curve[0] == pytest.approx(65 / 2)
    assert curve[200:].max() < curve[0] / 2
    total = pair_shares(q, k, distances, spec).sum(axis=1)
    assert total.argmin() == 0
