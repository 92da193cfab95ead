"""A session that keeps the server busy waits a little, so that the others do not.

A change costs 10 to 20 ms of the processor all share. Whoever asks for twenty a second, by hand or
by a program, is served as fast as before until half a second of it is used up; then each run begins
later, and the session has a fifth of a processor. Nobody at a keyboard gets there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

#: Seconds of the processor that a session may use at once, and seconds a second for ever.
BURST, SHARE = 0.5, 0.2
#: Seconds that one run waits at most.
LONGEST = 1.0
#: Seconds after which a thread that computes lets another one go on: Python's own five are long
#: where a change hands over ten times.
SWITCH = 0.001


@dataclass
class Allowance:
    """What a session has left.

    >>> mine = Allowance(left=-0.1)
    >>> mine.wait(0.0), mine.wait(0.25), mine.wait(1.0)
    (0.5, 0.25, 0.0)
    """

    left: float = BURST
    since: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until a run may begin."""
        self.left = min(BURST, self.left + SHARE * (now - self.since))
        self.since = now
        return min(LONGEST, max(0.0, -self.left / SHARE))


@contextmanager
def paced(mine: Allowance) -> Iterator[None]:
    """Begin a run when it is its turn; what its thread computes is charged."""
    if wait := mine.wait(time.monotonic()):
        time.sleep(wait)
    before = time.thread_time()
    try:
        yield
    finally:
        mine.left -= time.thread_time() - before


def switch_often() -> None:
    """Once a process, when it starts."""
    sys.setswitchinterval(SWITCH)
