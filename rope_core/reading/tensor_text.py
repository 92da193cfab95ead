"""Pasted tensors: what NumPy, PyTorch and JAX print, lists, JSON, or rows of numbers.

>>> read_pasted("[[0.1 0.2]\\n [0.3 0.4]]", "x").values.tolist()
[[0.1, 0.2], [0.3, 0.4]]
>>> read_pasted("0.1 0.2\\n0.3 0.4", "x").values.shape
(2, 2)

One pass over the characters, nothing evaluated. nan and inf are read as they stand. A print is
rounded; how much it may be off is `Tensor.resolution`.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np

from rope_core.analysis.formats import Precision, round_to
from rope_core.errors import RopeError
from rope_core.reading.numbers import plain, read_decimal
from rope_core.reading.tensor import MAX_AXES, MAX_NUMBERS, Tensor, check_shape
from rope_core.reading.transcript import export_lines, without_session

#: About a second of reading; more is for a file.
MAX_CHARACTERS = 600_000
_ALLOWED = "numbers in brackets or in rows, as NumPy, PyTorch or JAX print them"
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\f\v]+)|(?P<line>\n)|(?P<open>[\[({])|(?P<close>[\])}])|(?P<comma>[,;])"
    r"|(?P<broken>[+-]?(?i:nan|inf|infinity)(?![\w.]))"
    r"|(?P<number>[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])"
    r"|(?P<option>[A-Za-z_]\w*\s*=\s*(?:<[^<>\n]*>|'[^'\n]*'|\"[^\"\n]*\"|[\w.]+(?=\s*[,)\]]|\s*$)))"
    r"|(?P<word>[A-Za-z_][\w.]*)(?P<equals>\s*=(?!=))?|(?P<other>.)"
)
#: Where printers leave numbers out.
_DOTS = re.compile(r"…|\.\.\.")
_WRAPPERS = frozenset(
    {"tensor", "Tensor", "Parameter", "array", "asarray", "Array", "DeviceArray", "list", "tuple"}
    | {"float32", "float16", "bfloat16", "float64", "containing"}
)
_KIND = re.compile(r"\b(bfloat16|float16|float32|float64|half)\b")
Nested = list["Nested"] | float


def read_pasted(text: str, field: str) -> Tensor:
    """The tensor of a pasted text.

    Without brackets a line is a row; one number a line is one vector.
    Raises RopeError, with the piece that is wrong as `received`.
    """
    check_length(text, field)
    given = plain(text)
    text = without_session(given)
    if _DOTS.search(text):
        hint = "The printout was shortened. Save it whole, and upload the file:"
        raise RopeError(field, "…", _ALLOWED, hint, export_lines(field, given))
    if not text:
        raise RopeError(field, "nothing", _ALLOWED)
    numbers: list[str] = []
    nested = _nested(text, field, numbers)
    values = from_nested(nested, field).values
    found = _KIND.search(text)
    kind = found[1].replace("half", "float16") if found else "print"
    resolution = resolution_of(numbers)
    if kind in ("bfloat16", "float16"):
        # Four printed digits are more than these types hold: the exact value can be had back.
        narrow: Precision = "bfloat16" if kind == "bfloat16" else "float16"
        values, resolution = round_to(values, narrow).astype(np.float32), 0.0
    return Tensor(values, kind, resolution)


def check_length(text: str, field: str) -> None:
    """Refuse a text that would take longer than about a second.

    >>> check_length("[1, 2]", "x")
    """
    if len(text) > MAX_CHARACTERS:
        hint = "Upload a .npy file instead."
        raise RopeError(field, f"{len(text):,} characters", f"{MAX_CHARACTERS:,} at most", hint)


def _tokens(text: str, field: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "equals":
            kind = "name"
        piece = match[0]
        if kind == "word":
            last = piece.rpartition(".")[2]
            if last not in _WRAPPERS:
                raise RopeError(field, piece, _ALLOWED, "Paste numbers only.")
        if kind == "other":
            raise RopeError(field, text[match.start() : match.start() + 20], _ALLOWED)
        if kind not in ("space", "option", "name"):
            yield kind, piece


def _nested(text: str, field: str, numbers: list[str]) -> Nested:
    """The bracketed lists as they are, or one list a line."""
    closers = {"[": "]", "(": ")", "{": "}"}
    outer: list[Nested] = []
    stack, awaited = [outer], [""]
    lines: list[list[Nested]] = [[]]
    bracketed = False
    wrapped = False
    for kind, piece in _tokens(text, field):
        if kind == "word":
            wrapped = True
            continue
        if kind == "open" and piece == "(" and wrapped:
            stack.append(stack[-1])  # the ( of tensor(…) is no list
            awaited.append(")")
        elif kind == "open":
            bracketed = True
            fresh: list[Nested] = []
            stack[-1].append(fresh)
            stack.append(fresh)
            awaited.append(closers[piece])
            if len(stack) > 4 * MAX_AXES:
                raise RopeError(field, "brackets in brackets", f"{MAX_AXES} axes at most")
        elif kind == "close":
            if awaited.pop() != piece:
                raise RopeError(field, piece, _ALLOWED, "This bracket does not close one.")
            stack.pop()
        elif kind == "broken":  # nan and inf are read: where they are is part of the answer
            stack[-1].append(float(piece))
            lines[-1].append(float(piece))
        elif kind == "number":
            value = read_decimal(piece)
            if value is None or not math.isfinite(value):
                raise RopeError(field, piece, _ALLOWED, "The number is too large.")
            numbers.append(piece)
            if len(numbers) > MAX_NUMBERS:
                raise RopeError(field, "too many numbers", f"{MAX_NUMBERS:,} at most")
            stack[-1].append(value)
            lines[-1].append(value)
        elif kind == "line":
            lines.append([])
        wrapped = False
    if len(stack) > 1:
        raise RopeError(field, text[-20:], _ALLOWED, "A closing bracket is missing at the end.")
    if not bracketed:
        rows = [row for row in lines if row]
        if len(rows) == 1:
            return rows[0]
        return [row[0] for row in rows] if all(len(row) == 1 for row in rows) else list(rows)
    if any(isinstance(entry, float) for entry in outer):
        raise RopeError(field, text[:20], _ALLOWED, "There are numbers outside the brackets.")
    return outer[0] if len(outer) == 1 else outer


def from_nested(nested: object, field: str) -> Tensor:
    """A tensor from lists in lists of numbers; ragged ones are refused.

    >>> from_nested([[1, 2], [3, 4.5]], "x").values.tolist()
    [[1.0, 2.0], [3.0, 4.5]]
    """
    shape: list[int] = []
    probe = nested
    while isinstance(probe, list):
        shape.append(len(probe))
        if len(shape) > MAX_AXES or not probe:
            break
        probe = probe[0]
    check_shape(tuple(shape), field)
    entries = [nested]
    for length in shape:
        entries = list(chain.from_iterable(_rows(entries, length, field)))
    return Tensor(_numbers(entries, field).reshape(shape), "numbers")


def _rows(entries: list[Any], length: int, field: str) -> list[list[Any]]:
    """The same, each of them a list of `length`: looked at one by one only to name what is not."""
    if set(map(type, entries)) == {list} and set(map(len, entries)) == {length}:
        return entries
    wrong = next(one for one in entries if not isinstance(one, list) or len(one) != length)
    size = "a single number"
    if isinstance(wrong, list):
        size = "1 entry" if len(wrong) == 1 else f"{len(wrong):,} entries"
    raise RopeError(field, size, f"{length} in every row", "Rows must be equally long.")


def _numbers(entries: list[Any], field: str) -> np.ndarray:
    if not set(map(type, entries)) <= {int, float}:
        other = next(one for one in entries if type(one) not in (int, float))
        raise RopeError(field, other, "numbers", "The lists hold something else as well.")
    try:
        return np.array(entries, dtype=np.float64)
    except OverflowError:
        vast = next(one for one in entries if abs(one) > sys.float_info.max)
        raise RopeError(field, vast, "numbers up to 1.8e308") from None


def resolution_of(numbers: list[str]) -> float:
    """How far a printed number may be from the one that was printed; 0 for exact ones.

    >>> resolution_of(["0.5", "0.1234"]), resolution_of(["1", "2"])
    (0.0001, 0.0)
    """
    fixed, powers = 0, -400
    for piece in numbers:
        mantissa, _, exponent = piece.lower().partition("e")
        digits = len(mantissa.partition(".")[2])
        if exponent:
            powers = max(powers, int(exponent) - digits) if len(exponent) < 5 else powers
        else:
            fixed = max(fixed, digits)
    if fixed > 9 or (fixed == 0 and powers == -400):
        return 0.0  # more digits than printers show unasked: exact
    return float(
        max(10.0**-fixed if fixed else 0.0, 10.0 ** max(powers, -30) if powers > -400 else 0)
    )
