"""The lines of a worked solution: what each computes, and which mistakes happen in it.

A rule computes its number from the facts of a problem by a `Recipe`: with the right one it gives
the key, with a mistake's recipe it gives what a person who makes that mistake would write.

>>> from rope_core.spec import RopeSpec
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
from rope_core.practice.facts import Facts
from rope_core.practice.lines import (
    angle,
    entry,
    entry_after,
    every_rotated,
    inv_freq,
    inv_freq_of,
    looked_up,
    pair_at,
    partner,
    place_of,
    power,
    relative_angle,
    rotated,
    rotated_after,
    scaled,
    scaled_angle,
    score,
    second_after,
    turned,
    wavelength,
)

__all__ = ["MISTAKES", "RULES", "Facts", "Rule", "Style"]

#: How exact an answer must be: a whole number, to three places, or to three digits.
Style = Literal["whole", "places", "digits"]


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


_LINES: Mapping[str, Rule] = {
    # which numbers pair up
    "pair_of": Rule("pairing", "whole", pair_at),
    "partner": Rule("pairing", "whole", partner),
    "first_place": Rule("pairing", "whole", place_of(0)),
    "second_place": Rule("pairing", "whole", place_of(1), carry=second_after),
    # how fast, how far
    "exponent": Rule(
        "exponent",
        "digits",
        lambda r, f: float(r.exponents(np.array([float(f.pair)]), f.spec.rotary_dim)[0]),
    ),
    "inv_freq": Rule(
        "power",
        "digits",
        inv_freq,
        carry=lambda above, f: power(f.spec.base, above[0]),
    ),
    "pick": Rule("own_pair", "digits", looked_up),
    "angle": Rule("angle", "digits", angle, carry=lambda above, f: f.m * above[0]),
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
    "row_pair": Rule("pairing", "whole", pair_at),
    "entry": Rule("matrix", "places", entry, carry=entry_after),
    "rotated": Rule(
        "own_row",
        "places",
        rotated,
        carry=rotated_after,
        every=every_rotated,
    ),
    # the score
    "query_first": Rule("first_row", "places", turned("q", 0)),
    "query_second": Rule("second_row", "places", turned("q", 1)),
    "key_first": Rule("first_row", "places", turned("k", 0)),
    "key_second": Rule("second_row", "places", turned("k", 1)),
    "score": Rule(
        "dot",
        "places",
        score,
        carry=lambda above, f: above[0] * above[2] + above[1] * above[3],
    ),
    # the relative position
    "relative": Rule("difference", "whole", lambda r, f: r.relative(f.m, f.n)),
    "relative_angle": Rule(
        "angle",
        "digits",
        relative_angle,
        carry=lambda above, f: above[0] * inv_freq_of(f),
    ),
    "follow": Rule(
        "shift",
        "whole",
        lambda r, f: r.follow(f.m, f.n, f.moved),
        carry=lambda above, f: f.moved + above[0],
    ),
    # wavelength and scaling
    "wavelength": Rule("wavelength", "digits", wavelength),
    "stretched": Rule(
        "factor",
        "digits",
        lambda r, f: r.stretched(wavelength(r, f), f.factor),
        carry=lambda above, f: above[0] * f.factor,
    ),
    "scaled": Rule("factor", "digits", scaled),
    "scaled_angle": Rule("angle", "digits", scaled_angle, carry=lambda above, f: f.m * above[0]),
}

#: Every kind of line by its key, with the mistakes that name the line: see rope_core.mistakes.
RULES: Mapping[str, Rule] = {
    line: replace(rule, mistakes=tuple(one.key for one in MISTAKES.values() if line in one.lines))
    for line, rule in _LINES.items()
}
