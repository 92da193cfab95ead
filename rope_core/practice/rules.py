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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rope_core.mistakes import MISTAKES
from rope_core.mistakes.recipe import Pair, Recipe
from rope_core.pairing import PairIndices
from rope_core.spec import RopeSpec

__all__ = ["LAWS", "MISTAKES", "RULES", "Facts", "Rule", "Style"]

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


def _pair_at(places: PairIndices, place: int) -> int:
    return next(pair for pair, both in enumerate(places) if place in both)


def _partner(recipe: Recipe, facts: Facts) -> float:
    places = recipe.reads(facts.spec)
    first, second = places[_pair_at(places, facts.place)]
    return second if first == facts.place else first


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
    return float(recipe.stated(recipe.turn(facts.m, facts.spec))[facts.pair])


def _entry(recipe: Recipe, facts: Facts) -> float:
    """A column of the matrix is what the rotation makes of a unit vector."""
    unit = np.zeros(facts.spec.head_dim)
    unit[facts.column] = 1.0
    # + 0.0: a matrix entry of −0 is 0.
    return float(recipe.rotate(unit, facts.m, facts.spec)[facts.place]) + 0.0


def _every_rotated(recipe: Recipe, facts: Facts) -> NDArray[np.float64]:
    return recipe.rotate(facts.q, facts.m, facts.spec)


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


def _turn_of(recipe: Recipe, distance: float, inv_freq: float) -> float:
    return float(recipe.stated(recipe.angles(np.array(distance), np.array([inv_freq])))[0])


def _relative_angle(recipe: Recipe, facts: Facts) -> float:
    return _turn_of(recipe, recipe.relative(facts.m, facts.n), _inv_freq(recipe, facts))


def _wavelength(recipe: Recipe, facts: Facts) -> float:
    return recipe.wavelength(_inv_freq(recipe, facts))


def _scaled(recipe: Recipe, facts: Facts) -> float:
    return recipe.scaled(_inv_freq(recipe, facts), facts.factor)


def _scaled_angle(recipe: Recipe, facts: Facts) -> float:
    where = float(recipe.counted(np.array(float(facts.m))))
    return _turn_of(recipe, where, _scaled(recipe, facts))


def _inv_freq_of(facts: Facts) -> float:
    return _inv_freq(Recipe(), facts)


_LINES: Mapping[str, Rule] = {
    # which numbers pair up
    "pair_of": Rule("pairing", "whole", lambda r, f: _pair_at(r.reads(f.spec), f.place)),
    "partner": Rule("pairing", "whole", _partner),
    "first_place": Rule("pairing", "whole", lambda r, f: r.reads(f.spec)[f.pair][0]),
    "second_place": Rule("pairing", "whole", lambda r, f: r.reads(f.spec)[f.pair][1]),
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
        carry=lambda above, f: float(f.spec.base ** above[0]),
    ),
    "pick": Rule("own_pair", "digits", _inv_freq),
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
    "row_pair": Rule(
        "pairing",
        "whole",
        lambda r, f: _pair_at(r.writes(f.spec), f.place),
    ),
    "entry": Rule("matrix", "places", _entry),
    "rotated": Rule(
        "own_row",
        "places",
        _rotated,
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

#: What lines are examples of, in the order of the course.
LAWS: tuple[str, ...] = tuple(dict.fromkeys(rule.law for rule in RULES.values()))
