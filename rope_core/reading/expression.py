"""A typed answer as a number: 0.219, 1/3, cos(1)*0.588-sin(1)*0.117.

The grammar is that of rope_core.steps.formula, in the spellings people type; nothing is ever
evaluated as code.

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

from rope_core.errors import RopeError
from rope_core.reading.numbers import plain, read_decimal
from rope_core.steps.formula import FUNCTIONS, FormulaError, Grammar, Reader

MAX_LENGTH = 200
ALLOWED = "a number, a fraction, or a sum such as cos(1)*0.588-sin(1)*0.117"

_TYPED = Grammar(
    functions={name: FUNCTIONS[name] for name in ("cos", "sin", "sqrt")},
    constants={"pi": math.pi, "π": math.pi},
    minus="-",
    times="*",
    signs="+-",
    joined=True,
    operands=False,
    number=read_decimal,
)
_SPELLINGS = (
    ("×", "*"),
    ("·", "*"),
    ("⋅", "*"),
    ("÷", "/"),
    (":", "/"),
    ("**", "^"),
    ("√", "sqrt"),
)


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
    source = _without_thousands(source)
    hint = "The number is too large."
    try:
        value = Reader(source, _TYPED).whole()({})
        if math.isfinite(value):
            return value
    except FormulaError as error:
        comma = source[error.at : error.at + 1] == ","
        hint = "Write a decimal point: 0.5 and not 0,5." if comma else error.reason
    except (ZeroDivisionError, OverflowError, ValueError):
        hint = "It has no value: a division by 0, or a number too large."
    except TypeError:
        hint = "Each function takes one number."
    raise RopeError(field, text.strip(), ALLOWED, hint)


def _without_thousands(source: str) -> str:
    """1,000 is one number and 0,588 is not; other commas stay and are refused later."""
    first, *groups = source.split(",")
    digits = first.lstrip("+-")
    grouped = all(len(group) == 3 and group.isdigit() for group in groups)
    if groups and grouped and digits.isdigit() and not digits.startswith("0"):
        return first + "".join(groups)
    return source
