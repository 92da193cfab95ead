"""`python -m tests.load --help`. `make load` is the class of the README: 100 sessions, 10 minutes.

First a class arrives, all in one moment, beside an app of ten fields; then one person's changes
are measured while eight others do the worst that is allowed, and a live class votes. Then the
changes of a whole class: the empty app and every page take turns, each with all sessions, so that
a page is compared with the empty app under the same load in the same run. The app's server is one
process throughout: its memory is told at the start, at the peak and after everyone has left.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from tests.load.arrivals import Arrival, arrive
from tests.load.classroom import Figures, change_problem, phase, press_button
from tests.load.live import late, measure
from tests.load.neighbours import WORST, neighbour
from tests.load.servers import ROOT, Server, Use
from tests.load.wire import Session
from ui.app.collecting import QUIET

sys.path.insert(0, str(ROOT))

#: Milliseconds of p95 that are wanted; the light pages' where a page is not named.
WANTED = {"turn": 600, "attend": 600, "scale": 600}
LIGHT = 150
#: Megabytes at the peak; how far above the level after the first session is still a return.
PEAK_MEGABYTES, RETURN = 400, 1.2
#: A session that lost its connection is kept a minute (.streamlit/config.toml), a process
#: without work a minute and a half.
FORGOTTEN = 100
#: Sessions that arrive at once; how many times the CPU of ten plain fields each may cost.
ARRIVALS, TIMES_PLAIN = (100, 300), 3
#: Milliseconds of p95 of a person whose neighbours do their worst; times the quiet one at most.
NEIGHBOUR, TIMES_QUIET = 100, 3
PLAIN = "ten fields"
#: Seconds that this is measured.
NEIGHBOURLY = 20.0


def main() -> int:
    options = _options()
    arrivals, beside = asyncio.run(_moments(options))
    for line in [arrival.line() for arrival in arrivals]:
        print(line)
    print(neighbour_line(beside))
    voted = measure()
    for each in voted:
        print(each.line())
    figures, memory = asyncio.run(_run(options)) if options.minutes else ([], {})
    if figures:
        print(table(figures))
        print(memory_lines(memory))
    if options.steps:
        print(steps_line(options.steps))
    if options.json:
        Path(options.json).write_text(json.dumps(_plain(figures, memory), indent=1))
    errors = [f"{each.name}: {error}" for each in (*figures, *beside) for error in each.errors]
    errors += [error for arrival in arrivals for error in arrival.errors]
    for line in errors[:20]:
        print(line, file=sys.stderr)
    missed = []
    if options.strict:
        missed = (
            late(voted)
            + _missed_moments(arrivals, beside)
            + (_missed(figures, memory) if figures else [])
        )
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if errors or missed else 0


def _options() -> argparse.Namespace:
    from ui.app.course import COURSE

    pages = ",".join(dict.fromkeys(entry.path for entry in COURSE))
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=10, help="all phases of changes; 0: none")
    parser.add_argument("--every", type=float, default=2, help="seconds between two changes")
    parser.add_argument("--pages", default=pages, help="which pages, joined by commas")
    parser.add_argument("--settle", type=float, default=FORGOTTEN, help="seconds after the end")
    parser.add_argument("--steps", type=int, default=1000, help="steps in a real browser; 0: none")
    parser.add_argument("--strict", action="store_true", help="fail where a goal is missed")
    parser.add_argument("--json", help="write the figures here too")
    return parser.parse_args()


async def _moments(options: argparse.Namespace) -> tuple[list[Arrival], list[Figures]]:
    """Arrivals at the plain app and at the first two pages; a neighbour, quiet and not."""
    arrivals = []
    pages = options.pages.split(",")[:2]
    with Server.fields() as plain, Server() as app:
        # What a process does once is not what a person costs.
        for server, address in ((plain, "/"), *((app, f"/{page}") for page in pages)):
            await arrive(server, "first", [address], 3)
        for count in ARRIVALS:
            arrivals.append(await arrive(plain, PLAIN, ["/"], count))
            for page in pages:
                arrivals.append(await arrive(app, page, [f"/{page}"], count))
    with Server() as app:
        quiet = await neighbour(app, "a neighbour, quiet", NEIGHBOURLY, ())
        beside = await neighbour(app, "a neighbour of eight at work", NEIGHBOURLY, WORST)
    return arrivals, [quiet, beside]


def neighbour_line(figures: list[Figures]) -> str:
    told = [
        f"{each.name}: p50 {each.percentile(0.5) * 1000:.0f} ms, "
        f"p95 {each.percentile(0.95) * 1000:.0f} ms"
        for each in figures
    ]
    return "; ".join(told)


async def _run(options: argparse.Namespace) -> tuple[list[Figures], dict[str, float]]:
    pages = [page for page in options.pages.split(",") if page]
    lasting = options.minutes * 60 / (len(pages) + 2)
    how = {"sessions": options.sessions, "lasting": lasting, "every": options.every}
    figures = []
    with Server.empty() as empty, Server() as app:
        memory = {"started": app.use().megabytes}
        first = await Session.connect(app.url)
        await first.open(f"/{pages[0]}")
        memory["first session"] = app.use().megabytes
        for page in pages:
            await first.visit(f"/{page}")
        await first.close()
        memory["every page opened once"] = app.use().megabytes
        figures.append(await phase(empty, "empty app", ["/"], press_button, **how))
        _say(figures[-1])
        for page in pages:
            figures.append(await phase(app, page, [f"/{page}"], change_problem, **how))
            _say(figures[-1])
        mixed = [f"/{page}" for page in pages]
        figures.append(await phase(app, "all pages", mixed, change_problem, **how))
        _say(figures[-1])
        memory["peak"] = max(each.peak for each in figures[1:])
        for _ in range(round(options.settle)):
            await asyncio.sleep(1)
        # Streamlit forgets what is past its time when the next visitor comes or goes.
        for _ in range(2):
            visitor = await Session.connect(app.url)
            await visitor.open(f"/{pages[0]}")
            await visitor.close()
            await asyncio.sleep(3 * QUIET)
        memory["everyone left"] = app.use().megabytes
        trouble = [line for line in app.log().splitlines() if "Traceback" in line]
        figures[-1].errors += trouble
    return figures, memory


def _say(figures: Figures) -> None:
    print(
        f"{figures.name}: {len(figures.seconds)} changes, {len(figures.errors)} errors, "
        f"p95 {figures.percentile(0.95) * 1000:.0f} ms",
        file=sys.stderr,
        flush=True,
    )


def table(figures: list[Figures]) -> str:
    """The figures, the first line being the empty app that the others are compared with."""
    empty = figures[0]
    head = "page | changes | errors | p50 ms | p95 ms | p50 ÷ empty | p95 ÷ empty "
    head += "| CPU ms a change | server CPU | KB a change"
    lines = [head, " | ".join(["---"] * head.count("|")) + " | ---"]
    for each in figures:
        p50, p95 = each.percentile(0.5), each.percentile(0.95)
        cells = [
            each.name,
            str(len(each.seconds)),
            str(len(each.errors)),
            f"{p50 * 1000:.0f}",
            f"{p95 * 1000:.0f}",
            f"{p50 / empty.percentile(0.5):.1f}",
            f"{p95 / empty.percentile(0.95):.1f}",
            f"{each.cpu_a_change * 1000:.1f}",
            f"{each.cpu / max(each.lasted, 1e-9):.0%}",
            f"{sum(each.received) / max(1, len(each.received)) / 1000:.1f}",
        ]
        lines.append(" | ".join(cells))
    return "\n".join(f"| {line} |" for line in lines)


def memory_lines(memory: dict[str, float]) -> str:
    return "memory: " + ", ".join(f"{name} {value:.0f} MB" for name, value in memory.items())


def steps_line(steps: int) -> str:
    """What a class that only steps costs the server."""
    from tests.load.stepping import step_in_browser

    told: tuple[Use, Use, int] | None = step_in_browser(steps)
    if told is None:
        return "steps: not measured, no Chromium"
    idle, stepping, frames = told
    return (
        f"{steps} steps in a browser: {stepping.cpu:.2f} s of server CPU, {frames} messages sent "
        f"(the same time without stepping: {idle.cpu:.2f} s)"
    )


def _missed_moments(arrivals: list[Arrival], beside: list[Figures]) -> list[str]:
    missed = []
    plain = arrivals[0]
    for each in arrivals:
        if each.name == PLAIN:
            plain = each
        elif each.cpu_each > TIMES_PLAIN * plain.cpu_each:
            count = len(each.seconds)
            missed.append(f"{each.name}: {count} arrivals, above {TIMES_PLAIN} times {PLAIN}")
    quiet, at_work = (each.percentile(0.95) * 1000 for each in beside)
    if at_work > max(NEIGHBOUR, TIMES_QUIET * quiet):
        missed.append(f"a neighbour waits {at_work:.0f} ms at p95, {quiet:.0f} when it is quiet")
    return missed


def _missed(figures: list[Figures], memory: dict[str, float]) -> list[str]:
    missed = []
    for each in figures[1:-1]:
        wanted = WANTED.get(each.name, LIGHT)
        if each.percentile(0.95) * 1000 > wanted:
            missed.append(f"{each.name}: p95 above {wanted} ms")
    if memory["peak"] > PEAK_MEGABYTES:
        missed.append(f"memory: peak above {PEAK_MEGABYTES} MB")
    if memory["everyone left"] > RETURN * memory["every page opened once"]:
        missed.append("memory: not back within 20 % of the level of the first session")
    return missed


def _plain(figures: list[Figures], memory: dict[str, float]) -> dict[str, object]:
    phases = [
        {
            "name": each.name,
            "changes": len(each.seconds),
            "errors": len(each.errors),
            "p50": each.percentile(0.5),
            "p95": each.percentile(0.95),
            "cpu_a_change": each.cpu_a_change,
        }
        for each in figures
    ]
    return {"phases": phases, "memory": memory}


if __name__ == "__main__":
    sys.exit(main())
