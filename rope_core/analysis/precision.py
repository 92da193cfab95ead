"""What float32, float16 and bfloat16 do to a rotation, emulated in NumPy.

Each stage (position, inverse frequency, angle, table of cos and sin, products, output) is
rounded to a type of its own; everything else is exact to float64.

>>> rounded_rotation([1.0, 0.0], 257, RopeSpec(2), path("position", "bfloat16")).position
256.0

Source: the stages as libraries have them, named at PATHS; the types are those of formats.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from rope_core.analysis.formats import PRECISIONS, Precision, largest, round_to
from rope_core.errors import RopeError
from rope_core.frequencies import attention_factor, inv_freq, position_array
from rope_core.pairing import output_indices, pair_indices
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec


@dataclass(frozen=True)
class Rounding:
    """The type each stage is rounded to.

    >>> path("module", "bfloat16").angle
    'bfloat16'
    """

    name: str
    position: Precision
    inv_freq: Precision
    angle: Precision
    table: Precision
    product: Precision
    output: Precision


def path(kind: str, precision: Precision) -> Rounding:
    """One of three ways that libraries round, in a type T.

    `tables`: angles in float32; cos, sin, vector and products in T (transformers).
    `module`: inverse frequency, position and angle in T too (a whole module cast to T).
    `position`: only the position is rounded to T, then float32, and the result rounded to T.
    `exact`: float64 throughout, whatever T.

    >>> path("position", "bfloat16").angle
    'float32'
    """
    at = precision
    if kind == "tables":
        return Rounding(f"{kind} in {at}", "float32", "float32", "float32", at, at, at)
    if kind == "module":
        return Rounding(f"{kind} in {at}", at, at, at, at, at, at)
    if kind == "position":
        single: Precision = "float32"
        return Rounding(f"{kind} in {at}", at, single, single, single, single, at)
    if kind == "exact":
        return Rounding(kind, "float64", "float64", "float64", "float64", "float64", "float64")
    raise RopeError("path", kind, "one of " + ", ".join(PATHS))


PATHS = ("exact", "tables", "module", "position")
#: Stages that no library rounds alone; one at a time they tell what each of them costs.
STAGES = ("angle", "table", "product")


def alone(stage: str, precision: Precision) -> Rounding:
    """One stage rounded to a type, and nothing else to less than float32.

    `angle`: position × inverse frequency. `table`: cos and sin. `product`: the products and
    their sums. The position alone is a path of its own, for libraries do that.

    >>> alone("table", "bfloat16").table, alone("table", "bfloat16").angle
    ('bfloat16', 'float32')
    """
    if stage not in STAGES:
        raise RopeError("stage", stage, "one of " + ", ".join(STAGES))
    single = dict.fromkeys(("position", "inv_freq", "angle", "table", "product"), "float32")
    return Rounding(f"{stage} in {precision}", **single | {stage: precision}, output="float32")  # type: ignore[arg-type]


@dataclass(frozen=True)
class RoundedRotation:
    """A rotation with every stage as it was rounded; all float64 holding the rounded values."""

    rounding: Rounding
    position: float
    inv_freq: Floats  # (pairs,)
    angle: Floats  # (pairs,)
    cos: Floats  # (pairs,)
    sin: Floats  # (pairs,)
    values: Floats  # (head_dim,)


def rounded_rotation(
    x: ArrayLike, position: float, spec: RopeSpec, rounding: Rounding
) -> RoundedRotation:
    """Rotate x (head_dim,) at one position, rounding each stage.

    What is too large for its type becomes infinite and the result nan, as in libraries:
    `end_passed` says where.

    >>> rounded_rotation([1.0, 0.0], 1e6, RopeSpec(2), path("position", "float16")).values
    array([nan, nan])
    """
    vector = np.asarray(x, dtype=np.float64)
    if vector.shape != (spec.head_dim,):
        raise RopeError("x", x, f"{spec.head_dim} numbers (head_dim)")
    where = position_array(position, "position")
    if where.ndim:
        raise RopeError("position", position, "one finite number")
    factor = attention_factor(spec)
    with np.errstate(invalid="ignore", over="ignore"):
        at = round_to(where, rounding.position)
        frequencies = _frequencies(spec, rounding.inv_freq)
        turned = at * frequencies
        angle = round_to(-turned if spec.backwards else turned, rounding.angle)
        cos = round_to(_in_float32(np.cos(angle), rounding) * factor, rounding.table)
        sin = round_to(_in_float32(np.sin(angle), rounding) * factor, rounding.table)
        values = round_to(vector, rounding.output)
        pairs, places = np.array(pair_indices(spec)), np.array(output_indices(spec))
        first, second = values[pairs[:, 0]], values[pairs[:, 1]]  # (pairs,)
        at_product = rounding.product
        left = round_to(first * cos, at_product), round_to(second * cos, at_product)
        right = round_to(second * sin, at_product), round_to(first * sin, at_product)
        values[places[:, 0]] = _sum(left[0], -right[0], rounding)
        values[places[:, 1]] = _sum(left[1], right[1], rounding)
    return RoundedRotation(rounding, float(at), frequencies, angle, cos, sin, values)


def end_passed(
    x: ArrayLike, turned: RoundedRotation
) -> tuple[Literal["angle", "vector"], Precision] | None:
    """Where x, rotated, left the finite numbers, and the type whose end it passed there.

    "angle": its position or an angle became infinite. "vector": one of its numbers did, or a
    product or sum of them.

    >>> x, spec, half = [1.0, 7e4], RopeSpec(2), path("tables", "float16")
    >>> end_passed(x, rounded_rotation(x, 1, spec, half))
    ('vector', 'float16')
    >>> end_passed(x, rounded_rotation(x, 7e4, spec, alone("angle", "float16")))
    ('angle', 'float16')
    >>> end_passed(x, rounded_rotation(x, 1, spec, path("tables", "bfloat16")))
    """
    rounding = turned.rounding
    if not np.isfinite(turned.position):
        return "angle", rounding.position
    if not np.isfinite(turned.angle).all():
        return "angle", rounding.angle
    if np.isfinite(turned.values).all():
        return None
    if not np.isfinite(round_to(x, rounding.output)).all():
        return "vector", rounding.output
    return "vector", min(rounding.product, rounding.output, key=largest)


def _frequencies(spec: RopeSpec, precision: Precision) -> Floats:
    """The inverse frequencies as a module makes them: in float32, then cast."""
    if precision == "float64":
        return inv_freq(spec)
    if spec.scaling is not None:
        return round_to(round_to(inv_freq(spec), "float32"), precision)
    # Libraries round at each operation: exponent, power, reciprocal.
    exponent = round_to(np.arange(0, spec.rotary_dim, 2) / spec.rotary_dim, "float32")
    power = round_to(np.power(spec.base, exponent), "float32")
    return round_to(round_to(1.0 / power, "float32"), precision)


def _in_float32(values: Floats, rounding: Rounding) -> Floats:
    # 16-bit cos and sin are worked out in float32 and then rounded.
    return values if rounding.angle == "float64" else round_to(values, "float32")


def _sum(left: Floats, right: Floats, rounding: Rounding) -> Floats:
    total = left + right
    if rounding.product != "float64":  # 16-bit sums are taken in float32
        total = round_to(round_to(total, "float32"), rounding.product)
    return round_to(total, rounding.output)


@dataclass(frozen=True)
class PrecisionRow:
    """One path in one type: the last pair's and first pair's angle, the score, how far off."""

    rounding: Rounding
    position: float
    angles: tuple[float, ...]
    angle_errors: tuple[float, ...]
    score: float
    score_error: float


def precision_table(
    q: ArrayLike, query_position: float, k: ArrayLike, key_position: float, spec: RopeSpec
) -> tuple[PrecisionRow, ...]:
    """Angles of the query and the score q·k for every path, stage and type, beside the exact ones.

    The dot product itself is float64. A score of the same q and k at positions shifted
    together should not move; here it does.

    >>> row = precision_table([1.0, 0.0], 257, [1.0, 0.0], 0, RopeSpec(2))[0]
    >>> row.rounding.name, row.score_error
    ('exact', 0.0)
    """
    roundings = [path("exact", "float64")]
    roundings += [path("tables", kind) for kind in PRECISIONS[1:]]
    roundings += [path(kind, small) for kind in PATHS[2:] for small in PRECISIONS[2:]]
    roundings += [alone(stage, small) for stage in STAGES for small in PRECISIONS[2:]]
    exact: tuple[Floats, float] | None = None
    rows = []
    for rounding in roundings:
        query = rounded_rotation(q, query_position, spec, rounding)
        key = rounded_rotation(k, key_position, spec, rounding)
        score = _dot(query, key)
        exact = exact or (query.angle, score)
        off = np.abs(query.angle - exact[0])
        rows.append(
            PrecisionRow(
                rounding,
                query.position,
                tuple(map(float, query.angle)),
                tuple(map(float, off)),
                score,
                abs(score - exact[1]),
            )
        )
    return tuple(rows)


def _dot(query: RoundedRotation, key: RoundedRotation) -> float:
    with np.errstate(invalid="ignore"):  # of what is infinite there is none
        return float(query.values @ key.values)


def score_drift(
    q: ArrayLike, k: ArrayLike, distance: float, shift: float, spec: RopeSpec, rounding: Rounding
) -> float:
    """How far a score that should stand still moves when both positions move by shift.

    >>> score_drift([1.0, 0.0], [0.0, 1.0], 3, 0, RopeSpec(2), path("tables", "float32"))
    0.0
    """

    def score(start: float) -> float:
        query = rounded_rotation(q, start + distance, spec, rounding)
        return _dot(query, rounded_rotation(k, start, spec, rounding))

    return abs(score(shift) - score(0))
