"""Every term of the course: one sentence, and one number of the learner's own problem.

A term is one entry here. The browser marks it where it is first said in a paragraph, by any of
its ``said`` forms, and shows the two lines when it is tapped.

>>> from rope_core.problem import read_problem
>>> dict(numbers(read_problem({})))["inverse frequency"]
'pair 0 turns by 1.000 rad per token, pair 1 by 0.010'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rope_core import angles, inv_freq, pair_indices, scores
from rope_core.figures import base_text
from rope_core.problem import Problem, Reading
from ui.numbers import agrees, fixed, scale, shown, subscript

#: How a number of this problem is told.
Tell = Callable[[Problem, int], str]


@dataclass(frozen=True)
class Term:
    """One term: what it is, a number of this problem, and how texts may say it."""

    means: str
    here: Tell
    said: tuple[str, ...]
    #: Where a text says the same word and means something else.
    apart: tuple[str, ...] = ()


def _numbers(values: tuple[float, ...], digits: int) -> str:
    listed = ", ".join(fixed(value, digits) for value in values[:2])
    return listed + (", …" if len(values) > 2 else "")


def _pair(problem: Problem, digits: int) -> str:
    first, second = pair_indices(problem.spec)[0]
    q = problem.q
    return (
        f"pair 0 of q is q{subscript(first)} and q{subscript(second)}: "
        f"{fixed(q[first], digits)} and {fixed(q[second], digits)}"
    )


def _head_dim(problem: Problem, _: int) -> str:
    spec = problem.spec
    turned = "" if spec.rotary_dim == spec.head_dim else f", of which {spec.rotary_dim} turn"
    return f"{spec.head_dim} numbers{turned}: {spec.pairs} pair{'s' if spec.pairs > 1 else ''}"


def _frequency(problem: Problem, digits: int) -> str:
    listed = [scale(float(value), digits) for value in inv_freq(problem.spec)]
    last = f", pair {len(listed) - 1} by {listed[-1]}" if len(listed) > 1 else ""
    return f"pair 0 turns by {listed[0]} rad per token{last}"


def _angle(problem: Problem, digits: int) -> str:
    frequency = scale(float(inv_freq(problem.spec)[0]), digits)
    angle = scale(float(angles(problem.m, problem.spec)[0]), digits)
    times = -problem.m if problem.spec.backwards else problem.m
    sign = "=" if agrees(times * shown(frequency), angle) else "≈"
    product = f"{times:,}".replace("-", "−") + f" × {frequency}"
    return f"pair 0 of q at position {problem.m:,} turns by {product} {sign} {angle} rad"


def _score(problem: Problem, digits: int) -> str:
    places = np.array([problem.m]), np.array([problem.n])
    value = scores(np.array([problem.q]), np.array([problem.k]), *places, problem.spec)[0, 0]
    return f"q at {problem.m:,} and k at {problem.n:,} score {fixed(float(value), digits)}"


def _pairing(problem: Problem, digits: int) -> str:
    pairs = pair_indices(problem.spec)[:2]
    listed = " and ".join(f"({a}, {b})" for a, b in pairs)
    return (
        f"{problem.spec.pairing}: {'pair' if len(pairs) == 1 else 'the first pairs are'} {listed}"
    )


TERMS: dict[str, Term] = {
    "query": Term(
        "The numbers a token asks with: what it looks for in the tokens it can see.",
        lambda p, digits: f"q = ({_numbers(p.q, digits)}) at position {p.m:,}",
        ("query", "queries"),
    ),
    "key": Term(
        "The numbers a token answers with: what others find when they look at it.",
        lambda p, digits: f"k = ({_numbers(p.k, digits)}) at position {p.n:,}",
        ("key", "keys"),
        ("arrow key", "arrow keys", "config key", "config keys"),
    ),
    "token": Term(
        "A word or a piece of one, as the model reads it; its place in the text is its position.",
        lambda p, _: f"the query's token stands at {p.m:,}, the key's at {p.n:,}",
        ("token", "tokens"),
    ),
    "pair": Term(
        "Two numbers of a vector that are turned together, as one arrow.",
        _pair,
        ("pair", "pairs"),
        ("pairs neighbours", "pairs halves"),
    ),
    "head dimension": Term(
        "How many numbers a query or a key has in one head of the model.",
        _head_dim,
        ("head dimension", "head_dim"),
    ),
    "base": Term(
        "The number that spreads the pairs from fast to slow; config files call it rope_theta.",
        lambda p, _: base_text(p.spec.base),
        ("base", "rope_theta"),
    ),
    "inverse frequency": Term(
        "How far a pair turns for each token, in radians; inv_freq in code, ω in proofs.",
        _frequency,
        ("inverse frequency", "inverse frequencies", "inv_freq"),
    ),
    "angle": Term(
        "How far a pair has turned: position times inverse frequency, in radians.",
        _angle,
        ("angle", "angles"),
    ),
    "score": Term(
        "How well a key answers a query: their numbers multiplied one by one and added.",
        _score,
        ("score", "scores"),
    ),
    "pairing": Term(
        "Which two numbers make a pair: neighbours (interleaved), or one from each half "
        "(half_split).",
        _pairing,
        ("pairing",),
    ),
    "θ": Term(
        "Three things in papers and code: the base (rope_theta), a pair's inverse frequency (θᵢ), "
        "or the angle itself (mθ). Here each has a name of its own.",
        lambda p, digits: (
            f"base {base_text(p.spec.base)}, inverse frequency of pair 0 "
            f"{scale(float(inv_freq(p.spec)[0]), digits)}, its angle at {p.m:,} "
            f"{scale(float(angles(p.m, p.spec)[0]), digits)}"
        ),
        ("θ", "theta"),
    ),
}


def meanings() -> dict[str, dict[str, object]]:
    """What every term means and how it is, and is not, said: the same for every problem."""
    return {
        name: {"means": term.means, "said": term.said, "apart": term.apart}
        for name, term in TERMS.items()
    }


def numbers(reading: Reading) -> tuple[tuple[str, str], ...]:
    """For every term what it is in this problem, as (term, text)."""
    return _numbers_of(reading.problem, reading.digits)


@lru_cache(maxsize=64)
def _numbers_of(problem: Problem, digits: int) -> tuple[tuple[str, str], ...]:
    return tuple((name, term.here(problem, digits)) for name, term in TERMS.items())
