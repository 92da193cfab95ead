"""Connections of the server send each message at once."""

import socket

import pytest

from ui.app.sockets import send_at_once


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="open files are listed on Unix only")
def test_connections_there_and_connections_to_come_send_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with socket.socket() as before, socket.socket() as after:
            before.connect(listening.getsockname())
            first, _ = listening.accept()
            with first:
                assert not _at_once(first)
                send_at_once()
                assert _at_once(first)
            after.connect(listening.getsockname())
            second, _ = listening.accept()
            with second:
                assert _at_once(second)


def test_other_sockets_are_left_alone() -> None:
    one, other = socket.socketpair()
    with one, other:
        send_at_once()
        one.send(b"x")
        assert other.recv(1) == b"x"


def _at_once(connection: socket.socket) -> bool:
    return bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
