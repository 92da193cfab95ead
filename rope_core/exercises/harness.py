"""Calls a learner's function and makes plain numbers of what it gives.

This file runs in two Pythons: here, for `check` and rope-check, and in the browser's sandbox, which
gets its text. So it keeps to what MicroPython has as well, and imports nothing but names of types.

>>> called(lambda x, position: [2 * a for a in x], [[[1.0, 2.0], 3]], [True], False)
([[2.0, 4.0]], [False])
>>> plain((1, None, float("inf"), 2j))
[1.0, None, 'inf', 'a complex number']
"""

from __future__ import annotations

from typing import Any

# Nothing is deeper or longer than this in any exercise.
MOST_DEEP = 3
MOST_NUMBERS = 4000


def plain(value: Any, depth: int = 0) -> Any:
    """Numbers as float, rows of them as lists, anything else as a text that names it."""
    if value is None:
        return None
    if isinstance(value, complex):
        return "a complex number"
    if hasattr(value, "tolist"):
        return plain(value.tolist(), depth)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, (str, bytes, dict)) or depth >= MOST_DEEP:
        return "a " + type(value).__name__
    try:
        rows = list(value)
    except TypeError:
        return "a " + type(value).__name__
    if len(rows) > MOST_NUMBERS:
        return "a list of " + str(len(rows))
    return [plain(one, depth + 1) for one in rows]


def number(value: Any) -> Any:
    """A float, or its name where JSON has none for it."""
    try:
        made = float(value)
    except OverflowError:
        return "inf"
    if made != made:
        return "nan"
    if made in (float("inf"), float("-inf")):
        return "inf" if made > 0 else "-inf"
    return made


def copied(value: Any) -> Any:
    """Lists anew, so that a program that writes into its input spoils nothing."""
    if isinstance(value, (list, tuple)):
        return [copied(one) for one in value]
    return value


def called(
    function: Any, calls: Any, fresh: Any, stateful: bool, made: Any = None
) -> tuple[list[Any], list[bool]]:
    """What the function gave for each call, and whether it changed its input.

    calls: its arguments by call. stateful: a cache, a list, comes as the last argument, an empty
    one where fresh. made: a list that is filled with the values, to know how far it came.
    """
    values = [] if made is None else made
    changed: list[bool] = []
    cache: list[Any] = []
    for arguments, new in zip(calls, fresh):  # noqa: B905 - MicroPython has no strict
        given = copied(arguments)
        if stateful:
            cache = [] if new else cache
            values.append(plain(function(*given, cache)))
        else:
            values.append(plain(function(*given)))
        changed.append(given != copied(arguments))
    return values, changed
