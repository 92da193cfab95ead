"""WCAG 2.2 AA on every page: axe-core, the keyboard, zoom and small screens, motion.

A page is tested by standing in the menu. What Streamlit itself does wrong is listed below, and
only there: each exception names the rule, the part of Streamlit's frame it is in, and why.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import settled
from tests.browser.page_support import PAGES, STEP_BAR, steps_of, turn_to_entry
from ui.app.course import PageEntry

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
#: ACCESSIBLE=full looks at each page in every colour, width and step; otherwise at two of them.
FULL = os.environ.get("ACCESSIBLE") == "full"
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

#: Rule, the part of Streamlit's own frame, what is wrong there. Nothing of ours is inside these.
STREAMLIT = (
    # The menu is a <ul> whose groups put <div> between it and their <li>: no option changes that.
    ("list", '[data-testid="stSidebarNavItems"]'),
    ("listitem", '[data-testid="stSidebarNavItems"] *'),
)

each_page = pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.path)


def violations(page: Page) -> list[str]:
    """What axe finds that is ours, one line a node."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        """async (rules) => {
            const theirs = (rule, node) => rules.streamlit.some(
                ([name, where]) => name === rule && node.matches?.(where));
            const { violations } = await axe.run(document, {
                runOnly: rules.tags,
                rules: { "target-size": { enabled: true }, "heading-order": { enabled: true } },
                elementRef: true,
                resultTypes: ["violations"],
            });
            return violations.flatMap(({ id, nodes }) => nodes
                .filter((node) => !theirs(id, node.element))
                .map((node) => ({ id, html: node.html.slice(0, 160),
                    why: [...node.any, ...node.all, ...node.none][0]?.message ?? "" })));
        }""",
        {"tags": RULES, "streamlit": STREAMLIT},
    )
    return [f"{one['id']}: {one['why']} at {one['html']}" for one in found]


@contextmanager
def all_open(page: Page) -> Iterator[None]:
    """Everything folded is open; then it is as it was, for a page remembers it."""
    opened = page.evaluate_handle(
        """() => {
          const folds = [...document.querySelectorAll(".rope details:not([open])")];
          for (const fold of folds) fold.open = true;
          return folds;
        }"""
    )
    try:
        yield
    finally:
        opened.evaluate("(folds) => folds.forEach((fold) => (fold.open = false))")


def show_step(page: Page, step: int) -> None:
    page.locator(STEP_BAR).evaluate(
        "(bar, step) => { bar.value = step; bar.dispatchEvent(new Event('input')); }", step
    )
    settled(page)


@pytest.fixture(scope="module", params=PAGES, ids=lambda entry: entry.path)
def at_entry(request: pytest.FixtureRequest) -> tuple[PageEntry, list[str]]:
    """A page of the course for all tests that look at it; and its address, once one was there."""
    return request.param, []


@pytest.fixture
def opened_page(at_entry: tuple[PageEntry, list[str]], onlooker: Page, app_url: str) -> Page:
    """That page, at its first step; drawn anew only where another test went elsewhere."""
    entry, urls = at_entry
    if _without_step(onlooker.url) not in urls:
        page = turn_to_entry(onlooker, app_url, entry)
        urls.append(_without_step(page.url))
        return page
    if steps_of(onlooker):
        show_step(onlooker, 1)
    return settled(onlooker)


def _without_step(url: str) -> str:
    return re.sub(r"[?&](step=\d+)", "", url)


def test_axe_finds_nothing_of_ours(opened_page: Page) -> None:
    page = opened_page
    steps = steps_of(page)
    found: dict[str, None] = {}
    looks = [("light", DESKTOP), ("dark", PHONE)]
    looks += [("light", PHONE), ("dark", DESKTOP)] if FULL else []
    for scheme, size in looks:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_function(
            "(dark) => getComputedStyle(document.querySelector('.stApp')).colorScheme.includes("
            "dark ? 'dark' : 'light')",
            arg=scheme == "dark",
        )
        page.set_viewport_size(size)  # type: ignore[arg-type]
        settled(page)
        # With everything folded open.
        chosen = (1, steps // 2, steps) if FULL else (1 if size is PHONE else steps // 2,)
        for step in dict.fromkeys(chosen) if steps else (0,):
            if step:
                show_step(page, step)
            where = f"{scheme}, {size['width']} px" + (f", step {step}" if step else "")
            with all_open(page):
                found |= {f"{where}: {line}": None for line in violations(page)}
    assert not found, "\n".join(found)


@each_page
def test_projector_and_everything_open_have_no_violation_either(
    onlooker: Page, app_url: str, entry: PageEntry
) -> None:
    page = turn_to_entry(onlooker, app_url, entry, "?q=oops&m=-1&pairing=no&digits=99&base=0")
    found = [f"with errors: {line}" for line in violations(page)]
    turn_to_entry(onlooker, app_url, entry, "?projector=1&all=1&d=12&seed=2")
    with all_open(page):
        found += violations(page)
    page.get_by_role("button", name=re.compile("^Leave")).click()
    expect(page.locator("html.projector")).to_have_count(0)
    assert not found, "\n".join(dict.fromkeys(found))


# --- small screens and zoom --------------------------------------------------------------


def sideways(page: Page) -> list[str]:
    """What makes the page itself scroll sideways (a part that scrolls inside itself may)."""
    found: list[str] = page.evaluate(
        """() => {
            const main = document.querySelector('[data-testid="stMain"]');
            const wide = [document.scrollingElement, main].filter(
                (node) => node.scrollWidth > node.clientWidth + 1);
            if (!wide.length) return [];
            const scrolls = (node) => {
                for (let n = node.parentElement; n && n !== main; n = n.parentElement)
                    if (/auto|scroll|hidden|clip/.test(getComputedStyle(n).overflowX)) return true;
                return false;
            };
            const edge = main.getBoundingClientRect().left + main.clientWidth + 1;
            const past = [...main.querySelectorAll('*')].filter(
                (node) => node.getBoundingClientRect().right > edge && !scrolls(node));
            return past.slice(-4).map((node) => node.outerHTML.slice(0, 120))
                .concat(`${wide[0].scrollWidth} px in ${wide[0].clientWidth}`);
        }"""
    )
    return found


#: The widest numbers there are.
WIDE = "?d=64&seed=3&m=1048576&n=999999&digits=8"
SMALL = {
    "320 px": {"width": 320, "height": 640},
    # 200 % zoom of a 1280×720 screen leaves half as many CSS pixels.
    "200 %": {"width": 640, "height": 360},
    # A low window stands things beside each other.
    "low": {"width": 1280, "height": 720},
}


@each_page
@pytest.mark.parametrize("query", [WIDE, ""] if FULL else [WIDE])
def test_no_sideways_scrolling(onlooker: Page, app_url: str, entry: PageEntry, query: str) -> None:
    page = turn_to_entry(onlooker, app_url, entry, query)
    steps, found = steps_of(page), []
    for name, size in SMALL.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        settled(page)
        for step in dict.fromkeys((1, steps // 2, steps)) if steps else (0,):
            if step:
                show_step(page, step)
            with all_open(page):
                found += [f"{name}, step {step}: {line}" for line in sideways(page)]
    assert not found, "\n".join(found)


CUT_BUTTONS = """() => [...document.querySelectorAll('.rope button')].filter((node) =>
    node.checkVisibility() && getComputedStyle(node).overflowX !== 'visible' &&
    node.scrollWidth > node.clientWidth + 2).map((node) => node.outerHTML.slice(0, 120))"""


@contextmanager
def dressed(page: Page, css: str) -> Iterator[None]:
    """The page with a style of the visitor's own."""
    style = page.add_style_tag(content=css)
    try:
        yield
    finally:
        style.evaluate("(node) => node.remove()")


