"""WCAG 2.2 AA on every page: axe-core, the keyboard, zoom and small screens, motion, colour.

A page is tested by standing in the menu. What Streamlit itself does wrong is listed below, and
only there: each exception names the rule, the part of Streamlit's frame it is in, and why.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import combinations, pairwise
from typing import Any

import pytest
from browser_support import ROOT, Server, Watch
from page_support import PAGES, STEP_BAR, open_entry, settle, steps_of
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ui.shell import PageEntry

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


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for this file: what does not change is loaded once."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.fixture
def tab(context: BrowserContext, server: Server, watch: Watch) -> Iterator[Page]:
    """A tab of that profile; whatever it did wrong fails the test."""
    page = context.new_page()
    watch.over(page)
    server.new_tracebacks()
    yield page
    page.close()
    assert not watch.troubles, "\n".join(watch.troubles)
    assert not server.new_tracebacks()


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
                rules: { "target-size": { enabled: true } },
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


def open_folds(page: Page) -> None:
    page.evaluate("document.querySelectorAll('.rope details').forEach(d => d.open = true)")


def show_step(page: Page, step: int) -> None:
    page.locator(STEP_BAR).evaluate(
        "(bar, step) => { bar.value = step; bar.dispatchEvent(new Event('input')); }", step
    )
    settle(page, quiet=0.1)


@each_page
def test_axe_finds_nothing_of_ours(tab: Page, app_url: str, entry: PageEntry) -> None:
    page = open_entry(tab, app_url, entry)
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
        settle(page)
        # With everything folded open.
        chosen = (1, steps // 2, steps) if FULL else (1 if size is PHONE else steps // 2,)
        for step in dict.fromkeys(chosen) if steps else (0,):
            if step:
                show_step(page, step)
            open_folds(page)
            where = f"{scheme}, {size['width']} px" + (f", step {step}" if step else "")
            found |= {f"{where}: {line}": None for line in violations(page)}
    assert not found, "\n".join(found)


@each_page
def test_projector_and_everything_open_have_no_violation_either(
    tab: Page, app_url: str, entry: PageEntry
) -> None:
    page, found = tab, []
    open_entry(page, app_url, entry, "?projector=1&all=1&d=12&seed=2")
    open_folds(page)
    found += violations(page)
    open_entry(page, app_url, entry, "?q=oops&m=-1&pairing=no&digits=99&base=0")
    found += [f"with errors: {line}" for line in violations(page)]
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
}


@each_page
@pytest.mark.parametrize("query", [WIDE, ""] if FULL else [WIDE])
def test_no_sideways_scrolling(tab: Page, app_url: str, entry: PageEntry, query: str) -> None:
    page = open_entry(tab, app_url, entry, query)
    open_folds(page)
    steps, found = steps_of(page), []
    for name, size in SMALL.items():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        settle(page)
        for step in dict.fromkeys((1, steps // 2, steps)) if steps else (0,):
            if step:
                show_step(page, step)
            found += [f"{name}, step {step}: {line}" for line in sideways(page)]
    assert not found, "\n".join(found)


@each_page
def test_text_of_twice_the_size_is_not_cut_off(tab: Page, app_url: str, entry: PageEntry) -> None:
    page = open_entry(tab, app_url, entry)
    page.add_style_tag(content="html { font-size: 200% !important }")
    settle(page)
    found = sideways(page)
    found += page.evaluate(
        """() => [...document.querySelectorAll('.rope button')].filter((node) =>
            node.checkVisibility() && getComputedStyle(node).overflowX !== 'visible' &&
            node.scrollWidth > node.clientWidth + 2).map((node) => node.outerHTML.slice(0, 120))"""
    )
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


@each_page
def test_tab_reaches_everything_with_visible_focus(
    tab: Page, app_url: str, entry: PageEntry
) -> None:
    page = open_entry(tab, app_url, entry)
    page.add_style_tag(content="* { transition: none !important }")
    wanted = page.evaluate(
        """() => [...document.querySelectorAll(
            '.rope :is(button, input, summary, a[href], select, textarea, [tabindex="0"])')]
            .filter((n) => n.checkVisibility() && !n.disabled && n.tabIndex >= 0)
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
    tab: Page, app_url: str, entry: PageEntry
) -> None:
    """Everything moves only for those who did not ask for reduced motion."""
    tab.emulate_media(reduced_motion="reduce")
    page = open_entry(tab, app_url, entry)
    moved = list(page.evaluate(MOVING))
    if steps := steps_of(page):
        forward = page.get_by_role("button", name="Next step", exact=True)
        live = page.locator(".rope .live[aria-live=polite]")
        show_step(page, 1)
        forward.focus()
        before = live.text_content()
        for _ in range(min(12, steps - 1)):
            page.keyboard.press("Enter")
            moved += page.evaluate(MOVING)
            expect(forward).to_be_focused()
            expect(live).not_to_have_text(before or " ")
            before = live.text_content() or ""
            assert re.match(r"Step \d+ of \d+\. \S", before), before
        bar = page.locator(STEP_BAR)
        bar.focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        expect(bar).to_have_attribute("aria-valuetext", re.compile(r"^2 of \d+: \S"))
        expect(bar).to_be_focused()
    assert not moved, "\n".join(dict.fromkeys(moved))


