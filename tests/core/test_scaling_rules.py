"""The rules of each scaling method: borders, taught steps, and another way to compute it."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from rope_core import RopeError
from rope_core.scaling import SCALING_METHODS, make_scaling
from rope_core.scaling.base import (
    Scaling,
    plain_table,
)
from rope_core.steps.step import Calculation, Decision, calculate, decide

BASE, WIDTH = 10000.0, 16
PLAIN = [BASE ** (-2 * i / WIDTH) for i in range(WIDTH // 2)]


def method(name: str, **parameters: Any) -> Scaling:
    return make_scaling({"rope_type": name, **parameters})


def names(scaling: Scaling, i: int, base: float = BASE, width: int = WIDTH) -> list[str]:
    return [step.name for step in scaling.pair_steps(base, width, i)]


# ---------------------------------------------------------------- what is taught, step by step

BEFORE = "inv_freq_before"
BORDERS = [BEFORE, "wavelength", "high_freq_wavelength", "low_freq_wavelength", "kept"]
RAMP = [BEFORE, "low_bound", "high_bound", "low", "high", "ramp", "interpolated", "inv_freq"]
#: Pairs of base 10,000 and width 16 have wavelengths of 6, 20, 63, 199, 628, 1987, … tokens.
LLAMA = {
    "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 1000,
}  # fmt: skip
HALF = method("proportional", partial_rotary_factor=0.5)


@pytest.mark.parametrize(
    ("scaling", "i", "taught"),
    [
        (method("default"), 3, ["inv_freq"]),
        (method("linear", factor=4.0), 3, [BEFORE, "inv_freq"]),
        (method("ntk", factor=4.0), 3, [BEFORE, "new_base", "inv_freq"]),
        (
            method("dynamic", factor=2.0, max_position_embeddings=64, seq_len=128),
            3,
            [BEFORE, "length", "new_base", "inv_freq"],
        ),
        (method("yarn", factor=4.0, original_max_position_embeddings=64), 3, RAMP),
        (method("llama3", **LLAMA), 0, [*BORDERS, "inv_freq"]),
        (method("llama3", **LLAMA), 4, [*BORDERS, "divided", "smooth", "inv_freq"]),
        (method("llama3", **LLAMA), 7, [*BORDERS, "divided", "inv_freq"]),
        (SCALING_METHODS["longrope"].example(WIDTH), 3, [BEFORE, "long", "inv_freq"]),
        (HALF, 3, [BEFORE, "turning", "turns", "inv_freq"]),
        (HALF, 4, [BEFORE, "turning", "turns", "inv_freq"]),
    ],
)  # fmt: skip
def test_no_taught_step_is_left_out(scaling: Scaling, i: int, taught: list[str]) -> None:
    assert names(scaling, i) == taught


@pytest.mark.parametrize(
    ("scaling", "taught"),
    [
        (method("linear", factor=4.0), []),
        (method("yarn", factor=4.0, original_max_position_embeddings=64), ["attention_factor"]),
        (
            method(
                "yarn", factor=4.0, original_max_position_embeddings=64,
                mscale=1.0, mscale_all_dim=0.5,
            ),
            ["above", "below", "attention_factor"],
        ),
        (
            method(
                "yarn", factor=4.0, original_max_position_embeddings=64,
                mscale=1.0, mscale_all_dim=0.5, attention_factor=1.5,
            ),
            ["attention_factor"],
        ),
        (SCALING_METHODS["longrope"].example(WIDTH), ["factor", "attention_factor"]),
    ],
)  # fmt: skip
def test_the_attention_factor_is_taught_as_well(scaling: Scaling, taught: list[str]) -> None:
    assert [step.name for step in scaling.attention_steps()] == taught


def test_a_step_that_is_taught_is_true_of_its_pair() -> None:
    scaling = method("llama3", **LLAMA)
    for i, inv_freq in enumerate(PLAIN):
        wave = 2 * math.pi / inv_freq
        holds = {
            step.name: step.holds
            for step in scaling.pair_steps(BASE, WIDTH, i)
            if not isinstance(step, Calculation)
        }
        assert holds["kept"] == (wave <= 250)
        assert holds.get("divided", wave > 1000) == (wave > 1000)
        assert ("divided" in holds) == (wave > 250)


# ---------------------------------------------------------------- each method computed another way


def llama3_rule(wave: float, low: float, high: float, original: float, factor: float) -> float:
    """The share of its inverse frequency that a pair keeps, as in llama-models' apply_scaling."""
    if wave < original / high:
        return 1.0
    if wave > original / low:
        return 1.0 / factor
    smooth = (original / wave - low) / (high - low) if high != low else 1.0
    return (1.0 - smooth) / factor + smooth


