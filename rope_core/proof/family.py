"""Which matrices turn places into distances: RoPE, xPos and ALiBi as one family.

A key at n is multiplied by exp(n·A), a query at m by exp(−m·Aᵀ), for one 2×2 matrix A. In the
score they meet as exp(−m·A) exp(n·A) = exp((n − m)·A): only the distance is left. Any A will do.
Both sides take the same matrix exactly where Aᵀ = −A, and that is a rotation.

>>> rope = RopeMember(frequency=1.0)
>>> bool(np.isclose(rope.score((1.0, 0.0), (1.0, 0.0), 5, 2), np.cos(3)))
True
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rope_core.encodings.bias import alibi_slopes
from rope_core.scaling.base import Floats

Pair = Sequence[float]
_ONE = np.eye(2)


def exp2x2(a: Floats, t: ArrayLike) -> Floats:
    """exp(t·a) of a matrix a (2, 2) for one t or many: (..., 2, 2).

    Without half of its trace, a squares to δ times the identity. The sign of δ says what it does:
    below 0 it turns, at 0 it shears, above 0 it stretches.

    >>> exp2x2(np.array([[0.0, 1.0], [0.0, 0.0]]), 3.0).tolist()
    [[1.0, 3.0], [0.0, 1.0]]
    """
    a = np.asarray(a, dtype=float)
    by = np.asarray(t, dtype=float)[..., None, None]
    mean = (a[0, 0] + a[1, 1]) / 2
    rest = a - mean * _ONE
    delta = float(rest[0, 0] ** 2 + rest[0, 1] * rest[1, 0])
    size = abs(delta) ** 0.5
    with np.errstate(over="ignore", invalid="ignore"):
        if delta < 0:
            even, odd = np.cos(size * by), np.sin(size * by) / size
        elif delta > 0:
            even, odd = np.cosh(size * by), np.sinh(size * by) / size
        else:
            even, odd = np.ones_like(by), by
        return np.asarray(np.exp(mean * by) * (even * _ONE + odd * rest))


def _times(matrix: Floats, pair: Pair | Floats) -> Floats:
    # Far from 0 what grows leaves float64: infinite, or not a number, and no warning.
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(matrix @ np.asarray(pair, dtype=float))


def meeting(query: Floats, key: Floats) -> Floats:
    """Two numbers with two numbers, (..., 2) twice, multiplied and added: (...).

    >>> meeting(np.array([1.0, 2.0]), np.array([3.0, 4.0])).item()
    11.0
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray((query * key).sum(axis=-1))


@dataclass(frozen=True)
class Member(ABC):
    """One choice of A.

    What grows with the position is infinite, or not a number, where float64 does not hold it.
    """

    @property
    @abstractmethod
    def generator(self) -> Floats:
        """A, (2, 2), a token."""

    def query(self, q: Pair, m: ArrayLike) -> Floats:
        """exp(−m·Aᵀ) q, (..., 2), for one position or many."""
        return _times(exp2x2(self.generator.T, -np.asarray(m, dtype=float)), q)

    def key(self, k: Pair, n: ArrayLike) -> Floats:
        """exp(n·A) k, (..., 2), for one position or many."""
        return _times(exp2x2(self.generator, n), k)

    def score(self, q: Pair, k: Pair, m: float, n: float) -> float:
        """The two numbers of q at m with those of k at n, multiplied and added."""
        return float(meeting(self.query(q, m), self.key(k, n)))


@dataclass(frozen=True)
class RopeMember(Member):
    """A turn by ``frequency`` radians a token: the one member with the same matrix on both sides.

    >>> RopeMember(0.5).generator.tolist()
    [[0.0, -0.5], [0.5, 0.0]]
    """

    frequency: float

    @property
    def generator(self) -> Floats:
        return np.array([[0.0, -self.frequency], [self.frequency, 0.0]])


@dataclass(frozen=True)
class XposMember(Member):
    """The same turn, and a key that grows where the query shrinks (arXiv 2212.10554, section 3).

    A score is multiplied by decay^(m − n). With a decay of 1 it is RoPE.

    >>> round(XposMember(0.0, 0.5).score((1.0, 0.0), (1.0, 0.0), 3, 0), 6)
    0.125
    """

    frequency: float
    decay: float

    @property
    def generator(self) -> Floats:
        return np.asarray(RopeMember(self.frequency).generator - np.log(self.decay) * np.eye(2))


@dataclass(frozen=True)
class AlibiMember(Member):
    """ALiBi's −slope·(m − n), as two numbers more: (1, −slope·m) with (slope·n, 1).

    arXiv 2108.12409, section 3, adds it to the score; here it is made by a shear.

    >>> member = AlibiMember(0.5)
    >>> member.query((1, 0), 6).tolist(), member.key((0, 1), 2).tolist()
    ([1.0, -3.0], [1.0, 1.0])
    >>> member.score((1, 0), (0, 1), 6, 2)
    -2.0
    """

    slope: float

    @property
    def generator(self) -> Floats:
        return np.array([[0.0, self.slope], [0.0, 0.0]])


#: What ALiBi's two numbers are at position 0.
ALIBI_QUERY, ALIBI_KEY = (1.0, 0.0), (0.0, 1.0)
#: xPos: γ of the paper's ζ, and the tokens over which ζ is taken once (both of its own code).
XPOS_GAMMA, XPOS_SCALE_BASE = 0.4, 512


def xpos_decay(i: int, pairs: int) -> float:
    """What xPos multiplies pair i's share of a score by, a token of distance.

    >>> xpos_decay(0, 2) < xpos_decay(1, 2) < 1
    True
    """
    zeta = (i / pairs + XPOS_GAMMA) / (1 + XPOS_GAMMA)
    return float(zeta ** (1 / XPOS_SCALE_BASE))


def first_slope(heads: int = 8) -> float:
    """The slope of ALiBi's first head of so many."""
    return alibi_slopes(heads)[0]
