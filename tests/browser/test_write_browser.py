"""Write in a real browser: run, be told, mend; hostile programs; keys, reloads, links."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from rope_core.exercises import EXERCISES
from tests.browser.browser_support import go, settled
from tests.browser.test_accessible import violations
from tests.browser.whole import WINDOWS, look

RIGHT = EXERCISES["rotate"].solution
WRONG = RIGHT.replace("-2 * i / d", "-i / d")
#: A mark that no frame to the server may hold.
SECRET = "# 5e1f-never-sent"


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your program")


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Verdict")


def run(page: Page, program: str | None = None) -> None:
    if program is not None:
        field(page).fill(program)
    page.get_by_role("button", name="Run", exact=True).click()


@pytest.fixture
def write(page: Page, app_url: str) -> Page:
    return settled(go(page, f"{app_url}/write?exercise=rotate"))


def test_a_slip_is_told_asked_and_mended_and_only_numbers_are_sent(
    page: Page, app_url: str
) -> None:
    sent: list[bytes] = []

    def listen(socket: object) -> None:
        socket.on(  # type: ignore[attr-defined]
            "framesent", lambda frame: sent.append(frame if isinstance(frame, bytes) else b"")
        )

    page.on("websocket", listen)
    settled(go(page, f"{app_url}/write?exercise=rotate"))
    run(page, WRONG + SECRET)
    expect(page.get_by_role("heading", level=2)).to_have_text(
        "Pair 0 is right. Pair 1 is turned by 0.100, not by 0.010."
    )
    expect(panel(page)).to_contain_text("Known as: Exponent −i/d for −2i/d.")
    expect(panel(page)).to_contain_text("For d = 4 and i = 1: what is the exponent of the base")
    expect(panel(page)).to_contain_text("Look at line 6.")
    expect(
        page.get_by_role("row", name=re.compile(r"^y\[2\] 0\.363 wrong 0\.344$"))
    ).to_be_visible()
    expect(panel(page).locator("pre")).to_have_count(0)
    page.get_by_role("button", name="Another hint").click()
    expect(panel(page).locator("pre")).to_have_count(0)
    page.get_by_role("button", name="Another hint").click()
    expect(panel(page).locator("pre")).to_have_text("angle = position * base ** (-2 * i / d)")
    expect(page.get_by_role("button", name="Another hint")).to_have_count(0)
    assert not violations(settled(page))
    run(page, RIGHT)
    expect(page.get_by_role("heading", level=2)).to_have_text("All numbers are as they should be.")
    expect(page.get_by_role("img", name="1 of 9 solved")).to_be_visible()
    page.get_by_role("button", name="Next: inv_freq").click()
    expect(page).to_have_url(re.compile("exercise=inv_freq"))
    assert sum(map(len, sent)) > 1000
    assert not any(word in frame for frame in sent for word in (b"5e1f", b"import cos"))


def test_hostile_programs_leave_the_page_working(write: Page) -> None:
    stopped = write.get_by_role("heading", level=2)
    run(write, "while True:\n    print('a' * 1000)\n")
    expect(stopped).to_contain_text("ended after five seconds")
    run(write, "a = []\nwhile True:\n    a.append([0.0] * 1000)\n")
    expect(stopped).to_contain_text("ran out of memory")
    run(write, "def rotate(x, position):\n    return rotate(x, position)\n")
    expect(stopped).to_contain_text("recursion")
    run(write, "document.title = 'mine'\n")
    expect(stopped).to_have_text("NameError: name 'document' isn't defined")
    expect(write.locator(".write .behind .error")).to_have_count(1)
    # No slip, but two at once: they are searched for in another process.
    run(write, WRONG.replace("angle = ", "angle = -"))
    expect(panel(write)).to_contain_text("the exponent is −i/d for −2i/d, and it turns backwards.")
    run(write, "print('<img src=x onerror=alert(1)>')\n" + RIGHT)
    expect(stopped).to_have_text("All numbers are as they should be.")
    expect(write.locator(".printed pre")).to_have_text("<img src=x onerror=alert(1)>\n")


def test_keys_undo_reload_and_a_link(write: Page, app_url: str) -> None:
    field(write).fill("def f():")
    field(write).press("End")
    write.keyboard.press("Enter")
    write.keyboard.type("if 1:")
    write.keyboard.press("Enter")
    write.keyboard.type("x = 1")
    expect(field(write)).to_have_value("def f():\n    if 1:\n        x = 1")
    write.keyboard.press("Shift+Tab")
    expect(field(write)).to_have_value("def f():\n    if 1:\n    x = 1")
    write.keyboard.press("ControlOrMeta+z")
    expect(field(write)).to_have_value("def f():\n    if 1:\n        x = 1")
    write.keyboard.press("Tab")
    expect(field(write)).to_be_focused()
    write.keyboard.press("Escape")
    write.keyboard.press("Tab")
    expect(write.get_by_role("button", name="Run", exact=True)).to_be_focused()
    kept = field(write).input_value()
    write.reload()
    settled(write)
    expect(field(write)).to_have_value(kept)
    link = write.evaluate(
        """async (text) => {
          const { loading: version } = globalThis.ropeByHand;
          const kept = new URL(`assets/${version}/write/kept.js`, document.baseURI).href;
          return (await import(kept)).fragmentOf("rotate", text);
        }""",
        WRONG,
    )
    write.goto("about:blank")
    settled(go(write, f"{app_url}/write{link}"))
    expect(field(write)).to_have_value(WRONG)
    write.get_by_role("button", name="Back to my own").click()
    expect(field(write)).to_have_value(kept)
    assert "#" not in write.url


def test_nothing_is_cut(write: Page, app_url: str) -> None:
    cuts: list[str] = []
    for query in ("exercise=rotate", "exercise=rotate&projector=1"):
        settled(go(write, f"{app_url}/write?{query}"))
        run(write, WRONG)
        expect(panel(write).locator("table")).to_be_visible()
        for window in WINDOWS:
            if window[2] == ("projector" in query):
                cuts += [str(cut) for _, cut in look(write, "write", window) if cut]
    assert not cuts, "\n".join(cuts)


def test_lines_are_put_in_order_and_blanks_filled_by_keyboard(write: Page) -> None:
    write.get_by_role("button", name="Lines in order").click()
    wanted = [line.strip() for line in EXERCISES["order"].solution.splitlines()]
    for place, line in enumerate(wanted):
        lines = write.locator(".write .order li code").all_inner_texts()
        for _ in range(lines.index(line) - place):
            write.get_by_role("button", name=f"Up: {line}", exact=True).press("Enter")
    assert write.locator(".write .order li code").all_inner_texts() == wanted
    run(write)
    heading = write.get_by_role("heading", level=2)
    expect(heading).to_have_text("All numbers are as they should be.")
    write.get_by_role("button", name="Next: Blanks").click()
    filled = ("d // 2", "-2 * i / d", "2 * i + 1", "a * sin(angle) + b * cos(angle)")
    for index, text in enumerate(filled):
        write.get_by_role("textbox", name=f"Blank {index + 1} of 4").fill(text)
    write.keyboard.press("Enter")
    expect(heading).to_have_text("All numbers are as they should be.")
    expect(write.get_by_role("img", name="2 of 9 solved")).to_be_visible()
