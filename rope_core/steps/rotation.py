"""The steps of a rotation and of a score, as data: every operand by its role, nothing rounded.

>>> PairLength(pair_index=0, before=5.0, after=5.0).after
5.0

Source: RoFormer (arXiv 2104.09864) eq. 13 and 34; the score is eq. 16.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args


@dataclass(frozen=True)
class InverseFrequency:
    """unscaled = base^exponent with exponent = −2 × pair_index / rotary_dim; radians a token.

    value is what scaling makes of it (the same number without scaling).
    """

    pair_index: int
    base: float
    exponent: float
    rotary_dim: int
    value: float
    unscaled: float


@dataclass(frozen=True)
class Angle:
    """value = position × inv_freq, radians; −position × inv_freq where backwards."""

    pair_index: int
    position: float
    inv_freq: float
    value: float
    backwards: bool = False


@dataclass(frozen=True)
class CosSin:
    """cos and sin of the angle, both times attention_factor (1.0 in most methods)."""

    pair_index: int
    angle: float
    cos: float
    sin: float
    attention_factor: float = 1.0


@dataclass(frozen=True)
class Products:
    """The pair's two numbers, x[first_index] and x[second_index], and the four products."""

    pair_index: int
    first_index: int
    second_index: int
    first: float
    second: float
    cos: float
    sin: float
    cos_first: float
    sin_second: float
    sin_first: float
    cos_second: float


@dataclass(frozen=True)
class PairSum:
    """value = left + sign × right, written to output_index.

    Row first: cos_first − sin_second. Row second: sin_first + cos_second.
    """

    pair_index: int
    row: Literal["first", "second"]
    output_index: int
    left: float
    right: float
    sign: Literal[-1, 1]
    value: float


@dataclass(frozen=True)
class PairLength:
    """Length of the pair as an arrow, before and after the turn."""

    pair_index: int
    before: float
    after: float


@dataclass(frozen=True)
class Copy:
    """A feature that is not rotated, passed on as it is."""

    index: int
    value: float


@dataclass(frozen=True)
class Assemble:
    """The whole rotated vector, (head_dim,), and the vector's length before and after."""

    values: tuple[float, ...]
    length_before: float
    length_after: float


@dataclass(frozen=True)
class PairScore:
    """One pair's share of q·k: value = first_product + second_product, of rotated numbers."""

    pair_index: int
    first_product: float
    second_product: float
    value: float
    query_first: float
    key_first: float
    query_second: float
    key_second: float


@dataclass(frozen=True)
class CopyScore:
    """The share of a feature that is not rotated: value = query × key."""

    index: int
    query: float
    key: float
    value: float


@dataclass(frozen=True)
class Score:
    """value = the parts added up from left to right; not divided by √head_dim."""

    parts: tuple[float, ...]
    value: float


Step = InverseFrequency | Angle | CosSin | Products | PairSum | PairLength | Copy | Assemble
ScoreStep = PairScore | CopyScore | Score
STEP_TYPES: tuple[type[Step], ...] = get_args(Step)
SCORE_STEP_TYPES: tuple[type[ScoreStep], ...] = get_args(ScoreStep)
