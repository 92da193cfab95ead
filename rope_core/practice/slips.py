"""Slips beside the usual mistakes of a line: of the pen, and two mistakes at once.

Each is looked for only where nothing simpler explains the answer: numbers are many, and with
enough explanations anything can be explained. A slip of the pen is one slip and goes before two;
two mistakes are named only where no other two give the number.

>>> slip_of_the_pen(-0.509, 0.509, "places"), slip_of_the_pen(0.590, 0.509, "places")
('lost_sign', 'swapped_digits')
>>> slip_of_the_pen(0.7, 0.509, "places") is None
True
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Literal

from rope_core.mistakes import Mistake
from rope_core.mistakes.recipe import Recipe
from rope_core.practice.exactness import clear_of, is_right
from rope_core.practice.exercise import Exercise
from rope_core.practice.rules import MISTAKES, RULES, Style

PenSlip = Literal["lost_sign", "swapped_digits"]
#: More digits nobody typed: they are of a sum, in which no digits change places.
_MOST_DIGITS = 7


def slip_of_the_pen(answer: float, right: float, style: Style) -> PenSlip | None:
    """What went wrong in writing the right number down: its sign was lost, two digits swapped."""
    if right != 0 and is_right(-answer, right, style):
        return "lost_sign"
    if any(is_right(other, right, style) for other in _digits_swapped(answer, style)):
        return "swapped_digits"
    return None


def _digits_swapped(answer: float, style: Style) -> Iterator[float]:
    """The number with two neighbouring digits in each other's place, for every such two.

    >>> sorted(_digits_swapped(12.5, "digits"))
    [12.05, 21.5]
    """
    text = f"{abs(answer):.10g}"
    if "e" in text or sum(char.isdigit() for char in text) > _MOST_DIGITS:
        return
    if style != "whole":
        # A last 0, which is not typed, may have changed its place too.
        text += "0" if "." in text else ".0"
    for at, (one, other) in enumerate(pairwise(text)):
        if one.isdigit() and other.isdigit():
            swapped = text[:at] + other + one + text[at + 2 :]
            yield math.copysign(float(swapped), answer)


def both_at_once(one: Recipe, other: Recipe) -> Recipe | None:
    """The computation with both mistakes in it; None where they replace the same part.

    >>> both = both_at_once(MISTAKES["half_exponent"].recipe, MISTAKES["no_position"].recipe)
    >>> sorted(both.changed())
    ['angles', 'exponents']
    """
    if one.changed() & other.changed():
        return None
    parts = {part: getattr(other, part) for part in other.changed()}
    return replace(one, **parts)


def two_slips(
    exercise: Exercise, blank: int, answer: float
) -> tuple[tuple[Mistake, Mistake], Recipe] | None:
    """The two mistakes that together give this answer, if no other two do, and both in one.

    Only mistakes that the exercise looks for one by one, and only to the stated tolerance.
    """
    line = exercise.lines[exercise.blanks[blank]]
    found: list[tuple[tuple[Mistake, Mistake], Recipe]] = []
    known = [MISTAKES[each.mistake] for each in exercise.candidates[blank]]
    for one, other in combinations(known, 2):
        recipe = both_at_once(one.recipe, other.recipe)
        if recipe is None:
            continue
        value = float(RULES[line.rule].value(recipe, exercise.facts))
        shows = math.isfinite(value) and clear_of(value, line.value, line.style)
        if shows and is_right(answer, value, line.style):
            found.append(((one, other), recipe))
    return found[0] if len(found) == 1 else None
