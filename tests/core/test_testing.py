"""What engineers call in their own tests: assert_rope_close and watch, on NumPy functions."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, rotate
from rope_core.reading.files import read_upload
from rope_core.reading.saving import safetensors_bytes
from rope_core.reading.tensor import Tensor
from rope_core.testing import assert_rope_close, watch
from rope_core.testing.close import compare
from rope_core.testing.passes import meant_positions

SPEC = RopeSpec(16, pairing="half_split")
X = np.random.default_rng(0).standard_normal((2, 3, 7, 16)).astype(np.float32)
WHERE = np.arange(7)


# --- assert_rope_close ----------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
@pytest.mark.parametrize("axis", [-2, 1])
def test_what_is_rotated_passes(dtype: type, axis: int) -> None:
    x = X.astype(dtype) if axis == -2 else X.astype(dtype).swapaxes(1, 2)
    each = np.stack([WHERE, WHERE + 1000])
    for where in (WHERE, each, each[:1]):
        assert_rope_close(rotate(x, where, SPEC, axis=axis), x, where, SPEC, axis=axis)


def test_float32_angles_pass_where_positions_are_large_and_float64_says_what_it_is() -> None:
    where = np.arange(90_000, 90_007)
    inv_freq = np.float32(10_000.0) ** (-np.arange(8, dtype=np.float32) / np.float32(8))
    angle = where.astype(np.float32)[:, None] * inv_freq
    cos, sin = np.cos(angle), np.sin(angle)
    a, b = X[..., :8], X[..., 8:]
    y = np.concatenate([a * cos - b * sin, b * cos + a * sin], axis=-1)
    assert y.dtype == np.float32
    assert_rope_close(y, X, where, SPEC)
    with pytest.raises(AssertionError, match="Mismatched"):
        assert_rope_close(y.astype(np.float64), X.astype(np.float64), where, SPEC)


def test_one_number_is_enough_and_its_index_is_told() -> None:
    y = rotate(X, WHERE, SPEC).swapaxes(1, 2).copy()  # (batch, seq, heads, head_dim)
    y[1, 5, 2, 3] += 0.25
    with pytest.raises(AssertionError) as caught:
        assert_rope_close(y, X.swapaxes(1, 2), WHERE, SPEC, axis=1)
    told = str(caught.value)
    assert "Mismatched elements: 1 / 672 (0.1%)" in told
    assert "Greatest absolute difference: 0.25 at index (1, 5, 2, 3) (atol 1e-05)" in told


def test_a_failure_carries_the_diagnosis_and_the_fix() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_rope_close(rotate(X, WHERE + 1, SPEC), X, WHERE, {"head_dim": 16})
    told = str(caught.value)
    assert "but positions start at 1" in told
    assert "Fix (PyTorch):" in told


def test_nan_and_shapes_fail() -> None:
    y = rotate(X, WHERE, SPEC)
    with pytest.raises(AssertionError, match=r"y has shape \(3, 7, 16\)"):
        assert_rope_close(y[0], X, WHERE, SPEC)
    y[0, 0, 0, 0] = np.nan
    with pytest.raises(AssertionError, match="1 / 672"):
        assert_rope_close(y, X, WHERE, SPEC)


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("spec_or_config", {"spec_or_config": "llama"}),
        ("x", {"spec_or_config": RopeSpec(8)}),
        ("positions", {"position_ids": [0, 1]}),
        ("axis", {"axis": 3}),
        ("rtol", {"rtol": -1.0}),
    ],
)
def test_what_does_not_fit_is_named(field: str, options: dict[str, Any]) -> None:
    given = {"position_ids": WHERE, "spec_or_config": SPEC} | options
    with pytest.raises(RopeError) as caught:
        assert_rope_close(X, X, **given)
    assert caught.value.field == field


def test_sixteen_bits_are_given_the_room_their_products_need_and_no_more() -> None:
    x = np.random.default_rng(3).standard_normal((64, 256, 16)).astype(np.float16)
    where = np.arange(256)
    angle = where[:, None] * 10_000.0 ** (-np.arange(8) / 8)
    cos, sin = np.cos(angle).astype(np.float16), np.sin(angle).astype(np.float16)
    a, b = x[..., :8], x[..., 8:]
    y = np.concatenate([a * cos - b * sin, b * cos + a * sin], axis=-1)
    assert not compare(y, x, where, SPEC).wrong.any()
    assert compare(y + np.float16(0.02), x, where, SPEC).wrong.any()


def test_the_part_that_is_rotated_may_come_alone() -> None:
    config = {"head_dim": 32, "partial_rotary_factor": 0.5}
    assert_rope_close(rotate(X, WHERE, SPEC), X, WHERE, config)


# --- watch ------------------------------------------------------------------------------------

_CODE = """
import numpy as np

def turn(q, k, cos, sin):
    def one(x):
        a, b = np.split(x, 2, axis=-1)
        return np.concatenate([a * cos - b * sin, b * cos + a * sin], axis=-1)
    return one(q), one(k)

class Attention:
    def __init__(self, layer_idx, base):
        self.layer_idx, self.base = layer_idx, base
    def __call__(self, q, k, start=0):
        half = q.shape[-1] // 2
        inv_freq = self.base ** (-np.arange(half) / half)
        angle = (start + np.arange(q.shape[-2]))[:, None] * inv_freq
        return turn(q, k, np.cos(angle), np.sin(angle))