def test_text_of_twice_the_size_is_not_cut_off(opened_page: Page) -> None:
    page = opened_page
    with dressed(page, "html { font-size: 200% !important }"):
        settled(page)
        found = sideways(page)
        found += page.evaluate(CUT_BUTTONS)
    assert not found, "\n".join(found)


# --- the keyboard, and motion -------------------------------------------------------------------

WHERE = """async () => {
    // Streamlit draws its focus a frame or two later.
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    const box = node.getBoundingClientRect();
    // What is seen of the focus: how the node, or what it stands in, looks with and without it.
    const look = (from) => {
        const told = [];
        for (let n = from, i = 0; n && i < 5; n = n.parentElement, i++) {
            const s = getComputedStyle(n);
            told.push([s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow,
                s.borderColor, s.backgroundColor, s.color, s.textDecorationLine]);
        }
        return JSON.stringify(told);
    };
    const last = window.lastFocused;
    const lastSeen = last ? look(last.node) !== last.look : true;
    window.lastFocused = { node, look: look(node) };
    const style = getComputedStyle(node);
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    // The middle of what is seen of it must be it, not something that lies over it.
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
    const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2);
    const top = document.elementFromPoint(x, y);
    const ours = !!node.closest('.rope');
    return {
        html: node.outerHTML.slice(0, 120),
        ours,
        ring,
        lastSeen,
        covered: ours && box.width > 0 && !(node.contains(top) || top?.contains(node)),
        inside: box.bottom > 0 && box.top < innerHeight,
        name: node.getAttribute('aria-label') || node.textContent.trim() ||
            node.labels?.[0]?.textContent || '',
    };
}"""


