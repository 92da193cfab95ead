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
# What is within tolerance on paper must not fail by the last bit of a float.
_SLACK = 1e-12


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
