"""Tensors of PyTorch and JAX, wherever an array may be given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from rope_core import RopeError, RopeSpec, inv_freq, rotate, scores
from rope_core.arrays import as_array
from rope_core.diagnosis import diagnose, diagnose_scores, diagnose_tables
from rope_core.testing import assert_rope_close

SPEC = RopeSpec(16, 500.0, "half_split")
X = np.random.default_rng(0).standard_normal((2, 3, 6, 16)).astype(np.float32)
WHERE = np.arange(6)

_MAKE: dict[str, Callable[[np.ndarray], Any]] = {
    "torch": torch.from_numpy,
    "requires_grad": lambda a: torch.tensor(a, requires_grad=a.dtype.kind == "f"),
    "Parameter": lambda a: torch.nn.Parameter(torch.tensor(a), requires_grad=False),
    "transposed": lambda a: torch.from_numpy(a.swapaxes(0, -1).copy()).transpose(0, -1),
    "jax": jnp.asarray,
    "lists": np.ndarray.tolist,
}


@pytest.mark.parametrize("make", _MAKE.values(), ids=_MAKE)
def test_every_kind_of_array_is_read(make: Callable[[np.ndarray], Any]) -> None:
    x, where = make(X), make(WHERE)
    y = rotate(X, WHERE, SPEC)
    np.testing.assert_allclose(rotate(x, where, SPEC), y, rtol=1e-6, atol=1e-6)
    assert diagnose(x, make(y), where, SPEC).status == "right"
    assert_rope_close(make(y), x, where, SPEC)
    table = scores(X[0, 0], X[0, 1], WHERE, WHERE, SPEC)
    seen = scores(make(X[0, 0]), make(X[0, 1]), where, where, SPEC)
    np.testing.assert_allclose(seen, table, rtol=1e-5, atol=1e-5)
    given = diagnose_scores(
        make(X[0, 0]), make(X[0, 1]), make(table.astype(np.float32)), where, where, SPEC
    )
    assert given.ok, given


def _narrow(kind: str) -> tuple[Any, Any]:
    if kind == "torch":
        x = torch.from_numpy(X).bfloat16().requires_grad_()
        angle = torch.arange(6)[:, None] * torch.from_numpy(inv_freq(SPEC)).float()
        a, b = x.chunk(2, dim=-1)
        join = torch.cat
    else:
        x = jnp.asarray(X, jnp.bfloat16)
        angle = jnp.arange(6)[:, None] * jnp.asarray(inv_freq(SPEC), jnp.float32)
        a, b = jnp.split(x, 2, axis=-1)
        join = jnp.concatenate
    cos, sin = (
        (angle.cos().bfloat16(), angle.sin().bfloat16())
        if kind == "torch"
        else (jnp.cos(angle).astype(jnp.bfloat16), jnp.sin(angle).astype(jnp.bfloat16))
    )
    return x, join([a * cos - b * sin, b * cos + a * sin], -1)


@pytest.mark.parametrize("kind", ["torch", "jax"])
def test_bfloat16_is_read_and_its_rounding_is_no_bug(kind: str) -> None:
    x, y = _narrow(kind)
    assert as_array("x", x, "numbers").dtype == np.float32
    assert_rope_close(y, x, WHERE, SPEC)
    assert diagnose(x, y, WHERE, SPEC).status == "right"
    with pytest.raises(AssertionError, match="positions start at 1"):
        assert_rope_close(y, x, WHERE - 1, SPEC)


def test_memory_of_a_cpu_tensor_is_shared() -> None:
    tensor = torch.zeros(4, requires_grad=True)
    seen = as_array("x", tensor, "numbers")
    with torch.no_grad():
        tensor[2] = 5
    assert seen[2] == 5


def test_what_has_no_numbers_is_said() -> None:
    with pytest.raises(RopeError, match="device meta"):
        rotate(torch.ones(6, 16, device="meta"), WHERE, SPEC)
    with pytest.raises(RopeError, match="Inside jit"):
        jax.jit(lambda x: rotate(x, WHERE, SPEC))(jnp.ones((6, 16)))


def test_complex_tables_are_cos_and_sin() -> None:
    angle = torch.arange(6)[:, None] * torch.from_numpy(inv_freq(SPEC))
    table = torch.polar(torch.ones_like(angle), angle)
    narrow = table.to(torch.complex64)
    for given in (table, table.conj().conj(), narrow, jnp.asarray(narrow.numpy())):
        assert diagnose_tables(given, None, WHERE, SPEC).status == "right"
    assert not diagnose_tables(table.conj(), None, WHERE, SPEC).ok
