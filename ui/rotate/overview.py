"""A head of many pairs: all of them at once, in words; only some are walked through."""

from __future__ import annotations

import math

import numpy as np

from rope_core import RopeSpec, angles, inv_freq
from rope_core.counts import agreed, counted
from ui.numbers import scale
from ui.problem.assumed import assumed_length

#: A head with more pairs is an overview, and those pairs that are chosen.
WIDE = 8


def gone_round(position: int, spec: RopeSpec) -> int:
    """How many pairs have made at least one whole turn at a position.

    >>> gone_round(6, RopeSpec(64)), gone_round(7, RopeSpec(64))
    (0, 1)
    """
    return int(np.sum(np.abs(angles(position, spec)) >= math.tau))


def overview(position: int, spec: RopeSpec, letter: str, digits: int) -> dict[str, str]:
    """All pairs of a wide head at once, in words."""
    frequencies = inv_freq(spec)
    first, last = (scale(float(frequencies[at]), digits) for at in (0, -1))
    round_once = gone_round(position, spec)
    still = int(np.sum(frequencies == 0))
    # At another length other pairs would have been round.
    assumed = assumed_length(spec)
    some = f"{round_once} of them {agreed(round_once, 'have')}"
    made = some if round_once else "none of them has"
    picture = "Tokens for one whole turn, pair by pair, in powers of ten."
    if abs(position) > 1:
        picture += " Pairs below the line have made at least one whole turn at this position."
    if still:
        picture += f" {counted(still, 'pair', 'do not turn and are not drawn')}."
    return {
        "overview": f"{letter} has {spec.pairs} pairs. Pair 0 turns {first} rad per token, "
        f"pair {spec.pairs - 1} turns {last}. At position {position:,}, {made} made a whole turn. "
        f"{assumed}{' ' if assumed else ''}"
        "The same few steps turn every one of them, so only some are walked through.",
        "overview_picture": picture,
    }
