"""What a learner's function gave, as far as it got: read back from plain data.

>>> said = read_answers({"values": [[1.0, "nan"]], "changed": [False]}, 1)
>>> said.values, said.fault
(([1.0, nan],), None)
>>> read_answers({"values": "?"}, 1).fault.type
'NoAnswer'
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rope_core.exercises.harness import MOST_DEEP, MOST_NUMBERS

Floats = NDArray[np.float64]
_NAMES = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_LONGEST = 300
#: Errors that are not Python's own: no answer came, or not in time.
NO_ANSWER, TOO_SLOW, CRASHED, NOT_DEFINED = "NoAnswer", "TooSlow", "Crashed", "NotDefined"


@dataclass(frozen=True)
class Fault:
    """An error that ended the program: where, and in which call (None: before the first)."""

    type: str
    message: str = ""
    line: int | None = None
    call: int | None = None


@dataclass(frozen=True)
class Answers:
    """values: one a call, numbers or nested lists of them, None, or a text that names what came.

    changed: whether the call changed its input. fault: what ended the program early.
    """

    values: tuple[object, ...] = ()
    changed: tuple[bool, ...] = ()
    fault: Fault | None = None


def read_answers(data: object, count: int) -> Answers:
    """What a browser sent for ``count`` calls. It may be anything."""
    if not isinstance(data, Mapping):
        return Answers(fault=Fault(NO_ANSWER))
    if (fault := data.get("fault")) is not None:
        return Answers(fault=_fault(fault))
    values, changed = data.get("values"), data.get("changed")
    if not isinstance(values, list) or len(values) != count or not isinstance(changed, list):
        return Answers(fault=Fault(NO_ANSWER))
    return Answers(tuple(_value(one, 0) for one in values), tuple(one is True for one in changed))


def _fault(given: object) -> Fault:
    if not isinstance(given, Mapping):
        return Fault(NO_ANSWER)
    said = {name: str(given.get(name, ""))[:_LONGEST] for name in ("type", "message")}
    where = {
        name: number if type(number := given.get(name)) is int and 0 <= number < 10**6 else None
        for name in ("line", "call")
    }
    return Fault(said["type"] or NO_ANSWER, said["message"], where["line"], where["call"])


def _value(given: object, depth: int) -> object:
    if isinstance(given, list) and depth < MOST_DEEP and len(given) <= MOST_NUMBERS:
        return [_value(one, depth + 1) for one in given]
    if isinstance(given, bool) or given is None:
        return None if given is None else float(given)
    if isinstance(given, int | float):
        return float(given) if abs(given) < 1e300 else math.inf if given > 0 else -math.inf
    if isinstance(given, str):
        return _NAMES.get(given, given[:40])
    return "something else"


def numbers_of(value: object, wanted: tuple[int, ...], *, ragged: bool = False) -> Floats | str:
    """The value as an array of this shape, or what it is instead: the end of "it gave …".

    ragged: rows may end at the diagonal; what follows is 0.

    >>> numbers_of([1.0, 2.0], (2,)).tolist(), numbers_of(None, (2,))
    ([1.0, 2.0], 'nothing: is a return missing, or inside the loop?')
    >>> numbers_of([[1.0], [2.0]], (2,)), numbers_of([1.0], (2,))
    ('2 rows of 1 instead of 2 numbers', '1 number instead of 2')
    >>> numbers_of([[1.0], [2.0, 3.0]], (2, 2), ragged=True).tolist()
    [[1.0, 0.0], [2.0, 3.0]]
    """
    if value is None:
        return "nothing: is a return missing, or inside the loop?"
    if ragged and _is_triangle(value, wanted):
        assert isinstance(value, list)
        value = [[*row, *[0.0] * (wanted[1] - len(row))] for row in value]
    if found := _stranger(value):
        return found
    try:
        array = np.array(value, dtype=np.float64)
    except ValueError:
        return f"rows of different lengths instead of {_counted(wanted)}"
    if array.shape == wanted:
        if not np.isfinite(array).all():
            return "a number that is infinite or no number (nan)"
        return array
    if wanted == () and array.shape == (1,):
        return "a list with one number instead of the number itself"
    same = array.ndim == 1 and array.size > 0 and len(wanted) == 1
    meant = f"{wanted[0]}" if same else _counted(wanted)
    return f"{_counted(array.shape)} instead of {meant}"


def _stranger(value: object) -> str:
    """What in it is no number; "" where all are."""
    if isinstance(value, list):
        return next((found for found in map(_stranger, value) if found), "")
    if value is None:
        return "a list in which something is None"
    return "" if isinstance(value, float) else f"{value} where a number belongs"


def _is_triangle(value: object, wanted: tuple[int, ...]) -> bool:
    return (
        len(wanted) == 2
        and isinstance(value, list)
        and len(value) == wanted[0]
        and all(isinstance(row, list) and len(row) == at + 1 for at, row in enumerate(value))
    )


def _counted(shape: tuple[int, ...]) -> str:
    """
    >>> _counted(()), _counted((1,)), _counted((2, 3)), _counted((0,))
    ('one number', '1 number', '2 rows of 3', 'an empty list')
    """
    if not shape:
        return "one number"
    if shape == (0,):
        return "an empty list"
    if len(shape) == 1:
        return f"{shape[0]} number{'s' if shape[0] > 1 else ''}"
    return f"{shape[0]} rows of {' of '.join(map(str, shape[1:]))}"
