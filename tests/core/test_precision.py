"""Low precision: every reference value, bit by bit where the library is 16 bits wide."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core import RopeError, RopeSpec, rotate
from rope_core.analysis.formats import (
    PRECISIONS,
    SIGNIFICAND_BITS,
    Precision,
    bits,
    round_to,
    spacing,
)
from rope_core.analysis.precision import (
    PATHS,
    STAGES,
    alone,
    path,
    precision_table,
    rounded_rotation,
    score_drift,
)
from tests.core.core_support import reference

SMALL = ("float32", "float16", "bfloat16")


def numbers(stored: Any) -> np.ndarray:
    """Reference values; those that are not finite are stored as words."""
    return np.array([float(value) for value in stored])


def test_low_precision(low_precision_case: dict[str, Any]) -> None:
    case = low_precision_case
    assert set(case["paths"]) >= {"tables_f32_then_bfloat16", "module_float16"}
    for name, want in case["paths"].items():
        kind, precision = name.split("_")[0], name.split("_")[-1]
        spec = RopeSpec(case["head_dim"], case["base"], want["convention"])
        got = rounded_rotation(case["x"], case["position"], spec, path(kind, precision))
        parts = {"inv_freq": got.inv_freq, "angle": got.angle, "cos": got.cos, "sin": got.sin}
        for part, value in parts.items():
            if part in want:
                check(value, numbers(want[part]), name)
        check(got.values, numbers(want["y"]), name)
        if "position_used" in want:
            check(np.array([got.position]), numbers([want["position_used"]]), name)


def check(got: np.ndarray, want: np.ndarray, name: str) -> None:
    if name.endswith("float32"):  # float32 libraries round cos and sin to within one unit
        np.testing.assert_allclose(got, want, rtol=2e-7, atol=3e-7)
    else:
        np.testing.assert_array_equal(got, want, err_msg=name)


def test_exact_is_exact(low_precision_case: dict[str, Any]) -> None:
    case = low_precision_case
    for pairing in ("interleaved", "half_split"):
        spec = RopeSpec(case["head_dim"], case["base"], pairing)  # type: ignore[arg-type]
        got = rounded_rotation(case["x"], case["position"], spec, path("exact", "float16"))
        np.testing.assert_allclose(got.values, case[f"y_f64_{pairing}"], rtol=0, atol=1e-9)
        np.testing.assert_allclose(
            got.values, rotate(case["x"], case["position"], spec), atol=1e-12
        )


@pytest.mark.parametrize("precision", SMALL)
def test_position_casts(precision: Any) -> None:
    casts = reference()["position_casts"]
    assert len(casts["position"]) == 36
    np.testing.assert_array_equal(round_to(casts["position"], precision), numbers(casts[precision]))


@given(st.floats(allow_nan=True, width=32))
def test_bfloat16_is_the_upper_half_of_a_float32(value: float) -> None:
    got = float(round_to(value, "bfloat16"))
    raw = int(np.float32(value).view(np.uint32))
    # Round half to even by adding: the usual bit trick, another route to the same number.
    trick = np.uint32((raw + 0x7FFF + ((raw >> 16) & 1)) & 0xFFFF0000).view(np.float32)
    assert got == trick or (math.isnan(value) and math.isnan(got))
    assert float(round_to(got, "bfloat16")) == got or math.isnan(got)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_whole_numbers_are_exact_up_to_the_significand(precision: Any) -> None:
    top = 2 ** SIGNIFICAND_BITS[precision]
    assert round_to(top, precision) == top
    if precision != "float64":
        assert round_to(top + 1, precision) != top + 1
    assert spacing(top, precision) == 2
    assert spacing(top - 1, precision) == 1
    assert sum(map(len, bits(1.0, precision))) in (16, 32, 64)


def test_257_in_bfloat16() -> None:
    assert bits(256, "bfloat16") == bits(257, "bfloat16") == ("0", "10000111", "0000000")
    assert bits(257, "float16") == ("0", "10111", "0000000100")
    assert bits(258, "bfloat16")[2] == "0000001"
    assert bits(-1.5, "float32") == ("1", "01111111", "1" + "0" * 22)


def test_the_table_of_paths() -> None:
    q, k = np.linspace(-1, 1, 8), np.linspace(1, 0.5, 8)
    rows = precision_table(q, 1_000_000, k, 999_990, RopeSpec(8))
    names = [row.rounding.name for row in rows]
    assert len(set(names)) == len(names) == 14
    assert rows[0].score == pytest.approx(
        float(rotate(q, 1_000_000, RopeSpec(8)) @ rotate(k, 999_990, RopeSpec(8))), abs=1e-9
    )
    by_name = {row.rounding.name: row for row in rows}
    assert by_name["position in bfloat16"].position == 999424
    assert math.isinf(by_name["position in float16"].position)
    assert math.isnan(by_name["position in float16"].score)
    assert 0 < by_name["tables in float32"].score_error < 0.1
    assert all(len(row.angles) == len(row.angle_errors) == 4 for row in rows)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("small", ["float16", "bfloat16"])
def test_one_stage_alone_is_the_only_one_that_is_coarse(stage: str, small: Precision) -> None:
    x, spec = np.linspace(-1, 1, 8), RopeSpec(8)
    single = rounded_rotation(x, 301, spec, path("tables", "float32"))
    turned = rounded_rotation(x, 301, spec, alone(stage, small))
    assert turned.position == 301
    coarse = {
        "angle": bool((round_to(single.angle, small) == turned.angle).all()),
        "table": bool((round_to(single.cos, small) == turned.cos).all()),
        "product": bool((round_to(single.values, small) != turned.values).any()),
    }
    assert coarse[stage]
    before = {"angle": [], "table": ["angle"], "product": ["angle", "cos", "sin"]}[stage]
    for name in before:
        np.testing.assert_array_equal(getattr(turned, name), getattr(single, name))
    # Each of them costs more than float32 does, and less than the whole vector is.
    off = np.abs(turned.values - rotate(x, 301, spec)).max()
    assert np.abs(single.values - rotate(x, 301, spec)).max() < off < 1.5


def test_a_score_that_should_stand_still() -> None:
    q, k, spec = np.linspace(-1, 1, 8), np.linspace(1, 0.5, 8), RopeSpec(8)
    exact, single = path("exact", "float64"), path("tables", "float32")
    assert score_drift(q, k, 5, 1_000_000, spec, exact) < 1e-9
    assert score_drift(q, k, 5, 1_000_000, spec, single) > 1e-5
    assert score_drift(q, k, 5, 257, spec, path("position", "bfloat16")) > 0.01


def test_scaled_specs_are_rounded_too() -> None:
    yarn = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}
    spec, x = RopeSpec(8, scaling=yarn, pairing="interleaved_to_half"), np.linspace(-1, 1, 8)
    near = rounded_rotation(x, 17, spec, path("tables", "float32"))
    np.testing.assert_allclose(near.values, rotate(x, 17, spec), atol=1e-5)
    np.testing.assert_allclose(near.cos**2 + near.sin**2, (0.1 * math.log(4) + 1) ** 2, rtol=1e-6)


def test_refused() -> None:
    for call, field in {
        lambda: round_to(1.0, "int8"): "precision",  # type: ignore[arg-type]
        lambda: path("none", "float32"): "path",
        lambda: alone("position", "float16"): "stage",
        lambda: rounded_rotation([1.0], 0, RopeSpec(2), path("exact", "float64")): "x",
        lambda: rounded_rotation(
            [1.0, 2.0], math.nan, RopeSpec(2), path("exact", "float64")
        ): "position",
    }.items():
        with pytest.raises(RopeError) as caught:
            call()
        assert caught.value.field == field
    assert len(PATHS) == 4
