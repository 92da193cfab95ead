"""What Attend asks at its views; the right answers are computed from what the views show."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from rope_core import RopeSpec, inv_freq, scores
from rope_core.encodings import ENCODINGS
from rope_core.encodings.base import Setting
from rope_core.problem import Problem
from rope_core.proof import rounding_bound
from ui.attend.heads import HeadOverText
from ui.lesson.questions import Wire, choice
from ui.numbers import fixed

_FAR = 64


def attend_questions(head: HeadOverText, spec: RopeSpec, problem: Problem, digits: int) -> Wire:
    """By the key of the view. spec: how the head's vectors are turned here."""
    return {
        **_of_sentence(head, spec, digits),
        "encodings": _moved(problem, digits),
        "distance": _falling(problem, digits),
        "pairs": _alike(problem.spec, digits),
    }


@lru_cache(maxsize=64)
def _of_sentence(head: HeadOverText, spec: RopeSpec, digits: int) -> Wire:
    """What is asked of the sentence alone: it stays while q, k and their positions change."""
    q, k, tokens = head.q, head.k, head.tokens
    places = np.arange(len(tokens))
    table = scores(q, k, places, places, spec) / np.sqrt(spec.head_dim)
    # Of the query before the last one: the last one's score is taken apart beside the grid.
    asking = len(tokens) - 2
    row = table[asking, : asking + 1]
    best = int(row.argmax())
    others = [int(j) for j in np.argsort(-row) if j != best][:2]
    shown = sorted({best, *others})
    moved = scores(q, k, places + 1000, places + 1000, spec) / np.sqrt(spec.head_dim)
    return {
        "scores": choice(
            f"which of these keys does “{tokens[asking]}” at {asking} score highest?",
            [f"“{tokens[j]}” at {j}" for j in shown],
            shown.index(best),
            f"Its score is {fixed(float(row[best]), digits)}; no other key up to it has more.",
        )
        | {"row": asking},
        "attention": choice(
            "what do the weights of one row add up to?",
            ("The score of the row's query", "1", "The number of keys it can see"),
            1,
            "Softmax divides every number of the row by their sum. Had the scores not been divided "
            "by √d before, large ones would leave it with one winner and nothing to learn from.",
            ("scores added, not their weights", "", "weights counted, not added"),
        ),
        "slide": choice(
            "all tokens stand 1,000 places later. What do RoPE's scores do?",
            ("They move", "They stay"),
            1,
            "The largest change in this sentence is "
            f"{fixed(float(np.abs(moved - table).max()), digits)}: rounding, no more.",
            ("the place taken for the distance", ""),
        ),
    }


#: How far everything is moved, and three encodings that go different ways.
_MOVE = 1000
_THREE = ("rope", "sinusoidal", "alibi")


def _moved(problem: Problem, digits: int) -> Wire:
    """Which encoding knows where the sentence stands."""
    spec = problem.spec
    setting = Setting(spec.head_dim, base=spec.base, pairing=spec.pairing)
    q, k = (np.tile(np.array(x, dtype=np.float64), (2, 1)) for x in (problem.q, problem.k))
    moves = np.array([0, _MOVE])

    def change(name: str) -> float:
        table = ENCODINGS[name].scores(q, k, problem.m + moves, problem.n + moves, setting)
        return abs(float(table[1, 1] - table[0, 0]))

    changes = {name: change(name) for name in _THREE}
    most = max(changes, key=changes.__getitem__)
    # What 64 bits lose of a far angle is no change.
    size = float(np.linalg.norm(problem.q) * np.linalg.norm(problem.k)) + 1.0
    bound = size * 1e-15 * (abs(problem.m) + abs(problem.n) + _MOVE)
    listed = ", ".join(
        f"{ENCODINGS[name].title} {fixed(x, digits)}{_rounding(x, bound)}"
        for name, x in changes.items()
    )
    return choice(
        f"q and k both stand {_MOVE:,} places later. With which of these does their score change?",
        [*(f"With {ENCODINGS[name].title}" for name in _THREE), "With none of them"],
        _THREE.index(most) if changes[most] > bound else len(_THREE),
        f"By so much: {listed}. What is added to the vectors depends on each place alone; a turn "
        "and a distance taken off the score depend on how far apart the two are.",
    )


def _rounding(change: float, bound: float) -> str:
    """What is to be said of a change that is none.

    >>> _rounding(5.55e-17, 1e-12), _rounding(0.6, 1e-12), _rounding(0.0, 1e-12)
    (' (rounding)', '', '')
    """
    return " (rounding)" if 0 < change <= bound else ""


@lru_cache(maxsize=64)
def _alike(spec: RopeSpec, digits: int) -> Wire:
    """Which distance the fastest pair cannot tell from none."""
    frequencies = inv_freq(spec)
    fastest = int(frequencies.argmax())
    nearness = np.cos(np.arange(1, _FAR + 1) * frequencies[fastest])
    best, worst = 1 + int(nearness.argmax()), 1 + int(nearness.argmin())
    others = [d for d in (worst, 1, _FAR, 2) if d != best]
    offered = sorted({best, *list(dict.fromkeys(others))[:2]})
    wave = 2 * np.pi / frequencies[fastest]
    return choice(
        f"only pair {fastest} is left on. Which of these distances looks most like 0 to it?",
        [f"{distance} token{'s' if distance > 1 else ''}" for distance in offered],
        offered.index(best),
        f"Its whole turn takes {fixed(float(wave), digits)} tokens, and {best} is "
        f"{fixed(float(best / wave), digits)} turns: of all distances to {_FAR} the nearest to a "
        "whole number of them.",
    )


def _falling(problem: Problem, digits: int) -> Wire:
    """Whether the score falls with the distance, for this q and k."""
    spec = problem.spec
    places = np.arange(_FAR + 1)
    keys = np.tile(np.array(problem.k), (len(places), 1))
    values = scores(np.array([problem.q]), keys, places[-1:], places, spec)[0]
    by_distance = values[::-1] / np.sqrt(spec.head_dim)
    still = np.ptp(by_distance) <= rounding_bound(problem.q, problem.k, _FAR, 0, spec)
    falls = not still and bool(np.all(np.diff(by_distance) <= 0))
    first, last = (fixed(float(by_distance[at]), digits) for at in (0, -1))
    told = f"It is {first} at every distance."
    if not still:
        largest = f"{fixed(float(by_distance.max()), digits)} at {int(by_distance.argmax())}"
        told = f"From distance 0 to {_FAR} it goes from {first} to {last}, and on the way its "
        told += f"largest is {largest}."
    return choice(
        f"the key moves away from the query, to distance {_FAR}. Does the score only fall?",
        ("Yes, far tokens score less", "No"),
        0 if falls else 1,
        told,
        ("far tokens taken to score less", "one rise expected where there is none"),
    )
