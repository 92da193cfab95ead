"""The finish: line by line, a slip by its name, and what the model recorded at the end."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from rope_core.practice.real_score import real_score
from tests.browser.browser_support import arrived, button, go, settled

SCORE = real_score()


def answer(page: Page, text: str) -> None:
    field = page.locator(".ask input")
    field.fill(text)
    field.press("Enter")


def test_one_real_score_alone(page: Page, app_url: str) -> None:
    go(page, f"{app_url}/finish")
    expect(page.locator(".score-lines > li:visible")).to_have_count(1, timeout=30_000)
    for number, line in enumerate(SCORE.lines, start=1):
        expect(page.locator(".score-lines > li:visible")).to_have_count(number)
        answer(page, f"{line.slips[0].value:.5f}")
        expect(page.locator(".ask .feedback")).to_contain_text(line.slips[0].title)
        answer(page, "three")
        expect(page.get_by_role("alert").filter(has_text="received “three”")).to_be_visible()
        answer(page, f"{line.value:.4f}")
    expect(page.get_by_text("The model itself recorded")).to_contain_text("0.925")
    expect(page.get_by_text("You computed 9 of 9 lines alone.")).to_be_visible()
    # Remembered, until one starts anew.
    page.reload()
    arrived(page, "finish")
    expect(page.get_by_text("You computed 9 of 9 lines alone.")).to_be_visible()
    button(page, "Once more").click()
    expect(page.locator(".score-lines > li:visible")).to_have_count(1)


def test_a_line_can_be_shown(open_at: Callable[[str], Page]) -> None:
    page = open_at("/finish")
    settled(page)
    for _ in SCORE.lines:
        button(page, "Show this line").click()
    expect(page.get_by_text("You computed 0 of 9 lines alone.")).to_be_visible()
