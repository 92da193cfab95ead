"""A class whose WebSocket no proxy lets through: the same words over Streamlit's connection."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, WebSocketRoute, expect
from websockets.sync.client import ClientConnection, connect

from tests.browser.browser_support import Watch, go, settled

#: What a page of a class does: a line, and what has come over it.
OPEN = """
async (options) => {
  const { openLink } = await import(
    new URL(`assets/${ropeByHand.loading}/live/link.js`, document.baseURI).href);
  globalThis.line = openLink(options);
  globalThis.states = [];
  line.onstate((state) => states.push(state));
}
"""
QUESTION = {
    "text": "Which?",
    "options": [
        {"label": "this", "says": "so it is", "right": True},
        {"label": "that", "says": "a mistake", "right": False},
    ],
}


def test_where_only_streamlit_gets_through_a_class_goes_on(
    new_page: Callable[..., Page], app_url: str
) -> None:
    student = new_page()
    refused: list[str] = []

    def refuse(socket: WebSocketRoute) -> None:
        refused.append(socket.url)
        socket.close()

    student.route_web_socket("**/live", refuse)
    settled(go(student, f"{app_url}/start"))
    with connect(f"{app_url.replace('http', 'ws')}/live") as teacher:
        made = said(teacher, do="create")
        entered = said(teacher, do="enter", role="teacher", code=made["code"], token=made["token"])
        assert entered["ok"]
        student.evaluate(OPEN, {"role": "student", "code": made["code"], "nickname": "Ada"})
        student.wait_for_function("() => line.view?.me.name === 'Ada' && states.length > 1")
        # A slow machine may lose the other way, too, or have tried the better one again.
        assert student.evaluate("() => states.slice(0, 2)") == ["waiting", "polling"]
        assert len(refused) >= 2
        # Nothing of it stays in the address.
        student.wait_for_function("() => !location.search.includes('poll')")
        vote = said(teacher, do="open", question=QUESTION)["vote"]
        student.wait_for_function("() => line.view?.vote?.open")
        student.evaluate("(vote) => line.send({ do: 'vote', vote, round: 1, choice: 1 })", vote)
        csv = said(teacher, do="end")["csv"]
    assert '"that",0,"a mistake",1,""' in csv
    student.wait_for_function("() => line.state === 'over'")


def test_a_class_that_could_not_be_loaded_is_said_and_tried_again(
    new_page: Callable[..., Page], app_url: str, watch: Watch
) -> None:
    watch.server_may_be_gone = True
    student = new_page()
    student.route("**/live/live.js*", lambda route: route.abort())
    go(student, f"{app_url}/start?live=BCDFGH")
    said_so = student.get_by_role("alert").filter(has_text="The class could not be loaded")
    expect(said_so.get_by_role("button", name="Try again", exact=True)).to_be_visible()
    student.unroute("**/live/live.js*")
    expect(student.locator(".live-foot")).to_contain_text("no class with this code")
    expect(said_so).to_have_count(0)


def said(socket: ClientConnection, **message: Any) -> Any:
    """Say it and return the answer; views that come first are passed over."""
    name = secrets.token_hex(4)
    socket.send(json.dumps({"id": name, **message}))
    while True:
        frame = json.loads(socket.recv(20))
        if frame.get("re") == name:
            return frame
