"""One person's changes while eight others do the worst that is allowed.

What is measured is the person on Rotate, who has nothing to do with any of it.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import random
import sys
import time
from collections.abc import Callable, Coroutine

import numpy as np

from tests.load.classroom import Figures, change_problem
from tests.load.servers import ROOT, Server
from tests.load.uploads import upload
from tests.load.wire import Session

#: Seconds that the others work before anything is measured.
SETTLED = 4.0
Deed = Callable[[Session, random.Random], Coroutine[None, None, None]]


async def scores_that_match_nothing(session: Session, chance: random.Random) -> None:
    """q, k and 768 × 1,024 scores, drawn at random: the longest search there is."""
    draw = np.random.default_rng(chance.randrange(1000)).standard_normal
    out = io.BytesIO()
    np.savez(out, q=draw((768, 64)), k=draw((1024, 64)), scores=draw((768, 1024)))
    await session.open("/debug")
    await session.change("What you have", ["q, k and scores"])
    await upload(session, "File of q", "all.npz", out.getvalue())


async def a_file_of_the_limit(session: Session, chance: random.Random) -> None:
    """Sixteen million numbers before and after."""
    out = io.BytesIO()
    x = np.random.default_rng(chance.randrange(1000)).standard_normal((8, 4096, 128))
    np.savez(out, x=x.astype(np.float32), y=-x.astype(np.float32))
    await session.open("/debug")
    await upload(session, "File of x", "both.npz", out.getvalue())


async def json_of_brackets(session: Session, chance: random.Random) -> None:
    await session.open("/debug")
    await upload(session, "File of x", "x.json", b"[" + b"[]," * 1_390_000 + b"[]]")
    await upload(session, "File of x", "x.json", b"[" + b"[1.5]," * 690_000 + b"[2]]")


async def a_long_print(session: Session, chance: random.Random) -> None:
    await session.open("/debug")
    text = "[" + ",".join(str(chance.randrange(10)) for _ in range(290_000)) + "]"
    await session.change("x, before the rotation", text)


async def a_config_of_many_keys(session: Session, chance: random.Random) -> None:
    keys = {f"rope{chance.random()}": 1 for _ in range(1_990)}
    await session.open("/scale?view=config")
    await session.change("Your config.json", json.dumps({"head_dim": 128} | keys))


async def a_long_vector(session: Session, chance: random.Random) -> None:
    await session.open("/rotate")
    await session.change("Query vector q", "0.5, " * 400_000)


async def reloading(session: Session, chance: random.Random) -> None:
    for path in ("scale", "turn", "debug", "class", "practice"):
        await session.open(f"/{path}")


async def opening(session: Session, chance: random.Random) -> None:
    other = await Session.connect(session.base)
    await other.open("/rotate")
    await other.close()


WORST: tuple[Deed, ...] = (
    scores_that_match_nothing, a_file_of_the_limit, json_of_brackets, a_long_print,
    a_config_of_many_keys, a_long_vector, reloading, opening,
)  # fmt: skip


async def neighbour(server: Server, name: str, lasting: float, deeds: tuple[Deed, ...]) -> Figures:
    """Changes on Rotate, five a second, while each deed is done over and over by somebody else.

    The others are a process of their own, so that what they do here is not measured with it.
    """
    figures = Figures(name)
    command = [sys.executable, "-m", "tests.load.neighbours", server.url]
    command += [deed.__name__ for deed in deeds]
    others = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert others.stdout is not None
    # They are in the middle of it before anything is measured.
    await others.stdout.readline()
    session = await Session.connect(server.url)
    await session.open("/rotate")
    chance, before = random.Random(0), server.use()
    began = time.monotonic()
    turn = 0
    while time.monotonic() - began < lasting:
        run = await change_problem(session, turn, chance)
        figures.seconds.append(run.seconds)
        figures.received.append(run.received)
        figures.errors += run.exceptions
        turn += 1
        await asyncio.sleep(max(0.0, 0.2 - run.seconds))
    figures.lasted = time.monotonic() - began
    use = server.use()
    figures.cpu, figures.peak = use.cpu - before.cpu, use.megabytes
    await session.close()
    told, _ = await others.communicate(b"end")
    figures.errors += [line for line in told.decode().splitlines() if line]
    return figures


async def _others(url: str, deeds: list[Deed]) -> None:
    """Do each deed over and over until something is said; then what went wrong, a line each."""
    done = asyncio.Event()
    troubles: list[str] = []
    began = asyncio.Barrier(len(deeds) + 1)
    working = [asyncio.create_task(_repeat(url, deed, done, began, troubles)) for deed in deeds]
    await began.wait()
    # What a session may use at once is used up by then.
    await asyncio.sleep(SETTLED if deeds else 0)
    print("begun", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    done.set()
    await asyncio.gather(*working, return_exceptions=True)
    print("\n".join(dict.fromkeys(troubles)))


async def _repeat(
    url: str, deed: Deed, done: asyncio.Event, began: asyncio.Barrier, troubles: list[str]
) -> None:
    chance = random.Random(deed.__name__)
    session = await Session.connect(url)
    await session.open("/rotate")
    await began.wait()
    while not done.is_set():
        doing = asyncio.create_task(deed(session, chance))
        ending = asyncio.create_task(done.wait())
        await asyncio.wait({doing, ending}, return_when=asyncio.FIRST_COMPLETED)
        for task in (doing, ending):
            task.cancel()
        results = await asyncio.gather(doing, ending, return_exceptions=True)
        if isinstance(results[0], Exception):
            troubles.append(f"{deed.__name__}: {results[0]!r}")
        await session.close()
        session = await Session.connect(url)


if __name__ == "__main__":
    os.nice(5)
    chosen = [deed for deed in WORST if deed.__name__ in sys.argv[2:]]
    asyncio.run(_others(sys.argv[1], chosen))
