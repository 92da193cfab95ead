"""Runs take turns: of those who wait, who has used the least of the processor lately comes first.

Python computes one thing at a time. Ten runs at once each take ten times as long, and somebody who
changes one number waits as long as somebody who keeps the server busy. So one computes, the others
wait, which takes nobody longer. Who is there goes before who comes: whoever opens page after page
is new each time. A run that stands still holds the others up once: after a second its place is
theirs. While somebody light is there, heavy sessions rest after each run of theirs, the longer the
more all of them have computed lately: a class that arrives hardly waits for it, and beside those
who go on and on two thirds of the time are free, so that who changes a number finds nobody
computing.
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
#: Seconds that a run waits for one that stands still, and for a queue that moves: whoever went on
#: beside it would only make it slower.
LONGEST, PATIENCE = 1.0, 10.0
#: Seconds in which what a session has used counts half.
HALF = 20.0
#: Seconds that who has just come counts as having used: more than five changes a second use.
NEW = 8.0
#: Seconds used lately from which on a session is heavy: a quarter of the processor all the time,
#: or having come within the last two seconds.
HEAVY = 7.5
#: How long heavy sessions rest after a run of theirs, as a part of what it computed: so much for
#: each second that all of them have computed lately. It settles where they compute a third of the
#: time, x (1 + REST × HALF / ln 2 × x) = 1.
REST = 0.25
#: For how many seconds after a light one's run they do.
LIGHT_IS_THERE = 5.0
#: With more than so many in the queue nobody rests: a class has come, and all the time is needed.
CROWD = 16
#: Seconds after which a thread that computes lets another one go on. Python's own, 5 ms, are long
#: where one change hands over ten times.
SWITCH = 0.0003


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


@dataclass(eq=False)
class Place:
    """Among those who compute; whoever stands still loses it to who waits."""

    heavy: bool = False


@dataclass(order=True)
class _Waiting:
    used: float
    number: int
    comes: threading.Event = field(default_factory=threading.Event, compare=False)
    place: Place | None = field(default=None, compare=False)


class Turns:
    """So many at a time; `enter` returns when it is one's turn, `leave` gives it to the next."""

    def __init__(self, places: int = PLACES) -> None:
        self._places = places
        self._lock, self._numbers = threading.Lock(), itertools.count()
        self._computing: set[Place] = set()
        self._waiting: list[_Waiting] = []
        #: Until when heavy sessions rest, and until when there is a light one to rest for.
        self._rest = self._light = 0.0
        self._heavy = Used(0.0)
        self._resting: threading.Timer | None = None

    def enter(self, used: float) -> Place:
        mine = _Waiting(used, next(self._numbers))
        with self._lock:
            if 0 <= used < HEAVY:
                self._light = time.monotonic() + LIGHT_IS_THERE
            heapq.heappush(self._waiting, mine)
            self._hand_on()
        given_up = time.monotonic() + PATIENCE
        while mine.place is None:
            self._wait(mine, given_up)
        return mine.place

    def _wait(self, mine: _Waiting, given_up: float) -> None:
        """Until it is one's turn, or for the longest; a queue that moves is waited for."""
        with self._lock:
            before = set(self._computing)
        mine.comes.wait(LONGEST)
        with self._lock:
            moves = bool(self._computing) and not self._computing & before
            if mine.place is None and not (moves and time.monotonic() < given_up):
                # Who has computed all this time stands still, and holds nobody else up.
                self._computing -= before
                self._begin(mine)
                self._hand_on()

    def leave(self, place: Place, computed: float = 0.0) -> None:
        """Give the place to the next one, after so many seconds of the processor."""
        with self._lock:
            self._computing.discard(place)
            now = time.monotonic()
            if place.heavy:
                self._heavy.add(computed, now)
                if now < self._light:
                    self._rest = now + computed * REST * self._heavy.lately(now)
            self._hand_on()

    def _hand_on(self) -> None:
        while self._waiting and len(self._computing) < self._places:
            following = self._waiting[0]
            if following.place is None:
                crowd = len(self._waiting) > CROWD
                if following.used >= HEAVY and not crowd and self._rests():
                    return
                self._begin(following)
            heapq.heappop(self._waiting)

    def _rests(self) -> bool:
        """Is it too early for a heavy session? Then it is looked at again when it no longer is."""
        left = self._rest - time.monotonic()
        if left > 0 and self._resting is None:
            self._resting = threading.Timer(left, self._rested)
            self._resting.daemon = True
            self._resting.start()
        return left > 0

    def _rested(self) -> None:
        with self._lock:
            self._resting = None
            self._hand_on()

    def _begin(self, waiting: _Waiting) -> None:
        waiting.place = Place(waiting.used >= HEAVY)
        self._computing.add(waiting.place)
        waiting.comes.set()


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
    _mine.place = turns.enter(used.lately(time.monotonic()))
    before = time.thread_time()
    try:
        yield
    finally:
        computed = time.thread_time() - before
        turns.leave(_mine.place, computed)
        _mine.place = None
        used.add(computed, time.monotonic())


@contextmanager
def aside() -> Iterator[None]:
    """Let others go on while this run only waits; then go on before who waits."""
    turns, place = _Server.turns, getattr(_mine, "place", None)
    if turns is None or place is None:
        yield
        return
    turns.leave(place)
    try:
        yield
    finally:
        _mine.place = turns.enter(-1.0)
        _mine.place.heavy = place.heavy
