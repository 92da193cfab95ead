"""Connections that send each message at once."""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

_OPEN_FILES = Path("/dev/fd")


def send_at_once() -> None:
    """Set TCP_NODELAY on every socket of the process; what a listening one accepts inherits it.

    Of the two dozen messages of a run the last ones otherwise wait until the browser has
    acknowledged the first, which it puts off for 40 ms. asyncio sets the option only for a socket
    whose protocol is named, and the web server's listening socket is made without. Where open
    files are not listed (Windows) nothing is done.
    """
    if not _OPEN_FILES.is_dir():
        return
    for number in [int(entry.name) for entry in _OPEN_FILES.iterdir()]:
        # Another thread may close a file on the way.
        with suppress(OSError):
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                with socket.socket(fileno=os.dup(number)) as connection:
                    _at_once(connection)


def _at_once(connection: socket.socket) -> None:
    internet = connection.family in (socket.AF_INET, socket.AF_INET6)
    if internet and connection.type == socket.SOCK_STREAM:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
