"""A class that arrives in one moment: how long until the last one has its page, and what it costs.

Beside an app of ten fields under the same settings, which is what Streamlit itself costs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.load.servers import Server
from tests.load.wire import ConnectionLostError, Session


@dataclass
class Arrival:
    """seconds: of each until its page was there, from the moment all came. cpu: of the server."""

    name: str
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def cpu_each(self) -> float:
        return self.cpu / max(1, len(self.seconds))

    def line(self) -> str:
        last, half = max(self.seconds, default=0.0), sorted(self.seconds)[len(self.seconds) // 2]
        return (
            f"{self.name}: {len(self.seconds)} at once, the last has its page after {last:.1f} s "
            f"(half of them after {half:.1f} s), {self.cpu_each * 1000:.1f} ms of CPU each, "
            f"{len(self.errors)} errors"
        )


async def arrive(server: Server, name: str, addresses: Sequence[str], count: int) -> Arrival:
    """`count` sessions connect and open a page, all in the same moment; then they leave."""
    arrival = Arrival(name)
    sessions: list[Session] = []
    before, began = server.use().cpu, time.monotonic()

    async def one(number: int) -> None:
        try:
            session = await Session.connect(server.url)
            sessions.append(session)
            run = await session.open(addresses[number % len(addresses)])
        except (ConnectionLostError, OSError) as error:
            arrival.errors.append(f"{name}: {error}")
            return
        arrival.seconds.append(time.monotonic() - began)
        arrival.errors += run.exceptions

    await asyncio.gather(*(one(number) for number in range(count)))
    arrival.cpu = server.use().cpu - before
    await asyncio.gather(*(session.close() for session in sessions), return_exceptions=True)
    return arrival
