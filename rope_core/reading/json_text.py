"""JSON of strangers: its size, its nesting and how many lists it has are looked at before it is
parsed.

>>> read_json(b'{"x": [1, 2]}', "x", "JSON")
{'x': [1, 2]}
>>> read_json(b"[" * 99, "x", "JSON")
Traceback (most recent call last):
    ...
rope_core.errors.RopeError: x: received "99 brackets in each other"; allowed: 32 at most.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np

from rope_core.errors import RopeError

#: Bytes; a tensor of more is for a .npy file.
MAX_JSON = 2**22
_DEEPEST = 32
#: Lists and objects: a million empty ones take a hundred times the memory of their text.
_MOST = 2**18
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def read_json(
    data: bytes | memoryview, field: str, allowed: str, *, infinite: bool = False
) -> object:
    """What the text says. infinite: NaN and Infinity are read, as json.dumps writes them.

    Raises RopeError for what is none, too long, too deep, of too many lists, not finite where it
    must be, or names a key twice: readers disagree about which of the two counts.
    """
    if len(data) > MAX_JSON:
        hint = "Save it as .npy instead."
        raise RopeError(field, f"{len(data):,} bytes of JSON", f"{MAX_JSON:,} at most", hint)
    raw = bytes(data)
    deep, many = _brackets(raw)
    if deep > _DEEPEST:
        raise RopeError(field, f"{deep:,} brackets in each other", f"{_DEEPEST} at most")
    if many > _MOST:
        hint = "Save it as .npy instead."
        raise RopeError(field, f"{many:,} lists in JSON", f"{_MOST:,} at most", hint)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in found if names.count(name) > 1)
            raise RopeError(field, twice, "every name once")
        return found

    def refuse(word: str) -> float:
        raise RopeError(field, word, "finite numbers")

    def finite(word: str) -> float:
        value = float(word)
        if math.isinf(value):
            raise RopeError(field, "a number that is too large", "numbers up to 1.8e308")
        return value

    try:
        parsed: object = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=once,
            parse_constant=float if infinite else refuse,
            parse_float=finite,
        )
    except RopeError:
        raise
    except (ValueError, RecursionError) as error:
        raise RopeError(field, raw[:40].decode("utf-8", "replace"), allowed) from error
    return parsed


def _brackets(raw: bytes) -> tuple[int, int]:
    """How deep the brackets go and how many are opened, those inside of texts left out."""
    letters = np.frombuffer(_STRING.sub(b"", raw), np.uint8)
    opens = (letters == ord("[")) | (letters == ord("{"))
    closes = (letters == ord("]")) | (letters == ord("}"))
    steps = opens.astype(np.int32) - closes
    return int(np.cumsum(steps[opens | closes]).max(initial=0)), int(opens.sum())
