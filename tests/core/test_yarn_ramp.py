"""YaRN's ramp where the base is small: what is said of it is what its numbers do."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core.scaling import Yarn
from rope_core.scaling.base import plain_table


@settings(max_examples=300)
@given(
    st.sampled_from([1.5, 2.0, 4.0, 10.0, 100.0, 10000.0]),
    st.sampled_from([2, 4, 8, 64]),
    st.integers(16, 2**20),
    st.booleans(),
)
def test_yarn_says_where_its_ramp_runs_backwards(
    base: float, rotary_dim: int, original: int, truncate: bool
) -> None:
    """Nothing says that fast pairs are kept where one that turns often enough is divided."""
    scaling = Yarn(8.0, original, truncate=truncate)
    kept = scaling.table(base, rotary_dim) / plain_table(base, rotary_dim)
    turns = original * plain_table(base, rotary_dim) / math.tau
    broken = bool(np.any((turns > 32) & (kept < 0.126)) or np.any((turns < 0.9) & (kept > 0.999)))
    remark = scaling.remark(base, rotary_dim)
    told = " ".join(step.because for step in scaling.pair_steps(base, rotary_dim, 0))
    assert remark or not broken
    assert bool(remark) == ("the other way round" in told)
    assert bool(remark) == ("Faster pairs are kept." not in told)
