"""What the browser tests share: the real server, and what a page did while it was open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, WebSocket, expect

from rope_core.problem import DEFAULTS
from tests.load import servers

#: Generous, because a slow machine may run other things beside the tests.
PATIENCE = 30_000
#: What Streamlit's own page says where it asks for a server's address while there is none.
_NO_SERVER = "not connected to a server"
#: Pages with a stage: "Next step" is there once it is shown.
STEPPED = ("rotate", "matrix", "turn", "cancel", "attend", "scale")
#: What one goes on to has steps as well.
GOING_ON = ("see", "cache", "questions")

expect.set_options(timeout=15_000)


class Server(servers.Server):
    """The app as its own process; after every test its log is looked at."""

    _seen = 0

    def new_tracebacks(self) -> str:
        """What the log holds since the last look, if there is a traceback in it; else ""."""
        fresh, self._seen = self.log()[self._seen :], len(self.log())
        return fresh if "Traceback" in fresh or "Uncaught" in fresh else ""


@dataclass
class Watch:
    """What happened in one browser context: troubles, and the frames of its websockets."""

    url: str
    troubles: list[str] = field(default_factory=list)
    #: Bytes of every websocket frame, in order.
    sent: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    #: Set while a test ends the server on purpose: lost connections are no trouble then.
    server_may_be_gone: bool = False
    #: Further servers of ours a test talks to, as host:port.
    others: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("pageerror", self._page_error)
        page.on("console", self._console)
        page.on("request", self._request)
        page.on("websocket", self._websocket)
        page.on("dialog", self._dialog)

    def _page_error(self, error: Error) -> None:
        # Streamlit draws its menu by the server's address, and asks it in between for none.
        if not (self.server_may_be_gone and _NO_SERVER in str(error)):
            self.troubles.append(f"page error: {error}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        where = message.location.get("url", "")
        # Streamlit asks beside a deep link first, then at the root: two 404s of its own.
        if re.search(r"status of 404", message.text) and "/_stcore/" in where:
            return
        if self.server_may_be_gone and re.search(
            r"WebSocket|ERR_|Failed to|fetch|Client Error|still running|not responding|"
            + _NO_SERVER,
            message.text,
        ):
            return
        self.troubles.append(f"console: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob", "about"):
            return
        if parts.netloc not in self._ours():
            self.troubles.append(f"request to another host: {request.url}")

    def _websocket(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self.sent.append(len(frame)))
        socket.on("framereceived", lambda frame: self.received.append(len(frame)))
        if urlsplit(socket.url).netloc not in self._ours():
            self.troubles.append(f"websocket to another host: {socket.url}")

    def _ours(self) -> list[str]:
        return [urlsplit(self.url).netloc, *self.others]

    def _dialog(self, dialog: object) -> None:
        self.troubles.append(f"a dialog opened: {dialog}")


def go(page: Page, url: str) -> Page:
    """Open a page of the app and wait until its title, and its stage if it has one, is shown."""
    page.goto(url)
    return arrived(page, urlsplit(url).path.strip("/") or "start")


def _as_back(page: Page, url: str) -> None:
    page.evaluate(
        """(url) => {
          history.pushState(history.state, "", url);
          dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
        }""",
        url,
    )


def turn_to(page: Page, url: str) -> Page:
    """Go there as the menu and "back" do: a third of the time that loading the app anew takes.

    What an address says of the projector is read when the app is loaded, so there it is.
    """
    here, there = urlsplit(page.url), urlsplit(url)
    # An address that says nothing of the problem would keep that of the page before.
    asked = {"m": DEFAULTS["m"]} | dict(parse_qsl(there.query, keep_blank_values=True))
    url = there._replace(query=urlencode(asked)).geturl()
    if here.netloc != there.netloc or "projector" in here.query + there.query:
        return go(page, url)
    if here.path == there.path:
        # Drawn anew, so that nothing is left open there.
        other = "start" if there.path == "/finish" else "finish"
        _as_back(page, f"/{other}")
        arrived(page, other)
    _as_back(page, url)
    arrived(page, there.path.strip("/") or "start")
    # Every page remembers the step at which it was left.
    settled(page).evaluate(
        """(step) => {
          const bar = document.querySelector('[aria-label="Step"]');
          if (!bar || bar.value === step) return;
          bar.value = step;
          bar.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        asked.get("step", "1"),
    )
    return settled(page)


