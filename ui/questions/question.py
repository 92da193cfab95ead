"""What a question is, and its answer: a few words, one number of the problem, one line to change.

An answer is a function of the problem: nothing in it is typed in that could be computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from rope_core import RopeSpec, attention_factor, output_indices, rotate, scores
from rope_core.models.presets import rotating_models
from rope_core.problem import Problem
from ui.numbers import fixed, scale


@dataclass(frozen=True)
class Line:
    """One place of the slider: what it is called, what it says, and where it is in the picture."""

    at: str
    text: str
    value: float | None = None


@dataclass(frozen=True)
class Answer:
    """``number`` and what it is the number of; ``change`` names what the slider changes.

    ``begin`` is the line shown at first. ``onward`` is a page of the course, and why.
    """

    says: str
    number: str
    meaning: str
    change: str
    lines: tuple[Line, ...]
    onward: tuple[str, str]
    begin: int = 0


@dataclass(frozen=True)
class Ask:
    """The problem a question is asked of, and how many digits are shown."""

    problem: Problem
    digits: int

    @property
    def spec(self) -> RopeSpec:
        return self.problem.spec

    @property
    def distance(self) -> int:
        return self.problem.m - self.problem.n

    @property
    def left_out(self) -> str:
        """What of the problem a plain rotation leaves out, as the end of a sentence."""
        parts = []
        if self.spec.scaling:
            parts.append(f"without your problem's scaling, {self.spec.scaling.title}")
        if self.spec.backwards:
            parts.append("turned forwards, though your problem turns backwards")
        return f" ({'; '.join(parts)})" if parts else ""

    def shown(self, value: float) -> str:
        return fixed(float(value), self.digits)

    def scaled(self, value: float) -> str:
        return scale(float(value), self.digits)

    def shown_all(self, values: np.ndarray) -> str:
        return ", ".join(self.shown(value) for value in values)

    def score(self, m: float, n: float, spec: RopeSpec | None = None) -> float:
        """The score of q at m with k at n, not yet divided by √head_dim."""
        return _score(self.problem.q, self.problem.k, m, n, spec or self.spec)

    def scores_at(
        self, ms: Sequence[float], ns: Sequence[float], spec: RopeSpec | None = None
    ) -> list[float]:
        """The score of q at each of ms with k at the same of ns: one turn of all of them."""
        turned = [
            rotate(np.tile(x, (len(places), 1)), places, spec or self.spec)
            for x, places in ((self.problem.q, ms), (self.problem.k, ns))
        ]
        products: list[float] = (turned[0] * turned[1]).sum(axis=1).tolist()
        return products


@lru_cache(maxsize=128)
def _score(q: tuple[float, ...], k: tuple[float, ...], m: float, n: float, spec: RopeSpec) -> float:
    """Several questions look at the same one."""
    return float(scores(q, k, m, n, spec))


@dataclass(frozen=True)
class Question:
    """``key`` stands in the address; ``also`` are words one may search for."""

    key: str
    asks: str
    also: str
    answer: Callable[[Ask], Answer]
    #: Whether its numbers leave the problem's scaling out, which is then said.
    plainly: bool = False


@cache
def published() -> Mapping[str, RopeSpec]:
    """The spec of every model listed that turns, by its name; read once."""
    return {model.name: model.spec() for model in rotating_models()}


@lru_cache(maxsize=512)
def plain(spec: RopeSpec, **changed: object) -> RopeSpec:
    """The same without scaling, with some of its fields changed.

    A turn after a turn needs pairs that stand where they are looked for: what is read from
    neighbours and written to halves stays with its neighbours, which changes no score.
    """
    kept: dict[str, object] = {
        "head_dim": spec.head_dim,
        "base": spec.base,
        "pairing": "half_split" if spec.pairing == "half_split" else "interleaved",
        "rotary_dim": spec.rotary_dim,
        "features": spec.features,
    }
    return RopeSpec(**(kept | changed))  # type: ignore[arg-type]


def first_pairs(
    x: tuple[float, ...], positions: Sequence[float], spec: RopeSpec
) -> list[tuple[float, float]]:
    """The two numbers of pair 0 of x (head_dim,), turned to each of the positions."""
    turned = rotate(np.tile(x, (len(positions), 1)), positions, spec)
    one, other = output_indices(spec)[0]
    return [(float(row[one]), float(row[other])) for row in turned]


def stretched(spec: RopeSpec) -> str:
    """What an attention factor does to every length, said where there is one."""
    factor = attention_factor(spec)
    if factor == 1:
        return ""
    return f" Here an attention factor stretches all of them alike, by {factor:.6g}."


def complex_number(real: float, imaginary: float, digits: int) -> str:
    """
    >>> complex_number(0.5403, -0.8415, 3)
    '0.540 − 0.842i'
    """
    size = fixed(abs(imaginary), digits)
    part = f"({size})" if "×" in size else size
    return f"{fixed(real, digits)} {'−' if imaginary < 0 else '+'} {part}i"


def pair_of(numbers: tuple[float, float], digits: int) -> str:
    return "(" + ", ".join(fixed(number, digits) for number in numbers) + ")"


def some_pairs(count: int) -> tuple[int, ...]:
    """Up to 16 of so many pairs, the first and the last among them.

    >>> some_pairs(3), len(some_pairs(64))
    ((0, 1, 2), 16)
    """
    return tuple(sorted({round(at) for at in np.linspace(0, count - 1, min(count, 16))}))
