"""A first visit on a slow line, beside an empty Streamlit app's: when there is something to do.

1.6 Mbit/s, 150 ms to the server, and a processor six times as slow; nothing was loaded before.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.bench_app import EMPTY, running
from tests.browser.browser_support import Server

LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
SLOWER = 6
#: Paths of the app, as they are asked for.
PAGES = ("", "rotate", "cancel", "attend", "scale")
#: Wanted: what shifts, as browsers add it up.
SHIFT = 0.05

#: Notes when each of these is first seen, in ms, and what shifts.
NOTES = """(() => {
const there = globalThis.there = { shift: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) there.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
const parts = {
  frame: "#first-view .title, #first-view section",
  step: "#first-view .rope[data-early], .rope[data-shown]:not([data-shown=share])",
  page: ".rope[data-shown]:not([data-shown=share]), [data-testid=stButton]",
};
const look = () => {
  for (const [name, selector] of Object.entries(parts))
    if (!(name in there) && document.querySelector(selector)) there[name] = performance.now();
  if (!("page" in there)) requestAnimationFrame(look);
};
look();
})()"""


def bench() -> list[tuple[str, str, str]]:
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory()))
        (place / "empty.py").write_text(EMPTY, encoding="utf-8")
        shutil.copytree(Path(__file__).parents[2] / ".streamlit", place / ".streamlit")
        app = stack.enter_context(running(Server()))
        plain = stack.enter_context(running(Server(place / "empty.py")))
        playwright = stack.enter_context(sync_playwright())
        path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
        if path is None:
            raise SystemExit("no browser: install Chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        empty = _visit(browser, plain.url)
        rows = [("slow line, empty app: whole", f"{empty['page'] / 1000:.1f} s", "")]
        for name in PAGES:
            seen = _visit(browser, f"{app.url}/{name}")
            what = f"slow line, {name or 'start'}:"
            times = (seen[part] for part in ("frame", "step", "page"))
            figures = " / ".join(f"{time / 1000:.1f}" for time in times)
            ratio = seen["step"] / empty["page"]
            rows.append((f"{what} frame / first step / whole", f"{figures} s", "at once"))
            rows.append((f"{what} first step, in times of the empty app", f"{ratio:.2f}", ""))
            rows.append((f"{what} shift", f"{seen['shift']:.3f}", f"{SHIFT}"))
        browser.close()
        return rows


def _visit(browser: Browser, url: str) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(NOTES)
    page.goto(url, wait_until="commit")
    page.wait_for_function("there.page", timeout=90_000)
    page.wait_for_timeout(5000)  # what comes after it may still shift
    seen: dict[str, Any] = page.evaluate("there")
    context.close()
    return seen
