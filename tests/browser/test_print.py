"""On paper every Learn page is a handout: its steps, no buttons, at most three pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import GOING_ON, STEPPED
from tests.browser.page_support import STEP_BAR, steps_of

#: Pages of paper; Cancel's proof has the longest lines.
MOST = {"cancel": 4}
SHOWN = """() => {
  const seen = (node) => node.checkVisibility({ visibilityProperty: true });
  const steps = [...document.querySelectorAll(".rope .paper-step")].filter(seen);
  // A word, a row's name, a chart's bar or a picture's patch is no button to who reads it.
  const words = ".term, .onward-link, th button, .habit-bars button, .patch";
  const pressed = `button:not(${words}), input, select, [role=radio]`;
  return {
    steps: steps.length,
    empty: steps.filter((step) => step.innerText.trim().length < 10).length,
    folded: steps.flatMap((step) => [...step.querySelectorAll("details:not([open])")]).length,
    pressed: [...document.querySelectorAll(pressed)].filter(seen).map((one) => one.outerHTML),
    sidebar: seen(document.querySelector('[data-testid="stSidebar"]')),
  };
}"""


@pytest.mark.parametrize("name", STEPPED + GOING_ON)
def test_a_page_is_a_handout(name: str, look_at: Callable[[str], Page]) -> None:
    page = look_at(f"/{name}")
    last = steps_of(page)
    bar = page.locator(STEP_BAR)
    here = bar.input_value()
    page.emulate_media(media="print")
    expect(page.locator(".paper-step").first).to_be_visible()
    shown = page.evaluate(SHOWN)
    assert shown["steps"] == (last if last <= 30 else shown["steps"]) > 0
    assert not shown["empty"]
    assert not shown["folded"], "on paper nobody unfolds anything"
    assert not shown["pressed"], shown["pressed"]
    assert not shown["sidebar"]
    page.emulate_media(media="screen")
    expect(page.locator(".paper-step")).to_have_count(0)
    assert (bar.input_value(), steps_of(page)) == (here, last)
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "12mm")
    pdf = page.pdf(format="A4", margin=margin)  # type: ignore[arg-type]
    pages = len(re.findall(rb"/Type /Page\b(?!s)", pdf))
    assert 1 <= pages <= MOST.get(name, 3), f"{pages} pages of paper"
