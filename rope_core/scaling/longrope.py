"""LongRoPE: each pair divided by a number of its own.

Follows the function of the same rope_type in transformers' modeling_rope_utils.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from rope_core.errors import RopeError
from rope_core.scaling.base import (
    ATTENTION,
    ORIGINAL,
    Floats,
    Scaling,
    given_factor,
    optional,
    parameter,
    plain_step,
    plain_table,
    read_factors,
    read_length,
    read_positive,
)
from rope_core.steps.step import Calculation, Step, calculate, decide


@dataclass(frozen=True)
class LongRope(Scaling):
    """LongRoPE: every pair divided by a factor of its own, found by search.

    >>> LongRope(64, 256, (1.0, 1.0), (1.0, 2.0), seq_len=65).table(10000.0, 4).tolist()
    [1.0, 0.005]
    """

    rope_type = "longrope"
    title = "LongRoPE"
    explanation = (
        "Every pair is divided by its own number from a list found by search: one list up to "
        "the original length, another beyond it; cos and sin grow with the extension."
    )
    source = "LongRoPE, arXiv 2402.13753; transformers"
    factor_is_ratio = True

    original_max_position_embeddings: int = parameter("length", ORIGINAL, read_length)
    max_position_embeddings: int | None = parameter(
        "length", "the extended length, tokens; needed where factor is none",
        optional(read_length),
    )  # fmt: skip
    short_factor: tuple[float, ...] = parameter(
        "list", "divisors up to the original length, one a pair", read_factors
    )
    long_factor: tuple[float, ...] = parameter(
        "list", "divisors beyond the original length, one a pair", read_factors
    )
    factor: float | None = parameter(
        "number", "extension; none means max / original length",
        optional(read_positive), default=None,
    )  # fmt: skip
    attention_factor: float | None = parameter(
        "number", ATTENTION, optional(read_positive), default=None
    )
    seq_len: int | None = parameter(
        "length", "length of the sequence; none means short", optional(read_length), default=None
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.factor is None and self.max_position_embeddings is None:
            hint = "longrope computes its attention factor from it."
            raise RopeError("max_position_embeddings", None, "a length, or give factor", hint)
        original = self.original_max_position_embeddings
        if original == 1 and self.attention_factor is None and self._extension() > 1.0:
            hint = "longrope's attention factor divides by its logarithm, and ln(1) is 0."
            raise RopeError("original_max_position_embeddings", original, "at least 2", hint)

    @classmethod
    def example(cls, rotary_dim: int) -> Self:
        # Not one model's lists: those have one width. The same shape, for any width.
        pairs = rotary_dim // 2
        long = tuple(1.0 + 31.0 * i / max(1, pairs - 1) for i in range(pairs))
        return cls(4096, 131072, (1.0,) * pairs, long, seq_len=131072)

    def check(self, base: float, rotary_dim: int) -> None:
        for name, factors in (("short", self.short_factor), ("long", self.long_factor)):
            if len(factors) != rotary_dim // 2:
                allowed = f"{rotary_dim // 2:,} numbers, one a pair"
                raise RopeError(f"{name}_factor", f"{len(factors):,} numbers", allowed)

    def _extension(self) -> float:
        if self.factor is not None:
            return self.factor
        original = self.original_max_position_embeddings
        return (self.max_position_embeddings or original) / original

    def _is_long(self) -> bool:
        return (self.seq_len or 0) > self.original_max_position_embeddings

    def table(self, base: float, rotary_dim: int) -> Floats:
        factors = self.long_factor if self._is_long() else self.short_factor
        return np.asarray(plain_table(base, rotary_dim) / np.array(factors), dtype=np.float64)

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
        before, original = plain_step(base, rotary_dim, i), self.original_max_position_embeddings
        name, factors = (
            ("long_factor_i", self.long_factor)
            if self._is_long()
            else ("short_factor_i", self.short_factor)
        )
        operands = {"inv_freq_before": before.value, name: factors[i]}
        return (
            before,
            decide(
                "long", "seq_len > original_max_position_embeddings", self._is_long(),
                "Which of the two lists is used.",
                seq_len=self.seq_len or 0, original_max_position_embeddings=original,
            ),
            calculate(
                "inv_freq", f"inv_freq_before / {name}", before.value / factors[i],
                "radians a token", "Divided by this pair's entry of the list.", **operands,
            ),
        )  # fmt: skip

    def attention_steps(self) -> tuple[Calculation, ...]:
        if self.attention_factor is not None:
            return (given_factor(self.attention_factor),)
        steps: list[Calculation] = []
        original, factor = self.original_max_position_embeddings, self._extension()
        if self.factor is None:
            steps.append(
                calculate(
                    "factor",
                    "max_position_embeddings / original_max_position_embeddings",
                    factor,
                    because="How many times longer the context got.",
                    max_position_embeddings=self.max_position_embeddings or original,
                    original_max_position_embeddings=original,
                )
            )
        if factor <= 1.0:
            why = "Nothing was extended."
            return (*steps, calculate("attention_factor", "1", 1.0, because=why))
        value = math.sqrt(1 + math.log(factor) / math.log(original))
        return (
            *steps,
            calculate(
                "attention_factor", "sqrt(1 + ln(factor) / ln(original_max_position_embeddings))",
                value, because="Keeps attention as sharp over more tokens.",
                factor=factor, original_max_position_embeddings=original,
            ),
        )  # fmt: skip
