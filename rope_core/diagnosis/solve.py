"""The position each row was turned for, where wiring and table are known.

>>> table = 10000.0 ** (-np.arange(32) / 32)
>>> angle = np.array([[7.0], [300.0]]) * table
>>> solved = solve(np.angle(np.exp(1j * angle)), np.full(angle.shape, 1e-5), table, 1000.0)
>>> solved.position.round(6).tolist(), solved.fits.tolist()
([7.0, 300.0], [True, True])
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rope_core.diagnosis.angles import FIT, angle_error
from rope_core.diagnosis.where import Bools
from rope_core.scaling.base import Floats

#: With fewer pairs some position fits any angles.
LEAST_PAIRS = 3
_MOST_STARTS = 64
_USABLE = 0.6  # radians: an angle less sure than this says nothing
_FAR = 20.0


@dataclass(frozen=True, eq=False)
class Solved:
    """position (rows,), and whether it explains all the row's angles."""

    position: Floats
    fits: Bools


def solve(angle: Floats, error: Floats, table: Floats, longest: float) -> Solved:
    """Positions whose angles are these, (rows, pairs), up to whole turns.

    The slowest pair gives a rough position; each faster one makes it finer, as its whole turns
    are known by then. Where the slowest turns several times up to `longest`, each count is tried.
    """
    order = np.argsort(table, kind="stable")
    order = order[table[order] > 0]
    rows = len(angle)
    best = np.full(rows, np.inf)
    found = np.zeros(rows)
    if len(order) < LEAST_PAIRS:
        return Solved(found, np.zeros(rows, dtype=np.bool_))
    slowest = table[order[0]]
    turns = min(math.ceil(longest * slowest / math.tau), _MOST_STARTS)
    angle, error, table = angle[:, order], error[:, order], table[order]
    starts = [_refined(angle, error, table, whole * math.tau) for whole in (*range(turns + 1), -1)]
    # A whole position is believed before a broken one, and a small one before a large.
    for tried in (*(np.round(position) for position in starts), *starts):
        misfit = _misfit(angle, error, table, tried)
        better = (misfit < best) & (best >= FIT)
        best[better], found[better] = misfit[better], tried[better]
    return Solved(found, best < FIT)


def _refined(angle: Floats, error: Floats, table: Floats, start: float) -> Floats:
    """Pair by pair from the slowest, (rows,): least squares over the pairs so far."""
    top = np.zeros(len(angle))
    weight = np.zeros(len(angle))
    for pair, speed in enumerate(table):
        seen = angle[:, pair]
        near = top / np.maximum(weight, 1e-300) * speed
        guess = np.where(weight > 0, near, seen + start)
        full = seen + math.tau * np.round((guess - seen) / math.tau)
        sure = 1 / (error[:, pair] ** 2 + angle_error(full) ** 2)
        usable = (error[:, pair] < _USABLE) & ((weight == 0) | (weight * math.pi**2 > 4 * speed**2))
        sure = np.where(usable, sure, 0.0)
        top += sure * speed * full
        weight += sure * speed**2
    return np.asarray(top / np.maximum(weight, 1e-300))


def _misfit(angle: Floats, error: Floats, table: Floats, position: Floats) -> Floats:
    full = position[:, None] * table
    squares = 2 * (1 - np.cos(full - angle)) / (error**2 + angle_error(full) ** 2)
    return np.asarray(np.sqrt(np.mean(np.minimum(squares, _FAR**2), axis=1)))
