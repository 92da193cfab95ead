"""Position interpolation: every frequency divided by one factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from rope_core.scaling.base import Floats, Scaling, parameter, plain_step, plain_table, read_factor
from rope_core.steps.step import Step, calculate


@dataclass(frozen=True)
class Linear(Scaling):
    """Position interpolation: all frequencies divided by factor.

    >>> Linear(4.0).table(10000.0, 4).tolist()
    [0.25, 0.0025]
    """

    rope_type = "linear"
    title = "Linear (position interpolation)"
    explanation = (
        "Every pair turns factor times more slowly, so that factor times as many positions "
        "span the angles seen in training; near neighbours come closer together too."
    )
    source = "Position Interpolation, arXiv 2306.15595, eq. 3"

    factor: float = parameter("number", "how many times longer the context gets", read_factor)

    @classmethod
    def example(cls, rotary_dim: int) -> Self:
        return cls(8.0)  # Gemma 3, global layers

    def table(self, base: float, rotary_dim: int) -> Floats:
        return plain_table(base, rotary_dim) / self.factor

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
        before = plain_step(base, rotary_dim, i)
        return (
            before,
            calculate(
                "inv_freq",
                "inv_freq_before / factor",
                before.value / self.factor,
                "radians a token",
                "The same for every pair.",
                inv_freq_before=before.value,
                factor=self.factor,
            ),
        )
