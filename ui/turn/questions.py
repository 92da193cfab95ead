"""What Turn asks of each sixteen positions: what the score does while only the query moves, and
where it is highest.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rope_core import RopeSpec
from ui.lesson.questions import Wire, choice
from ui.numbers import fixed
from ui.turn.stage import SPAN, first_position, query_moved

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
STRETCH = 16
CHOICES = ("It only falls", "It only rises", "It goes up and down", "It stays")
STANDS = (
    "far tokens taken to score less at every step",
    "far tokens taken to score more at every step",
    "one pair's swing taken for the whole score",
    "only the words taken to count, not how far apart they are",
)


@lru_cache(maxsize=64)
def turn_questions(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec, digits: int
) -> Wire:
    """By the number of the stretch, from 0."""
    low = first_position(m)
    asked: Wire = {}
    for number in range(SPAN // STRETCH):
        first = low + number * STRETCH
        last = first + STRETCH - 1 if number < SPAN // STRETCH - 1 else low + SPAN
        positions = np.arange(first, last + 1)
        scores = query_moved(q, m, k, n, spec)[positions - low]
        given = (first, last, positions, scores, digits)
        asked[str(number)] = (number % 2 and _highest(*given, n)) or _course(*given)
    return asked


def _course(first: int, last: int, positions: Ints, scores: Floats, digits: int) -> Wire:
    """What the score does on the way."""
    least, most = (fixed(float(x), digits) for x in (scores.min(), scores.max()))
    return choice(
        f"suppose only the query moves, from position {first:,} to {last:,}. "
        "What does the score do?",
        CHOICES,
        _what(scores),
        f"Between {first:,} and {last:,} it lies between {least} and {most}. "
        "Choose “Move one” and watch.",
        STANDS,
    )


def _highest(
    first: int, last: int, positions: Ints, scores: Floats, digits: int, n: int
) -> Wire | None:
    """Which of a few places is the highest; nothing where two places are as good as each other."""
    best = int(positions[scores.argmax()])
    taken = (
        (int(positions[np.abs(positions - n).argmin()]), "the nearest taken to score highest"),
        (int(positions[scores.argmin()]), "the lowest taken for the highest"),
        (first, "what comes first taken to score highest"),
        (last, "what comes last taken to score highest"),
        ((first + last) // 2, "the middle of the way taken for its top"),
    )
    stands: dict[int, str] = {}
    for place, mistake in taken:
        stands.setdefault(place, mistake)
    others = [place for place in stands if place != best][: len(CHOICES) - 1]
    at = {int(place): float(score) for place, score in zip(positions, scores, strict=True)}
    if any(at[best] - at[place] <= _rounding(scores) for place in others):
        return None
    places = sorted([best, *others])
    return choice(
        f"suppose only the query moves, from position {first:,} to {last:,}. "
        "Where is the score highest?",
        [f"{place:,}" for place in places],
        places.index(best),
        f"It is {fixed(at[best], digits)} at {best:,}, at {others[0]:,} "
        f"{fixed(at[others[0]], digits)}. Choose “Move one” and watch.",
        [stands.get(place, "") for place in places],
    )


def _rounding(scores: Floats) -> float:
    return float(np.abs(scores).max()) * 1e-9 + 1e-12


def _what(scores: np.ndarray) -> int:
    steps = np.diff(scores)
    size = _rounding(scores)
    if np.all(np.abs(steps) <= size):
        return 3
    if np.all(steps <= size):
        return 0
    return 1 if np.all(steps >= -size) else 2
