"""Angles recovered from x and y under one layout, and how well an explanation meets them.

>>> from rope_core.diagnosis.layouts import rotation
>>> from rope_core.diagnosis.sample import take_sample
>>> sample = take_sample([[1.0, 0.0], [1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], None)
>>> recover(rotation("interleaved", 2), sample).angle.round(4).tolist()
[[0.0], [1.5708]]
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from rope_core.diagnosis.layouts import Layout, columns, forward, measure
from rope_core.diagnosis.noise import ANGLE_ERROR, RELATIVE
from rope_core.diagnosis.options import Account, Place, Table, Turning, across_heads
from rope_core.diagnosis.placed import Ints
from rope_core.diagnosis.sample import Sample
from rope_core.scaling.base import Floats

#: Misfits from here on (1 = the most that rounding explains) are no fit.
FIT = 1.5
FIT_WORST = 10.0
_CLIP = 400.0
_ROUGH_ROWS, _ROUGH_PAIRS = 6, 16


@dataclass(frozen=True, eq=False)
class Recovered:
    """What each row and pair was turned by: angle and its error (rows, pairs), the amplitude
    common to all, and how far the lengths are from one common amplitude (1 = rounding): lengths
    for each, misfit and worst for all of them and the copied features."""

    angle: Floats
    error: Floats
    lengths: Floats
    amplitude: float
    misfit: float
    worst: float

    @property
    def fits(self) -> bool:
        return self.misfit < FIT and self.worst < FIT_WORST


def recover(layout: Layout, sample: Sample) -> Recovered:
    """Angles, and whether this layout can be right: one amplitude, copied features unchanged."""
    x = across_heads(sample, layout.across) if layout.across else sample.x
    cos, sin, spread = measure(layout, x, sample.y)
    long = _lengths(layout, x, sample.y)
    noise = sample.noise
    with np.errstate(invalid="ignore"):  # 0 × inf, where x is zero
        error = (noise.relative * long + noise.absolute) * spread  # of cos and sin, (rows, pairs)
    error = np.nan_to_num(np.maximum(error, 1e-15), nan=np.inf, posinf=np.inf)
    size = np.hypot(cos, sin)
    known = np.isfinite(error)
    amplitude = _weighted_median(size[known], 1 / error[known] ** 2) if known.any() else 1.0
    amplitude = amplitude if amplitude > 0 else 1.0
    off = np.where(known, np.abs(size - amplitude) / error, 0.0)
    kept = sample.y[:, layout.copied[:, 0]] - x[:, layout.copied[:, 1]]
    scale = noise.relative * np.abs(x[:, layout.copied[:, 1]]) + noise.absolute + 1e-15
    every = np.concatenate([off.reshape(-1), (np.abs(kept) / scale).reshape(-1)])
    misfit = float(np.sqrt(np.mean(np.minimum(every, _CLIP) ** 2))) if every.size else 0.0
    return Recovered(
        np.arctan2(sin, cos),
        error / amplitude,
        off,
        amplitude,
        misfit,
        float(every.max(initial=0.0)),
    )


def _lengths(layout: Layout, x: Floats, y: Floats) -> Floats:
    """The size of the numbers that meet in each pair's two sums, (rows, pairs)."""
    sides = []
    for side in (0, 1):
        read, partner = (columns(one[:, side]) for one in (layout.read, layout.partner))
        sides.append(x[:, read] ** 2 + x[:, partner] ** 2)
    size = np.sqrt(np.maximum(*sides))
    if layout.overwritten or layout.added:
        size = np.maximum(size, np.abs(y[:, layout.out]).max(axis=-1))
    return np.asarray(size)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def gap(difference: Floats, error: Floats, angle: Floats) -> Floats:
    """How far apart two angles are, in units of what rounding explains, squared."""
    with np.errstate(invalid="ignore"):  # a position beyond float16 is inf, its angle nan
        squares = 2 * (1 - np.cos(difference)) / (error**2 + angle_error(angle) ** 2)
    return np.asarray(np.nan_to_num(squares, nan=_CLIP, posinf=_CLIP))


def angle_error(angle: Floats) -> Floats:
    """What float32 does to an angle. Bounded: an angle of a million turns explains nothing."""
    return np.asarray(np.minimum(ANGLE_ERROR * np.abs(angle), 0.3))