def arrived(page: Page, name: str) -> Page:
    """Wait until the page of that name is shown."""
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(name.capitalize(), timeout=PATIENCE)
    if name in STEPPED + GOING_ON:
        expect(button(page, "Next step")).to_be_visible(timeout=PATIENCE)
    return page


#: The script has ended, nothing on the page is of an earlier run or still to come, nobody waits
#: for an answer, and what the server sent is shown.
_STILL = """() => {
  const unready = '[data-stale="true"], [aria-busy="true"], [data-testid="stSkeleton"]';
  const app = document.querySelector('[data-testid="stApp"]');
  const parts = [...(app?.querySelectorAll(".rope") ?? [])];
  return (
    app?.dataset.testScriptState === "notRunning" &&
    app.dataset.testConnectionState === "CONNECTED" &&
    app.querySelector("h1") &&
    !app.querySelector(unready) &&
    parts.every((root) => root.dataset.shown)
  );
}"""
#: What moves has come to rest, and what was left for the next frame is done and painted. Asked, not
#: awaited: the `finished` of a transition that another one replaces may stay pending for ever.
_AT_REST = """async () => {
  const moves = (one) =>
    one.playState === "running" && one.effect.getComputedTiming().endTime < Infinity;
  if (document.getAnimations().some(moves)) return false;
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return true;
}"""


def settled(page: Page) -> Page:
    """Wait until the page stands still: nothing is left to run, to load, to draw or to move."""
    while True:
        page.wait_for_function(_STILL, timeout=PATIENCE)
        page.wait_for_function(_AT_REST, timeout=PATIENCE)
        if page.evaluate(_STILL):
            return page


def frames(page: Page, count: int) -> None:
    """Wait until the browser has painted so many frames more: what moves by itself has moved."""
    page.evaluate(
        """(count) => new Promise((done) => {
          const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
          next();
        })""",
        count,
    )


def visit(page: Page, name: str) -> Page:
    """Go to another page by the menu."""
    menu = page.get_by_role("navigation")
    menu.get_by_role("link", name=name.capitalize(), exact=True).click()
    return arrived(page, name)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def field_named(page: Page, label: str) -> Locator:
    # In a fold that is closed as well.
    return page.get_by_role("textbox", name=label, exact=True, include_hidden=True)


def enter(page: Page, label: str, text: str) -> None:
    """Replace what a field holds as a person does: select all, paste, Enter."""
    box = field_named(page, label)
    unfold(page, box)
    box.click()
    page.keyboard.press("ControlOrMeta+a")
    if text:
        page.keyboard.insert_text(text)
    else:
        page.keyboard.press("Delete")
    page.keyboard.press("Enter")


def choose(page: Page, label: str, choice: str) -> None:
    """Press one of a row of choices."""
    row = page.get_by_role("radiogroup", name=label, include_hidden=True)
    unfold(page, row)
    row.get_by_role("radio", name=choice, exact=True).click()


def pick(page: Page, label: str, choice: str) -> None:
    """Choose from a list that opens; a page that still moves under it would close it again."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.scroll_into_view_if_needed()
    settled(page)
    box.fill(choice)
    page.get_by_role("option", name=choice).click()


#: The app while a run is under way, or something of an earlier one is still there beside the new.
RUNNING = (
    '[data-testid="stApp"]:is('
    ':not([data-test-script-state="notRunning"]), :has([data-stale="true"]))'
)


def unhurried(page: Page) -> Page:
    """Let every click and every text on this page wait until no run is under way.

    A run draws its fields anew: what is used in the meantime may be taken away under the hand.
    """
    page.add_locator_handler(page.locator(RUNNING), lambda: None)
    return page


#: It has stood at one place for so many frames.
_STANDS = """async (node) => {
  const frame = () => new Promise(requestAnimationFrame);
  const place = () => {
    const { top, height } = node.getBoundingClientRect();
    return `${top} ${height}`;
  };
  for (let still = 0, last = ""; still < 12; still++) {
    await frame();
    if (place() !== last) still = 0;
    last = place();
  }
}"""


def unfold(page: Page, part: Locator) -> None:
    """Open what a field of the sidebar is folded into, as a person does who looks for it."""
    expect(page.locator(RUNNING)).to_have_count(0, timeout=PATIENCE)
    fold = page.get_by_test_id("stSidebar").locator("details:not([open])").filter(has=part)
    expect(part).to_be_attached(timeout=PATIENCE)
    if fold.count():
        fold.locator("summary").click()
        # It opens slowly: a press would end on something else than it began on.
        part.evaluate(_STANDS)
    expect(part).to_be_visible()


_TEXT = """(main) => [...main.querySelectorAll('.live, .js-plotly-plot')]
  .reduce((text, node) => text.replace(node.innerText.trim(), ""), main.innerText)"""


def text_of(page: Page) -> str:
    """What the main part says, on one line: all but what is only spoken, and Plotly's ticks."""
    return " ".join(str(page.get_by_role("main").evaluate(_TEXT)).split())


