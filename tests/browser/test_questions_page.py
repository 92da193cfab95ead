"""Questions: found, opened, changed, and each with an address of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.browser_support import arrived, button

Open = Callable[[str], Page]


def test_a_question_is_found_opened_and_has_an_address(open_at: Open) -> None:
    page = open_at("/questions?m=7")
    expect(page.get_by_role("heading", name="Why are numbers turned in pairs?")).to_be_visible()
    find = page.get_by_role("searchbox", name="Find a question")
    find.fill("ramp")
    expect(page.get_by_text("1 of 27 questions")).to_be_visible()
    find.fill("pickled herring")
    expect(
        page.get_by_text("None of the 27 questions has “pickled herring” in it.")
    ).to_be_visible()
    find.fill("yarn beta")
    button(page, "What are YaRN's ramp and attention factor?").click()
    heading = page.get_by_role("heading", name="What are YaRN's ramp and attention factor?")
    expect(heading).to_be_visible()
    expect(page).to_have_url(re.compile(r"ask=yarn"))
    page.reload()
    arrived(page, "questions")
    expect(heading).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Are cached keys turned")).to_be_visible()
    expect(page).to_have_url(re.compile(r"m=7&ask=cached-keys|ask=cached-keys.*m=7"))


def test_a_name_that_no_question_has_is_said(open_at: Open) -> None:
    page = open_at("/questions?ask=pickled-herring")
    said = page.get_by_role("alert").filter(has_text="received “pickled-herring”")
    expect(said).to_be_visible()
    expect(page.get_by_role("heading", name="Why are numbers turned in pairs?")).to_be_visible()


def test_the_line_changes_in_the_browser(open_at: Open) -> None:
    page = open_at("/questions?ask=tf32")
    slider = page.get_by_role("slider", name="Change the position")
    line = page.locator(".changing .line")
    expect(line).to_have_text("2,049 counts as 2,048, off by 1.")
    slider.press("ArrowLeft")
    expect(line).to_have_text("2,048 counts as 2,048: exact.")
    expect(page.get_by_role("heading", name="Why does 2,049 become 2,048?")).to_be_visible()


def test_an_answer_leads_to_the_page_that_shows_it(open_at: Open) -> None:
    page = open_at("/questions?ask=theta&m=4")
    button(page, "Scale →").click()
    arrived(page, "scale")
    expect(page).to_have_url(re.compile(r"/scale\?m=4$"))
