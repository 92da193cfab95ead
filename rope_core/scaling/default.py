"""No scaling: the frequencies of the formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from rope_core.scaling.base import Floats, Scaling, plain_step, plain_table
from rope_core.steps.step import Step


@dataclass(frozen=True)
class Default(Scaling):
    """No scaling.

    >>> Default().table(10000.0, 4).tolist()
    [1.0, 0.01]
    """

    rope_type = "default"
    title = "No scaling"
    explanation = "The frequencies are those of the formula."
    source = "RoFormer, arXiv 2104.09864, section 3.2.2"

    @classmethod
    def example(cls, rotary_dim: int) -> Self:
        return cls()

    def table(self, base: float, rotary_dim: int) -> Floats:
        return plain_table(base, rotary_dim)

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
        return (plain_step(base, rotary_dim, i, "inv_freq"),)
