"""A live class over Streamlit's connection: what each run of the fragment carries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import streamlit as st

from ui.app import turns
from ui.live import database, place, poll
from ui.live.hub import Hub
from ui.problem.edits import session


@contextmanager
def served_hub() -> Iterator[Hub]:
    """A hub in the loop of another thread, as a server has it."""
    made: list[Hub] = []
    ready, over = Event(), Event()

    async def serve() -> None:
        made.append(Hub(database.open_store))
        ready.set()
        await asyncio.to_thread(over.wait)
        await made[0].close()

    with ThreadPoolExecutor(1) as thread:
        serving = thread.submit(asyncio.run, serve())
        assert ready.wait(60)
        try:
            yield made[0]
        finally:
            over.set()
            serving.result(60)


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What was carried; a hub is served meanwhile."""
    sent: list[bytes] = []

    def component(**given: Any) -> None:
        sent.append(given["data"])

    monkeypatch.setenv(place.FOLDER, str(tmp_path))
    monkeypatch.setattr(poll, "_component", lambda: component)
    session().polled = None
    with served_hub() as hub:
        monkeypatch.setattr(poll, "live_hub", lambda: hub)
        yield sent
    session().polled = None


def test_who_waits_for_the_class_lets_others_compute(
    carried: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The store may be on another server, and slow.
    seen: list[int] = []
    took = Hub.take

    async def take(hub: Hub, connection: Any, text: str) -> None:
        seen.append(len(turns._Server.turns._computing))  # type: ignore[union-attr]
        await took(hub, connection, text)

    monkeypatch.setattr(Hub, "take", take)
    with turns.serving(), turns.turn(turns.Used()):
        say("line", message("create"))
    assert seen == [0]


def say(line: object, *texts: object) -> None:
    """As the component's callback hears it."""
    st.session_state[poll._COMPONENT] = {"said": {"line": line, "texts": list(texts)}}
    poll._said()


def message(do: str, **fields: object) -> str:
    return json.dumps({"id": f"m-{do}", "do": do, **fields})


def answers(carried: list[bytes]) -> dict[str, dict[str, Any]]:
    """By the message, from all frames that the last run carried."""
    frames = [json.loads(text) for _, text in json.loads(carried[-1])["frames"]]
    return {frame["re"]: frame for frame in frames if "re" in frame}


def test_every_run_is_heard_of_and_carries_the_last_frames_again(carried: list[bytes]) -> None:
    say("mine", message("create"))
    for _ in range(3):
        poll._carry()
    assert len(set(carried)) == 3
    frames = [json.loads(data)["frames"] for data in carried]
    assert frames[0] == frames[1] == frames[2]
    assert json.loads(carried[0])["line"] == "mine"
    assert answers(carried)["m-create"]["ok"]


def test_a_class_is_created_entered_and_seen(carried: list[bytes]) -> None:
    say("teachers", message("create"))
    poll._carry()
    made = answers(carried)["m-create"]
    entering = {"code": made["code"], "role": "teacher", "token": made["token"]}
    say("teachers", message("enter", **entering), message("pace", pace="free"))
    seen: list[dict[str, Any]] = []
    while not any(view.get("pace") == "free" for view in seen):
        poll._carry()
        frames = [json.loads(text) for _, text in json.loads(carried[-1])["frames"]]
        seen = [frame["view"] for frame in frames if "view" in frame]
    # Another line of the same browser begins outside; the first may enter no second time.
    say("teachers", message("enter", **entering))
    say("another", message("close"))
    poll._carry()
    assert answers(carried)["m-close"]["error"]["allowed"].startswith("enter")


@pytest.mark.parametrize("said", [None, 7, [], {}, {"line": 1}, {"line": "a", "texts": "b"}])
def test_what_no_page_of_ours_says_is_passed_over(carried: list[bytes], said: object) -> None:
    st.session_state[poll._COMPONENT] = {"said": said}
    poll._said()
    say("mine", 7, None, "[", message("create"))
    poll._carry()
    assert set(answers(carried)) == {"", "m-create"}
