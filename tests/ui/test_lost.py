"""Sessions whose time is over are let go of though nobody comes or goes."""

from __future__ import annotations

import asyncio
import weakref
from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from ui.app import lost


class Session:
    id = "one"


def test_a_lost_session_is_let_go_of_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = MemorySessionStorage(ttl_seconds=0)
    manager = WebsocketSessionManager(storage, None, None, None)  # type: ignore[arg-type]
    server = SimpleNamespace(_session_mgr=manager)
    collected: list[bool] = []
    monkeypatch.setattr(lost.runtime, "get_instance", lambda: server)
    monkeypatch.setattr(lost, "something_left", lambda: collected.append(True))
    monkeypatch.setattr(lost, "EVERY", 0.001)
    session = Session()
    gone = weakref.ref(session)
    storage.save(SimpleNamespace(session=session))  # type: ignore[arg-type]
    del session
    assert gone() is not None

    async def until_gone() -> None:
        async with lost.letting_go():
            while gone() is not None:
                await asyncio.sleep(0.001)
            await asyncio.sleep(0.05)

    asyncio.run(asyncio.wait_for(until_gone(), 10))
    # Once: what holds nothing is not looked through again.
    assert collected == [True]


def test_a_look_that_fails_is_noted_and_not_the_last(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[bool] = []

    def instance() -> object:
        looks.append(True)
        raise RuntimeError("as a test")

    monkeypatch.setattr(lost.runtime, "get_instance", instance)
    monkeypatch.setattr(lost, "EVERY", 0.001)

    async def twice() -> None:
        async with lost.letting_go():
            while len(looks) < 2:
                await asyncio.sleep(0.001)

    asyncio.run(asyncio.wait_for(twice(), 10))
    assert "as a test" in caplog.text
