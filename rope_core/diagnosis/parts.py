"""What explains a part of the rows, where nothing explains them all.

Rows are judged one by one: by wiring (lengths), by a listed table and turning at the positions
given, and by whether any position at all explains the angles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from rope_core.diagnosis.angles import FIT, Recovered, gap, recover
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs.bug import TableSetting
from rope_core.diagnosis.bugs.place import AS_GIVEN
from rope_core.diagnosis.layouts import Layout
from rope_core.diagnosis.menu import layout_menu, table_menu, turning_menu, widths
from rope_core.diagnosis.options import Account, Place, Table, Turning
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.solve import LEAST_PAIRS, solve
from rope_core.diagnosis.where import Bools
from rope_core.scaling.base import Floats

_ROWS = 160  # rows that candidates are tried on
_SOLVED_ROWS = 48
_LARGE = 12.0
#: A candidate must explain this share of the rows that can tell, and so many of them.
_SHARE, _LEAST = 0.1, 2
#: So much as meant is no chance, and the rest is what is wrong.
MEANT_SHARE = 0.2
#: Rows solved for their position.
MOST_SOLVED = 40_000
#: Broken positions of one token that are this near to each other in all heads are one position.
_SAME = 1e-3
_PROBED = 1000  # of them, before the others


@dataclass(frozen=True, eq=False)
class Candidate:
    """An account without a place, and the share of the telling rows it explains: at the
    positions given, or at any."""

    account: Account
    given: float
    any_position: float


def candidates(sample: Sample, belief: Belief) -> list[Candidate]:
    """Accounts that explain a part of the rows, those that explain most of them first."""
    few = _telling(sample)
    if not len(few.x):
        return []
    found: list[Candidate] = []
    for layout, recovered, kept in _layouts(few, belief):
        found += _at_given(few, belief, layout, recovered, kept)
        found += _anywhere(few, belief, layout, recovered, kept)
    return sorted(
        found,
        # By tenths: what explains a row more than another, by chance, is not better for it.
        key=lambda one: (not _meant(one), -round(max(one.given, one.any_position), 1), _cost(one)),
    )


def _meant(one: Candidate) -> bool:
    """What is meant, in a part large enough to be no chance: the rest is what is wrong."""
    return not one.account.bugs and one.given >= MEANT_SHARE


def _cost(one: Candidate) -> tuple[float, ...]:
    return (len(one.account.bugs), one.any_position > one.given, one.account.prior)


def _telling(sample: Sample) -> Sample:
    rows = np.flatnonzero(sample.positions)
    if len(rows) > _ROWS:
        rows = rows[np.linspace(0, len(rows) - 1, _ROWS).astype(np.intp)]
    return sample.rows(rows)


def _layouts(few: Sample, belief: Belief) -> Iterator[tuple[Layout, Recovered, Bools]]:
    """Wirings that keep lengths in a part of the rows, (rows,), with their angles."""
    wide = widths(few.head_dim, belief)
    for layout in layout_menu(few.head_dim, belief, wide[:2], few.heads_each):
        if len(layout.bugs) > 1 or layout.across:
            continue
        recovered = recover(layout, few)
        kept = row_misfits(layout, recovered, few) < FIT
        if kept.sum() >= _LEAST and kept.mean() >= _SHARE:
            yield layout, recovered, kept


def row_misfits(layout: Layout, recovered: Recovered, rows: Sample) -> Floats:
    """How far each row's lengths and copied features are from this wiring, (rows,)."""
    off = np.minimum(recovered.lengths, _LARGE)
    kept = rows.y[:, layout.copied[:, 0]] - rows.x[:, layout.copied[:, 1]]
    scale = rows.noise.relative * np.abs(rows.x[:, layout.copied[:, 1]]) + rows.noise.absolute
    copied = np.minimum(np.abs(kept) / (scale + 1e-15), _LARGE)
    return np.asarray(np.sqrt(np.mean(np.hstack([off, copied]) ** 2, axis=1)))


def _at_given(
    few: Sample, belief: Belief, layout: Layout, recovered: Recovered, kept: Bools
) -> Iterator[Candidate]:
    sizes = TableSetting(
        layout.pairs, 2 * layout.pairs, few.head_dim, belief, float(few.positions.max())
    )
    room = 1 - len(layout.bugs)
    tables = [table for table in table_menu(sizes) if len(table.bugs) <= room]
    right = next(turning_menu(belief))
    options = [(table, right) for table in tables]
    plain = [table for table in tables if not table.bugs][:1]
    options += [
        (t, turn) for t in plain for turn in turning_menu(belief) if len(turn.bugs) == 1 <= room
    ]
    for table, turning in options:
        fit = kept & (row_angle_misfits(recovered, few, table, turning) < FIT)
        if fit.sum() >= _LEAST and fit.mean() >= _SHARE:
            account = _account(layout, table, turning, recovered, belief)
            yield Candidate(account, float(fit.mean()), 0.0)