def angle_misfits(
    found: Recovered,
    sample: Sample,
    turning: Turning,
    place: Place,
    tables: list[Table],
    limit: float = np.inf,
) -> Floats:
    """The misfit of each of these tables with one turning and one place, (tables,).

    Above `limit` only the nearest few are worked out; the others are inf.
    """
    used = place.used(sample)
    stack = np.stack([table.values for table in tables])  # (tables, pairs)
    count, pairs = found.angle.shape
    rows, some = spread(count, _ROUGH_ROWS), spread(pairs, _ROUGH_PAIRS)
    share = count * pairs / (len(rows) * len(some))
    if limit == np.inf or share < 3:
        return _misfits(found.angle, found.error, used, stack, turning, place)
    corner = np.ix_(rows, some)
    # With sections each pair has its own position: (rows, pairs), and the last goes on.
    here = used[rows] if used.ndim == 1 else used[np.ix_(rows, np.minimum(some, used.shape[1] - 1))]
    rough = _misfits(found.angle[corner], found.error[corner], here, stack[:, some], turning, place)
    # The squares of a part are no more than those of the whole: nothing that fits is lost.
    alive = rough <= limit * np.sqrt(share)
    alive[np.argsort(rough, kind="stable")[:3]] = True
    misfits = np.full(len(tables), np.inf)
    misfits[alive] = _misfits(found.angle, found.error, used, stack[alive], turning, place)
    return misfits


@cache
def spread(count: int, most: int) -> Ints:
    """At most so many indexes, evenly over 0 to count − 1.

    >>> spread(9, 3).tolist()
    [0, 4, 8]
    """
    indexes = np.unique(np.linspace(0, count - 1, min(most, count)).astype(np.intp))
    indexes.setflags(write=False)  # all who ask alike have the same
    return indexes


def _misfits(
    seen: Floats, error: Floats, used: Floats, stack: Floats, turning: Turning, place: Place
) -> Floats:
    # All tables at once: (tables × pairs) as one long table.
    if used.ndim > 1:
        pairs = np.minimum(np.arange(stack.shape[1]), used.shape[1] - 1)
        used = np.tile(used[:, pairs], len(stack))
    angle = turning.angles(used, stack.reshape(-1), place.rounding) - turning.shift
    angle = np.swapaxes(angle.reshape(len(used), *stack.shape), 0, 1)  # (tables, rows, pairs)
    squares = gap(angle + turning.shift - seen[None], error[None], angle)
    return np.asarray(np.sqrt(np.mean(np.minimum(squares, _CLIP), axis=(1, 2))))


def judge(account: Account, sample: Sample) -> Account:
    """The account with its misfit on all rows of the sample: y itself against the prediction."""
    angle = account.angles(sample)
    off, apart = deviation(account, sample, angle, account.cos_sin(angle))
    size = float(np.sqrt(np.mean(sample.y**2))) or 1.0
    # Angles that float32 cannot hold fit anything: what rests on them is less likely.
    blind = float(np.mean(ANGLE_ERROR * np.abs(np.nan_to_num(angle)) > 0.3))
    return replace(
        account,
        far_fetched=blind,
        misfit=float(np.sqrt(np.mean(np.minimum(off, _CLIP) ** 2))),
        worst=float(off.max()),
        residual=float(np.sqrt(np.mean(np.nan_to_num(apart) ** 2)) / size),
    )


def deviation(
    account: Account, sample: Sample, angle: Floats, cos_sin: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """How far every number is from the explanation, (rows, head_dim): in units of the most that
    rounding explains, and as it is."""
    x = across_heads(sample, account.layout.across) if account.layout.across else sample.x
    noise, layout = sample.noise, account.layout
    predicted = forward(layout, x, *cos_sin)
    relative = max(noise.relative, RELATIVE[account.inside]) if account.inside else noise.relative
    error = relative * np.abs(x) + noise.absolute + 1e-15
    # (rows, pairs): rounding of the sums, and of angles computed in float32.
    long = _lengths(layout, x, sample.y) * max(account.amplitude, 1e-30)
    pair_error = long * (relative + angle_error(angle)) + noise.absolute + 1e-15
    error[:, columns(layout.out[:, 0])] = pair_error
    error[:, columns(layout.out[:, 1])] = pair_error
    with np.errstate(invalid="ignore"):
        apart = sample.y - predicted
        off = np.abs(apart) / error
    return np.nan_to_num(off, nan=_CLIP, posinf=_CLIP), apart


def fits(account: Account) -> bool:
    return account.misfit < FIT and account.worst < FIT_WORST
