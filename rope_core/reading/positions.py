"""Positions as people write them: 0:16, 3:100:2, 0 5 9, several of these, or rows of them.

>>> read_positions("2:5").tolist(), read_positions("0:3, 1000").tolist()
([2.0, 3.0, 4.0], [0.0, 1.0, 2.0, 1000.0])
>>> read_positions("0:3; 5 5 6").tolist()
[[0.0, 1.0, 2.0], [5.0, 5.0, 6.0]]
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rope_core.errors import RopeError
from rope_core.figures import typed
from rope_core.reading.numbers import parse_whole
from rope_core.reading.tensors import read_pasted
from rope_core.scaling.base import Floats

_ALLOWED = "start:stop with stop above start, start:stop:step, or numbers such as 0 5 9"
_ROWS = "rows of the same length, with ; between them"
_SECTIONS = "2 to 4 whole numbers, the pairs that follow each axis, such as 16 24 24"
_RANGE = re.compile(r"(-?\d{1,9}):(-?\d{1,9})(?::(\d{1,9}))?")
_MOST = 2**24


def read_positions(text: str) -> Floats:
    """The positions of a text, (count,); none for an empty one. As in Python, stop is left out.

    Rows, one a sequence or one an axis, have ; between them, or are a print's or a list's own:
    then it is (rows, count), or the shape that was printed.
    Raises RopeError for anything but ranges and finite numbers, and for rows of unlike lengths.
    """
    if not text.strip():
        return np.zeros(0)
    rows = [_row(part) for part in text.strip().rstrip(";").split(";")]
    if len(rows) == 1:
        return rows[0]
    lengths = {row.shape for row in rows}
    if len(lengths) > 1 or rows[0].ndim > 1:
        sizes = ", ".join(f"{row.size:,}" for row in rows[:8])
        raise RopeError("positions", f"rows of {sizes} positions", _ROWS)
    return np.stack(rows)


def read_sections(text: str) -> tuple[int, ...]:
    """How many pairs follow each axis of the positions, as a config's mrope_section says it.

    Raises RopeError for anything but 2 to 4 whole numbers.

    >>> read_sections("[16, 24, 24]"), read_sections("")
    ((16, 24, 24), ())
    """
    parts = [part for part in re.split(r"[,;\s]+", text.strip().strip("[]()")) if part]
    if not parts:
        return ()
    try:
        made = tuple(parse_whole(part, "mrope_section", 0, 512) for part in parts)
    except RopeError as error:
        raise RopeError("mrope_section", text, _SECTIONS) from error
    if not 2 <= len(made) <= 4 or not any(made):
        raise RopeError("mrope_section", text, _SECTIONS)
    return made


def _row(text: str) -> Floats:
    if ":" not in text:
        return _numbers(text)
    parts = re.split(r"[,\s]+", text.strip().strip("[]()").replace("−", "-"))
    made = [_range(part, text) if ":" in part else _numbers(part) for part in parts if part]
    positions = np.concatenate(made)
    if len(positions) > _MOST:
        raise RopeError("positions", f"{len(positions):,} positions", f"{_MOST:,} at most")
    return positions


def _numbers(text: str) -> Floats:
    try:
        read = np.asarray(read_pasted(text, "positions").values, dtype=np.float64)
    except RopeError as error:
        raise RopeError("positions", error.received, _ALLOWED, error.hint) from error
    return read.reshape(-1) if read.size == max(read.shape, default=1) else read


def _range(part: str, text: str) -> Floats:
    found = _RANGE.fullmatch(part)
    if found is None:
        raise RopeError("positions", text, _ALLOWED)
    start, stop, step = int(found[1]), int(found[2]), int(found[3] or 1)
    if stop <= start or step < 1 or (stop - start) // step > _MOST:
        raise RopeError("positions", text, _ALLOWED)
    return np.arange(start, stop, step, dtype=np.float64)


def ranges(numbers: Sequence[float]) -> str:
    """Whole numbers as runs; a long list is cut, and says so.

    >>> ranges([0, 1, 2, 3, 7]), ranges([4])
    ('0 to 3, 7', '4')
    """
    runs: list[list[float]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    said = [
        typed(run[0]) if len(run) == 1 else f"{typed(run[0])} to {typed(run[-1])}" for run in runs
    ]
    more = len(said) - 6
    return ", ".join(said[:6]) + (f" and {more} more runs" if more > 0 else "")
