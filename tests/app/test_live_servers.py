"""A live class whose server is killed in mid-vote: no ballot is lost, none is counted twice."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.typing import Origin

from tests.load.live import LOST, QUESTION, Line, secrets_option
from tests.load.servers import Server
from tests.postgres import postgres, require_postgres
from tests.ui.asgi import awaited

MEMBERS = 24
#: Answered ballots after which the server is killed, and how many are on their way at a time.
ENOUGH, AT_A_TIME = 6, 3


class Class:
    """Members who vote, each until it is answered, at whichever server takes them."""

    def __init__(self, servers: Sequence[Server], code: str) -> None:
        self.servers, self.code = servers, code
        self.answered = 0
        self.enough = asyncio.Event()
        self.ready = asyncio.Barrier(MEMBERS + 1)
        self.gate = asyncio.Semaphore(AT_A_TIME)
        self.again = 0

    async def member(self, number: int, vote: str) -> None:
        token, message = secrets.token_urlsafe(24), secrets.token_hex(8)
        line = await self.enter(number, token)
        await self.ready.wait()
        while True:
            try:
                async with self.gate:
                    await line.say("vote", message, vote=vote, round=1, choice=number % 3)
            except LOST:
                # With the same id: it may have been done before the answer was lost.
                self.again += 1
                line = await self.enter(number, token)
            else:
                break
        self.answered += 1
        if self.answered >= ENOUGH:
            self.enough.set()
        await line.close()

    async def enter(self, number: int, token: str) -> Line:
        async with asyncio.timeout(60):
            while True:
                for server in (self.servers[number % len(self.servers)], *self.servers):
                    try:
                        line = await Line.open(server.url)
                        await line.enter(self.code, "student", token)
                    except LOST:
                        continue
                    return line
                await asyncio.sleep(0.2)


async def vote_while_it_is_killed(servers: Sequence[Server], *, comes_back: bool) -> None:
    """The first server is killed; it comes back, or the others go on."""
    teachers = servers[-1]
    teacher = await Line.open(teachers.url)
    made = await teacher.say("create")
    await teacher.enter(made["code"], "teacher", made["token"])
    vote = (await teacher.say("open", question=QUESTION))["vote"]
    class_ = Class(servers, made["code"])
    members = asyncio.gather(*(class_.member(number, vote) for number in range(MEMBERS)))
    await class_.ready.wait()
    await class_.enough.wait()
    servers[0].kill()
    if comes_back:
        await asyncio.to_thread(servers[0].start)
        teacher = await Line.open(teachers.url)
        await teacher.enter(made["code"], "teacher", made["token"])
    await members
    assert class_.again > 0, "nobody was connected to the server that was killed"
    share = MEMBERS // 3
    await teacher.until(lambda view: view["vote"] and view["vote"]["bars"] == [[share] * 3])
    csv = (await teacher.say("end"))["csv"]
    assert csv.count(f",{share},") == len(QUESTION["options"])
    await teacher.close()


def test_a_replica_that_is_killed_in_mid_vote_loses_no_vote(tmp_path: Path) -> None:
    programs = require_postgres()
    with ExitStack() as stack:
        address = stack.enter_context(postgres(programs))
        options = secrets_option(address, tmp_path)
        servers = [stack.enter_context(Server(options=options)) for _ in range(2)]
        awaited(vote_while_it_is_killed(servers, comes_back=False))


def test_a_server_that_is_killed_in_mid_vote_has_the_class_when_it_is_back() -> None:
    with Server() as server:
        awaited(vote_while_it_is_killed([server], comes_back=True))
        awaited(refuses(server.url))
        assert "Traceback" not in server.log()


async def refuses(url: str) -> None:
    """Pages of other sites, and frames that no browser of a class sends."""
    address = f"{url.replace('http', 'ws', 1)}/live"
    with pytest.raises(InvalidStatus, match="403"):
        await connect(address, origin=Origin("https://other.invalid"))
    async with connect(address, origin=Origin(url)) as socket:
        await socket.send("{}")
        assert '"field":"id"' in str(await socket.recv())
    for frame, code in (("x" * 9000, 1009), (b"bytes", 1008)):
        async with connect(address) as socket:
            await socket.send(frame)
            with pytest.raises(ConnectionClosedError):
                await socket.recv()
            assert socket.close_code == code
