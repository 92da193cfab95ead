"""The scaling methods that change the base or divide: default, linear, NTK, dynamic NTK.

SCALING_METHODS has one entry a method, by its name in config files; the methods that treat
every pair differently have modules of their own.

>>> SCALING_METHODS["linear"](factor=8.0).table(10000.0, 4).tolist()
[0.125, 0.00125]
>>> make_scaling({"rope_type": "linear", "factor": 8})
Linear(factor=8.0)
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from rope_core.errors import RopeError
from rope_core.scaling.base import (
    Floats,
    Scaling,
    ScalingStep,
    calculate,
    finite_base,
    optional,
    parameter,
    plain_step,
    plain_table,
    read_factor,
    read_length,
)
from rope_core.scaling.by_list import LongRope, Proportional
from rope_core.scaling.llama3 import Llama3
from rope_core.scaling.yarn import Yarn


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

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[ScalingStep, ...]:
        return (plain_step(base, rotary_dim, i, "inv_freq"),)


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

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[ScalingStep, ...]:
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
        _more_than_one_pair("ntk", rotary_dim)
        self._new_base(base, rotary_dim)

    def _new_base(self, base: float, rotary_dim: int) -> float:
        return finite_base(base * self.factor ** (rotary_dim / (rotary_dim - 2)))

    def table(self, base: float, rotary_dim: int) -> Floats:
        return plain_table(self._new_base(base, rotary_dim), rotary_dim)

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[ScalingStep, ...]:
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
            _with_new_base(new_base, rotary_dim, i),
        )


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
        _more_than_one_pair("dynamic", rotary_dim)
        self._new_base(base, rotary_dim)

    def _length(self) -> int:
        trained = self.max_position_embeddings
        return max(self.seq_len or trained, trained)

    def _new_base(self, base: float, rotary_dim: int) -> float:
        growth = self.factor * self._length() / self.max_position_embeddings - (self.factor - 1)
        return finite_base(base * growth ** (rotary_dim / (rotary_dim - 2)))

    def table(self, base: float, rotary_dim: int) -> Floats:
        return plain_table(self._new_base(base, rotary_dim), rotary_dim)

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[ScalingStep, ...]:
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
            _with_new_base(new_base, rotary_dim, i),
        )


def _with_new_base(new_base: float, rotary_dim: int, i: int) -> ScalingStep:
    return calculate(
        "inv_freq",
        "new_base ^ (−2 × i / rotary_dim)",
        new_base ** (-2 * i / rotary_dim),
        "radians a token",
        "The usual formula with the new base.",
        new_base=new_base,
        i=i,
        rotary_dim=rotary_dim,
    )


def _more_than_one_pair(rope_type: str, rotary_dim: int) -> None:
    if rotary_dim == 2:
        hint = f"{rope_type} divides by rotary_dim − 2."
        raise RopeError("rotary_dim", rotary_dim, "at least 4 with this scaling", hint)


# Order of the menu. The tuple is the one place to touch besides the class itself.
SCALING_METHODS: Mapping[str, type[Scaling]] = {
    method.rope_type: method
    for method in (Default, Linear, Ntk, Dynamic, Yarn, Llama3, LongRope, Proportional)
}


def make_scaling(parameters: Mapping[str, object]) -> Scaling:
    """Return the method that `rope_type` names, with the other entries as its parameters.

    Raises RopeError for an unknown rope_type, a missing or an unknown parameter.

    >>> make_scaling({"rope_type": "default"})
    Default()
    """
    given = dict(parameters)
    name = given.pop("rope_type", None)
    if not isinstance(name, str) or name not in SCALING_METHODS:
        raise RopeError("rope_type", name, "one of " + ", ".join(SCALING_METHODS))
    method = SCALING_METHODS[name]
    fields = {field.name: field for field in dataclasses.fields(method)}
    for key in given:
        if key not in fields:
            allowed = ", ".join(fields) or "no parameters"
            raise RopeError("scaling", key, f"{allowed} (rope_type {name})")
    for key, field in fields.items():
        if field.default is dataclasses.MISSING and given.get(key) is None:
            meaning = field.metadata["meaning"]
            raise RopeError(
                key, None, f"a {field.metadata['kind']}", f"{name} needs it: {meaning}."
            )
    return method(**given)