def _account(
    layout: Layout, table: Table, turning: Turning, recovered: Recovered, belief: Belief
) -> Account:
    factor = belief.factor()
    factor = factor if factor is not None else table.factor or 1.0
    # An amplitude that is no bug is taken exactly; any other as it was measured.
    near = abs(recovered.amplitude / factor - 1) < 1e-2
    wrong = "" if near else "factor_wrong"
    return Account(layout, table, AS_GIVEN, turning, factor if near else recovered.amplitude, wrong)


def row_angle_misfits(recovered: Recovered, rows: Sample, table: Table, turning: Turning) -> Floats:
    """How far each row's angles are from these, (rows,)."""
    angle = turning.angles(rows.turned_at, table.values)
    squares = np.minimum(gap(angle - recovered.angle, recovered.error, angle), _LARGE**2)
    return np.asarray(np.sqrt(squares.mean(axis=1)))


def _anywhere(
    few: Sample, belief: Belief, layout: Layout, recovered: Recovered, kept: Bools
) -> Iterator[Candidate]:
    if layout.pairs < LEAST_PAIRS or few.sections:
        return
    rows = np.flatnonzero(kept)
    rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), _SOLVED_ROWS)).astype(np.intp)]
    sizes = TableSetting(layout.pairs, 2 * layout.pairs, few.head_dim, belief)
    longest = 4 * float(np.abs(few.given).max()) + 4096
    for table in [one for one in table_menu(sizes) if not one.bugs and one.prior < 0.3]:
        for turning in turning_menu(belief):
            if turning.times != 1.0 or turning.shift or len(turning.bugs) + len(layout.bugs) > 1:
                continue
            turned = turning.sign * recovered.angle[rows]
            solved = solve(turned, recovered.error[rows], table.values, longest)
            share = float(solved.fits.mean() * kept.mean())
            if solved.fits.sum() >= _LEAST and share >= _SHARE:
                account = _account(layout, table, turning, recovered, belief)
                yield Candidate(account, 0.0, share)


def used_positions(account: Account, sample: Sample, wrong: Bools) -> Floats | None:
    """The position that explains each row, (heads, seq): as given where not wrong, nan where
    none does; None where most of the wrong rows, (heads, seq), have none."""
    if account.layout.across or account.turning.times != 1.0 or account.turning.shift:
        return None
    chosen = _few_heads(sample, wrong & sample.finite)
    rows = sample.spread(chosen, MOST_SOLVED)
    if not len(rows.x) or account.layout.pairs < LEAST_PAIRS:
        return None
    longest = 4 * float(np.abs(sample.given).max()) + 4096
    # Where hardly any of a few rows has a position, most of all rows have none.
    few = rows.rows(np.linspace(0, len(rows.x) - 1, _PROBED).astype(np.intp))
    if len(rows.x) > 2 * _PROBED and _solved(account, few, longest)[1].mean() < 0.55:
        return None
    position, fits = _solved(account, rows, longest)
    if fits.mean() < 0.6:
        return None
    each = sample.heads_each
    used = np.repeat(sample.given, each, axis=0)
    used[wrong] = np.nan
    used[rows.heads[fits], rows.places[fits]] = position[fits]
    return _filled(used, each, wrong)


def _solved(account: Account, rows: Sample, longest: float) -> tuple[Floats, Bools]:
    """The position of each row, and whether it explains the row, (rows,)."""
    recovered = recover(account.layout, rows)
    kept = row_misfits(account.layout, recovered, rows) < FIT
    turned = account.turning.sign * recovered.angle
    solved = solve(turned, recovered.error, account.table.values, longest)
    return solved.position, solved.fits & kept


def _few_heads(sample: Sample, wrong: Bools) -> Bools:
    """At most four of the heads of each sequence that are wrong: all share their positions."""
    chosen = np.zeros_like(wrong)
    for first in range(0, len(wrong), sample.heads_each):
        heads = first + np.flatnonzero(wrong[first : first + sample.heads_each].any(axis=1))
        if len(heads) > 4:
            heads = heads[np.linspace(0, len(heads) - 1, 4).astype(np.intp)]
        chosen[heads] = wrong[heads]
    return chosen


def _filled(used: Floats, each: int, wrong: Bools) -> Floats:
    """Heads that were not solved take what the solved ones of their sequence agree on."""
    by_sequence = used.reshape(-1, each, used.shape[1])
    marked = wrong.reshape(by_sequence.shape)
    for sequence, part in enumerate(by_sequence):
        solved = np.where(marked[sequence], part, np.nan)
        for place in np.flatnonzero(np.isnan(part).any(axis=0)):
            known = solved[:, place][~np.isnan(solved[:, place])]
            if len(known) and np.ptp(known) <= _SAME:
                empty = np.isnan(part[:, place])
                part[empty, place] = np.median(known)
    return used


def at_positions(account: Account, used: Floats, bugs: tuple[str, ...], words: str) -> Account:
    """The account with these positions, (heads, seq)."""
    place = Place(lambda rows: used[rows.heads, rows.places], words, bugs)
    return replace(account, place=place)
