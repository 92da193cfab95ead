"""Streamlit's own scripts and styles, packed once instead of sent as they are.

A first page is 3.4 MB of them, and Turn 8: Streamlit leaves its static files out of compression,
because that would pack them anew for every visitor. Here each is packed when it is first asked
for, in a thread, and the packed bytes are kept; there is a fixed number of such files.
"""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What text is worth packing; fonts and pictures are packed already.
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/wasm")
_SMALLEST = 1000


@dataclass(frozen=True)
class Packed:
    """One answer as it is given from then on."""

    headers: Headers
    body: bytes


class PackStaticFiles:
    """Middleware that answers for the files below ``folder`` (as "/static/")."""

    def __init__(self, app: ASGIApp, folder: str) -> None:
        self._app, self._folder = app, folder
        self._packed: dict[str, Packed] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_ours(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self._packed:
            # Of many who ask at once, the first has it packed and the others wait for it.
            lock = self._locks.setdefault(path, asyncio.Lock())
            async with lock:
                if path not in self._packed:
                    given = await self._ask(scope, receive)
                    packed = await asyncio.to_thread(_pack, *given)
                    if packed is None:
                        # Not one of those files, which nobody else will ask for.
                        self._locks.pop(path, None)
                        await _give(*given, scope, send)
                        return
                    self._packed[path] = packed
            self._locks.pop(path, None)
        packed = self._packed[path]
        tag = packed.headers["etag"]
        if tag in Headers(scope=scope).get("if-none-match", ""):
            kept = {name: packed.headers[name] for name in _OF_UNCHANGED if name in packed.headers}
            await _give(304, Headers(kept), b"", scope, send)
        else:
            await _give(200, packed.headers, packed.body, scope, send)

    def _is_ours(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return False
        headers = Headers(scope=scope)
        packs = "gzip" in headers.get("accept-encoding", "")
        return packs and "range" not in headers and scope["path"].startswith(self._folder)

    async def _ask(self, scope: Scope, receive: Receive) -> tuple[int, Headers, bytes]:
        """Streamlit's whole answer, whatever the browser has already."""
        headers = [one for one in scope["headers"] if one[0] not in _CONDITIONS]
        asked = {
            **scope,
            "method": "GET",
            "headers": headers,
            # Where a server can send a file by itself, there would be no body to pack.
            "extensions": {},
        }
        status, given, parts = 500, Headers(), list[bytes]()

        async def take(message: Message) -> None:
            nonlocal status, given
            if message["type"] == "http.response.start":
                status, given = message["status"], Headers(raw=message["headers"])
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self._app(asked, receive, take)
        return status, given, b"".join(parts)


#: What a browser asks with that has the file already.
_CONDITIONS = (b"if-none-match", b"if-modified-since")
#: What an answer says that a browser's own copy is still good.
_OF_UNCHANGED = ("etag", "cache-control", "vary")


def _pack(status: int, headers: Headers, body: bytes) -> Packed | None:
    """The answer packed; None where it is not a text that stays as it is under its address."""
    stays = status == 200 and "immutable" in headers.get("cache-control", "")
    text = headers.get("content-type", "").startswith(_TEXT)
    if not (stays and text) or "content-encoding" in headers or len(body) < _SMALLEST:
        return None
    packed = gzip.compress(body, mtime=0)
    changed = MutableHeaders(raw=list(headers.raw))
    changed["content-encoding"] = "gzip"
    changed["content-length"] = str(len(packed))
    # Other bytes have another tag.
    changed["etag"] = f'"{headers.get("etag", "").strip(chr(34))}-gzip"'
    changed.add_vary_header("Accept-Encoding")
    return Packed(Headers(raw=changed.raw), packed)


async def _give(status: int, headers: Headers, body: bytes, scope: Scope, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers.raw})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