@pytest.mark.parametrize("width", [8, 16, 64])
@pytest.mark.parametrize(("low", "high"), [(1.0, 4.0), (2.0, 3.0), (1.0, 1.0), (0.5, 32.0)])
@pytest.mark.parametrize("original", [50, 1000, 8192])
def test_llama_3_by_the_published_rule(width: int, low: float, high: float, original: int) -> None:
    scaling = method(
        "llama3", factor=8.0, low_freq_factor=low, high_freq_factor=high,
        original_max_position_embeddings=original,
    )  # fmt: skip
    for i, got in enumerate(scaling.table(BASE, width)):
        plain = BASE ** (-2 * i / width)
        share = llama3_rule(2 * math.pi / plain, low, high, original, 8.0)
        assert got == pytest.approx(plain * share, rel=1e-13)
        assert scaling.inv_freq_of(BASE, width, i) == pytest.approx(plain * share, rel=1e-13)


def test_llama_3_at_the_very_borders() -> None:
    """A wavelength that is exactly the shorter border is kept; at the longer, mixed to 1/factor."""
    wave = 2 * math.pi  # of pair 0, exactly
    at_high = method("llama3", **{**LLAMA, "high_freq_factor": 1000 / wave})
    assert 1000 / (1000 / wave) == wave
    assert names(at_high, 0) == [*BORDERS, "inv_freq"]
    kept = at_high.pair_steps(BASE, WIDTH, 0)[4]
    assert isinstance(kept, Decision)
    assert kept.holds, "at the border itself it is kept, and the question says so"
    assert at_high.table(BASE, WIDTH)[0] == 1.0
    at_low = method(
        "llama3", **{**LLAMA, "low_freq_factor": 1000 / wave, "high_freq_factor": 1e6}
    )  # fmt: skip
    assert names(at_low, 0) == [*BORDERS, "divided", "smooth", "inv_freq"]
    *_, divided, smooth, _ = at_low.pair_steps(BASE, WIDTH, 0)
    assert isinstance(divided, Decision)
    assert not divided.holds
    assert isinstance(smooth, Calculation)
    assert smooth.value == 0.0
    assert at_low.table(BASE, WIDTH)[0] == pytest.approx(1 / 8, rel=1e-15)


def test_llama_3_with_both_factors_equal_has_no_band() -> None:
    """Llama 4 Scout: a pair is kept or divided, nothing is mixed and nothing divided by 0."""
    both = method("llama3", **{**LLAMA, "high_freq_factor": 1.0, "factor": 16.0})
    with np.errstate(all="raise"):
        ratio = both.table(BASE, WIDTH) / np.array(PLAIN)
    assert {round(float(each), 12) for each in ratio} == {1.0, 1 / 16}
    at_border = method("llama3", **{**LLAMA, "low_freq_factor": 1000 / (2 * math.pi),
                                    "high_freq_factor": 1000 / (2 * math.pi)})  # fmt: skip
    assert at_border.table(BASE, WIDTH)[0] == 1.0
    with pytest.raises(RopeError) as caught:
        method("llama3", **{**LLAMA, "high_freq_factor": 0.999})
    assert caught.value.field == "high_freq_factor"


def yarn_rule(i: int, base: float, width: int, **given: Any) -> float:
    """The share of its inverse frequency that pair i keeps, by YaRN's eq. 17 and 18."""

    def pair_of(turns: float) -> float:
        wavelength = given["original"] / turns
        return width * math.log(wavelength / (2 * math.pi), base) / 2

    low, high = pair_of(given["fast"]), pair_of(given["slow"])
    if given["truncate"]:
        low, high = float(math.floor(low)), float(math.ceil(high))
    low, high = max(low, 0.0), min(high, width - 1.0)
    if low == high:
        high += 0.001
    ramp = min(1.0, max(0.0, (i - low) / (high - low)))
    return 1 - ramp + ramp / given["factor"]


@pytest.mark.parametrize("original", [4, 40, 500, 32768, 10**9])
@pytest.mark.parametrize(("fast", "slow"), [(32.0, 1.0), (4.0, 0.5), (1.0, 1.0)])
@pytest.mark.parametrize("truncate", [True, False])
@pytest.mark.parametrize("width", [4, 16])
def test_yarn_by_its_equations(
    original: int, fast: float, slow: float, truncate: bool, width: int
) -> None:
    scaling = method(
        "yarn", factor=4.0, original_max_position_embeddings=original, beta_fast=fast,
        beta_slow=slow, truncate=truncate,
    )  # fmt: skip
    table = scaling.table(BASE, width)
    given = {
        "factor": 4.0, "original": original, "fast": fast, "slow": slow, "truncate": truncate,
    }  # fmt: skip
    for i, got in enumerate(table):
        want = BASE ** (-2 * i / width) * yarn_rule(i, BASE, width, **given)
        assert got == pytest.approx(want, rel=1e-10)
        assert scaling.inv_freq_of(BASE, width, i) == pytest.approx(want, rel=1e-10)


