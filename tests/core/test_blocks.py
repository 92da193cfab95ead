"""Turning in blocks: dtypes, memory of every shape, in place, and how much of it is taken."""

from __future__ import annotations

import math
import tracemalloc
from typing import Any

import numpy as np
import pytest

from rope_core import (
    PAIRINGS,
    RopeSpec,
    blocks,
    rotate,
    rotation_matrix,
    scores,
)
from rope_core.blocks import BLOCK, _lead_blocks
from tests.core.core_support import by_hand, rng


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_block_borders(pairing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 64)  # 8 rows of 8 numbers
    spec, x = RopeSpec(8, pairing=pairing), rng().standard_normal((3, 5, 21, 8))
    where = np.arange(21)
    np.testing.assert_allclose(rotate(x, where, spec), by_hand(x, where, spec), atol=1e-13)
    np.testing.assert_allclose(rotate(x, 4, spec), by_hand(x, np.full(21, 4), spec), atol=1e-13)


@pytest.mark.parametrize("lead", [(), (7,), (2, 3), (4, 1, 5), (0, 3), (3, 0)])
@pytest.mark.parametrize("room", [1, 2, 4, 100])
def test_lead_blocks_cover_everything_once(lead: tuple[int, ...], room: int) -> None:
    seen = np.zeros(lead, int)
    for index in _lead_blocks(lead, room):
        assert seen[index].size <= room
        seen[index] += 1
    assert (seen == 1).all()


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize(("dtype", "near"), [("f2", 2e-3), ("f4", 1e-6), ("f8", 1e-12)])
def test_dtypes_are_kept(pairing: Any, dtype: str, near: float) -> None:
    spec, x = RopeSpec(16, pairing=pairing), rng().uniform(-1, 1, (2, 9, 16)).astype(dtype)
    where = np.arange(9) * 100
    y = rotate(x, where, spec)
    assert y.dtype == x.dtype
    exact = by_hand(x.astype(float), where, spec)
    np.testing.assert_allclose(y, exact, rtol=0, atol=near)
    if dtype == "f2":  # rounded once: the nearest float16 but for ties within float32's error
        assert np.mean(y == exact.astype("f2")) > 0.99
    assert scores(x, x, where, where, spec).dtype == x.dtype


def test_float32_angles_are_float64() -> None:
    # In float32 the angle of position 1e6 + 1 would be wrong by up to 0.03.
    x = np.array([1.0, 0.0], np.float32)
    assert rotate(x, 1_000_001, RopeSpec(2))[0] == np.float32(math.cos(1_000_001))


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4"])
def test_strided_and_foreign_memory(pairing: Any, dtype: str) -> None:
    spec, where = RopeSpec(8, pairing=pairing, rotary_dim=6), np.arange(4)
    base = rng().standard_normal((4, 3, 16)).astype(dtype)
    plain = base.astype(np.dtype(dtype).newbyteorder("="))
    heads_first = base[..., ::2].transpose(1, 0, 2)  # nothing contiguous
    want = rotate(np.ascontiguousarray(plain[..., ::2].transpose(1, 0, 2)), where, spec)
    # Neighbours that lie apart take the other kernel: equal to the last bit or the one before.
    np.testing.assert_allclose(rotate(heads_first, where, spec), want, rtol=2e-3, atol=1e-6)
    np.testing.assert_allclose(rotate(base[::-1, ::-1, :8], 2, spec).shape, (4, 3, 8))


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
@pytest.mark.parametrize("rotary_dim", [4, 8])
def test_out(pairing: Any, dtype: str, rotary_dim: int) -> None:
    spec = RopeSpec(8, pairing=pairing, rotary_dim=rotary_dim)
    x, where = rng().standard_normal((2, 5, 8)).astype(dtype), np.arange(5)
    want = rotate(x, where, spec)
    out = np.empty_like(x)
    assert rotate(x, where, spec, out=out) is out
    np.testing.assert_array_equal(out, want)
    itself = x.copy()
    assert rotate(itself, where, spec, out=itself) is itself
    np.testing.assert_array_equal(itself, want)
    apart = np.empty((2, 5, 16), dtype)[..., ::2]  # not contiguous
    np.testing.assert_allclose(rotate(x, where, spec, out=apart), want, rtol=1e-2, atol=1e-6)


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_x_and_out_may_both_lie_apart_in_memory(pairing: Any, dtype: str) -> None:
    """Every second number of a wider array, to another one or in place; the rest stays."""
    spec, where = RopeSpec(8, pairing=pairing), np.arange(5)
    wide = rng().standard_normal((2, 5, 16)).astype(dtype)
    between, x = wide[..., 1::2].copy(), wide[..., ::2]
    want = by_hand(x.astype(float), where, spec)
    near = {"f2": 4e-3, "f4": 2e-6, "f8": 1e-13}[dtype]
    other = np.zeros_like(wide)
    rotate(x, where, spec, out=other[..., ::2])
    np.testing.assert_allclose(other[..., ::2], want, rtol=0, atol=near)
    np.testing.assert_array_equal(other[..., 1::2], 0)
    rotate(x, where, spec, out=x)
    np.testing.assert_allclose(x, want, rtol=0, atol=near)
    np.testing.assert_array_equal(wide[..., 1::2], between)


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_out_overlapping_x(pairing: Any) -> None:
    spec = RopeSpec(4, pairing=pairing)
    memory = rng().standard_normal(41)
    x, out = memory[:40].reshape(10, 4), memory[1:].reshape(10, 4)
    want = rotate(x.copy(), np.arange(10), spec)
    np.testing.assert_array_equal(rotate(x, np.arange(10), spec, out=out), want)
    backwards = rng().standard_normal((10, 4))
    want = rotate(backwards.copy(), np.arange(10), spec)
    got = rotate(backwards, np.arange(10), spec, out=backwards[::-1])
    np.testing.assert_array_equal(got, want)


