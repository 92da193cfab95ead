"""An empty function: the vector turned, neighbours paired."""

from __future__ import annotations

from functools import partial

from rope_core.exercises.exercise import Exercise, Hints
from rope_core.exercises.tasks import turning

SPEC = (
    "Turn every pair (x[2i], x[2i + 1]) by position × base^(−2i/d), where d is the length of x.",
    "Return a list as long as x.",
)
SOLUTION = """\
from math import cos, sin

def rotate(x, position, base=10000.0):
    d, y = len(x), list(x)
    for i in range(d // 2):
        angle = position * base ** (-2 * i / d)
        a, b = x[2 * i], x[2 * i + 1]
        y[2 * i] = a * cos(angle) - b * sin(angle)
        y[2 * i + 1] = a * sin(angle) + b * cos(angle)
    return y
"""

EXERCISE = Exercise(
    "rotate",
    "rotate",
    SPEC,
    "rotate",
    """\
from math import cos, sin

def rotate(x, position, base=10000.0):
    d, y = len(x), list(x)

    return y
""",
    SOLUTION,
    Hints(
        "How many pairs has a vector of four numbers, and how far does each turn at position 1?",
        "One round for each pair i: its angle, its two numbers from x, then two sums of two "
        "products each. The first sum has a minus.",
        "angle = position * base ** (-2 * i / d)\n"
        "y[2 * i] = x[2 * i] * cos(angle) - x[2 * i + 1] * sin(angle)",
    ),
    partial(turning, "interleaved"),
)
