"""The table: how fast every pair turns."""

from __future__ import annotations

from rope_core.exercises.exercise import Exercise, Hints
from rope_core.exercises.tasks import table

SOLUTION = """\
def inv_freq(head_dim, base):
    return [base ** (-2 * i / head_dim) for i in range(head_dim // 2)]
"""

EXERCISE = Exercise(
    "inv_freq",
    "inv_freq",
    (
        "Return the inverse frequencies base^(−2i/head_dim), one for every pair.",
        "Models work this table out once, and multiply it by the position of each token.",
    ),
    "inv_freq",
    """\
def inv_freq(head_dim, base):
    table = []

    return table
""",
    SOLUTION,
    Hints(
        "How many pairs are there, and what is the first entry of the table for any base?",
        "Entry 0 is 1, for a power with exponent 0 is 1. Each entry is smaller than the one "
        "before, always by the same factor.",
        "for i in range(head_dim // 2):\n    table.append(base ** (-2 * i / head_dim))",
    ),
    table,
)
