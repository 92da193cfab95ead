"""How far each known bug alone would be from y: the table of what was tried.

The search stops where it has an explanation; the table goes on, so that it can be seen that
nothing else comes near. A bug with a free number (an offset, a base) is there only if found.

>>> import numpy as np
>>> from rope_core.diagnosis.sample import take_sample
>>> from rope_core.rotate import rotate
>>> x = np.arange(32.0).reshape(4, 8) % 5 - 2
>>> sample = take_sample(x, rotate(x, [0, -1, -2, -3], RopeSpec(8)), None)
>>> nearest = each_bug_alone(sample, RopeSpec(8))[0]
>>> nearest.bugs, nearest.fits
(('backwards',), True)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from rope_core.diagnosis.angles import fits, judge
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.bugs.bug import Bug, LayoutSetting, TableSetting
from rope_core.diagnosis.bugs.layout import CONVENTIONS
from rope_core.diagnosis.evidence import as_meant
from rope_core.diagnosis.layouts import rotation
from rope_core.diagnosis.menu import plain_account, turning_menu
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.search import screening_rows
from rope_core.diagnosis.verdict import Hypothesis
from rope_core.diagnosis.wording import words_of
from rope_core.spec import RopeSpec

#: Options looked at of each bug: the first ones are the likeliest.
_MOST = 12


def each_bug_alone(sample: Sample, spec: RopeSpec) -> list[Hypothesis]:
    """Each bug alone, at its nearest, the nearest first; on a few telling rows."""
    few = sample.rows(screening_rows(sample))
    sizes = TableSetting(
        spec.pairs, spec.rotary_dim, spec.head_dim, Belief.of(spec), float(few.positions.max())
    )
    if spec.pairing not in CONVENTIONS:
        return []
    plain = plain_account(spec)
    tried = []
    for bug in BUGS.values():
        judged = [judge(one, few) for one in islice(_alone(bug, plain, spec, sizes, few), _MOST)]
        if judged:
            best = min(judged, key=lambda account: account.residual)
            tried.append(
                Hypothesis(words_of(best), (bug.key,), best.residual, best.misfit, fits(best))
            )
    return sorted(tried, key=lambda one: one.residual)


def _alone(
    bug: Bug, plain: Account, spec: RopeSpec, sizes: TableSetting, few: Sample
) -> Iterator[Account]:
    """The right rotation with this bug in it, in each of its ways."""
    if bug.key == "other_pairing":
        for pairing in CONVENTIONS:
            if pairing != spec.pairing:
                other = rotation(pairing, spec.head_dim, spec.rotary_dim, spec.features)
                yield replace(plain, layout=replace(other, bugs=(bug.key,)))
    if bug.layouts is not None:
        setting = LayoutSetting(spec.head_dim, spec.rotary_dim, spec.pairing, few.shape[0])
        for layout in bug.layouts(setting) if spec.features == "first" else ():
            yield replace(plain, layout=replace(layout, bugs=(bug.key,)))
    if bug.tables is not None:
        for table in bug.tables(sizes):
            yield replace(plain, table=replace(table, bugs=(bug.key,)))
    if bug.places is not None:
        for place in bug.places(few):
            yield replace(plain, place=place)
    for turning in turning_menu(Belief.of(spec)):
        if turning.bugs == (bug.key,):
            yield replace(plain, turning=turning)


def all_tried(
    sample: Sample, best: Account, spec: RopeSpec, found: tuple[Hypothesis, ...]
) -> tuple[Hypothesis, ...]:
    """What the search found, then what was meant, then every other bug by its residual."""
    nearest = [one for one in found if one.fits]
    rest = [one for one in found if not one.fits]
    if best.bugs:
        nearest.insert(1, as_meant(sample, spec))
    known = {one.bugs for one in found}
    rest += [one for one in each_bug_alone(sample, spec) if one.bugs not in known]
    return (*nearest, *sorted(rest, key=lambda one: (not one.fits, one.residual)))
