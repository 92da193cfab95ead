"""One number that explains many angles, up to whole turns: found in ever finer steps.

>>> round(ladder(lambda t: t, np.array([0.3]), (0.0, 1.0), 0.1)[0], 6)
0.3
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rope_core.scaling.base import Floats

_LADDER_NUMBERS = 2_000_000
#: Where the angles that can be compared agree less than this, no parameter fits.
_HOPELESS = 0.6


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
    while len(tries) * seen.size < _LADDER_NUMBERS:
        change = np.abs(angle_of(tries + step) - angle_of(tries))
        if np.median((change < 0.8).any(axis=tuple(range(1, change.ndim)))):
            break  # the slowest angles can be followed from one try to the next
        step /= 2
        tries = np.arange(span[0], span[1] + step, step)
    beam = int(np.clip(40_000 // seen.size, 24, 400))
    while True:
        here = angle_of(tries)
        change = np.abs(angle_of(tries + step) - here)
        usable = change < 0.8
        axes = tuple(range(1, here.ndim))
        # A few usable angles prove less than many: shrink towards "no fit".
        agree, count = np.where(usable, np.cos(here - seen), 0.0).sum(axis=axes), usable.sum(axes)
        score = agree / (count + 1.0)
        best = np.argsort(-score, kind="stable")[:beam]
        # Half a step off, an angle that counts is less than 0.4 off: its cosine is above 0.9.
        hopeless = (agree[best] < _HOPELESS * count[best]).all()
        if (usable[best[0]].all() and change[best[0]].max() < 1e-6) or step < stop or hopeless:
            top = int(best[0])
            return float(tries[top]), float(np.mean(np.cos(here[top] - seen)))
        tries = np.unique((tries[best][:, None] + np.linspace(-1, 1, 9) * step).reshape(-1))
        step /= 4
