"""Scores as they come: masked, after softmax, capped, rounded.

>>> read_scores(np.array([[[0.25, -np.inf], [1.5, 2.0]]])).known.tolist()
[[[True, False], [True, True]]]
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.arrays import as_array
from rope_core.counts import counted
from rope_core.diagnosis.noise import RELATIVE, noise_of
from rope_core.diagnosis.placed import Ints
from rope_core.diagnosis.where import Bools
from rope_core.errors import RopeError
from rope_core.frequencies import position_array
from rope_core.scaling.base import Floats

#: Limits of models that cap scores with c × tanh(score / c).
SOFTCAPS = (50.0, 30.0, 20.0, 100.0, 15.0, 10.0, 25.0, 40.0, 5.0)
#: A score below this is a mask: the smallest float16 is −65504.
_MASK = -9000.0


@dataclass(frozen=True, eq=False)
class Seen:
    """values: what is compared, (heads, queries, keys), 0 where not known; known: not masked, and
    a number; broken: nan or inf. raw: as given. error: what rounding may do to each. softmax:
    values are logarithms of shares, with the mean of each row taken off. notes: what was undone.
    lost: how many are of a q or k that is not finite."""

    values: Floats
    known: Bools
    broken: Bools
    raw: Floats
    error: Floats
    softmax: bool = False
    notes: tuple[str, ...] = ()
    lost: int = 0

    def only(self, comparable: Bools) -> Seen:
        """Of the rest, whose q or k is not finite, nothing can be known.

        Raises RopeError where nothing is left.
        """
        known = self.known & comparable
        if not known.any():
            allowed = "at least one that is a number, not masked, and of a finite q and k"
            raise RopeError("scores", "no score that can be compared", allowed)
        lost, notes = int(comparable.size - comparable.sum()), self.notes
        if lost:
            said = counted(
                lost, "score", "are of a q or k that is not finite, and were not compared"
            )
            notes = (*notes, f"{said}.")
        broken = self.broken & comparable
        return replace(self, known=known, broken=broken, lost=lost, notes=notes)

    @property
    def telling(self) -> Bools:
        """Which say something: they are known, and more than rounding makes of 0."""
        return self.known & (np.abs(self.values) > self.error)

    def at(self, heads: Ints, queries: Ints, keys: Ints) -> Seen:
        """Some queries and some keys, of some heads."""
        cut = np.ix_(heads, queries, keys)
        made = replace(
            self, values=self.values[cut], known=self.known[cut], broken=self.broken[cut],
            raw=self.raw[cut], error=self.error[cut],
        )  # fmt: skip
        return replace(made, values=made.centred(made.values)) if self.softmax else made

    def centred(self, made: Floats) -> Floats:
        """Scores as they are compared: after softmax each row is known up to a constant."""
        if not self.softmax:
            return made
        count = np.maximum(self.known.sum(axis=-1, keepdims=True), 1)
        mean = np.where(self.known, made, 0.0).sum(axis=-1, keepdims=True) / count
        return np.asarray(made - mean)

    def uncapped(self, cap: float) -> Seen | None:
        """What c × tanh(score / c) was made of; None where that cannot be."""
        share = np.where(self.known, self.values, 0.0) / cap
        if np.abs(share).max() >= 1.0 - 1e-7:
            return None
        inner = 1.0 - share**2
        note = f"The scores are capped: {cap:g} × tanh(score / {cap:g})."
        return replace(
            self, values=cap * np.arctanh(share), error=self.error / inner,
            notes=(*self.notes, note),
        )  # fmt: skip


def read_scores(table: NDArray[Any], resolution: float = 0.0) -> Seen:
    """What a table of scores, (heads, queries, keys), holds."""
    raw = table.astype(np.float64)
    known, broken = np.isfinite(raw) & (raw > _MASK), np.isnan(raw) | (raw == np.inf)
    some = raw[known] if known.any() else np.zeros(1)
    noise = noise_of(table, table, some, some, resolution)
    error = RELATIVE[noise.name] * np.abs(np.where(known, raw, 0.0)) / 2 + noise.absolute + 1e-12
    notes = (f"The scores are {noise.name}.",) if noise.name in ("float16", "bfloat16") else ()
    # A row with a nan in it adds up to nothing; one that was masked whole may be all 0.
    whole = ~broken.any(axis=-1) & (raw != 0).any(axis=-1)
    sums = np.where(known, raw, 0.0).sum(axis=-1)[whole]
    shares = (some >= 0).all() and (some <= 1).all()
    if shares and np.abs(sums - 1).max(initial=0) < 0.02 and sums.size and raw.shape[-1] > 1:
        known = known & (raw > 1e-7)
        safe = np.where(known, raw, 1.0)
        made = Seen(
            np.log(safe), known, broken, raw, error / safe, True,
            (*notes, "The rows are shares after softmax: compared up to a constant a row."),
        )  # fmt: skip
        return replace(made, values=np.where(known, made.centred(made.values), 0.0))
    return Seen(np.where(known, raw, 0.0), known, broken, raw, error, False, notes)


def by_head(where: ArrayLike | None, rows: tuple[int, int], side: str) -> Floats:
    """Positions of q or k (side), (heads of all sequences, seq) = rows; None means 0, 1, 2, …

    Raises RopeError for anything but (seq,), or (batch, seq) for a batch that the heads are of.

    >>> by_head([[0, 1], [5, 6]], (4, 2), "q").tolist()
    [[0.0, 1.0], [0.0, 1.0], [5.0, 6.0], [5.0, 6.0]]
    """
    heads, seq = rows
    given = np.arange(seq) if where is None else where
    placed = np.atleast_2d(np.asarray(position_array(given), dtype=np.float64))
    if placed.ndim > 2 or placed.shape[1] != seq or heads % len(placed):
        allowed = f"{seq} in one list, or one list a sequence"
        hint = f"{side} is read as {counted(heads, 'head')} of {counted(seq, 'token')}."
        raise RopeError(f"positions of {side}", f"shape {np.shape(given)}", allowed, hint)
    return np.repeat(placed, heads // len(placed), axis=0)


def score_arrays(q: ArrayLike, k: ArrayLike, given: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """q and k as (heads, seq, head_dim), k repeated for grouped heads, and the table.

    Raises RopeError for shapes that do not fit.
    """
    parts = []
    for name, one in (("q", q), ("k", k)):
        array = as_array(name, one, "numbers, ([heads,] seq, head_dim)")
        if array.dtype.kind not in "biuf" or not 1 <= array.ndim <= 4 or array.size == 0:
            raise RopeError(name, array, "numbers, ([heads,] seq, head_dim)")
        array = np.atleast_2d(array)
        parts.append(array.reshape(-1, *array.shape[-2:]))
    wide_q, wide_k = parts
    if len(wide_q) % len(wide_k) or wide_q.shape[-1] != wide_k.shape[-1]:
        allowed = f"heads that divide q's {len(wide_q)}, as wide as q"
        raise RopeError("k", f"shape {np.shape(k)}", allowed)
    wide_k = np.repeat(wide_k, len(wide_q) // len(wide_k), axis=0)
    table = as_array("scores", given, "numbers, ([heads,] queries, keys)")
    shape = (len(wide_q), wide_q.shape[1], wide_k.shape[1])
    if table.dtype.kind not in "biuf" or table.size != math.prod(shape):
        raise RopeError("scores", f"shape {table.shape}", f"{shape[1:]}, for each of {shape[0]}")
    return wide_q, wide_k, table.reshape(shape)
