"""One lock a session, whichever of its runs uses its state.

Somebody who goes on before a page is there begins a second run while the first still ends.
Streamlit gives each run a lock of its own: the first could clear the state in the middle of the
second's registering of a widget, which then found nothing, and the page had no stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock

from streamlit.runtime.state import SafeSessionState, SessionState

_LOCK = "_lock_of_all_runs"


@contextmanager
def one_lock_a_session() -> Iterator[None]:
    """From here on the runs of a session wait for each other where they use its state."""
    usual = SafeSessionState.__init__

    def shared(
        safe: SafeSessionState, state: SessionState, yield_callback: Callable[[], None]
    ) -> None:
        usual(safe, state, yield_callback)
        # The state itself has no place for it; its query parameters live as long, and have.
        lock = vars(state.query_params).setdefault(_LOCK, RLock())
        object.__setattr__(safe, "_lock", lock)

    SafeSessionState.__init__ = shared  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        SafeSessionState.__init__ = usual  # type: ignore[method-assign]
