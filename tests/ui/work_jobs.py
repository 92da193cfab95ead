"""Jobs for the tests of the pool: what another process can import."""

from __future__ import annotations

import os
import time

from rope_core import RopeError
from ui.work.worker import Progress


def twice(number: int, progress: Progress) -> int:
    progress(0.5, "half of it")
    return 2 * number


def process(_progress: Progress) -> int:
    return os.getpid()


def threads(_progress: Progress) -> str:
    return os.environ["OPENBLAS_NUM_THREADS"]


def spin(_progress: Progress) -> None:
    while True:
        pass


def sleep(seconds: float, _progress: Progress) -> str:
    time.sleep(seconds)
    return "slept"


def hoard(megabytes: int, _progress: Progress) -> int:
    return len(bytearray(megabytes * 2**20))


def refuse(_progress: Progress) -> None:
    raise RopeError("x", "1", "2", "hint", "code")


def fail(_progress: Progress) -> None:
    raise KeyError("nobody expects this")


def die(_progress: Progress) -> None:
    os._exit(3)
