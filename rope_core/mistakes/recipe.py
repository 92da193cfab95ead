"""A rotation worked out part by part, so that any one part can be replaced.

`Recipe()` is RoPE as it should be; `replace` one part and the same computation says what that
slip gives, at every step and for whole arrays. `mistakes` lists the slips people make.

>>> import math
>>> from dataclasses import replace
>>> Recipe().rotate([1.0, 0.0], 1, RopeSpec(2)).round(4).tolist()
[0.5403, 0.8415]
>>> degrees = replace(Recipe(), cos_sin=lambda a: (np.cos(np.radians(a)), np.sin(np.radians(a))))
>>> degrees.rotate([1.0, 0.0], 1, RopeSpec(2)).round(4).tolist()
[0.9998, 0.0175]

Source: RoFormer (arXiv 2104.09864) eq. 15 and 16. `rotate` is the fast route to the same answer.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core import frequencies
from rope_core.errors import RopeError
from rope_core.frequencies import attention_factor, position_array
from rope_core.pairing import PairIndices, output_indices, pair_indices
from rope_core.spec import RopeSpec

Floats = NDArray[np.float64]
#: Which pair's frequency the first and the second row of each pair use, (pairs, 2) entries.
Layout = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Pair:
    """The numbers of every pair (..., pairs), their cos and sin, and the four products.

    cos and sin stand once a row: with a table laid out wrongly the two rows use other angles.
    """

    a: Floats
    b: Floats
    cos: tuple[Floats, Floats]
    sin: tuple[Floats, Floats]
    cos_first: Floats
    sin_second: Floats
    sin_first: Floats
    cos_second: Floats


def _exponents(pair: Floats, rotary_dim: int) -> Floats:
    return -2.0 * pair / rotary_dim


def _angles(positions: Floats, inv_freq: Floats) -> Floats:
    return positions[..., None] * inv_freq


def _cos_sin(angles: Floats) -> tuple[Floats, Floats]:
    return np.cos(angles), np.sin(angles)


def _same(values: Floats) -> Floats:
    return values


def _layout(spec: RopeSpec) -> Layout:
    return tuple((pair, pair) for pair in range(spec.pairs))


def _dot(query: Floats, key: Floats) -> Floats:
    return np.asarray((query * key).sum(axis=-1))


@dataclass(frozen=True)
class Recipe:
    """The parts of a rotation, of a score, and of what a scaling factor does; each replaceable."""

    # Which places make a pair, and where the turned pair is put.
    reads: Callable[[RopeSpec], PairIndices] = pair_indices
    writes: Callable[[RopeSpec], PairIndices] = output_indices
    # How fast each pair turns: the exponent from (pair, rotary_dim), the power from (base, it).
    exponents: Callable[[Floats, int], Floats] = _exponents
    power: Callable[[float, Floats], Floats] = lambda base, exponent: np.power(base, exponent)
    layout: Callable[[RopeSpec], Layout] = _layout
    # By hand: the pairs by the number a person gives each, and whose row of a table pair i takes.
    # A program's list wraps round at its end, a person's does not: there may be no such place.
    called: Callable[[RopeSpec], Mapping[int, tuple[int, int]]] | None = None
    takes: Callable[[int], int] = lambda pair: pair
    # How far: positions (...), angles (..., pairs); `stated` is the angle as a person states it.
    counted: Callable[[Floats], Floats] = _same
    angles: Callable[[Floats, Floats], Floats] = _angles
    stated: Callable[[Floats], Floats] = _same
    cos_sin: Callable[[Floats], tuple[Floats, Floats]] = _cos_sin
    # Which number the cosine and which the sine meets: (a, b) as they are read.
    meets: Callable[[Floats, Floats], tuple[Floats, Floats]] = lambda a, b: (a, b)
    first: Callable[[Pair], Floats] = lambda p: p.cos_first - p.sin_second
    second: Callable[[Pair], Floats] = lambda p: p.sin_first + p.cos_second
    # Rounding after every step; none.
    kept: Callable[[Floats], Floats] = _same
    # The score of a query with a key, and what it depends on.
    turns_query: bool = True
    turns_key: bool = True
    dot: Callable[[Floats, Floats], Floats] = _dot
    relative: Callable[[float, float], float] = lambda m, n: m - n
    # Where the query must go when the key moves from n to moved and the score is to stay.
    follow: Callable[[float, float, float], float] = lambda m, n, moved: m + (moved - n)
    # Wavelength in tokens, and what a linear factor makes of inv_freq and of a wavelength.
    wavelength: Callable[[float], float] = lambda inv_freq: 2.0 * math.pi / inv_freq
    scaled: Callable[[float, float], float] = lambda inv_freq, factor: inv_freq / factor
    stretched: Callable[[float, float], float] = lambda length, factor: length * factor

    def named_pairs(self, spec: RopeSpec) -> Mapping[int, tuple[int, int]]:
        """Return the two places of each pair by the number that a person gives the pair.

        >>> dict(Recipe().named_pairs(RopeSpec(4)))
        {0: (0, 1), 1: (2, 3)}
        """
        return self.called(spec) if self.called else dict(enumerate(self.reads(spec)))

    def inv_freq(self, spec: RopeSpec) -> Floats:
        """Return (pairs,) radians a token.

        >>> Recipe().inv_freq(RopeSpec(4)).tolist()
        [1.0, 0.01]
        """
        pair = np.arange(spec.pairs, dtype=np.float64)
        plain = self.power(spec.base, self.exponents(pair, spec.rotary_dim))
        if spec.scaling is not None:  # a slip in the formula leaves the scaling's share as it is
            right = np.power(spec.base, _exponents(pair, spec.rotary_dim))
            plain = plain * (frequencies.inv_freq(spec) / right)
        return self.kept(np.asarray(plain, dtype=np.float64))

    def turn(self, positions: ArrayLike, spec: RopeSpec) -> Floats:
        """Return the angles by which the pairs turn, (..., pairs) for positions (...).

        >>> Recipe().turn(3, RopeSpec(4)).tolist()
        [3.0, 0.03]
        """
        where = self.counted(position_array(positions))
        return self.kept(self.angles(where, self.inv_freq(spec)))

    def pairs(self, x: ArrayLike, positions: ArrayLike, spec: RopeSpec) -> Pair:
        """Return every pair of x with its cos, sin and products; shapes as in `rotate`.

        >>> Recipe().pairs([2.0, 3.0], 0, RopeSpec(2)).cos_second.tolist()
        [3.0]
        """
        array = np.asarray(x, dtype=np.float64)
        if array.ndim == 0 or array.shape[-1] != spec.head_dim:
            raise RopeError("x", x, f"numbers in an array of shape (..., {spec.head_dim})")
        reads, layout = np.array(self.reads(spec)), np.array(self.layout(spec))  # (pairs, 2)
        a, b = array[..., reads[:, 0]], array[..., reads[:, 1]]
        factor = attention_factor(spec)
        cos, sin = (factor * values for values in self.cos_sin(self.turn(positions, spec)))
        cos, sin = self.kept(cos), self.kept(sin)
        cos_rows = (cos[..., layout[:, 0]], cos[..., layout[:, 1]])
        sin_rows = (sin[..., layout[:, 0]], sin[..., layout[:, 1]])
        one, two = self.meets(a, b)
        return Pair(
            a,
            b,
            cos_rows,
            sin_rows,
            self.kept(cos_rows[0] * one),
            self.kept(sin_rows[0] * two),
            self.kept(sin_rows[1] * one),
            self.kept(cos_rows[1] * two),
        )

    def rotate(self, x: ArrayLike, positions: ArrayLike, spec: RopeSpec) -> Floats:
        """Return x (..., seq, head_dim) turned at positions (seq,); or one position for all.

        >>> Recipe().rotate([[0.588, 0.117]], [1], RopeSpec(2)).round(3).tolist()
        [[0.219, 0.558]]
        """
        pair = self.pairs(x, positions, spec)
        # A copy: features from rotary_dim on stay as they are.
        result = np.array(np.broadcast_to(np.asarray(x, dtype=np.float64), np.shape(x)))
        writes = np.array(self.writes(spec))
        result[..., writes[:, 0]] = self.first(pair)
        result[..., writes[:, 1]] = self.second(pair)
        return result

    def score(self, q: ArrayLike, m: float, k: ArrayLike, n: float, spec: RopeSpec) -> float:
        """Return the score of q (head_dim,) at m with k (head_dim,) at n, not scaled.

        >>> round(Recipe().score([1.0, 0.0], 5, [1.0, 0.0], 2, RopeSpec(2)), 4)
        -0.99
        """
        query = self.rotate(q, m, spec) if self.turns_query else np.asarray(q, dtype=np.float64)
        key = self.rotate(k, n, spec) if self.turns_key else np.asarray(k, dtype=np.float64)
        return float(self.dot(query, key))

    def changed(self) -> frozenset[str]:
        """Return the names of the parts that are not as they should be.

        >>> Recipe().changed()
        frozenset()
        """
        return frozenset(
            field.name
            for field in dataclasses.fields(self)
            if getattr(self, field.name) is not field.default
        )
