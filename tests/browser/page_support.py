"""Opening any page of the course: its title, its stage if it has one, and nothing left to run."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from ui.app.shell import COURSE, PageEntry

PATIENCE = 30_000
#: Every page of the course once, in the order of the menu.
PAGES: tuple[PageEntry, ...] = tuple({entry.path: entry for entry in COURSE}.values())
#: The bar of the steps; pages have other sliders beside it.
STEP_BAR = ".rope .controls > .bar"
_IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def open_entry(page: Page, base: str, entry: PageEntry, query: str = "") -> Page:
    """Load a page of the course by its address and wait until it stands still."""
    page.goto(f"{base}/{entry.path}{query}")
    return shown(page, entry)


def shown(page: Page, entry: PageEntry) -> Page:
    """Wait until this page is shown and nothing runs any more."""
    title = page.locator("h1")  # hidden in projector mode, but there
    expect(title).to_have_text(re.compile(re.escape(entry.title)), timeout=PATIENCE)
    expect(page.locator(_IDLE)).to_be_attached(timeout=PATIENCE)
    settle(page)
    return page


def settle(page: Page, quiet: float = 0.25, patience: float = 10) -> None:
    """Wait until the page's own parts have been drawn: no change of their size for a while."""
    measure = """() => document.querySelector('[data-testid="stMain"]').innerText.length + ':' +
        document.querySelectorAll('.rope *').length"""
    last, since, give_up = None, time.monotonic(), time.monotonic() + patience
    while time.monotonic() < give_up:
        now = page.evaluate(measure)
        if now != last:
            last, since = now, time.monotonic()
        elif time.monotonic() - since > quiet:
            return
        page.wait_for_timeout(60)


def steps_of(page: Page) -> int:
    """How many steps the page has; 0 where it is not stepped."""
    bar = page.locator(STEP_BAR)
    return int(bar.get_attribute("max") or 0) if bar.count() else 0


def settled_address(page: Page) -> dict[str, str]:
    """The parameters once nothing adds to them any more."""
    before: dict[str, str] | None = None
    for _ in range(20):
        now = at_address(page)
        if now == before:
            return now
        before = now
        page.wait_for_timeout(400)
    raise AssertionError(f"the address keeps changing: {page.url}")


def at_address(page: Page) -> dict[str, str]:
    """The parameters in the address bar."""
    query = urlsplit(page.url).query
    return dict(part.split("=", 1) for part in query.split("&") if "=" in part)
