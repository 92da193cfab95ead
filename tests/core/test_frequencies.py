"""Inverse frequencies, wavelengths, angles and pairs: by their formulas, for every kind of spec."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from rope_core import (
    PAIRINGS,
    RopeError,
    RopeSpec,
    angles,
    attention_factor,
    inv_freq,
    rotate,
    wavelength,
)
from rope_core.frequencies import position_array
from rope_core.pairing import output_indices, pair_indices, permutation

LINEAR = {"rope_type": "linear", "factor": 4.0}


@pytest.mark.parametrize("base", [1.5, 100.0, 500000.0])
@pytest.mark.parametrize(("head_dim", "rotary_dim"), [(2, 2), (8, 8), (12, 6)])
def test_each_number_by_its_formula(base: float, head_dim: int, rotary_dim: int) -> None:
    """The exponent runs over what is rotated, not over the whole head."""
    spec = RopeSpec(head_dim, base, rotary_dim=rotary_dim)
    scaled = RopeSpec(head_dim, base, rotary_dim=rotary_dim, scaling=LINEAR)
    assert len(inv_freq(spec)) == rotary_dim // 2
    for i in range(rotary_dim // 2):
        rate = base ** -(2 * i / rotary_dim)
        assert inv_freq(spec)[i] == pytest.approx(rate, rel=1e-14)
        assert inv_freq(scaled)[i] == pytest.approx(rate / 4, rel=1e-14)
        assert wavelength(spec)[i] == pytest.approx(2 * math.pi / rate, rel=1e-14)
        assert wavelength(scaled)[i] == pytest.approx(8 * math.pi / rate, rel=1e-14)
        assert angles([3, -0.5], spec)[:, i] == pytest.approx([3 * rate, -0.5 * rate], rel=1e-14)
    assert attention_factor(spec) == attention_factor(scaled) == 1.0


def test_a_pair_that_stands_still_has_no_end_of_its_turn() -> None:
    spec = RopeSpec(8, scaling={"rope_type": "proportional", "partial_rotary_factor": 0.5})
    assert wavelength(spec).tolist()[2:] == [math.inf, math.inf]
    assert attention_factor(RopeSpec(4, scaling={
        "rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": 64,
        "attention_factor": 1.5})) == 1.5  # fmt: skip


@pytest.mark.parametrize("bad", [[[1], [1, 2]], "1", True, None, 1j, math.inf, [0, math.nan]])
def test_positions_are_finite_numbers(bad: Any) -> None:
    with pytest.raises(RopeError) as caught:
        position_array(bad, "m")
    assert (caught.value.field, caught.value.allowed) == ("m", "finite numbers")
    assert position_array(np.array([3], np.int8)).dtype == np.float64


@pytest.mark.parametrize("head_dim", [4, 10])
def test_which_places_make_a_pair(head_dim: int) -> None:
    half = 2
    neighbours = tuple((2 * i, 2 * i + 1) for i in range(half))
    halves = tuple((i, i + half) for i in range(half))
    read = {"interleaved": neighbours, "half_split": halves, "interleaved_to_half": neighbours}
    write = {"interleaved": neighbours, "half_split": halves, "interleaved_to_half": halves}
    for pairing in PAIRINGS:
        spec = RopeSpec(head_dim, pairing=pairing, rotary_dim=4)
        assert pair_indices(spec) == read[pairing]
        assert output_indices(spec) == write[pairing]


@pytest.mark.parametrize("source", ["interleaved", "half_split"])
@pytest.mark.parametrize("target", ["interleaved", "half_split"])
@pytest.mark.parametrize("rotary_dim", [4, 6])
def test_a_permutation_leads_from_one_pairing_to_the_other(
    source: Any, target: Any, rotary_dim: int
) -> None:
    here = RopeSpec(8, pairing=source, rotary_dim=rotary_dim)
    there = RopeSpec(8, pairing=target, rotary_dim=rotary_dim)
    places = list(permutation(here, target))
    assert sorted(places) == list(range(8))
    assert places[rotary_dim:] == list(range(rotary_dim, 8))
    assert (places == list(range(8))) == (source == target)
    x = np.random.default_rng(2).standard_normal(8)
    np.testing.assert_allclose(rotate(x, 5, here)[places], rotate(x[places], 5, there), atol=1e-15)
