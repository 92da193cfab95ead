"""What a person believes their code does. None means: not known, tell me.

>>> Belief.of(RopeSpec(8, base=500000.0, pairing="half_split")).base
500000.0
>>> Belief().pairing is None
True
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rope_core.errors import RopeError
from rope_core.scaling.base import Scaling
from rope_core.spec import Pairing, RopeSpec

#: Bases of published models, the most common first.
COMMON_BASES = (
    10000.0, 500000.0, 1000000.0, 100.0, 5000000.0, 100000.0, 150000.0, 50000.0, 250000.0,
    160000.0, 640000.0, 8000000.0, 10000000.0, 1000.0, 20000.0, 40000.0, 80000.0,
)  # fmt: skip


@dataclass(frozen=True)
class Belief:
    """The parts of a RopeSpec as far as the person is sure of them.

    scaling: a method, None for "there is none", or "unknown".
    """

    base: float | None = None
    pairing: Pairing | None = None
    rotary_dim: int | None = None
    scaling: Scaling | Literal["unknown"] | None = "unknown"

    @classmethod
    def of(cls, given: RopeSpec | Belief | None) -> Belief:
        """A belief from a full spec, a belief, or nothing.

        >>> Belief.of(None) == Belief()
        True
        """
        if given is None:
            return cls()
        if isinstance(given, RopeSpec):
            return cls(given.base, given.pairing, given.rotary_dim, given.scaling)
        if not isinstance(given, Belief):
            raise RopeError("believed", given, "a RopeSpec, a Belief or None")
        return given

    @property
    def bases(self) -> tuple[float, ...]:
        """The bases that are no mistake.

        >>> Belief(base=100.0).bases
        (100.0,)
        """
        return COMMON_BASES if self.base is None else (self.base,)

    @property
    def method(self) -> Scaling | None:
        """The scaling method that is believed in, if any."""
        return self.scaling if isinstance(self.scaling, Scaling) else None

    def factor(self) -> float | None:
        """What cos and sin should be multiplied by; None where nothing is known of it.

        >>> Belief(scaling=None).factor()
        1.0
        """
        if self.scaling == "unknown":
            return None
        return self.method.cos_sin_factor() if self.method else 1.0
