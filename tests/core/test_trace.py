"""The steps of one rotation and one score: order, operands, values."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from rope_core import RopeError, RopeSpec, trace_rotation, trace_score
from rope_core import trace as t
from tests.core.core_support import problems

Q = (0.588, 0.117, 0.342, -0.231)
ONE_PAIR = [t.InverseFrequency, t.Angle, t.CosSin, t.Products, t.PairSum, t.PairSum, t.PairLength]


def test_the_worked_example_step_by_step() -> None:
    spec = RopeSpec(4)
    assert (spec.base, spec.pairing) == (10000.0, "interleaved")
    steps = trace_rotation(Q, 1, spec)
    c, s = math.cos(1.0), math.sin(1.0)
    assert steps[:7] == (
        t.InverseFrequency(0, 10000.0, 0.0, 4, 1.0, 1.0),
        t.Angle(0, 1.0, 1.0, 1.0),
        t.CosSin(0, 1.0, c, s),
        t.Products(0, 0, 1, 0.588, 0.117, c, s, c * 0.588, s * 0.117, s * 0.588, c * 0.117),
        t.PairSum(0, "first", 0, c * 0.588, s * 0.117, -1, c * 0.588 - s * 0.117),
        t.PairSum(0, "second", 1, s * 0.588, c * 0.117, 1, s * 0.588 + c * 0.117),
        t.PairLength(0, math.hypot(0.588, 0.117), steps[6].after),  # type: ignore[union-attr]
    )
    assert f"{c:.3f} {steps[4].value:.3f}" == "0.540 0.219"  # type: ignore[union-attr]
    second = steps[7]
    assert isinstance(second, t.InverseFrequency)
    assert (second.exponent, second.value) == (-0.5, 0.01)


@given(problems())
def test_order_and_completeness(problem: tuple[RopeSpec, np.ndarray]) -> None:
    spec, x = problem
    steps = trace_rotation(x, 5, spec)
    copies = spec.head_dim - spec.rotary_dim
    assert [type(step) for step in steps] == (
        ONE_PAIR * spec.pairs + [t.Copy] * copies + [t.Assemble]
    )
    numbered = steps[: len(ONE_PAIR) * spec.pairs]
    assert [step.pair_index for step in numbered] == sorted(  # type: ignore[union-attr]
        list(range(spec.pairs)) * len(ONE_PAIR)
    )
    last = steps[-1]
    assert isinstance(last, t.Assemble)
    written = {step.output_index: step.value for step in steps if isinstance(step, t.PairSum)}
    written |= {step.index: step.value for step in steps if isinstance(step, t.Copy)}
    assert tuple(written[index] for index in range(spec.head_dim)) == last.values


@given(problems())
def test_each_step_is_true_by_itself(problem: tuple[RopeSpec, np.ndarray]) -> None:
    spec, x = problem
    for step in trace_rotation(x, -3, spec):
        match step:
            case t.InverseFrequency():
                assert step.value == step.base**step.exponent
                assert step.exponent * step.rotary_dim == pytest.approx(-2 * step.pair_index)
            case t.Angle():
                assert step.value == step.position * step.inv_freq
            case t.CosSin():
                assert (step.cos, step.sin) == (math.cos(step.angle), math.sin(step.angle))
            case t.Products():
                assert (step.first, step.second) == (x[step.first_index], x[step.second_index])
                assert step.cos_first == step.cos * step.first
                assert step.sin_second == step.sin * step.second
                assert step.sin_first == step.sin * step.first
                assert step.cos_second == step.cos * step.second
            case t.PairSum():
                assert step.value == step.left + step.sign * step.right
                assert step.sign == (-1 if step.row == "first" else 1)
            case t.PairLength():
                assert step.after == pytest.approx(step.before, rel=1e-14)
            case t.Copy():
                assert step.value == x[step.index]


def test_the_step_types_are_the_closed_set() -> None:
    assert (
        t.InverseFrequency, t.Angle, t.CosSin, t.Products, t.PairSum, t.PairLength, t.Copy,
        t.Assemble,
    ) == t.STEP_TYPES  # fmt: skip
    assert (t.PairScore, t.CopyScore, t.Score) == t.SCORE_STEP_TYPES
    for kind in (*t.STEP_TYPES, *t.SCORE_STEP_TYPES):
        assert dataclasses.is_dataclass(kind)
        assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
        assert kind.__doc__


def test_values_are_plain_python() -> None:
    for step in trace_rotation(np.float32(Q), np.int64(2), RopeSpec(4)):  # type: ignore[arg-type]
        for field in dataclasses.fields(step):
            value = getattr(step, field.name)
            assert type(value) in (int, float, str, tuple, bool), (step, field.name)


def test_a_score_pair_by_pair() -> None:
    spec = RopeSpec(6, pairing="interleaved_to_half", rotary_dim=4)
    q, k = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [0.5, -1.0, 2.0, 0.25, 3.0, -2.0]
    steps = trace_score(q, 0, k, 0, spec)
    assert steps == (
        t.PairScore(0, 0.5, -2.0, -1.5, 1.0, 0.5, 2.0, -1.0),
        t.PairScore(1, 6.0, 1.0, 7.0, 3.0, 2.0, 4.0, 0.25),
        t.CopyScore(4, 5.0, 3.0, 15.0),
        t.CopyScore(5, 6.0, -2.0, -12.0),
        t.Score((-1.5, 7.0, 15.0, -12.0), 8.5),
    )


@pytest.mark.parametrize(
    ("x", "position", "field"),
    [
        ([1.0, 2.0], 0, "x"),
        (np.ones((1, 4)), 0, "x"),
        ([1.0, 2.0, 3.0, math.nan], 0, "x"),
        ([1.0, 2.0, 3.0, math.inf], 0, "x"),
        ("text", 0, "x"),
        (np.ones(4), [0], "position"),
        (np.ones(4), math.nan, "position"),
        (np.ones(4), "0", "position"),
    ],
)
def test_refused(x: Any, position: Any, field: str) -> None:
    with pytest.raises(RopeError) as caught:
        trace_rotation(x, position, RopeSpec(4))
    assert caught.value.field == field


def test_trace_score_names_its_own_parameters() -> None:
    good = np.ones(4)
    for arguments, field in {
        (None, 0, good.tobytes(), 0): "q",
    }.items():
        with pytest.raises(RopeError) as caught:
            trace_score(*arguments, RopeSpec(4))  # type: ignore[arg-type]
        assert caught.value.field == field
    for call, field in {
        lambda: trace_score(good, 0, [1.0], 0, RopeSpec(4)): "k",
        lambda: trace_score(good, math.nan, good, 0, RopeSpec(4)): "query_position",
        lambda: trace_score(good, 0, good, [1], RopeSpec(4)): "key_position",  # type: ignore[arg-type]
    }.items():
        with pytest.raises(RopeError) as caught:
            call()
        assert caught.value.field == field
