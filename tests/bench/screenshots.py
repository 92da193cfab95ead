"""`make screenshots`: the pictures of the README, taken from the running app.

``PAGES="class write" make screenshots`` takes some of them.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rope_core.exercises import EXERCISES
from tests.browser.browser_support import Server, button, settled

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
#: What the students of a class answer where the proof asks how many products there will be.
VOTES = ("8", "4", "8", "16", "8")


def take() -> None:
    server = Server().start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for name in os.environ.get("PAGES", " ".join(PAGES)).split():
                path = PAGES[name]
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.goto(server.url + path)
                page.get_by_role("heading", level=1).wait_for()
                settled(page)
                if name == "write":
                    page.get_by_role("textbox", name="Your program").fill(PROGRAM)
                    page.get_by_role("button", name="Run", exact=True).click()
                    page.get_by_role("table").wait_for()
                    settled(page)
                if name == "class":
                    _teach(page, browser)
                file = ROOT / "docs" / f"{name}.png"
                page.screenshot(path=file)
                # 128 colours are enough for a drawn page, and a third of the size.
                Image.open(file).convert("RGB").quantize(128).save(file, optimize=True)
                page.close()
            browser.close()
    finally:
        server.stop()


def _teach(page: Page, browser: Browser) -> None:
    """A live class in its first vote."""
    button(page, "Start a live class").click()
    link = page.locator(".live-link").inner_text()
    students = [browser.new_page() for _ in VOTES]
    for student in students:
        student.goto(link)
        student.locator(".live-foot .name").wait_for()
    button(page, "Take the class to Cancel, minutes 25–35").click()
    for step in (2, 3, 4):
        expect(page.locator(".live-where")).to_contain_text(re.compile(rf"step {step - 1} of"))
        button(page, "Next ›").click()
    button(page, "Open a vote").click()
    for student, choice in zip(students, VOTES, strict=True):
        answers = student.get_by_role("group", name="Answers")
        answers.get_by_role("button", name=choice, exact=True).click()
    expect(page.locator(".live-standing")).to_contain_text(f"{len(VOTES)} answered")
    preview = page.frame_locator(".live-preview iframe")
    expect(preview.locator(".live-cover")).to_contain_text("How many products")
    page.locator(".live-head").scroll_into_view_if_needed()
    page.mouse.move(0, 0)


if __name__ == "__main__":
    take()
