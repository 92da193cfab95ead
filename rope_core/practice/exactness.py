"""How exact an answer must be, and how far apart two numbers must lie to be told apart.

Three styles: `whole` numbers exactly; `places` to three places after the point; `digits` to three
digits (frequencies and angles run over many powers of ten). From inside out: right, the reach of
a mistake's number, right but rounded early.

>>> is_right(0.219, 0.21924, "places"), is_rounded(0.22, 0.21924, "places")
(True, False)
>>> is_rounded(0.23, 0.21924, "places"), is_right(0.00999, 0.01, "digits")
(True, True)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rope_core.practice.rules import Style


@dataclass(frozen=True)
class Exactness:
    """Distances, absolute or as a share of the larger number.

    right: an answer this close is right (the stated tolerance). match: this close to a mistake's
    number it is that mistake. rounded: this close it is right but rounded early. clear: a
    mistake's number is at least so far from the right one. apart: two mistakes' numbers are.
    """

    share: bool
    right: float
    match: float
    rounded: float
    clear: float
    apart: float


EXACTNESS: Mapping[Style, Exactness] = {
    "whole": Exactness(False, 1e-9, 1e-9, 1e-9, 0.5, 0.5),
    "places": Exactness(False, 0.001, 0.006, 0.015, 0.025, 0.013),
    "digits": Exactness(True, 0.0051, 0.012, 0.051, 0.08, 0.03),
}
#: Between these sizes a number is asked for to so many places; where three places would be fewer
#: than two digits of it, or more than six, it is asked for to three digits.
_PLACES_FIT = (0.01, 1000.0)
# What is within tolerance on paper must not fail by the last bit of a float.
_SLACK = 1e-12


def fitting(style: Style, value: float) -> Style:
    """The style that suits the size of a number that nobody chose: to three places 0 would be
    right for 0.000002, and 12,345.678 would be asked for to eight digits.

    >>> fitting("places", 0.219), fitting("places", 2.12e-6), fitting("places", 0.0)
    ('places', 'digits', 'places')
    """
    least, most = _PLACES_FIT
    if style == "places" and value != 0 and not least <= abs(value) < most:
        return "digits"
    return style


def _distance(one: float, other: float, style: Style) -> float:
    gap = abs(one - other)
    if not EXACTNESS[style].share or gap == 0:
        return gap
    return gap / max(abs(one), abs(other))


def is_right(answer: float, value: float, style: Style) -> bool:
    """Whether the answer is within the stated tolerance."""
    return _distance(answer, value, style) <= EXACTNESS[style].right + _SLACK


def is_rounded(answer: float, value: float, style: Style) -> bool:
    """Whether the answer looks like the right one, rounded on the way."""
    distance = _distance(answer, value, style)
    return not is_right(answer, value, style) and distance <= EXACTNESS[style].rounded + _SLACK


def matches(answer: float, value: float, style: Style) -> bool:
    """Whether the answer is a mistake's number."""
    return _distance(answer, value, style) <= EXACTNESS[style].match + _SLACK


def clear_of(value: float, right: float, style: Style) -> bool:
    """Whether a mistake's number cannot be taken for the right one."""
    return _distance(value, right, style) >= EXACTNESS[style].clear


def apart(one: float, other: float, style: Style) -> bool:
    """Whether two mistakes' numbers can be told apart."""
    return _distance(one, other, style) >= EXACTNESS[style].apart
