"""Extrapolation, told: a row a method of what rope_core.analysis.reach finds."""

from __future__ import annotations

import math
from functools import lru_cache

from rope_core import SCALING_METHODS, inv_freq
from rope_core.analysis.reach import NEW, PairReach, reach_of_pairs
from ui.numbers import scale
from ui.scale.breaks import trained_words
from ui.scale.subject import Reach, Subject, methods, unscaled
from ui.scale.words import exact, pairs_in_words, short_title
from ui.web.stage import stage

Wire = dict[str, object]


def show_reach(subject: Subject, reach: Reach, digits: int) -> None:
    stage("scale/reach", reach_data(subject, reach, digits))


@lru_cache(maxsize=64)
def reach_data(subject: Subject, reach: Reach, digits: int) -> Wire:
    """A row a method: runs of pairs with one verdict, and the counts in words."""
    plain = unscaled(subject.spec)
    rows = []
    reached = {
        method.rope_type: reach_of_pairs(plain, reach.trained, method.spec, reach.extended)
        for method in methods(subject, reach)
        if method.spec
    }
    top = max((pair.times for pairs in reached.values() for pair in pairs), default=1.0)
    for method in methods(subject, reach):
        if method.spec is None:
            continue
        pairs = reached[method.rope_type]
        new = [i for i, pair in enumerate(pairs) if pair.verdict == NEW]
        furthest = max((pairs[i].times for i in new), default=1.0)
        step = float(inv_freq(method.spec)[0])
        rows.append(
            {
                "key": method.rope_type,
                "title": short_title(SCALING_METHODS[method.rope_type].title),
                "unchanged": method.unchanged,
                "runs": _runs([_shade(pair, top) for pair in pairs]),
                "new": pairs_in_words(new, plain.pairs) if new else "no new angles",
                "says": _reaches(new, plain.pairs),
                "furthest": f"{exact(round(furthest, 3), digits)} times as far" if new else "–",
                "slowest": f"{scale(pairs[-1].angle, digits)} rad",
                "step": f"{scale(step, digits)} rad",
            }
        )
    bare = next(row for row in rows if row["key"] == "default")
    slowest = reach_of_pairs(plain, reach.trained, plain, reach.extended)[-1]
    named = f"The slowest, pair {plain.pairs - 1}," if plain.pairs > 1 else "The only pair"
    return {
        "pairs": plain.pairs,
        "trained": f"{reach.trained:,}",
        "extended": f"{reach.extended:,}",
        "name": subject.name,
        "trainedOn": trained_words(reach),
        "rows": rows,
        "bare": bare["says"],
        "slowest": f"{named} reached "
        f"{scale(slowest.trained_angle, digits)} rad in {reach.trained:,} tokens and now reaches "
        f"{scale(slowest.angle, digits)}."
        if slowest.angle
        else f"{named} does not turn.",
        "times": exact(reach.extended / reach.trained, digits),
    }


def _reaches(new: list[int], total: int) -> str:
    """Which pairs come to angles that are new, as a clause.

    >>> _reaches([], 4), _reaches([3], 4)
    ('every pair stays within the angles of training', 'pair 3 (1 of 4) turns to new angles')
    """
    if not new:
        whole = "every pair" if total > 1 else "the only pair"
        return f"{whole} stays within the angles of training"
    return f"{pairs_in_words(new, total)} turn{'s' if len(new) == 1 else ''} to new angles"


def _shade(pair: PairReach, top: float) -> str:
    """The verdict, and for new angles how far they go: 1 to 4 of the furthest of all methods."""
    if pair.verdict != NEW:
        return pair.verdict
    return f"{NEW}{max(1, math.ceil(4 * math.log(pair.times) / math.log(top)))}"


def _runs(verdicts: list[str]) -> list[list[object]]:
    """[verdict, first pair, number of pairs] for neighbours that are alike."""
    runs: list[list[object]] = []
    for index, verdict in enumerate(verdicts):
        if runs and runs[-1][0] == verdict:
            runs[-1][2] = index - int(str(runs[-1][1])) + 1
        else:
            runs.append([verdict, index, 1])
    return runs
