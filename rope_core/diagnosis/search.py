"""The search: layouts that can be right, then tables × positions × turnings, at most two bugs.

>>> from rope_core.diagnosis.sample import take_sample
>>> from rope_core.rotate import rotate
>>> from rope_core.spec import RopeSpec
>>> x = np.arange(32.0).reshape(4, 8) % 5 - 2
>>> y = rotate(x, [1, 2, 3, 4], RopeSpec(8))
>>> found = search(take_sample(x, y, [0, 1, 2, 3]), Belief.of(RopeSpec(8)))
>>> found.accounts[0].bugs
('off_by_one',)
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from rope_core.diagnosis.amplitude import name_amplitude
from rope_core.diagnosis.angles import Recovered, angle_misfits, fits, judge, recover
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.budget import FREE_ATTEMPTS, JUDGED_COST, Budget
from rope_core.diagnosis.bugs.bug import TableSetting
from rope_core.diagnosis.free import Setting, free_accounts
from rope_core.diagnosis.layouts import Layout
from rope_core.diagnosis.menu import (
    MOST_BUGS,
    layout_menu,
    place_menu,
    table_menu,
    turning_menu,
    widths,
)
from rope_core.diagnosis.options import Account, Place, Table, Turning
from rope_core.diagnosis.placed import Ints
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.together import together

_SCREEN_ROWS = 24
_LAYOUTS_TRIED = 12
_LAYOUTS_TRIED_FREELY = 3
#: How loosely angles must meet on the few screening rows to be tried on all rows.
_SCREEN = 2.5
_TRIED_FULLY = 40
_OTHERS = 12
#: An explanation that fits this much worse than another is not taken for being simpler.
_CLEARLY_WORSE = 1.6
#: Misfits of right rotations stay below this (0.17 as measured in bfloat16, 0.09 in float32).
_ROUNDING = 0.3


@dataclass(frozen=True, eq=False)
class Found:
    """accounts: those that fit, the best first. near: the best that do not. layouts: those that
    can be right, with their angles; closest: the one nearest to it. all_tried: whether the
    attempts were enough for every explanation with a free number."""

    accounts: list[Account]
    near: list[Account]
    layouts: list[tuple[Layout, Recovered]]
    closest: tuple[Layout, Recovered]
    all_tried: bool = True


def search(
    sample: Sample, belief: Belief, most_bugs: int = MOST_BUGS, attempts: int = FREE_ATTEMPTS
) -> Found:
    """All explanations of the sample with at most so many bugs, and the nearest misses.

    attempts: at free numbers, beyond which `Found.all_tried` is False.
    """
    few = sample.rows(screening_rows(sample))
    wide = widths(sample.head_dim, belief, _seen_widths(sample))
    menu = layout_menu(sample.head_dim, belief, wide, sample.shape[0])
    looked = [(layout, recover(layout, few)) for layout in menu if len(layout.bugs) <= most_bugs]
    closest = min(looked, key=lambda pair: (not pair[1].fits, pair[1].misfit))
    alive = [pair for pair in looked if pair[1].fits]
    if not np.any(sample.positions):
        alive = alive[:3]  # at position 0 alone nothing can be told: no need to try it all
    settings = [
        _setting(layout, found, few, sample, belief) for layout, found in alive[:_LAYOUTS_TRIED]
    ]
    tried = [account for setting in settings for account in _listed(setting)]
    good = _ranked(account for account in tried if fits(account))
    # A free number may explain with fewer bugs what a list explains with two.
    budget = Budget(attempts)
    for bugs, scaled in product(range(most_bugs + 1), (False, True)):
        if (good and weight(good[0]) <= bugs) or budget.spent:
            break
        for setting in settings[:_LAYOUTS_TRIED_FREELY]:
            left = bugs - len(setting.layout.bugs)
            for one in free_accounts(setting, left, scaled, budget) if left >= 0 else ():
                judged = _judged(one, setting)
                others = _other_tables(judged, setting)
                tried += [judged, *others]
                if not budget.pays(JUDGED_COST * (1 + len(others))):
                    break
        good = _ranked(account for account in tried if fits(account))
    near = sorted((a for a in tried if not fits(a)), key=lambda a: a.misfit)[:12]
    return Found(good, near, alive, closest, not budget.spent)


def weight(account: Account) -> int:
    """How many bugs; frequencies from no formula count double, as they explain nearly anything."""
    return len(account.bugs) + ("inv_freq_garbage" in account.bugs)


def _ranked(accounts: object) -> list[Account]:
    """Fewest bugs first; but none that fits clearly worse than another."""
    listed = list(accounts)  # type: ignore[call-overload]
    limit = max(_ROUNDING, _CLEARLY_WORSE * min((a.misfit for a in listed), default=0.0))

    def rank(account: Account) -> tuple[float, ...]:
        return (account.misfit > limit, weight(account), account.prior, account.misfit)

    return sorted(listed, key=rank)


def _setting(
    layout: Layout, found: Recovered, few: Sample, sample: Sample, belief: Belief
) -> Setting:
    longest = float(np.max(sample.positions))
    sizes = TableSetting(layout.pairs, 2 * layout.pairs, sample.head_dim, belief, longest)
    return Setting(
        layout, few, found, sample, recover(layout, sample), belief,
        table_menu(sizes), place_menu(sample), list(turning_menu(belief)), sizes,
    )  # fmt: skip


def _judged(account: Account, setting: Setting) -> Account:
    named = name_amplitude(account, setting.found, setting.sample, setting.belief)
    return judge(together(named, setting.belief, setting.sample.head_dim), setting.sample)


def _listed(setting: Setting) -> list[Account]:
    """The accounts with listed options that the few rows do not rule out, judged on all rows."""
    room = MOST_BUGS - len(setting.layout.bugs)
    met: list[tuple[float, int, Turning, Place, Table]] = []
    for turning in setting.turnings:
        if len(turning.bugs) > room:
            continue
        for place in setting.places:
            left = room - len(turning.bugs) - len(place.bugs)
            if left < 0 or (turning.times == 0.0 and place.bugs):
                continue
            tables = [table for table in setting.tables if len(table.bugs) <= left]
            if turning.times == 0.0:
                tables = tables[:1]
            misfits = angle_misfits(setting.found, setting.few, turning, place, tables, _SCREEN)
            # Those that meet, and the nearest of the others for the table of what was tried.
            chosen = np.nonzero(misfits <= max(_SCREEN, float(misfits.min())))[0]
            for index in chosen:
                bugs = len(turning.bugs) + len(place.bugs) + len(tables[index].bugs)
                met.append((float(misfits[index]), bugs, turning, place, tables[index]))
    met.sort(key=lambda one: (one[0] > _SCREEN, one[1] if one[0] <= _SCREEN else 0, one[0]))
    kept = [one for one in met if one[0] <= _SCREEN][:_TRIED_FULLY] or met[:3]
    return [
        _judged(Account(setting.layout, table, place, turning), setting)
        for _, _, turning, place, table in kept
    ]


def _other_tables(found: Account, setting: Setting) -> list[Account]:
    """What fits with the positions found and another table as simple: it must not be hidden."""
    if not fits(found) or not found.place.bugs:
        return []
    tables = [
        table
        for table in setting.tables
        if len(table.bugs) == len(found.table.bugs) and table.words != found.table.words
    ]
    if not tables:
        return []
    misfits = angle_misfits(setting.found, setting.few, found.turning, found.place, tables, _SCREEN)
    order = [index for index in np.argsort(misfits) if misfits[index] <= _SCREEN][:_OTHERS]
    return [
        _judged(Account(setting.layout, tables[index], found.place, found.turning), setting)
        for index in order
    ]


def screening_rows(sample: Sample) -> Ints:
    """A few rows that tell most: small, middle and large positions, several heads."""
    count = len(sample.positions)
    if count <= _SCREEN_ROWS:
        return np.arange(count)
    order = np.argsort(np.abs(sample.positions), kind="stable")
    spread = np.unique(np.geomspace(1, count, _SCREEN_ROWS // 2).astype(np.intp) - 1)
    even = np.linspace(0, count - 1, _SCREEN_ROWS - len(spread)).astype(np.intp)
    return np.unique(order[np.concatenate([spread, even])])


def _seen_widths(sample: Sample) -> tuple[int, ...]:
    """The width up to which features change, counted from the front and from the back."""
    changed = np.nonzero(np.any(sample.x != sample.y, axis=0))[0]
    if not len(changed):
        return ()
    last, first = int(changed[-1]) + 1, int(changed[0])
    return (last + last % 2, sample.head_dim - first + first % 2)
