"""The lines of a worked solution: what each computes, and which mistakes happen in it.

A rule computes its number from the facts of a problem by a `Recipe`: with the right one it gives
the key, with a mistake's recipe it gives what a person who makes that mistake would write.

>>> facts = Facts(RopeSpec(8), pair=3)
>>> RULES["exponent"].value(Recipe(), facts)
-0.75
>>> RULES["exponent"].value(MISTAKES["half_exponent"].recipe, facts)
-0.375
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rope_core.mistakes import MISTAKES
from rope_core.mistakes.recipe import Pair, Recipe
from rope_core.pairing import pair_indices
from rope_core.spec import RopeSpec

__all__ = ["MISTAKES", "RULES", "Facts", "Rule", "Style"]

#: How exact an answer must be: a whole number, to three places, or to three digits.
Style = Literal["whole", "places", "digits"]


@dataclass(frozen=True)
class Facts:
    """What a problem gives. A skill uses some of it.

    q at position m and k at n; pair: the pair that is asked about; place: a place of the vector
    (or a row of the matrix, with column); moved: where the key goes; factor: a linear scaling.
    """

    spec: RopeSpec
    q: tuple[float, ...] = ()
    k: tuple[float, ...] = ()
    m: int = 0
    n: int = 0
    pair: int = 0
    place: int = 0
    column: int = 0
    moved: int = 0
    factor: float = 1.0


@dataclass(frozen=True)
class Rule:
    """One kind of line.

    law: what the line is an example of. mistakes: the keys of the slips that happen in this very
    line. carry: the same number from those of the lines above, for lines that need them; it says
    how an earlier wrong number travels on. every: the same line of every pair, (pairs,), or of
    every place, (head_dim,), at once; the facts' own pair and place do not count.
    """

    law: str
    style: Style
    value: Callable[[Recipe, Facts], float]
    mistakes: tuple[str, ...] = ()
    carry: Callable[[Sequence[float], Facts], float] | None = None
    every: Callable[[Recipe, Facts], NDArray[np.float64]] | None = None


#: A line in which the mistake cannot be made: it needs a pair, a place or a row that is not there.
_NOWHERE = math.nan


def _pair_at(recipe: Recipe, facts: Facts) -> float:
    pairs = recipe.named_pairs(facts.spec)
    return next((pair for pair, both in pairs.items() if facts.place in both), _NOWHERE)


def _partner(recipe: Recipe, facts: Facts) -> float:
    for first, second in recipe.named_pairs(facts.spec).values():
        if facts.place in (first, second):
            return second if first == facts.place else first
    return _NOWHERE


def _place_of(row: Literal[0, 1]) -> Callable[[Recipe, Facts], float]:
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


def _of_pair(
    law: str,
    part: Callable[[Recipe, Pair], NDArray[np.float64]],
    carry: Callable[[Sequence[float], Facts], float] | None = None,
) -> Rule:
    def every(recipe: Recipe, facts: Facts) -> NDArray[np.float64]:
        return np.asarray(part(recipe, recipe.pairs(facts.q, facts.m, facts.spec)))

    def value(recipe: Recipe, facts: Facts) -> float:
        return float(every(recipe, facts)[facts.pair])

    return Rule(law, "places", value, carry=carry, every=every)


def _angle(recipe: Recipe, facts: Facts) -> float:
    if not _has_row(recipe, facts.pair, facts.spec):
        return _NOWHERE
    return float(recipe.stated(recipe.turn(facts.m, facts.spec))[facts.pair])


def _entry(recipe: Recipe, facts: Facts) -> float:
    """A column of the matrix is what the rotation makes of a unit vector."""
    unit = np.zeros(facts.spec.head_dim)
    unit[facts.column] = 1.0
    # + 0.0: a matrix entry of −0 is 0.
    return _rotated(recipe, replace(facts, q=tuple(unit.tolist()))) + 0.0


def _every_rotated(recipe: Recipe, facts: Facts) -> NDArray[np.float64]:
    there = _places_with_both(recipe, facts.spec)
    return np.where(there, recipe.rotate(facts.q, facts.m, facts.spec), _NOWHERE)


def _rotated(recipe: Recipe, facts: Facts) -> float:
    return float(_every_rotated(recipe, facts)[facts.place])


def _turned(vector: Literal["q", "k"], place: int) -> Callable[[Recipe, Facts], float]:
    def value(recipe: Recipe, facts: Facts) -> float:
        x, at = (facts.q, facts.m) if vector == "q" else (facts.k, facts.n)
        turns = recipe.turns_query if vector == "q" else recipe.turns_key
        return float(recipe.rotate(x, at, facts.spec)[place]) if turns else x[place]

    return value


def _score(recipe: Recipe, facts: Facts) -> float:
    return recipe.score(facts.q, facts.m, facts.k, facts.n, facts.spec)


def _inv_freq(recipe: Recipe, facts: Facts) -> float:
    return float(recipe.inv_freq(facts.spec)[facts.pair])


def _looked_up(recipe: Recipe, facts: Facts) -> float:
    """The frequency of the pair as it stands among those given."""
    return _inv_freq(recipe, facts) if _has_row(recipe, facts.pair, facts.spec) else _NOWHERE


def _turn_of(recipe: Recipe, distance: float, inv_freq: float) -> float:
    return float(recipe.stated(recipe.angles(np.array(distance), np.array([inv_freq])))[0])


def _relative_angle(recipe: Recipe, facts: Facts) -> float:
    return _turn_of(recipe, recipe.relative(facts.m, facts.n), _looked_up(recipe, facts))


def _wavelength(recipe: Recipe, facts: Facts) -> float:
    return recipe.wavelength(_inv_freq(recipe, facts))


def _scaled(recipe: Recipe, facts: Facts) -> float:
    return recipe.scaled(_inv_freq(recipe, facts), facts.factor)


def _scaled_angle(recipe: Recipe, facts: Facts) -> float:
    where = float(recipe.counted(np.array(float(facts.m))))
    return _turn_of(recipe, where, _scaled(recipe, facts))


# What the lines above, right or wrong, make of a line that reads a pair or a place from them.


def _power(base: float, exponent: float) -> float:
    """The power as float64 has it: infinite where it is too large, which Python refuses to say."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf


