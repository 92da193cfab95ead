"""The numbers to be explained: x and y as rows of known head and position.

>>> sample = take_sample(np.ones((2, 3, 4)), np.ones((2, 3, 4)), None)
>>> sample.x.shape, sample.positions.tolist(), sample.heads.tolist()
((6, 4), [0.0, 1.0, 2.0, 0.0, 1.0, 2.0], [0, 0, 0, 1, 1, 1])

Large tensors are sampled: rows are taken at spread positions, and `Sample.note` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.errors import RopeError
from rope_core.frequencies import position_array
from rope_core.scaling.base import Floats

Ints = NDArray[np.intp]
MAX_HEAD_DIM = 1024
MAX_SAMPLE_HEADS = 4
MAX_SAMPLE_POSITIONS = 768
#: The relative error one rotation makes at worst in each type: tables, products, sum, output.
RELATIVE = {"float64": 4e-7, "float32": 4e-7, "float16": 2.0**-10, "bfloat16": 2.0**-7}
#: Angles computed in float32 are off by this share of themselves; nobody calls that a bug.
ANGLE_ERROR = 3e-7
AXES_3D = ("heads, seq", "seq, heads")
AXES_4D = ("batch, heads, seq", "batch, seq, heads")


@dataclass(frozen=True)
class Noise:
    """How far right numbers may be off: relative to a pair's length, and in absolute terms."""

    name: str
    relative: float
    absolute: float = 0.0


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows: x and y (rows, head_dim) float64, with the position and head of each row.

    shape: (heads, seq, head_dim) of the whole; note: what was left out, "" for nothing.
    whole: x and y as (heads, seq, head_dim), unconverted.
    """

    x: Floats
    y: Floats
    positions: Floats
    heads: Ints
    places: Ints  # index along seq
    shape: tuple[int, int, int]
    noise: Noise
    whole: tuple[NDArray[Any], NDArray[Any]]
    all_positions: Floats
    note: str = ""

    @property
    def head_dim(self) -> int:
        return self.shape[2]

    def rows(self, chosen: Ints | NDArray[np.bool_]) -> Sample:
        """Only these rows."""
        return replace(
            self,
            x=self.x[chosen],
            y=self.y[chosen],
            positions=self.positions[chosen],
            heads=self.heads[chosen],
            places=self.places[chosen],
        )

    def with_noise(self, noise: Noise) -> Sample:
        return replace(self, noise=noise)


def take_sample(
    x: ArrayLike,
    y: ArrayLike,
    positions: ArrayLike | None,
    axes: str | None = None,
    resolution: float = 0.0,
) -> Sample:
    """Rows of x and y, shapes (head_dim,) to (batch, heads, seq, head_dim), with positions.

    positions: one number for (head_dim,), else (seq,); None means 0, 1, 2, ...
    axes: "heads, seq" or "seq, heads" (or the same after "batch, "); None means inferred.
    resolution: what rounding in print may have taken off each number.
    Raises RopeError for shapes that do not fit, and for numbers that are not finite.
    """
    before, after = _array("x", x), _array("y", y)
    if before.shape != after.shape:
        raise RopeError("y", f"shape {after.shape}", f"x's shape, {before.shape}")
    where = None if positions is None else np.atleast_1d(position_array(positions))
    if where is not None and where.ndim != 1:
        raise RopeError("positions", f"shape {where.shape}", "one number, or one list of them")
    b3, a3 = _three_axes(before, axes, where), _three_axes(after, axes, where)
    heads, seq, head_dim = b3.shape
    if where is None:
        where = np.arange(seq, dtype=np.float64)
    if len(where) != seq:
        raise RopeError(
            "positions",
            f"{len(where)} positions",
            f"{seq}, one for each entry of the sequence axis",
            f"x has shape {before.shape}, read as (heads {heads}, seq {seq}, head_dim {head_dim}).",
        )
    h, s, note = _choose(heads, seq)
    grid_h, grid_s = (g.reshape(-1) for g in np.meshgrid(h, s, indexing="ij"))
    rows_x = b3[grid_h, grid_s].astype(np.float64)
    rows_y = a3[grid_h, grid_s].astype(np.float64)
    _finite("x", rows_x, where[grid_s])
    _finite("y", rows_y, where[grid_s])
    return Sample(
        rows_x, rows_y, where[grid_s], grid_h, grid_s, (heads, seq, head_dim),
        noise_of(before, after, rows_y, resolution), (b3, a3), where, note,
    )  # fmt: skip


def noise_of(x: NDArray[Any], y: NDArray[Any], values: Floats, resolution: float = 0.0) -> Noise:
    """What rounding to expect, from the types and from the values themselves.

    >>> one = np.float32([1.0, 0.5, 0.203125])
    >>> noise_of(one, one, one.astype(float)).name
    'float32'
    """
    del x
    name = y.dtype.name if y.dtype.name in RELATIVE else "float64"
    if name in ("float32", "float64") and values.size >= 8:
        name = _narrower(values, name)
    absolute = {"float16": 6e-8}.get(name, 0.0) + 2 * resolution  # x and y were both rounded
    return Noise(name, RELATIVE[name], absolute)


def _narrower(values: Floats, name: str) -> str:
    """float16 or bfloat16 where every value is one of theirs, and some use all their digits."""
    sample = values.reshape(-1)[:4096]
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


def _array(name: str, given: ArrayLike) -> NDArray[Any]:
    allowed = "numbers in an array of shape (..., head_dim)"
    try:
        array = np.asarray(given)
    except (ValueError, TypeError) as error:
        raise RopeError(name, given, allowed, "Rows must be equally long.") from error
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
        raise RopeError(name, array, allowed)
    if array.ndim == 0 or array.ndim > 4 or array.size == 0:
        raise RopeError(name, f"shape {array.shape}", "1 to 4 axes, none empty, head_dim last")
    if array.shape[-1] < 2 or array.shape[-1] > MAX_HEAD_DIM:
        raise RopeError(name, f"shape {array.shape}", f"2 to {MAX_HEAD_DIM} features last")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _three_axes(array: NDArray[Any], axes: str | None, where: Floats | None) -> NDArray[Any]:
    """(..., seq, head_dim) as (heads, seq, head_dim)."""
    if array.ndim == 1:
        return array[None, None]
    if array.ndim == 2:
        return array[None]
    names = AXES_3D if array.ndim == 3 else AXES_4D
    if axes is not None and axes.removeprefix("batch, ") not in AXES_3D:
        raise RopeError("axes", axes, " or ".join(names))
    order = axes.removeprefix("batch, ") if axes else _guess(array.shape[-3:-1], where)
    if order == "seq, heads":
        array = np.swapaxes(array, -3, -2)
    return array.reshape(-1, *array.shape[-2:])


def _guess(shape: Sequence[int], where: Floats | None) -> str:
    """Which of two axes is seq: the one as long as the positions; heads first if undecided."""
    first, second = shape
    if where is not None and len(where) == first != second:
        return "seq, heads"
    return "heads, seq"


def _choose(heads: int, seq: int) -> tuple[Ints, Ints, str]:
    h = np.arange(heads)
    if heads > MAX_SAMPLE_HEADS:
        h = np.unique(np.linspace(0, heads - 1, MAX_SAMPLE_HEADS).astype(np.intp))
    s = np.arange(seq)
    if seq > MAX_SAMPLE_POSITIONS:
        head = np.arange(MAX_SAMPLE_POSITIONS // 2)
        tail = np.linspace(len(head), seq - 1, MAX_SAMPLE_POSITIONS - len(head)).astype(np.intp)
        s = np.unique(np.concatenate([head, tail]))
    if len(h) == heads and len(s) == seq:
        return h, s, ""
    note = f"Sampled: {len(h)} of {heads} heads and {len(s):,} of {seq:,} positions were compared."
    return h, s, note


def _finite(name: str, rows: Floats, positions: Floats) -> None:
    bad = ~np.isfinite(rows)
    if not bad.any():
        return
    row, column = (int(index[0]) for index in np.nonzero(bad))
    hint = f"The first one is at position {positions[row]:g}, feature {column}."
    if name == "y" and positions[bad.any(axis=1)].min() > 65519:
        hint += " float16 ends at 65504: a position cast to float16 becomes inf, and y nan."
    raise RopeError(name, f"{int(bad.sum())} numbers that are nan or inf", "finite numbers", hint)
