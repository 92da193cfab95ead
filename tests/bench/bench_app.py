"""How the app feels: the real server and a real Chromium, beside an empty Streamlit app.

All in one run and round by round, because only ratios carry from one machine to another.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.browser.browser_support import Server, Watch, go

ROUNDS, LOADS, STEPS = 15, 5, 30
#: Wanted: a changed problem and a first load, in times of the empty app's; None: not asked for.
CHANGE = {"rotate": 2.0, "matrix": 2.0, "turn": 5.0, "cancel": 2.0}
LOAD = {"rotate": 1.5, "matrix": 1.5, "turn": None, "cancel": 1.5}
STEP_MS = 35.0

EMPTY = """
import streamlit as st
st.session_state["count"] = st.session_state.get("count", 0) + st.button("Again")
st.title("Empty")
st.text(f"count {st.session_state['count']}")
"""

#: From the click to the frame after what `changed` waits for was painted.
CLOCK = """(() => {
globalThis.bench = {
  clicked: 0,
  painted: () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  })),
  seen() {
    const main = document.querySelector('[data-testid="stMain"]');
    const plot = document.querySelector('.js-plotly-plot');
    const stages = [...(main?.querySelectorAll('.rope') ?? [])];
    const words = (stages.length ? stages : [main]).map((node) => node?.innerText).join("");
    const arrow = plot?.data?.filter((t) => t.name === 'q').map((t) => [...t.x, ...t.y].join());
    return [words, plot ? String(arrow) : null];
  },
  // Every part that was there has become another one: on Turn the words and the arrows.
  async changed(before) {
    const other = () => this.seen().every((part, at) => before[at] === null || part !== before[at]);
    while (!other()) {
      if (performance.now() - this.clicked > 30000) throw new Error("nothing changed");
      await new Promise(requestAnimationFrame);
    }
    return (await this.painted()) - this.clicked;
  },
};
const now = () => (bench.clicked = performance.now());
addEventListener("click", now, true);
addEventListener("keydown", ({ key }) => key === "Enter" && now(), true);
})()"""

SHOWN = """async () => {
  const there = () => {
    const main = document.querySelector('[data-testid="stMain"]');
    const text = main?.innerText ?? "";
    return text.includes("count 0") || (text.includes("Next step") && main.querySelector("h1"));
  };
  while (!there()) await new Promise(requestAnimationFrame);
  return await bench.painted();
}"""


@dataclass
class Bench:
    """One open page, and what was measured on it."""

    page: Page
    watch: Watch
    url: str
    changes: list[float] = field(default_factory=list)
    bytes_up: list[int] = field(default_factory=list)
    bytes_down: list[int] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)

    def change(self, act: Callable[[], None]) -> None:
        """Change the problem; how long until it is shown, and what it cost to send."""
        before = self.page.evaluate("bench.seen()")
        up, down = len(self.watch.sent), len(self.watch.received)
        act()
        self.changes.append(self.page.evaluate("(before) => bench.changed(before)", before))
        self.page.wait_for_timeout(250)  # what comes after it, such as the end of the run
        self.bytes_up.append(sum(self.watch.sent[up:]))
        self.bytes_down.append(sum(self.watch.received[down:]))

    def load(self) -> None:
        self.page.bring_to_front()
        self.page.goto(self.url)
        self.loads.append(self.page.evaluate(SHOWN))
        self.page.wait_for_timeout(300)


def bench() -> list[tuple[str, str, str]]:
    """Rows of the table: what, measured, wanted."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory()))
        (place / "empty.py").write_text(EMPTY, encoding="utf-8")
        # With our settings, so that only the app makes the difference, and as Streamlit starts.
        (place / "same").mkdir()
        shutil.copy(place / "empty.py", place / "same")
        shutil.copytree(Path(__file__).parents[2] / ".streamlit", place / "same" / ".streamlit")
        app = stack.enter_context(running(Server()))
        servers = [Server(place / "same" / "empty.py"), Server(place / "empty.py")]
        same, plain = (stack.enter_context(running(server)) for server in servers)
        playwright = stack.enter_context(sync_playwright())
        path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
        if path is None:
            raise SystemExit("no browser: install Chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        empty = [opened(browser, server, "") for server in (same, plain)]
        for one in empty:
            one.page.get_by_text("count 0").wait_for()
        pages = {name: opened(browser, app, name) for name in CHANGE}
        for name in CHANGE:
            go(pages[name].page, f"{app.url}/{name}")
        pages["turn"].page.wait_for_function("document.querySelector('.js-plotly-plot')?.data")
        rows = measure(empty, pages)
        browser.close()
        return rows


@contextmanager
def running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


def opened(browser: Browser, server: Server, name: str) -> Bench:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(CLOCK)
    watch = Watch(server.url)
    watch.over(page)
    page.goto(f"{server.url}/{name}")
    return Bench(page, watch, f"{server.url}/{name}")


def measure(empty: list[Bench], pages: dict[str, Bench]) -> list[tuple[str, str, str]]:
    for turn in range(ROUNDS + 2):
        for one in empty:
            one.page.bring_to_front()
            one.change(one.page.get_by_role("button", name="Again").click)
        for bench in pages.values():
            # Another position each time: what was sent before, Streamlit would not send again.
            bench.page.bring_to_front()
            position = bench.page.get_by_role("textbox", name="Query position m", exact=True)
            position.fill(str(turn + 2))
            bench.change(partial(position.press, "Enter"))
    for bench in (*empty, *pages.values()):
        del bench.changes[:2]  # the first ones pay for caches
    steps = {name: step_times(bench.page) for name, bench in pages.items()}
    for _ in range(LOADS + 1):
        for bench in (*empty, *pages.values()):
            bench.load()
    for bench in (*empty, *pages.values()):
        del bench.loads[:1]
    for name, bench in pages.items():
        assert not bench.watch.troubles, f"{name}: {bench.watch.troubles}"
    return table(empty, pages, steps)


def step_times(page: Page) -> list[float]:
    """Click "Next step", again and again; each until the frame after the paint."""
    page.bring_to_front()
    page.keyboard.press("Home")
    target = page.get_by_role("button", name="Next step", exact=True)
    took = []
    for _ in range(min(STEPS, int(bar(page).get_attribute("max") or 2) - 1)):
        before: Any = page.evaluate("bench.seen()")
        page.evaluate(
            """() => { bench.after = new Promise((done) => addEventListener("click",
                () => bench.painted().then((now) => done(now - bench.clicked)),
                { once: true })); }"""
        )
        target.click()
        took.append(page.evaluate("bench.after"))
        assert page.evaluate("bench.seen()") != before
    return took


def bar(page: Page) -> Locator:
    return page.get_by_role("slider", name="Step", exact=True)


def table(
    empty: list[Bench], pages: dict[str, Bench], steps: dict[str, list[float]]
) -> list[tuple[str, str, str]]:
    (click, plain), (first, _) = (
        [median(times) for times in both]
        for both in ([one.changes for one in empty], [one.loads for one in empty])
    )
    rows = [
        (
            f"a step, click to paint: {name.capitalize()}",
            f"{median(took):.0f} ms",
            f"≤ {STEP_MS:.0f} ms",
        )
        for name, took in steps.items()
    ]
    rows.append(("an empty app's click, with our settings", f"{click:.0f} ms", ""))
    rows.append(("an empty app's click, Streamlit as it starts", f"{plain:.0f} ms", ""))
    for name, bench in pages.items():
        took = median(bench.changes)
        rows.append(
            (
                f"a changed problem, click to shown: {name.capitalize()}",
                f"{took / click:.2f} ×, {took / plain:.2f} × ({took:.0f} ms)",
                f"≤ {CHANGE[name]:.0f} ×",
            )
        )
    rows.append(("an empty app's page load, warm", f"{first:.0f} ms", ""))
    for name, bench in pages.items():
        took, wanted = median(bench.loads), LOAD[name]
        rows.append(
            (
                f"page load, warm: {name.capitalize()}",
                f"{took / first:.2f} × empty ({took:.0f} ms)",
                f"≤ {wanted} ×" if wanted else "",
            )
        )
    for name, bench in {"an empty app": empty[0], **pages}.items():
        rows.append(
            (
                f"bytes a change: {name.capitalize()}"
                if name in pages
                else f"bytes a click: {name}",
                f"{median(bench.bytes_up):,.0f} up, {median(bench.bytes_down):,.0f} down",
                "",
            )
        )
    return rows
