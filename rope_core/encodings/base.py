"""What every position encoding is made of, and the steps they share.

>>> Setting(head_dim=4).spec() == RopeSpec(4)
True
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike

from rope_core.errors import RopeError, require_whole
from rope_core.frequencies import position_array
from rope_core.scaling.base import Floats
from rope_core.spec import Pairing, RopeSpec
from rope_core.steps.step import Calculation, Step, calculate

Where = Literal["nowhere", "vectors", "scores"]
# Learned tables of real models have entries of about this size.
STAND_IN_SCALE = 0.5


@dataclass(frozen=True)
class Setting:
    """What the encodings need to know besides q, k and the positions.

    head_dim, base, pairing: as in RopeSpec. heads, head: for methods that differ by head.
    trained_length: rows of the learned table. buckets, max_distance: of the relative bias.
    seed: of the random stand-ins.

    >>> Setting(head_dim=8).heads
    8
    """

    head_dim: int
    base: float = 10000.0
    pairing: Pairing = "interleaved"
    heads: int = 8
    head: int = 0
    trained_length: int = 64
    buckets: int = 32
    max_distance: int = 128
    seed: int = 0

    def __post_init__(self) -> None:
        RopeSpec(self.head_dim, self.base, self.pairing)
        require_whole("heads", self.heads, 1, 1024)
        require_whole("head", self.head, 0, self.heads - 1)
        require_whole("trained_length", self.trained_length, 1, 2**20)
        require_whole("buckets", self.buckets, 4, 1024)
        require_whole("max_distance", self.max_distance, self.buckets, 2**20)
        require_whole("seed", self.seed, 0, 2**32 - 1)

    def spec(self) -> RopeSpec:
        """The RopeSpec of this setting."""
        return RopeSpec(self.head_dim, self.base, self.pairing)


class Encoding(ABC):
    """One position encoding: what it is called, where it enters, what it computes.

    enters: `nowhere`, `vectors` (before the dot product) or `scores` (after it).
    shift_invariant: whether moving all tokens together leaves the scores as they are.
    stand_in: whether random numbers stand in for learned ones. beyond: what happens past
    the trained length.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    enters: ClassVar[Where]
    how: ClassVar[str]
    shift_invariant: ClassVar[bool]
    stand_in: ClassVar[bool] = False
    beyond: ClassVar[str]
    source: ClassVar[str]

    def parameters(self, setting: Setting) -> int:
        """How many learned numbers it adds."""
        return 0

    def scores(
        self,
        q: ArrayLike,
        k: ArrayLike,
        query_positions: ArrayLike,
        key_positions: ArrayLike,
        setting: Setting,
    ) -> Floats:
        """Scores (queries, keys) of q (queries, head_dim) with k (keys, head_dim), ÷ √head_dim.

        nan where the encoding is not defined at a position.
        """
        m, n = (
            _positions("query_positions", query_positions),
            _positions("key_positions", key_positions),
        )
        left = self.placed(_vectors("q", q, len(m), setting), m, setting)
        right = self.placed(_vectors("k", k, len(n), setting), n, setting)
        scaled = left @ right.T / math.sqrt(setting.head_dim)
        return np.asarray(scaled + self._bias(m[:, None], n[None, :], setting), dtype=np.float64)

    @abstractmethod
    def cell_steps(
        self, q: ArrayLike, m: int, k: ArrayLike, n: int, setting: Setting
    ) -> tuple[Step, ...]:
        """The score of one query (head_dim,) at m with one key at n; the last step is score."""

    def placed(self, x: Floats, positions: Floats, setting: Setting) -> Floats:
        """x (seq, head_dim) as it goes into the dot product."""
        return x

    def _bias(self, m: Floats, n: Floats, setting: Setting) -> Floats:
        """What is added to the scores, (queries, keys) or anything that broadcasts to it."""
        return np.zeros(())


@lru_cache(maxsize=16)
def stand_in_table(rows: int, columns: int, seed: int) -> Floats:
    """Random numbers in place of learned ones, (rows, columns) float64, not to be written to.

    The same for everyone, and so made once.

    >>> stand_in_table(2, 3, seed=0).shape
    (2, 3)
    """
    table = STAND_IN_SCALE * np.random.default_rng(seed).standard_normal((rows, columns))
    table.setflags(write=False)
    return table


def cell_vectors(
    q: ArrayLike, m: int, k: ArrayLike, n: int, setting: Setting
) -> tuple[list[float], list[float]]:
    """q and k of one cell as plain floats, after checking them and their whole positions.

    >>> cell_vectors([1, 2], 0, [3, 4], 1, Setting(2))
    ([1.0, 2.0], [3.0, 4.0])
    """
    for name, position in (("m", m), ("n", n)):
        require_whole(name, position, 0, 2**40)
    left = _vectors("q", np.atleast_2d(np.asarray(q)), 1, setting)[0]
    right = _vectors("k", np.atleast_2d(np.asarray(k)), 1, setting)[0]
    return [float(x) for x in left], [float(x) for x in right]


def dot_step(
    left_name: str, left: Sequence[float], right_name: str, right: Sequence[float]
) -> Calculation:
    """The dot product of two vectors, written out number by number.

    >>> dot_step("q", [1.0, 2.0], "k", [3.0, 4.0]).formula
    'q_0 × k_0 + q_1 × k_1'
    """
    total = 0.0
    operands: dict[str, float] = {}
    terms = []
    for i, (a, b) in enumerate(zip(left, right, strict=True)):
        total += a * b
        terms.append(f"{left_name}_{i} × {right_name}_{i}")
        operands |= {f"{left_name}_{i}": a, f"{right_name}_{i}": b}
    return calculate("dot", " + ".join(terms), total, "", "The dot product.", **operands)


def scaled_step(dot: Calculation, setting: Setting, name: str = "score") -> Calculation:
    """The dot product divided by √head_dim.

    >>> scaled_step(dot_step("q", [2.0] * 4, "k", [1.0] * 4), Setting(4)).value
    4.0
    """
    value = dot.value / math.sqrt(setting.head_dim)
    return calculate(
        name,
        "dot / sqrt(head_dim)",
        value,
        because="So that scores do not grow with the width of a head.",
        dot=dot.value,
        head_dim=setting.head_dim,
    )


def _positions(name: str, positions: ArrayLike) -> Floats:
    array = position_array(positions, name)
    if array.ndim != 1:
        raise RopeError(name, positions, "a list of positions")
    return array


def _vectors(name: str, x: ArrayLike, count: int, setting: Setting) -> Floats:
    allowed = f"numbers of shape ({count}, {setting.head_dim})"
    try:
        array = np.asarray(x)
    except (ValueError, TypeError) as error:
        raise RopeError(name, x, allowed) from error
    if array.shape != (count, setting.head_dim) or array.dtype.kind not in "biuf":
        raise RopeError(name, x, allowed)
    return array.astype(np.float64)
