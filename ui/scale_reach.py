"""Extrapolation, measured: which angles of a longer text no training text has shown.

Counted are the angles between two tokens of one text, which is what a score depends on. A pair
that completed a turn in training has shown the whole circle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from rope_core import SCALING_METHODS, RopeSpec, inv_freq
from ui.numbers import scale
from ui.scale_subject import Reach, Subject, methods, unscaled
from ui.scale_words import exact, grouped, pairs_in_words, short_title
from ui.stage import stage

Wire = dict[str, object]

#: What happens to a pair, from good to bad.
WHOLE, WITHIN, STILL, NEW = "whole", "within", "still", "new"


@dataclass(frozen=True)
class PairReach:
    """One pair: the largest angle in training, the largest now, and what that means."""

    trained_angle: float
    angle: float
    verdict: str

    @property
    def times(self) -> float:
        """How many times as far as in training; beyond a circle there is nothing further."""
        return min(self.angle, math.tau) / self.trained_angle


def reach_of_pairs(before: RopeSpec, after: RopeSpec, reach: Reach) -> tuple[PairReach, ...]:
    """For every pair what the longer text shows that training did not.

    >>> spec = RopeSpec(4)
    >>> [pair.verdict for pair in reach_of_pairs(spec, spec, Reach(100, 400, 4.0, False))]
    ['whole', 'new']
    """
    found = []
    for old, new in zip(inv_freq(before), inv_freq(after), strict=True):
        # Over the whole length; the furthest two tokens are one token less apart.
        trained, now = reach.trained * float(old), reach.extended * float(new)
        if new == 0:
            verdict = STILL
        elif trained >= math.tau:
            verdict = WHOLE
        else:
            # The tolerance is for rounding: an angle reached exactly was seen.
            verdict = NEW if now > trained * (1 + 1e-9) else WITHIN
        found.append(PairReach(trained, now, verdict))
    return tuple(found)


def show_reach(subject: Subject, reach: Reach, digits: int) -> None:
    stage("scale_reach", reach_data(subject, reach, digits))


@lru_cache(maxsize=64)
def reach_data(subject: Subject, reach: Reach, digits: int) -> Wire:
    """A row a method: runs of pairs with one verdict, and the counts in words."""
    plain = unscaled(subject.spec)
    rows = []
    reached = {
        method.rope_type: reach_of_pairs(plain, method.spec, reach)
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
                "own": method.own,
                "runs": _runs([_shade(pair, top) for pair in pairs]),
                "new": pairs_in_words(new, plain.pairs),
                "furthest": f"{exact(round(furthest, 3), digits)} times as far" if new else "–",
                "slowest": f"{scale(pairs[-1].angle, digits)} rad",
                "step": f"{scale(step, digits)} rad",
            }
        )
    bare = next(row for row in rows if row["key"] == "default")
    slowest = reach_of_pairs(plain, plain, reach)[-1]
    return {
        "pairs": plain.pairs,
        "trained": f"{reach.trained:,}",
        "extended": f"{reach.extended:,}",
        "name": subject.name,
        "rows": rows,
        "bare": bare["new"],
        "slowest": {
            "pair": plain.pairs - 1,
            "trained": scale(slowest.trained_angle, digits),
            "now": scale(slowest.angle, digits),
        },
        "times": grouped(exact(reach.extended / reach.trained, digits)),
    }


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
