"""What every scaling method is made of: parameters that check themselves, a table, its steps."""

from __future__ import annotations

import dataclasses
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from rope_core.errors import RopeError, require_number, require_whole
from rope_core.steps.step import Calculation, Step, calculate

Floats = NDArray[np.float64]

MAX_FACTOR = 1e6
MAX_LENGTH = 2**40  # tokens

# What several methods say about the parameters they share.
FACTOR = "how many times longer the context gets"
ORIGINAL = "the length before scaling, tokens"
ATTENTION = "multiplies cos and sin; none means computed from factor"


@dataclass(frozen=True)
class Parameter:
    """One parameter of a method, named as in config files."""

    name: str
    kind: str
    meaning: str
    required: bool
    default: Any


Reader = Callable[[str, object], Any]


def parameter(kind: str, meaning: str, read: Reader, **default: Any) -> Any:
    """A dataclass field that carries its own check; `default=` makes it optional.

    >>> parameter("number", "how much longer", read_factor).metadata["kind"]
    'number'
    """
    return dataclasses.field(metadata={"kind": kind, "meaning": meaning, "read": read}, **default)


def read_factor(name: str, value: object) -> float:
    """A stretch: 1 to 1e6.

    >>> read_factor("factor", 8)
    8.0
    """
    return require_number(name, value, at_least=1.0, at_most=MAX_FACTOR)


def read_positive(name: str, value: object) -> float:
    """A number above 0, at most 1e6.

    >>> read_positive("beta_fast", 32)
    32.0
    """
    return require_number(name, value, above=0.0, at_most=MAX_FACTOR)


def read_length(name: str, value: object) -> int:
    """A length in tokens. Config files write 8192 or 8192.0.

    >>> read_length("seq_len", 8192.0)
    8192
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return require_whole(name, value, 1, MAX_LENGTH)


def read_flag(name: str, value: object) -> bool:
    """True or False.

    >>> read_flag("truncate", False)
    False
    """
    if not isinstance(value, bool):
        raise RopeError(name, value, "true or false")
    return value


def read_factors(name: str, value: object) -> tuple[float, ...]:
    """One positive number a pair.

    >>> read_factors("short_factor", [1, 1.5])
    (1.0, 1.5)
    """
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise RopeError(name, value, "a list of positive numbers, one a pair")
    return tuple(read_positive(f"{name}[{i}]", entry) for i, entry in enumerate(value))


def optional(read: Reader) -> Reader:
    """The same check, but None passes.

    >>> optional(read_factor)("factor", None)
    """
    return lambda name, value: None if value is None else read(name, value)


@dataclass(frozen=True)
class Scaling(ABC):
    """One way to change the frequencies for longer contexts, with its parameters.

    A subclass says what it is (rope_type as in config files, title, explanation, source),
    declares its parameters, and gives the table of inverse frequencies, the same by steps
    for one pair, and an example that is used in practice.
    """

    rope_type: ClassVar[str]
    title: ClassVar[str]
    explanation: ClassVar[str]
    source: ClassVar[str]
    # Whether factor should be the extended length / the original one (configs may disagree).
    factor_is_ratio: ClassVar[bool] = False

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = field.metadata["read"](field.name, getattr(self, field.name))
            object.__setattr__(self, field.name, value)

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """The method's parameters in order, to build a form or a table from."""
        missing = dataclasses.MISSING
        return tuple(
            Parameter(
                field.name,
                field.metadata["kind"],
                field.metadata["meaning"],
                field.default is missing,
                None if field.default is missing else field.default,
            )
            for field in dataclasses.fields(cls)
        )

    @classmethod
    @abstractmethod
    def example(cls, rotary_dim: int) -> Self:
        """Parameters as some published model has them, for this many rotated features."""

    def check(self, base: float, rotary_dim: int) -> None:  # noqa: B027
        """Raise RopeError where the parameters do not go with this base or width."""

    @abstractmethod
    def table(self, base: float, rotary_dim: int) -> Floats:
        """The scaled inverse frequencies, (rotary_dim/2,) float64, radians a token."""

    @abstractmethod
    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
        """The same number for pair i, step by step; the last step is named inv_freq."""

    def remark(self, base: float, rotary_dim: int) -> str:
        """What is otherwise here than the explanation has it, as a sentence; mostly empty."""
        return ""

    def inv_freq_of(self, base: float, rotary_dim: int, i: int) -> float:
        """What the steps for pair i come to."""
        last = self.pair_steps(base, rotary_dim, i)[-1]
        assert isinstance(last, Calculation)
        return last.value

    def cos_sin_factor(self) -> float:
        """The attention factor: what cos and sin are multiplied by."""
        steps = self.attention_steps()
        return steps[-1].value if steps else 1.0

    def attention_steps(self) -> tuple[Calculation, ...]:
        """How the attention factor comes about; empty where it is 1 by definition."""
        return ()


def plain_table(base: float, rotary_dim: int) -> Floats:
    """base^(−2i / rotary_dim) for every pair i, (rotary_dim/2,) float64.

    >>> plain_table(10000.0, 4).tolist()
    [1.0, 0.01]
    """
    exponents = -2.0 * np.arange(rotary_dim // 2, dtype=np.float64) / rotary_dim
    return np.asarray(np.power(base, exponents), dtype=np.float64)


def plain_step(base: float, rotary_dim: int, i: int, name: str = "inv_freq_before") -> Calculation:
    """base^(−2i / rotary_dim) for one pair, the first step of every method.

    >>> plain_step(10000.0, 4, 1).value
    0.01
    """
    return calculate(
        name,
        "base ^ (−2 × i / rotary_dim)",
        base ** (-2 * i / rotary_dim),
        "radians a token",
        "The inverse frequency of pair i without scaling.",
        base=base,
        i=i,
        rotary_dim=rotary_dim,
    )


def finite_base(base: float) -> float:
    """Return a changed base, or raise RopeError where it left the range of float64.

    >>> finite_base(2e4)
    20000.0
    """
    if not math.isfinite(base) or base > 1e300:
        raise RopeError("base", base, "a base that stays below 1e300 after scaling")
    return base


def given_factor(value: float) -> Calculation:
    """The attention factor where the settings state it.

    >>> given_factor(1.25).value
    1.25
    """
    return calculate(
        "attention_factor", "stated", value, because="The settings state it.", stated=value
    )
