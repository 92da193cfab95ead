"""Four parts of the function are missing: those that people get wrong."""

from __future__ import annotations

from functools import partial

from rope_core.exercises.entries.rotate import SOLUTION, SPEC
from rope_core.exercises.exercise import BLANK, Exercise, Hints
from rope_core.exercises.tasks import turning

_START = (
    SOLUTION.replace("range(d // 2)", f"range({BLANK})")
    .replace("(-2 * i / d)", f"({BLANK})")
    .replace("x[2 * i], x[2 * i + 1]", f"x[2 * i], x[{BLANK}]")
    .replace("a * sin(angle) + b * cos(angle)", BLANK)
)

EXERCISE = Exercise(
    "blanks",
    "Blanks",
    (SPEC[0], "Four places are empty: how many rounds, the exponent, the partner, the second sum."),
    "rotate",
    _START,
    SOLUTION,
    Hints(
        "Which numbers of x make pair 1, and by which power of the base does it turn?",
        "There are d/2 pairs; pair i has the places 2i and 2i + 1 and the exponent −2i/d. The two "
        "sums differ in their sign and in which product has the sine.",
        "angle = position * base ** (-2 * i / d)",
    ),
    partial(turning, "interleaved"),
    kind="blanks",
)
