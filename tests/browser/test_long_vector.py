"""A vector longer than its row says how many numbers follow, on every screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import settled

Open = Callable[[str], Page]
#: The numbers that are not seen whole, to the right of what is.
_AFTER = """(strip) => {
    const list = strip.querySelector(".cells");
    const end = list.getBoundingClientRect().right;
    return [...list.querySelectorAll(".number")].filter((number) => {
        const text = document.createRange();
        text.selectNodeContents(number);
        return text.getBoundingClientRect().right > end;
    }).length; }"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("projector", ["", "&projector=1"])
def test_how_many_numbers_follow_is_said(work_at: Open, width: int, projector: str) -> None:
    page = work_at(f"/rotate?seed=2&d=64&step=4{projector}")
    page.set_viewport_size({"width": width, "height": 720})
    settled(page)
    for strip in page.locator(".rotate-head .strip").all():
        more, cells = strip.locator(".more"), strip.locator(".cells")
        after = strip.evaluate(_AFTER)
        assert 40 < after < 64
        expect(more).to_have_text(f"… {after} more")
        cells.evaluate("(list) => { list.scrollLeft = list.scrollWidth; }")
        expect(more).to_have_text("")
        assert strip.evaluate(_AFTER) == 0
        cells.evaluate("(list) => { list.scrollLeft = 0; }")
        expect(more).to_have_text(f"… {after} more")


def test_of_a_short_vector_nothing_follows(work_at: Open) -> None:
    page = work_at("/rotate?step=4")
    expect(page.locator(".rotate-head .strip")).to_be_visible()
    expect(page.locator(".strip .more")).to_have_count(0)


def test_the_pair_of_a_link_is_seen_once_the_page_is_there(open_at: Open) -> None:
    """The stage stood in the first view; what is moved forgets how far it was scrolled."""
    page = open_at("/rotate?seed=2&d=64&pairs=0,31&step=12")
    settled(page)
    strip = page.locator(".rotate-head .strip").first
    cell = strip.locator("[data-current]").first.bounding_box()
    row = strip.locator(".cells").bounding_box()
    assert cell is not None
    assert row is not None
    assert row["x"] <= cell["x"]
    assert cell["x"] + cell["width"] <= row["x"] + row["width"]
