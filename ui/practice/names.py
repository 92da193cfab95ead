"""The names that the texts of Practice may use, as they stand on screen.

>>> from rope_core.practice import make_exercise
>>> names = names_of(make_exercise("inv_freq", 3, 7))
>>> names["d"], names["i"], names["is"]
('8', '3', '₃')
"""

from __future__ import annotations

import math

from rope_core import angles, inv_freq, pair_indices
from rope_core.figures import rough
from rope_core.practice import Exercise
from ui.numbers import fixed, in_brackets, subscript


def figures(value: float, count: int = 4) -> str:
    """A number to `count` significant digits, without the zeros that say nothing.

    >>> figures(0.00177828), figures(-0.75), figures(628.3185), figures(1000.0)
    ('0.001778', '−0.75', '628.3', '1000')
    >>> figures(0.00005318), figures(0.00001)
    ('5.318×10⁻⁵', '10⁻⁵')
    """
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    if not -4 <= magnitude < 8:
        return rough(value, count)
    text = f"{value:.{max(0, count - 1 - magnitude)}f}"
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return text.replace("-", "−")


def names_of(exercise: Exercise) -> dict[str, str]:
    """Everything a template may name, as it stands on screen; _x is x in brackets if negative."""
    facts, spec = exercise.facts, exercise.facts.spec
    names = {
        "d": str(spec.head_dim),
        "half": str(spec.pairs),
        "base": f"{spec.base:,.0f}",
        "plain_base": f"{spec.base:.0f}",
        "pairing": spec.pairing,
        "i": str(facts.pair),
        "is": subscript(facts.pair),
        "m": str(facts.m),
        "n": str(facts.n),
        "moved": str(facts.moved),
        "j": str(facts.place),
        "js": subscript(facts.place),
        "c": str(facts.column),
        "factor": figures(facts.factor),
        "vector": "the query" if exercise.skill in ("score", "products") else "the vector",
    }
    first, second = pair_indices(spec)[facts.pair]
    names |= {"f": subscript(first), "g": subscript(second)}
    names |= _place_names(exercise)
    names |= _signed("w", figures(float(inv_freq(spec)[facts.pair])))
    if facts.q:
        at = next(both for both in pair_indices(spec) if facts.place in both)
        turned = exercise.skill == "conventions"
        a, b = at if turned else (first, second)
        pair = pair_indices(spec).index(at) if turned else facts.pair
        angle = float(angles(facts.m, spec)[pair])
        names |= _signed("a", figures(facts.q[a])) | _signed("b", figures(facts.q[b]))
        names |= _signed("cos", fixed(math.cos(angle), 4))
        names |= _signed("sin", fixed(math.sin(angle), 4))
        names["row"] = (
            "{cos}×{_a} − {_sin}×{_b}" if facts.place == a else "{sin}×{_a} + {_cos}×{_b}"
        ).format_map(names)
        names["row_law"] = (
            "cos×first − sin×second" if facts.place == a else "sin×first + cos×second"
        )
    if facts.k:
        angle = float(angles(facts.n, spec)[0])
        names |= _signed("ka", figures(facts.k[0])) | _signed("kb", figures(facts.k[1]))
        names |= _signed("kcos", fixed(math.cos(angle), 4))
        names |= _signed("ksin", fixed(math.sin(angle), 4))
    if exercise.skill == "matrix":
        names |= _entry_names(exercise)
    return names


def _place_names(exercise: Exercise) -> dict[str, str]:
    """How places and pairs follow from each other in this pairing."""
    facts, half = exercise.facts, exercise.facts.spec.pairs
    place, pair = facts.place, facts.pair
    if facts.spec.pairing == "half_split":
        later = place >= half
        return {
            "first_law": "i",
            "first_numbers": f"{pair}",
            "second_law": "i + d/2",
            "second_numbers": f"{pair} + {half}",
            "pair_law": "place − d/2" if later else "place (it is in the first half)",
            "pair_numbers": f"{place} − {half}" if later else f"{place}",
            "partner_law": "place − d/2" if later else "place + d/2",
            "partner_numbers": f"{place} {'−' if later else '+'} {half}",
        }
    odd = place % 2
    return {
        "first_law": "2i",
        "first_numbers": f"2×{pair}",
        "second_law": "2i + 1",
        "second_numbers": f"2×{pair} + 1",
        "pair_law": "(place − 1) / 2" if odd else "place / 2",
        "pair_numbers": f"({place} − 1) / 2" if odd else f"{place} / 2",
        "partner_law": "the neighbour before it" if odd else "the neighbour after it",
        "partner_numbers": f"{place} {'−' if odd else '+'} 1",
    }


def _entry_names(exercise: Exercise) -> dict[str, str]:
    facts = exercise.facts
    places = pair_indices(facts.spec)
    pair = next(at for at, both in enumerate(places) if facts.place in both)
    angle = float(angles(facts.m, facts.spec)[pair])
    sign = "−" if facts.place < facts.column else ""
    name, value = (
        ("cos", math.cos(angle)) if facts.place == facts.column else ("sin", math.sin(angle))
    )
    shown = fixed(value, 4)
    return {
        "entry_law": f"{sign}{name} of pair {pair}",
        "entry": f"−({shown})" if sign and shown.startswith("−") else f"{sign}{shown}",
    }


def _signed(name: str, text: str) -> dict[str, str]:
    return {name: text, f"_{name}": in_brackets(text)}
