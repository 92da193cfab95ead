"""The classes of this process: who is connected, and what they are told.

One hub a process. A change that comes in here is told at once, at most four times a second a class;
another process's is noticed by the class's version in the store, looked up twice a second while
anybody is connected. The store is asked in threads: what others say goes on meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from rope_core import RopeError
from ui.live.connection import MESSAGES, Connection, Who
from ui.live.errors import ClassOverError, StoreError
from ui.live.messages import (
    Create,
    Deed,
    End,
    Enter,
    Leave,
    Message,
    Role,
    StudentsDeed,
    Table,
)
from ui.live.reader import MessageError, read_message
from ui.live.room import JOINS, Room, show

if TYPE_CHECKING:
    from ui.live.store import Store

#: Seconds between two views of a class, two looks at the versions, two signs of life.
BETWEEN, LOOK, BEAT = 0.25, 0.5, 10.0
#: Connections of a class to one process: those of one student, and those that are no student's.
MOST_OF_ONE, MOST_WATCHERS = 8, 40
#: Threads that wait for the store: for changes, for views.
_CHANGING, _LOOKING = 4, 2
_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True)
class _Said:
    """What somebody said, and waits for."""

    deed: tuple[Who, str, Deed]
    answer: asyncio.Future[dict[str, Any]]


class Hub:
    """Made inside the server's event loop.

    open_store is called in a thread, when somebody first says something.
    """

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self.loop = asyncio.get_running_loop()
        self.name = secrets.token_hex(16)
        self._open_store = open_store
        self._store: Store | None = None
        self._opening = asyncio.Lock()
        # A view does not wait until a whole class has voted.
        self._changing = ThreadPoolExecutor(_CHANGING, thread_name_prefix="live")
        self._looking = ThreadPoolExecutor(_LOOKING, thread_name_prefix="live-view")
        self._rooms: dict[str, Room] = {}
        #: By class, what was said and is not done yet, and what does it.
        self._said: dict[str, list[_Said]] = {}
        self._saying: dict[str, asyncio.Task[None]] = {}
        self._watching: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """The server ends. Who was here is known to the store until that is too long ago."""
        tasks = [
            self._watching,
            *self._saying.values(),
            *(room.telling for room in self._rooms.values()),
        ]
        running = [task for task in tasks if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._changing.shutdown()
        self._looking.shutdown()

    async def purge(self) -> None:
        """Delete the classes nobody has spoken to for a day."""
        await self._ask(lambda store: store.purge())

    # --- what is said ----------------------------------------------------------------------

    async def take(self, connection: Connection, text: str) -> None:
        """Do what a frame asks for, and answer it.

        Raises StoreError where the store does not answer: the browser says it again later.
        """
        try:
            message = read_message(text)
        except MessageError as error:
            connection.answer(error.id, error.cause)
            return
        if not connection.rate.allows():
            hasty = RopeError("messages", "too many at once", f"{MESSAGES} a second")
            connection.answer(message.id, hasty)
            return
        try:
            connection.answer(message.id, await self._do(connection, message))
        except RopeError as error:
            connection.answer(message.id, error)
        except ClassOverError as error:
            gone = RopeError("code", str(error), "the code of a class that is on")
            connection.answer(message.id, gone)
            connection.end()

    async def _do(self, connection: Connection, message: Message) -> dict[str, Any]:
        deed = message.deed
        if isinstance(deed, Create):
            return await self._ask(lambda store: store.create(deed))
        if isinstance(deed, Enter):
            return await self._enter(connection, deed)
        who = connection.who
        if who is None:
            raise RopeError("do", type(deed).__name__.lower(), "enter or create, to begin with")
        _require_role(who.role, deed)
        answer = await self._act(who, message.id, deed)
        if isinstance(deed, Leave):
            # A student's other tabs leave as well.
            for each in self._rooms[who.code].of(who):
                self._remove(each)
                each.end()
        self._tell(who.code)
        return answer

    async def _act(self, who: Who, message: str, deed: Deed) -> dict[str, Any]:
        if isinstance(deed, Table | End):
            return await self._ask(lambda store: store.act(who, message, deed))
        said = _Said((who, message, deed), self.loop.create_future())
        self._said.setdefault(who.code, []).append(said)
        if who.code not in self._saying:
            self._saying[who.code] = asyncio.create_task(self._say(who.code))
        return await said.answer

    async def _say(self, code: str) -> None:
        """Have done what was said in a class; what comes meanwhile is done together after it."""
        try:
            while said := self._said.pop(code, []):
                await self._say_all(code, said)
        finally:
            del self._saying[code]

    async def _say_all(self, code: str, said: list[_Said]) -> None:
        try:
            deeds = [each.deed for each in said]
            answers = await self._ask(lambda store: store.act_all(code, deeds))
        except (StoreError, ClassOverError) as error:
            for each in said:
                each.answer.set_exception(error)
            return
        for each, answer in zip(said, answers, strict=True):
            if isinstance(answer, RopeError):
                each.answer.set_exception(answer)
            else:
                each.answer.set_result(answer)

    async def _enter(self, connection: Connection, asked: Enter) -> dict[str, Any]:
        if connection.who is not None:
            raise RopeError("do", "enter", "once on a connection")
        if asked.role == "student" and not self._room(asked.code).joins.allows():
            raise RopeError("joins", f"more than {JOINS} in a second", f"{JOINS} a second")
        try:
            who, answer = await self._ask(lambda store: store.enter(asked, self.name))
        finally:
            self._forget_empty(asked.code)
        room = self._room(who.code)
        most = MOST_WATCHERS if who.member is None else MOST_OF_ONE
        if len(room.of(who)) >= most:
            raise RopeError("connections", most + 1, f"{most} at a time")
        connection.who = who
        room.connections.add(connection)
        if room.telling is None or room.telling.done():
            room.telling = _reported(self._telling(who.code, room))
        if self._watching is None or self._watching.done():
            self._watching = _reported(self._watch())
        self._tell(who.code)
        return answer

    async def gone(self, connection: Connection) -> None:
        """A connection is closed; a student's last one means that the student is not here."""
        who = connection.who
        if who is None:
            return
        self._remove(connection)
        room = self._rooms.get(who.code)
        if who.member is not None and not (room and room.of(who)):
            await self._ask(lambda store: store.depart(who, self.name))
            self._tell(who.code)

    def _remove(self, connection: Connection) -> None:
        if connection.who is not None and connection.who.code in self._rooms:
            self._rooms[connection.who.code].connections.discard(connection)
            self._forget_empty(connection.who.code)

    # --- what is shown ---------------------------------------------------------------------

    def _room(self, code: str) -> Room:
        return self._rooms.setdefault(code, Room())

    def _forget_empty(self, code: str) -> None:
        room = self._rooms.get(code)
        if room is not None and not room.connections:
            del self._rooms[code]
            if room.telling is not None:
                room.telling.cancel()

    def _tell(self, code: str) -> None:
        if code in self._rooms:
            self._rooms[code].changed.set()

    async def _telling(self, code: str, room: Room) -> None:
        """Show a class to all who are connected, whenever something changed."""
        while True:
            await room.changed.wait()
            room.changed.clear()
            try:
                class_ = await self._look(lambda store: store.snapshot(code))
            except StoreError as error:
                # It is shown when the store answers again; the watch notices the same.
                _LOG.warning("a class is not shown: %s", error)
                room.version = 0
            else:
                show(class_, room)
            await asyncio.sleep(BETWEEN)

    async def _watch(self) -> None:
        """While there are classes: see what others changed, and say that this process lives."""
        beat = time.monotonic()
        while self._rooms:
            try:
                await self._let_go()
                await self._compare()
                if time.monotonic() >= beat + BEAT:
                    beat = time.monotonic()
                    await self._look(lambda store: store.beat(self.name))
                    # Who was connected to a process that died is no longer counted.
                    for code in self._rooms:
                        self._tell(code)
            except StoreError as error:
                _LOG.warning("the store of live classes does not answer: %s", error)
            await asyncio.sleep(LOOK)

    async def _let_go(self) -> None:
        """Take those out that polled and do not any more."""
        lost = [each for room in self._rooms.values() for each in room.connections if each.lost()]
        for connection in lost:
            connection.dropped = True
            await self.gone(connection)

    async def _compare(self) -> None:
        """Show the classes whose version in the store is another one than what is shown."""
        codes = tuple(self._rooms)
        versions = await self._look(lambda store: store.versions(codes))
        for code in codes:
            room = self._rooms.get(code)
            if room is not None and versions.get(code) != room.version:
                room.changed.set()

    async def _ask(self, question: Callable[[Store], _T]) -> _T:
        """What the store says to a change, in turn with all others."""
        return await self._in(self._changing, question)

    async def _look(self, question: Callable[[Store], _T]) -> _T:
        """What the store says to what waits for no change."""
        return await self._in(self._looking, question)

    async def _in(self, threads: ThreadPoolExecutor, question: Callable[[Store], _T]) -> _T:
        if self._store is None:
            async with self._opening:
                if self._store is None:
                    self._store = await self.loop.run_in_executor(threads, self._open_store)
        store = self._store
        return await self.loop.run_in_executor(threads, lambda: question(store))


def _reported(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """A task whose failure is in the log at once; the next who enters starts it anew."""

    def report(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("live classes are not shown any more", exc_info=error)

    task = asyncio.create_task(work)
    task.add_done_callback(report)
    return task


def _require_role(role: Role, deed: Deed) -> None:
    wanted = "student" if isinstance(deed, StudentsDeed) else "teacher"
    if role != wanted:
        raise RopeError("do", type(deed).__name__.lower(), f"what a {role} may do")
