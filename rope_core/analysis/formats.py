"""The numbers of float32, float16 and bfloat16, emulated in NumPy: which there are, and how far.

>>> round_to(257, "bfloat16")[()], round_to(257, "float16")[()]
(np.float64(256.0), np.float64(257.0))

Source: the formats of IEEE 754 (float16, float32) and bfloat16 (8 bits of significand).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.errors import RopeError
from rope_core.scaling.base import Floats

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
    with np.errstate(over="ignore"):  # after the largest comes infinity
        return float(np.spacing(kind(near)))


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
