"""A slip of a program: what it gives, and what one says to whoever wrote it.

>>> slip = known("half_exponent", "exponent", "For d = {d} and i = {i}?", "base ** (-2 * i / d)")
>>> slip.turn(np.array([[1.0, 0.0, 1.0, 0.0]]), np.array([1.0]), RopeSpec(4)).round(3).tolist()
[[0.54, 0.841, 0.995, 0.1]]
>>> slip.inv_freq(RopeSpec(4)).tolist(), slip.asks(RopeSpec(4), 1)
([1.0, 0.1], 'For d = 4 and i = 1?')

What `rope_core.mistakes` knows is taken from there; added is what only a program does: a loop that
ends early, an integer division, a number that is overwritten before it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from rope_core.mistakes import MISTAKES
from rope_core.mistakes.recipe import Recipe
from rope_core.spec import RopeSpec

Floats = NDArray[np.float64]
#: Rows (n, head_dim) at positions (n,), turned as a program with the slip turns them.
Turn = Callable[[Floats, Floats, RopeSpec], Floats]
#: The score of q (head_dim,) at m with k (head_dim,) at n.
Score = Callable[[Floats, float, Floats, float, RopeSpec], float]
#: Which part of a program it is in, for whoever looks for the line.
Part = Literal["exponent", "angle", "pair", "sum", "loop", "score", "softmax", "cache", "scaling"]


@dataclass(frozen=True)
class Slip:
    """One way to go wrong.

    title: what the program does, in a few words. story: what comes of it. question: what to ask
    first; {d} and {i} stand for the width and for the first pair that is wrong. fix: the lines
    that mend it; {a} and {b} stand for the places of pair i. other: a computation that a recipe
    cannot say, in place of recipe.rotate. of_table: whether it is a slip of the frequencies.
    scores: the score with the slip, where it is not the product of two vectors turned by it.
    """

    key: str
    title: str
    story: str
    part: Part
    question: str
    fix: str
    recipe: Recipe = field(default_factory=Recipe, repr=False)
    other: Turn | None = field(default=None, repr=False)
    of_table: bool = False
    scores: Score | None = field(default=None, repr=False)

    def turn(self, x: Floats, positions: Floats, spec: RopeSpec) -> Floats:
        """Return x (n, head_dim) turned at positions (n,), with the slip."""
        with np.errstate(all="ignore"):  # a slip may divide by zero
            if self.other is not None:
                return self.other(x, positions, spec)
            return self.recipe.rotate(x, positions, spec)

    def inv_freq(self, spec: RopeSpec) -> Floats:
        """Return the frequencies (pairs,) with the slip."""
        with np.errstate(all="ignore"):
            return self.recipe.inv_freq(spec)

    def score(self, q: Floats, m: float, k: Floats, n: float, spec: RopeSpec) -> float:
        """Return the score of q at m with k at n, both turned with the slip."""
        if self.scores is not None:
            return self.scores(q, m, k, n, spec)
        query, key = (self.turn(x[None], np.array([p]), spec)[0] for x, p in ((q, m), (k, n)))
        return float(query @ key)

    def asks(self, spec: RopeSpec, pair: int) -> str:
        """The question about these numbers."""
        return self.question.format(d=spec.head_dim, i=pair)

    def mends(self, spec: RopeSpec) -> str:
        """The lines of the fix, for this pairing."""
        half = spec.pairing == "half_split"
        a, b = ("i", "i + d // 2") if half else ("2 * i", "2 * i + 1")
        return self.fix.format(a=a, b=b)


#: Which of the vectors of a score a slip is made with.
SIDES = {"": (True, True), "query": (True, False), "key": (False, True)}


def on(side: str, slip: Slip) -> Slip:
    """The same slip made with one of the two vectors of a score.

    >>> on("key", known("degrees", "angle", "?", "!")).title
    'Degrees for radians, for the key alone'
    """
    return replace(slip, title=f"{slip.title}, for the {side} alone") if side else slip


def known(key: str, part: Part, question: str, fix: str, *, of_table: bool = False) -> Slip:
    """A slip that rope_core.mistakes knows."""
    one = MISTAKES[key]
    return Slip(key, one.title, one.story, part, question, fix, one.recipe, of_table=of_table)


def program_slip(
    key: str, title: str, story: str, part: Part, question: str, fix: str, *,
    of_table: bool = False, other: Turn | None = None, **parts: Any,
) -> Slip:  # fmt: skip
    """A slip that only programs make; parts replace parts of the recipe."""
    return Slip(key, title, story, part, question, fix, Recipe(**parts), other, of_table)
