"""A typed answer as a number: 0.219, 1/3, cos(1)*0.588-sin(1)*0.117.

A small grammar, read by descent; nothing is ever evaluated as code:

    sum     = product (("+" | "-") product)*
    product = sign (("*" | "/") sign)*
    sign    = ("+" | "-") sign | joined
    joined  = power (power that begins with a letter or a bracket)*      2π, 0.5cos(1)
    power   = atom ("^" sign)?
    atom    = number | pi | name "(" sum ")" | "(" sum ")"

>>> round(read_answer("cos(1)*0.588 − sin(1)×0.117"), 3)
0.219
>>> read_answer("10000^(-2*1/4)"), read_answer("-3/8"), read_answer("1,000")
(0.01, -0.375, 1000.0)
>>> read_answer("__import__('os')")
Traceback (most recent call last):
    ...
rope_core.errors.RopeError: ...
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from rope_core.errors import RopeError
from rope_core.reading.numbers import plain, read_decimal

MAX_LENGTH = 200
MAX_DEPTH = 20
ALLOWED = "a number, a fraction, or a sum such as cos(1)*0.588-sin(1)*0.117"

_FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "cos": math.cos,
    "sin": math.sin,
    "sqrt": math.sqrt,
}
_NAMES: Mapping[str, float] = {"pi": math.pi, "π": math.pi}
_SPELLINGS = (
    ("×", "*"),
    ("·", "*"),
    ("⋅", "*"),
    ("÷", "/"),
    (":", "/"),
    ("**", "^"),
    ("√", "sqrt"),
)
_NUMBER = frozenset("0123456789.")


def read_answer(text: str, field: str = "answer") -> float:
    """The value of what was typed, a finite number; RopeError where it is not one.

    A comma is refused unless it groups thousands: 0,5 might be meant as 0.5 or as two numbers.
    """
    if len(text) > MAX_LENGTH:
        raise RopeError(field, f"{len(text):,} characters", ALLOWED, "Enter one number.")
    source = plain(text).strip().lower()
    for spelling, symbol in _SPELLINGS:
        source = source.replace(spelling, symbol)
    for unit in ("radians", "rad", "tokens"):
        source = source.removesuffix(unit).rstrip()
    if not source:
        raise RopeError(field, "nothing", ALLOWED, "The field is empty.")
    parser = _Parser(_without_thousands(source), field, text.strip())
    try:
        value = parser.whole()
    except RopeError:
        raise
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        raise parser.refusal("It has no value: a division by 0, or a number too large.") from error
    if not math.isfinite(value):
        raise parser.refusal("The number is too large.")
    return value


def _without_thousands(source: str) -> str:
    """1,000 is one number and 0,588 is not; other commas stay and are refused later."""
    first, *groups = source.split(",")
    digits = first.lstrip("+-")
    grouped = all(len(group) == 3 and group.isdigit() for group in groups)
    if groups and grouped and digits.isdigit() and not digits.startswith("0"):
        return first + "".join(groups)
    return source


class _Parser:
    def __init__(self, source: str, field: str, typed: str) -> None:
        self.source, self.field, self.typed = source, field, typed
        self.at = self.depth = 0

    def refusal(self, hint: str) -> RopeError:
        return RopeError(self.field, self.typed, ALLOWED, hint)

    def whole(self) -> float:
        value = self._sum()
        char = self._peek()
        if char == ",":
            raise self.refusal("Write a decimal point: 0.5 and not 0,5.")
        if char:
            raise self.refusal(f"Something is left over from character {self.at + 1} on.")
        return value

    def _peek(self) -> str:
        while self.source[self.at : self.at + 1].isspace():
            self.at += 1
        return self.source[self.at : self.at + 1]

    def _take(self, symbols: str) -> str:
        char = self._peek()
        if char and char in symbols:
            self.at += 1
            return char
        return ""

    def _sum(self) -> float:
        value = self._product()
        while symbol := self._take("+-"):
            right = self._product()
            value = value + right if symbol == "+" else value - right
        return value

    def _product(self) -> float:
        value = self._sign()
        while symbol := self._take("*/"):
            right = self._sign()
            value = value * right if symbol == "*" else value / right
        return value

    def _sign(self) -> float:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.refusal("It is nested too deeply.")
        symbol = self._take("+-")
        value = self._sign() if symbol else self._joined()
        self.depth -= 1
        return -value if symbol == "-" else value

    def _joined(self) -> float:
        """2π is one thing: 1/2π is 1/(2π), as on paper."""
        value = self._power()
        while (char := self._peek()) == "(" or char.isalpha():
            value *= self._power()
        return value

    def _power(self) -> float:
        value = self._atom()
        if self._take("^"):
            # math.pow: floats only, refuses what would be complex, never grows large integers.
            return math.pow(value, self._sign())
        return value

    def _atom(self) -> float:
        if self._take("("):
            return self._closed()
        start = self.at
        char = self._peek()
        if char.isalpha():
            start = self.at
            while self.source[self.at : self.at + 1].isalpha():
                self.at += 1
            name = self.source[start : self.at]
            if name in _NAMES:
                return _NAMES[name]
            if name in _FUNCTIONS:
                if not self._take("("):
                    raise self.refusal(f"Put brackets after {name}: {name}(1).")
                return _FUNCTIONS[name](self._closed())
            raise self.refusal("Known names are cos, sin, sqrt and pi.")
        return self._number()

    def _closed(self) -> float:
        value = self._sum()
        if not self._take(")"):
            raise self.refusal("A closing bracket is missing.")
        return value

    def _number(self) -> float:
        start = self.at
        while self.source[self.at : self.at + 1] in _NUMBER and self.at < len(self.source):
            self.at += 1
        # An exponent belongs to the number: 1e-3.
        if self.at > start and self.source[self.at : self.at + 1] == "e":
            mark = self.at + 1
            mark += self.source[mark : mark + 1] in ("+", "-")
            if self.source[mark : mark + 1].isdecimal():
                self.at = mark
                while self.source[self.at : self.at + 1].isdecimal():
                    self.at += 1
        value = read_decimal(self.source[start : self.at])
        if value is None:
            raise self.refusal("A number is missing or cannot be read.")
        return value
