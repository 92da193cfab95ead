"""A few processes, and who is next: whoever has used the least of them lately.

>>> usage = Usage()
>>> usage.add("a", 10.0, now=0.0)
>>> usage.of("a", now=0.0), usage.of("b", now=0.0)
(10.0, 0.0)
>>> round(usage.of("a", now=60.0), 1)
5.0
"""

from __future__ import annotations

import itertools
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Condition, Thread
from typing import Any

from ui.work.worker import Job, Outcome

_ROOT = Path(__file__).parents[2]
#: Seconds between two looks at whether somebody still wants the answer.
TICK = 0.25
#: Of wall time, for each second of CPU that a job may take: what also ends work that stands still.
_WALL = 6
#: Seconds after which a process without work ends.
IDLE = 90.0
_ONE_THREAD = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)  # fmt: skip
#: Bytes from which on a block of memory goes back to the system at once when it is freed.
LARGE = 2**20
_MEMORY = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": str(LARGE)}


@dataclass(frozen=True)
class HowFar:
    """How far a job is. Waiting: how many come before it, and how many seconds that may take."""

    ahead: int = 0
    seconds: float = 0.0
    share: float = 0.0
    words: str = ""

    @property
    def waits(self) -> bool:
        return self.ahead > 0


Tell = Callable[[HowFar], None]


class Usage:
    """Seconds of work by owner; each minute that passes halves them."""

    _HALF, _MOST = 60.0, 1000

    def __init__(self) -> None:
        self._seconds: dict[str, tuple[float, float]] = {}

    def of(self, owner: str, now: float) -> float:
        seconds, then = self._seconds.get(owner, (0.0, now))
        return seconds * math.pow(0.5, (now - then) / self._HALF)

    def add(self, owner: str, seconds: float, now: float) -> None:
        seconds += self.of(owner, now)
        self._seconds.pop(owner, None)
        self._seconds[owner] = (seconds, now)
        while len(self._seconds) > self._MOST:
            del self._seconds[next(iter(self._seconds))]


class Worker:
    """One process, and the two pipes to it."""

    def __init__(self) -> None:
        theirs, self._jobs = os.pipe()
        answers, their_answers = os.pipe()
        self._send = Connection(self._jobs, readable=False)
        self._receive = Connection(answers, writable=False)
        command = [sys.executable, "-m", "ui.work.worker", str(theirs), str(their_answers)]
        environment = dict.fromkeys(_ONE_THREAD, "1") | _MEMORY
        self._process = subprocess.Popen(
            command, cwd=_ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
            pass_fds=(theirs, their_answers),
        )  # fmt: skip
        os.close(theirs)
        os.close(their_answers)
        self.idle_since = time.monotonic()
        self._retires = False

    @property
    def alive(self) -> bool:
        """Whether it takes another job: one that took much memory ends after it."""
        return not self._retires and self._process.poll() is None

    def run(self, job: Job, tell: Tell) -> tuple[Outcome, Any]:
        """The answer; ("failed", "") where the process ended. What tell raises ends the wait."""
        ends = time.monotonic() + _WALL * job.seconds
        last = HowFar()
        try:
            self._send.send(job)
            while time.monotonic() < ends:
                if not self._receive.poll(TICK):
                    tell(last)
                    continue
                outcome, value, self._retires = self._receive.recv()
                if outcome != "progress":
                    return outcome, value
                last = HowFar(share=value[0], words=value[1])
                tell(last)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return "failed", ""
        return "time", job.seconds

    def kill(self) -> None:
        """Whoever runs a job here is told that it failed."""
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._send.close()
        self._receive.close()


@dataclass(frozen=True, eq=False)
class _Ticket:
    owner: str
    number: int


class Pool:
    """Runs jobs, as many at a time as there are places; the others wait in a fair queue.

    Threads call `run`, each for an owner. A process is started when it is wanted, and ends when
    nobody had work for it for a while, or with whoever stopped wanting its answer.
    """

    def __init__(self, places: int) -> None:
        self.places = places
        self._changed = Condition()
        self._waiting: list[_Ticket] = []
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._usage, self._numbers = Usage(), itertools.count()
        self._usual, self._open = 1.0, True
        Thread(target=self._end_idle, name="idle workers", daemon=True).start()

    def run(self, job: Job, owner: str, tell: Tell) -> tuple[Outcome, Any]:
        """Wait for a place, then for the answer. Whatever tell raises ends both."""
        worker = self._admitted(owner, tell)
        began, whole = time.monotonic(), False
        try:
            outcome, value = worker.run(job, tell)
            whole = outcome in ("done", "refused", "memory") and worker.alive
            return outcome, value
        finally:
            self._given_back(worker, owner, time.monotonic() - began, whole)

    def prepare(self) -> None:
        """Have a process ready, which takes half a second, before somebody waits for it."""
        with self._changed:
            if self._open and not self._idle and not self._busy:
                self._idle.append(Worker())

    def close(self) -> None:
        with self._changed:
            self._open = False
            for worker in self._busy:
                worker.kill()
            for worker in self._idle:
                worker.end()
            self._idle.clear()

    def _admitted(self, owner: str, tell: Tell) -> Worker:
        ticket = _Ticket(owner, next(self._numbers))
        with self._changed:
            self._waiting.append(ticket)
        try:
            while True:
                with self._changed:
                    ahead = self._before(ticket) - (self.places - len(self._busy)) + 1
                    if ahead <= 0:
                        return self._taken()
                tell(HowFar(ahead, self._usual * ahead / self.places))
                with self._changed:
                    self._changed.wait(TICK)
        finally:
            with self._changed:
                self._waiting.remove(ticket)
                self._changed.notify_all()

    def _before(self, ticket: _Ticket) -> int:
        """How many of those who wait come first."""
        now = time.monotonic()
        order = sorted(self._waiting, key=lambda one: (self._usage.of(one.owner, now), one.number))
        return order.index(ticket)

    def _taken(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                break
            worker.end()
        else:
            worker = Worker()
        self._busy.add(worker)
        return worker

    def _given_back(self, worker: Worker, owner: str, seconds: float, whole: bool) -> None:
        with self._changed:
            self._busy.remove(worker)
            now = worker.idle_since = time.monotonic()
            self._usage.add(owner, seconds, now)
            self._usual += 0.2 * (seconds - self._usual)
            if whole and self._open:
                self._idle.append(worker)
            self._changed.notify_all()
        if not whole:
            worker.end()

    def _end_idle(self) -> None:
        while self._open:
            time.sleep(IDLE / 6)
            late = time.monotonic() - IDLE
            with self._changed:
                ended = [each for each in self._idle if each.idle_since < late or not each.alive]
                self._idle = [each for each in self._idle if each not in ended]
            for worker in ended:
                worker.end()


def places() -> int:
    """One less than the processors this process may use, so that one is left for the pages."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(4, math.floor(min(usable or 1, _quota())) - 1))


def _quota() -> float:
    """Processors that a container may use, as control groups say it."""
    limit = Path("/sys/fs/cgroup/cpu.max")
    if not limit.exists():
        return math.inf
    quota, period = limit.read_text(encoding="ascii").split()
    return math.inf if quota == "max" else int(quota) / int(period)
