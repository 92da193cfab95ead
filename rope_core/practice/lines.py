"""What the numbers of a line are: with the right recipe the key, with a mistake's what it gives.

>>> from rope_core.mistakes import MISTAKES
>>> facts = Facts(RopeSpec(8), m=2, pair=1)
>>> round(angle(Recipe(), facts), 3), angle(MISTAKES["position_plus_one"].recipe, facts) > 0.2
(0.2, True)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rope_core.mistakes.recipe import Recipe
from rope_core.pairing import pair_indices
from rope_core.practice.facts import Facts
from rope_core.spec import RopeSpec

#: A line in which the mistake cannot be made: it needs a pair, a place or a row that is not there.
_NOWHERE = math.nan


def pair_at(recipe: Recipe, facts: Facts) -> float:
    pairs = recipe.named_pairs(facts.spec)
    return next((pair for pair, both in pairs.items() if facts.place in both), _NOWHERE)


def partner(recipe: Recipe, facts: Facts) -> float:
    for first, second in recipe.named_pairs(facts.spec).values():
        if facts.place in (first, second):
            return second if first == facts.place else first
    return _NOWHERE


def place_of(row: Literal[0, 1]) -> Callable[[Recipe, Facts], float]:
    def value(recipe: Recipe, facts: Facts) -> float:
        both = recipe.named_pairs(facts.spec).get(facts.pair)
        return both[row] if both else _NOWHERE

    return value


def _has_row(recipe: Recipe, pair: float, spec: RopeSpec) -> bool:
    """Whether a table of the pairs has the row that this person looks for."""
    return pair in range(spec.pairs) and recipe.takes(int(pair)) in range(spec.pairs)


def _places_with_both(recipe: Recipe, spec: RopeSpec) -> list[bool]:
    """At which places there are the numbers and the angle this person wants.

    A number that no pair has stays as it is: for that nothing is wanted.
    """
    width = range(spec.head_dim)
    there: dict[int, bool] = {}
    for pair, both in recipe.named_pairs(spec).items():
        row = _has_row(recipe, pair, spec)
        for place, partner in (both, both[::-1]):
            there.setdefault(place, row and partner in width)
    paired = set(np.ravel(pair_indices(spec)).tolist())
    return [there.get(place, place not in paired) for place in width]


def angle(recipe: Recipe, facts: Facts) -> float:
    if not _has_row(recipe, facts.pair, facts.spec):
        return _NOWHERE
    return float(recipe.stated(recipe.turn(facts.m, facts.spec))[facts.pair])


def entry(recipe: Recipe, facts: Facts) -> float:
    """A column of the matrix is what the rotation makes of a unit vector."""
    unit = np.zeros(facts.spec.head_dim)
    unit[facts.column] = 1.0
    # + 0.0: a matrix entry of −0 is 0.
    return rotated(recipe, replace(facts, q=tuple(unit.tolist()))) + 0.0


def every_rotated(recipe: Recipe, facts: Facts) -> NDArray[np.float64]:
    there = _places_with_both(recipe, facts.spec)
    return np.where(there, recipe.rotate(facts.q, facts.m, facts.spec), _NOWHERE)


def rotated(recipe: Recipe, facts: Facts) -> float:
    return float(every_rotated(recipe, facts)[facts.place])


def turned(vector: Literal["q", "k"], place: int) -> Callable[[Recipe, Facts], float]:
    def value(recipe: Recipe, facts: Facts) -> float:
        x, at = (facts.q, facts.m) if vector == "q" else (facts.k, facts.n)
        turns = recipe.turns_query if vector == "q" else recipe.turns_key
        return float(recipe.rotate(x, at, facts.spec)[place]) if turns else x[place]

    return value


def score(recipe: Recipe, facts: Facts) -> float:
    return recipe.score(facts.q, facts.m, facts.k, facts.n, facts.spec)


def inv_freq(recipe: Recipe, facts: Facts) -> float:
    return float(recipe.inv_freq(facts.spec)[facts.pair])


def looked_up(recipe: Recipe, facts: Facts) -> float:
    """The frequency of the pair as it stands among those given."""
    return inv_freq(recipe, facts) if _has_row(recipe, facts.pair, facts.spec) else _NOWHERE


def _turn_of(recipe: Recipe, distance: float, inv_freq: float) -> float:
    return float(recipe.stated(recipe.angles(np.array(distance), np.array([inv_freq])))[0])


def relative_angle(recipe: Recipe, facts: Facts) -> float:
    return _turn_of(recipe, recipe.relative(facts.m, facts.n), looked_up(recipe, facts))


def wavelength(recipe: Recipe, facts: Facts) -> float:
    return recipe.wavelength(inv_freq(recipe, facts))


def scaled(recipe: Recipe, facts: Facts) -> float:
    return recipe.scaled(inv_freq(recipe, facts), facts.factor)


def scaled_angle(recipe: Recipe, facts: Facts) -> float:
    where = float(recipe.counted(np.array(float(facts.m))))
    return _turn_of(recipe, where, scaled(recipe, facts))


# What the lines above, right or wrong, make of a line that reads a pair or a place from them.


def power(base: float, exponent: float) -> float:
    """The power as float64 has it: infinite where it is too large, which Python refuses to say."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf


def second_after(above: Sequence[float], facts: Facts) -> float:
    first, second = pair_indices(facts.spec)[facts.pair]
    return above[0] + (second - first)


def _cos_sin_of(pair: float, facts: Facts) -> tuple[float, float]:
    if pair not in range(facts.spec.pairs):
        return _NOWHERE, _NOWHERE
    angle = float(Recipe().turn(facts.m, facts.spec)[int(pair)])
    return math.cos(angle), math.sin(angle)


def entry_after(above: Sequence[float], facts: Facts) -> float:
    cos, sin = _cos_sin_of(above[0], facts)
    if facts.place == facts.column:
        return cos
    if partner(Recipe(), facts) != facts.column:
        return 0.0
    return -sin if facts.place < facts.column else sin


def rotated_after(above: Sequence[float], facts: Facts) -> float:
    pair, partner = above[0], above[1]
    if partner not in range(facts.spec.head_dim):
        return _NOWHERE
    cos, sin = _cos_sin_of(pair, facts)
    own, other = facts.q[facts.place], facts.q[int(partner)]
    return cos * own - sin * other if facts.place < partner else sin * other + cos * own


def inv_freq_of(facts: Facts) -> float:
    return inv_freq(Recipe(), facts)
