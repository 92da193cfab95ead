"""Pairs that follow different positions, as where positions have several axes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rope_core.diagnosis.angles import FIT, Recovered, recover
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs.place import AS_GIVEN
from rope_core.diagnosis.menu import layout_menu, right_tables, turning_menu, widths
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.parts import row_misfits
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.solve import LEAST_PAIRS, solve
from rope_core.scaling.base import Floats

_ROWS = 64
_MOST_GROUPS = 4


@dataclass(frozen=True, eq=False)
class PairGroup:
    """pairs: first and last. given, used: positions of some rows; tokens: which rows they are."""

    pairs: tuple[int, int]
    tokens: Floats
    given: Floats
    used: Floats

    @property
    def as_given(self) -> bool:
        return np.array_equal(self.given, self.used)


def pair_groups(sample: Sample, belief: Belief) -> Iterator[tuple[Account, tuple[PairGroup, ...]]]:
    """Accounts in which two to four groups of neighbouring pairs each have a position of their
    own in every row."""
    rows = np.flatnonzero(sample.positions)
    right = next(turning_menu(belief))
    if len(rows) < 3:
        return
    few = sample.rows(rows[np.linspace(0, len(rows) - 1, min(_ROWS, len(rows))).astype(np.intp)])
    for layout in layout_menu(few.head_dim, belief, widths(few.head_dim, belief)[:1]):
        if layout.bugs or layout.pairs < 2 * LEAST_PAIRS:
            continue
        found = recover(layout, few)
        if np.mean(row_misfits(layout, found, few) < FIT) < 0.95:
            continue
        for table in right_tables(layout, few.head_dim, belief)[:3]:
            groups = _groups(found, few, right.sign * table.values)
            if groups and len(groups) > 1:
                account = Account(layout, table, AS_GIVEN, right, found.amplitude)
                yield account, groups
                return


def _groups(found: Recovered, few: Sample, table: Floats) -> tuple[PairGroup, ...]:
    groups: list[PairGroup] = []
    start = 0
    while start < len(table):
        stop, used = start, None
        for end in range(start + LEAST_PAIRS, len(table) + 1):
            solved = _solved(found, few, table, start, end)
            if solved is None:
                break
            stop, used = end, solved
        if used is None or len(groups) == _MOST_GROUPS:
            return ()
        groups.append(PairGroup((start, stop - 1), few.places.astype(float), few.positions, used))
        start = stop
    return tuple(groups)


def _solved(found: Recovered, few: Sample, table: Floats, start: int, end: int) -> Floats | None:
    part = slice(start, end)
    longest = 2 * float(np.abs(few.positions).max()) + 512
    solved = solve(
        np.sign(table[part]) * found.angle[:, part],
        found.error[:, part],
        np.abs(table[part]),
        longest,
    )
    return solved.position if solved.fits.mean() > 0.95 else None