def walk_by_tab(page: Page) -> tuple[list[str], list[dict[str, Any]]]:
    """What Tab should reach, and what it does, in order."""
    wanted = page.evaluate(
        """() => [...document.querySelectorAll(
            '.rope :is(button, input, summary, a[href], select, textarea, [tabindex="0"])')]
            .filter((n) => n.checkVisibility({ visibilityProperty: true }))
            .filter((n) => !n.disabled && n.tabIndex >= 0)
            .map((n) => n.outerHTML.slice(0, 120))"""
    )
    reached: list[dict[str, Any]] = []
    page.evaluate("document.activeElement?.blur()")
    for _ in range(160):
        page.keyboard.press("Tab")
        now = page.evaluate(WHERE)
        if now is None and len(reached) > 3:
            break
        if now is not None:
            if reached:
                reached[-1]["seen"] = reached[-1]["ring"] or now["lastSeen"]
            reached.append(now)
    return wanted, reached


def test_tab_reaches_everything_with_visible_focus(opened_page: Page) -> None:
    page = opened_page
    with dressed(page, "* { transition: none !important }"):
        wanted, reached = walk_by_tab(page)
    ours = [one for one in reached if one["ours"]]
    problems = [f"no visible focus: {one['html']}" for one in reached if not one.get("seen", True)]
    problems += [f"focus is covered: {one['html']}" for one in ours if one["covered"]]
    problems += [f"focus is off the screen: {one['html']}" for one in ours if not one["inside"]]
    problems += [f"no name: {one['html']}" for one in ours if not one["name"]]
    seen = {one["html"] for one in ours}
    problems += [f"Tab does not reach: {html}" for html in wanted if html not in seen]
    # From left to right, top to bottom, in the order of the page.
    order = [wanted.index(one["html"]) for one in ours if one["html"] in wanted]
    firsts = list(dict.fromkeys(order))
    if firsts != sorted(firsts):
        problems.append("the order of the focus is not the order of the page")
    assert not problems, "\n".join(dict.fromkeys(problems))


MOVING = """() => document.getAnimations().filter((one) =>
    one.effect?.target?.closest?.('.rope') && one.effect.getComputedTiming().duration > 10 &&
    one.effect.getKeyframes().some((frame) => ['transform', 'translate', 'rotate', 'd', 'left',
        'top', 'width', 'height', 'strokeDashoffset'].some((moved) => moved in frame)))
    .map((one) => one.effect.target.outerHTML.slice(0, 120))"""


@each_page
def test_steps_are_announced_keep_the_focus_and_move_nothing_unasked(
    onlooker: Page, app_url: str, entry: PageEntry
) -> None:
    """Everything moves only for those who did not ask for reduced motion."""
    onlooker.emulate_media(reduced_motion="reduce")
    page = turn_to_entry(onlooker, app_url, entry)
    moved = list(page.evaluate(MOVING))
    if steps := steps_of(page):
        forward = page.get_by_role("button", name="Next step", exact=True)
        live = page.locator(".rope .live[aria-live=polite]")
        show_step(page, 1)
        forward.focus()
        before = live.text_content()
        for _ in range(min(20, steps - 1)):
            page.keyboard.press("Enter")
            moved += page.evaluate(MOVING)
            expect(forward).to_be_focused()
            expect(live).not_to_have_text(before or " ")
            before = live.text_content() or ""
            assert re.match(r"Step \d+ of \d+\. \S", before), before
            assert "?." not in before
        bar = page.locator(STEP_BAR)
        bar.focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        expect(bar).to_have_attribute("aria-valuetext", re.compile(r"^2 of \d+: \S"))
        expect(bar).to_be_focused()
    assert not moved, "\n".join(dict.fromkeys(moved))
