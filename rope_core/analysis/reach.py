"""Which angles a longer text shows that no training text did, pair by pair.

"RoPE extrapolates" as it can be counted: the angle between two tokens of one text is what a
score depends on. A pair that completed a turn in training has shown the whole circle; a slower
one has shown an arc, and a longer text may go beyond it.

>>> [pair.verdict for pair in reach_of_pairs(RopeSpec(4), 100, RopeSpec(4), 400)]
['whole', 'new']

One position alone is another matter than a text up to there: pair 1 is back near its beginning
at position 650, where 6.5 − 2π is an angle that it had, though not before it went through new ones.

>>> [pairs_at(RopeSpec(4), 100, position)[1].verdict for position in (400, 650)]
['new', 'within']
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from rope_core.errors import RopeError, require_number
from rope_core.frequencies import inv_freq
from rope_core.spec import RopeSpec

Verdict = Literal["whole", "within", "still", "new"]
#: What happens to a pair: it had shown every angle; it stays within those it showed; it does
#: not turn; it reaches angles never seen.
WHOLE: Verdict = "whole"
WITHIN: Verdict = "within"
STILL: Verdict = "still"
NEW: Verdict = "new"
#: Linear scaling by the exact ratio must not count as new for its rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class PairReach:
    """One pair: the largest angle in training, the largest now (radians), and what that means."""

    pair_index: int
    trained_angle: float
    angle: float
    verdict: Verdict

    @property
    def times(self) -> float:
        """How many times as far as in training; beyond a circle there is nothing further.

        >>> PairReach(0, 2.0, 100.0, NEW).times == math.pi
        True
        """
        return min(self.angle, math.tau) / self.trained_angle


@dataclass(frozen=True, slots=True)
class PairAt:
    """One pair at one position, in radians, and what that means.

    inv_freq: a position's step; largest: the angle at the last position of training; angle: at
    this one, whole turns and all.
    """

    pair_index: int
    inv_freq: float
    largest: float
    angle: float
    verdict: Verdict

    @property
    def on_circle(self) -> float:
        """Where it stands: the angle without its whole turns."""
        return math.fmod(self.angle, math.tau)

    @property
    def like(self) -> int:
        """The position of the first turn whose angle is nearest below this one.

        >>> pairs_at(RopeSpec(4), 100, 650)[1].like  # 6.5 − 2π is 21.7 steps of 0.01
        21
        """
        return int(self.on_circle // self.inv_freq)


def reach_of_pairs(
    trained: RopeSpec, trained_length: int, extended: RopeSpec, extended_length: int
) -> tuple[PairReach, ...]:
    """For every pair what the longer text shows that training did not.

    trained, extended: the specs used in training and afterwards (the same one shows what happens
    without any scaling); lengths in tokens, at least 1. The angles are those over the whole
    length; the furthest two tokens are one token less apart. Raises RopeError (extended) where
    the two have not as many pairs.

    >>> linear = RopeSpec(4, scaling={"rope_type": "linear", "factor": 4.0})
    >>> [pair.verdict for pair in reach_of_pairs(RopeSpec(4), 100, linear, 400)]
    ['whole', 'within']
    """
    if trained.pairs != extended.pairs:
        raise RopeError("extended", extended.pairs, f"a spec with {trained.pairs} pairs")
    before = inv_freq(trained) * require_number("trained_length", trained_length, at_least=1)
    after = inv_freq(extended) * require_number("extended_length", extended_length, at_least=1)
    return tuple(
        PairReach(i, was, now, _verdict(was, now))
        for i, (was, now) in enumerate(zip(before.tolist(), after.tolist(), strict=True))
    )


def pairs_at(spec: RopeSpec, trained_length: int, position: int) -> tuple[PairAt, ...]:
    """For every pair whether training had shown the angle at which one position stands.

    What a pair had is its angles at the positions 0 to trained_length − 1: all of the circle, or
    as far as the largest of them. One whole turn more is the same angle.
    """
    last = require_number("trained_length", trained_length, at_least=1) - 1
    at = require_number("position", position, at_least=0)
    return tuple(
        PairAt(i, step, last * step, at * step, _verdict_at(step, last, at))
        for i, step in enumerate(inv_freq(spec).tolist())
    )


def _verdict_at(step: float, last: float, position: float) -> Verdict:
    if step == 0:
        return STILL
    if last * step >= math.tau:
        return WHOLE
    had = math.fmod(position * step, math.tau) <= last * step * (1 + _ROUNDING)
    return WITHIN if had else NEW


def _verdict(was: float, now: float) -> Verdict:
    if now == 0:
        return STILL
    if was >= math.tau:
        return WHOLE
    return NEW if now > was * (1 + _ROUNDING) else WITHIN
