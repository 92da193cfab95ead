"""The real app in a real Chromium: one server and one browser for all tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.browser.browser_support import Server, Watch, go, turn_to, unhurried

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
#: Options of a context that can be set for one page, too.
OF_A_PAGE = {"viewport", "color_scheme", "reduced_motion"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is. Without one the tests are skipped at home, and fail in CI."""
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    reason = f"no browser: install Chromium (looked for {', '.join(CHROMIUM_NAMES)})"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Root, as in most CI containers, has no sandbox of its own.
        # And pages of a context share a process, with what it has compiled: see familiar.
        flags = ["--no-sandbox", "--process-per-site"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(chromium: str) -> Iterator[Server]:
    server = Server().start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def app_url(server: Server) -> str:
    return server.url


@pytest.fixture
def watch(app_url: str) -> Watch:
    """What the pages of this test did: troubles, frames sent and received."""
    return Watch(app_url)


@pytest.fixture(scope="session")
def familiar(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A context that has seen the app before, and the process that has its scripts compiled.

    A page opens here in half the time of one in a fresh context.
    """
    context = browser.new_context(viewport=DESKTOP)
    # Keeps the process: it would end with its last page.
    context.new_page().goto(f"{server.url}/_stcore/health")
    yield context
    context.close()


def _forget(context: BrowserContext, url: str) -> None:
    """Close what a test opened, and take out whatever it left behind but files in the cache."""
    keeper, *others = context.pages
    for page in others:
        page.close()
    context.unroute_all()
    context.clear_cookies()
    session = context.new_cdp_session(keeper)
    kinds = "local_storage,indexeddb,cache_storage,service_workers"
    session.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": kinds})
    session.detach()


@pytest.fixture
def new_page(
    browser: Browser, server: Server, watch: Watch, familiar: BrowserContext
) -> Iterator[Callable[..., Page]]:
    """Make a page, each of another person; whatever it did wrong fails the test at its end."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        given = {"viewport": DESKTOP} | options
        # The first person has the familiar context, if the page itself can be set as asked.
        if len(familiar.pages) == 1 and not options.keys() - OF_A_PAGE:
            page = familiar.new_page()
            page.set_viewport_size(given.pop("viewport"))
            page.emulate_media(**given)
        else:
            contexts.append(browser.new_context(**given))
            page = contexts[-1].new_page()
        watch.over(page)
        return unhurried(page)

    server.new_tracebacks()
    yield make
    for context in contexts:
        context.close()
    _forget(familiar, server.url)
    assert not watch.troubles, "\n".join(watch.troubles)
    traceback = server.new_tracebacks()
    assert not traceback, f"the server's log:\n{traceback}"


@contextmanager
def _kept_open(browser: Browser, server: Server) -> Iterator[tuple[Page, Watch]]:
    """A page that stays open, and what it did."""
    context = browser.new_context(viewport=DESKTOP)
    watch = Watch(server.url)
    page = context.new_page()
    watch.over(page)
    yield unhurried(page), watch
    context.close()


@contextmanager
def _used_once_more(kept: tuple[Page, Watch], server: Server) -> Iterator[Page]:
    """The page for one test; whatever it does wrong there fails that test."""
    page, watch = kept
    page.set_viewport_size(DESKTOP)
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
    watch.sent.clear()
    watch.received.clear()
    server.new_tracebacks()
    yield page
    troubles, watch.troubles = watch.troubles, []
    assert not troubles, "\n".join(troubles)
    traceback = server.new_tracebacks()
    assert not traceback, f"the server's log:\n{traceback}"


@pytest.fixture(scope="session")
def lasting(browser: Browser, server: Server) -> Iterator[tuple[Page, Watch]]:
    """The page of all tests that only look."""
    with _kept_open(browser, server) as kept:
        yield kept


@pytest.fixture(scope="module")
def worked_on(browser: Browser, server: Server) -> Iterator[tuple[Page, Watch]]:
    """The page of all tests of one file that answer, choose and type."""
    with _kept_open(browser, server) as kept:
        yield kept


@pytest.fixture
def onlooker(server: Server, lasting: tuple[Page, Watch]) -> Iterator[Page]:
    """The page of all tests that only look: they go on from where the last one left it."""
    with _used_once_more(lasting, server) as page:
        yield page


@pytest.fixture
def look_at(onlooker: Page, app_url: str) -> Callable[[str], Page]:
    """look_at("/matrix?m=5"): as open_at, for a test that leaves nothing behind."""
    return lambda path: turn_to(onlooker, app_url + path)


@pytest.fixture
def work_at(
    server: Server, worked_on: tuple[Page, Watch], app_url: str
) -> Iterator[Callable[[str], Page]]:
    """work_at("/practice?level=2"): as look_at, for tests that may meet what others of their file
    left behind: progress, and what the session remembers."""
    with _used_once_more(worked_on, server) as page:
        yield lambda path: turn_to(page, app_url + path)


@pytest.fixture
def work_watch(worked_on: tuple[Page, Watch]) -> Watch:
    """What the page of `work_at` did in this test."""
    return worked_on[1]


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def open_at(page: Page, app_url: str) -> Callable[[str], Page]:
    """open_at("/matrix?m=5"): the page of this test there, its stage shown."""
    return lambda path: go(page, app_url + path)
