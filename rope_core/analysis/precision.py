"""What float32, float16 and bfloat16 do to a rotation, emulated in NumPy.

Each stage (position, inverse frequency, angle, table of cos and sin, products, output) is
rounded to a type of its own; everything else is exact to float64.

>>> round_to(257, "bfloat16")[()], round_to(257, "float16")[()]
(np.float64(256.0), np.float64(257.0))

Source: the formats of IEEE 754 (float16, float32) and bfloat16 (8 bits of significand);
the stages as libraries have them, named at PATHS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.errors import RopeError
from rope_core.frequencies import attention_factor, inv_freq, position_array
from rope_core.pairing import output_indices, pair_indices
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

Precision = Literal["float64", "float32", "float16", "bfloat16"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)

# Bits of the significand, the leading 1 included: whole numbers up to 2^bits are exact.
SIGNIFICAND_BITS: Mapping[Precision, int] = {
    "float64": 53, "float32": 24, "float16": 11, "bfloat16": 8,
}  # fmt: skip


def round_to(values: ArrayLike, precision: Precision) -> Floats:
    """Return values (...) rounded to the nearest number of a type, ties to even, as float64.

    Too large for the type becomes infinite.

    >>> round_to([0.1, 65520.0], "float16").tolist()
    [0.0999755859375, inf]
    """
    if precision not in PRECISIONS:
        raise RopeError("precision", precision, "one of " + ", ".join(PRECISIONS))
    exact = np.asarray(values, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        if precision == "bfloat16":
            return _to_bfloat16(exact)
        return exact.astype(precision).astype(np.float64)


def _to_bfloat16(exact: Floats) -> Floats:
    # exact = fraction × 2^exponent, 0.5 ≤ |fraction| < 1; below 2^-126 the spacing is fixed.
    _, exponent = np.frexp(exact)
    unit = np.maximum(exponent, -125) - SIGNIFICAND_BITS["bfloat16"]
    rounded = np.rint(np.ldexp(exact, -unit))
    whole = np.ldexp(rounded, unit)
    top = np.ldexp(1.0, 128)  # where the exponent, shared with float32, ends
    return np.where(np.abs(whole) >= top, np.copysign(np.inf, exact), whole)


def largest(precision: Precision) -> float:
    """The largest finite number of a type; what rounds to more is infinite.

    >>> largest("float16"), largest("bfloat16") == largest("float32")
    (65504.0, False)
    """
    if precision == "bfloat16":
        # All bits of the significand, at the largest exponent, which is float32's.
        return float(np.ldexp(1 - np.ldexp(1.0, -SIGNIFICAND_BITS[precision]), 128))
    return float(np.finfo(precision).max)


def spacing(value: float, precision: Precision) -> float:
    """The distance from |value| to the next larger number of the type.

    >>> spacing(1_000_000, "bfloat16"), spacing(1_000_000, "float32")
    (4096.0, 0.0625)
    """
    near = abs(float(round_to(value, precision)))
    if precision == "bfloat16":
        exponent = max(int(np.frexp(near)[1]), -125)
        return float(np.ldexp(1.0, exponent - SIGNIFICAND_BITS[precision]))
    kind = np.dtype(precision).type
    return float(np.spacing(kind(near)))


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

    A position too large for its type becomes infinite and the result nan, as in libraries.

    >>> turned = rounded_rotation([1.0, 0.0], 257, RopeSpec(2), path("position", "bfloat16"))
    >>> turned.position
    256.0
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
        score = float(query.values @ key.values)
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


def score_drift(
    q: ArrayLike, k: ArrayLike, distance: float, shift: float, spec: RopeSpec, rounding: Rounding
) -> float:
    """How far a score that should stand still moves when both positions move by shift.

    >>> score_drift([1.0, 0.0], [0.0, 1.0], 3, 0, RopeSpec(2), path("tables", "float32"))
    0.0
    """

    def score(start: float) -> float:
        query = rounded_rotation(q, start + distance, spec, rounding)
        return float(query.values @ rounded_rotation(k, start, spec, rounding).values)

    return abs(score(shift) - score(0))


def bits(value: float, precision: Precision) -> tuple[str, str, str]:
    """Sign, exponent and fraction bits of a value in a type, to show what is cut off.

    >>> bits(257, "bfloat16")
    ('0', '10000111', '0000000')
    """
    near = round_to(value, precision)
    if precision == "bfloat16":  # the upper half of the float32 with this value
        text = np.binary_repr(int(near.astype(np.float32).view(np.uint32)), 32)[:16]
        return text[0], text[1:9], text[9:]
    width = 8 * np.dtype(precision).itemsize
    raw: NDArray[np.unsignedinteger] = near.astype(precision).view(f"u{width // 8}")
    text = np.binary_repr(int(raw), width)
    split = width - SIGNIFICAND_BITS[precision] + 1
    return text[0], text[1:split], text[split:]
