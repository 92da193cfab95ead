"""Slips of a score: what is done with a query and a key beside the turn.

>>> from rope_core.spec import RopeSpec
>>> slip = SCORE_SLIPS[0]
>>> x = np.array([1.0, 0.0])
>>> slip.key, round(slip.score(x, 5.0, x, 2.0, RopeSpec(2)), 4)
('key_not_rotated', 0.2837)
"""

from __future__ import annotations

import dataclasses

import numpy as np

from rope_core.exercises.slip import Part, Score, Slip, known
from rope_core.mistakes import MISTAKES
from rope_core.rotate import rotate

_SCORE = "q, k = rotate(q, m, base), rotate(k, n, base)\nscore = sum(a * b for a, b in zip(q, k))"


def _practised(key: str, question: str) -> Slip:
    """A slip of a score that rope_core.mistakes knows."""
    recipe = MISTAKES[key].recipe
    one = known(key, "score", question, _SCORE)
    return dataclasses.replace(
        one, scores=lambda q, m, k, n, spec: recipe.score(q, m, k, n, spec)
    )  # fmt: skip


def scored(
    key: str, title: str, story: str, question: str, scores: Score, fix: str = _SCORE,
    part: Part = "score",
) -> Slip:  # fmt: skip
    """A slip of a score that only programs make."""
    return Slip(key, title, story, part, question, fix, scores=scores)


_TURNED = "Which of the two vectors is turned in your code, and at which position?"

SCORE_SLIPS: tuple[Slip, ...] = (
    _practised("key_not_rotated", _TURNED),
    _practised("query_not_rotated", _TURNED),
    _practised("neither_rotated", _TURNED + " (At the same one they cancel.)"),
    _practised("minus_in_dot", "Which signs do the products have in a dot product?"),
    _practised("crossed_dot", "Which number of the key does q[0] meet in your sum?"),
    scored(
        "positions_swapped",
        "The positions have changed places",
        "q was turned at n and k at m: the score at distance n − m.",
        _TURNED,
        lambda q, m, k, n, spec: float(rotate(q, n, spec) @ rotate(k, m, spec)),
    ),
    scored(
        "sum_of_positions",
        "Turned by the sum of the positions",
        "The score depends on m + n; moved together, q and k do not keep it.",
        "Move both by 100: by how much does the angle between them change in your code?",
        lambda q, m, k, n, spec: float(rotate(q, m + n, spec) @ k),
    ),
    scored(
        "distance_without_sign",
        "The distance has lost its sign",
        "abs(m − n) takes a key before the query for one behind it.",
        "For m = 1 and n = 3, which way is q turned against k?",
        lambda q, m, k, n, spec: float(rotate(q, abs(m - n), spec) @ k),
    ),
    scored(
        "scaled_score",
        "Divided by √d already",
        "The division belongs to attention, one step later; here the plain score is asked for.",
        "What is done with the sum before it is returned?",
        lambda q, m, k, n, spec: float(
            rotate(q, m, spec) @ rotate(k, n, spec) / np.sqrt(spec.head_dim)
        ),
    ),
    scored(
        "mean_of_products",
        "Divided by d",
        "The mean of the products was taken for their sum.",
        "What is done with the sum before it is returned?",
        lambda q, m, k, n, spec: float(rotate(q, m, spec) @ rotate(k, n, spec) / spec.head_dim),
    ),
    scored(
        "cosine",
        "Divided by both lengths",
        "That is the cosine of the angle between them; the score keeps the lengths.",
        "What is done with the sum before it is returned?",
        lambda q, m, k, n, spec: float(
            rotate(q, m, spec) @ rotate(k, n, spec) / np.linalg.norm(q) / np.linalg.norm(k)
        ),
    ),
    scored(
        "score_without_sign",
        "The score has lost its sign",
        "A score may be negative: such a key gets little attention.",
        "May a score be negative?",
        lambda q, m, k, n, spec: abs(float(rotate(q, m, spec) @ rotate(k, n, spec))),
    ),
    scored(
        "last_product",
        "Only the last product is left",
        "= sets the sum anew in every round; += adds to it.",
        "How many products are in the number you return?",
        lambda q, m, k, n, spec: float(rotate(q, m, spec)[-1] * rotate(k, n, spec)[-1]),
    ),
    scored(
        "first_product",
        "Only the first product is there",
        "The function returns in the first round of its loop.",
        "How many products are in the number you return?",
        lambda q, m, k, n, spec: float(rotate(q, m, spec)[0] * rotate(k, n, spec)[0]),
    ),
)
