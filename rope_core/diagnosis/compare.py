"""An explanation compared with every number of x and y, not only with a sample of them.

>>> from rope_core.diagnosis.sample import take_sample
>>> from rope_core.diagnosis.menu import plain_account
>>> from rope_core.spec import RopeSpec
>>> x = np.ones((1, 3, 2)); y = x.copy(); y[0, 2] = 5.0
>>> still = take_sample(x, y, [0, 0, 0])
>>> compare(plain_account(RopeSpec(2)), still).wrong.any(axis=3).tolist()
[[[False, False, True]]]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rope_core.diagnosis.angles import deviation
from rope_core.diagnosis.noise import ANGLE_ERROR
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.where import Bools
from rope_core.scaling.base import Floats

#: A number this many times farther off than rounding explains at most is wrong.
LIMIT = 4.0
_BLIND = 0.1  # radians
_BLOCK = 2048  # rows worked on at once


@dataclass(frozen=True, eq=False)
class Compared:
    """wrong: (sequences, heads, tokens, features). compared: how many numbers were looked at.
    worst: the largest difference among those that are not wrong, 1 = what rounding explains."""

    wrong: Bools
    compared: int
    worst: float

    @property
    def fits(self) -> bool:
        return not self.wrong.any()


def compare(account: Account, sample: Sample, chosen: Bools | None = None) -> Compared:
    """Every number of the rows chosen, (heads, seq), against the account; None: all rows.

    Rows whose x is not finite are left out.
    """
    heads, seq, head_dim = sample.shape
    rows = sample.finite if chosen is None else sample.finite & chosen
    wrong = np.zeros((heads, seq, head_dim), dtype=np.bool_)
    worst, count = 0.0, 0
    turned = _Turned(account)
    for start in range(0, seq, _BLOCK):
        for head in range(heads):
            places = start + np.flatnonzero(rows[head, start : start + _BLOCK])
            if not len(places):
                continue
            part = sample.at(np.full(len(places), head), places)
            angle, cos_sin = turned.by(part)
            off, _ = deviation(account, part, angle, cos_sin)
            bad = off > LIMIT
            # An angle that float32 cannot hold says nothing, unless the number is not finite.
            blind = (ANGLE_ERROR * np.abs(angle) > _BLIND) & np.isfinite(angle)
            if blind.any():
                for side in account.layout.out.T:
                    bad[:, side] &= ~(blind & np.isfinite(part.y[:, side]))
            if bad.any():
                wrong[head, places] = bad
            worst = max(worst, float(np.max(off, where=~bad, initial=0.0)))
            count += bad.size
    return Compared(wrong.reshape(sample.of), count, worst)


class _Turned:
    """Angles with their cos and sin, kept while the next head has the same ones."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.used: Floats = np.zeros(0)
        self.kept: tuple[Floats, tuple[Floats, Floats]] | None = None

    def by(self, part: Sample) -> tuple[Floats, tuple[Floats, Floats]]:
        used = self.account.place.used(part)
        if self.kept is None or not np.array_equal(self.used, used):
            angle = self.account.angles(part)
            self.used, self.kept = used, (angle, self.account.cos_sin(angle))
        return self.kept
