"""From page to page: the question a page begins with, terms to tap, the sentence that leads on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from rope_core.problem import read_problem
from tests.browser.browser_support import arrived, button, text_of
from ui.app.course import COURSE, after, question
from ui.lesson.glossary import TERMS
from ui.scale.shown import shown_linked

Open = Callable[[str], Page]
PAGES = [entry for entry in COURSE if entry.section == "Learn" and entry.path != "start"]


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.path)
def test_a_page_begins_with_its_question_and_leads_on(look_at: Open, entry) -> None:
    page = look_at(f"/{entry.path}")
    expect(page.locator(".leads")).to_contain_text(entry.leads)
    reading = read_problem({})
    asked = question(entry, reading, shown_linked(reading, {}).asks)
    assert asked in text_of(page)
    following = after(entry.path)
    page.get_by_role("button", name=f"{following.title} →", exact=True).click()
    arrived(page, following.path)


@pytest.mark.parametrize(
    "entry", [entry for entry in PAGES if entry.about_problem], ids=lambda entry: entry.path
)
def test_every_term_can_be_tapped(look_at: Open, entry) -> None:
    page = look_at(f"/{entry.path}?m=3&base=100")
    row = page.locator(".term-row")
    card = page.locator("#rope-term")
    for name, term in TERMS.items():
        tapped = row.get_by_role("button", name=name, exact=True)
        tapped.click()
        expect(card).to_be_visible()
        expect(card).to_contain_text(term.means)
        expect(tapped).to_have_attribute("aria-expanded", "true")
        box = card.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["y"] >= 0
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(tapped).to_have_attribute("aria-expanded", "false")


def test_the_second_example_opens_where_three_different_numbers_stand(work_at: Open) -> None:
    page = work_at("/rotate?step=16")
    expect(page.locator(".second .note")).to_contain_text("3 × 0.100 = 0.300 rad")
    page.get_by_role("button", name="The second example").click()
    expect(page.get_by_role("heading", name="Angle pair 1")).to_be_visible()
    expect(page.locator(".rows")).to_contain_text("= 3 × 0.100")
    expect(page.locator(".rows")).to_contain_text("= 0.300 rad")


def test_a_term_in_a_sentence_shows_a_number_of_this_problem(look_at: Open) -> None:
    page = look_at("/rotate?m=3&base=100&step=2")
    assert "100^" not in text_of(page)
    page.locator(".says").get_by_role("button", name="pair").press("Enter")
    card = page.locator("#rope-term")
    expect(card).to_contain_text("Here: pair 0 of q is q₀ and q₁: 0.588 and 0.117.")
    page.keyboard.press("Escape")
    # The keys step again, and the new step has its own terms.
    button(page, "Previous step").click()
    page.locator(".term-row").get_by_role("button", name="inverse frequency").click()
    expect(card).to_contain_text("pair 0 turns by 1.000 rad per token, pair 1 by 0.100")
