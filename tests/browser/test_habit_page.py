"""Attend's real head: guessed, pairs switched off, and the attention is the core's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rope_core.analysis.habits import attention_without, kept, looked_at, shares_of_scores
from rope_core.models.smollm2 import smollm2
from tests.browser.browser_support import button, go, settled, step_to
from ui.attend.habit import habit_data

MODEL = smollm2()
STEP = 7


def left(head: int, text: int, off: tuple[int, ...]) -> str:
    shares = shares_of_scores(MODEL.q(text, head), MODEL.k(text, head), MODEL.spec)
    targets = looked_at(MODEL.heads[head].does, MODEL.texts[text].tokens)
    value = kept(attention_without(shares, off), targets)
    return "less than 0.01" if value < 0.005 else f"{value:.2f}"


def test_a_head_loses_its_habit_with_the_pairs_that_make_it(look_at: Callable[[str], Page]) -> None:
    page = look_at(f"/attend?step={STEP}")
    said = page.locator(".habit-kept")
    expect(said).to_contain_text(left(0, 1, ()))
    assert not page.get_by_role("button", name=re.compile("^Pair 0, a turn")).count()
    # What comes later cannot be looked at: such a cell has neither a ground nor a frame.
    later = page.locator(".habit-cells td.later").first
    expect(later).to_have_css("box-shadow", "none")
    expect(later).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    button(page, "The fast ones: pairs 0 to 7").click()
    expect(page.get_by_text("Right.", exact=False).first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Pair 0, a turn")).click()
    expect(said).to_contain_text(left(0, 1, (0,)))
    button(page, "Without pairs 0 and 1").click()
    expect(said).to_contain_text(left(0, 1, (0, 1)))
    button(page, "All on").click()
    expect(said).to_contain_text(left(0, 1, ()))

    page.get_by_label("Head of SmolLM2-135M").select_option("4")
    expect(said).to_contain_text("on the first token")
    button(page, "Just show me").click()
    button(page, "Without pairs 30 and 31").click()
    expect(said).to_contain_text(left(4, 1, (30, 31)))


@pytest.mark.parametrize("query", ["", "&projector=1"], ids=["1280x720", "projector"])
def test_after_the_guess_what_switches_pairs_off_is_in_the_same_view(
    new_page: Callable[..., Page], app_url: str, query: str
) -> None:
    page = new_page(viewport={"width": 1280, "height": 720})
    for head, one in enumerate(MODEL.heads):
        if not looked_at(one.does, MODEL.texts[1].tokens):
            continue
        step_to(go(page, f"{app_url}/attend?habit={head}-1{query}"), STEP)
        page.locator("[data-focus=guess-1]").click()
        settled(page)
        last = page.locator(".habit .attend-tools button").last
        expect(last).to_be_in_viewport(ratio=0.99)
        main = page.get_by_test_id("stMain")
        scrolls = main.evaluate("(node) => node.scrollHeight > node.clientHeight")
        assert not (query and scrolls), f"head {head}"
        assert main.evaluate("(node) => node.scrollTop") == 0, f"head {head}"


@pytest.mark.parametrize("head", range(4))
def test_what_a_pair_takes_away_hangs_below_the_line(
    look_at: Callable[[str], Page], head: int
) -> None:
    """Upwards, a pair that works against the habit looked as one that makes it."""
    page = look_at(f"/attend?habit={head}-1&step={STEP}")
    page.get_by_role("button", name="Just show me").click()
    added: Any = habit_data(head, 1)["gains"]
    bars = page.locator(".habit-bars button").evaluate_all(
        """all => all.map((one) => {
          const [well, bar] = [one.querySelector(".well"), one.querySelector("i")].map(
            (node) => node.getBoundingClientRect());
          return [well.top, well.bottom, bar.top, bar.bottom];
        })"""
    )
    zero = max(top for gain, (_, _, _, top) in zip(added, bars, strict=True) if gain > 0)
    for gain, (top, foot, begins, ends) in zip(added, bars, strict=True):
        assert top - 1 <= begins < ends <= foot + 2.5, "within its place"
        assert (begins >= zero - 1) if gain < 0 else (ends <= zero + 1), gain
    said = page.locator(".habit .note").last.inner_text()
    assert ("below the line, what it takes away" in said) == any(gain < 0 for gain in added)
