"""One number that explains many angles, up to whole turns: found in ever finer steps.

>>> round(ladder(lambda t: t, np.array([0.3]), (0.0, 1.0), 0.1)[0], 6)
0.3
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rope_core.scaling.base import Floats

_LADDER_NUMBERS = 2_000_000
#: Where the angles that can be compared agree less than this, no parameter fits.
_HOPELESS = 0.6
#: Radians by which a step may change an angle that is compared.
_FOLLOWED = 0.8
#: Angles that are worked out at a time.
_BLOCK = 32_000


def ladder(
    angle_of: Callable[[Floats], Floats],
    seen: Floats,
    span: tuple[float, float],
    step: float,
    stop: float = 1e-11,
) -> tuple[float, float]:
    """The parameter t in span for which angle_of(t), like seen up to whole turns, fits best.

    angle_of takes (k,) parameters and returns (k, ...) angles. First only angles that a step
    changes by less than a radian are compared; as steps shrink the others join.
    Returns the parameter and the mean cosine of the differences (1 = perfect).
    """
    tries = np.arange(span[0], span[1] + step, step)
    level = _level(angle_of, seen, tries, step)
    while len(tries) * seen.size < _LADDER_NUMBERS:
        if np.median(level.usable > 0):
            break  # the slowest angles can be followed from one try to the next
        step /= 2
        tries = np.arange(span[0], span[1] + step, step)
        level = _level(angle_of, seen, tries, step)
    beam = int(np.clip(40_000 // seen.size, 24, 400))
    while True:
        # A few usable angles prove less than many: shrink towards "no fit".
        score = level.agree / (level.usable + 1.0)
        best = np.argsort(-score, kind="stable")[:beam]
        # Half a step off, an angle that counts is less than 0.4 off: its cosine is above 0.9.
        hopeless = (level.agree[best] < _HOPELESS * level.usable[best]).all()
        if level.change[best[0]] < 1e-6 or step < stop or hopeless:
            top = int(best[0])
            angle = angle_of(tries[top : top + 1])[0]
            return float(tries[top]), float(np.mean(np.cos(angle - seen)))
        tries = np.unique((tries[best][:, None] + np.linspace(-1, 1, 9) * step).reshape(-1))
        step /= 4
        level = _level(angle_of, seen, tries, step)


class _Level(NamedTuple):
    """Of each parameter, (k,): cosines of the angles that a step changes little, added up; how
    many these are; and the most that a step changes any angle."""

    agree: Floats
    usable: NDArray[np.intp]
    change: Floats


def _level(
    angle_of: Callable[[Floats], Floats], seen: Floats, tries: Floats, step: float
) -> _Level:
    # In blocks that stay in the processor's cache: in one piece half of the time is memory.
    size = max(1, _BLOCK // seen.size)
    blocks = []
    for at in range(0, len(tries), size):
        here = angle_of(tries[at : at + size])
        change = np.abs(angle_of(tries[at : at + size] + step) - here)
        usable = change < _FOLLOWED
        axes = tuple(range(1, here.ndim))
        count = usable.sum(axis=axes)
        short = (_short_of_one(here - seen) * usable).sum(axis=axes, dtype=np.float64)
        blocks.append((count - short, count, change.max(axis=axes)))
    return _Level(*map(np.concatenate, zip(*blocks, strict=True)))


def _short_of_one(difference: Floats) -> NDArray[np.float32]:
    """1 − cos, as 2 sin² of the half: in float32, too, it has seven digits of however small a
    difference, and a sine in float32 costs a fraction of a cosine in float64.

    >>> [f"{short:.6g}" for short in _short_of_one(np.array([0.0, 1e-4, np.pi, 2e6 * np.pi]))]
    ['0', '5e-09', '2', '0']
    """
    turns = difference / (2 * np.pi)
    half = ((turns - np.rint(turns)) * np.pi).astype(np.float32)
    sine = np.sin(half)
    return np.asarray(2 * sine * sine)
