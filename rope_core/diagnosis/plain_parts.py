"""Rows that nothing was done to, and rows that were left empty."""

from __future__ import annotations

import numpy as np

from rope_core.diagnosis.options import Account
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.verdict import Located
from rope_core.diagnosis.where import Bools, along, places_of


def plain_parts(main: Account, sample: Sample, wrong: Bools) -> tuple[list[Located], Bools]:
    """Among the wrong rows those whose y is x, and those whose turned features are all zero; and
    what is wrong beside them, (sequences, heads, tokens, features).

    Rows at the end of a sequence that are so may lie beyond the end of a table.
    """
    rows = along(wrong, 3).reshape(sample.shape[:2])
    x, y = (whole[rows] for whole in sample.whole)
    turned = np.unique(main.layout.out)
    same = np.asarray((x == y).all(axis=-1) & (x != 0).any(axis=-1))
    empty = np.asarray((y[:, turned] == 0).all(axis=-1) & (x[:, turned] != 0).any(axis=-1))
    located: list[Located] = []
    for kind, key, says in (
        (same, "not_rotated", "not turned: y is x"),
        (empty, "table_end", "the turned features are all zero"),
    ):
        if not kind.any():
            continue
        mask = np.zeros(sample.shape[:2], dtype=np.bool_)
        mask[rows] = kind
        here = np.broadcast_to(mask.reshape(*sample.of[:3], 1), sample.of)
        located += [
            Located(where, says, bugs=(key,), numbers=int((where.mask() & wrong).sum()))
            for where in places_of(here)
        ]
        wrong = wrong & ~here
    return located, wrong
