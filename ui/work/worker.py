"""The process that works: `python -m ui.work.worker`, one job after the other.

It is nice to the server, has one thread for arithmetic, and bounds itself: a job that takes too
long, or on Linux too much memory, ends as an error of its own, and the process goes on.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from rope_core.errors import RopeError

# Where there is none there is no worker either (ask.py), but its names are imported.
if sys.platform != "win32":
    import resource

#: Above this many megabytes a process ends after its job, so that what it took is given back.
RETIRES = 300
_NICE = 10
#: Where Linux says what a process has.
_STATUS = Path("/proc/self/status")
#: Seconds between two words about progress.
_EVERY = 0.1

Outcome = Literal["progress", "done", "refused", "time", "memory", "failed"]
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Job:
    """A function of a module that can be imported here, and what it gets; last comes a Progress.

    seconds: of CPU. megabytes: above what the process has before.
    """

    work: Callable[..., Any]
    args: tuple[Any, ...]
    seconds: float
    megabytes: int


class _TooLongError(BaseException):
    """Not an Exception: no job takes it for one of its own."""


def serve(jobs: Connection, answers: Connection) -> None:
    """Answer job after job, as (outcome, value, retires), until nobody asks any more.

    What a job says of its progress goes out as ("progress", (share, words), False).
    retires: whether the process ends now, because what it took would else never be given back.
    """
    signal.signal(signal.SIGXCPU, _too_long)
    retires = False
    while not retires:
        try:
            job: Job = jobs.recv()
        except EOFError:
            return
        outcome, value = _answer(job, _Reporter(answers))
        retires = _megabytes() > RETIRES
        answers.send((outcome, value, retires))
        del job, value


class _Reporter:
    """Sends what a job says of its progress, a few times a second."""

    def __init__(self, answers: Connection) -> None:
        self._answers, self._sent = answers, 0.0

    def __call__(self, share: float, words: str) -> None:
        now = time.monotonic()
        if now - self._sent > _EVERY:
            self._sent = now
            self._answers.send(("progress", (share, words), False))


def _answer(job: Job, progress: Progress) -> tuple[Outcome, Any]:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    most_seconds = int(spent.ru_utime + spent.ru_stime + job.seconds) + 1
    try:
        with _Bound(resource.RLIMIT_CPU, most_seconds), _bound_of_memory(job.megabytes):
            return "done", job.work(*job.args, progress)
    except RopeError as error:
        return "refused", error
    except _TooLongError:
        return "time", job.seconds
    except MemoryError:
        return "memory", job.megabytes
    except Exception:  # noqa: BLE001  # told to whoever asked, who raises it
        return "failed", traceback.format_exc()


class _Bound(AbstractContextManager[None]):
    """The soft limit of a resource for a while; the hard one stays, or it could not be undone."""

    def __init__(self, kind: int, most: int) -> None:
        self._kind, self._most = kind, most

    def __enter__(self) -> None:
        self._before = resource.getrlimit(self._kind)
        hard = self._before[1]
        most = self._most if hard == resource.RLIM_INFINITY else min(self._most, hard)
        resource.setrlimit(self._kind, (most, hard))

    def __exit__(self, *_: object) -> None:
        resource.setrlimit(self._kind, self._before)


def _bound_of_memory(megabytes: int) -> AbstractContextManager[None]:
    """That many more than there are; macOS takes no such bound below what it lays out itself."""
    if not _STATUS.exists():
        return nullcontext()
    return _Bound(resource.RLIMIT_AS, (_megabytes("VmSize") + megabytes) * 2**20)


def _too_long(*_: object) -> None:
    raise _TooLongError


def _megabytes(kind: str = "VmRSS") -> int:
    """What this process has, from /proc; where there is none, the most it ever had."""
    if not _STATUS.exists():
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most // (2**20 if sys.platform == "darwin" else 2**10)
    return int(_STATUS.read_text(encoding="ascii").split(f"{kind}:", 1)[1].split()[0]) // 1024


def main() -> None:
    """Serve over the two open files whose numbers are given."""
    jobs, answers = (int(number) for number in sys.argv[1:3])
    os.nice(_NICE)
    # The end of the server is told by the end of the pipe, not by the keys of its terminal.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(Connection(jobs, writable=False), Connection(answers, readable=False))


if __name__ == "__main__":
    main()
