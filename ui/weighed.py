"""Results that are kept as ``functools.lru_cache`` keeps them, but by what they weigh.

What is told of a head of 256 numbers takes sixty times the room of one of 4, and a class may have
either: a count of results bounds no memory.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from functools import _lru_cache_wrapper, update_wrapper
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Weighed(Generic[P, R]):
    """What ``make`` gives, kept; what was longest not asked for goes when all weighs too much."""

    def __init__(self, make: Callable[P, R], most: int, weigh: Callable[[R], int]) -> None:
        update_wrapper(self, make)
        self._make, self._weigh, self.most = make, weigh, most
        self._lock = Lock()
        self.cache_clear()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        asked = args, tuple(sorted(kwargs.items()))
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked][0]
        # Not in turn: two may make the same, but nobody waits for what another makes.
        result = self._make(*args, **kwargs)
        weight = self._weigh(result)
        with self._lock:
            self.made += 1
            _, before = self._kept.pop(asked, (result, 0))
            self.weight -= before
            # What is heavier than all may be would take everybody else's place, and go itself.
            if weight > self.most:
                return result
            self._kept[asked] = result, weight
            self.weight += weight
            while self.weight > self.most:
                _, (_, gone) = self._kept.popitem(last=False)
                self.weight -= gone
        return result

    def cache_clear(self) -> None:
        """Forget everything, and how often something was made."""
        with self._lock:
            self._kept: OrderedDict[object, tuple[R, int]] = OrderedDict()
            self.weight = self.made = 0


def pairs_told(data: Mapping[str, Any]) -> int:
    """Of how many pairs a stage is told: most of it is made of these."""
    return len(data["pairs"])


def kept(most: int, weigh: Callable[[Any], int]) -> Callable[[Callable[P, R]], Weighed[P, R]]:
    """Keep what a function gives, up to ``most`` of what ``weigh`` says of each result.

    >>> @kept(most=3, weigh=len)
    ... def letters(count: int) -> str:
    ...     return "a" * count
    >>> [letters(count) for count in (1, 2, 1, 2)], letters.made
    (['a', 'aa', 'a', 'aa'], 2)
    >>> letters(3), letters.weight, letters(1), letters.made
    ('aaa', 3, 'a', 4)
    """
    return lambda make: Weighed(make, most, weigh)


class Forgets:
    """What keeps results in a way of its own."""

    def cache_clear(self) -> None:
        raise NotImplementedError


Cache: TypeAlias = "_lru_cache_wrapper[Any] | Weighed[..., Any] | Forgets"


def forgetting() -> Iterator[Cache]:
    """Every cache of the pages that holds several results: what is in it can be made again."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith("ui."):
            for each in tuple(vars(module).values()):
                if isinstance(each, Weighed | Forgets) or (
                    isinstance(each, _lru_cache_wrapper) and (each.cache_info().maxsize or 0) > 1
                ):
                    yield each
