"""Have a page's heavy work done by another process, and say meanwhile how far it is.

Where no pool was opened (a test that runs a page without the server, a system without `fork`), the
work is done in place.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rope_core.errors import RopeError
from ui.app.turns import aside
from ui.work.pool import HowFar, Pool, Tell, places
from ui.work.worker import Job, Outcome

T = TypeVar("T")
#: What one job may take: seconds of CPU, megabytes above what a process has anyway.
SECONDS, MEGABYTES = 20.0, 700
#: A bar that comes and goes within this many seconds would only flicker.
_PATIENCE = 0.4
#: Each drawing is a message to the browser.
_EVERY = 0.15

_log = logging.getLogger(__name__)


class WorkFailedError(RuntimeError):
    """The job raised something that is no RopeError, or its process ended; with its traceback."""


class _Here:
    """The pool of this server, from when it starts until it ends."""

    pool: Pool | None = None


@contextmanager
def open_pool() -> Iterator[None]:
    """From here on heavy work is done elsewhere."""
    if not hasattr(os, "fork"):
        yield
        return
    _Here.pool = Pool(places())
    try:
        yield
    finally:
        _Here.pool.close()
        _Here.pool = None


def prepare() -> None:
    """Somebody opened a page that may ask soon: have a process ready."""
    if _Here.pool is not None:
        _Here.pool.prepare()


def ask(name: str, job: Callable[..., T], *args: Any) -> T:
    """What job(*args, progress) returns; meanwhile the page says how far it is.

    job: a function of a module that imports no Streamlit; progress takes a share from 0 to 1 and
    words. name: what a person calls it. Raises RopeError where the job does, and where it takes
    more than SECONDS or MEGABYTES. Ends with the run: with another change, or a tab that is gone.
    """
    place = st.empty()
    try:
        return _asked(name, job, args, _Bar(place.progress))
    finally:
        place.empty()


def ask_unseen(name: str, job: Callable[..., T], *args: Any) -> T:
    """As `ask`, for what is made outside of a run of the page: a download."""
    return _asked(name, job, args, lambda _progress: None)


def _asked(name: str, job: Callable[..., T], args: tuple[Any, ...], tell: Tell) -> T:
    if _Here.pool is None:
        return job(*args, lambda share, words: tell(HowFar(share=share, words=words)))
    context = get_script_run_ctx(suppress_warning=True)
    owner = context.session_id if context is not None else "downloads"

    def still_wanted(progress: HowFar) -> None:
        if context is not None and not Runtime.instance().is_active_session(owner):
            st.stop()
        tell(progress)

    with aside():
        outcome, value = _Here.pool.run(Job(job, args, SECONDS, MEGABYTES), owner, still_wanted)
    if outcome == "done":
        done: T = value
        return done
    raise _error(name, outcome, value)


def _error(name: str, outcome: Outcome, value: Any) -> Exception:
    hint = "Give less at once: fewer heads or positions, x[:, :512]; or say more of what is meant."
    if outcome == "refused":
        refused: RopeError = value
        return refused
    if outcome == "time":
        return RopeError(name, f"more than {SECONDS:.0f} s of work", "less than that", hint)
    if outcome == "memory":
        return RopeError(name, f"more than {MEGABYTES} MB of memory", "less than that", hint)
    _log.error("%s failed\n%s", name, value)
    return WorkFailedError(f"{name} failed")


class _Bar:
    """Draws how far a job is; nothing for one that is over at once."""

    def __init__(self, draw: Callable[[float, str | None], object]) -> None:
        self._draw = draw
        self._began = self._drawn = time.monotonic()
        self._share = 0.0

    def __call__(self, progress: HowFar) -> None:
        now = time.monotonic()
        # A second search within one diagnosis begins anew; the bar does not go back.
        self._share = max(self._share, min(progress.share, 1.0))
        if now - self._began < _PATIENCE or now - self._drawn < _EVERY:
            return
        self._drawn = now
        self._draw(self._share, waiting(progress) if progress.waits else progress.words or None)


def waiting(progress: HowFar) -> str:
    """What somebody is told who waits.

    >>> waiting(HowFar(ahead=1, seconds=0.4)), waiting(HowFar(ahead=3, seconds=12.3))
    ('Waiting for 1 other, about 1 s.', 'Waiting for 3 others, about 12 s.')
    """
    others = "1 other" if progress.ahead == 1 else f"{progress.ahead} others"
    return f"Waiting for {others}, about {max(1, round(progress.seconds))} s."
