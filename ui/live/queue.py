"""What is said in each class, done in batches: what comes while one is done is done with the next.

A transaction is slow, however little is written; a hundred ballots in one cost no more than a few.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S")
A = TypeVar("A")


@dataclass(frozen=True)
class _Waiting(Generic[S, A]):
    """What somebody said, and the answer they wait for."""

    said: S
    answer: asyncio.Future[A]


class Batches(Generic[S, A]):
    """By class, one batch at a time.

    do: does all that was said in a class, and gives an answer each, in the same order; an answer
    that is an exception is raised for the one who waits for it.
    """

    def __init__(
        self, do: Callable[[str, Sequence[S]], Awaitable[Sequence[A | Exception]]]
    ) -> None:
        self._do = do
        self._waiting: dict[str, list[_Waiting[S, A]]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}

    async def add(self, code: str, said: S) -> A:
        """Have it done, and return the answer; what goes wrong is raised for all of its batch."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(code, []).append(_Waiting(said, answer))
        if code not in self._running:
            self._running[code] = asyncio.create_task(self._run(code))
        return await answer

    async def close(self) -> None:
        """No more of it; nobody waits for an answer that does not come."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for batch in self._waiting.values():
            _cancel(batch)
        self._waiting.clear()

    async def _run(self, code: str) -> None:
        try:
            while batch := self._waiting.pop(code, []):
                await self._run_batch(code, batch)
        finally:
            del self._running[code]

    async def _run_batch(self, code: str, batch: Sequence[_Waiting[S, A]]) -> None:
        answers: Sequence[A | Exception]
        try:
            answers = await self._do(code, [each.said for each in batch])
        except asyncio.CancelledError:
            _cancel(batch)
            raise
        except Exception as error:  # noqa: BLE001 - whoever waits for it hears of it
            answers = [error] * len(batch)
        for each, answer in zip(batch, answers, strict=True):
            # Who has gone meanwhile waits for nothing.
            if each.answer.done():
                continue
            if isinstance(answer, Exception):
                each.answer.set_exception(answer)
            else:
                each.answer.set_result(answer)


def _cancel(batch: Sequence[_Waiting[S, A]]) -> None:
    for each in batch:
        each.answer.cancel()
