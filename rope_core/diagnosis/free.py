"""Explanations with a number that is on no list: a base, an offset, a stretch, a restart.

Each finder takes the recovered angles and returns options; `free_accounts` asks all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from rope_core.diagnosis.angles import FIT, Recovered, angle_error, spread
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.budget import LADDER_COST, PLACE_COST, Budget
from rope_core.diagnosis.bugs.bug import TableSetting
from rope_core.diagnosis.bugs.place import AS_GIVEN, clamped, offset, restarted, stretched, stuck
from rope_core.diagnosis.bugs.turn import RIGHT
from rope_core.diagnosis.ladder import ladder
from rope_core.diagnosis.layouts import Layout
from rope_core.diagnosis.options import Account, Place, Table, Turning, products
from rope_core.diagnosis.sample import Sample
from rope_core.figures import rough
from rope_core.scaling.base import Floats, plain_table

_REACHES = (256, 8192, 65536)  # offsets beyond are not looked for
_LADDER_ROWS = 10
_LADDER_PAIRS = 32
_LIKELY = 0.3  # priors of tables up to here


@dataclass(frozen=True, eq=False)
class Setting:
    """What the finders work on: angles of a few rows and of all, and the listed options."""

    layout: Layout
    few: Sample
    found: Recovered
    sample: Sample
    whole: Recovered
    belief: Belief
    tables: list[Table]
    places: list[Place]
    turnings: list[Turning]
    sizes: TableSetting


def free_accounts(setting: Setting, bugs: int, scaled: bool, budget: Budget) -> Iterator[Account]:
    """Explanations with a free number and exactly `bugs` bugs beside those of the layout.

    scaled: with the tables that are far-fetched (scaled though nobody said so), or the others.
    budget: nothing more is tried once it is spent.
    """
    for turning in setting.turnings:
        left = bugs - len(turning.bugs)
        if left < 0 or turning.times == 0.0:
            continue
        for table, place in _free_options(setting, turning, left, scaled, budget):
            yield Account(setting.layout, table, place, turning)
    garbage = _no_formula(setting.whole, setting.sample) if bugs == 1 and not scaled else None
    if garbage is not None:
        yield Account(setting.layout, garbage, AS_GIVEN, RIGHT)


def _free_options(
    setting: Setting, turning: Turning, left: int, scaled: bool, budget: Budget
) -> Iterator[tuple[Table, Place]]:
    cost = 0 if setting.belief.base is None else 1
    for place in () if scaled else setting.places:
        if cost + len(place.bugs) == left:
            for free in _any_base(setting, turning, place, budget):
                yield free, place
    if left < 1 or turning.times != 1.0:
        return
    for table in setting.tables:
        if len(table.bugs) == left - 1 and scaled == (table.prior > _LIKELY):
            for place in _any_place(setting, turning, table, budget):
                yield table, place


def _any_place(setting: Setting, turning: Turning, table: Table, budget: Budget) -> Iterator[Place]:
    if not budget.pays(PLACE_COST):
        return
    found, few = setting.found, setting.few
    reaches = _REACHES if not table.bugs and not turning.bugs else _REACHES[:1]
    if place := _any_offset(found, few, turning, table, reaches):
        yield place
    likely = not table.bugs and table.prior <= _LIKELY
    if likely and budget.pays(LADDER_COST) and (place := _any_stretch(found, few, turning, table)):
        yield place
    # What a few rows do not show, all of them need not be asked for.
    if len(few.positions) == len(setting.sample.positions) or any(
        _break(found, few, turning, table, reaches)
    ):
        yield from _break(setting.whole, setting.sample, turning, table, reaches)


# --- one number for all rows and pairs ------------------------------------------------


def _any_base(setting: Setting, turning: Turning, place: Place, budget: Budget) -> Iterator[Table]:
    sizes, rows = setting.sizes, spread(len(setting.few.positions), _LADDER_ROWS)
    if sizes.pairs < 2 or place.rounding is not None or setting.belief.method is not None:
        return
    used = place.used(setting.few)[rows]
    if not np.isfinite(used).all() or not budget.pays(LADDER_COST):
        return
    some = spread(sizes.pairs, _LADDER_PAIRS)
    share = 2 * some / sizes.rotary_dim
    # With sections each pair has a position of its own: (rows, 1), or (rows, pairs).
    at = used[:, None] if used.ndim == 1 else used[:, np.minimum(some, used.shape[1] - 1)]

    def angles(t: Floats) -> Floats:
        table = np.exp(-t[:, None] * share)  # (k, pairs)
        return np.asarray(turning.sign * turning.times * at * table[:, None, :])

    seen = setting.found.angle[np.ix_(rows, some)]
    t, cosine = ladder(angles, seen - turning.shift, (0.7, 24.0), 0.02)
    if cosine < 0.9:
        return
    bugs = ("base",) if setting.belief.base is not None else ()
    exact = float(np.exp(t))
    for base, prior in ((_short(exact), 0.4), (exact, 0.45)):
        values = plain_table(base, sizes.rotary_dim)
        yield Table(values, f"base {rough(base, 8)}", bugs, rough(base, 8), 1.0, base, prior)


def _short(value: float) -> float:
    """The value with as few digits as are within the error of float32.

    >>> _short(12345.0001)
    12345.0
    """
    for digits in range(1, 8):
        rounded = float(f"{value:.{digits - 1}e}")
        if abs(rounded / value - 1) < 3e-6:
            return rounded
    return value


def _any_stretch(found: Recovered, few: Sample, turning: Turning, table: Table) -> Place | None:
    rows, some = spread(len(few.positions), _LADDER_ROWS), spread(len(table.values), _LADDER_PAIRS)
    angle = turning.sign * products(few.turned_at, table.values)[np.ix_(rows, some)]

    def angles(t: Floats) -> Floats:
        return np.asarray(np.exp(t)[:, None, None] * angle)

    seen = found.angle[np.ix_(rows, some)]
    t, cosine = ladder(angles, seen - turning.shift, (-7.0, 7.0), 0.01)
    if cosine < 0.9:
        return None
    by = float(np.exp(t))
    return stretched(1 / _short(1 / by) if by < 1 else _short(by))


def _left_over(found: Recovered, sample: Sample, turning: Turning, table: Table) -> Floats:
    """Per row and pair, the turn that is left once position × inv_freq is taken off."""
    rest = turning.sign * (found.angle - turning.shift) - products(sample.turned_at, table.values)
    return np.asarray(np.exp(1j * rest))


def _common(turns: Floats, error: Floats) -> Floats | None:
    """The mean turn of each pair, if all rows have it in common; else None."""
    weight = 1 / error**2
    if not weight.any(axis=0).all():  # a pair that no row measures
        return None
    mean = (turns * weight).sum(axis=0) / weight.sum(axis=0)
    mean = mean / np.maximum(np.abs(mean), 1e-12)
    off = np.minimum(np.abs(turns - mean) / error, 20.0)
    return mean if np.sqrt(np.mean(off**2)) < 2 * FIT else None


def _errors(found: Recovered, sample: Sample, table: Table, reach: float = 0.0) -> Floats:
    """Of the angles, if positions are off by at most `reach`."""
    angle = np.abs(products(sample.turned_at, table.values)) + reach * np.abs(table.values)
    return np.asarray(found.error + angle_error(angle) + 1e-12)


def _any_offset(
    found: Recovered, few: Sample, turning: Turning, table: Table, reaches: tuple[int, ...]
) -> Place | None:
    turns = _left_over(found, few, turning, table)
    for reach in reaches:
        # float32 rounds the angles of the positions that were used, not of those given.
        mean = _common(turns, _errors(found, few, table, reach))
        place = None if mean is None else _whole_shift(mean, table, offset, (reach,))
        if place is not None:
            return place
    return None


def _whole_shift(
    mean: Floats, table: Table, make: Callable[[float], Place], reaches: tuple[int, ...]
) -> Place | None:
    """The whole number c of smallest size for which exp(i c inv_freq) is `mean`."""
    for reach in reaches:
        tries = np.arange(-reach, reach + 1, dtype=np.float64)
        tries = tries[np.argsort(np.abs(tries), kind="stable")]
        score = np.concatenate(
            [
                (np.exp(-1j * tries[at : at + 4096, None] * table.values) * mean).real.mean(axis=1)
                for at in range(0, len(tries), 4096)
            ]
        )
        best = int(np.argmax(score > max(0.98, score.max() - 1e-3)))
        if score[best] > 0.98 and tries[best] != 0:
            return make(float(tries[best]))
    return None


# --- rows right up to a point -----------------------------------------------------------


def _break(
    whole: Recovered, sample: Sample, turning: Turning, table: Table, reaches: tuple[int, ...]
) -> Iterator[Place]:
    """Rows that fit as given before some position, and something simple from there on."""
    turns, error = _left_over(whole, sample, turning, table), _errors(whole, sample, table)
    off = np.minimum(np.abs(turns - 1) / error, 20.0)
    right = np.sqrt(np.mean(off**2, axis=1)) < 2 * FIT  # (rows,)
    if right.all():
        return
    positions = sample.positions
    wrong_from = float(positions[~right].min())
    later = positions >= wrong_from
    if right[later].mean() > 0.2:
        return
    first = float(positions.min())
    if (mean := _common(turns[later], error[later])) is not None:
        place = _whole_shift(mean, table, offset, reaches)
        if place is not None and place.value is not None:
            start = -place.value
            # At its second token a text does not start again: each has the position before it.
            late = wrong_from == start == first + 1
            if ((~later).any() and not late) or start == first:
                yield restarted(start)
    raw = np.exp(1j * turning.sign * (whole.angle[later] - turning.shift))
    same = _common(raw, error[later]) if len(np.unique(positions[later])) > 1 else None
    if same is not None and (at := _whole_shift(same, table, stuck, reaches)) is not None:
        value = at.value or 0.0
        yield clamped(value) if (~later).any() and value > 0 else at


# --- frequencies from no formula ----------------------------------------------------------


def _no_formula(whole: Recovered, sample: Sample) -> Table | None:
    """Free frequencies, if angles grow steadily with position; needs neighbours to start from."""
    order = np.argsort(sample.positions, kind="stable")
    distinct, start = np.unique(sample.positions[order], return_index=True)
    if len(distinct) < 3:
        return None
    turn, weight = np.exp(1j * whole.angle[order]), 1 / (whole.error[order] ** 2 + 1e-12)
    rows = np.add.reduceat(turn * weight, start, axis=0)
    rows /= np.maximum(np.add.reduceat(weight, start, axis=0), 1e-300)  # (distinct, pairs)
    values = np.zeros(turn.shape[1])
    step = float(np.diff(distinct).min())
    # Neighbours first, then rows about twice as far apart, and so on: no turn is missed.
    while step <= distinct[-1] - distinct[0]:
        later = np.minimum(np.searchsorted(distinct, distinct + step), len(distinct) - 1)
        apart = distinct[later] - distinct
        ok = (apart >= step) & (apart < 2 * step)
        if ok.any():
            moved = rows[later[ok]] * rows[ok].conj()
            left = np.angle(moved * np.exp(-1j * apart[ok, None] * values))
            values += (left * apart[ok, None]).sum(axis=0) / (apart[ok] ** 2).sum()
        step *= 2
    rest = (rows * np.exp(-1j * distinct[:, None] * values)).mean(axis=0)
    values += np.angle(rest) / max(float(np.abs(distinct).mean()), 1.0)
    return Table(values, "frequencies from no known formula", ("inv_freq_garbage",), prior=1.0)