def test_yarn_where_both_bounds_meet() -> None:
    """transformers adds 0.001 so as not to divide by 0; the formula on the page must say so."""
    meet = method("yarn", factor=4.0, original_max_position_embeddings=10**9)
    high = meet.pair_steps(BASE, 4, 1)[4]
    assert isinstance(high, Calculation)
    assert (high.name, high.value) == ("high", 3.001)
    assert high.formula.endswith(" + 0.001")
    apart = method("yarn", factor=4.0, original_max_position_embeddings=64)
    assert "0.001" not in apart.pair_steps(BASE, WIDTH, 1)[4].formula
    free = method("yarn", factor=4.0, original_max_position_embeddings=64, truncate=False)
    assert "0.001" not in free.pair_steps(BASE, WIDTH, 1)[4].formula


def test_yarns_attention_factor() -> None:
    yarn = SCALING_METHODS["yarn"]
    plain = yarn(4.0, 64)
    assert plain.cos_sin_factor() == pytest.approx(1 + 0.1 * math.log(4), rel=1e-15)
    both = dataclasses.replace(plain, mscale=0.707, mscale_all_dim=0.5)
    want = (1 + 0.0707 * math.log(4)) / (1 + 0.05 * math.log(4))
    assert both.cos_sin_factor() == pytest.approx(want, rel=1e-14)
    for one in ({"mscale": 0.707}, {"mscale_all_dim": 0.707}, {"mscale": 0, "mscale_all_dim": 1.0}):
        assert dataclasses.replace(plain, **one).cos_sin_factor() == plain.cos_sin_factor()
    assert dataclasses.replace(both, attention_factor=1.5).cos_sin_factor() == 1.5
    assert dataclasses.replace(plain, mscale=1.0).mscale == 1.0


@pytest.mark.parametrize(
    ("seq_len", "growth"), [(None, 1.0), (1, 1.0), (63, 1.0), (64, 1.0), (65, 1.03125), (128, 3.0)]
)
def test_dynamic_ntk_grows_from_the_trained_length_on(seq_len: int | None, growth: float) -> None:
    scaling = method("dynamic", factor=2.0, max_position_embeddings=64, seq_len=seq_len)
    new_base = BASE * growth ** (WIDTH / (WIDTH - 2))
    want = [new_base ** (-2 * i / WIDTH) for i in range(WIDTH // 2)]
    np.testing.assert_allclose(scaling.table(BASE, WIDTH), want, rtol=1e-13)
    length = scaling.pair_steps(BASE, WIDTH, 1)[1]
    assert isinstance(length, Calculation)
    assert length.value == max(seq_len or 64, 64)


def test_ntk_divides_the_slowest_pair_by_factor_and_keeps_the_fastest() -> None:
    for width in (4, 16, 128):
        table = method("ntk", factor=5.0).table(BASE, width)
        assert table[0] == 1.0
        assert table[-1] == pytest.approx(BASE ** (-(width - 2) / width) / 5, rel=1e-12)


@pytest.mark.parametrize(("part", "turning"), [(1.0, 8), (0.5, 4), (0.25, 2), (0.3, 2), (0.13, 1)])
def test_proportional_stops_the_slow_pairs(part: float, turning: int) -> None:
    scaling = method("proportional", partial_rotary_factor=part, factor=2.0)
    want = [each / 2 if i < turning else 0.0 for i, each in enumerate(PLAIN)]
    np.testing.assert_allclose(scaling.table(BASE, WIDTH), want, rtol=1e-15)
    assert [scaling.inv_freq_of(BASE, WIDTH, i) for i in range(8)] == pytest.approx(want, rel=1e-15)
    for bad in (0.0, -0.5, 1.01):
        with pytest.raises(RopeError):
            method("proportional", partial_rotary_factor=bad)
    plain = make_scaling({"rope_type": "proportional"})
    np.testing.assert_array_equal(plain.table(BASE, WIDTH), plain_table(BASE, WIDTH))


def test_methods_and_steps_are_frozen() -> None:
    step, question = calculate("x", "1", 1.0), decide("x", "1 < 2", True)
    (entry,) = SCALING_METHODS["linear"].parameters()
    for each in (step, question, entry, *(one.example(16) for one in SCALING_METHODS.values())):
        with pytest.raises(dataclasses.FrozenInstanceError):
            each.name = "y"  # type: ignore[union-attr,misc]


def test_the_plain_table_by_hand() -> None:
    np.testing.assert_allclose(plain_table(BASE, WIDTH), PLAIN, rtol=1e-14)
    default = method("default")
    assert [default.inv_freq_of(BASE, WIDTH, i) for i in range(8)] == pytest.approx(PLAIN, 1e-14)
    assert default.cos_sin_factor() == 1.0
    assert default.attention_steps() == ()
