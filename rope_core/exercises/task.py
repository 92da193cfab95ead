"""What an exercise asks of a function: its calls, what they should give, and how to name what not.

>>> call = Call(([0.5, 0.25], 1), at="at position 1")
>>> call.source("rotate")
'rotate([0.5, 0.25], 1)'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rope_core.diagnosis import Diagnosis
from rope_core.exercises.slip import Slip
from rope_core.spec import RopeSpec

Floats = NDArray[np.float64]
Values = Sequence[Floats]
#: Lists of numbers, or a number: what a function is called with.
Argument = float | int | list[float] | list[list[float]]
#: How far from right a right program may be: float32 sums, and its angles at far positions.
CLOSE, CLOSE_A_POSITION = 3e-6, 4e-7


@dataclass(frozen=True)
class Call:
    """One call: its arguments, and in words what is special about it ("at position 1").

    fresh: whether a cache begins anew with it. far: the largest position in it, for rounding.
    names: what stands for arguments that are too long to be written.
    """

    arguments: tuple[Argument, ...]
    at: str = ""
    names: str = ""
    fresh: bool = True
    far: float = 0.0

    def source(self, function: str) -> str:
        """The call as one would type it."""
        return f"{function}({self.names or ', '.join(map(literal, self.arguments))})"


def literal(value: Argument) -> str:
    """A list or a number as one types it, long lists cut.

    >>> literal([0.5, -1.0])
    '[0.5, -1]'
    """
    if isinstance(value, list):
        shown = [literal(one) for one in value[:8]]
        return f"[{', '.join(shown + ['…'] * (len(value) > 8))}]"
    return f"{value:.10g}"


@dataclass(frozen=True, eq=False)
class Task:
    """calls and expected belong together. guesses: slips, and what the calls give with them.

    diagnose: for what no slip explains. spec: the convention, and the width that is spoken of.
    place: the name of one number by its index ("y[2]"). paired: whether the numbers are a turned
    vector, in which pairs are right or wrong. stateful: a cache is the last argument. ragged: rows
    may end at the diagonal. counts: how many numbers a call gives, in words.
    """

    calls: tuple[Call, ...]
    expected: tuple[Floats, ...]
    spec: RopeSpec
    guesses: Callable[[], Iterable[tuple[Slip, Values]]] = field(repr=False)
    diagnose: Callable[[Values], Diagnosis | None] = field(repr=False)
    name: str = "y"
    counts: str = "As many numbers come out as went in."
    paired: bool = False
    stateful: bool = False
    ragged: bool = False
    close: float = CLOSE

    def place(self, index: tuple[int, ...]) -> str:
        """The name of one number.

        >>> from rope_core.exercises.tasks import turning
        >>> turning("half_split").place((2,))
        'y[2]'
        """
        return self.name + "".join(f"[{at}]" for at in index)

    def off(self, call: int, got: Floats) -> NDArray[np.bool_]:
        """Which numbers of a call are not what is expected."""
        wanted = self.expected[call]
        size = float(np.abs(wanted).max(initial=0.0)) if wanted.ndim else abs(float(wanted))
        margin = self.close + CLOSE_A_POSITION * self.calls[call].far
        return np.asarray(~(np.abs(got - wanted) <= margin * max(size, 0.1)))

    def wrong(self, values: Values) -> Iterator[int]:
        """The calls that gave something else, in order."""
        for call, got in enumerate(values):
            if self.off(call, got).any():
                yield call

    def fits(self, values: Values, made: Values) -> bool:
        """Whether a slip gives just these numbers."""
        for call, (got, one) in enumerate(zip(values, made, strict=True)):
            margin = self.close + CLOSE_A_POSITION * self.calls[call].far
            size = max(float(np.abs(one).max(initial=0.0)), 0.1)
            if not np.all(np.abs(got - one) <= margin * size):
                return False
        return True
