"""Stepping: by buttons, keys and bar, in the address, and without asking the server anything."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import (
    Watch,
    address,
    arrived,
    button,
    choose,
    enter,
    field_named,
    go,
    settled,
    step_shown,
    step_to,
    text_of,
    turn_to,
    visit,
)

Open = Callable[[str], Page]
#: Where each page stands when it is opened at m=5: Turn's steps are positions from 0 on.
FIRST = {"rotate": 1, "matrix": 1, "turn": 6, "cancel": 1}


def sent_by(page: Page, watch: Watch) -> int:
    """Frames sent once the page has fallen silent."""
    settled(page)
    return len(watch.sent)


@pytest.mark.parametrize(("name", "first"), FIRST.items())
def test_steps_cost_nothing_and_stand_in_the_address(
    open_at: Open, watch: Watch, name: str, first: int
) -> None:
    page = open_at(f"/{name}?m=5")
    sent = sent_by(page, watch)
    here, last = step_shown(page)
    assert here == first
    assert "step" not in address(page)

    button(page, "Next step").click()
    assert step_shown(page)[0] == first + 1
    assert address(page)["step"] == str(first + 1)
    page.keyboard.press("ArrowRight")
    assert step_shown(page)[0] == first + 2
    page.keyboard.press("ArrowLeft")
    button(page, "Previous step").click()
    assert step_shown(page)[0] == first
    assert "step" not in address(page)

    # Home and End, and no further than the ends; the buttons say so.
    page.keyboard.press("End")
    assert step_shown(page)[0] == last
    expect(button(page, "Next step")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("ArrowRight")
    assert step_shown(page)[0] == last
    page.keyboard.press("Home")
    assert step_shown(page)[0] == 1
    expect(button(page, "Previous step")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("ArrowLeft")
    assert step_shown(page)[0] == 1

    # The bar: jumped, dragged over, and by its own keys one at a time.
    step_to(page, last // 2)
    bar = page.get_by_role("slider", name="Step", exact=True)
    bar.focus()
    page.keyboard.press("ArrowRight")
    assert step_shown(page)[0] == last // 2 + 1
    box = bar.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.6, 0.7, 0.8):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
    page.mouse.up()
    assert abs(step_shown(page)[0] - 0.8 * last) <= 1 + 0.03 * last

    here = step_shown(page)[0]
    assert sent_by(page, watch) == sent, "stepping talked to the server"
    before = text_of(page)
    page.reload()
    arrived(page, name)
    assert step_shown(page)[0] == here
    assert text_of(page) == before


def test_keys_in_a_field_are_the_fields(work_at: Open) -> None:
    page = work_at("/rotate")
    field_named(page, "Query position m").click()
    for key in ("ArrowRight", "End", "Home"):
        page.keyboard.press(key)
    assert step_shown(page)[0] == 1


def test_jump_to_a_pair_and_open_everything(open_at: Open, watch: Watch) -> None:
    page = open_at("/rotate?seed=5&d=128")
    sent = sent_by(page, watch)
    button(page, "Next step").click()  # the line, then all pairs
    pair = page.get_by_role("button", name="Pair 40: q₈₀ and q₈₁")
    pair.click()
    expect(pair).to_have_attribute("aria-pressed", "true")
    expect(pair).to_be_focused()
    # The line, all pairs, then those that are walked through: 0, 32, 40 and 63.
    assert step_shown(page) == (2, 2 + 7 * 4 + 1)
    assert address(page)["pairs"] == "0,32,40,63"
    page.keyboard.press("ArrowRight")  # among the pairs the keys go from pair to pair
    expect(page.get_by_role("button", name="Pair 41: q₈₂ and q₈₃")).to_be_focused()
    button(page, "Pair 40").click()
    expect(page.get_by_role("heading", name="Inverse frequency pair 40")).to_be_visible()
    assert step_shown(page)[0] == 2 + 7 * 2 + 1
    button(page, "Open everything").click()
    expect(page.get_by_role("heading", name="Pair 63: q₁₂₆ and q₁₂₇")).to_be_attached()
    assert address(page)["all"] == "1"
    button(page, "One step at a time").click()
    expect(page.get_by_role("heading", name="Inverse frequency pair 40")).to_be_visible()
    assert sent_by(page, watch) == sent


def test_the_step_stays_when_the_problem_changes(work_at: Open) -> None:
    page = work_at("/rotate?step=6")
    enter(page, "Query position m", "2")
    expect(page.get_by_text("cos(2.000)×0.588 − sin(2.000)×0.117 = −0.351").first).to_be_visible()
    assert step_shown(page)[0] == 6
    assert address(page) == {"m": "2", "step": "6"}


def test_the_problem_is_the_same_on_every_page_and_after_a_reload(open_at: Open) -> None:
    page = open_at("/rotate")
    enter(page, "Query position m", "41")
    enter(page, "Key vector k", "1/2, 0.25, -1e-1, 3")
    choose(page, "Digits", "5")
    expect(page.get_by_text("cos(41.00000)").first).to_be_visible()
    wanted = {"q": "0.588,0.117,0.342,-0.231", "k": "0.5,0.25,-0.1,3", "m": "41", "digits": "5"}
    for name in ("matrix", "turn", "cancel", "rotate"):
        visit(page, name)
        expect(field_named(page, "Query position m")).to_have_value("41")
        expect(field_named(page, "Key vector k")).to_have_value("1/2, 0.25, -1e-1, 3")
        page.wait_for_function("location.search.includes('digits=5')")
        assert {k: v for k, v in address(page).items() if k in wanted} == wanted, name
    expect(page.get_by_text("cos(41.00000)").first).to_be_visible()
    page.reload()
    arrived(page, "rotate")
    expect(page.get_by_text("cos(41.00000)").first).to_be_visible()
    expect(field_named(page, "Query position m")).to_have_value("41")
    assert {k: v for k, v in address(page).items() if k in wanted} == wanted


def test_back_takes_an_edit_back(open_at: Open) -> None:
    page = open_at("/rotate")
    for position in ("7", "8"):
        enter(page, "Query position m", position)
        expect(page.get_by_text(f"cos({position}.000)").first).to_be_visible()
    page.go_back()
    expect(page.get_by_text("cos(7.000)").first).to_be_visible()
    expect(field_named(page, "Query position m")).to_have_value("7")
    page.go_forward()
    expect(page.get_by_text("cos(8.000)").first).to_be_visible()
    expect(field_named(page, "Query position m")).to_have_value("8")


def test_back_over_pages_keeps_the_problem(open_at: Open) -> None:
    page = open_at("/rotate?m=7")
    visit(page, "matrix")
    page.go_back()
    arrived(page, "rotate")
    expect(page.get_by_text("cos(7.000)").first).to_be_visible()
    expect(field_named(page, "Query position m")).to_have_value("7")


def test_projector_mode_shows_the_stage_alone(new_page: Callable[..., Page], app_url: str) -> None:
    page = go(new_page(viewport={"width": 1280, "height": 720}), f"{app_url}/rotate?projector=1")
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar).to_be_hidden()
    page.keyboard.press("PageDown")
    assert step_shown(page)[0] == 2
    page.keyboard.press("Escape")
    expect(sidebar).to_be_visible()
    expect(page).not_to_have_url(re.compile("projector"))


@pytest.mark.parametrize("wanted", ["no-preference", "reduce"])
def test_what_a_step_changed_is_seen_to_change(
    new_page: Callable[..., Page], app_url: str, wanted: str
) -> None:
    """In less than half a second, and not at all where motion is unwanted."""
    page = new_page(reduced_motion=wanted)
    attend = [f"attend?step={step}" for step in range(1, 7)]
    for where in ("rotate?step=5", "rotate?step=7", "matrix?step=2", "cancel?step=2", *attend):
        settled(turn_to(page, f"{app_url}/{where}"))
        lasting = page.evaluate(
            """() => {
              [...document.querySelectorAll(".rope .controls button")]
                .find((node) => node.textContent.startsWith("Next step")).click();
              return document.getAnimations()
                .filter(({ effect }) => effect.target?.closest(".rope"))
                .map(({ effect }) => effect.getComputedTiming().endTime);
            }"""
        )
        assert bool(lasting) is (wanted != "reduce"), where
        assert all(0 < time < 500 for time in lasting), where
