"""A live class against real servers, without browsers: `python -m tests.load.live`.

Every member has a WebSocket, all vote in one moment, and what is measured is how long until the
teacher's view has the votes. It counts from that moment: the k-th vote is there when the view says
k have answered.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.load.servers import Server
from tests.postgres import MISSING, postgres, postgres_folder

#: Seconds of p95 that are wanted, by members.
WANTED = {100: 2.0, 300: 5.0}
_PATIENCE = 60.0
#: A lost connection, in whatever way.
LOST = (WebSocketException, OSError, TimeoutError)
QUESTION = {
    "text": "By which angle is pair 0 turned at position 3?",
    "options": [
        {"label": "3 rad", "says": "Position times frequency 1.", "right": True},
        {"label": "3°", "says": "The angle was taken for degrees.", "right": False},
        {"label": "1/3 rad", "says": "Divided where one multiplies.", "right": False},
    ],
}


class RefusedError(Exception):
    """The server's answer is an error; field names what was wrong."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.field = answer["error"]["field"]
        super().__init__(str(answer["error"]))


class Line:
    """One browser of a class: its socket, and the views that came with their time."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.views: list[tuple[float, dict[str, Any]]] = []
        self._news = asyncio.Condition()
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url: str) -> Line:
        address = f"{url.replace('http', 'ws', 1)}/live"
        return cls(await connect(address, open_timeout=_PATIENCE))

    async def close(self) -> None:
        await self.socket.close()
        await self._reading

    async def say(self, do: str, message: str = "", **fields: Any) -> dict[str, Any]:
        """Say it and return the answer.

        Raises RefusedError where it is an error, one of LOST where there is none.
        """
        message = message or secrets.token_hex(8)
        answer = asyncio.get_running_loop().create_future()
        self._answers[message] = answer
        await self.socket.send(json.dumps({"id": message, "do": do, **fields}))
        given: dict[str, Any] = await asyncio.wait_for(answer, _PATIENCE)
        if "error" in given:
            raise RefusedError(given)
        return given

    async def enter(self, code: str, role: str, token: str) -> None:
        """Enter a class; where everybody does at once, again a little later."""
        while True:
            try:
                await self.say("enter", code=code, role=role, token=token)
            except RefusedError as error:
                if error.field != "joins":
                    raise
                await asyncio.sleep(0.5)
            else:
                return

    async def until(self, holds: Callable[[dict[str, Any]], object]) -> float:
        """When the first view came for which that holds."""
        async with asyncio.timeout(_PATIENCE), self._news:
            while True:
                for when, view in self.views:
                    if holds(view):
                        return when
                await self._news.wait()

    async def _read(self) -> None:
        # However it ends, whoever waits for an answer hears of it.
        with suppress(ConnectionClosed):
            async for text in self.socket:
                await self._take(json.loads(text))
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(OSError("the connection is lost"))

    async def _take(self, frame: dict[str, Any]) -> None:
        if "re" in frame:
            self._answers.pop(frame["re"]).set_result(frame)
            return
        async with self._news:
            self.views.append((time.monotonic(), frame.get("view", frame)))
            self._news.notify_all()


@dataclass
class Voted:
    """seconds: of the k-th vote until the teacher's view had k. cpu: of the servers, joins too."""

    name: str
    members: int
    joined: float = 0.0
    seconds: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[int(0.95 * (len(self.seconds) - 1))]

    def line(self) -> str:
        half = sorted(self.seconds)[len(self.seconds) // 2]
        return (
            f"live, {self.name}: {self.members} join in {self.joined:.1f} s; all vote at once, and "
            f"the teacher sees half of the votes after {half:.2f} s, 95 % after {self.p95:.2f} s "
            f"(wanted {WANTED[self.members]:.0f}), the last after {max(self.seconds):.2f} s; "
            f"{self.cpu:.1f} s of CPU in all"
        )


async def vote_at_once(servers: Sequence[Server], name: str, members: int) -> Voted:
    """A class that joins, of one vote, and ends; its members are spread over the servers."""
    voted = Voted(name, members)
    before = sum(server.use().cpu for server in servers)
    teacher = await Line.open(servers[0].url)
    made = await teacher.say("create")
    code = made["code"]
    await teacher.enter(code, "teacher", made["token"])
    began = time.monotonic()
    lines = await asyncio.gather(
        *(join(servers[number % len(servers)], code) for number in range(members))
    )
    voted.joined = time.monotonic() - began
    vote = (await teacher.say("open", question=QUESTION))["vote"]
    for line in lines:
        await line.until(lambda view: view.get("vote"))
    teacher.views.clear()
    began = time.monotonic()
    await asyncio.gather(
        *(
            line.say("vote", vote=vote, round=1, choice=number % 3)
            for number, line in enumerate(lines)
        )
    )
    await teacher.until(lambda view: view["vote"]["answered"][0] == members)
    counts = [(when, view["vote"]["answered"][0]) for when, view in teacher.views]
    voted.seconds = [
        next(when for when, count in counts if count >= number) - began
        for number in range(1, members + 1)
    ]
    await teacher.say("end")
    await asyncio.gather(*(line.close() for line in (*lines, teacher)))
    voted.cpu = sum(server.use().cpu for server in servers) - before
    return voted


async def join(server: Server, code: str) -> Line:
    line = await Line.open(server.url)
    await line.enter(code, "student", secrets.token_urlsafe(24))
    return line


def secrets_option(address: str, folder: Path) -> tuple[str, str]:
    """The option of a server that keeps its classes in that database."""
    file = folder / "secrets.toml"
    file.write_text(f'[connections.live]\nurl = "{address}"\n', encoding="utf-8")
    return "--secrets.files", str(file)


def measure() -> list[Voted]:
    """Classes of 100 and of 300: one server and its file; two servers and a PostgreSQL."""
    voted = []
    with Server() as server:
        for members in WANTED:
            voted.append(asyncio.run(vote_at_once([server], "one server, SQLite", members)))
    programs = postgres_folder()
    if programs is None:
        print(MISSING, file=sys.stderr)
        return voted
    with ExitStack() as stack:
        address = stack.enter_context(postgres(programs, durable=True))
        place = Path(stack.enter_context(TemporaryDirectory()))
        options = secrets_option(address, place)
        servers = [stack.enter_context(Server(options=options)) for _ in range(2)]
        for members in WANTED:
            voted.append(asyncio.run(vote_at_once(servers, "two servers, PostgreSQL", members)))
    return voted


def late(voted: Sequence[Voted]) -> list[str]:
    """What took longer than wanted."""
    return [
        f"live, {each.name}: 95 % of {each.members} votes are seen after {each.p95:.2f} s"
        for each in voted
        if each.p95 > WANTED[each.members]
    ]


def main() -> int:
    voted = measure()
    for each in voted:
        print(each.line())
    missed = late(voted)
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
