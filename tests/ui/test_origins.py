"""Pages of other sites open no connection, and nobody is asked who they are."""

from __future__ import annotations

import pytest
from asgi import awaited
from starlette.types import Message, Receive, Scope, Send
from streamlit import net_util

from ui.app.origins import RefuseForeignOrigins, is_welcome


def connected(origin: str | None, host: str = "rope.example") -> tuple[str | None, list[Message]]:
    """The origin that the app behind sees, None for none or where it was not reached."""
    seen: list[str | None] = []
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(dict(scope["headers"]).get(b"origin", b"").decode() or None)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", host.encode())]
    headers += [(b"origin", origin.encode())] if origin is not None else []
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    awaited(RefuseForeignOrigins(app)(scope, receive, send))
    return (seen[0] if seen else None), sent


@pytest.mark.parametrize(
    "origin",
    [
        "https://other.invalid",
        "https://rope.example.other.invalid",
        "https://other.invalid/rope.example",
        "https://rope.example@other.invalid",
        "https://rope.example:8443",
        "null",
        "",
        "file://",
        "rope.example",
        "https://[::1",
        "https://localhost.other.invalid",
    ],
)
def test_a_foreign_origin_is_refused_without_a_look_up(
    origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda *_: pytest.fail("asked"))
    seen, sent = connected(origin)
    assert seen is None
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_the_page_itself_and_who_says_nothing_are_let_in() -> None:
    assert connected("https://rope.example") == ("https://rope.example", [])
    assert connected(None) == (None, [])


def test_who_the_configuration_names_is_let_in_and_not_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = {
        "server.enableCORS": True,
        "browser.serverAddress": "course.example",
        "server.corsAllowedOrigins": ["https://slides.example"],
    }
    monkeypatch.setattr("streamlit.get_option", options.__getitem__)
    for origin in ("https://slides.example", "https://course.example", "http://localhost:3000"):
        # As if of the server itself: Streamlit would ask another host before it reads its list.
        assert connected(origin)[0] == f"{origin.partition('://')[0]}://rope.example"
    assert not is_welcome("https://other.invalid", "rope.example")
    options["server.enableCORS"] = False
    assert is_welcome("https://other.invalid", "rope.example")
