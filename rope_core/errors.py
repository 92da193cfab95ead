"""The one error this package raises on purpose, and the checks that raise it.

Every message says which field, what was received, what is allowed and, where there is
something to say, how to mend it:

>>> str(RopeError("m", -1, "a whole number from 0 to 1,048,576"))
'm: received "-1"; allowed: a whole number from 0 to 1,048,576.'
"""

from __future__ import annotations

import math
import numbers
import operator
import unicodedata

import numpy as np

from rope_core.figures import typed

RECEIVED_LIMIT = 60


class RopeError(ValueError):
    """A value that the package cannot use.

    Attributes: `field` (the parameter's name), `received` (the value as text, at most 60
    characters, control characters made visible), `allowed` (what would be accepted),
    `hint` (how to mend it; may be empty), `code` (lines of Python that do; may be empty).

    >>> RopeError("head_dim", 3, "an even whole number", "Try 4.").hint
    'Try 4.'
    """

    def __init__(
        self, field: str, received: object, allowed: str, hint: str = "", code: str = ""
    ) -> None:
        self.field = field
        self.received = received_text(received)
        self.allowed = allowed
        self.hint = hint
        self.code = code
        # All of them in args, so that the error survives pickling.
        super().__init__(field, self.received, allowed, hint, code)

    def __str__(self) -> str:
        line = f'{self.field}: received "{self.received}"; allowed: {self.allowed}.'
        line = f"{line} {self.hint}" if self.hint else line
        return f"{line}\n{self.code}" if self.code else line


def received_text(value: object) -> str:
    """Return `value` as short, harmless text.

    >>> received_text("a\\nb")
    'a\\\\nb'
    >>> received_text(1e30)
    '1e30'
    >>> len(received_text("9" * 1000))
    60
    """
    if isinstance(value, np.ndarray) and value.size != 1:
        text = f"array of shape {value.shape}, {value.dtype}"
    else:
        try:
            text = str(value)
        except ValueError:  # Python refuses to print whole numbers above 4300 digits
            text = "a whole number too long to print"
    if isinstance(value, float):
        text = text.replace("e+", "e")  # as somebody types it
    if len(text) > RECEIVED_LIMIT:
        text = text[: RECEIVED_LIMIT - 1] + "…"
    shown = visible(text)
    return shown if len(shown) <= RECEIVED_LIMIT else shown[: RECEIVED_LIMIT - 1] + "…"


def visible(text: str) -> str:
    """The same text with every character that is not seen, or is none, written out.

    >>> visible("a\\u202eb\\ud800")
    'a\\\\u202eb\\\\ud800'
    """
    if text.isprintable():  # as nearly every text is
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    # Category C: control, format (such as right-to-left overrides), surrogates, unassigned.
    # Zl and Zp are the line and paragraph separators.
    if unicodedata.category(character)[0] == "C" or character in "\u2028\u2029":
        return character.encode("unicode_escape").decode("ascii")
    return character


def require_whole(field: str, value: object, low: int, high: int, hint: str = "") -> int:
    """Return `value` as an int, or raise RopeError unless it is whole and in low..high.

    True and False are refused although Python counts them as numbers; so is 4.0.

    >>> require_whole("m", np.int64(7), 0, 10)
    7
    """
    allowed = f"a whole number from {typed(low)} to {typed(high)}"
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise RopeError(field, value, allowed, hint)
    whole = operator.index(value)
    if not low <= whole <= high:
        raise RopeError(field, value, allowed, hint)
    return whole


def require_number(
    field: str,
    value: object,
    *,
    above: float = -math.inf,
    at_least: float = -math.inf,
    at_most: float = math.inf,
    hint: str = "",
) -> float:
    """Return `value` as a finite float, or raise RopeError unless it is within the bounds.

    >>> require_number("base", 10000, above=1.0)
    10000.0
    """
    bounds = [
        text
        for text, given in (
            (f"above {typed(above)}", above > -math.inf),
            (f"at least {typed(at_least)}", at_least > -math.inf),
            (f"at most {typed(at_most)}", at_most < math.inf),
        )
        if given
    ]
    allowed = " ".join(["a finite number", " and ".join(bounds)]).rstrip()
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise RopeError(field, value, allowed, hint)
    try:
        number = float(value)
    except OverflowError:  # a Python int or fraction beyond float64
        number = math.inf
    if not math.isfinite(number) or number <= above or not at_least <= number <= at_most:
        raise RopeError(field, value, allowed, hint)
    return number