"""


@pytest.fixture
def house() -> Iterator[ModuleType]:
    """A module with a model and an apply function of its own."""
    module = ModuleType("house_of_rope")
    exec(_CODE, module.__dict__)
    sys.modules[module.__name__] = module
    yield module
    del sys.modules[module.__name__]


def test_each_layer_is_told_by_its_number(house: ModuleType) -> None:
    before = house.turn
    with watch(house.turn, config=SPEC) as w:
        for layer, base in enumerate((10_000.0, 500_000.0, 10_000.0)):
            house.Attention(layer, base)(X, X[:, :1])
    assert house.turn is before
    assert not w.ok
    assert [str(finding) for finding in w.findings] == [
        "layer 1, k and q: This is half_split RoPE with base 500,000, "
        "but base 10,000 was expected.".replace("k and q", "q and k"),
        "layers 0, 2, q and k: right: half_split RoPE with base 10,000.",
    ]
    assert "all 2,688 numbers were compared" in w.report()
    assert "layer 1, q and k in full:" in w.report()


def test_as_many_heads_as_tokens_are_no_bug_where_nothing_tells_them_apart(
    house: ModuleType,
) -> None:
    x = np.random.default_rng(1).standard_normal((2, 7, 7, 16))
    angle = WHERE[:, None] * 10_000.0 ** (-np.arange(8) / 8)
    with watch(house.turn, config=SPEC) as w:
        house.turn(x, x, np.cos(angle), np.sin(angle))
        house.turn(x, x, np.cos(angle)[:, None], np.sin(angle)[:, None])
    assert w.ok, w.report()
    with watch(house.turn, config=SPEC) as w:
        house.turn(x, x, np.cos(angle + 1), np.sin(angle + 1))
    assert not w.ok


def test_every_holder_of_the_function_is_seen(house: ModuleType) -> None:
    other = ModuleType("house_of_rope_2")
    other.rotate_them = house.turn  # type: ignore[attr-defined]
    sys.modules[other.__name__] = other
    try:
        with watch("house_of_rope.turn", q="q", k="k", config=SPEC) as w:
            other.rotate_them(X, X, np.ones(8), np.zeros(8))
    finally:
        del sys.modules[other.__name__]
    assert [call.vector for call in w.calls] == ["q", "k"]
    assert [track.numbered for track in w.tracks] == ["call", "call"]


def test_what_cannot_be_watched_is_said() -> None:
    def inside(q: Any) -> Any:
        return q

    for wrong in (inside, "no.such.name", 3):
        with pytest.raises(RopeError) as caught, watch(wrong):
            pass
        assert caught.value.field == "watched"
    with watch("numpy.roll", config=SPEC) as w:
        pass
    with pytest.raises(RopeError, match="no call"):
        w.report()


def test_a_broken_run_puts_the_function_back(house: ModuleType) -> None:
    before = house.turn
    with pytest.raises(ValueError, match="broadcast"), watch(house.turn, config=SPEC):
        house.turn(X, X, np.ones(5), np.ones(5))
    assert house.turn is before


def test_what_is_saved_can_be_opened(house: ModuleType, tmp_path: Path) -> None:
    with watch(house.turn, config=SPEC) as w:
        for layer, base in enumerate((10_000.0, 500_000.0)):
            house.Attention(layer, base)(X, X[:, :1])
    data = w.save(tmp_path / "wrong.safetensors").read_bytes()
    read = read_upload("wrong.safetensors", data, "x")
    assert set(read) == {"x", "y", "positions", "cos", "sin"}
    np.testing.assert_array_equal(read["x"].values, X)
    expected = rotate(X.astype(float), WHERE, RopeSpec(16, 5e5, "half_split"))
    np.testing.assert_allclose(read["y"].values, expected, rtol=1e-12, atol=1e-12)
    about = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]
    assert (about["layer"], about["vector"], about["kind"]) == ("1", "q", "all")
    assert json.loads(about["config"])["rope_theta"] == 10_000.0
    with pytest.raises(RopeError, match="0 k, 0 q, 1 k, 1 q"):
        w.save(tmp_path / "none.safetensors", layer=7)


@pytest.mark.parametrize("kind", ["float64", "float32", "float16", "bfloat16"])
def test_every_type_is_saved_as_it_is(kind: str) -> None:
    values = np.array([[1.5, -0.0078125], [3.0, 65280.0]])
    data = safetensors_bytes({"a": Tensor(values, kind), "b": Tensor(values[:1], kind)}, {})
    read = read_upload("a.safetensors", data, "x")
    assert read["a"].kind == kind
    np.testing.assert_array_equal(read["a"].values, values)
    np.testing.assert_array_equal(read["b"].values, values[:1])


# --- where tokens are meant to stand ------------------------------------------------------------


def test_positions_follow_from_cache_mask_and_ids() -> None:
    mask = np.array([[1, 1, 1, 1], [0, 0, 1, 1]])
    ids = np.array([[0, 1, 0, 1], [5, 6, 7, 8]])
    padded = meant_positions(0, 2, 4, 0, mask, ids, None)
    assert padded.meant.tolist() == [[0, 1, 2, 3], [-2, -1, 0, 1]]
    assert padded.kept.tolist() == (mask == 1).tolist()
    assert meant_positions(0, 2, 4, 0, None, ids, None).meant.tolist() == ids.tolist()
    step = meant_positions(1, 2, 1, 4, None, np.zeros((2, 1)), padded)
    assert step.meant.tolist() == [[4], [2]]
    longer = np.concatenate([mask, np.ones((2, 1), int)], axis=1)
    assert meant_positions(1, 2, 1, 4, longer, None, None).meant.tolist() == [[4], [2]]
    assert meant_positions(1, 2, 1, 4, mask, None, None).meant.tolist() == [[4], [4]]