def test_out_overlapping_x_in_a_way_too_hard_to_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_hard(*_: object, **__: object) -> bool:
        raise np.exceptions.TooHardError

    memory, spec = rng().standard_normal(24), RopeSpec(4, pairing="half_split")
    x, out = memory[:20].reshape(5, 4), memory[4:].reshape(5, 4)
    want = rotate(x.copy(), np.arange(5), spec)
    monkeypatch.setattr(np, "shares_memory", too_hard)
    monkeypatch.setattr(blocks, "BLOCK", 4)  # one row a block
    np.testing.assert_array_equal(rotate(x, np.arange(5), spec, out=out), want)


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("given", [False, True])
def test_peak_memory_is_the_output_and_a_small_block(pairing: Any, given: bool) -> None:
    spec, x = RopeSpec(128, pairing=pairing), np.ones((4, 2048, 128), np.float32)
    out, where = (np.empty_like(x) if given else None), np.arange(2048)
    tracemalloc.start()
    try:
        rotate(x, where, spec, out=out)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    block = BLOCK * 8  # bytes of one block in float64
    assert peak <= (0 if given else x.nbytes) + 6 * block


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("head_dim", [32768, 32770, 65536])
def test_heads_wider_than_a_block(pairing: Any, head_dim: int) -> None:
    """A block then holds one row, never none."""
    spec = RopeSpec(head_dim, pairing=pairing)
    x = rng().standard_normal((2, 3, head_dim))
    y = rotate(x, [0, 1, 70], spec)
    np.testing.assert_array_equal(y[:, 0], rotate(x[:, 0], 0, spec))
    # The first pair by hand, and every length: turning changes none.
    first, second = (0, head_dim // 2) if pairing == "half_split" else (0, 1)
    to = (0, 1) if pairing == "interleaved" else (0, head_dim // 2)
    a, b = x[:, 2, first], x[:, 2, second]
    np.testing.assert_allclose(y[:, 2, to[0]], a * math.cos(70) - b * math.sin(70), atol=1e-13)
    np.testing.assert_allclose(y[:, 2, to[1]], a * math.sin(70) + b * math.cos(70), atol=1e-13)
    np.testing.assert_allclose(np.linalg.norm(y, axis=-1), np.linalg.norm(x, axis=-1), rtol=1e-12)


@pytest.mark.parametrize("pairing", PAIRINGS)
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_an_attention_factor_and_copied_features(pairing: Any, dtype: str) -> None:
    """YaRN multiplies what is turned and leaves what is copied as it is, in every kernel."""
    scaling = {
        "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64,
        "attention_factor": 1.25,
    }  # fmt: skip
    spec = RopeSpec(12, pairing=pairing, rotary_dim=8, scaling=scaling)
    x, where = rng().standard_normal((2, 5, 12)).astype(dtype), np.arange(5)
    y = rotate(x, where, spec)
    near = {"f2": 4e-3, "f4": 1e-6, "f8": 1e-13}[dtype]
    np.testing.assert_allclose(y, by_hand(x.astype(float), where, spec), rtol=0, atol=near)
    np.testing.assert_array_equal(y[..., 8:], x[..., 8:])
    lengths = np.linalg.norm(x[..., :8].astype(float), axis=-1)
    turned = np.linalg.norm(y[..., :8].astype(float), axis=-1)
    np.testing.assert_allclose(turned, 1.25 * lengths, rtol=4e-3)
    matrix = rotation_matrix(spec, 3)
    np.testing.assert_array_equal(matrix[8:, 8:], np.eye(4))
    np.testing.assert_allclose(matrix[:8, :8] @ matrix[:8, :8].T, 1.5625 * np.eye(8), atol=1e-12)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_what_is_given_is_left_as_it_was(dtype: str) -> None:
    x = rng().standard_normal((2, 5, 8)).astype(dtype)
    before = x.copy()
    rotate(x, np.arange(5), RopeSpec(8, rotary_dim=4))
    scores(x, x, np.arange(5), np.arange(5), RopeSpec(8))
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_x_itself_as_out_needs_no_copy_but_where_places_change(pairing: Any) -> None:
    """In place a big array takes little memory; interleaved_to_half reads what it has written."""
    spec, x = RopeSpec(128, pairing=pairing), rng().standard_normal((64, 512, 128))
    want = rotate(x.copy(), 9, spec)
    tracemalloc.start()
    try:
        rotate(x, 9, spec, out=x)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    np.testing.assert_array_equal(x, want)
    assert (peak > x.nbytes) == (pairing == "interleaved_to_half")
