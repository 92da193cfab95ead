"""What rounding did to the numbers, read from their types and from the values themselves.

>>> one = np.float32([1.0, 0.5, 0.203125, 3.0, 0.25, 0.75, 1.5, 2.5])
>>> noise_of(one, one, one.astype(float), one.astype(float)).name
'float32'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_core.scaling.base import Floats

#: The relative error one rotation makes at worst in each type: tables, products, sum, output.
RELATIVE = {"float64": 4e-7, "float32": 4e-7, "float16": 2.0**-10, "bfloat16": 2.0**-7}
#: Angles computed in float32 are off by this share of themselves; nobody calls that a bug.
ANGLE_ERROR = 3e-7
#: Numbers looked at to recognise a type or a print.
_LOOKED_AT = 8192


@dataclass(frozen=True)
class Noise:
    """How far right numbers may be off: relative to a pair's length, and in absolute terms.

    decimals: the digits after the point, or digits in all, of numbers that were printed.
    """

    name: str
    relative: float
    absolute: float = 0.0
    decimals: int | None = None

    def words(self) -> str:
        """The note about it; "" for nothing to say."""
        if self.decimals is not None:
            return (
                f"The numbers are rounded to {self.decimals} decimals, as in a print; "
                "that is not counted as an error."
            )
        if self.name in ("float16", "bfloat16"):
            return f"The numbers are {self.name}; its rounding is not counted as an error."
        return ""


def noise_of(
    x_given: NDArray[Any], y_given: NDArray[Any], x: Floats, y: Floats, resolution: float = 0.0
) -> Noise:
    """What rounding to expect. x, y: values of the two, as float64.

    >>> x = np.linspace(-1, 1, 64)
    >>> noise_of(x, x, x.round(4), x.round(4)).decimals
    4
    """
    name = y_given.dtype.name if y_given.dtype.name in RELATIVE else "float64"
    decimals = None
    if name in ("float32", "float64") and y.size >= 8:
        name = _narrower(y, name)
    if name in ("float32", "float64") and not resolution:
        found = [
            _decimals(values, given.dtype.name) for values, given in ((x, x_given), (y, y_given))
        ]
        known = [one for one in found if one is not None]
        # x may be exact where y is printed, and the other way round; integers prove nothing.
        decimals = min(known) if known and found[1] is not None else None
        if decimals is not None:
            resolution = 0.5 * 10.0**-decimals
    absolute = {"float16": 6e-8}.get(name, 0.0) + 2 * resolution  # x and y were both rounded
    return Noise(name, RELATIVE[name], absolute, decimals)


def _narrower(values: Floats, name: str) -> str:
    """float16 or bfloat16 where every value is one of theirs, and some use all their digits."""
    sample = _some(values)
    with np.errstate(over="ignore"):
        as_float32 = sample.astype(np.float32)
    if not np.array_equal(as_float32.astype(np.float64), sample):
        return name
    bits = as_float32.view(np.uint32)
    if not np.any(bits & np.uint32(0xFFFF)):
        # Multiples of 1/64 and the like are exact in every type and prove nothing.
        return "bfloat16" if np.any(bits & np.uint32(0x10000)) else name
    with np.errstate(over="ignore"):
        as_float16 = sample.astype(np.float16)
    return "float16" if np.array_equal(as_float16.astype(np.float64), sample) else name


def _decimals(values: Floats, name: str) -> int | None:
    """Digits after the point where all values have no more, and many use the last; else None."""
    sample = _some(values)
    sample = sample[np.isfinite(sample)]
    unit = 2.0**-24 if name == "float32" else 2.0**-53
    for digits in range(1, 9):
        scaled = sample * 10.0**digits
        slack = np.abs(scaled) * 2 * unit + 1e-9
        if slack.max(initial=0.0) > 0.05:
            return None  # float32 cannot tell a print of so many digits from anything else
        if np.all(np.abs(scaled - np.round(scaled)) <= slack):
            last = np.round(scaled) % 10 != 0
            # Halves and quarters are short decimals too, and binary: those prove nothing.
            binary = sample * 64 == np.round(sample * 64)
            return digits if last.sum() >= 8 and np.mean(~binary) > 0.5 else None
    return None


def _some(values: Floats) -> Floats:
    flat = values.reshape(-1)
    if len(flat) > _LOOKED_AT:
        flat = flat[np.linspace(0, len(flat) - 1, _LOOKED_AT).astype(np.intp)]
    return flat
