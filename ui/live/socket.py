"""The WebSocket of a live class, beside Streamlit's own: what is said here reruns no page.

Text frames of JSON both ways; what they hold stands in ui.live.reader and ui.live.view.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from rope_core import RopeError
from ui.live.connection import Connection
from ui.live.errors import StoreError
from ui.live.hub import Hub
from ui.live.place import kept
from ui.live.reader import LARGEST

if TYPE_CHECKING:
    from ui.live.store import Store

#: The path below the app's own.
PATH = "live"
#: Seconds in which somebody has to enter a class.
_PATIENCE = 20.0
#: Seconds in which who has nothing more to say hears the last of it.
_LAST = 5.0
#: Seconds between two deletions of what is a day old.
_BETWEEN_PURGES = 600.0
#: Codes of a closed connection: nothing more to say; a frame too large; not what is awaited here;
#: come again later.
_DONE, _TOO_LARGE, _REFUSED, _LATER = 1000, 1009, 1008, 1013
_LOG = logging.getLogger(__name__)


class _Server:
    """The hub of this process; none where no server runs."""

    hub: Hub | None = None


def live_hub() -> Hub | None:
    """The hub of this process, while its server runs."""
    return _Server.hub


@asynccontextmanager
async def live_classes() -> AsyncIterator[None]:
    """From here on live classes can be held."""
    _Server.hub = hub = Hub(_open_store)
    purging = asyncio.create_task(_purge(hub))
    try:
        yield
    finally:
        _Server.hub = None
        purging.cancel()
        await asyncio.gather(purging, return_exceptions=True)
        await hub.close()


async def _purge(hub: Hub) -> None:
    """Delete what nobody has spoken to for a day, also where no class is held any more."""
    while True:
        try:
            if await asyncio.to_thread(kept):
                await hub.purge()
        except (StoreError, RopeError) as error:
            _LOG.warning("old live classes are not deleted: %s", error)
        await asyncio.sleep(_BETWEEN_PURGES)


def _open_store() -> Store:
    # Imported by the first class that is held: a server without one has no need of SQL.
    from ui.live.database import open_store

    return open_store()


def live_route(base: str) -> WebSocketRoute:
    """The route, for an app that lives below the path ``base`` ("" for none)."""
    return WebSocketRoute(f"{base}/{PATH}", _converse)


async def _converse(socket: WebSocket) -> None:
    hub = _Server.hub
    if hub is None:
        await socket.close(_LATER)
        return
    await socket.accept()
    connection = Connection()
    sending = asyncio.create_task(_send(socket, connection))
    try:
        await _listen(socket, connection, hub)
        if connection.ended:
            await asyncio.wait([sending], timeout=_LAST)
            await _close(socket, _DONE)
    except StoreError as error:
        _LOG.warning("the store of live classes does not answer: %s", error)
        await _close(socket, _LATER)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        with suppress(StoreError):
            # Else it is forgotten when this process has been silent about it for long enough.
            await hub.gone(connection)


async def _listen(socket: WebSocket, connection: Connection, hub: Hub) -> None:
    """Take what comes until the other side is gone, or has nothing more to expect."""
    begun = hub.loop.time()
    while not connection.ended:
        try:
            waits = None if connection.who else begun + _PATIENCE - hub.loop.time()
            frame = await asyncio.wait_for(socket.receive(), waits)
        except TimeoutError:
            await _close(socket, _REFUSED)
            return
        if frame["type"] != "websocket.receive":
            return
        text = frame.get("text")
        if text is None:
            await _close(socket, _REFUSED)
            return
        if len(text) > LARGEST:
            await _close(socket, _TOO_LARGE)
            return
        await hub.take(connection, text)


async def _send(socket: WebSocket, connection: Connection) -> None:
    """Send what is to be sent, as fast as the other side takes it."""
    try:
        while True:
            await connection.news()
            for frame in connection.waiting():
                await socket.send_text(frame)
            if connection.ended:
                await _close(socket, _DONE)
                return
    except (WebSocketDisconnect, RuntimeError):
        # The listener notices the same, and ends both.
        return


async def _close(socket: WebSocket, code: int) -> None:
    # It may be closed from the other side meanwhile.
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(code)
