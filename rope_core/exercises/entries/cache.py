"""Decoding one token at a time: what is kept, and where a new token stands."""

from __future__ import annotations

from rope_core.exercises.entries.rotate import SOLUTION
from rope_core.exercises.exercise import Exercise, Hints
from rope_core.exercises.task_cache import decoding

EXERCISE = Exercise(
    "cache",
    "cache",
    (
        "One token comes: turn its key at its position and keep it in cache, a list, for later.",
        "Return the scores of its turned query with every key kept so far, its own last.",
    ),
    "step",
    f"""\
{SOLUTION}
def step(query, key, cache):

    return []
""",
    f"""\
{SOLUTION}
def step(query, key, cache):
    position = len(cache)
    cache.append(rotate(key, position))
    q = rotate(query, position)
    return [sum(a * b for a, b in zip(q, k)) for k in cache]
""",
    Hints(
        "cache is empty when the first token comes. What does its length say of the position?",
        "A key is turned once, when it comes, and kept so. The query is turned at the same "
        "position, used, and forgotten.",
        "position = len(cache)\ncache.append(rotate(key, position))",
    ),
    decoding,
)