def complaint(page: Page, name: str) -> Locator:
    """The message about one field or parameter, beside it or on the stage."""
    return page.get_by_role("alert").filter(has_text=re.compile(rf"\b{name}: received"))


def step_shown(page: Page) -> tuple[int, int]:
    """Which step is shown, of how many."""
    count = page.get_by_text(re.compile(r"^\d+ of \d+$"))
    here, _, last = count.inner_text().partition(" of ")
    return int(here), int(last)


def step_to(page: Page, step: int) -> None:
    """Jump by the progress bar, as a drag does."""
    bar = page.get_by_role("slider", name="Step", exact=True)
    bar.fill(str(step))
    expect(page.get_by_text(re.compile(rf"^{step} of \d+$"))).to_be_visible()


@dataclass(frozen=True)
class Shown:
    """What the page's main part says at one step, on one line; its titles and regions, and what is
    folded."""

    text: str
    folded: str
    titles: tuple[str, ...]
    regions: dict[str, str]


_WALK = """async () => {
  const main = document.querySelector('[data-testid="stMain"]');
  const named = (text) => [...main.querySelectorAll("button")]
    .find((button) => button.innerText.includes(text));
  const last = Number(main.querySelector('[aria-label="Step"]').max);
  const shown = [];
  while (true) {
    shown.push({
      text: main.innerText,
      folded: [...main.querySelectorAll("details")].map((node) => node.textContent).join(" "),
      titles: [...main.querySelectorAll("h1, h2, h3")].map((node) => node.innerText),
      regions: Object.fromEntries([...main.querySelectorAll("section[aria-label]")]
        .map((node) => [node.getAttribute("aria-label"), node.innerText])),
    });
    if (shown.length === last) return shown;
    named("Next step").click();
  }
}"""


#: Two signs that do not follow each other; of "..." and of x[..., 0] three dots are one.
DOUBLED = re.compile(r".{0,40}((?<![./])\.\.(?![./])|,,|;;|[,;:?!]\.(?![.\d])|(?<!\.)\.[,;](?!\w))")


def walk(page: Page) -> list[Shown]:
    """Press "Next step" from the first step to the last; what stood there at each.

    No sentence of it ends twice.
    """
    step_to(page, 1)

    def line(text: str) -> str:
        return " ".join(text.split())

    seen = [
        Shown(
            line(one["text"]),
            line(one["folded"]),
            tuple(map(line, one["titles"])),
            {name: line(text) for name, text in one["regions"].items()},
        )
        for one in page.evaluate(_WALK)
    ]
    here, last = step_shown(page)
    assert here == last == len(seen)
    doubled = [found[0] for step in seen for found in DOUBLED.finditer(step.text)]
    assert not doubled, doubled
    return seen


def address(page: Page) -> dict[str, str]:
    """The parameters in the address bar."""
    return dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))


# --- numbers as they stand on screen ---------------------------------------------------

#: One number on screen: a real minus, thousands apart, perhaps a power of ten.
NUMBER = r"−?\d+(?:,\d{3})*(?:\.\d+)?(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


def read(text: str) -> Decimal:
    mantissa, _, power = text.replace(",", "").partition("×10")
    return Decimal(mantissa.translate(_PLAIN)).scaleb(int(power.translate(_PLAIN) or 0))


def shows(text: str, value: float) -> bool:
    """Whether ``text`` is ``value`` rounded to the digits it has; a bare 0 is exactly 0."""
    seen = read(text)
    if "." not in text:
        return seen == Decimal(value)
    exponent = seen.as_tuple().exponent
    assert isinstance(exponent, int)
    # A hair more than half a unit: a tie may go either way.
    return abs(seen - Decimal(value)) <= Decimal("0.500001") * Decimal(1).scaleb(exponent)


def assert_shows(texts: list[str], values: Iterable[float], where: str) -> None:
    wanted = [float(value) for value in values]
    assert len(texts) == len(wanted), f"{where}: {texts} beside {wanted}"
    for text, value in zip(texts, wanted, strict=True):
        assert shows(text, value), f"{where}: {text} on screen, {value!r} in the core"
