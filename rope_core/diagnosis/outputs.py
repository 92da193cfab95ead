"""Two outputs of one input: one of an implementation that is right, one of another.

>>> x = np.arange(32.0).reshape(4, 8) % 5 - 2
>>> right = rotate(x, [0, 1, 2, 3], RopeSpec(8))
>>> other = rotate(x, [0, 1, 2, 3], RopeSpec(8, pairing="half_split"))
>>> diagnose_outputs(right, other, None, RopeSpec(8)).bugs[0].key
'other_pairing'
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.diagnosis.explain import Progress, silent
from rope_core.diagnosis.run import diagnose
from rope_core.diagnosis.sample import VECTORS
from rope_core.diagnosis.verdict import Diagnosis
from rope_core.errors import RopeError
from rope_core.frequencies import attention_factor, position_array
from rope_core.pairing import output_indices, pair_indices
from rope_core.rotate import rotate
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec


def diagnose_outputs(
    reference: ArrayLike,
    other: ArrayLike,
    positions: ArrayLike | None,
    believed: RopeSpec,
    *,
    axes: str | None = None,
    resolution: float = 0.0,
    progress: Progress = silent,
) -> Diagnosis:
    """What another implementation did, given the output of a right one and not the input.

    The reference output is turned back by what is believed of it; that gives x.
    """
    if not isinstance(believed, RopeSpec):
        raise RopeError("believed", believed, "a whole RopeSpec, to turn the reference back")
    array, other = as_array("reference", reference, VECTORS), as_array("other", other, VECTORS)
    if array.ndim > 2 and axes == "seq, heads":
        array, other = np.swapaxes(array, -3, -2), np.swapaxes(other, -3, -2)
    wide = array.astype(np.float64)
    seq = wide.shape[-2] if wide.ndim > 1 else 1
    where = np.arange(seq) if positions is None else np.atleast_1d(position_array(positions))
    where = where if wide.ndim > 1 else where[0]
    x = turned_back(wide, where, believed)
    return diagnose(
        x.astype(array.dtype), other, where, believed, axes="heads, seq", resolution=resolution,
        progress=progress,
    )  # fmt: skip


def turned_back(y: Floats, positions: ArrayLike, spec: RopeSpec) -> Floats:
    """The x that spec turns into y.

    >>> turned_back(rotate(np.array([1.0, 2.0]), 3, RopeSpec(2)), 3, RopeSpec(2)).round(9).tolist()
    [1.0, 2.0]
    """
    same = spec
    if spec.pairing == "interleaved_to_half":
        # Back to neighbours first; then it is a rotation in place.
        moved = y.copy()
        moved[..., np.ravel(pair_indices(spec))] = y[..., np.ravel(output_indices(spec))]
        y, same = moved, replace(spec, pairing="interleaved")
    back = np.asarray(rotate(y, -np.asarray(positions, dtype=np.float64), same), dtype=np.float64)
    factor = attention_factor(spec)
    if factor != 1.0:
        back[..., np.ravel(pair_indices(spec))] /= factor**2
    return back
