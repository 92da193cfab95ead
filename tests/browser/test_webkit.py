"""The main path in WebKit, where Safari's limits are: every page, quick steps, a changed problem,
Practice.

Debian's webkit2gtk-driver brings the driver, and WebKitGTK's MiniBrowser the browser; both draw on
a screen that xvfb makes. Where they are missing the tests are skipped, but not in CI.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from rope_core.exercises import EXERCISES
from tests.browser.browser_support import RUNNING
from tests.load.servers import Server
from ui.app.course import COURSE, PageEntry

PATIENCE = 60
DRIVER = "WebKitWebDriver"
#: Where distributions put WebKitGTK's own small browser.
BROWSERS = (
    "/usr/lib/*/webkit2gtk-4.1/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/webkit2gtk-4.1/MiniBrowser",
)
#: Collects what goes wrong from the moment the page is there: the driver may come back while the
#: one before is still shown, which `window.left` marks.
_LISTEN = """
if (window.left || document.readyState === "loading") return false;
window.troubles = [];
addEventListener("error", (event) => troubles.push(String(event.message)));
addEventListener("unhandledrejection", (event) => troubles.push(String(event.reason)));
return true;
"""
STEPS = 200
T = TypeVar("T")


def _missing(what: str) -> None:
    reason = f"no {what}: install webkit2gtk-driver and xvfb"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """A screen for the browser, as DISPLAY names it."""
    if not (xvfb := shutil.which("Xvfb")):
        _missing("Xvfb")
        raise AssertionError
    read, write = os.pipe()
    # It chooses a free number itself and writes it down once it is ready.
    command = [xvfb, "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    yield display
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def webkit(screen: str) -> Iterator[webdriver.WebKitGTK]:
    driver = shutil.which(DRIVER)
    found = [path for pattern in BROWSERS for path in Path("/").glob(pattern.lstrip("/"))]
    if not driver or not found:
        _missing(DRIVER if not driver else "MiniBrowser")
        raise AssertionError
    options = Options()
    options.binary_location = str(found[0])
    options.add_argument("--automation")
    # Its own sandbox wants rights that a container does not give.
    env = {**os.environ, "DISPLAY": screen, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    browser = webdriver.WebKitGTK(options=options, service=Service(driver, env=env))
    browser.set_script_timeout(PATIENCE)
    yield browser
    browser.quit()


@pytest.fixture(scope="module")
def app_url() -> Iterator[str]:
    with Server() as server:
        yield server.url
        assert "Traceback" not in server.log()


class Visit:
    """One page in WebKit."""

    def __init__(self, browser: webdriver.WebKitGTK, base: str, path: str, title: str) -> None:
        self._browser = browser
        browser.execute_script("window.left = true")
        browser.get(f"{base}/{path}")
        self.until(lambda: self.run(_LISTEN), path)
        self.arrived(title)

    def go_on(self, title: str) -> None:
        """By the menu."""
        links = '[data-testid="stSidebarNavLink"]'

        def pressed() -> bool:
            for link in self._browser.find_elements(By.CSS_SELECTOR, links):
                if link.text.strip() == title:
                    link.click()
                    return True
            return False

        self.until(pressed, f"{title} in the menu")
        self.arrived(title)

    def arrived(self, title: str) -> None:
        self.until(lambda: self.one("h1").text.strip() == title, f"the title {title}")

    def one(self, selector: str) -> WebElement:
        return self._browser.find_element(By.CSS_SELECTOR, selector)

    def shown(self, selector: str) -> bool:
        found = self._browser.find_elements(By.CSS_SELECTOR, selector)
        return any(node.is_displayed() for node in found)

    def text(self) -> str:
        return self.one('[data-testid="stMain"]').text

    def run(self, script: str, *args: object) -> object:
        return self._browser.execute_script(script, *args)

    def enter(self, selector: str, text: str) -> None:
        """Replace what a field holds, but not while a run is about to draw it anew."""

        def typed() -> bool:
            if self.run("return document.querySelector(arguments[0]) !== null", RUNNING):
                return False
            field = self.one(selector)
            field.send_keys(Keys.CONTROL, "a")
            field.send_keys(text, Keys.ENTER)
            return True

        self.until(typed, selector)

    def until(self, holds: Callable[[], T], what: str) -> T:
        ignored = (NoSuchElementException, StaleElementReferenceException)
        wait = WebDriverWait(self._browser, PATIENCE, 0.1, ignored)
        return wait.until(lambda _: holds(), f"WebKit: {what} did not come")

    def troubles(self) -> list[str]:
        return list(self.run("return window.troubles"))  # type: ignore[call-overload]


@pytest.fixture
def visit(webkit: webdriver.WebKitGTK, app_url: str) -> Iterator[Callable[[str, str], Visit]]:
    """Open a page; whatever went wrong on it fails the test at its end."""
    visits: list[Visit] = []

    def make(path: str, title: str) -> Visit:
        visits.append(Visit(webkit, app_url, path, title))
        return visits[-1]

    yield make
    assert visits
    assert visits[-1].troubles() == []


def test_every_page_opens(visit: Callable[[str, str], Visit]) -> None:
    """The first by its address, as those of the other tests; then as one goes through the menu."""
    first, *others = COURSE
    page = visit(first.path, first.title)
    _shows(page, first)
    for entry in others:
        page.go_on(entry.title)
        _shows(page, entry)


def _shows(page: Visit, entry: PageEntry) -> None:
    if entry.path != "debug":  # which shows nothing before it is asked
        # Not what is still there of the page before.
        of_this = f"[class*='st-key-'][class*='{entry.path}'] .rope[data-shown]"
        page.until(lambda: page.shown(of_this), f"what {entry.title} shows")
    assert not page.shown("[data-testid=stException]")
    assert page.troubles() == [], entry.title


def test_two_hundred_quick_steps(visit: Callable[[str, str], Visit]) -> None:
    """WebKit raises an error at the 101st change of the address within 30 seconds."""
    page = visit("matrix?d=32", "Matrix")
    page.until(lambda: page.shown(".rope .count"), "the stage")
    last = page.run(
        """const bar = document.querySelector(".rope .controls .bar");
        const [previous, next] = document.querySelectorAll(".rope .controls > .control");
        for (let i = 0; i < arguments[0]; i += 1) {
          const end = bar.value === bar.max;
          const forwards = Math.floor(i / (bar.max - 1)) % 2 === 0;
          (forwards && !end ? next : previous).click();
        }
        return document.querySelector(".rope .count").textContent;""",
        STEPS,
    )
    step = str(last).split(" of ")[0]
    wanted = "" if step == "1" else f"step={step}"
    page.until(lambda: wanted in str(page.run("return location.search")), f"{wanted} in the link")


def test_a_slider_dragged_quickly(visit: Callable[[str, str], Visit]) -> None:
    page = visit("turn", "Turn")
    page.until(lambda: page.shown(".rope .count"), "the stage")
    page.run(
        """const bar = document.querySelector(".rope .controls .bar");
        for (let i = 0; i < arguments[0]; i += 1) {
          bar.value = 1 + (i % bar.max);
          bar.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        STEPS,
    )


