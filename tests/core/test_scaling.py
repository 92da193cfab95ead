"""Scaling methods: reference tables, and a contract that covers every entry by its existing."""

from __future__ import annotations

import dataclasses
import math
import re
from typing import Any, get_args

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, attention_factor, inv_freq, rotate, rotation_matrix
from rope_core import trace as t
from rope_core.scaling import SCALING_METHODS, make_scaling
from rope_core.scaling.base import Scaling
from rope_core.steps.step import STEP_TYPES, Calculation, Step
from tests.arithmetic import FUNCTIONS, worked_out
from tests.core.core_support import reference, tolerance

METHODS = pytest.mark.parametrize("name", SCALING_METHODS)
FULL = tuple(SCALING_METHODS.values())


def config_of(case: dict[str, Any]) -> dict[str, Any]:
    keys = ("head_dim", "max_position_embeddings", "rope_parameters")
    return {key: case[key] for key in keys}


def test_rope_types(rope_types_case: dict[str, Any]) -> None:
    case = rope_types_case
    spec = RopeSpec.from_config(config_of(case), seq_len=case["seq_len"])
    np.testing.assert_allclose(inv_freq(spec), case["inv_freq_f64"], rtol=1e-12, atol=0)
    assert attention_factor(spec) == pytest.approx(case["attention_factor"], rel=1e-14)


def test_rope_type_apply(rope_type_apply_case: dict[str, Any]) -> None:
    case = rope_type_apply_case
    (settings,) = (
        entry for entry in reference()["rope_types"] if entry["id"] == case["rope_type_case"]
    )
    spec = RopeSpec.from_config(config_of(settings), seq_len=case["seq_len_seen"])
    assert spec.pairing == case["convention"] == "half_split"
    assert attention_factor(spec) == pytest.approx(case["attention_factor"], rel=1e-14)
    near = {"rtol": 0.0, "atol": tolerance(case["position"])}
    np.testing.assert_allclose(rotate(case["x"], case["position"], spec), case["y"], **near)
    last = t.trace_rotation(case["x"], case["position"], spec)[-1]
    assert isinstance(last, t.Assemble)
    np.testing.assert_allclose(last.values, case["y"], **near)
    matrix = rotation_matrix(spec, case["position"])
    np.testing.assert_allclose(matrix @ case["x"], case["y"], **near)


def test_ntk_and_interpolation(ntk_and_interpolation_case: dict[str, Any]) -> None:
    case = ntk_and_interpolation_case
    if "rescale_factor" in case:
        ntk = {"rope_type": "ntk", "factor": case["rescale_factor"]}
        spec = RopeSpec(case["head_dim"], case["base"], scaling=ntk)
        np.testing.assert_allclose(inv_freq(spec), case["inv_freq"], rtol=1e-12)
    else:
        linear = {"rope_type": "linear", "factor": case["interpolation_factor"]}
        spec = RopeSpec(case["head_dim"], case["base"], case["convention"], scaling=linear)
        y = rotate(case["x"], case["position"], spec)
        np.testing.assert_allclose(y, case["y"], rtol=0, atol=tolerance(case["position"]))


# The contract: what holds for every method in SCALING_METHODS.

VARIANTS: dict[str, list[dict[str, Any]]] = {
    # Settings besides `example` that take other branches.
    "dynamic": [{"factor": 4.0, "max_position_embeddings": 64}, {"seq_len": 10}],
    "yarn": [
        {"truncate": False},
        {"mscale": 1.0, "mscale_all_dim": 0.5},
        {"mscale": 0.7},
        {"attention_factor": 1.25},
        {"original_max_position_embeddings": 4},
        {"original_max_position_embeddings": 64, "factor": 1.0},
        {"beta_fast": 1.0, "beta_slow": 1.0, "original_max_position_embeddings": 500},
    ],
    "llama3": [
        {"high_freq_factor": 1.0},
        {"original_max_position_embeddings": 100, "factor": 32.0},
    ],
    "longrope": [{"seq_len": None}, {"factor": 1.0}, {"attention_factor": 1.1}, {"factor": 4.0}],
    "proportional": [{"partial_rotary_factor": 1.0, "factor": 8.0}, {"partial_rotary_factor": 0.1}],
}


def settings_of(name: str, rotary_dim: int) -> list[Scaling]:
    example = SCALING_METHODS[name].example(rotary_dim)
    others = [dataclasses.replace(example, **change) for change in VARIANTS.get(name, [])]
    return [example, *others]


