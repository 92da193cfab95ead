"""A step's formula evaluated from given operands, such as the rounded ones a page shows.

>>> evaluate_formula("a × (b − 2 ^ −1)", {"a": 3.0, "b": 1.5})
3.0

The steps of the core are written by the core; what a person typed never comes here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import add, mul, neg, sub, truediv

from rope_core.errors import RopeError

FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "cos": math.cos,
    "sin": math.sin,
    "sqrt": math.sqrt,
    "ln": math.log,
    "floor": math.floor,
    "ceil": math.ceil,
    "max": max,
    "min": min,
    "clamp": lambda value, low, high: min(max(value, low), high),
}
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([^\W\d]\w*)|(.))")

Operands = Mapping[str, float]
#: A formula that was read once: what it gives for any operands.
Value = Callable[[Operands], float]


def evaluate_formula(formula: str, operands: Operands) -> float:
    """The value of a formula over +, −, ×, /, ^, brackets, FUNCTIONS, numbers and operands.

    Raises RopeError (field formula) for anything else.

    >>> evaluate_formula("max(m − n, 0) / sqrt(d)", {"m": 5, "n": 1, "d": 4})
    2.0
    """
    try:
        return _read(formula)(operands)
    except KeyError as error:
        raise _refusal(formula) from error


def formula_value(formula: str, operands: Operands) -> float | None:
    """The same, and None for what is no calculation: a comparison, a division by zero, ln(−1).

    >>> formula_value("a / b", {"a": 1.0, "b": 0.0}), formula_value("a ≤ b", {"a": 1.0, "b": 2.0})
    (None, None)
    """
    try:
        return evaluate_formula(formula, operands)
    except (RopeError, ArithmeticError, ValueError):
        return None


def _refusal(formula: str) -> RopeError:
    return RopeError("formula", formula, "a formula over the operands of its step")


@lru_cache(maxsize=512)
def _read(formula: str) -> Value:
    """A method has few formulas and a model many pairs: each formula is read once."""
    return _Reader(formula).whole()


class _Reader:
    """Recursive descent: a sum of products of signed powers."""

    def __init__(self, formula: str) -> None:
        self.formula = formula
        self.tokens = [match.group().strip() for match in _TOKEN.finditer(formula.strip())]
        self.at = 0

    def whole(self) -> Value:
        value = self.sum()
        if self.at < len(self.tokens):
            raise _refusal(self.formula)
        return value

    def take(self, *wanted: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at] in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            raise _refusal(self.formula)

    def sum(self) -> Value:
        value = self.product()
        while sign := self.take("+", "−"):
            value = _combined(add if sign == "+" else sub, value, self.product())
        return value

    def product(self) -> Value:
        value = self.signed()
        while sign := self.take("×", "/"):
            value = _combined(mul if sign == "×" else truediv, value, self.signed())
        return value

    def signed(self) -> Value:
        if self.take("−"):
            return _combined(neg, self.signed())
        value = self.atom()
        return _combined(pow, value, self.signed()) if self.take("^") else value

    def atom(self) -> Value:
        if self.take("("):
            value = self.sum()
            self.need(")")
            return value
        if self.at == len(self.tokens):
            raise _refusal(self.formula)
        token = self.tokens[self.at]
        self.at += 1
        if token[0].isdigit():
            return _constant(float(token))
        if token in FUNCTIONS:
            return self.call(FUNCTIONS[token])
        if token == "π":
            return _constant(math.pi)
        if not token.isidentifier():
            raise _refusal(self.formula)
        return lambda operands: float(operands[token])

    def call(self, function: Callable[..., float]) -> Value:
        self.need("(")
        arguments = [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.need(")")
        return _combined(function, *arguments)


def _constant(number: float) -> Value:
    return lambda operands: number


def _combined(function: Callable[..., float], *parts: Value) -> Value:
    return lambda operands: float(function(*[part(operands) for part in parts]))
