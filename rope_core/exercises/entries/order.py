"""The lines are given: only their order is missing."""

from __future__ import annotations

from functools import partial

from rope_core.exercises.entries.rotate import SPEC
from rope_core.exercises.exercise import Exercise, Hints
from rope_core.exercises.tasks import turning

EXERCISE = Exercise(
    "order",
    "Lines in order",
    (SPEC[0], "All lines are there, indented as they belong; put them in order."),
    "rotate",
    "",
    """\
from math import cos, sin
def rotate(x, position, base=10000.0):
    d, y = len(x), list(x)
    for i in range(d // 2):
        angle = position * base ** (-2 * i / d)
        a, b = x[2 * i], x[2 * i + 1]
        y[2 * i] = a * cos(angle) - b * sin(angle)
        y[2 * i + 1] = a * sin(angle) + b * cos(angle)
    return y
""",
    Hints(
        "Which names does each line read, and which line makes them?",
        "A line can only use what a line above it has made: cos before the angle is turned by, "
        "i before the angle, the angle before the sums.",
        "for i in range(d // 2):\n    angle = position * base ** (-2 * i / d)",
    ),
    partial(turning, "interleaved"),
    kind="order",
)
