"""What distance does to scores: a farther token that scores more, distances that look alike.

>>> found = farther_scores_more([3.0, 1.0, 2.0, 0.0])
>>> (found.near, found.far, found.beaten)
(1, 2, 1)
>>> lookalikes(RopeSpec(2), [True], 0, 44, at_least=0.99).tolist()
[0, 25, 44]

Alone, the first pair cannot tell 44 tokens from none: seven whole turns take 43.98.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.errors import RopeError
from rope_core.frequencies import angles, inv_freq
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

#: Differences below this share of the largest score are rounding, not order.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Where "far tokens always score less" fails.

    near: the first distance that some farther one beats; far: the nearest that does.
    beaten: how many distances are beaten by a farther one. best: the distance that scores most.
    """

    near: int
    far: int
    beaten: int
    best: int


def farther_scores_more(scores: ArrayLike) -> Counterexample | None:
    """Look for a farther token with a higher score; scores[i] belongs to distance i.

    None where no farther token ever scores more.

    >>> farther_scores_more([2.0, 1.0, 1.0]) is None
    True
    """
    score = np.asarray(scores, dtype=np.float64)
    if score.ndim != 1 or len(score) == 0:
        raise RopeError("scores", scores, "a list of scores, one a distance")
    if len(score) == 1:
        return None
    # The best of all farther ones, for every distance but the last: (count − 1,)
    best_beyond = np.maximum.accumulate(score[::-1])[::-1][1:]
    slack = _ROUNDING * float(np.abs(score).max())
    beaten = np.flatnonzero(best_beyond > score[:-1] + slack)
    if len(beaten) == 0:
        return None
    near = int(beaten[0])
    far = near + 1 + int(np.flatnonzero(score[near + 1 :] > score[near] + slack)[0])
    return Counterexample(near, far, len(beaten), int(score.argmax()))


def likeness(spec: RopeSpec, kept: Sequence[bool], offsets: ArrayLike) -> Floats:
    """How alike two distances look to the kept pairs, (count,): 1 is the same, −1 opposite.

    offsets (count,): how far the two distances lie apart, tokens. The mean over kept pairs of
    cos(offset × inv_freq), which is the score of equal vectors, so many tokens apart, each of
    whose pairs has length 1, divided by the number of pairs. With no pair kept everything looks
    alike.

    >>> likeness(RopeSpec(4), [False, True], [0, 100]).round(3).tolist()
    [1.0, 0.54]
    """
    chosen = np.asarray(kept, dtype=bool)
    if chosen.shape != (spec.pairs,):
        raise RopeError("kept", kept, f"{spec.pairs} times true or false, one a pair")
    turned = np.cos(angles(offsets, spec)[..., chosen])  # (count, kept pairs)
    if not chosen.any():
        return np.ones(turned.shape[:-1])
    return np.asarray(turned.mean(axis=-1), dtype=np.float64)


def blur_reach(spec: RopeSpec, at_least: float) -> tuple[float, ...]:
    """For each pair alone: how many tokens nearer or farther still look so much alike.

    inf for a pair that does not turn.

    >>> blur_reach(RopeSpec(4), 0.99)
    (0.0, 14.0)
    """
    angle = np.arccos(at_least)
    with np.errstate(divide="ignore"):
        return tuple(float(reach) for reach in np.floor(angle / inv_freq(spec)))


def lookalikes(
    spec: RopeSpec, kept: Sequence[bool], distance: int, last: int, at_least: float
) -> NDArray[np.int64]:
    """The distances from 0 to last that look at least so much like this one, (count,) int64.

    >>> lookalikes(RopeSpec(4), [False, True], 20, 100, at_least=0.99).tolist()[::28]
    [6, 34]
    """
    offsets = np.arange(last + 1) - distance
    alike = likeness(spec, kept, offsets) >= at_least
    return np.asarray(np.flatnonzero(alike), dtype=np.int64)
