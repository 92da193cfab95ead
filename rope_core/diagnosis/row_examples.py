"""Examples of bugs of single rows: the positions given, and x turned for other ones.

>>> given, x, y = ROW_EXAMPLES["one_step_late"](RopeSpec(8), np.ones((1, 6, 8)))
>>> given.tolist()
[0.0, 3.0, 5.0, 9.0, 14.0, 20.0]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from rope_core.diagnosis.layouts import forward, layout_of
from rope_core.frequencies import inv_freq
from rope_core.rotate import rotate
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

Made = tuple[Floats, Floats, Floats]
_UNEVEN = np.array([0.0, 3.0, 5.0, 9.0, 14.0, 20.0])


def _turned(given: Floats, used: Floats) -> Callable[[RopeSpec, Floats], Made]:
    return lambda spec, x: (given, x, rotate(x, used, spec))


def _by_sequence(spec: RopeSpec, x: Floats) -> Made:
    """Two sequences of one head, padded by two tokens and by five."""
    given, batch = np.arange(x.shape[1], dtype=np.float64), x[:, None]
    y = np.stack([rotate(one, given + by, spec) for one, by in zip(batch, (2, 5), strict=True)])
    return given, batch, y


def _by_pair(spec: RopeSpec, x: Floats) -> Made:
    """The first half of the pairs follows the text, the second half a row of an image."""
    given = np.arange(x.shape[1], dtype=np.float64)
    axes = np.repeat(np.stack([given, given // 4 + 30]), spec.pairs // 2, axis=0)  # (pairs, seq)
    angle = axes.T * inv_freq(spec)
    y = np.stack([forward(layout_of(spec), one, np.cos(angle), np.sin(angle)) for one in x])
    return given, x, y


def _one_number(spec: RopeSpec, x: Floats) -> Made:
    given = np.arange(x.shape[1], dtype=np.float64)
    y = rotate(x, given, spec)
    y[0, 3, 5] += 1.0
    return given, x, y


def _short_table(spec: RopeSpec, x: Floats) -> Made:
    given = np.arange(x.shape[1], dtype=np.float64)
    y = rotate(x, given, spec)
    y[:, 5:, : spec.rotary_dim] = 0.0
    return given, x, y


_EIGHT = np.arange(8.0)
ROW_EXAMPLES: Mapping[str, Callable[[RopeSpec, Floats], Made]] = {
    "positions_ignored": _turned(np.array([0.0, 1, 2, 3, 4, 0, 1, 2]), _EIGHT),
    "padding_by_sequence": _by_sequence,
    "one_step_late": _turned(_UNEVEN, np.concatenate([[0.0], _UNEVEN[:-1]])),
    "positions_shuffled": _turned(np.arange(6.0), np.array([3.0, 0, 5, 1, 2, 4])),
    "stale_positions": _turned(_EIGHT + 40, np.where(_EIGHT < 6, _EIGHT + 40, _EIGHT)),
    "other_positions": _turned(np.arange(6.0), np.array([5.0, 7, 11, 2, 40, 23])),
    "positions_by_pair": _by_pair,
    "part_differs": _one_number,
    "table_end": _short_table,
}
