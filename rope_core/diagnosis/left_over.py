"""What is left once most of the numbers are explained: told apart, searched on its own, named."""

from __future__ import annotations

import numpy as np

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.budget import PART_ATTEMPTS
from rope_core.diagnosis.compare import compare
from rope_core.diagnosis.meant import specs_of
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.search import search, weight
from rope_core.diagnosis.verdict import Located
from rope_core.diagnosis.where import Bools, Where, along, places_of
from rope_core.diagnosis.wording import but_of

_MOST_PLACES = 4  # parts that are searched one by one
_LEAST_PAIRS = 3


def few_features(main: Account, wrong: Bools) -> bool:
    """Whether only some features are wrong, the same ones in all rows that are; and not as by
    another turn, which shows in whole pairs, and in coarse numbers in the fast ones alone."""
    rows = wrong[along(wrong, 3)]
    often = rows.mean(axis=0) >= 0.02
    sides = often[main.layout.out]  # (pairs, 2)
    pairs = sides.any(axis=1).sum()
    whole = pairs >= _LEAST_PAIRS and sides.all(axis=1).sum() >= 0.8 * pairs
    return bool((~often).mean() > 0.2 and not whole)


def not_finite(sample: Sample, wrong: Bools) -> tuple[list[Located], Bools]:
    """Numbers of y that are nan or inf, told apart from those that are only wrong."""
    y = sample.whole[1].reshape(sample.of)
    if y.dtype.kind != "f":
        return [], wrong
    broken = wrong & ~np.isfinite(y)
    if not broken.any():
        return [], wrong
    made = []
    for where in places_of(broken):
        inside = broken & where.mask()
        values = y[inside]
        kind = "nan" if np.isnan(values).all() else "inf" if not np.isnan(values).any() else (
            "nan or inf"
        )  # fmt: skip
        count = int(inside.sum())
        said = f"{count:,} number{'s are' if count > 1 else ' is'} {kind}"
        made.append(Located(where, said, bugs=("not_finite",), numbers=count))
    return made, wrong & np.isfinite(y)


def left_over(
    main: Account, sample: Sample, belief: Belief, wrong: Bools
) -> tuple[list[Located], bool]:
    """Each part that is left, searched on its own; what nothing explains is said to be so.

    Also whether all that is known was tried on each.
    """
    made: list[Located] = []
    tried = True
    places = places_of(wrong)
    for where in places:
        mask = where.mask() & wrong
        rows = along(mask, 3).reshape(sample.shape[:2])
        told: list[Located] = []
        if not few_features(main, mask):
            all_tried = False
            if len(places) <= _MOST_PLACES:
                told, all_tried = _searched(sample, belief, rows, where, wrong)
            tried = tried and all_tried
        made += told or [_unexplained(main, sample, where, mask)]
    return made, tried


def _searched(
    sample: Sample, belief: Belief, rows: Bools, where: Where, wrong: Bools
) -> tuple[list[Located], bool]:
    """What explains a part, if anything does, and whether all that is known was tried."""
    part = sample.spread(rows, 512)
    finite = np.asarray(np.isfinite(part.y).all(axis=1))
    if finite.sum() < 2:
        return [], True
    found = search(part.rows(finite), belief, most_bugs=1, attempts=PART_ATTEMPTS)
    named = [one for one in found.accounts if weight(one) == 1]
    if not named or not found.accounts[0].bugs:
        return [], found.all_tried
    best = named[0]
    seen = compare(best, sample, rows)
    if seen.wrong.mean() > 0.02 * rows.mean():
        return [], found.all_tried
    count = int((where.mask() & wrong).sum())
    told = [
        Located(
            where,
            but_of(best, specs_of(best, sample.head_dim, belief)[1]),
            bugs=best.bugs,
            numbers=count,
        )
    ]
    told += [
        Located(left, "explained by no known bug", "unknown", numbers=int(left.mask().sum()))
        for left in (places_of(seen.wrong) if seen.wrong.any() else [])
    ]
    return told, found.all_tried


def _unexplained(main: Account, sample: Sample, where: Where, mask: Bools) -> Located:
    count = int(mask.sum())
    if count == 1:
        sequence, head, token, feature = (int(index[0]) for index in np.nonzero(mask))
        flat = sequence * sample.heads_each + head
        row = sample.at(np.array([flat]), np.array([token]))
        got, should = float(row.y[0, feature]), float(main.predict(row)[0, feature])
        said = f"{got:.6g} where {should:.6g} should be"
        return Located(where, said, bugs=("part_differs",), numbers=1)
    return Located(where, "explained by no known bug", "unknown", numbers=count)
