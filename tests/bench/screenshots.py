"""`make screenshots`: the pictures of the README, taken from the running app."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from rope_core.exercises import EXERCISES
from tests.browser.browser_support import Server, settled

ROOT = Path(__file__).parents[2]
#: What is typed into Write and run there: one slip.
PROGRAM = EXERCISES["rotate"].solution.replace("-2 * i / d", "-i / d").rstrip()

PAGES = {
    "rotate": "/rotate?step=6",
    "matrix": "/matrix?step=3",
    "turn": "/turn?seed=1&d=64&m=9&n=2&base=100",
    "cancel": "/cancel?step=9",
    "attend": "/attend?step=2",
    "scale": "/scale",
    "practice": "/practice?skill=products&level=1&pseed=4",
    "write": "/write?exercise=rotate",
    "debug": "/debug",
    "class": "/class",
}


def take() -> None:
    server = Server().start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for name, path in PAGES.items():
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.goto(server.url + path)
                page.get_by_role("heading", level=1).wait_for()
                settled(page)
                if name == "write":
                    page.get_by_role("textbox", name="Your program").fill(PROGRAM)
                    page.get_by_role("button", name="Run", exact=True).click()
                    page.get_by_role("table").wait_for()
                    settled(page)
                file = ROOT / "docs" / f"{name}.png"
                page.screenshot(path=file)
                # 128 colours are enough for a drawn page, and a third of the size.
                Image.open(file).convert("RGB").quantize(128).save(file, optimize=True)
                page.close()
            browser.close()
    finally:
        server.stop()


if __name__ == "__main__":
    take()
