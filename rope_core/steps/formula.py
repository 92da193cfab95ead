"""The one reader of formulas: those of the core's steps, and by another grammar what people type.

>>> evaluate_formula("a × (b − 2 ^ −1)", {"a": 3.0, "b": 1.5})
3.0

Nothing is evaluated as code; a formula is read by descent:

    sum     = product (plus or minus, product)*
    product = signed (times or divided by, signed)*
    signed  = sign signed | joined
    joined  = power, and where the grammar has it more powers: 2π, 0.5cos(1)
    power   = atom ("^" signed)?
    atom    = number | constant | operand | function "(" sum ("," sum)* ")" | "(" sum ")"

rope_core.reading.expression holds the grammar of typed answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import add, mul, neg, pos, sub, truediv

from rope_core.errors import RopeError

Operands = Mapping[str, float]
#: A formula that was read once: what it gives for any operands.
Value = Callable[[Operands], float]

MAX_DEPTH = 20

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


class FormulaError(Exception):
    """Why a formula cannot be read, in words, and at which character (from 0)."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason, self.at = reason, at


def _decimal(token: str) -> float | None:
    return float(token) if token.strip(".") == token and token.count(".") < 2 and token else None


@dataclass(frozen=True)
class Grammar:
    """How formulas of one kind are spelled.

    signs: what may stand before a value. joined: whether 2π means 2 times π. operands: whether
    other names stand for values given later. number: the value of a number's characters.
    """

    functions: Mapping[str, Callable[..., float]]
    constants: Mapping[str, float]
    minus: str = "−"
    times: str = "×"
    signs: str = "−"
    joined: bool = False
    operands: bool = True
    number: Callable[[str], float | None] = _decimal


_OF_STEPS = Grammar(FUNCTIONS, {"π": math.pi})


def evaluate_formula(formula: str, operands: Operands) -> float:
    """The value of a formula over +, −, ×, /, ^, brackets, FUNCTIONS, numbers and operands.

    Raises RopeError (field formula) for anything else.

    >>> evaluate_formula("max(m − n, 0) / sqrt(d)", {"m": 5, "n": 1, "d": 4})
    2.0
    """
    try:
        return _read(formula)(operands)
    except (FormulaError, KeyError, TypeError) as error:
        allowed = "a formula over the operands of its step"
        raise RopeError("formula", formula, allowed) from error


def formula_value(formula: str, operands: Operands) -> float | None:
    """The same, and None for what is no calculation: a comparison, a division by zero, ln(−1).

    >>> formula_value("a / b", {"a": 1.0, "b": 0.0}), formula_value("a ≤ b", {"a": 1.0, "b": 2.0})
    (None, None)
    """
    try:
        return evaluate_formula(formula, operands)
    except (RopeError, ArithmeticError, ValueError):
        return None


@lru_cache(maxsize=512)
def _read(formula: str) -> Value:
    """A method has few formulas and a model many pairs: each formula is read once."""
    return Reader(formula, _OF_STEPS).whole()


class Reader:
    """One formula, read from left to right; FormulaError where it ends to make sense."""

    def __init__(self, source: str, grammar: Grammar) -> None:
        self.source, self.grammar = source, grammar
        self.at = self.depth = 0

    def whole(self) -> Value:
        value = self._sum()
        if self._peek():
            raise self._refusal(f"Something is left over from character {self.at + 1} on.")
        return value

    def _refusal(self, reason: str) -> FormulaError:
        return FormulaError(reason, self.at)

    def _peek(self) -> str:
        while self.source[self.at : self.at + 1].isspace():
            self.at += 1
        return self.source[self.at : self.at + 1]

    def _take(self, symbols: str) -> str:
        character = self._peek()
        if character and character in symbols:
            self.at += 1
            return character
        return ""

    def _sum(self) -> Value:
        value = self._product()
        while symbol := self._take("+" + self.grammar.minus):
            value = _combined(add if symbol == "+" else sub, value, self._product())
        return value

    def _product(self) -> Value:
        value = self._signed()
        while symbol := self._take("/" + self.grammar.times):
            value = _combined(truediv if symbol == "/" else mul, value, self._signed())
        return value

    def _signed(self) -> Value:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._refusal("It is nested too deeply.")
        symbol = self._take(self.grammar.signs)
        value = self._signed() if symbol else self._joined()
        self.depth -= 1
        return _combined(pos if symbol == "+" else neg, value) if symbol else value

    def _joined(self) -> Value:
        """2π is one thing: 1/2π is 1/(2π), as on paper."""
        value = self._power()
        while self.grammar.joined and ((next_one := self._peek()) == "(" or next_one.isalpha()):
            value = _combined(mul, value, self._power())
        return value

    def _power(self) -> Value:
        value = self._atom()
        # math.pow: floats only, refuses what would be complex, never grows large integers.
        return _combined(math.pow, value, self._signed()) if self._take("^") else value

    def _atom(self) -> Value:
        if self._take("("):
            value = self._sum()
            self._close()
            return value
        character = self._peek()
        return self._named() if character.isalpha() or character == "_" else self._number()

    def _close(self) -> None:
        if not self._take(")"):
            raise self._refusal("A closing bracket is missing.")

    def _named(self) -> Value:
        start, grammar = self.at, self.grammar
        while (character := self.source[self.at : self.at + 1]).isalpha() or (
            grammar.operands and (character.isalnum() or character == "_")
        ):
            self.at += 1
        name = self.source[start : self.at]
        if name in grammar.constants:
            number = grammar.constants[name]
            return lambda operands: number
        if name in grammar.functions:
            return self._called(name)
        if grammar.operands:
            return lambda operands: float(operands[name])
        known = ", ".join((*grammar.functions, next(iter(grammar.constants))))
        raise self._refusal(f"Known names are {' and '.join(known.rsplit(', ', 1))}.")

    def _called(self, name: str) -> Value:
        if not self._take("("):
            raise self._refusal(f"Put brackets after {name}: {name}(1).")
        arguments = [self._sum()]
        while self._take(","):
            arguments.append(self._sum())
        self._close()
        return _combined(self.grammar.functions[name], *arguments)

    def _number(self) -> Value:
        start = self.at
        self._digits("0123456789.")
        # An exponent belongs to the number: 1e-3.
        if self.at > start and self.source[self.at : self.at + 1] == "e":
            before = self.at
            self.at += 1 + (self.source[self.at + 1 : self.at + 2] in ("+", "-"))
            digits = self.at
            self._digits("0123456789")
            if self.at == digits:
                self.at = before
        number = self.grammar.number(self.source[start : self.at])
        if number is None:
            raise self._refusal("A number is missing or cannot be read.")
        return lambda operands: number

    def _digits(self, allowed: str) -> None:
        while self.source[self.at : self.at + 1] in allowed and self.at < len(self.source):
            self.at += 1


def _combined(function: Callable[..., float], *parts: Value) -> Value:
    return lambda operands: float(function(*[part(operands) for part in parts]))
