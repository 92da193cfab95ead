"""A step's formula evaluated from given operands, such as the rounded ones a page shows.

>>> evaluate_formula("a × (b − 2 ^ −1)", {"a": 3.0, "b": 1.5})
3.0

The steps of the core are written by the core; what a person typed never comes here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from rope_core.errors import RopeError

FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "cos": math.cos,
    "sin": math.sin,
    "sqrt": math.sqrt,
    "ln": math.log,
    "floor": math.floor,
    "max": max,
    "min": min,
}
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([^\W\d]\w*)|(.))")


def evaluate_formula(formula: str, operands: Mapping[str, float]) -> float:
    """The value of a formula over +, −, ×, /, ^, brackets, FUNCTIONS, numbers and operands.

    Raises RopeError (field formula) for anything else.

    >>> evaluate_formula("max(m − n, 0) / sqrt(d)", {"m": 5, "n": 1, "d": 4})
    2.0
    """
    return _Reader(formula, operands).whole()


class _Reader:
    """Recursive descent: a sum of products of signed powers."""

    def __init__(self, formula: str, operands: Mapping[str, float]) -> None:
        self.formula, self.operands = formula, operands
        self.tokens = [match.group().strip() for match in _TOKEN.finditer(formula)]
        self.at = 0

    def whole(self) -> float:
        value = self.sum()
        if self.at < len(self.tokens):
            raise self.refusal()
        return value

    def refusal(self) -> RopeError:
        return RopeError("formula", self.formula, "a formula over the operands of its step")

    def take(self, *wanted: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at] in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise self.refusal()

    def sum(self) -> float:
        value = self.product()
        while sign := self.take("+", "−"):
            term = self.product()
            value = value + term if sign == "+" else value - term
        return value

    def product(self) -> float:
        value = self.signed()
        while sign := self.take("×", "/"):
            factor = self.signed()
            value = value * factor if sign == "×" else value / factor
        return value

    def signed(self) -> float:
        if self.take("−"):
            return -self.signed()
        value = self.atom()
        return float(value ** self.signed()) if self.take("^") else value

    def atom(self) -> float:
        if self.take("("):
            value = self.sum()
            self.need(")")
            return value
        if self.at == len(self.tokens):
            raise self.refusal()
        token = self.tokens[self.at]
        self.at += 1
        if token[0].isdigit():
            return float(token)
        if token in FUNCTIONS:
            return self.call(FUNCTIONS[token])
        if token == "π":
            return math.pi
        if token not in self.operands:
            raise self.refusal()
        return float(self.operands[token])

    def call(self, function: Callable[..., float]) -> float:
        self.need("(")
        arguments = [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.need(")")
        return float(function(*arguments))