# --- colour, by computing: no browser -----------------------------------------------------------

Colour = tuple[float, float, float]
#: What a missing kind of cone makes of linear RGB (Machado, Oliveira and Fernandes 2009).
SIGHTS: dict[str, tuple[Colour, Colour, Colour]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
#: CIE76; 2.3 is the least that can be noticed, side by side.
APART = 10
PAIRS = tuple(f"pair-{index}" for index in range(6))
TEXTS = ("ink", "soft", "good", "bad", "query", "key", *PAIRS)
GROUNDS = ("paper", "raise", "first", "second", "mark")


def tokens() -> dict[str, tuple[str, str]]:
    css = (ROOT / "ui/web/style.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)", css)
    return {name: (light, dark) for name, light, dark in found}


def linear(colour: str) -> Colour:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return r, g, b


def times(rows: tuple[Colour, Colour, Colour], colour: Colour) -> Colour:
    a, b, c = (sum(x * y for x, y in zip(row, colour, strict=True)) for row in rows)
    return a, b, c


def contrast(one: str, other: str) -> float:
    bright = sorted(
        sum(w * x for w, x in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        for colour in (one, other)
    )
    return (bright[1] + 0.05) / (bright[0] + 0.05)


def distance(one: str, other: str, sight: str) -> float:
    """How far two colours are apart to somebody with this sight, in CIE Lab."""
    to_xyz = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750))
    rows = (*to_xyz, (0.0193339, 0.1191920, 0.9503041))

    def lab(colour: str) -> Colour:
        r, g, b = (min(1.0, max(0.0, x)) for x in times(SIGHTS[sight], linear(colour)))
        x, y, z = (
            t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
            for t in (
                v / w for v, w in zip(times(rows, (r, g, b)), (0.95047, 1, 1.08883), strict=True)
            )
        )
        return 116 * y - 16, 500 * (x - y), 200 * (y - z)

    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_colour_stands_out_on_every_ground(scheme: int) -> None:
    colours = tokens()
    low = {
        f"{text} on {ground}": round(contrast(colours[text][scheme], colours[ground][scheme]), 2)
        for text in TEXTS
        for ground in GROUNDS
        if contrast(colours[text][scheme], colours[ground][scheme]) < 4.5
    }
    assert not low


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_that_stand_together_differ_for_every_sight(scheme: int, sight: str) -> None:
    """Query from key, neighbouring pairs, and the first four pairs from each other."""
    together = {("query", "key"), (PAIRS[-1], PAIRS[0])}
    together |= set(pairwise(PAIRS)) | set(combinations(PAIRS[:4], 2))
    colours = tokens()
    close = {
        f"{a} and {b}": round(distance(colours[a][scheme], colours[b][scheme], sight), 1)
        for a, b in together
        if distance(colours[a][scheme], colours[b][scheme], sight) < APART
    }
    assert not close
