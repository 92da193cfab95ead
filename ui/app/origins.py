"""Which pages of other sites may open a connection: none, unless the configuration names them.

Streamlit refuses them too, but asks another host for this server's address before it does, and
everybody waits meanwhile. Here the answer is known from the request and the configuration alone.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

#: A page of the machine itself, on whatever port.
_HERE = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1"})
#: "Policy violation"; before a connection is accepted the web server answers 403.
_REFUSED = 1008


class RefuseForeignOrigins:
    """Middleware before Streamlit's own check, which then has nothing left to look up."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin, host = headers.get("origin"), headers.get("host", "")
        if origin is not None and not is_welcome(origin, host):
            await receive()
            await send({"type": "websocket.close", "code": _REFUSED})
            return
        if origin is not None and urlsplit(origin).netloc != host:
            # Welcome, and Streamlit need not find that out in its own way.
            changed = MutableHeaders(raw=list(scope["headers"]))
            changed["origin"] = f"{urlsplit(origin).scheme}://{host}"
            scope = {**scope, "headers": changed.raw}
        await self._app(scope, receive, send)


def is_welcome(origin: str, host: str) -> bool:
    """Whether a page of that origin may connect to the server that was called by that name.

    >>> is_welcome("https://rope.example", "rope.example")
    True
    >>> is_welcome("https://other.invalid", "rope.example"), is_welcome("null", "rope.example")
    (False, False)
    """
    if not st.get_option("server.enableCORS"):
        return True
    try:
        parts = urlsplit(origin)
        name = parts.hostname
    except ValueError:
        return False
    if not name:
        return False
    server = str(st.get_option("browser.serverAddress") or "")
    listed = {str(each).strip() for each in st.get_option("server.corsAllowedOrigins") or ()}
    allowed = _HERE | {server} | {urlsplit(each).hostname for each in listed}
    return parts.netloc == host or name in allowed
