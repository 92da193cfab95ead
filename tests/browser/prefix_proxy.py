"""A host that gives the app a path of its own and shows it in a frame, as Community Cloud does."""

from __future__ import annotations

import asyncio
import re
from threading import Thread
from urllib.parse import urlsplit

PREFIX = "/~/+"
_FRAME = """<!doctype html><title>A host</title><link rel="icon" href="data:,">
<iframe title="app" src="{path}" style="width: 100%; height: 95vh; border: 0"></iframe>"""


class PrefixProxy:
    """Everything below ``PREFIX`` is the app's, without the prefix; /frame/... shows it in a frame.

    One request a connection, but for websockets, so that bytes can be passed on as they come.
    """

    def __init__(self, app_url: str) -> None:
        parts = urlsplit(app_url)
        self._app = (parts.hostname, parts.port)
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(30)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}{PREFIX}"
        self.framed = f"http://127.0.0.1:{self.port}/frame"

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _end(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)  # asyncio itself holds none
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            await self._answer(head, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the browser closed a page, or the test has ended
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(
        self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        method, path, _ = head.split(" ", 2)
        if path.startswith("/frame"):
            page = _FRAME.format(path=PREFIX + path.removeprefix("/frame")).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n")
            writer.write(f"Content-Length: {len(page)}\r\n\r\n".encode() + page)
            await writer.drain()
            return
        if not path.startswith(f"{PREFIX}/"):
            writer.write(
                b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            )
            await writer.drain()
            return
        head = head.replace(f"{method} {PREFIX}", f"{method} ", 1)
        if not re.search(r"^upgrade:", head, re.IGNORECASE | re.MULTILINE):
            head = re.sub(r"(?im)^connection:[^\r]*\r\n", "", head)
            head = head.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
        there, back = await asyncio.open_connection(*self._app)
        back.write(head.encode("latin-1"))
        out = asyncio.create_task(_pass_on(reader, back))
        await _pass_on(there, writer)
        out.cancel()
        back.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # one side is gone, and with it what was to be passed on
