"""What Turn asks of each sixteen positions: what the score does while only the query moves."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from rope_core import RopeSpec
from rope_core.proof import shift_scores
from ui.lesson.questions import Wire, choice
from ui.numbers import fixed
from ui.turn.stage import SPAN, first_position

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
        scores = np.asarray(shift_scores(q, k, m, n, spec, positions - m, move="query"))
        least, most = (fixed(float(x), digits) for x in (scores.min(), scores.max()))
        asked[str(number)] = choice(
            f"suppose only the query moves, from position {first:,} to {last:,}. "
            "What does the score do?",
            CHOICES,
            _what(scores),
            f"Between {first:,} and {last:,} it lies between {least} and {most}. "
            "Choose “Move one” and watch.",
            STANDS,
        )
    return asked


def _what(scores: np.ndarray) -> int:
    steps = np.diff(scores)
    size = float(np.abs(scores).max()) * 1e-9 + 1e-12
    if np.all(np.abs(steps) <= size):
        return 3
    if np.all(steps <= size):
        return 0
    return 1 if np.all(steps >= -size) else 2
