"""Runs take turns: of those who wait, who has used the least of the processor lately comes first.

Python computes one thing at a time. Ten runs at once each take ten times as long, and somebody who
changes one number waits as long as somebody who keeps the server busy. So one computes, the others
wait, which takes nobody longer. Who is there goes before who comes: whoever opens page after page
is new each time. A run that stands still does not hold the others up: after a second they go on
without a turn.
"""

from __future__ import annotations

import heapq
import itertools
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PLACES = 1
#: Seconds that a run waits for its turn at most.
LONGEST = 1.0
#: Seconds in which what a session has used counts half.
HALF = 20.0
#: Seconds that who has just come counts as having used: more than five changes a second use.
NEW = 8.0
#: Seconds after which a thread that computes lets another one go on. Python's own, 5 ms, are long
#: where one change hands over ten times.
SWITCH = 0.001


@dataclass
class Used:
    """Seconds of the processor that a session has used lately.

    >>> mine = Used(0.0, then=0.0)
    >>> mine.add(0.4, now=0.0)
    >>> mine.lately(now=20.0)
    0.2
    """

    seconds: float = NEW
    then: float = field(default_factory=time.monotonic)

    def lately(self, now: float) -> float:
        return float(self.seconds * 0.5 ** ((now - self.then) / HALF))

    def add(self, seconds: float, now: float) -> None:
        self.seconds, self.then = self.lately(now) + seconds, now


@dataclass(order=True)
class _Waiting:
    used: float
    number: int
    comes: threading.Event = field(default_factory=threading.Event, compare=False)
    gone: bool = field(default=False, compare=False)


class Turns:
    """So many at a time; `enter` returns when it is one's turn, `leave` gives it to the next."""

    def __init__(self, places: int = PLACES) -> None:
        self._places, self._busy = places, 0
        self._lock, self._numbers = threading.Lock(), itertools.count()
        self._waiting: list[_Waiting] = []

    def enter(self, used: float) -> None:
        with self._lock:
            if self._busy < self._places:
                self._busy += 1
                return
            mine = _Waiting(used, next(self._numbers))
            heapq.heappush(self._waiting, mine)
        if not mine.comes.wait(LONGEST):
            with self._lock:
                if not mine.comes.is_set():
                    mine.gone = True
                    self._busy += 1

    def leave(self) -> None:
        with self._lock:
            self._busy -= 1
            while self._waiting and self._busy < self._places:
                following = heapq.heappop(self._waiting)
                if not following.gone:
                    self._busy += 1
                    following.comes.set()


class _Server:
    """The turns of this process; none where a test runs a page by itself."""

    turns: Turns | None = None


_mine = threading.local()


@contextmanager
def serving() -> Iterator[None]:
    """From here on sessions share a processor."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    _Server.turns = Turns()
    try:
        yield
    finally:
        _Server.turns = None
        sys.setswitchinterval(before)


@contextmanager
def turn(used: Used) -> Iterator[None]:
    """Run when it is one's turn; what this thread computes is counted."""
    turns = _Server.turns
    if turns is None:
        yield
        return
    turns.enter(used.lately(time.monotonic()))
    _mine.turns = turns
    before = time.thread_time()
    try:
        yield
    finally:
        _mine.turns = None
        turns.leave()
        used.add(time.thread_time() - before, time.monotonic())


@contextmanager
def aside() -> Iterator[None]:
    """Let others go on while this run only waits; then go on without waiting again."""
    turns: Turns | None = getattr(_mine, "turns", None)
    if turns is None:
        yield
        return
    turns.leave()
    try:
        yield
    finally:
        turns.enter(-1.0)
