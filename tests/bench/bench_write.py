"""`make bench`: programs of the coding exercises: right ones accepted, wrong ones named."""

from __future__ import annotations

import shutil
import time
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from rope_core.exercises import EXERCISES, Verdict, check
from tests.bench.write_programs import RIGHT, ROTATE, WRONG
from tests.browser.browser_support import Server, go, settled

#: From the press on Run to the verdict on screen.
RUN = """(program) => new Promise((done) => {
  const root = document.querySelector(".write");
  const field = root.querySelector("textarea");
  field.value = program;
  field.dispatchEvent(new Event("input"));
  const began = performance.now();
  const ended = () => !root.hasAttribute("aria-busy");
  new MutationObserver((_, self) => {
    if (!ended()) return;
    self.disconnect();
    done(performance.now() - began);
  }).observe(root, { attributes: true });
  root.querySelector(".run").click();
})"""
ROUNDS = 15


def verdict_of(exercise: str, program: str) -> Verdict:
    """The verdict about a program, run in this Python."""
    space: dict[str, Any] = {}
    exec(compile(program, "program", "exec"), space)
    return check(exercise, space[EXERCISES[exercise].function])


def bench() -> list[tuple[str, str, str]]:
    """Rows of what, measured, wanted."""
    refused = [what for key, what, text in RIGHT if not verdict_of(key, text).ok]
    named, slowest = 0, 0.0
    for wrong in WRONG:
        began = time.perf_counter()
        said = verdict_of(wrong.exercise, wrong.program)
        slowest = max(slowest, time.perf_counter() - began)
        named += bool(set(said.keys) & set(wrong.keys))
    return [
        ("right programs refused", f"{len(refused)} of {len(RIGHT)}", "0"),
        ("wrong programs named", f"{named} of {len(WRONG)}", "95 %"),
        ("slowest of these verdicts", f"{slowest * 1000:.0f} ms", ""),
        *in_browser(),
    ]


def in_browser() -> list[tuple[str, str, str]]:
    """How long a small program takes from Run to its verdict, right and wrong."""
    server = Server().start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page()
            settled(go(page, f"{server.url}/write?exercise=rotate"))
            rows = []
            for what, program in (("right", ROTATE), ("wrong", ROTATE.replace("-2 * i", "-i"))):
                took = [page.evaluate(RUN, program) for _ in range(ROUNDS)]
                figure = f"{median(took):.0f} ms, first {took[0]:.0f}, slowest {max(took):.0f}"
                rows.append((f"Run to verdict, {what}", figure, "300 ms"))
            browser.close()
            return rows
    finally:
        server.stop()
