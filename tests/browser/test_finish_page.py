"""The finish: line by line, a slip by its name, and what the model recorded at the end."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from rope_core.practice.real_score import real_score
from rope_core.reading.expression import read_answer
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
        expect(page.get_by_role("alert").filter(has_text="“three” is not a number")).to_be_visible()
        answer(page, f"{line.value:.4f}")
        solved = page.locator(".solution").last
        expect(solved).to_have_text(re.compile(r"✓ yours$"))
    expect(page.get_by_text("The model itself recorded")).to_contain_text("0.925")
    expect(page.get_by_text("You computed 9 of 9 lines alone.")).to_be_visible()
    expect(page.locator(".finish-end p")).to_be_focused()
    # Remembered, until one starts anew.
    page.reload()
    arrived(page, "finish")
    expect(page.get_by_text("You computed 9 of 9 lines alone.")).to_be_visible()
    button(page, "Once more").click()
    expect(page.locator(".score-lines > li:visible")).to_have_count(1)


def test_what_was_typed_stays_beside_what_it_is(page: Page, app_url: str) -> None:
    """Whoever goes on with the numbers as they are given finds another last digit."""
    go(page, f"{app_url}/finish")
    for line in SCORE.lines[:2]:
        answer(page, f"{line.value:.4f}")
    q, angle = [round(float(x), 3) for x in SCORE.q], SCORE.lines[1].value
    own = math.cos(angle) * q[0] - math.sin(angle) * q[1]
    full = SCORE.lines[2].value
    assert f"{own:.3f}" != f"{full:.3f}", "nothing to tell apart"
    answer(page, f"{own:.3f}")
    expect(page.locator(".solution").last).to_contain_text(
        f"{own:.3f} ✓ yours {full:.3f} at full precision".replace("-", "−")
    )


def test_a_line_can_be_shown(open_at: Callable[[str], Page]) -> None:
    page = open_at("/finish")
    settled(page)
    for line in SCORE.lines:
        button(page, "Show this line").click()
        # Not the bare number: how one comes to it.
        working = page.locator(".solution .working").last.inner_text().strip()
        worked, sign = working[:-1], working[-1]
        value = read_answer(worked.replace("e^", f"{math.e!r}^"))
        assert sign in "=≈"
        assert abs(value - line.value) < 0.005 * max(1, abs(line.value)), working
    expect(page.get_by_text("You computed 0 of 9 lines alone.")).to_be_visible()


def test_its_words_can_be_tapped_and_give_no_answer_away(page: Page, app_url: str) -> None:
    go(page, f"{app_url}/finish")
    # In the question, where a sentence begins with it, and in the row below.
    page.locator(".asked").get_by_role("button", name="Pair", exact=True).click()
    card = page.locator(".term-card")
    expect(card).to_contain_text("turned together")
    expect(card).to_contain_text("pair 0, which turns fastest")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    said = []
    for word in page.locator(".term-row button").all():
        word.click()
        said.append(card.locator(".here").inner_text())
        page.keyboard.press("Escape")
    for line in SCORE.lines:
        if line.style != "whole":
            assert not any(f"{line.value:.3f}" in here for here in said)
    assert not any(f"q{SCORE.places[1]}" in here or "₃₂" in here for here in said)


#: Which way an arrow points, in degrees, once it has come to rest.
POINTS = """async (arrow) => {
  await Promise.all(arrow.getAnimations().map((one) => one.finished));
  const { a, b } = new DOMMatrix(getComputedStyle(arrow).transform);
  return (Math.atan2(-b, a) * 180) / Math.PI;
}"""


def test_the_picture_turns_with_the_lines(page: Page, app_url: str) -> None:
    go(page, f"{app_url}/finish")
    picture = page.locator(".pair-picture")
    arrows = {side: picture.locator(f".of-{side} .hand") for side in ("query", "key")}
    ends = {line.key: line.value for line in SCORE.lines}
    turned = {
        "query": ((ends["q_first"], ends["q_second"]), "angle"),
        "key": ((ends["k_first"], ends["k_second"]), "q_second"),
    }
    starts = {"query": SCORE.q, "key": SCORE.k}
    done: list[str] = []
    expect(picture).to_contain_text("1 place back")
    for line in SCORE.lines:
        for side, arrow in arrows.items():
            numbers, needed = turned[side]
            x, y = numbers if needed in done else starts[side]
            apart = arrow.evaluate(POINTS) - math.degrees(math.atan2(y, x))
            assert abs((apart + 180) % 360 - 180) < 0.01, f"{side} at {line.key}"
        shown = f"{picture.text_content()} {picture.get_attribute('aria-label')}"
        assert f"{line.value:.3f}".replace("-", "−") not in shown, f"{line.key} is told"
        if line.style == "whole":
            assert f"number {line.value:.0f}" not in shown
        answer(page, f"{line.value:.4f}")
        done.append(line.key)
        expect(page.locator(".score-lines .solution")).to_have_count(len(done))
    expect(picture).to_contain_text(f"{SCORE.recorded:.3f}")


def test_the_picture_is_large_on_a_projector_and_below_on_a_phone(
    open_at: Callable[[str], Page],
) -> None:
    page = open_at("/finish?projector=1")
    smallest = page.locator(".pair-picture").evaluate(
        """(picture) => Math.min(...[...picture.querySelectorAll("text")].map((text) =>
          parseFloat(getComputedStyle(text).fontSize) * picture.getScreenCTM().a))"""
    )
    assert smallest >= 22
    page.set_viewport_size({"width": 390, "height": 844})
    lines, picture = (page.locator(at).bounding_box() for at in (".finish-lines", ".pair-picture"))
    assert lines is not None
    assert picture is not None
    assert picture["y"] >= lines["y"] + lines["height"]
    assert picture["x"] + picture["width"] <= 390


def test_nothing_is_to_scroll_on_a_projector(new_page: Callable[..., Page], app_url: str) -> None:
    """Every line fits, and its question with what is said of a slip, as steps of other pages do."""
    page = new_page(viewport={"width": 1280, "height": 720})
    settled(go(page, f"{app_url}/finish?projector=1"))
    for line in SCORE.lines:
        answer(page, f"{line.slips[0].value:.5f}")
        expect(page.locator(".ask .feedback")).to_be_in_viewport(ratio=1)
        expect(button(page, "Show this line")).to_be_in_viewport(ratio=1)
        expect(page.locator(".pair-picture")).to_be_in_viewport(ratio=1)
        answer(page, f"{line.value:.4f}")
    expect(button(page, "Once more")).to_be_in_viewport(ratio=1)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("(node) => node.scrollTop") == 0
