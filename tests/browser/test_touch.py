"""On a phone: nothing to press is too small for a finger, and fields bring the right keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import button, go, settled, visit
from tests.browser.page_support import STEP_BAR, open_entry, turn_to_entry
from ui.app.course import entry_of

#: The smallest side of what a finger is to meet, in CSS pixels; half a pixel is rounding.
LEAST = 43.5
#: A word within a sentence is as wide as it is; a cell of a grid of 256 has arrow keys as well.
_SMALL = """(least) => {
  const kinds = "button, a[href], input, select, summary, textarea, [role=radio], [role=slider]";
  const small = [];
  for (const node of document.querySelectorAll(`[data-testid=stMain] :is(${kinds})`)) {
    if (!node.checkVisibility({ visibilityProperty: true })) continue;
    const word = node.closest("p, .parts") || getComputedStyle(node).display === "inline";
    if (word || node.closest("[role=grid], .live")) continue;
    // Streamlit's own field is the box around its input and its arrow.
    const around = node.closest('[data-testid="stSelectbox"], label') ?? node;
    const box = around.getBoundingClientRect();
    if (box.width >= 1 && (box.height < least || box.width < least))
      small.push(`${box.width}×${box.height} ${node.outerHTML.slice(0, 90)}`);
  }
  return small;
}"""

#: Words that begin or end outside of what they say how to press.
_RUN_OUT = """() => {
  const out = [];
  const main = document.querySelector("[data-testid=stMain]");
  for (const node of main.querySelectorAll("button, summary, a.control")) {
    if (!node.checkVisibility({ visibilityProperty: true })) continue;
    const box = node.getBoundingClientRect();
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      for (const { left, right, width } of range.getClientRects())
        if (width > 2 && (left < box.left - 0.5 || right > box.right + 0.5))
          out.push(`${texts.currentNode.data} at ${innerWidth}`);
    }
  }
  return out;
}"""


def test_nothing_to_press_is_too_small_for_a_finger_or_for_its_words(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    found = []
    open_entry(page, app_url, entry_of("rotate"))
    pages = ("start", "rotate", "cancel", "attend", "scale", "practice", "write", "debug", "class")
    for name in pages:
        turn_to_entry(page, app_url, entry_of(name))
        bar = page.locator(STEP_BAR)
        last = int(bar.get_attribute("max") or 1) if bar.count() else 1
        for step in dict.fromkeys((1, last)):
            if bar.count():
                bar.fill(str(step))
                settled(page)
            said = page.evaluate(_SMALL, LEAST)
            for width in (320, 360, 390):
                page.set_viewport_size({"width": width, "height": 844})
                said += page.evaluate(_RUN_OUT)
            found += [f"/{name}, step {step}: {one}" for one in said]
    assert not found, "\n".join(found)


def test_a_phone_on_its_side_shows_what_a_step_says(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 844, "height": 390}, has_touch=True, is_mobile=True)
    open_entry(page, app_url, entry_of("rotate"))
    for name in ("rotate", "matrix", "turn", "cancel", "attend", "scale", "see"):
        turn_to_entry(page, app_url, entry_of(name))
        said = page.locator(".rope .body p:visible").first.bounding_box()
        assert said is not None
        assert said["y"] + 24 <= 390, f"{name}: the first line begins {said['y']} px down"
        title = page.get_by_role("heading", level=1).bounding_box()
        sign = page.get_by_test_id("stExpandSidebarButton").bounding_box()
        assert title is not None
        assert sign is not None
        assert title["x"] >= sign["x"] + sign["width"], f"{name}: the sign lies on the title"


def test_fields_bring_their_keyboard_and_the_menu_closes(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    open_entry(page, app_url, entry_of("rotate"))
    opens = page.get_by_test_id("stExpandSidebarButton")
    closes = page.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
    vectors = page.get_by_test_id("stSidebar").get_by_test_id("stSelectbox").get_by_role("group")
    box = opens.bounding_box()
    opens.tap()
    expect(page.get_by_test_id("stSidebar")).not_to_have_attribute("data-collapsed", "true")
    # It slides open, and what is in it grows with it.
    page.wait_for_function(
        """() => document.querySelector("[data-testid=stSidebar] [data-testid=stSelectbox]")
          .offsetWidth > 200"""
    )
    for one in (box, closes.bounding_box(), vectors.first.bounding_box()):
        assert one
        assert min(one["width"], one["height"]) >= LEAST
    for label, keyboard in (("Query position m", "numeric"), ("Base", "decimal")):
        field = page.get_by_role("textbox", name=label, exact=True, include_hidden=True)
        expect(field).to_have_attribute("inputmode", keyboard)
        size = field.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
        assert size >= 16, f"{label}: a phone zooms in on type of {size} px"
    visit(page, "matrix")
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")


#: What of the page lies under the bar with the sign that opens the menu.
_UNDER = """(bar) => [...document
    .querySelectorAll("[data-testid=stMain] :is(h1 span, p, button, input)")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }) && node.offsetWidth > 1)
  .filter((node) => {
    const [at, over] = [node, bar].map((one) => one.getBoundingClientRect());
    return at.top < over.bottom - 1 && at.left < over.right - 1;
  })
  .map((node) => node.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize(("width", "height"), [(390, 844), (844, 390), (820, 1180), (900, 700)])
def test_in_a_small_window_the_menu_begins_closed(
    width: int, height: int, new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": width, "height": height})
    menu = page.get_by_test_id("stSidebar")
    open_entry(page, app_url, entry_of("rotate"))
    expect(menu).to_have_attribute("data-collapsed", "true")
    sign = page.get_by_test_id("stExpandSidebarButton")
    assert page.get_by_test_id("stHeader").evaluate(_UNDER) == []
    sign.click()
    expect(menu).to_have_attribute("data-collapsed", "false")
    visit(page, "start")
    expect(menu).to_have_attribute("data-collapsed", "true")
    assert page.get_by_test_id("stHeader").evaluate(_UNDER) == []
    # What came of a small window is not taken for a choice: in a large one it is open.
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(menu).to_have_attribute("data-collapsed", "false")
    page.set_viewport_size({"width": width, "height": height})
    page.reload()
    expect(menu).to_have_attribute("data-collapsed", "true")
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(menu).to_have_attribute("data-collapsed", "false")


#: The foot of the page is shown, and what would be pressed where a button is seen.
_PRESSED_BELOW = """(button) => {
  document.querySelector("[data-testid=stMain]").scrollTop = 1e6;
  const { x, y, width, height } = button.getBoundingClientRect();
  return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


@pytest.mark.parametrize(
    ("width", "height"), [(390, 844), (844, 390), (768, 1024), (820, 600), (900, 700)]
)
@pytest.mark.parametrize("name", ["rotate", "cancel", "attend"])
def test_what_leads_on_is_in_reach_at_the_foot_of_a_page(
    width: int, height: int, name: str, new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": width, "height": height})
    go(page, f"{app_url}/{name}?step=2")
    for label in ("Next step", "Previous step"):
        assert button(page, label).evaluate(_PRESSED_BELOW), label


@pytest.mark.parametrize("frame", ["embed=true", "embed=false"])
def test_a_tablet_and_a_frame_of_slides_have_the_picture_beside_the_words(
    frame: str, new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(viewport={"width": 820, "height": 560})
    for name in ("start", "rotate", "cancel"):
        go(page, f"{app_url}/{name}?step=2&{frame}")
        words, picture = (
            page.locator(".rope").locator(part).first.bounding_box()
            for part in (".says", ".two-arrows, .picture svg")
        )
        assert words
        assert picture
        lefts = sorted([(words["x"], words["width"]), (picture["x"], picture["width"])])
        assert lefts[0][0] + lefts[0][1] <= lefts[1][0] + 1, name


def test_a_raised_number_is_heard_as_a_power(open_at: Callable[[str], Page]) -> None:
    page = open_at("/rotate?step=2")
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    heard = [node["name"]["value"] for node in tree if node.get("name", {}).get("value")]
    assert any(text.strip() == "to the power" for text in heard)


def test_the_type_is_as_large_as_the_browser_was_asked_for(
    page: Page, app_url: str, open_at: Callable[[str], Page]
) -> None:
    open_at("/rotate")
    # What the browser's setting changes is the root's 100 %.
    rule = page.evaluate(
        """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
            .flatMap((rule) => (rule.styleSheet ? [...rule.styleSheet.cssRules] : [rule]))
            .filter((rule) => rule.selectorText === ":root" && rule.style.fontSize)
            .map((rule) => rule.style.fontSize)"""
    )
    assert rule == ["100%"]
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"
