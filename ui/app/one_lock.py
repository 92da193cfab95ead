"""One lock a session, whichever of its runs uses its state.

Somebody who goes on before a page is there begins a second run while the first still ends.
Streamlit gives each run a lock of its own: the first could clear the state in the middle of the
second's registering of a widget, which then found nothing, and the page had no stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any
from weakref import WeakValueDictionary

from streamlit.runtime.state import SafeSessionState, SessionState


@contextmanager
def one_lock_a_session() -> Iterator[None]:
    """From here on the runs of a session wait for each other where they use its state."""
    usual = SafeSessionState.__init__
    locks: WeakValueDictionary[int, Any] = WeakValueDictionary()

    def shared(
        safe: SafeSessionState, state: SessionState, yield_callback: Callable[[], None]
    ) -> None:
        usual(safe, state, yield_callback)
        # A run holds its state and the lock: no other state has its number as long as it does.
        object.__setattr__(safe, "_lock", locks.setdefault(id(state), RLock()))

    SafeSessionState.__init__ = shared  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        SafeSessionState.__init__ = usual  # type: ignore[method-assign]
