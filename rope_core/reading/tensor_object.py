"""A pasted object of arrays, as JSON or as Python prints a dict: several tensors in one text.

>>> made = read_arrays("{'x': tensor([[1., 2.]]), 'layer': 3, 'y': array([[3., 4.]])}", "x")
>>> {name: tensor.values.tolist() for name, tensor in made.items()}
{'x': [[1.0, 2.0]], 'y': [[3.0, 4.0]]}
>>> list(read_arrays("[[1, 2]]", "x"))
['x']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rope_core.errors import RopeError, visible
from rope_core.reading.listed import MAX_ARRAYS
from rope_core.reading.numbers import plain
from rope_core.reading.tensor import MAX_AXES, Tensor
from rope_core.reading.tensor_text import check_length, read_pasted
from rope_core.reading.transcript import without_session

_OBJECT = re.compile(r"""\s*(?:\w*[dD]ict\()?\s*\{\s*(?=["'])""")
_PIECE = re.compile(
    r"""(?P<key>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')(?P<colon>\s*:)?"""
    r"|(?P<open>[\[({])|(?P<close>[\])}])|(?P<comma>,)"
)
_ALLOWED = 'an object of arrays: {"x": [[0.1, 0.2]], "y": [[0.3, 0.4]]}'
#: A text that is an entry, also one of bytes.
_TEXT = re.compile(r"""[bBrRuU]{0,2}["']""")
#: What may be around the brackets of a tensor's axes.
_DEEPEST = 4 * MAX_AXES
_LONGEST_NAME = 120


def read_arrays(text: str, field: str) -> dict[str, Tensor]:
    """The tensors of a pasted text by name: one called like the field, or those of an object.

    Entries of an object that have no brackets (a type, a count) are left out, as of a file.
    Raises RopeError as `read_pasted` does, and for an object without an array, with a name that
    stands twice, or that does not end.
    """
    check_length(text, field)
    answer = without_session(plain(text))
    opened = _OBJECT.match(answer)
    if opened is None:
        return {field: read_pasted(text, field)}
    made: dict[str, Tensor] = {}
    for name, value in _entries(answer, opened.end(), field):
        if name in made:
            raise RopeError(field, name, "every name once")
        if re.match(r"\{\s*[\"']", value):
            raise RopeError(field, f"an object in an object, {name}", _ALLOWED)
        if "[" in value and not _TEXT.match(value):
            try:
                made[name] = read_pasted(value, field)
            except RopeError as error:
                where = f"In {name}. {error.hint}".strip()
                raise RopeError(field, error.received, error.allowed, where) from error
        if len(made) > MAX_ARRAYS:
            raise RopeError(field, "too many arrays", f"{MAX_ARRAYS} at most")
    if not made:
        raise RopeError(field, "an object without an array", _ALLOWED)
    return made


def _entries(text: str, start: int, field: str) -> Iterator[tuple[str, str]]:
    """Names and what stands at them, of an object that was opened before `start`."""
    depth, name, begun = 0, "", start
    for piece in _PIECE.finditer(text, start):
        if piece["open"]:
            depth += 1
            if depth > _DEEPEST:
                raise RopeError(field, "brackets in brackets", f"{MAX_AXES} axes at most")
        elif piece["close"] and depth:
            depth -= 1
        elif depth or (piece["key"] and name and not piece["colon"]):
            continue  # within an array, or a text that is an entry
        elif piece["colon"] and not name:
            name, begun = visible(piece["key"][1:-1])[-_LONGEST_NAME:] or "?", piece.end()
        elif (piece["comma"] or piece["close"] == "}") and name:
            yield name, text[begun : piece.start()].strip()
            name, begun = "", piece.end()
            if piece["close"]:
                return _nothing_after(text, piece.end(), field)
        elif piece["close"] == "}" and not text[begun : piece.start()].strip():
            return _nothing_after(text, piece.end(), field)  # a comma ended the last entry
        else:
            raise RopeError(field, text[begun : piece.end()][:40].strip(), _ALLOWED)
    raise RopeError(field, text[-20:], _ALLOWED, "A closing bracket is missing at the end.")


def _nothing_after(text: str, end: int, field: str) -> None:
    """One object, and at most the bracket of a `dict(` around it."""
    rest = text[end:].strip().removeprefix(")").strip()
    if rest:
        raise RopeError(field, rest[:40], "nothing after the object")
