"""What Attend asks at its views; the right answers are computed from what the views show."""

from __future__ import annotations

import numpy as np

from rope_core import RopeSpec, scores
from rope_core.models.real_model import real_model
from rope_core.problem import Problem
from ui.lesson.questions import Wire, choice
from ui.numbers import fixed

_FAR = 64


def attend_questions(
    where: tuple[int, int, int], spec: RopeSpec, problem: Problem, digits: int
) -> Wire:
    """By the key of the view. where: text, layer and head of the sentence's model."""
    model = real_model()
    q, k = model.q(*where), model.k(*where)
    tokens = model.texts[where[0]].tokens
    places = np.arange(len(tokens))
    table = scores(q, k, places, places, spec) / np.sqrt(spec.head_dim)
    last = len(tokens) - 1
    row = table[last]
    best = int(row.argmax())
    others = [int(j) for j in np.argsort(-row) if j != best][:2]
    shown = sorted({best, *others})
    moved = scores(q, k, places + 1000, places + 1000, spec) / np.sqrt(spec.head_dim)
    return {
        "scores": choice(
            f"which of these keys does the last query, “{tokens[last]}”, score highest?",
            [f"“{tokens[j]}” at {j}" for j in shown],
            shown.index(best),
            f"Its score is {fixed(float(row[best]), digits)}; no other key of the row has more.",
        ),
        "attention": choice(
            "what do the weights of one row add up to?",
            ("The score of the row's query", "1", "The number of keys it can see"),
            1,
            "Softmax divides every number of the row by their sum. Scores are divided by √d "
            "before: a sum of d products grows about like √d, and large scores would leave "
            "softmax with one winner and nothing to learn from.",
        ),
        "slide": choice(
            "all tokens stand 1,000 places later. What do RoPE's scores do?",
            ("They move", "They stay"),
            1,
            "The largest change in this sentence is "
            f"{fixed(float(np.abs(moved - table).max()), digits)}: rounding, no more.",
        ),
        "distance": _falling(problem, digits),
    }


def _falling(problem: Problem, digits: int) -> Wire:
    """Whether the score falls with the distance, for this q and k."""
    spec = problem.spec
    places = np.arange(_FAR + 1)
    keys = np.tile(np.array(problem.k), (len(places), 1))
    values = scores(np.array([problem.q]), keys, places[-1:], places, spec)[0]
    by_distance = values[::-1] / np.sqrt(spec.head_dim)
    falls = bool(np.all(np.diff(by_distance) <= 0))
    return choice(
        f"the key moves away from the query, to distance {_FAR}. Does the score only fall?",
        ("Yes, far tokens score less", "No"),
        0 if falls else 1,
        f"From distance 0 to {_FAR} it goes from {fixed(float(by_distance[0]), digits)} to "
        f"{fixed(float(by_distance[-1]), digits)}, and on the way its largest is "
        f"{fixed(float(by_distance.max()), digits)} at {int(by_distance.argmax())}.",
    )
