"""Python's full collections, put off until nobody waits.

Streamlit leaves some hundred objects a run that only a full collection finds, and one goes
through everything: a third of a second with a class at work, for which everybody waits, and
then for each other. Between two clicks of one person, or when the class has left, it costs nobody
anything.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import time
from collections.abc import Callable
from threading import Lock, Thread

#: Seconds without a run after which nobody is taken to wait.
QUIET = 2.0
#: Where it is never quiet, a full collection comes after so many of the middle generation.
_RARELY = 400

_first = Lock()
_last = 0.0


def collect_when_quiet() -> None:
    """Once a process, when everything is imported."""
    # Taken by the first call and never given back.
    if not _first.acquire(blocking=False):
        return
    gc.collect()
    # What is there now are modules; they need not be gone through again.
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _RARELY)
    Thread(target=_collect_when_quiet, name="collecting", daemon=True).start()


def something_left() -> None:
    """A run begins or ends, or something is let go of: there is more to collect, but not yet."""
    global _last
    _last = time.monotonic()


def _collect_when_quiet() -> None:
    collected = 0.0
    while True:
        time.sleep(QUIET)
        if collected < _last < time.monotonic() - QUIET:
            collected = time.monotonic()
            gc.collect()
            give_back()


def _trimming() -> Callable[[int], int] | None:
    """What gives freed memory back to the system, where the C library has it (glibc)."""
    if sys.platform != "linux":
        return None
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim


_trim = _trimming()


def give_back() -> None:
    """Files of the limit leave holes between what stays: hundreds of megabytes that are free, and
    that the system does not get back by itself."""
    if _trim is not None:
        _trim(0)
