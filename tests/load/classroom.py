"""A class at work: many sessions, each changing the problem every two seconds."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.load.servers import Server
from tests.load.wire import ConnectionLostError, Run, Session

Change = Callable[[Session, int, random.Random], Awaitable[Run]]


@dataclass
class Figures:
    """What a phase came to."""

    name: str
    seconds: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    late: int = 0
    cpu: float = 0.0
    peak: float = 0.0
    lasted: float = 0.0

    def percentile(self, part: float) -> float:
        """A percentile of the seconds a change took."""
        ordered = sorted(self.seconds) or [float("nan")]
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]

    @property
    def cpu_a_change(self) -> float:
        return self.cpu / max(1, len(self.seconds))


async def change_problem(session: Session, turn: int, chance: random.Random) -> Run:
    """What a learner does to a problem: mostly another position, sometimes another pairing."""
    if turn % 10 == 9:
        pairing = chance.choice(session.widgets["Pairing"].options)
        return await session.change("Pairing", [pairing])
    label = "Query position m" if turn % 2 else "Key position n"
    return await session.change(label, str(chance.randrange(100_000)))


async def press_button(session: Session, turn: int, chance: random.Random) -> Run:
    """The empty app's only change."""
    return await session.press("Press")


async def phase(
    server: Server,
    name: str,
    addresses: list[str],
    change: Change,
    *,
    sessions: int,
    lasting: float,
    every: float = 2.0,
) -> Figures:
    """Open `sessions` sessions, let them all change something, close them."""
    figures = Figures(name)
    opened = await _open_all(server, addresses, sessions, figures)
    before, started = server.use(), time.monotonic()
    watch = asyncio.create_task(_watch_memory(server, figures))
    await asyncio.gather(
        *(
            _learner(session, number, change, figures, started, lasting, every, len(opened))
            for number, session in enumerate(opened)
        )
    )
    figures.lasted = time.monotonic() - started
    figures.cpu = server.use().cpu - before.cpu
    watch.cancel()
    await asyncio.gather(*(session.close() for session in opened), return_exceptions=True)
    return figures


async def _open_all(
    server: Server, addresses: list[str], sessions: int, figures: Figures
) -> list[Session]:
    """A class does not arrive in one millisecond: ten at a time."""
    gate = asyncio.Semaphore(10)

    async def one(number: int) -> Session | None:
        async with gate:
            try:
                session = await Session.connect(server.url)
                run = await session.open(addresses[number % len(addresses)])
            except (ConnectionLostError, OSError) as error:
                figures.errors.append(f"opening: {error}")
                return None
            figures.errors += run.exceptions
            return session

    found = await asyncio.gather(*(one(number) for number in range(sessions)))
    return [session for session in found if session is not None]


async def _learner(
    session: Session,
    number: int,
    change: Change,
    figures: Figures,
    started: float,
    lasting: float,
    every: float,
    of: int,
) -> None:
    chance = random.Random(number)
    offset = every * number / of
    for turn in range(int(lasting / every)):
        due = started + offset + turn * every
        wait = due - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        else:
            # The change before took so long that this one is late: it is counted from when
            # the learner wanted it, or a server that stands still would look fast.
            figures.late += 1
        try:
            run = await change(session, turn, chance)
        except (ConnectionLostError, OSError) as error:
            figures.errors.append(f"lost: {error}")
            return
        figures.seconds.append(run.seconds + max(0.0, -wait))
        figures.received.append(run.received)
        figures.errors += run.exceptions
        if not run.titles and not run.part and session.path != "/":
            figures.errors.append(f"{session.path}: no page was shown")


async def _watch_memory(server: Server, figures: Figures) -> None:
    while True:
        figures.peak = max(figures.peak, server.use().megabytes)
        await asyncio.sleep(0.5)
