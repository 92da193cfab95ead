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
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from rope_core import RopeError
from ui.live.connection import MESSAGES, Connection, Who
from ui.live.errors import ClassOverError, StoreError
from ui.live.messages import (
    Create,
    End,
    Enter,
    Leave,
    Message,
    Role,
    StudentsDeed,
    Table,
)
from ui.live.queue import Batches
from ui.live.reader import MessageError, read_id, read_message
from ui.live.room import JOINS, Room, show

if TYPE_CHECKING:
    from ui.live.deeds import Answer, Said
    from ui.live.store import Store

#: Seconds between two views of a class, two looks at the versions, two signs of life.
BETWEEN, LOOK, BEAT = 0.25, 0.5, 10.0
#: Connections of a class to one process: those of one student, the teacher's, the projectors'.
MOST_CONNECTIONS: dict[Role, int] = {"student": 8, "teacher": 20, "projector": 40}
#: Threads that wait for the store: for changes, for views.
_CHANGING, _LOOKING = 4, 2
_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")


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
        self._batches: Batches[Said, Answer] = Batches(self._act_all)
        self._watching: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """The server ends. Who was here is known to the store until that is too long ago."""
        tasks = [self._watching, *(room.telling for room in self._rooms.values())]
        running = [task for task in tasks if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(self._batches.close(), *running, return_exceptions=True)
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
        if connection.ended:
            return
        with connection.answering():
            await self._take(connection, text)

    async def _take(self, connection: Connection, text: str) -> None:
        if not connection.rate.allows():
            hasty = RopeError("messages", "too many at once", f"{MESSAGES} a second")
            connection.misunderstood(read_id(text), hasty)
            return
        try:
            message = read_message(text)
        except MessageError as error:
            connection.misunderstood(error.id, error.cause)
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
            raise RopeError("do", message.do, "enter or create, to begin with")
        _require_role(who.role, message)
        if isinstance(deed, Table | End):
            ends = isinstance(deed, End)
            answer = await self._ask(lambda store: store.table(who.code, ends=ends))
        else:
            answer = await self._batches.add(who.code, (who, message.id, deed))
        if isinstance(deed, Leave):
            # A student's other tabs leave as well.
            for each in self._connections(who):
                self._remove(each)
                each.end()
        self._tell(who.code)
        return answer

    async def _act_all(self, code: str, said: Sequence[Said]) -> list[Answer | RopeError]:
        return await self._ask(lambda store: store.act_all(code, said))

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
        there, most = len(room.of(who)), MOST_CONNECTIONS[who.role]
        if there >= most:
            raise RopeError("connections", there + 1, f"{most} at a time")
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
        if who.member is not None and not self._connections(who):
            await self._ask(lambda store: store.depart(who, self.name))
            if self._connections(who):
                # Back meanwhile, and it may have been written down before this was struck out.
                await self._beat()
            self._tell(who.code)

    def _remove(self, connection: Connection) -> None:
        if connection.who is not None and connection.who.code in self._rooms:
            self._rooms[connection.who.code].connections.discard(connection)
            self._forget_empty(connection.who.code)

    # --- what is shown ---------------------------------------------------------------------

    def _connections(self, who: Who) -> list[Connection]:
        room = self._rooms.get(who.code)
        return [] if room is None else room.of(who)

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
                    await self._beat()
                    # Who was connected to a process that died is no longer counted.
                    for code in self._rooms:
                        self._tell(code)
            except StoreError as error:
                _LOG.warning("the store of live classes does not answer: %s", error)
            await asyncio.sleep(LOOK)

    async def _beat(self) -> None:
        here = (each.who for room in self._rooms.values() for each in room.connections)
        there = {(who.code, who.member) for who in here if who and who.member is not None}
        await self._look(lambda store: store.beat(self.name, there))

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


def _require_role(role: Role, message: Message) -> None:
    wanted = "student" if isinstance(message.deed, StudentsDeed) else "teacher"
    if role != wanted:
        raise RopeError("do", message.do, f"what a {role} may do")
