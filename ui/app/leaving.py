"""Who has asked for another page gets it, whatever the page that is left still sends.

A change of a field, an answer, a class's question every two seconds: each names the page it was
made on, and Streamlit shows the page that was named last. One that is sent between the click on
another page and its arrival would undo the click. It takes part in the run of the page that was
asked for instead.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession

#: Seconds in which what is sent may still be from before an answer came, on a slow line.
UNDERWAY = 1.0


@dataclass(frozen=True)
class Leaving:
    """The last page that was asked for, and what the browser said when it asked."""

    asked: ClientState
    #: The pages the browser may have been on.
    left: frozenset[str]
    since: float = field(default_factory=time.monotonic)

    @property
    def to(self) -> str:
        return self.asked.page_script_hash

    def undone_by(self, said: ClientState, *, on_its_way: bool) -> bool:
        """Is this of the page that is left, and no wish to go back to it?"""
        if said.page_script_hash not in self.left or said.is_history_navigation:
            return False
        if said.fragment_id:
            return True
        # Whoever asks for a page says only what all pages have.
        asks = _fields(said) == _fields(self.asked)
        return not asks and (on_its_way or self._has_not_arrived(said))

    def _has_not_arrived(self, said: ClientState) -> bool:
        """The address changes when the page arrives; before it is asked for where "back" asks."""
        if self.asked.is_history_navigation:
            return time.monotonic() < self.since + UNDERWAY
        return _path(said) == _path(self.asked)


@contextmanager
def pages_arrive() -> Iterator[None]:
    """From here on a page that was asked for is shown."""
    usual = AppSession.request_rerun
    last: WeakKeyDictionary[AppSession, Leaving] = WeakKeyDictionary()

    def request(self: AppSession, client_state: ClientState | None) -> None:
        if client_state is not None and client_state.page_script_hash:
            client_state = _heard(self, client_state, last)
        usual(self, client_state)

    AppSession.request_rerun = request  # type: ignore[method-assign]
    try:
        yield
    finally:
        AppSession.request_rerun = usual  # type: ignore[method-assign]


def _heard(
    session: AppSession, said: ClientState, last: WeakKeyDictionary[AppSession, Leaving]
) -> ClientState:
    """What the browser said, of the page that was asked for; a new wish is noted."""
    leaving, shown = last.get(session), session.page_script_hash
    if leaving and said.page_script_hash == leaving.to:
        return said
    on_its_way = session._scriptrunner is not None and shown != (leaving and leaving.to)
    if leaving and leaving.undone_by(said, on_its_way=on_its_way):
        with_them = ClientState()
        with_them.CopyFrom(said)
        with_them.page_script_hash = leaving.to
        with_them.query_string = leaving.asked.query_string
        return with_them
    if not said.fragment_id and said.page_script_hash != (leaving.to if leaving else shown):
        left = {leaving.to} if leaving else {shown}
        if leaving and on_its_way:
            left |= leaving.left
        last[session] = Leaving(said, frozenset(left - {said.page_script_hash}))
    return said


def _fields(said: ClientState) -> dict[str, bytes]:
    return {state.id: state.SerializeToString() for state in said.widget_states.widgets}


def _path(said: ClientState) -> str:
    return urlsplit(said.context_info.url).path
