"""On paper every Learn page is a handout: its steps, no buttons, at most three pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.browser_support import GOING_ON, STEPPED
from tests.browser.conftest import DESKTOP
from tests.browser.page_support import STEP_BAR, steps_of

#: As Chromium prints when nobody sets anything, and its narrow pages.
PAPER: tuple[dict[str, Any], ...] = (
    {"format": "A4", "margin": dict.fromkeys(("top", "right", "bottom", "left"), "1cm")},
    {},
    {"format": "A4", "margin": dict.fromkeys(("top", "right", "bottom", "left"), "12mm")},
)
#: What a sheet of A4 has between its margins, in CSS pixels.
A4: ViewportSize = {"width": 718, "height": 1047}
SHOWN = r"""() => {
  const seen = (node) => node.checkVisibility({ visibilityProperty: true });
  const steps = [...document.querySelectorAll(".rope .paper-step")].filter(seen);
  // A word, a row's name, a chart's bar or a picture's patch is no button to who reads it.
  const words = ".term, .onward-link, th button, .habit-bars button, .patch";
  const pressed = `button:not(${words}), input, select, [role=radio]`;
  return {
    steps: steps.length,
    last: steps.at(-1)?.innerText ?? "",
    empty: steps.filter((step) => step.innerText.trim().length < 10).length,
    folded: steps.flatMap((step) => [...step.querySelectorAll("details:not([open])")]).length,
    pressed: [...document.querySelectorAll(pressed)].filter(seen).map((one) => one.outerHTML),
    words: [...document.querySelectorAll(".term-row")].filter(seen).length,
    pictures: [...document.querySelectorAll(".paper-step .scale-spectrum")].filter(seen).length,
    unanswered: steps.filter((step) => /[=≈]\s*\?/.test(step.innerText)).length,
    cut: [...document.querySelectorAll(".paper-step .attend-cells")].filter(
      (table) => table.scrollWidth > table.closest(".paper-step").clientWidth,
    ).length,
    sidebar: seen(document.querySelector('[data-testid="stSidebar"]')),
  };
}"""


#: As many steps as are all on paper.
ALL = 27
#: Steps by the dozen, wide matrices, and a head in which some pairs are walked through.
LONG = [
    f"{page}?seed=12&d={d}"
    for page, sizes in (("rotate", (8, 16, 64, 256)), ("matrix", (6, 8, 16)))
    for d in sizes
]


@pytest.mark.parametrize("name", [*STEPPED, *GOING_ON, *LONG])
def test_a_page_is_a_handout(name: str, look_at: Callable[[str], Page]) -> None:
    page = look_at(f"/{name}")
    # What a test before this one said of the medium holds for what is printed as well.
    page.emulate_media(media="null")
    last = steps_of(page)
    bar = page.locator(STEP_BAR)
    here = bar.input_value()
    for paper in PAPER:
        pages = len(re.findall(rb"/Type /Page\b(?!s)", page.pdf(**paper)))
        assert 1 <= pages <= 3, f"{pages} pages of paper: {paper}"
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    expect(page.locator(".paper-step").first).to_be_visible()
    shown = page.evaluate(SHOWN)
    assert shown["steps"] == last if last <= ALL else 3 <= shown["steps"] < last
    assert shown["last"].startswith(f"{last} of {last}. "), "what all steps lead to"
    assert not shown["empty"]
    assert not shown["folded"], "on paper nobody unfolds anything"
    assert not shown["pressed"], shown["pressed"]
    assert not shown["sidebar"]
    assert not shown["words"], "words are there to be tapped"
    assert not shown["unanswered"], "a line to fill in"
    assert shown["pictures"] <= 2, "one picture again and again"
    assert not shown["cut"]
    page.emulate_media(media="screen")
    page.set_viewport_size(DESKTOP)
    expect(page.locator(".paper-step")).to_have_count(0)
    assert (bar.input_value(), steps_of(page)) == (here, last)


#: How many sheets a page takes, in A4 and in Letter, so that none is nearly empty.
SHEETS = {"start": 1, "rotate": 2, "turn": 1, "scale": 2, "finish": 1}


@pytest.mark.parametrize("name", SHEETS)
def test_no_sheet_is_nearly_empty(name: str, look_at: Callable[[str], Page]) -> None:
    page = look_at(f"/{name}")
    page.emulate_media(media="null")
    for paper in ("A4", "Letter"):
        assert len(re.findall(rb"/Type /Page\b(?!s)", page.pdf(format=paper))) == SHEETS[name]


def test_rotates_last_sheet_has_the_vectors_numbers(look_at: Callable[[str], Page]) -> None:
    page = look_at("/rotate?q=1,2,3,4&m=0")
    page.emulate_media(media="print")
    numbers = page.locator(".paper-result .number")
    expect(numbers).to_have_text(["1.000", "2.000", "3.000", "4.000"])
    expect(numbers.first).to_be_visible()


def test_finish_is_a_sheet_to_fill_in(look_at: Callable[[str], Page]) -> None:
    page = look_at("/finish")
    lines = page.locator(".score-lines .written .blank")
    expect(page.locator(".score-lines > li:visible")).to_have_count(1)
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    expect(page.locator(".score-lines > li:visible")).to_have_count(9)
    expect(page.locator(".finish-picture")).to_be_visible()
    for line in lines.all():
        box = line.bounding_box()
        assert box is not None
        assert box["width"] > 40, "room to write in"


def test_turn_prints_positions_far_apart(look_at: Callable[[str], Page]) -> None:
    page = look_at("/turn")
    page.emulate_media(media="print")
    expect(page.locator(".paper-title")).to_have_text(
        [f"{at + 1} of 65. Query at {at}" for at in (0, 13, 26, 38, 51, 64)]
    )


def test_scales_picture_stands_where_the_method_begins(look_at: Callable[[str], Page]) -> None:
    page = look_at("/scale")
    page.emulate_media(media="print")
    drawn = page.locator(".paper-step", has=page.locator("[data-grows]"))
    expect(drawn).to_have_count(1)
    expect(drawn.locator(".paper-title")).to_have_text(re.compile("^3 of "))
    # What the later steps find is in it.
    expect(drawn.locator(".spot-text")).to_have_text(["short enough to keep", "too long to keep"])
    expect(drawn.locator("[data-grows] svg")).to_be_visible()


def test_start_is_a_handout_of_its_three_steps(look_at: Callable[[str], Page]) -> None:
    page = look_at("/start?step=2")
    page.emulate_media(media="null")
    for paper in PAPER:
        assert len(re.findall(rb"/Type /Page\b(?!s)", page.pdf(**paper))) == 1, f"{paper}"
    said = page.locator(".step-text").inner_text()
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    steps = page.locator(".paper-step")
    expect(steps).to_have_count(3)
    for number, step in enumerate(steps.all(), start=1):
        expect(step.locator(".paper-title")).to_have_text(re.compile(rf"^{number} of 3\. \w"))
        for part in (".two-arrows", ".sentence", ".score", ".working"):
            expect(step.locator(part)).to_be_visible()
        expect(step.locator(".says").last).to_be_visible()
    # Its own numbers: the same score as before, wherever the sentence begins.
    scores = steps.locator(".score").all_inner_texts()
    assert scores[1] == scores[2] != scores[0]
    shown = page.evaluate(SHOWN)
    assert not shown["pressed"], shown["pressed"]
    assert "Swap the words" not in steps.nth(1).inner_text(), "nothing is done on paper"
    page.emulate_media(media="screen")
    page.set_viewport_size(DESKTOP)
    expect(steps).to_have_count(0)
    expect(page.locator(".step-text")).to_be_visible()
    assert page.locator(".step-text").inner_text() == said
