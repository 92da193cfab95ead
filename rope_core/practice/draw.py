"""Random choices that are the same on every machine: a SplitMix64 stream of a seed.

>>> [Draw(7).whole(0, 9) for _ in range(2)], Draw(7).pick("abc")
([9, 9], 'c')
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A stream of choices; the seed may be several whole numbers."""

    def __init__(self, *seeds: int) -> None:
        self._state = 0
        for seed in seeds:
            self._state = (self._next() ^ seed) % 2**64

    def _next(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) % 2**64
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
        return z ^ (z >> 31)

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self._next() % (high - low + 1)

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self._next() % len(choices)]

    def some(self, choices: Sequence[T], count: int) -> tuple[T, ...]:
        """`count` different ones of the choices (all where there are fewer), shuffled.

        >>> sorted(Draw(1).some("abc", 5))
        ['a', 'b', 'c']
        """
        left = list(choices)
        taken: list[T] = []
        while left and len(taken) < count:
            taken.append(left.pop(self._next() % len(left)))
        return tuple(taken)

    def vector(self, length: int) -> tuple[float, ...]:
        """Numbers with one decimal from −0.9 to 0.9, none of them 0: easy to multiply by hand."""
        return tuple(self.pick((-1, 1)) * self.whole(1, 9) / 10 for _ in range(length))
