"""Light and dark, on a desk and on a phone: the stage renders and fits."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import GOING_ON, STEPPED, go, step_to, turn_to

BRIGHTNESS = """(node) => {
  for (; node; node = node.parentElement) {
    const [r, g, b, a] = getComputedStyle(node).backgroundColor.match(/[\\d.]+/g).map(Number);
    if (a !== 0) return (r + g + b) / 765;
  }
  return 1;
}"""
INK = """(node) => getComputedStyle(node).color.match(/[\\d.]+/g).slice(0, 3)
  .reduce((sum, part) => sum + Number(part), 0) / 765"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_stage_follows_the_scheme(
    new_page: Callable[..., Page], app_url: str, scheme: str
) -> None:
    page = go(new_page(color_scheme=scheme), f"{app_url}/rotate")
    line = page.get_by_text("cos(1.000)×0.588 − sin(1.000)×0.117 = 0.219", exact=True)
    ground, ink = line.evaluate(BRIGHTNESS), line.evaluate(INK)
    assert (ground > 0.9 and ink < 0.3) if scheme == "light" else (ground < 0.2 and ink > 0.7)


#: Step by step, of the first so many: what is drawn in no colour of the page is black, which a dark
#: ground swallows. Each step is looked at once it is counted, as "2 of 64".
BLACK = """async (most) => {
  const bar = () => document.querySelector('[aria-label="Step"]');
  const last = Number(bar().max);
  const found = [];
  for (let step = 1; step <= Math.min(last, most); step++) {
    bar().value = String(step);
    bar().dispatchEvent(new Event("input", { bubbles: true }));
    while (document.querySelector(".count").textContent.trim() !== `${step} of ${last}`)
      await new Promise(requestAnimationFrame);
    for (const node of document.querySelectorAll('.rope svg :is(circle, path, rect, polygon)'))
      if (node.checkVisibility() && getComputedStyle(node).fill === 'rgb(0, 0, 0)')
        found.push(`step ${step}: ${node.outerHTML.slice(0, 90)}`);
  }
  return found;
}"""


def test_nothing_drawn_is_black_on_a_dark_ground(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = go(new_page(color_scheme="dark"), f"{app_url}/scale")
    assert page.locator(".scale-spectrum circle").count() > 60
    for path in (*STEPPED, *GOING_ON):
        turn_to(page, f"{app_url}/{path}")
        assert page.evaluate(BLACK, 20) == [], path


SIDEWAYS = """() => {
  const wide = [];
  for (let node = document.querySelector("h1"); node; node = node.parentElement) {
    if (node.clientWidth && node.scrollWidth > node.clientWidth + 1) wide.push(node.className);
  }
  return wide;
}"""


def test_a_phone_never_scrolls_sideways(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    widest = "seed=1&d=128&digits=8&m=1048576"
    go(page, f"{app_url}/rotate")
    for path in (*STEPPED, *GOING_ON, f"rotate?{widest}", f"matrix?{widest}"):
        turn_to(page, f"{app_url}/{path}")
        last = int(page.get_by_role("slider", name="Step", exact=True).get_attribute("max") or 1)
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 780})
            for step in dict.fromkeys((1, 6, last)):
                step_to(page, step)
                assert page.evaluate(SIDEWAYS) == [], f"{path}, {width} px, step {step}"
    go(page, f"{app_url}/rotate?{widest}&all=1")
    expect(page.get_by_role("heading", name=re.compile("^Pair 0"))).to_be_visible()
    assert page.evaluate(SIDEWAYS) == [], "everything open"


def test_what_copies_a_step_stands_where_all_else_begins_on_a_phone(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = go(new_page(viewport={"width": 390, "height": 844}), f"{app_url}/rotate")
    begin = page.locator(".rope .body").bounding_box()
    copy = page.get_by_role("button", name="Copy this step as SVG").bounding_box()
    assert begin
    assert copy
    assert copy["x"] == begin["x"]
    assert copy["width"] < begin["width"] / 2, "it is as wide as its words"


#: Two parts, and what of their style tells them apart where the system chooses the colours.
TOLD_APART = (
    ("", ".meter i", ".step-text", "backgroundColor"),
    ("", ".sentence button.word", ".sentence span.word", "borderTopStyle"),
    ("", '[data-testid="stSidebarNavLink"][aria-current]', '[href$="/turn"]', "outlineStyle"),
    ("", '.tabs [aria-current="step"]', ".tabs button:not([aria-current])", "backgroundColor"),
    ("matrix?step=3", ".equation .here", ".equation .entry:not(.here)", "outlineStyle"),
    ("rotate", '.switch [aria-pressed="true"]', '.switch [aria-pressed="false"]', "color"),
    ("cancel?step=17", ".beyond-rows .moved", ".beyond-rows th", "outlineStyle"),
    ("cancel?step=18", ".strip-cells .pair-0", ".strip-cells .pair-1", "borderBottomColor"),
    ("cancel?step=18", ".strip-cells .pair-0", ".strip-cells .still", "backgroundColor"),
    ("see?step=5", ".axes .axis-0", ".axes .axis-1", "borderLeftColor"),
)


def test_forced_colours_leave_what_is_chosen_and_what_is_meant(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(forced_colors="active")
    opened = None
    for path, one, other, style in TOLD_APART:
        if path != opened:
            go(page, f"{app_url}/{path}")
            opened = path
            if path == "cancel?step=17":  # nothing is moved before somebody moves it
                page.locator(".beyond input[type=range]").fill("5")
        seen = [
            page.locator(part).first.evaluate(f"(node) => getComputedStyle(node).{style}")
            for part in (one, other)
        ]
        assert seen[0] != seen[1], f"/{path}: {one} looks like {other}, {style} {seen[0]}"
