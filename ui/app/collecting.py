"""Python's full collections, put off until nobody waits; and memory that goes back to the system.

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

from ui.weighed import forgetting

#: Seconds without a run after which nobody is taken to wait.
QUIET = 2.0
#: Seconds without a run after which a class has left: what was made for it is let go of, or a few
#: megabytes of results hold the many that lie between them.
LEFT = 60.0
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
    # One computes at a time (turns.py), and each heap has holes of its own.
    if _set is not None:
        _set(_HEAPS, 1)
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
    collected = forgotten = 0.0
    while True:
        time.sleep(QUIET)
        now = time.monotonic()
        left = forgotten < _last < now - LEFT
        if left:
            forgotten = now
            for cache in forgetting():
                cache.cache_clear()
        if left or collected < _last < now - QUIET:
            collected = now
            gc.collect()
            give_back()


def _of_c(name: str) -> Callable[..., int] | None:
    """A function of the C library about its memory, where it has it (glibc)."""
    if sys.platform != "linux":
        return None
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found


_trim, _set = _of_c("malloc_trim"), _of_c("mallopt")
#: As malloc.h counts what can be set: in how many heaps threads ask for memory.
_HEAPS = -8


def give_back() -> None:
    """Files of the limit leave holes between what stays: hundreds of megabytes that are free, and
    that the system does not get back by itself."""
    if _trim is not None:
        _trim(0)
