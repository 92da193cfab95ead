"""Fonts, scripts, pictures: all of it is local. Neither the page nor the server asks anybody."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route
from websockets.exceptions import InvalidStatus
from websockets.protocol import State
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.browser.browser_support import Server, settled
from tests.browser.page_support import PAGES, open_entry, steps_of, turn_to_entry
from tests.load.servers import ROOT

_LOCAL = ("localhost", "127.0.0.1")


def test_no_page_asks_another_host(page: Page, app_url: str, server: Server) -> None:
    """Workers, fonts and icons too; what is asked of another host is not let out."""
    asked: list[str] = []

    def guard(route: Route) -> None:
        asked.append(f"{page.url}: {route.request.url}")
        route.abort()

    # Ours are not stopped on their way, which would cost more than all else here.
    ours = "|".join(map(re.escape, _LOCAL))
    page.context.route(re.compile(rf"^(https?|wss?)://(?!({ours})[:/])"), guard)
    for entry in PAGES:
        turn_to_entry(page, app_url, entry)
        for _ in range(min(12, steps_of(page))):
            page.keyboard.press("ArrowRight")
        page.evaluate("document.querySelectorAll('.rope details').forEach(d => d.open = true)")
        settled(page)
    assert not asked
    # And the server itself has no connection but its visitors'.
    others = [
        address for address in remote_addresses(server_pid(server)) if not is_loopback(address)
    ]
    assert not others


def test_stepping_asks_the_server_nothing(page: Page, app_url: str) -> None:
    open_entry(page, app_url, PAGES[0], "?d=16&seed=1")
    # The other pages' files come when the open one is there.
    page.wait_for_function("globalThis.ropeByHand.whole")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    settled(page)
    assert not asked


def test_a_foreign_page_is_refused_at_once(server: Server) -> None:
    """Many in a row, and a neighbour's connection between them: nobody waits for a look-up."""
    address = server.url.replace("http", "ws", 1) + "/_stcore/stream"

    before = server.use().cpu
    for number in range(30):
        foreign = Origin(f"https://{number}.invalid")
        with (
            pytest.raises(InvalidStatus, match="403"),
            connect(address, origin=foreign, proxy=None),
        ):
            pass
    for origin in (Origin(server.url), Origin("http://localhost:3000"), None):
        with connect(address, origin=origin, proxy=None, open_timeout=5) as neighbour:
            assert neighbour.protocol.state is State.OPEN
    assert server.use().cpu - before < 1
    log = server.log()
    assert "external IP" not in log
    assert "External URL" not in log


def server_pid(server: Server) -> int:
    process = server._process
    assert process is not None
    return process.pid


def remote_addresses(pid: int) -> list[str]:
    """The other ends of a process's TCP connections, as /proc writes them (hexadecimal)."""
    folder = Path(f"/proc/{pid}/fd")
    if not folder.exists():
        pytest.skip("needs /proc")
    inodes = set()
    for name in folder.iterdir():
        try:
            target = str(name.readlink())
        except OSError:
            continue  # closed meanwhile
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[9] in inodes:
                found.append(columns[2].split(":")[0])
    return found


def is_loopback(address: str) -> bool:
    """This machine itself, or no other end (it listens).

    >>> is_loopback("0100007F"), is_loopback("08080808")
    (True, False)
    """
    # Words of four bytes, each of them in this machine's order.
    words = [address[at : at + 8] for at in range(0, len(address), 8)]
    packed = b"".join(bytes.fromhex(word)[::-1] for word in words)
    found = ip_address(packed)
    inside = getattr(found, "ipv4_mapped", None) or found
    return bool(inside.is_loopback or inside.is_unspecified)


def test_scripts_and_styles_name_no_other_host() -> None:
    """But the name of SVG, which nobody asks for, and what a person may choose to follow."""
    followed = ("http://www.w3.org/2000/svg", "https://github.com/")
    named = []
    for path in (ROOT / "ui").rglob("*.[jc]s*"):
        for url in re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", path.read_text("utf-8")):
            if url not in followed:
                named.append(f"{path.name}: {url}")
    assert not named
