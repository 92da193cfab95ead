"""`python -m tests.load.memory`: what a server still holds after the worst that is allowed.

Every page is opened once; then eight people do their worst beside a ninth, and a class of a hundred
changes the problem on every page, and everyone leaves. Wanted is that after five minutes the
server's memory is within half of its level before.
"""

from __future__ import annotations

import asyncio
import sys
import time

from tests.load.classroom import change_problem, phase
from tests.load.neighbours import WORST, neighbour
from tests.load.servers import Server
from tests.load.wire import Session
from ui.app.collecting import QUIET
from ui.app.course import COURSE

#: Seconds of the worst, of the class, and until it is looked at.
WORST_LASTS, CLASS_LASTS, LATER = 40.0, 50.0, 300.0
#: Times the level before.
WANTED = 1.5


async def held(worst: float, lasting: float, later: float, sessions: int) -> dict[str, float]:
    """Megabytes of the server and the processes it started, by when."""
    pages = [f"/{entry.path}" for entry in COURSE]
    with Server() as app:
        first = await Session.connect(app.url)
        await first.open(pages[0])
        for page in pages[1:]:
            await first.visit(page)
        await first.close()
        await asyncio.sleep(3 * QUIET)
        megabytes = {"before": app.use().megabytes}
        await neighbour(app, "a neighbour", worst, WORST)
        megabytes["after the worst"] = app.use().megabytes
        figures = await phase(
            app, "a class", pages, change_problem, sessions=sessions, lasting=lasting
        )
        megabytes["after a class"] = figures.peak
        left = time.monotonic()
        while time.monotonic() - left < later:
            await asyncio.sleep(1)
        megabytes["later"] = app.use().megabytes
    return megabytes


def main() -> int:
    megabytes = asyncio.run(held(WORST_LASTS, CLASS_LASTS, LATER, 100))
    told = ", ".join(f"{when} {size:.0f} MB" for when, size in megabytes.items())
    times = megabytes["later"] / megabytes["before"]
    print(f"memory: {told}; {times:.2f} times the level before (wanted: {WANTED})")
    return 0 if times <= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
