"""A head of SmolLM2: the numbers are those that the model recorded."""

from __future__ import annotations

from rope_core.exercises.entries.half_split import EXERCISE as HALF_SPLIT
from rope_core.exercises.exercise import Exercise, Hints
from rope_core.exercises.task_head import head

EXERCISE = Exercise(
    "head",
    "a real head",
    (
        "Row t: the softmax of query t's scores with keys 0 to t, each divided by √d. Token t "
        "stands at position t.",
        "Queries and keys of a head of SmolLM2-135M, before the turn (half_split); your rows must "
        "be what the model recorded.",
    ),
    "attention",
    f"""\
{HALF_SPLIT.solution.replace("import cos, sin", "import cos, exp, sin, sqrt")}
def attention(queries, keys, base):
    rows = []

    return rows
""",
    f"""\
{HALF_SPLIT.solution.replace("import cos, sin", "import cos, exp, sin, sqrt")}
def attention(queries, keys, base):
    keys = [rotate(k, n, base) for n, k in enumerate(keys)]
    rows = []
    for t, query in enumerate(queries):
        q = rotate(query, t, base)
        scores = [sum(a * b for a, b in zip(q, k)) / sqrt(len(q)) for k in keys[: t + 1]]
        parts = [exp(s - max(scores)) for s in scores]
        rows.append([p / sum(parts) for p in parts])
    return rows
""",
    Hints(
        "How many shares does the first row have, and what must they sum to?",
        "Turn all keys once. For each query: turn it, take its scores with the keys up to its own, "
        "divide by √d, then softmax.",
        "scores = [sum(a * b for a, b in zip(q, k)) / sqrt(len(q)) for k in keys[: t + 1]]",
    ),
    head,
)
