"""See: patches are chosen by hand, and what stirs is seen."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.browser_support import button


def test_a_patch_has_three_numbers_and_answers(open_at: Callable[[str], Page]) -> None:
    page = open_at("/see?step=2")
    status = page.locator(".see .axes")
    expect(status).to_have_text("time 2row 3column 3")
    button(page, "Patch 3, at (2, 2, 4)").click()
    expect(status).to_have_text("time 2row 2column 4")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(status).to_have_text("time 2row 2column 3")
    page.locator(".chapter", has_text="A score").click()
    sums = page.locator(".axis-sums dd")
    score = sums.last.inner_text()
    button(page, "Patch 5, at (2, 3, 3)").click()
    expect(sums.last).not_to_have_text(score)
    button(page, "Next step").click()
    still = page.locator(".pair-strip [data-still]")
    expect(still).to_have_count(40)
    button(page, "Next step").click()
    expect(page.get_by_role("heading", name="One down: the others")).to_be_visible()
    expect(still).to_have_count(40)
