"""Opening any page of the course: its title, its stage if it has one, and nothing left to run."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.browser_support import RUNNING, settled, turn_to
from ui.app.course import COURSE, PageEntry

PATIENCE = 30_000
#: Every page of the course once, in the order of the menu.
PAGES: tuple[PageEntry, ...] = tuple({entry.path: entry for entry in COURSE}.values())
#: The bar of the steps; pages have other sliders beside it.
STEP_BAR = ".rope .controls > .bar"


def open_entry(page: Page, base: str, entry: PageEntry, query: str = "") -> Page:
    """Load a page of the course by its address and wait until it stands still."""
    page.goto(f"{base}/{entry.path}{query}")
    return shown(page, entry)


def turn_to_entry(page: Page, base: str, entry: PageEntry, query: str = "") -> Page:
    """As `open_entry`, without loading the app anew where it is there already."""
    return shown(turn_to(page, f"{base}/{entry.path}{query}"), entry)


def shown(page: Page, entry: PageEntry) -> Page:
    """Wait until this page is shown and nothing runs any more."""
    title = page.locator("h1")  # hidden in projector mode, but there
    expect(title).to_have_text(re.compile(re.escape(entry.title)), timeout=PATIENCE)
    expect(page.locator(RUNNING)).to_have_count(0, timeout=PATIENCE)
    return settled(page)


def steps_of(page: Page) -> int:
    """How many steps the page has; 0 where it is not stepped."""
    bar = page.locator(STEP_BAR)
    return int(bar.get_attribute("max") or 0) if bar.count() else 0


def settled_address(page: Page) -> dict[str, str]:
    """The parameters once nothing adds to them any more."""
    return at_address(settled(page))


def at_address(page: Page) -> dict[str, str]:
    """The parameters in the address bar."""
    query = urlsplit(page.url).query
    return dict(part.split("=", 1) for part in query.split("&") if "=" in part)
