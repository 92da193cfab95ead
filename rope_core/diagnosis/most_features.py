"""What explains most of the features, where some are wrong in every row.

>>> from rope_core.diagnosis.sample import take_sample
>>> from rope_core.rotate import rotate
>>> from rope_core.spec import RopeSpec
>>> x = np.random.default_rng(0).standard_normal((9, 32)); y = rotate(x, np.arange(9), RopeSpec(32))
>>> y[:, 3] = 0.0
>>> most_features(take_sample(x, y, None), Belief.of(RopeSpec(32))).layout.pairing
'interleaved'
"""

from __future__ import annotations

import numpy as np

from rope_core.diagnosis.angles import deviation
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs.place import AS_GIVEN
from rope_core.diagnosis.compare import LIMIT
from rope_core.diagnosis.menu import layout_menu, right_tables, turning_menu, widths
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.sample import Sample

_ROWS = 96
#: So much of the features that turn visibly must be right.
_SHARE, _LEAST = 0.7, 4
_TURNS = 0.05  # radians: less is hardly a turn


def most_features(sample: Sample, belief: Belief) -> Account | None:
    """A right account that holds for most features in nearly every row; None where none does."""
    rows = np.flatnonzero(sample.positions)
    if len(rows) < 3:
        return None
    few = sample.rows(rows[np.linspace(0, len(rows) - 1, min(_ROWS, len(rows))).astype(np.intp)])
    right = next(turning_menu(belief))
    best, most = None, _SHARE
    for layout in layout_menu(few.head_dim, belief, widths(few.head_dim, belief)[:1]):
        if layout.bugs:
            continue
        for table in right_tables(layout, few.head_dim, belief):
            factor = belief.factor()
            factor = factor if factor is not None else table.factor or 1.0
            account = Account(layout, table, AS_GIVEN, right, factor)
            angle = account.angles(few)
            off, _ = deviation(account, few, angle, account.cos_sin(angle))
            seldom = (off > LIMIT).mean(axis=0) < 0.02  # (head_dim,)
            visible = layout.out[np.abs(angle).max(axis=0) > _TURNS].reshape(-1)
            if (
                seldom[visible].sum() >= _LEAST
                and min(seldom[visible].mean(), seldom.mean()) > most
            ):
                best, most = account, float(min(seldom[visible].mean(), seldom.mean()))
    return best