@METHODS
def test_every_method_says_what_it_is(name: str) -> None:
    method = SCALING_METHODS[name]
    assert method.rope_type == name
    assert method.__doc__
    assert ">>>" in method.__doc__
    for text in (method.title, method.explanation, method.source):
        assert text == text.strip() != ""
    assert method.explanation.endswith(".")
    for entry in method.parameters():
        assert entry.meaning
        assert entry.kind in ("number", "length", "flag", "list")


@METHODS
@pytest.mark.parametrize("rotary_dim", [4, 16, 128])
@pytest.mark.parametrize("base", [10000.0, 500000.0, 150.0])
def test_the_steps_lead_to_the_table(name: str, rotary_dim: int, base: float) -> None:
    for scaling in settings_of(name, rotary_dim):
        table = scaling.table(base, rotary_dim)
        assert table.shape == (rotary_dim // 2,)
        assert (table >= 0).all()
        assert np.isfinite(table).all()
        for i in range(rotary_dim // 2):
            steps = scaling.pair_steps(base, rotary_dim, i)
            last = steps[-1]
            assert isinstance(last, Calculation)
            assert last.name == "inv_freq"
            assert last.value == pytest.approx(table[i], rel=1e-12, abs=0)
            check_steps(steps, {"i", "base", "rotary_dim", "inv_freq_before"})
        attention = scaling.attention_steps()
        check_steps(attention, set())
        factor = scaling.cos_sin_factor()
        assert factor == (attention[-1].value if attention else 1.0) > 0


@METHODS
@pytest.mark.parametrize("rotary_dim", [16, 128])
def test_a_question_says_the_same_whatever_its_answer(name: str, rotary_dim: int) -> None:
    """It is shown before its answer, and once for all pairs: yes and no must both fit."""
    said: dict[str, set[str]] = {}
    for scaling in settings_of(name, rotary_dim):
        for i in range(rotary_dim // 2):
            for step in scaling.pair_steps(10000.0, rotary_dim, i):
                if not isinstance(step, Calculation):
                    said.setdefault(step.name, set()).add(step.because)
                    # "It was kept" would be an answer; a rule speaks of any pair.
                    assert not step.because.startswith("It ")
    assert all(len(texts) == 1 for texts in said.values()), said


def check_steps(steps: tuple[Step, ...], known: set[str]) -> None:
    parameters = {field.name for method in FULL for field in dataclasses.fields(method)}
    names = known | parameters | {"stated", "long_factor_i", "short_factor_i"}
    values: dict[str, float] = {}
    for step in steps:
        assert step.because.endswith("."), step
        outcome = step.value if isinstance(step, Calculation) else step.holds
        got = worked_out(step.formula, **dict(step.operands))
        assert got == pytest.approx(outcome, rel=1e-12), step
        used = set(re.findall(r"[a-z_]\w*", step.formula)) - set(FUNCTIONS)
        assert used == {operand for operand, _ in step.operands}, step
        for operand, number in step.operands:
            assert operand in names, step  # a parameter, or an earlier step's result
            assert values.get(operand, number) == number, step
        if isinstance(step, Calculation):
            names.add(step.name)
            values[step.name] = step.value


@METHODS
def test_a_mapping_gives_the_method(name: str) -> None:
    example = SCALING_METHODS[name].example(16)
    given = {field.name: getattr(example, field.name) for field in dataclasses.fields(example)}
    assert make_scaling({"rope_type": name, **given}) == example
    spec = RopeSpec(16, scaling={"rope_type": name, **given})
    assert spec == RopeSpec(16, scaling=example)
    assert hash(spec) == hash(RopeSpec(16, scaling=example))
    np.testing.assert_array_equal(inv_freq(spec), example.table(10000.0, 16))
    with pytest.raises(RopeError) as caught:
        make_scaling({"rope_type": name, **given, "colour": 1})
    assert "colour" in str(caught.value)


@METHODS
def test_every_parameter_refuses_nonsense(name: str) -> None:
    method = SCALING_METHODS[name]
    example = method.example(16)
    for entry in method.parameters():
        for bad in ("x", -1, 0, math.nan, math.inf, True, [], {}, 1e400, None, ["a"], [0.0]):
            allowed = (
                (bad is None and getattr(example, entry.name) is None)
                or (bad is None and not entry.required)
                or (bad is True and entry.kind == "flag")
                or (bad == 0 and entry.name.startswith("mscale") and bad is not False)
                or (bad == [] and entry.kind == "list")  # refused by check, which knows the width
                or (bad is None and entry.name == "max_position_embeddings" and name == "longrope")
            )
            if allowed:
                continue
            with pytest.raises(RopeError) as caught:
                dataclasses.replace(example, **{entry.name: bad})
            assert caught.value.field.startswith(entry.name), (bad, caught.value)


@METHODS
def test_a_missing_parameter_is_named(name: str) -> None:
    for entry in SCALING_METHODS[name].parameters():
        if entry.required and (name, entry.name) != ("longrope", "factor"):
            example = SCALING_METHODS[name].example(16)
            given = {f.name: getattr(example, f.name) for f in dataclasses.fields(example)}
            del given[entry.name]
            with pytest.raises(RopeError) as caught:
                make_scaling({"rope_type": name, **given})
            assert caught.value.field == entry.name
            assert name in caught.value.hint


@METHODS
def test_trace_and_matrix_agree_with_rotate(name: str) -> None:
    for scaling in settings_of(name, 8):
        for pairing in ("interleaved", "half_split", "interleaved_to_half"):
            spec = RopeSpec(12, 10000.0, pairing, 8, scaling)  # type: ignore[arg-type]
            x = np.random.default_rng(1).standard_normal(12)
            y = rotate(x, 1234, spec)
            last = t.trace_rotation(x, 1234, spec)[-1]
            assert isinstance(last, t.Assemble)
            np.testing.assert_allclose(last.values, y, atol=1e-11)
            np.testing.assert_allclose(rotation_matrix(spec, 1234) @ x, y, atol=1e-11)
            np.testing.assert_array_equal(y[8:], x[8:])


def test_the_step_types_are_the_closed_set() -> None:
    assert get_args(Step) == STEP_TYPES


def test_default_is_none() -> None:
    assert RopeSpec(8, scaling={"rope_type": "default"}) == RopeSpec(8)


@pytest.mark.parametrize(
    ("scaling", "rotary_dim", "field"),
    [
        ({"rope_type": "linaer", "factor": 2}, 8, "rope_type"),
        ({"factor": 2}, 8, "rope_type"),
        ({"rope_type": ["linear"]}, 8, "rope_type"),
        ({"rope_type": "ntk", "factor": 2}, 2, "rotary_dim"),
        ({"rope_type": "dynamic", "factor": 2, "max_position_embeddings": 9}, 2, "rotary_dim"),
        (
            {
                "rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 1,
                "original_max_position_embeddings": 8192,
            },
            8, "high_freq_factor",
        ),
        (SCALING_METHODS["longrope"].example(16), 8, "short_factor"),
        ([("rope_type", "linear")], 8, "scaling"),
        (3.0, 8, "scaling"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(scaling: Any, rotary_dim: int, field: str) -> None:
    with pytest.raises(RopeError) as caught:
        RopeSpec(16, rotary_dim=rotary_dim, scaling=scaling)
    assert caught.value.field == field


def test_a_base_that_leaves_float64_is_refused() -> None:
    with pytest.raises(RopeError) as caught:
        RopeSpec(4, 1e299, scaling={"rope_type": "ntk", "factor": 1e6})
    assert caught.value.field == "base"


def test_llama_3_1_by_hand() -> None:
    spec = RopeSpec.from_config(
        {
            "head_dim": 128,
            "rope_theta": 500000.0,
            "rope_scaling": {
                "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
                "high_freq_factor": 4.0, "original_max_position_embeddings": 8192,
            },
        }
    )  # fmt: skip
    assert (spec.head_dim, spec.base, spec.rotary_dim) == (128, 500000.0, 128)
    plain, scaled = inv_freq(RopeSpec(128, 500000.0)), inv_freq(spec)
    waves = 2 * math.pi / plain
    assert (scaled[waves < 2048] == plain[waves < 2048]).all()
    np.testing.assert_allclose(scaled[waves > 8192], plain[waves > 8192] / 8, rtol=1e-15)
    between = (waves > 2048) & (waves < 8192)
    assert between.any()
    ratio = scaled[between] / plain[between]
    assert ((ratio > 1 / 8) & (ratio < 1)).all()
