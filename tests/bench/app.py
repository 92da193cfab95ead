"""How the app feels: steps, changed problems and page loads, in a real Chromium.

Everything is measured inside the page, in one run, beside an empty Streamlit app.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "browser"))
from browser_support import Server, go  # noqa: E402

EMPTY = """
import streamlit as st
st.session_state.n = st.session_state.get("n", 0) + 1
st.button("Go")
st.title(str(st.session_state.n))
"""
STEPPED = ("rotate", "matrix", "cancel", "attend", "turn")
CLICKS, LOADS = 15, 5
#: Milliseconds from a click on `button` until `watched` has another text and was painted.
CLICK = """([button, watched]) => new Promise((done, fail) => {
  setTimeout(() => fail(new Error("nothing changed")), 10000);
  const before = watched.textContent;
  const painted = () => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now() - began);
    channel.port2.postMessage(0);
  });
  const seen = new MutationObserver(() => {
    if (watched.textContent === before) return;
    seen.disconnect();
    painted();
  });
  seen.observe(watched, { subtree: true, childList: true, characterData: true });
  const began = performance.now();
  button.click();
})"""


def click(page: Page, button: str, watched: str) -> float:
    """The time of one click, in milliseconds."""
    nodes = [page.locator(each).first.element_handle() for each in (button, watched)]
    took: float = page.evaluate(CLICK, nodes)
    page.wait_for_timeout(250)
    return took


def load(browser: Browser, url: str, shown: str) -> float:
    """Seconds until a page is shown, its files already in the browser's cache."""
    context = browser.new_context()
    page = context.new_page()
    times = []
    for _ in range(LOADS + 1):
        began = time.perf_counter()
        page.goto(url)
        page.locator(shown).first.wait_for()
        times.append(time.perf_counter() - began)
    context.close()
    return median(times[1:])


def measure() -> list[tuple[str, str, str]]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no browser: install Chromium")
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        # The same configuration: what is compared is the app, not a setting.
        shutil.copytree(ROOT / ".streamlit", Path(place) / ".streamlit")
        script = Path(place) / "app.py"
        script.write_text(EMPTY, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        empty, server = Server(script).start(), Server().start()
        try:
            _measure(browser, empty.url, server.url, rows.append)
        finally:
            empty.stop()
            server.stop()
            browser.close()
    return rows


def _measure(
    browser: Browser, empty: str, app: str, tell: Callable[[tuple[str, str, str]], None]
) -> None:
    page = browser.new_page()
    page.goto(empty)
    page.get_by_role("button", name="Go").wait_for()
    page.wait_for_timeout(500)
    base = median(click(page, "button:has-text('Go')", "h1") for _ in range(CLICKS))
    page.close()
    tell(("empty app, click to shown", f"{base:.0f} ms", ""))
    for name in STEPPED:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        frames: list[int] = []
        page.on("websocket", lambda socket: _listen(socket, frames))  # noqa: B023
        go(page, f"{app}/{name}")
        page.wait_for_timeout(1500)
        steps = []
        for at in range(CLICKS):
            which = "Next step" if at % 2 == 0 else "Previous step"
            steps.append(click(page, f"button:has-text('{which}')", ".rope .count"))
        changes, sizes = [], []
        for at in range(CLICKS):
            frames.clear()
            which = "100 (toy)" if at % 2 == 0 else "10,000"
            changes.append(click(page, f"button:has-text('{which}')", ".rope:has(.count)"))
            sizes.append(sum(frames))
        wanted = 5 if name in ("turn", "attend") else 2
        tell((f"{name}: a step, click to paint", f"{median(steps):.0f} ms", "≤ 35 ms"))
        changed = median(changes)
        told = f"{changed / base:.1f}× ({changed:.0f} ms)"
        tell((f"{name}: a changed problem, against the empty app", told, f"≤ {wanted}"))
        tell((f"{name}: bytes a change", f"{median(sizes):,.0f}", ""))
        page.close()
    first = load(browser, empty, "h1")
    tell(("empty app, warm load", f"{first:.2f} s", ""))
    for name in STEPPED:
        shown = load(browser, f"{app}/{name}", ".rope .count")
        wanted = "" if name == "turn" else "≤ 1.5"
        tell((f"{name}: warm load, against the empty app", f"{shown / first:.1f}×", wanted))


def _listen(socket: object, frames: list[int]) -> None:
    for event in ("framesent", "framereceived"):
        socket.on(event, lambda frame: frames.append(len(frame)))  # type: ignore[attr-defined]
