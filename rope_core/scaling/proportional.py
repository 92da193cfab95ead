"""Proportional: frequencies spaced over the whole head, only the first pairs turn.

Follows the function of the same rope_type in transformers' modeling_rope_utils.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from rope_core.errors import require_number
from rope_core.scaling.base import Floats, Scaling, parameter, plain_step, plain_table, read_factor
from rope_core.steps.step import Step, calculate, decide


def _read_part(name: str, value: object) -> float:
    return require_number(name, value, above=0.0, at_most=1.0)


@dataclass(frozen=True)
class Proportional(Scaling):
    """Frequencies spaced over the whole head, but only the first pairs turn.

    >>> Proportional(0.25, factor=2.0).table(10000.0, 8).tolist()
    [0.5, 0.0, 0.0, 0.0]
    """

    rope_type = "proportional"
    title = "Proportional"
    explanation = (
        "The exponents run over the whole head, but only the first partial_rotary_factor of "
        "the pairs turn; the slow rest stands still and carries no position at all."
    )
    source = "transformers, Gemma 4"

    partial_rotary_factor: float = parameter(
        "number", "part of the pairs that turn", _read_part, default=1.0
    )
    factor: float = parameter(
        "number", "divides the frequencies that remain", read_factor, default=1.0
    )

    @classmethod
    def example(cls, rotary_dim: int) -> Self:
        return cls(0.25)  # Gemma 4, global layers

    def _turning(self, rotary_dim: int) -> int:
        return int(self.partial_rotary_factor * rotary_dim // 2)

    def table(self, base: float, rotary_dim: int) -> Floats:
        scaled = plain_table(base, rotary_dim) / self.factor
        scaled[self._turning(rotary_dim) :] = 0.0
        return scaled

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
        before, turning = plain_step(base, rotary_dim, i), self._turning(rotary_dim)
        steps = (
            before,
            calculate(
                "turning", "floor(partial_rotary_factor × rotary_dim / 2)", turning, "pairs",
                "How many pairs turn.",
                partial_rotary_factor=self.partial_rotary_factor, rotary_dim=rotary_dim,
            ),
            decide(
                "turns", "i < turning", i < turning, "Whether this pair is one of them.",
                i=i, turning=turning,
            ),
        )  # fmt: skip
        if i >= turning:
            why = "This pair stands still."
            return (*steps, calculate("inv_freq", "0", 0.0, "radians a token", why))
        return (
            *steps,
            calculate(
                "inv_freq", "inv_freq_before / factor", before.value / self.factor,
                "radians a token", "Divided like the other pairs that turn.",
                inv_freq_before=before.value, factor=self.factor,
            ),
        )  # fmt: skip
