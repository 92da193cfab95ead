"""Dynamic NTK: the base grows with the sequence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from rope_core.scaling.base import (
    Floats,
    Scaling,
    finite_base,
    optional,
    parameter,
    plain_step,
    plain_table,
    read_factor,
    read_length,
)
from rope_core.scaling.new_base import more_than_one_pair, with_new_base
from rope_core.steps.step import Step, calculate


@dataclass(frozen=True)
class Dynamic(Scaling):
    """Dynamic NTK: the base grows with the sequence, and only beyond the trained length.

    >>> Dynamic(2.0, 4096, seq_len=100).table(10000.0, 4).tolist()
    [1.0, 0.01]
    """

    rope_type = "dynamic"
    title = "Dynamic NTK"
    explanation = (
        "Up to the trained length nothing changes; beyond it the base grows with the length "
        "of the sequence, so the same token turns differently as the text gets longer."
    )
    source = "Dynamic NTK, as in YaRN, arXiv 2309.00071, section 3.3; transformers"

    factor: float = parameter("number", "how fast the base grows with the length", read_factor)
    max_position_embeddings: int = parameter("length", "the trained length, tokens", read_length)
    seq_len: int | None = parameter(
        "length", "length of the sequence; none means the trained one",
        optional(read_length), default=None,
    )  # fmt: skip

    @classmethod
    def example(cls, rotary_dim: int) -> Self:
        return cls(2.0, 32768, 65536)  # InternLM2.5, at twice its trained length

    def check(self, base: float, rotary_dim: int) -> None:
        more_than_one_pair("dynamic", rotary_dim)
        self._new_base(base, rotary_dim)

    def _length(self) -> int:
        trained = self.max_position_embeddings
        return max(self.seq_len or trained, trained)

    def _new_base(self, base: float, rotary_dim: int) -> float:
        growth = self.factor * self._length() / self.max_position_embeddings - (self.factor - 1)
        return finite_base(base * growth ** (rotary_dim / (rotary_dim - 2)))

    def table(self, base: float, rotary_dim: int) -> Floats:
        return plain_table(self._new_base(base, rotary_dim), rotary_dim)

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
        trained, length = self.max_position_embeddings, self._length()
        new_base = self._new_base(base, rotary_dim)
        return (
            plain_step(base, rotary_dim, i),
            calculate(
                "length",
                "max(seq_len, max_position_embeddings)",
                length,
                "tokens",
                "Within the trained length nothing may change.",
                seq_len=trained if self.seq_len is None else self.seq_len,
                max_position_embeddings=trained,
            ),
            calculate(
                "new_base",
                "base × (factor × length / max_position_embeddings − (factor − 1))"
                " ^ (rotary_dim / (rotary_dim − 2))",
                new_base,
                because="The bracket is 1 at the trained length and grows from there.",
                base=base,
                factor=self.factor,
                length=length,
                max_position_embeddings=trained,
                rotary_dim=rotary_dim,
            ),
            with_new_base(new_base, rotary_dim, i),
        )
