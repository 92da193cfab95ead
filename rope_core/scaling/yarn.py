"""YaRN: pairs kept or slowed by how often they turn, with a ramp between.

>>> Yarn(4.0, 32768).cos_sin_factor() == 0.1 * math.log(4.0) + 1
True
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from rope_core.scaling.base import (
    ATTENTION,
    FACTOR,
    ORIGINAL,
    Floats,
    Scaling,
    given_factor,
    optional,
    parameter,
    plain_step,
    plain_table,
    read_factor,
    read_flag,
    read_length,
    read_positive,
)
from rope_core.steps.step import Calculation, Step, calculate


def _read_mscale(name: str, value: object) -> float | None:
    # transformers treats 0 as not given.
    return None if value is None or value == 0 else read_positive(name, value)


_BACKWARDS = (
    "The ramp ends here, before it starts, and so runs the other way round: every pair up to its "
    "end is divided by factor, every pair from its start on is kept."
)


@dataclass(frozen=True)
class Yarn(Scaling):
    """YaRN: fast pairs kept, slow pairs divided by factor, a ramp over the pairs between.

    >>> Yarn(4.0, 64).table(100.0, 8).round(4).tolist()
    [1.0, 0.2372, 0.05, 0.0079]
    """

    rope_type = "yarn"
    title = "YaRN"
    explanation = (
        "Pairs that turn many times within the original length are kept, pairs that hardly "
        "turn are divided by factor, and cos and sin grow a little so that attention stays "
        "as sharp over more tokens."
    )
    source = "YaRN, arXiv 2309.00071, eq. 17 to 22 and section 3.4; transformers"
    factor_is_ratio = True

    factor: float = parameter("number", FACTOR, read_factor)
    original_max_position_embeddings: int = parameter("length", ORIGINAL, read_length)
    beta_fast: float = parameter(
        "number", "turns in the original length above which a pair is kept",
        read_positive, default=32.0,
    )  # fmt: skip
    beta_slow: float = parameter(
        "number", "turns in the original length below which a pair is divided",
        read_positive, default=1.0,
    )  # fmt: skip
    mscale: float | None = parameter(
        "number", "weight in the attention factor, with mscale_all_dim only",
        _read_mscale, default=None,
    )  # fmt: skip
    mscale_all_dim: float | None = parameter(
        "number", "weight in its divisor, with mscale only", _read_mscale, default=None
    )
    attention_factor: float | None = parameter(
        "number", ATTENTION, optional(read_positive), default=None
    )
    truncate: bool = parameter(
        "flag", "whether the ramp starts and ends at whole pairs", read_flag, default=True
    )

    @classmethod
    def example(cls, rotary_dim: int) -> Self:
        return cls(4.0, 32768)  # Qwen2.5 and Qwen3 at 131072 tokens

    def _bound(self, base: float, rotary_dim: int, turns: float) -> float:
        """The pair index, not yet whole, that makes so many turns in the original length."""
        ratio = self.original_max_position_embeddings / (turns * 2 * math.pi)
        return rotary_dim * math.log(ratio) / (2 * math.log(base))

    def _ramp_bounds(self, base: float, rotary_dim: int) -> tuple[float, float]:
        low, high = (self._bound(base, rotary_dim, t) for t in (self.beta_fast, self.beta_slow))
        if self.truncate:
            low, high = math.floor(low), math.ceil(high)
        low, high = max(low, 0), min(high, rotary_dim - 1)
        return low, high + 0.001 if low == high else high

    def remark(self, base: float, rotary_dim: int) -> str:
        """A small base leaves more pairs above beta_fast than there are; the libraries go on.

        >>> Yarn(8.0, 4096).remark(10000.0, 128), len(Yarn(8.0, 4096).remark(2.0, 2)) > 0
        ('', True)
        """
        low, high = self._ramp_bounds(base, rotary_dim)
        return "Not so here: the ramp ends before it starts." if high < low else ""

    def table(self, base: float, rotary_dim: int) -> Floats:
        low, high = self._ramp_bounds(base, rotary_dim)
        ramp = np.clip((np.arange(rotary_dim // 2) - low) / (high - low), 0.0, 1.0)
        kept = plain_table(base, rotary_dim)
        return np.asarray(kept / self.factor * ramp + kept * (1.0 - ramp), dtype=np.float64)

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
        before = plain_step(base, rotary_dim, i)
        bounds: list[Step] = []
        low, high = self._ramp_bounds(base, rotary_dim)
        backwards = high < low
        are = "are meant to be" if backwards else "are"
        for name, beta_name, beta, why in (
            ("low_bound", "beta_fast", self.beta_fast, f"Faster pairs {are} kept."),
            ("high_bound", "beta_slow", self.beta_slow, f"Slower pairs {are} divided by factor."),
        ):
            bounds.append(
                calculate(
                    name,
                    f"rotary_dim × ln(original_max_position_embeddings / ({beta_name} × 2 × π))"
                    " / (2 × ln(base))",
                    self._bound(base, rotary_dim, beta),
                    "pairs",
                    f"The pair that makes {beta_name} turns in the original length. {why}",
                    rotary_dim=rotary_dim,
                    original_max_position_embeddings=self.original_max_position_embeddings,
                    base=base,
                    **{beta_name: beta},
                )
            )
        low_bound, high_bound = (
            self._bound(base, rotary_dim, beta) for beta in (self.beta_fast, self.beta_slow)
        )
        floor, ceil = ("floor(low_bound)", "ceil(high_bound)")
        low_text, high_text = (floor, ceil) if self.truncate else ("low_bound", "high_bound")
        high_formula = f"min({high_text}, rotary_dim − 1)"
        if high != math.floor(high) and self.truncate:  # both bounds met
            high_formula += " + 0.001"
        position = (i - low) / (high - low)
        ramp = min(max(position, 0.0), 1.0)
        interpolated = before.value / self.factor
        return (
            before,
            *bounds,
            calculate(
                "low", f"max({low_text}, 0)", low, "pairs",
                f"The ramp {'is meant to start' if backwards else 'starts'} here; "
                "no pair lies before 0.",
                low_bound=low_bound,
            ),
            calculate(
                "high", high_formula, high, "pairs",
                _BACKWARDS if backwards else "The ramp ends here.",
                high_bound=high_bound, rotary_dim=rotary_dim,
            ),
            calculate(
                "ramp", "clamp((i − low) / (high − low), 0, 1)", ramp,
                because="0: the pair is kept. 1: it is divided by factor.",
                i=i, low=low, high=high,
            ),
            calculate(
                "interpolated", "inv_freq_before / factor", interpolated, "radians a token",
                "What linear scaling would make of it.",
                inv_freq_before=before.value, factor=self.factor,
            ),
            calculate(
                "inv_freq", "interpolated × ramp + inv_freq_before × (1 − ramp)",
                interpolated * ramp + before.value * (1 - ramp), "radians a token",
                "Mixed by the ramp.",
                interpolated=interpolated, inv_freq_before=before.value, ramp=ramp,
            ),
        )  # fmt: skip

    def attention_steps(self) -> tuple[Calculation, ...]:
        if self.attention_factor is not None:
            return (given_factor(self.attention_factor),)
        if self.mscale is None or self.mscale_all_dim is None:
            return (
                calculate(
                    "attention_factor", "0.1 × ln(factor) + 1", 0.1 * math.log(self.factor) + 1,
                    because="YaRN's fit to the loss of LLaMA models.", factor=self.factor,
                ),
            )  # fmt: skip
        above = 0.1 * self.mscale * math.log(self.factor) + 1
        below = 0.1 * self.mscale_all_dim * math.log(self.factor) + 1
        return (
            calculate(
                "above", "0.1 × mscale × ln(factor) + 1", above,
                because="The factor with weight mscale.", mscale=self.mscale, factor=self.factor,
            ),
            calculate(
                "below", "0.1 × mscale_all_dim × ln(factor) + 1", below,
                because="The factor with weight mscale_all_dim.",
                mscale_all_dim=self.mscale_all_dim, factor=self.factor,
            ),
            calculate(
                "attention_factor", "above / below", above / below,
                because="Equal weights cancel to 1.", above=above, below=below,
            ),
        )  # fmt: skip
