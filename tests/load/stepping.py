"""Stepping in a real browser: what it costs the server (nothing is the aim)."""

from __future__ import annotations

import shutil
import time

from playwright.sync_api import sync_playwright

from tests.browser.browser_support import settled
from tests.load.servers import Server, Use

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def step_in_browser(steps: int) -> tuple[Use, Use, int] | None:
    """Server use while nothing happens, then while `steps` steps are taken, and frames sent."""
    found = next((path for name in _CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        return None
    with Server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page()
        frames: list[int] = []
        page.on("websocket", lambda s: s.on("framesent", lambda frame: frames.append(len(frame))))
        page.goto(f"{server.url}/rotate?d=64&seed=1")
        forward = page.get_by_role("button", name="Next step", exact=True)
        forward.wait_for(timeout=60_000)
        settled(page)
        forward.focus()
        frames.clear()
        before, started = server.use(), time.monotonic()
        for at in range(steps):
            # Two hundred steps forward, two hundred back.
            page.keyboard.press("ArrowLeft" if at // 200 % 2 else "ArrowRight")
        lasted, after = time.monotonic() - started, server.use()
        sent = len(frames)
        page.wait_for_timeout(lasted * 1000)
        idle = server.use()
        browser.close()
    return (
        Use(idle.cpu - after.cpu, idle.megabytes),
        Use(after.cpu - before.cpu, after.megabytes),
        sent,
    )
