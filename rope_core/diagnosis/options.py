"""What an explanation is put together from: a table, the positions used, a way of turning.

An explanation (`Account`) says: rows of x, wired by a layout, turned by

    angle = sign × times × (used position × inv_freq) + shift

>>> plain = Turning()
>>> plain.angles(np.array([2.0]), np.array([1.0, 0.5])).tolist()
[[2.0, 1.0]]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rope_core.analysis.formats import Precision, round_to
from rope_core.diagnosis.layouts import Layout, forward
from rope_core.diagnosis.sample import Sample
from rope_core.scaling.base import Floats, Scaling


@dataclass(frozen=True, eq=False)
class Table:
    """Inverse frequencies, (pairs,), by name. factor: what cos and sin should carry with it."""

    values: Floats
    words: str
    bugs: tuple[str, ...] = ()
    detail: str = ""
    factor: float | None = None
    base: float | None = None
    prior: float = 0.0
    scaling: Scaling | None = None


@dataclass(frozen=True, eq=False)
class Place:
    """The positions that were really used, as a function of the rows.

    rounding: the type that positions, frequencies and angles were computed in, if not a wide one.
    """

    used: Callable[[Sample], Floats]
    words: str
    bugs: tuple[str, ...] = ()
    detail: str = ""
    rounding: Precision | None = None
    prior: float = 0.0
    value: float | None = None


@dataclass(frozen=True)
class Turning:
    """From position × inv_freq to the angle whose cos and sin were used."""

    sign: float = 1.0
    times: float = 1.0
    shift: float = 0.0
    words: str = ""
    bugs: tuple[str, ...] = ()
    prior: float = 0.0

    def angles(self, used: Floats, values: Floats, rounding: Precision | None = None) -> Floats:
        """(rows,) or (rows, pairs), and (pairs,), give (rows, pairs)."""
        if rounding is not None:
            with np.errstate(invalid="ignore"):
                rounded = products(round_to(used, rounding), round_to(values, rounding))
                product = np.asarray(round_to(rounded, rounding), dtype=np.float64)
        else:
            product = products(used, values)
        return np.asarray(self.sign * self.times * product + self.shift)


def products(used: Floats, values: Floats) -> Floats:
    """Position × inv_freq, (rows, pairs): positions are (rows,), or (rows, pairs) where pairs
    follow different axes (the last axis goes on where there are more pairs than sections say)."""
    if used.ndim == 1:
        wide = used[:, None]
    else:
        wide = used[:, np.minimum(np.arange(len(values)), used.shape[1] - 1)]
    with np.errstate(invalid="ignore"):  # a position that a narrow type made infinite, times 0
        return np.asarray(wide * values)


@dataclass(frozen=True, eq=False)
class Account:
    """One whole explanation of y. misfit: how far off, 1 = what rounding may cause.

    as_one: the one bug that several of layout and table come to together (`together`).
    """

    layout: Layout
    table: Table
    place: Place
    turning: Turning
    amplitude: float = 1.0
    amplitude_bug: str = ""
    inside: Precision | None = None  # the type of cos and sin, although the data are wider
    misfit: float = np.inf
    worst: float = np.inf
    residual: float = np.inf
    far_fetched: float = 0.0
    as_one: str = ""

    @property
    def bugs(self) -> tuple[str, ...]:
        wired = (self.as_one,) if self.as_one else (*self.layout.bugs, *self.table.bugs)
        parts = (*wired, *self.place.bugs, *self.turning.bugs)
        last = (self.amplitude_bug,) if self.amplitude_bug else ()
        inside = ("low_precision",) if self.inside else ()
        return (*parts, *last, *inside)

    @property
    def prior(self) -> float:
        """How far-fetched, for explanations with equally many bugs."""
        other = 0.2 if self.layout.equivalent else 0.0
        parts = self.table.prior + self.place.prior + self.turning.prior
        return parts + self.far_fetched + other

    def angles(self, sample: Sample) -> Floats:
        used = self.place.used(sample)
        return self.turning.angles(used, self.table.values, self.place.rounding)

    def predict(self, sample: Sample) -> Floats:
        """What y should be under this explanation, (rows, head_dim)."""
        x = across_heads(sample, self.layout.across) if self.layout.across else sample.x
        return forward(self.layout, x, *self.cos_sin(self.angles(sample)))

    def cos_sin(self, angles: Floats) -> tuple[Floats, Floats]:
        """cos and sin as they met x, (rows, pairs) each."""
        with np.errstate(invalid="ignore"):  # angles may be infinite where float16 overflowed
            cos, sin = self.amplitude * np.cos(angles), self.amplitude * np.sin(angles)
        if self.inside is None:
            return cos, sin
        kind = self.inside
        return np.asarray(round_to(cos, kind), np.float64), np.asarray(
            round_to(sin, kind), np.float64
        )


def across_heads(sample: Sample, kind: str) -> Floats:
    """x with its features permuted over all heads at once, as a wrong reshape does.

    split: the evens of the whole width first, then the odds; join: the other way back.
    """
    whole = sample.whole[0]
    heads, _, head_dim = whole.shape
    width = heads * head_dim
    order = np.concatenate([np.arange(0, width, 2), np.arange(1, width, 2)])
    if kind == "join":
        order = np.argsort(order)
    # Only the numbers that come to these rows are fetched, not every head at their places.
    head, feature = np.divmod(order.reshape(heads, head_dim)[sample.heads], head_dim)
    return np.asarray(whole[head, sample.places[:, None], feature], dtype=np.float64)
