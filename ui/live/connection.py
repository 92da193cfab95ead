"""One browser's line to the hub, whatever carries it: what waits for it, how fast it speaks."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rope_core import RopeError
from ui.live.messages import Role, packed

#: Messages a second of a connection, and how many may come at once.
MESSAGES, AT_ONCE = 10, 20
#: Seconds after which a browser that polls and was not heard is taken to be gone.
UNHEARD = 12.0
#: Answers that wait at most: who does not read them is gone.
_MOST_WAITING = 100
#: Frames that cannot be used, from who is in no class: this is no browser of ours.
_MOST_STRANGE = 8


@dataclass(frozen=True)
class Who:
    """Who speaks. member: a student's number in the store."""

    code: str
    role: Role
    member: int | None = None

    @property
    def sender(self) -> str:
        """By what name its messages are known."""
        return self.role if self.member is None else str(self.member)


class Rate:
    """So many a second, and so many at once after a pause.

    >>> rate = Rate(2, 1)
    >>> rate.allows(now=100.0), rate.allows(now=100.1), rate.allows(now=100.6)
    (True, False, True)
    """

    def __init__(self, a_second: float, at_once: float) -> None:
        self._a_second, self._at_once = a_second, at_once
        self._left, self._then = float(at_once), 0.0

    def allows(self, now: float | None = None) -> bool:
        now = time.monotonic() if now is None else now
        self._left = min(self._at_once, self._left + (now - self._then) * self._a_second)
        self._then = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Connection:
    """What one browser is to be sent: every answer, and of views the latest.

    polled: nothing tells when the browser is gone; it is, when it was not heard for a while.
    """

    def __init__(self, *, polled: bool = False) -> None:
        self._polled, self._heard = polled, time.monotonic()
        self.who: Who | None = None
        self.rate = Rate(MESSAGES, AT_ONCE)
        #: Whether nothing more is taken from it; whether it was let go because it was silent.
        self.ended = self.dropped = False
        self._answers: deque[str] = deque()
        self._view: str | None = None
        self._told = ""
        self._strange = 0
        self._asked, self._over = 0, False
        self._news = asyncio.Event()

    def answer(self, message: str, answer: dict[str, Any] | RopeError) -> None:
        if isinstance(answer, RopeError):
            wrong = {name: getattr(answer, name) for name in ("field", "received", "allowed")}
            self._answers.append(packed({"re": message, "error": wrong}))
        else:
            self._answers.append(packed({"re": message, "ok": True, **answer}))
        if len(self._answers) > _MOST_WAITING:
            self.ended = True
        self._news.set()

    def misunderstood(self, message: str, cause: RopeError) -> None:
        """Answer what cannot be used; who is in no class may say only so much of it."""
        if self.who is None:
            self._strange += 1
            self.ended = self.ended or self._strange >= _MOST_STRANGE
        self.answer(message, cause)

    def show(self, view: str, shown: str) -> None:
        """A view to be sent; not again what is shown already, by all but its version."""
        if shown != self._told:
            self._view, self._told = view, shown
            self._news.set()

    def end(self) -> None:
        """The class is over: that is the last that is said, after what is being answered.

        Another look at the class may find it gone before who ended it has the table.
        """
        self._over = True
        self._end_if_answered()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While this lasts there is an answer to come."""
        self._asked += 1
        try:
            yield
        finally:
            self._asked -= 1
            self._end_if_answered()

    def _end_if_answered(self) -> None:
        if self._over and not self._asked:
            self._view, self.ended = packed({"ended": True}), True
            self._news.set()

    def waiting(self) -> list[str]:
        """What is to be sent now, answers first."""
        self._news.clear()
        frames = [*self._answers, *([self._view] if self._view else [])]
        self._answers.clear()
        self._view = None
        return frames

    def heard(self) -> None:
        """The browser is still there."""
        self._heard = time.monotonic()

    def lost(self) -> bool:
        """Whether the browser has not asked for too long."""
        return self._polled and time.monotonic() - self._heard > UNHEARD

    async def news(self) -> None:
        """Until there is something to send."""
        await self._news.wait()
