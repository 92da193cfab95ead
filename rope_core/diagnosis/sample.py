"""The numbers to be explained: x and y as rows of known sequence, head and position.

>>> sample = take_sample(np.ones((2, 3, 4)), np.ones((2, 3, 4)), None)
>>> sample.x.shape, sample.positions.tolist(), sample.heads.tolist()
((6, 4), [0.0, 1.0, 2.0, 0.0, 1.0, 2.0], [0, 0, 0, 1, 1, 1])

A search looks at a sample of large tensors: rows at spread positions. What it finds is compared
with every number afterwards (`compare`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.arrays import as_array
from rope_core.axes import axis_of_pairs
from rope_core.counts import counted
from rope_core.diagnosis.noise import Noise, noise_of
from rope_core.diagnosis.placed import Ints, checked_sections, placed
from rope_core.diagnosis.where import Bools
from rope_core.errors import RopeError
from rope_core.figures import typed
from rope_core.frequencies import position_array
from rope_core.scaling.base import Floats

MAX_HEAD_DIM = 1024
#: What may be compared, for messages.
VECTORS = "numbers in an array of shape (..., head_dim)"
MAX_SAMPLE_HEADS = 4
MAX_SAMPLE_POSITIONS = 256
AXES_3D = ("heads, seq", "seq, heads")
AXES_4D = ("batch, heads, seq", "batch, seq, heads")


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows: x and y (rows, head_dim) float64, with the position and head of each row.

    heads: index into the heads of all sequences, one after the other; places: index along seq.
    shape: (heads, seq, head_dim) of the whole; sequences: how many of them the heads are of.
    whole: x and y as (heads, seq, head_dim), unconverted. given: positions, (sequences, seq), of
    the first axis where there are several; by_axis: (axes, sequences, seq), with sections, the
    number of pairs that follow each axis, in blocks or (interleaved) in turn.
    finite: rows of the whole, (heads, seq), whose x is finite; the others are not compared.
    """

    x: Floats
    y: Floats
    positions: Floats
    heads: Ints
    places: Ints
    shape: tuple[int, int, int]
    sequences: int
    noise: Noise
    whole: tuple[NDArray[Any], NDArray[Any]]
    given: Floats
    finite: Bools
    by_axis: Floats | None = None
    sections: tuple[int, ...] = ()
    interleaved: bool = False

    @property
    def head_dim(self) -> int:
        return self.shape[2]

    @property
    def heads_each(self) -> int:
        """Heads of one sequence."""
        return self.shape[0] // self.sequences

    @property
    def of(self) -> tuple[int, int, int, int]:
        """How many sequences, heads, tokens and features."""
        return (self.sequences, self.heads_each, *self.shape[1:])

    @property
    def turned_at(self) -> Floats:
        """The positions given, (rows,); with sections (rows, pairs)."""
        if self.by_axis is None:
            return self.positions
        return np.asarray(self.at_axes()[axis_of_pairs(self.sections, self.interleaved)].T)

    def at_axes(self) -> Floats:
        """The positions of the rows along each axis, (axes, rows)."""
        whole = self.given[None] if self.by_axis is None else self.by_axis
        return np.asarray(whole[:, self.heads // self.heads_each, self.places])

    def rows(self, chosen: Ints | Bools) -> Sample:
        """Only these rows."""
        return replace(
            self,
            x=self.x[chosen],
            y=self.y[chosen],
            positions=self.positions[chosen],
            heads=self.heads[chosen],
            places=self.places[chosen],
        )

    def at(self, heads: Ints, places: Ints) -> Sample:
        """Rows of the whole, one for each pair of a head and a place."""
        return replace(
            self,
            x=self.whole[0][heads, places].astype(np.float64),
            y=self.whole[1][heads, places].astype(np.float64),
            positions=self.given[heads // self.heads_each, places],
            heads=heads,
            places=places,
        )

    def with_noise(self, noise: Noise) -> Sample:
        return replace(self, noise=noise)

    def spread(self, chosen: Bools, most: int = MAX_SAMPLE_HEADS * MAX_SAMPLE_POSITIONS) -> Sample:
        """At most so many of the chosen rows, (heads, seq), evenly spread."""
        heads, places = np.nonzero(chosen)
        if len(heads) > most:
            some = np.linspace(0, len(heads) - 1, most).astype(np.intp)
            heads, places = heads[some], places[some]
        return self.at(heads, places)


def take_sample(
    x: ArrayLike,
    y: ArrayLike,
    positions: ArrayLike | None,
    axes: str | None = None,
    resolution: float = 0.0,
    sections: Sequence[int] | None = None,
    interleaved: bool = False,
) -> Sample:
    """Rows of x and y, shapes (head_dim,) to (batch, heads, seq, head_dim), with positions.

    positions: one number for (head_dim,), else (seq,) or (batch, seq); None means 0, 1, 2, ...
    With sections (pairs that follow each axis): (axes, seq) or (axes, batch, seq).
    axes: "heads, seq" or "seq, heads" (or the same after "batch, "); None means inferred.
    resolution: what rounding in print may have taken off each number.
    Raises RopeError for shapes that do not fit, and where no row is finite.
    """
    before, after = _array("x", x), _array("y", y)
    if before.shape != after.shape:
        raise RopeError("y", f"shape {after.shape}", f"x's shape, {before.shape}")
    parts = checked_sections(sections)
    if parts and positions is None:
        raise RopeError("positions", None, f"one row for each of the {len(parts)} axes")
    where = None if positions is None else np.atleast_1d(position_array(positions))
    batch = before.shape[0] if before.ndim == 4 else 1
    if before.ndim == 3 and where is not None and where.ndim == 2 and not parts:
        batch = before.shape[0] if where.shape[0] == before.shape[0] else 1
        if batch > 1:  # (batch, seq, head_dim): one head
            before, after = before[:, None], after[:, None]
    b3, a3 = (_three_axes(one, axes, where) for one in (before, after))
    heads, seq, head_dim = b3.shape
    by_axis = placed(where, batch, seq, len(parts), np.shape(x), b3.shape)
    given = by_axis[0]
    finite = finite_rows(b3)
    h, s = _choose(heads, seq)
    grid_h, grid_s = (g.reshape(-1) for g in np.meshgrid(h, s, indexing="ij"))
    empty = np.zeros((0, head_dim))
    no_rows = np.zeros(0, dtype=np.intp)
    sample = Sample(
        empty, empty, np.zeros(0), no_rows, no_rows, (heads, seq, head_dim), batch,
        Noise("float64", 0.0), (b3, a3), given, finite, by_axis if parts else None, parts,
        interleaved,
    )  # fmt: skip
    sample = sample.at(grid_h, grid_s)
    known = np.asarray(np.isfinite(sample.x).all(axis=1) & np.isfinite(sample.y).all(axis=1))
    if not known.any():
        sample = _any_finite(sample)
    elif not known.all():
        sample = sample.rows(known)
    return sample.with_noise(noise_of(before, after, sample.x, sample.y, resolution))


def take_whole(x: NDArray[Any], positions: ArrayLike | None) -> Sample:
    """Every row of one head (1, seq, head_dim), for comparing what a sample suggested."""
    sample = take_sample(x, x, positions, "heads, seq")
    places = np.arange(x.shape[1])
    return sample.at(np.zeros_like(places), places)


def finite_rows(x: NDArray[Any]) -> Bools:
    """Which rows of (heads, seq, head_dim) have nothing in them that is nan or inf.

    >>> finite_rows(np.array([[[1.0, 2.0], [np.nan, 0.0]]])).tolist()
    [[True, False]]
    """
    if x.dtype.kind != "f":
        return np.ones(x.shape[:2], dtype=np.bool_)
    # One pass: a sum is finite only if nothing in it is not (or it overflows: then look closely).
    with np.errstate(over="ignore", invalid="ignore"):
        rows = np.isfinite(np.einsum("hsd->hs", x))
    if not rows.all():
        rows[~rows] = np.isfinite(x[~rows]).all(axis=-1)
    return np.asarray(rows)


def _any_finite(sample: Sample) -> Sample:
    """Rows from anywhere, where none of those chosen is finite."""
    x, y = sample.whole
    rows = sample.finite & np.isfinite(y).all(axis=-1)
    if rows.any():
        return sample.spread(rows)
    name, whole = ("y", y) if sample.finite.any() else ("x", x)
    bad = ~np.isfinite(whole)
    head, place, feature = (int(index[0]) for index in np.nonzero(bad))
    at = sample.given[head // sample.heads_each, place]
    hint = f"The first one is at position {typed(at)}, feature {feature}."
    received = counted(int(bad.sum()), "number", "that are nan or inf")
    raise RopeError(name, received, "finite numbers", hint)


def _array(name: str, given: ArrayLike) -> NDArray[Any]:
    array = as_array(name, given, VECTORS)
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
        raise RopeError(name, array, VECTORS)
    if array.ndim == 0 or array.ndim > 4 or array.size == 0:
        raise RopeError(name, f"shape {array.shape}", "1 to 4 axes, none empty, head_dim last")
    if array.shape[-1] < 2 or array.shape[-1] > MAX_HEAD_DIM:
        raise RopeError(name, f"shape {array.shape}", f"2 to {MAX_HEAD_DIM:,} features last")
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
    if where is not None and where.shape[-1] == first != second:
        return "seq, heads"
    return "heads, seq"


def _choose(heads: int, seq: int) -> tuple[Ints, Ints]:
    h = np.arange(heads)
    if heads > MAX_SAMPLE_HEADS:
        h = np.unique(np.linspace(0, heads - 1, MAX_SAMPLE_HEADS).astype(np.intp))
    s = np.arange(seq)
    if seq > MAX_SAMPLE_POSITIONS:
        head = np.arange(MAX_SAMPLE_POSITIONS // 2)
        tail = np.linspace(len(head), seq - 1, MAX_SAMPLE_POSITIONS - len(head)).astype(np.intp)
        s = np.unique(np.concatenate([head, tail]))
    return h, s
