"""Text that a person cannot see, cut at a side or below the edge where nothing is to scroll; and
what a script says where it has no word or no number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.browser_support import settled

#: Width, height, and whether it is a projector, on which nothing may have to be scrolled to.
WINDOWS = (
    (390, 844, False),
    (844, 390, False),
    (820, 1180, False),
    (1024, 768, False),
    (1280, 720, False),
    (1440, 900, False),
    (1280, 720, True),
    (1920, 1080, True),
)

#: What Streamlit draws on a projector in small type, and how far its page scrolls.
_FRAME = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const found = [];
  if (main.scrollHeight > main.clientHeight + 1)
    found.push(`to scroll: ${main.scrollHeight - main.clientHeight} px`);
  for (const node of main.querySelectorAll("p, label, button, input, textarea, code")) {
    if (node.closest(".rope, h1") || !node.checkVisibility({ visibilityProperty: true })) continue;
    const size = getComputedStyle(node).fontSize;
    const words = (node.value ?? node.textContent).trim();
    if (words && parseFloat(size) < 21.9) found.push(`${size} type: ${words.slice(0, 40)}`);
  }
  return found;
}"""
#: Steps through the page and looks at every text of the stage: each box of a line is held against
#: the window and against every ancestor that cuts off what is too wide. Tables and grids may
#: scroll in themselves on a phone; what is folded, spoken only or meant for paper is not looked at.
#: What a picture's own edge cuts off at its foot is cut too; on a projector nothing is wider than
#: its place, text or not. Of a long vector that says how many numbers follow, those beyond its edge
#: are not missed, but none is seen in part.
#: At a desk every question is in view when its step is shown, the row of buttons is one line, and
#: no heading is more than one level below the one before it.
_LOOK = """async ([projected, atDesk]) => {
  const unseen = "pre, code, details:not([open]) > :not(summary), [aria-hidden=true], .live,"
    + " title, desc, script, style, option";
  const phone = innerWidth < 768;
  const shown = (node) =>
    node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !node.closest(unseen) && !(phone && node.closest("[role=grid], table, .cells, .equation"));
  let known = new Map();
  const limits = (node) => {
    if (!node || node === document.body)
      return { left: 0, right: document.documentElement.clientWidth };
    if (known.has(node)) return known.get(node);
    let found = limits(node.parentElement);
    if (found && getComputedStyle(node).overflowX !== "visible") {
      const { width, left, right } = node.getBoundingClientRect();
      found = width < 3 ? null
        : { left: Math.max(found.left, left), right: Math.min(found.right, right) };
    }
    known.set(node, found);
    return found;
  };
  const bottom = projected ? innerHeight : Infinity;
  // A line of text has room below its letters: as much may be beyond the foot.
  const footOf = (node) => {
    const picture = node.ownerSVGElement;
    if (!picture || getComputedStyle(picture).overflowY === "visible") return Infinity;
    const room = 0.25 * parseFloat(getComputedStyle(node).fontSize);
    return picture.getBoundingClientRect().bottom + room;
  };
  const beyond = (node, box, limit) =>
    node.closest(".strip")?.querySelector(".more") &&
    (box.left >= limit.right - 1.5 || box.right <= limit.left + 1.5);
  const tooWide = () =>
    [...document.querySelectorAll(".rope .body *")].filter((node) =>
      node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 3 && shown(node) &&
      /auto|scroll/.test(getComputedStyle(node).overflowX));
  const look = () => {
    const found = new Set();
    known = new Map();
    for (const root of document.querySelectorAll(".rope")) {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode;
        const host = text.parentElement;
        if (!text.data.trim() || !shown(host)) continue;
        if (/undefined|\\bNaN\\b|\\[object/.test(text.data)) found.add(`no word: ${text.data}`);
        const limit = limits(host);
        if (!limit) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const small = projected && parseFloat(getComputedStyle(host).fontSize) < 21.9;
        for (const box of range.getClientRects()) {
          if (box.width < 2 || box.height < 2) continue;
          const aside = box.right > limit.right + 1.5 || box.left < limit.left - 1.5;
          if (aside && beyond(host, box, limit)) continue;
          const below = box.bottom > Math.min(bottom, footOf(host)) + 1.5;
          const words = text.data.trim().replace(/\\s+/g, " ").slice(0, 40);
          if (aside) found.add(`cut at the side: ${words}`);
          else if (below) found.add(`below the edge: ${words}`);
          else if (small && host.namespaceURI.endsWith("xhtml") && !host.closest("sup, sub"))
            found.add(`${getComputedStyle(host).fontSize} type: ${words}`);
        }
      }
    }
    if (projected)
      for (const node of tooWide()) found.add(`wider than its place: ${node.className}`);
    // What is raised to a power is there, and so is each name of a formula in names.
    for (const slot of document.querySelectorAll(".rope .v:has(+ sup), .rope .in-names .v"))
      if (!slot.textContent) found.add(`no number: ${slot.className}`);
    if (atDesk) for (const fault of arranged()) found.add(fault);
    return [...found];
  };
  const seen = (css) => [...document.querySelectorAll(css)].filter((one) => one.checkVisibility());
  const arranged = () => {
    const found = [];
    const levels = seen("h1, h2, h3, h4, h5, h6").map((one) => Number(one.tagName[1]));
    if (levels.some((level, at) => level > (levels[at - 1] ?? 0) + 1))
      found.push(`headings: ${levels}`);
    for (const answers of seen("section.ask .answers"))
      if (answers.getBoundingClientRect().bottom > innerHeight) found.push("asked below the edge");
    for (const row of seen(".rope .controls")) {
      const { left, height } = row.getBoundingClientRect();
      if (height > 80) found.push("buttons in two lines");
      for (const copy of seen(".copy-step button"))
        if (Math.abs(copy.getBoundingClientRect().left - left) > 1) found.push("copy is aside");
    }
    return found;
  };
  const frame = () => new Promise(requestAnimationFrame);
  // After a frame, not within it: what observes sizes comes last in it, before it is painted.
  const painted = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(null);
  });
  const screens = [];
  const bar = () => document.querySelector('[aria-label="Step"]');
  const last = bar() ? Number(bar().max) : 1;
  // Of many steps that are alike, every fourth; and the last.
  const stride = Math.ceil(last / 20);
  const steps = Array.from({ length: last }, (_, at) => at + 1);
  for (const step of steps.filter((at) => at % stride === 1 % stride || at === last)) {
    if (bar()) {
      bar().value = String(step);
      bar().dispatchEvent(new Event("input", { bubbles: true }));
    }
    await frame();
    await frame();
    await painted();
    screens.push([step, look()]);
  }
  return screens;
}"""


@dataclass(frozen=True)
class Cut:
    """One screen on which text is cut."""

    page: str
    window: tuple[int, int, bool]
    step: int
    texts: tuple[str, ...]

    def __str__(self) -> str:
        width, height, projected = self.window
        where = f"/{self.page} at {width}×{height}{' projected' if projected else ''}"
        return f"{where}, step {self.step}: " + "; ".join(self.texts[:4])


#: Windows that are checked for what stands in view at once.
_DESKS = ((1280, 720, False), (1440, 900, False))


def look(
    page: Page, name: str, window: tuple[int, int, bool], *, arranged: bool = False
) -> Iterator[tuple[int, Cut | None]]:
    """Every step of the page that is open, in one window; the page is in that mode already.
    arranged: at a desk also whether what belongs in one view is."""
    width, height, projected = window
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})
    settled(page)
    for step, texts in page.evaluate(_LOOK, [projected, arranged and window in _DESKS]):
        yield step, Cut(name, window, step, tuple(texts)) if texts else None
    if projected and (texts := page.evaluate(_FRAME)):
        yield step, Cut(name, window, step, tuple(texts))