def _second_after(above: Sequence[float], facts: Facts) -> float:
    first, second = pair_indices(facts.spec)[facts.pair]
    return above[0] + (second - first)


def _cos_sin_of(pair: float, facts: Facts) -> tuple[float, float]:
    if pair not in range(facts.spec.pairs):
        return _NOWHERE, _NOWHERE
    angle = float(Recipe().turn(facts.m, facts.spec)[int(pair)])
    return math.cos(angle), math.sin(angle)


def _entry_after(above: Sequence[float], facts: Facts) -> float:
    cos, sin = _cos_sin_of(above[0], facts)
    if facts.place == facts.column:
        return cos
    if _partner(Recipe(), facts) != facts.column:
        return 0.0
    return -sin if facts.place < facts.column else sin


def _rotated_after(above: Sequence[float], facts: Facts) -> float:
    pair, partner = above[0], above[1]
    if partner not in range(facts.spec.head_dim):
        return _NOWHERE
    cos, sin = _cos_sin_of(pair, facts)
    own, other = facts.q[facts.place], facts.q[int(partner)]
    return cos * own - sin * other if facts.place < partner else sin * other + cos * own


def _inv_freq_of(facts: Facts) -> float:
    return _inv_freq(Recipe(), facts)


_LINES: Mapping[str, Rule] = {
    # which numbers pair up
    "pair_of": Rule("pairing", "whole", _pair_at),
    "partner": Rule("pairing", "whole", _partner),
    "first_place": Rule("pairing", "whole", _place_of(0)),
    "second_place": Rule("pairing", "whole", _place_of(1), carry=_second_after),
    # how fast, how far
    "exponent": Rule(
        "exponent",
        "digits",
        lambda r, f: float(r.exponents(np.array([float(f.pair)]), f.spec.rotary_dim)[0]),
    ),
    "inv_freq": Rule(
        "power",
        "digits",
        _inv_freq,
        carry=lambda above, f: _power(f.spec.base, above[0]),
    ),
    "pick": Rule("own_pair", "digits", _looked_up),
    "angle": Rule("angle", "digits", _angle, carry=lambda above, f: f.m * above[0]),
    # the products and the two rows
    "cos_first": _of_pair("product", lambda r, p: p.cos_first),
    "sin_second": _of_pair("product", lambda r, p: p.sin_second),
    "sin_first": _of_pair("product", lambda r, p: p.sin_first),
    "cos_second": _of_pair("product", lambda r, p: p.cos_second),
    "first": _of_pair(
        "first_row",
        lambda r, p: r.first(p),
        carry=lambda above, f: above[0] - above[1],
    ),
    "second": _of_pair(
        "second_row",
        lambda r, p: r.second(p),
        carry=lambda above, f: above[0] + above[1],
    ),
    # the matrix, and a vector in one convention or the other
    "row_pair": Rule("pairing", "whole", _pair_at),
    "entry": Rule("matrix", "places", _entry, carry=_entry_after),
    "rotated": Rule(
        "own_row",
        "places",
        _rotated,
        carry=_rotated_after,
        every=_every_rotated,
    ),
    # the score
    "query_first": Rule("first_row", "places", _turned("q", 0)),
    "query_second": Rule("second_row", "places", _turned("q", 1)),
    "key_first": Rule("first_row", "places", _turned("k", 0)),
    "key_second": Rule("second_row", "places", _turned("k", 1)),
    "score": Rule(
        "dot",
        "places",
        _score,
        carry=lambda above, f: above[0] * above[2] + above[1] * above[3],
    ),
    # the relative position
    "relative": Rule("difference", "whole", lambda r, f: r.relative(f.m, f.n)),
    "relative_angle": Rule(
        "angle",
        "digits",
        _relative_angle,
        carry=lambda above, f: above[0] * _inv_freq_of(f),
    ),
    "follow": Rule(
        "shift",
        "whole",
        lambda r, f: r.follow(f.m, f.n, f.moved),
        carry=lambda above, f: f.moved + above[0],
    ),
    # wavelength and scaling
    "wavelength": Rule("wavelength", "digits", _wavelength),
    "stretched": Rule(
        "factor",
        "digits",
        lambda r, f: r.stretched(_wavelength(r, f), f.factor),
        carry=lambda above, f: above[0] * f.factor,
    ),
    "scaled": Rule("factor", "digits", _scaled),
    "scaled_angle": Rule("angle", "digits", _scaled_angle, carry=lambda above, f: f.m * above[0]),
}

#: Every kind of line by its key, with the mistakes that name the line: see rope_core.mistakes.
RULES: Mapping[str, Rule] = {
    line: replace(rule, mistakes=tuple(one.key for one in MISTAKES.values() if line in one.lines))
    for line, rule in _LINES.items()
}
