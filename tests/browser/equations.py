"""Equations as they stand on screen, read and worked out again.

>>> [told.left for told in equations("0.318 − 0.098 ≈ 0.219") if not told.marked]
[]
>>> equations("1.19×10⁻⁴ × 3 = 3.57×10⁻⁴")[0].fault()
''
>>> equations("cos(1.000)×0.588 = 0.320")[0].fault()
'cos(1.000)×0.588 = 0.320, but it is 0.317698'

A raised text comes as ^[…]. What is no expression of numbers is no equation.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.arithmetic import worked_out
from tests.browser.browser_support import NUMBER, read

#: What may stand after a number.
_UNIT = r"(?: rad per token| radians per token| radians a token| rad| tokens| pairs)?"
_RESULT = re.compile(rf"\(?({NUMBER}){_UNIT}\)?[.,;:]?")
#: ≈ may be off by so many units of the last place shown, for each unit of size of the left side.
_ABOUT = 50
#: A factor of two figures, such as 0.0027, is off by up to so much of itself.
_SHORT = 0.02


@dataclass(frozen=True)
class Equation:
    """A side of numbers and the number it is said to give; marked: with ≈ on the way."""

    left: str
    value: float
    right: str
    marked: bool

    def fault(self) -> str:
        """What is wrong with it, or nothing."""
        found = _RESULT.fullmatch(self.right)
        assert found
        goal, unit = float(read(found[1])), _unit(found[1])
        sizes = [abs(float(read(text))) for text in re.findall(NUMBER, self.left)]
        # What 64 bits lose of a large sum, and of an angle of many turns.
        lost = 1e-13 * max(1.0, abs(goal), *sizes)
        gap = abs(self.value - goal)
        if gap <= unit * (0.5 + 1e-6) + lost:
            return ""
        if self.marked and gap <= _ABOUT * unit * max(1.0, *sizes) + _SHORT * abs(goal):
            return ""
        sign = "≈" if self.marked else "="
        return f"{self.left} {sign} {self.right}, but it is {self.value:.6g}"


def equations(text: str) -> list[Equation]:
    """Every side of numbers in a chain a = b ≈ c, with the next plain number after it."""
    parts = re.split(r"\s*([=≈])\s*", text)
    sides, signs = parts[::2], parts[1::2]
    return list(_pairs(sides, signs))


def _pairs(sides: list[str], signs: list[str]) -> Iterator[Equation]:
    for at, side in enumerate(sides[:-1]):
        goal = next((to for to in range(at + 1, len(sides)) if _RESULT.fullmatch(sides[to])), None)
        if goal is None or (value := worth(side)) is None:
            continue
        yield Equation(side, value, sides[goal], "≈" in signs[at:goal])


def worth(side: str) -> float | None:
    """The value of a side, None where there is anything in it but numbers and functions."""
    side = re.sub(rf"{_UNIT}$", "", side.strip())
    if not re.search(r"\d", side) or re.search(r"[a-zA-Z]{2,}", _without_functions(side)):
        return None
    plain = side.replace("÷", "/").replace("·", "×").replace("^[", "^(").replace("]", ")")
    plain = re.sub(r"√(\d+)", r"sqrt(\1)", plain)
    plain = re.sub(r"(?<!\w)" + NUMBER.removeprefix("−?"), lambda one: f"{read(one[0])}", plain)
    plain = re.sub(r"\)\s*\(", ")×(", plain)
    try:
        return float(worked_out(plain))
    except (ValueError, SyntaxError, KeyError, ArithmeticError, TypeError):
        return None


def _without_functions(side: str) -> str:
    return re.sub(r"\b(cos|sin|exp|ln|sqrt|floor|ceil|max|min|clamp)\(", "(", side)


def _unit(text: str) -> float:
    """One unit of the last place shown; 0 for a whole number."""
    if "." not in text:
        return 0.0 if "×10" not in text else float(read(text)) * 0.5
    exponent = read(text).as_tuple().exponent
    assert isinstance(exponent, int)
    return math.pow(10.0, exponent)
