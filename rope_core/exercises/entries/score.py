"""The score of two turned vectors, which knows only how far apart they stand."""

from __future__ import annotations

from rope_core.exercises.entries.rotate import SOLUTION
from rope_core.exercises.exercise import Exercise, Hints
from rope_core.exercises.tasks import scoring

EXERCISE = Exercise(
    "score",
    "score",
    (
        "Turn q at position m and k at position n, and return their dot product.",
        "Moved together, both keep their score: it is tried at m, n and at m + 100, n + 100.",
    ),
    "score",
    f"""\
{SOLUTION}
def score(q, k, m, n, base=10000.0):

    return 0.0
""",
    f"""\
{SOLUTION}
def score(q, k, m, n, base=10000.0):
    q, k = rotate(q, m, base), rotate(k, n, base)
    return sum(a * b for a, b in zip(q, k))
""",
    Hints(
        "What has to happen to q and to k before they are multiplied, and at which position each?",
        "Each is turned at its own position. Then place meets place: d products, one sum.",
        "q, k = rotate(q, m, base), rotate(k, n, base)",
    ),
    scoring,
)
