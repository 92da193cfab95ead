"""A typed answer as a number: 0.219, 1/3, cos(1)*0.588-sin(1)*0.117.

The grammar is that of rope_core.steps.formula, in the spellings people type; nothing is ever
evaluated as code.

>>> round(read_answer("cos(1)*0.588 − sin(1)×0.117"), 3)
0.219
>>> read_answer("10000^(-2*1/4)"), read_answer("-3/8"), read_answer("5.318×10⁻⁵ rad")
(0.01, -0.375, 5.318e-05)
>>> read_answer("1,000"), read_answer("0,5"), read_answer("12,345.67")
(1000.0, 0.5, 12345.67)
>>> read_answer("__import__('os')")
Traceback (most recent call last):
    ...
rope_core.errors.RopeError: ...
"""

from __future__ import annotations

import math
import re

from rope_core.errors import RopeError
from rope_core.figures import RAISED
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
_UNITS = ("radians", "radian", "rad", "tokens", "token")
#: What the raised figures of a power of ten stand for, as pages write it.
_LOWERED = {raised: figure for figure, raised in RAISED.items()}
_RAISED = re.compile(f"[{''.join(map(chr, _LOWERED))}]+")
_WITH_COMMA = re.compile(r"[\d.]*,[\d.,]*")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"\d*,\d+", re.ASCII)


def read_answer(text: str, field: str = "answer") -> float:
    """The value of what was typed, a finite number; RopeError where it is not one.

    A comma groups thousands where it can (1,000, as pages write it), and is a decimal one where it
    can be nothing else (0,5); ui/web/graded.js reads by the same rule.
    """
    if len(text) > MAX_LENGTH:
        raise RopeError(field, f"{len(text):,} characters", ALLOWED, "Enter one number.")
    source = plain(text).strip().lower()
    for spelling, symbol in _SPELLINGS:
        source = source.replace(spelling, symbol)
    for unit in _UNITS:
        source = source.removesuffix(unit).rstrip()
    if not source:
        raise RopeError(field, "nothing", ALLOWED, "The field is empty.")
    source = _WITH_COMMA.sub(lambda found: _without_comma(found[0]), source)
    source = _RAISED.sub(lambda found: f"^({found[0].translate(_LOWERED)})", source)
    hint = "The number is too large."
    try:
        value = Reader(source, _TYPED).whole()({})
        if math.isfinite(value):
            return value
    except FormulaError as error:
        comma = source[error.at : error.at + 1] == ","
        hint = "A comma stands between thousands, 12,345.67, or for a decimal point, 0,5."
        hint = hint if comma else error.reason
    except (ZeroDivisionError, OverflowError, ValueError):
        hint = "It has no value: a division by 0, or a number too large."
    except TypeError:
        hint = "Each function takes one number."
    raise RopeError(field, text.strip(), ALLOWED, hint)


def _without_comma(number: str) -> str:
    """A number with a point, or nothing, for its commas; what is none stays, and is refused later.

    >>> [_without_comma(one) for one in ("1,234", "0,234", "1234,5", "1,2,3")]
    ['1234', '0.234', '1234.5', '1,2,3']
    """
    if _THOUSANDS.fullmatch(number):
        return number.replace(",", "")
    return number.replace(",", ".") if _DECIMAL_COMMA.fullmatch(number) else number
