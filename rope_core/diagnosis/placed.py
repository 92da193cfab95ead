"""Where the rows of a tensor stand: positions of one axis or several, and pairs of each.

>>> placed(np.array([[0.0, 1.0], [5.0, 5.0]]), 1, 2, 2, (2, 8), (1, 2, 8)).shape
(2, 1, 2)
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from rope_core.errors import RopeError
from rope_core.scaling.base import Floats

Ints = NDArray[np.intp]
#: Axes that positions are known to have: time, height and width, and one more.
MOST_AXES = 4


def checked_sections(sections: Sequence[int] | None, field: str = "sections") -> tuple[int, ...]:
    """Sections as whole numbers, () for none. field: what they are called in errors.

    >>> checked_sections(np.array([2, 1, 1])), checked_sections(None)
    ((2, 1, 1), ())
    """
    if sections is None:
        return ()
    parts = tuple(sections)
    whole = all(isinstance(part, Integral) and not isinstance(part, bool) for part in parts)
    if not parts or not whole or min(parts) < 0 or sum(parts) < 1:
        raise RopeError(field, list(parts), "whole numbers, one an axis: how many pairs follow it")
    return tuple(int(part) for part in parts)


def placed(
    where: Floats | None,
    batch: int,
    seq: int,
    axes: int,
    shape: tuple[int, ...],
    read: tuple[int, ...],
) -> Floats:
    """Positions as (axes, batch, seq); axes is 1 without sections."""
    if where is None:
        where = np.arange(seq, dtype=np.float64)
    hint = f"x has shape {shape}, read as (heads {read[0]}, seq {seq}, head_dim {read[2]})."
    if where.shape[-1] != seq:
        said = f"{seq:,}, one for each entry of the sequence axis"
        raise RopeError("positions", f"{where.shape[-1]:,} positions", said, hint)
    lead = where.shape[:-1]
    fits = {(): (1, 1), (1,): (1, 1), (batch,): (1, batch)}
    if axes:
        fits = {(axes,): (axes, 1), (axes, 1): (axes, 1), (axes, batch): (axes, batch)}
    if lead not in fits:
        allowed = f"({axes}, {seq}) or ({axes}, {batch}, {seq})" if axes else (
            f"one list of {seq}, or ({batch}, {seq})"
        )  # fmt: skip
        if not axes and where.ndim > 1 and 2 <= len(where) <= MOST_AXES:
            hint += (
                " If each row is of one axis (time, height, width), say with sections "
                "(mrope_section) how many pairs follow each."
            )
        raise RopeError("positions", f"shape {where.shape}", allowed, hint)
    wide = where.reshape(*fits[lead], seq)
    return np.ascontiguousarray(np.broadcast_to(wide, (max(axes, 1), batch, seq)))