def test_a_changed_problem_is_shown(visit: Callable[[str, str], Visit]) -> None:
    page = visit("rotate?m=3", "Rotate")
    page.until(lambda: "q at position 3" in page.text(), "position 3")
    page.enter('input[aria-label="Query position m"]', "17")
    page.until(lambda: "q at position 17" in page.text(), "position 17")
    page.until(lambda: "m=17" in str(page.run("return location.search")), "m=17 in the link")


def test_practice_answers(visit: Callable[[str, str], Visit]) -> None:
    page = visit("practice?skill=angle&level=1&seed=4", "Practice")
    page.until(lambda: page.shown(".practice .answering input"), "the field")
    page.enter(".practice .answering input", "0")
    page.until(lambda: page.shown(".practice .reply .headline"), "a reply")


def test_a_program_runs_in_the_sandbox(visit: Callable[[str, str], Visit]) -> None:
    page = visit("write?exercise=inv_freq", "Write")
    page.until(lambda: page.shown(".write textarea"), "the editor")
    for program, says in (
        ("while True:\n    pass\n", "ended after five seconds"),
        (EXERCISES["inv_freq"].solution, "All numbers are as they should be."),
    ):
        page.run(
            """const field = document.querySelector(".write textarea");
            field.value = arguments[0];
            field.dispatchEvent(new Event("input", { bubbles: true }));
            document.querySelector(".write .run").click();""",
            program,
        )
        page.until(lambda says=says: says in page.one(".write .panel").text, says)  # type: ignore[misc]
