"""Python's full collections, put off until nobody waits; and memory that goes back to the system.

Streamlit leaves some hundred objects a run that only a full collection finds, and one goes
through everything: a third of a second with a class at work, for which everybody waits, and
then for each other. Between two clicks of one person, or when the class has left, it costs nobody
anything. Where it is never quiet, it comes when much has gathered: a long text that is sent again
and again leaves megabytes each time.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread

from ui.weighed import forgetting
from ui.work.pool import LARGE

#: Seconds without a run after which nobody is taken to wait.
QUIET = 2.0
#: Seconds without a run after which a class has left: what was made for it is let go of, or a few
#: megabytes of results hold the many that lie between them.
LEFT = 60.0
#: Bytes gathered after which a full collection comes though somebody waits.
GATHERED = 256 * 2**20
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
    if _set is not None:
        # One computes at a time (turns.py), and each heap has holes of its own.
        _set(_HEAPS, 1)
        # Once a block of 30 megabytes was freed, the C library would take the next ones from a
        # heap, of which little goes back before it is quiet.
        _set(_OWN_PAGES, LARGE)
        _set(_KEPT_FREE, 8 * LARGE)
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
    held = resident()
    while True:
        time.sleep(QUIET)
        now = time.monotonic()
        left = forgotten < _last < now - LEFT
        if left:
            forgotten = now
            for cache in forgetting():
                cache.cache_clear()
        if left or collected < _last < now - QUIET or resident() > held + GATHERED:
            collected = now
            gc.collect()
            give_back()
            held = resident()


def resident() -> int:
    """Bytes of memory that this process has; 0 where the system does not say it as Linux does."""
    said = Path("/proc/self/statm")
    if not said.exists():
        return 0
    return int(said.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _of_c(name: str) -> Callable[..., int] | None:
    """A function of the C library about its memory, where it has it (glibc)."""
    if sys.platform != "linux":
        return None
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found


_trim, _set = _of_c("malloc_trim"), _of_c("mallopt")
#: As malloc.h counts what can be set: in how many heaps threads ask for memory; from which size on
#: a block has pages of its own; how much that is free a heap keeps at its end.
_HEAPS, _OWN_PAGES, _KEPT_FREE = -8, -3, -1


def give_back() -> None:
    """Files of the limit leave holes between what stays: hundreds of megabytes that are free, and
    that the system does not get back by itself."""
    if _trim is not None:
        _trim(0)
