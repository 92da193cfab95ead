"""The WebSocket of live classes: who says what no browser of ours says is let go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from starlette.websockets import WebSocket

from tests.ui.asgi import awaited
from ui.live import connection, socket
from ui.live.hub import Hub
from ui.live.messages import Create
from ui.live.store import Store

#: Frames of somebody whom nothing but the server stops: more than are said in _PATIENCE.
_MANY = 100_000


def conversation(
    store: Store, frames: Iterator[str], monkeypatch: pytest.MonkeyPatch, *, reads: bool = True
) -> list[dict[str, Any]]:
    """What the server sends to who says these frames; an error where they run out."""
    sent: list[dict[str, Any]] = []

    async def run() -> None:
        begins = iter([{"type": "websocket.connect"}])
        hub = Hub(lambda: store)
        monkeypatch.setattr(socket._Server, "hub", hub)

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0)
            first = next(begins, None)
            return first or {"type": "websocket.receive", "text": next(frames)}

        async def send(message: Any) -> None:
            sent.append(message)
            if message["type"] == "websocket.send" and not reads:
                await asyncio.Event().wait()

        try:
            async with asyncio.timeout(60):
                await socket._converse(WebSocket({"type": "websocket"}, receive, send))
        finally:
            await hub.close()

    awaited(run())
    return sent


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(create_engine(f"sqlite:///{tmp_path / 'classes'}"))


def test_a_stranger_who_says_what_cannot_be_used_is_let_go(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = conversation(store, repeat("{}", _MANY), monkeypatch)
    answers = [json.loads(each["text"]) for each in sent if each["type"] == "websocket.send"]
    assert [each["error"]["field"] for each in answers] == ["id"] * connection._MOST_STRANGE
    assert sent[-1]["type"] == "websocket.close"


def test_who_enters_no_class_is_let_go_however_much_they_say(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "_PATIENCE", 0.2)
    monkeypatch.setattr(connection, "AT_ONCE", 10**9)
    sent = conversation(store, repeat('{"id": "a", "do": "close"}', _MANY), monkeypatch)
    assert sent[-1] == {"type": "websocket.close", "code": 1008, "reason": ""}


def test_who_speaks_and_reads_no_answer_is_let_go(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "_LAST", 0.1)
    # However slow the store is here, what is too fast is refused without it.
    monkeypatch.setattr(connection, "MESSAGES", 1e-6)
    made = store.create(Create())
    said = 0

    def frames() -> Iterator[str]:
        nonlocal said
        yield json.dumps({"id": "e", "do": "enter", "role": "teacher", **made})
        for said in range(1, _MANY):
            yield json.dumps({"id": f"m{said}", "do": "pace", "pace": "free"})

    sent = conversation(store, frames(), monkeypatch, reads=False)
    assert sent[-1]["type"] == "websocket.close"
    assert connection._MOST_WAITING <= said < 2 * connection._MOST_WAITING


def test_who_leaves_hears_the_answer_and_that_it_is_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = store.create(Create())["code"]
    frames = [
        json.dumps({"id": "e", "do": "enter", "role": "student", "code": code}),
        json.dumps({"id": "l", "do": "leave"}),
    ]
    sent = conversation(store, iter(frames), monkeypatch)
    texts = [json.loads(each["text"]) for each in sent if each["type"] == "websocket.send"]
    assert {"re": "l", "ok": True} in texts
    assert texts[-1] == {"ended": True}
    assert (sent[-1]["type"], sent[-1]["code"]) == ("websocket.close", 1000)
