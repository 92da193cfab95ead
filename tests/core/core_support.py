"""What the core tests share: reference cases, the tolerance, strategies, and x turned by hand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from rope_core import PAIRINGS, RopeSpec, rotation_matrix

REFERENCE = Path(__file__).parents[1] / "reference"


@cache
def reference() -> dict[str, Any]:
    with (REFERENCE / "rope_reference.json").open(encoding="utf-8") as file:
        data: dict[str, Any] = json.load(file)
    return data


def tolerance(positions: Any) -> float:
    """The bound the reference's README gives for float64: angles round with the position."""
    return 1e-12 + 1e-15 * float(np.max(np.abs(positions), initial=0.0))


def spec_of(case: dict[str, Any]) -> RopeSpec:
    head_dim = case["head_dim"] if "head_dim" in case else case["shape"][-1]
    return RopeSpec(head_dim, case["base"], case["convention"], case.get("rotary_dim"))


positions = st.integers(min_value=-1_000_000, max_value=1_000_000)


@st.composite
def specs(draw: st.DrawFn, pairings: tuple[str, ...] = PAIRINGS) -> RopeSpec:
    rotary_pairs = draw(st.integers(1, 8))
    copied = 2 * draw(st.integers(0, 3))
    return RopeSpec(
        2 * rotary_pairs + copied,
        draw(st.floats(1.01, 1e7)),
        draw(st.sampled_from(pairings)),
        2 * rotary_pairs,
    )


def vectors(spec: RopeSpec) -> st.SearchStrategy[np.ndarray]:
    number = st.integers(-128, 128).map(lambda count: count / 64)
    return st.lists(number, min_size=spec.head_dim, max_size=spec.head_dim).map(np.array)


@st.composite
def problems(draw: st.DrawFn, pairings: tuple[str, ...] = PAIRINGS) -> tuple[RopeSpec, np.ndarray]:
    spec = draw(specs(pairings))
    return spec, draw(vectors(spec))


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def by_hand(x: np.ndarray, where: np.ndarray, spec: RopeSpec) -> np.ndarray:
    """x (..., seq, head_dim) by one matrix a position: slow, simple, another route."""
    turns = np.stack([rotation_matrix(spec, float(m)) for m in where])
    return np.asarray(np.einsum("soi,...si->...so", turns, x))
