"""NTK-aware scaling: the base changed once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from rope_core.scaling.base import (
    Floats,
    Scaling,
    finite_base,
    parameter,
    plain_step,
    plain_table,
    read_factor,
)
from rope_core.scaling.new_base import more_than_one_pair, with_new_base
from rope_core.steps.step import Step, calculate


@dataclass(frozen=True)
class Ntk(Scaling):
    """NTK-aware: a larger base, chosen so that the slowest pair is divided by factor.

    >>> (Ntk(4.0).table(10000.0, 4) * 4).round(12).tolist()
    [4.0, 0.01]
    """

    rope_type = "ntk"
    title = "NTK-aware (base changed once)"
    explanation = (
        "The base grows by factor ^ (rotary_dim / (rotary_dim − 2)): the fastest pair stays as "
        "it is, the slowest is divided by factor, those between a little each."
    )
    source = "NTK-aware scaled RoPE, as in YaRN, arXiv 2309.00071, section 3.1, eq. 16"

    factor: float = parameter("number", "how many times longer the context gets", read_factor)

    @classmethod
    def example(cls, rotary_dim: int) -> Self:
        return cls(4.0)

    def check(self, base: float, rotary_dim: int) -> None:
        more_than_one_pair("ntk", rotary_dim)
        self._new_base(base, rotary_dim)

    def _new_base(self, base: float, rotary_dim: int) -> float:
        return finite_base(base * self.factor ** (rotary_dim / (rotary_dim - 2)))

    def table(self, base: float, rotary_dim: int) -> Floats:
        return plain_table(self._new_base(base, rotary_dim), rotary_dim)

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
        new_base = self._new_base(base, rotary_dim)
        return (
            plain_step(base, rotary_dim, i),
            calculate(
                "new_base",
                "base × factor ^ (rotary_dim / (rotary_dim − 2))",
                new_base,
                because="Chosen so that the last pair is divided by exactly factor.",
                base=base,
                factor=self.factor,
                rotary_dim=rotary_dim,
            ),
            with_new_base(new_base, rotary_dim, i),
        )
