"""One exercise: what is to be written, what one starts from, and three hints.

>>> from rope_core.exercises import EXERCISES
>>> EXERCISES["rotate"].title, EXERCISES["rotate"].called("1", "2")
('rotate', 'rotate(1, 2)')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rope_core.exercises.task import Task

#: order: the lines are given, out of order; blanks: ___ stands for what is missing; code: the rest.
Kind = Literal["order", "blanks", "code"]
BLANK = "___"


@dataclass(frozen=True)
class Hints:
    """Before anything was run: a question first, then the story, code last."""

    question: str
    story: str
    code: str


@dataclass(frozen=True)
class Exercise:
    """title: as it stands in the row of exercises. spec: what to write, in two lines.

    function: its name. start: the code one begins with, or the text with blanks. solution: one
    that is right, in plain Python with math and lists. task: made when first asked for.
    """

    key: str
    title: str
    spec: tuple[str, str]
    function: str
    start: str
    solution: str
    hints: Hints
    make: Callable[[], Task]
    kind: Kind = "code"

    @property
    def task(self) -> Task:
        """The calls and what they should give; kept by whoever makes it."""
        return self.make()

    def called(self, *arguments: str) -> str:
        """A call of the function, as one types it."""
        return f"{self.function}({', '.join(arguments)})"

    def lines(self) -> tuple[str, ...]:
        """The lines to be put in order, out of order: always the same way.

        >>> from rope_core.exercises import EXERCISES
        >>> one = EXERCISES["order"]
        >>> sorted(one.lines()) == sorted(one.solution.splitlines()), one.lines() == one.solution
        (True, False)
        """
        lines = self.solution.splitlines()
        count = len(lines)
        # A step that shares no divisor with the count visits every line once.
        step = next(s for s in range(count // 2 + 1, count + 2) if _coprime(s, count))
        return tuple(lines[(step * at + 2) % count] for at in range(count))


def _coprime(a: int, b: int) -> bool:
    while b:
        a, b = b, a % b
    return a == 1
