"""Cache: a token a step, and arrows that a slider turns."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.browser_support import button


def test_keys_are_stored_and_turned_by_hand(look_at: Callable[[str], Page]) -> None:
    page = look_at("/cache")
    keys = page.get_by_role("list", name="The stored keys").get_by_role("listitem")
    expect(keys).to_have_count(1)
    button(page, "Next step").click()
    expect(keys).to_have_count(2)
    page.locator(".chapter", has_text="Padding").click()
    expect(keys).to_have_count(6)
    slider = page.get_by_role("slider", name="Change the tokens of padding")
    line = page.locator(".changing .line")
    said = line.inner_text()
    expect(keys.first).to_contain_text("at 3")
    arrow = keys.first.locator("g")
    before = arrow.get_attribute("style")
    slider.press("ArrowRight")
    expect(keys.first).to_contain_text("at 4")
    expect(line).to_have_text(said)  # which is the point
    assert arrow.get_attribute("style") != before
    page.locator(".chapter", has_text="Evict").click()
    slider = page.get_by_role("slider", name="Change how many are dropped")
    slider.press("End")
    expect(keys).to_have_count(2)
