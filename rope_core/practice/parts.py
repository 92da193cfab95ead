"""What an exercise is: its facts, its lines, what is left blank, and what may be answered.

>>> KINDS[MAX_LEVEL], Option("doubles", True).right
('predict', True)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rope_core.practice.rules import RULES, Facts, Style

Kind = Literal["rule", "blank", "whole", "bug", "predict"]
Effect = Literal["same", "doubles", "halves", "sign", "other"]
KINDS: tuple[Kind, ...] = ("rule", "blank", "blank", "whole", "bug", "predict")
EFFECTS: tuple[Effect, ...] = ("same", "doubles", "halves", "sign", "other")
MAX_LEVEL = len(KINDS) - 1


@dataclass(frozen=True)
class Line:
    """One line of the worked solution with its right value."""

    rule: str
    style: Style
    value: float


@dataclass(frozen=True)
class Candidate:
    """What a mistake would have given in a line."""

    mistake: str
    value: float


@dataclass(frozen=True)
class Option:
    """One choice. key: a law, an effect or a mistake; positions: an (m, n) to choose."""

    key: str
    right: bool
    positions: tuple[int, int] | None = None


@dataclass(frozen=True)
class Bug:
    """A worked solution gone wrong in one line: the values shown, the mistake, its line."""

    mistake: str
    line: int
    values: tuple[float, ...]


@dataclass(frozen=True)
class Exercise:
    """An exercise with its key.

    blanks: the lines that are asked, in order; candidates: for each blank what the mistakes give.
    marked: the line of which it is asked why it is so. options: the choices, if any.
    change, changed: what a prediction changes, and the last line's value after it.
    """

    skill: str
    level: int
    seed: int
    kind: Kind
    facts: Facts
    lines: tuple[Line, ...]
    blanks: tuple[int, ...] = ()
    candidates: tuple[tuple[Candidate, ...], ...] = ()
    marked: int = 0
    options: tuple[Option, ...] = ()
    bug: Bug | None = None
    change: str = ""
    changed: float = 0.0


def line_after(line: Line, above: Sequence[float], facts: Facts) -> float:
    """The line's number as it follows from those above it, right or wrong.

    A line that takes nothing from them is right; nan where nothing can be made of them.
    """
    carry = RULES[line.rule].carry
    return float(carry(above, facts)) if carry else line.value
