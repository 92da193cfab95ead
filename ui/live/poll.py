"""A live class over Streamlit's own connection, where a proxy lets only that through.

The browser tries the WebSocket first. Where that fails it asks for this by ``poll=1`` in the
address; from then on a fragment runs every two seconds, which carries the same messages both ways.
Frames are numbered, and the last ones sent again with each run: a browser may skip a run.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import streamlit as st

from ui.app.turns import aside
from ui.live.connection import Connection
from ui.live.errors import StoreError
from ui.live.hub import Hub
from ui.live.messages import packed
from ui.live.socket import live_hub
from ui.problem.edits import session
from ui.problem.link import part
from ui.web.assets import source
from ui.web.stage import sent_by_browser

#: Seconds between two runs, and that the hub is waited for.
EVERY, _PATIENCE = 2.0, 15.0
#: Frames that are sent again, messages that are taken at once.
_AGAIN, _AT_ONCE = 30, 20
_LONGEST_NAME = 40
_COMPONENT = "live_poll"


@dataclass
class Polled:
    """A browser's line, kept in its session, by the name that the browser gave it."""

    name: str = ""
    connection: Connection = field(default_factory=lambda: Connection(polled=True))
    frames: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=_AGAIN))
    count: int = 0
    runs: int = 0

    def keep(self, frames: list[str]) -> None:
        for frame in frames:
            self.count += 1
            self.frames.append((self.count, frame))


def carry_if_asked() -> None:
    """Carry the messages of this session's class, once its browser has asked for it."""
    mine, asks = session(), part("poll", ("poll",))
    if "poll" in asks.here():
        # Of this browser only: a link that is copied asks for nothing.
        asks.write({})
        mine.polled = mine.polled or Polled()
    if mine.polled is not None and live_hub() is not None:
        st.fragment(_carry, run_every=EVERY)()


def _carry() -> None:
    line = _exchange([])
    # A browser hears only of what is new, and from each run that it is still carried.
    line.runs += 1
    said = {"run": line.runs, "line": line.name, "frames": list(line.frames)}
    data = packed(said).encode()
    _component()(key=_COMPONENT, data=data, height=0, on_said_change=_said)


def _said() -> None:
    """What the browser says. It may be anything: the hub reads it as it reads a frame."""
    said = sent_by_browser(_COMPONENT, "said")
    name, texts = (said.get("line"), said.get("texts")) if isinstance(said, dict) else ("", [])
    if not isinstance(name, str) or not isinstance(texts, list):
        return
    if name != _line().name:
        # The browser begins anew; the hub lets the line of before go when it is silent.
        session().polled = Polled(name[:_LONGEST_NAME])
    _exchange([text for text in texts if isinstance(text, str)][:_AT_ONCE])


def _line() -> Polled:
    line = session().polled
    if not isinstance(line, Polled) or line.connection.dropped:
        session().polled = line = Polled()
    return line


def _exchange(texts: list[str]) -> Polled:
    """Say this, and take what has come meanwhile."""
    line, hub = _line(), live_hub()
    if hub is not None:
        with aside():
            waiting = asyncio.run_coroutine_threadsafe(_ask(hub, line.connection, texts), hub.loop)
            try:
                line.keep(waiting.result(_PATIENCE))
            except TimeoutError:
                # Not answered either: the same.
                waiting.cancel()
    return line


async def _ask(hub: Hub, connection: Connection, texts: list[str]) -> list[str]:
    connection.heard()
    for text in texts:
        try:
            await hub.take(connection, text)
        except StoreError:
            # Not answered: the browser says it again.
            break
    return connection.waiting()


@cache
def _component() -> Any:
    script = source("live/hand_over.js")
    return st.components.v2.component("rope_live_poll", js=script, isolate_styles=False)
