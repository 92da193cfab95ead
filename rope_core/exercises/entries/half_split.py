"""The other pairing, the one of Llama in transformers."""

from __future__ import annotations

from functools import partial

from rope_core.exercises.exercise import Exercise, Hints
from rope_core.exercises.tasks import turning

EXERCISE = Exercise(
    "half_split",
    "half_split",
    (
        "As rotate, but pair i is (x[i], x[i + d/2]): the first half of x with the second.",
        "Most published models do it so; the angles are the same, position × base^(−2i/d).",
    ),
    "rotate",
    """\
from math import cos, sin

def rotate(x, position, base=10000.0):
    d = len(x)
    half = d // 2

""",
    """\
from math import cos, sin

def rotate(x, position, base=10000.0):
    d = len(x)
    half = d // 2
    y = list(x)
    for i in range(half):
        angle = position * base ** (-2 * i / d)
        a, b = x[i], x[i + half]
        y[i] = a * cos(angle) - b * sin(angle)
        y[i + half] = a * sin(angle) + b * cos(angle)
    return y
""",
    Hints(
        "In a vector of eight numbers, which is the partner of x[1]?",
        "Only the places change. The angle of pair i is what it was, and so are the two sums.",
        "a, b = x[i], x[i + half]",
    ),
    partial(turning, "half_split"),
)
