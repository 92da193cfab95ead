"""What a person believes their code does. None means: not known, tell me.

>>> Belief.of(RopeSpec(8, base=500000.0, pairing="half_split")).base
500000.0
>>> Belief().pairing is None
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from rope_core.config import read_config
from rope_core.errors import RopeError
from rope_core.scaling.base import Scaling
from rope_core.spec import Features, Pairing, RopeSpec

#: Bases of published models, the most common first.
COMMON_BASES = (
    10000.0, 500000.0, 1000000.0, 100.0, 5000000.0, 100000.0, 150000.0, 50000.0, 250000.0,
    160000.0, 640000.0, 8000000.0, 10000000.0, 1000.0, 20000.0, 40000.0, 80000.0,
)  # fmt: skip


@dataclass(frozen=True)
class Belief:
    """The parts of a RopeSpec as far as the person is sure of them.

    scaling: a method, None for "there is none", or "unknown". features: whether the first or
    the last of a head turn, where not all do. others: the specs of other kinds of layers in the
    same model, by name, whose table may have been taken. score: what a config multiplies scores
    by.
    """

    base: float | None = None
    pairing: Pairing | None = None
    rotary_dim: int | None = None
    scaling: Scaling | Literal["unknown"] | None = "unknown"
    features: Features = "first"
    backwards: bool = False
    others: tuple[tuple[str, RopeSpec], ...] = ()
    score: float | None = None

    @classmethod
    def of(cls, given: RopeSpec | Belief | Mapping[str, object] | None) -> Belief:
        """A belief from a full spec, a belief, a config.json as a dict, or nothing.

        >>> Belief.of(None) == Belief()
        True
        """
        if given is None:
            return cls()
        if isinstance(given, RopeSpec):
            return cls(
                given.base, given.pairing, given.rotary_dim, given.scaling, given.features,
                given.backwards,
            )  # fmt: skip
        if isinstance(given, Mapping):
            return cls.of_config(given)
        if not isinstance(given, Belief):
            raise RopeError("believed", given, "a RopeSpec, a Belief, a config or None")
        return given

    @classmethod
    def of_config(
        cls, config: Mapping[str, object], layer: int | None = None, seq_len: int | None = None
    ) -> Belief:
        """What a config.json says of one layer, and of the other kinds of layers beside it.

        layer: its number from 0; None means those with full attention. A pairing that the config
        leaves open is no part of it.
        Raises RopeError for a layer that the config does not rotate, or does not have.

        >>> gemma = {"head_dim": 8, "rope_theta": 1e6, "rope_local_base_freq": 1e4}
        >>> one = Belief.of_config(gemma)
        >>> one.base, [(name, spec.base) for name, spec in one.others]
        (1000000.0, [('sliding_attention', 10000.0)])
        """
        report = read_config(config, seq_len)
        kinds = [kind for kind in report.kinds if kind.spec is not None]
        chosen = kinds[0]
        if layer is not None:
            inside = [kind for kind in kinds if kind.layers is None or layer in kind.layers]
            if not inside:
                raise RopeError("layer", layer, "the number of a layer that is rotated")
            chosen = inside[0]
        others = tuple((kind.name, kind.spec) for kind in kinds if kind is not chosen and kind.spec)
        said = replace(cls.of(chosen.spec), others=others, score=report.score.value)
        if report.unturned:
            said = replace(said, features="last")  # as vectors of the whole head have them
        return said if report.pairing_known else replace(said, pairing=None)

    @property
    def claimed(self) -> bool:
        """Whether anything was said of what is meant.

        >>> Belief().claimed, Belief(pairing="half_split").claimed
        (False, True)
        """
        return (self != Belief() and replace(self, scaling="unknown") != Belief()) or (
            self.method is not None
        )  # fmt: skip

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
