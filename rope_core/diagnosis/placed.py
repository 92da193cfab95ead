"""Where the rows of a tensor stand: positions of one axis or several, and pairs of each.

>>> placed(np.array([[0.0, 1.0], [5.0, 5.0]]), 1, 2, 2, (2, 8), (1, 2, 8)).shape
(2, 1, 2)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rope_core.errors import RopeError
from rope_core.scaling.base import Floats

Ints = NDArray[np.intp]
#: Axes that positions are known to have: time, height and width, and one more.
MOST_AXES = 4


def axis_of_pairs(sections: Sequence[int], interleaved: bool) -> Ints:
    """Which axis each pair follows, (pairs,): blocks as in Qwen2-VL, or in turn as in Qwen3-VL.

    In turn, pair i follows axis i mod axes as long as that axis has pairs left; the rest follow
    the first one (transformers, apply_interleaved_mrope).

    >>> axis_of_pairs((2, 1, 1), False).tolist(), axis_of_pairs((2, 1, 1), True).tolist()
    ([0, 0, 1, 2], [0, 1, 2, 0])
    """
    axes = len(sections)
    if not interleaved:
        return np.repeat(np.arange(axes), sections).astype(np.intp)
    made = np.zeros(sum(sections), dtype=np.intp)
    for axis in range(1, axes):
        made[axis : axes * sections[axis] : axes] = axis
    return made


def checked_sections(sections: Sequence[int] | None) -> tuple[int, ...]:
    """Sections as whole numbers, () for none."""
    if sections is None:
        return ()
    parts = tuple(int(part) for part in sections)
    if not parts or min(parts) < 0 or sum(parts) < 1:
        raise RopeError("sections", list(sections), "how many pairs follow each axis")
    return parts


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
        said = f"{seq}, one for each entry of the sequence axis"
        raise RopeError("positions", f"{where.shape[-1]} positions", said, hint)
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
