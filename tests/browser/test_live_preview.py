"""A teacher with the page Class alone; the room's own computer follows by the code."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.browser_support import PATIENCE, button, go, settled, visit

PROJECTOR = {"width": 1280, "height": 720}
PLACE = "Pair 0 has q₀. Which place has its other number, in half_split with 64 numbers?"


def test_a_class_is_led_from_class_where_a_projector_follows_by_its_code(
    new_page: Callable[..., Page], app_url: str, browser: Browser
) -> None:
    teacher = settled(go(new_page(), f"{app_url}/class"))
    button(teacher, "Start a live class").click()
    code = teacher.locator(".live-head .live-code").inner_text(timeout=PATIENCE)
    # Another browser, which has no token of the class.
    room = browser.new_context(viewport=PROJECTOR)  # type: ignore[arg-type]
    projector = room.new_page()
    projector.goto(f"{app_url}/start?projector=1&live={code}")
    expect(projector.locator(".live-cover .live-code")).to_have_text(code, timeout=PATIENCE)
    # The frame has no place yet, so the class has none.
    expect(teacher.locator(".live-preview")).to_be_hidden()

    button(teacher, "Take the class to Cancel, minutes 25–35").click()
    here = teacher.locator(".live-where")
    expect(here).to_contain_text(re.compile(r"Cancel · step 1 of \d+"), timeout=PATIENCE)
    for step in (2, 3, 4):
        button(teacher, "Next ›").click()
        expect(here).to_contain_text(f"step {step} of")
    preview = teacher.frame_locator(".live-preview iframe")
    for shown in (projector, preview):
        expect(shown.get_by_text(re.compile(r"^4 of \d+$"))).to_be_visible(timeout=PATIENCE)
    expect(teacher.locator(".live-standing")).to_contain_text("This step asks: How many products")
    button(teacher, "Open a vote").click()
    expect(projector.locator(".live-cover")).to_contain_text("How many products")
    expect(preview.locator(".live-cover")).to_contain_text("How many products")
    # All that is needed next is in view while bars grow below it.
    expect(button(teacher, "Close the vote")).to_be_in_viewport()
    button(teacher, "Reveal").click()
    button(teacher, "Put it away").click()

    # The lines of Finish are questions, one after the other.
    finish = teacher.context.new_page()
    settled(go(finish, f"{app_url}/cancel?live={code}"))
    finish.get_by_role("link", name="Finish", exact=True).click()
    expect(here).to_contain_text("Finish", timeout=PATIENCE)
    expect(button(finish, "Show this line")).to_be_visible(timeout=PATIENCE)
    expect(teacher.locator(".live-standing")).to_contain_text(PLACE)
    button(finish, "Show this line").click()
    expect(teacher.locator(".live-standing")).to_contain_text("By what angle, in radians")
    button(finish, "Open a vote").click()
    expect(projector.locator(".live-cover")).to_contain_text("By what angle, in radians")
    # A wall has no strip, whoever it belongs to.
    wall = go(teacher.context.new_page(), f"{app_url}/finish?live={code}&projector=1")
    expect(wall.locator(".live-cover")).to_be_visible(timeout=PATIENCE)
    button(teacher, "End the class").click()
    button(teacher, "End it and download the table").click()
    expect(teacher.locator(".live-foot")).to_contain_text("has ended for everyone")
    # Who is in no class any more joins another one, whether or not that line is closed.
    expect(visit(teacher, "start").get_by_label("Join with its code")).to_be_visible()
    button(teacher, "Close this line").click()
    expect(teacher.locator(".live-foot")).to_have_count(0)
    for one in (projector, wall):
        expect(one.locator(".live-head-row")).to_have_count(0)
        expect(one.locator(".live-foot")).to_have_count(0)
    room.close()
