"""The rotation of one vector as a list of steps: every operand by its role, nothing rounded.

This is a second route to the answer of `rotate`: plain Python floats and `math`, one pair
after another, in the order a person works it out. A test holds the two equal.

>>> from rope_core.spec import RopeSpec
>>> steps = trace_rotation([1.0, 0.0], 1, RopeSpec(2))
>>> [type(step).__name__ for step in steps][:4]
['InverseFrequency', 'Angle', 'CosSin', 'Products']
>>> steps[4]
PairSum(pair_index=0, row='first', output_index=0, left=0.5403023058681398, right=0.0, \
sign=-1, value=0.5403023058681398)

Source: RoFormer (arXiv 2104.09864) eq. 13 and 34; the score is eq. 16.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from rope_core.errors import RopeError
from rope_core.frequencies import attention_factor, position_array
from rope_core.pairing import output_indices, pair_indices
from rope_core.spec import RopeSpec
from rope_core.steps.rotation import (
    SCORE_STEP_TYPES,
    STEP_TYPES,
    Angle,
    Assemble,
    Copy,
    CopyScore,
    CosSin,
    InverseFrequency,
    PairLength,
    PairScore,
    PairSum,
    Products,
    Score,
    ScoreStep,
    Step,
)

__all__ = [
    "SCORE_STEP_TYPES",
    "STEP_TYPES",
    "Angle",
    "Assemble",
    "Copy",
    "CopyScore",
    "CosSin",
    "InverseFrequency",
    "PairLength",
    "PairScore",
    "PairSum",
    "Products",
    "Score",
    "ScoreStep",
    "Step",
    "trace_pairs",
    "trace_rotation",
    "trace_score",
]


def trace_rotation(x: ArrayLike, position: float, spec: RopeSpec) -> tuple[Step, ...]:
    """Return the steps of rotating x (head_dim,) at one position.

    Pair by pair: InverseFrequency, Angle, CosSin, Products, PairSum (first), PairSum
    (second), PairLength. Then a Copy for each feature that is not rotated, then Assemble.

    >>> trace_rotation([1.0, 0.0, 7.0, 8.0], 0, RopeSpec(4, rotary_dim=2))[-1]
    Assemble(values=(1.0, 0.0, 7.0, 8.0), length_before=10.677078252031311, \
length_after=10.677078252031311)
    """
    return trace_pairs(x, [_position("position", position)] * spec.pairs, spec)


def trace_pairs(x: ArrayLike, positions: Sequence[float], spec: RopeSpec) -> tuple[Step, ...]:
    """The same where each pair has a position of its own, (pairs,).

    >>> trace_pairs([1.0, 0.0, 1.0, 0.0], [0, 0], RopeSpec(4)) == trace_rotation(
    ...     [1.0, 0.0, 1.0, 0.0], 0, RopeSpec(4))
    True
    """
    vector = _vector("x", x, spec)
    values = list(vector)
    steps: list[Step] = []
    factor = attention_factor(spec)
    places_of = zip(pair_indices(spec), output_indices(spec), strict=True)
    for pair_index, (where, places) in enumerate(zip(positions, places_of, strict=True)):
        for step in _pair_steps(vector, where, spec, pair_index, places, factor):
            steps.append(step)
            if isinstance(step, PairSum):
                values[step.output_index] = step.value
    steps += [Copy(index, vector[index]) for index in spec.copied]
    steps.append(Assemble(tuple(values), math.hypot(*vector), math.hypot(*values)))
    return tuple(steps)


def trace_score(
    q: ArrayLike, query_position: float, k: ArrayLike, key_position: float, spec: RopeSpec
) -> tuple[ScoreStep, ...]:
    """Return the steps of the dot product of q, rotated at query_position, with k at its own.

    A PairScore a pair, a CopyScore for each feature that is not rotated, then Score.

    >>> trace_score([1.0, 2.0], 0, [3.0, 4.0], 0, RopeSpec(2))[-1]
    Score(parts=(11.0,), value=11.0)
    """
    query = _rotated("q", q, "query_position", query_position, spec)
    key = _rotated("k", k, "key_position", key_position, spec)
    steps: list[PairScore | CopyScore] = []
    for pair_index, (first, second) in enumerate(output_indices(spec)):
        one, two = query[first] * key[first], query[second] * key[second]
        operands = (query[first], key[first], query[second], key[second])
        steps.append(PairScore(pair_index, one, two, one + two, *operands))
    for index in spec.copied:
        steps.append(CopyScore(index, query[index], key[index], query[index] * key[index]))
    parts = tuple(step.value for step in steps)
    return (*steps, Score(parts, _left_to_right(parts)))


def _pair_steps(
    vector: Sequence[float],
    position: float,
    spec: RopeSpec,
    pair_index: int,
    places: tuple[tuple[int, int], tuple[int, int]],
    factor: float,
) -> tuple[Step, ...]:
    (first_index, second_index), (first_row, second_row) = places
    exponent = -2 * pair_index / spec.rotary_dim
    unscaled = spec.base**exponent
    value = unscaled
    if spec.scaling is not None:
        value = spec.scaling.inv_freq_of(spec.base, spec.rotary_dim, pair_index)
    # Subtracted from 0, so that at position 0 it is 0 and not −0.
    angle = 0.0 - position * value if spec.backwards else position * value
    cos, sin = factor * math.cos(angle), factor * math.sin(angle)
    first, second = vector[first_index], vector[second_index]
    cos_first, sin_second = cos * first, sin * second
    sin_first, cos_second = sin * first, cos * second
    turned_first, turned_second = cos_first - sin_second, sin_first + cos_second
    return (
        InverseFrequency(pair_index, spec.base, exponent, spec.rotary_dim, value, unscaled),
        Angle(pair_index, position, value, angle, spec.backwards),
        CosSin(pair_index, angle, cos, sin, factor),
        Products(
            pair_index,
            first_index,
            second_index,
            first,
            second,
            cos,
            sin,
            cos_first,
            sin_second,
            sin_first,
            cos_second,
        ),
        PairSum(pair_index, "first", first_row, cos_first, sin_second, -1, turned_first),
        PairSum(pair_index, "second", second_row, sin_first, cos_second, 1, turned_second),
        PairLength(pair_index, math.hypot(first, second), math.hypot(turned_first, turned_second)),
    )


def _rotated(
    name: str, x: ArrayLike, position_name: str, position: float, spec: RopeSpec
) -> tuple[float, ...]:
    vector = _vector(name, x, spec)
    last = trace_rotation(vector, _position(position_name, position), spec)[-1]
    assert isinstance(last, Assemble)
    return last.values


def _left_to_right(parts: Iterable[float]) -> float:
    # Not sum(): from Python 3.12 on it corrects rounding, which a person adding does not.
    total = 0.0
    for part in parts:
        total += part
    return total


def _vector(name: str, x: ArrayLike, spec: RopeSpec) -> tuple[float, ...]:
    allowed = f"{spec.head_dim} finite numbers (head_dim)"
    try:
        array = np.asarray(x)
    except (ValueError, TypeError) as error:
        raise RopeError(name, x, allowed) from error
    if array.shape != (spec.head_dim,) or array.dtype.kind not in "biuf":
        raise RopeError(name, x, allowed)
    vector = tuple(float(number) for number in array)
    if not all(map(math.isfinite, vector)):
        raise RopeError(name, x, allowed)
    return vector


def _position(name: str, position: float) -> float:
    where = position_array(position, name)
    if where.ndim:
        raise RopeError(name, position, "one finite number")
    return float(where)
