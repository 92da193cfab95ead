"""Whatever is put into a field or a link: no traceback, nothing executed, nothing frozen.

Most cases go over the websocket (what the server makes of a text), a part through a real browser
(what the page makes of it). HARDEN=full is the whole of it, `make harden`: 2,400 cases and 10 MB;
without it the same generator makes a few hundred. HARDEN_SEED gives another few hundred.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import PATIENCE, Server, Watch
from tests.browser.hostile import (
    LATEX,
    LONG,
    MARK,
    MARKUP,
    SIGNS,
    Hostile,
    as_query,
    hostile,
    parameters,
)
from tests.browser.page_support import (
    PAGES,
    STEP_BAR,
    at_address,
    open_entry,
    settled_address,
    shown,
)
from tests.load.wire import ConnectionLostError, Run, Session
from ui.app.course import PageEntry, entry_of

FULL = os.environ.get("HARDEN") == "full"
SEED = int(os.environ.get("HARDEN_SEED", "6"))
CASES = 2400 if FULL else 240
#: Letters of the longest text, in a field and in a link.
FIELD, LINK = (10_000_000, 1_000_000) if FULL else (300_000, 30_000)
#: Seconds that one change may take.
FROZEN = 2.0
#: Bytes that one answer may have, beside the text of the field itself: no text is multiplied.
LARGEST = 3_000_000
EACH_SESSION = 20
#: The same where only exceptions are looked for, on a machine that does other things too.
PATIENT = 10.0
#: One case: in a session, with this chance; what it was, what came of it, letters sent.
Case = Callable[[Session, random.Random], Awaitable[tuple[str, Run, int]]]


@pytest.fixture(scope="module")
def app() -> Iterator[Server]:
    """A server of its own: what happens here must not reach other tests."""
    server = Server().start()
    yield server
    server.stop()


def run_checked(what: str, run: Run, allowed: float, sent: int = 0) -> list[str]:
    problems = [f"{what}: {text}" for text in run.exceptions]
    if not (run.titles or run.part):
        problems.append(f"{what}: no page was shown")
    if run.seconds > allowed:
        problems.append(f"{what}: {run.seconds:.1f} s")
    if run.received > LARGEST + 2 * sent:
        problems.append(f"{what}: {run.received:,} bytes came back")
    return problems


async def unaffected(url: str) -> list[str]:
    """A new learner meets the worked example, at once, without a message."""
    session = await Session.connect(url)
    run = await session.open("/rotate")
    problems = run_checked("the next session", run, FROZEN)
    problems += [f"the next session was told: {text}" for text in run.alerts]
    if session.widgets["Query vector q"].value != "0.588, 0.117, 0.342, -0.231":
        problems.append("the next session has another problem")
    await session.close()
    return problems


async def slowness(url: str) -> float:
    """How long an ordinary change takes here and now, beside what else this machine does."""
    session = await Session.connect(url)
    await session.open("/rotate")
    taken = [(await session.change("Query position m", str(at))).seconds for at in range(9)]
    await session.close()
    return sorted(taken)[len(taken) // 2]


async def cases(url: str, one: Case, count: int) -> list[str]:
    """`count` generated cases, in sessions of a few; between them a session that is unaffected."""
    problems: list[str] = []
    for start in range(0, count, EACH_SESSION):
        usual = await slowness(url)
        session = await Session.connect(url)
        await session.open(f"/{PAGES[start // EACH_SESSION % len(PAGES)].path}")
        for number in range(start, min(count, start + EACH_SESSION)):
            chance = random.Random(SEED * 1_000_000 + number)
            try:
                what, run, sent = await one(session, chance)
            except ConnectionLostError as error:
                problems.append(f"case {number}: the connection was lost: {error}")
                session = await Session.connect(url)
                await session.open("/rotate")
                continue
            # 2 s on a machine that has nothing else to do (an ordinary change: 20 ms).
            allowed = FROZEN * max(1.0, usual / 0.05)
            problems += [f"case {number}, {told}" for told in run_checked(what, run, allowed, sent)]
        await session.close()
        problems += await unaffected(url)
        assert len(problems) < 40, "\n".join(problems)
    return problems


async def in_link(session: Session, chance: random.Random) -> tuple[str, Run, int]:
    """One to four parameters of a page's link."""
    page = chance.choice(PAGES)
    names = chance.sample(parameters(), chance.choice((1, 1, 1, 2, 4)))
    given = {name: hostile(chance, LINK) for name in names}
    run = await session.open(f"/{page.path}?{as_query({n: h.text for n, h in given.items()})}")
    told = ", ".join(f"{name}={text}" for name, text in given.items())
    return f"/{page.path} {told}", run, 0


async def in_field(session: Session, chance: random.Random) -> tuple[str, Run, int]:
    """A text in one of the page's text fields, or another choice; now and then another page."""
    if chance.random() < 0.25:
        await session.visit(f"/{chance.choice(PAGES).path}")
    texts = [widget for widget in session.widgets.values() if widget.kind == "text"]
    choices = [w for w in session.widgets.values() if w.kind == "choice" and w.options]
    if choices and (chance.random() < 0.15 or not texts):
        widget = chance.choice(choices)
        option = chance.choice(widget.options)
        run = await session.change(widget.label, option)
        return f"{session.path} {widget.label}={option}", run, 0
    if not texts:
        return f"{session.path} has no fields", await session.rerun(), 0
    widget = chance.choice(texts)
    text = hostile(chance, FIELD)
    run = await session.change(widget.label, text.text)
    told = f"{session.path} field “{widget.label}” {text}"
    if len(text.text) > 100_000:
        # Not sent again with every case that follows.
        await session.change(widget.label, "1")
    return told, run, 4 * len(text.text)


async def in_component(session: Session, chance: random.Random) -> tuple[str, Run, int]:
    """What a component's script might send, were it another script."""
    if "rope_practice" not in session.components or chance.random() < 0.1:
        await session.visit("/practice")
    text = hostile(chance, FIELD // 10)
    odd: tuple[object, ...] = (None, True, -1, 10**30, 1e308, [], {}, [[1]], text.text, {"a": "b"})
    found = re.search(r'"id": ?"([^"]+)"', str(session.data.get("rope_practice", "")))
    event: object = {
        "type": chance.choice(["answer", "choose", "step", "hint", "next", "go", "restore", "x"]),
        "id": found[1] if found and chance.random() < 0.8 else chance.choice(odd),
        "text": text.text if chance.random() < 0.7 else chance.choice(odd),
        "index": chance.choice([*odd, 0, 1, 2, 99]),
        "asked": chance.choice([True, False, "yes"]),
    }
    if chance.random() < 0.1:
        event = chance.choice(odd)
    told = json.dumps(event, ensure_ascii=False)
    run = await session.trigger("rope_practice", "event", event)
    return f"component event {told[:200]}", run, 0


@pytest.mark.parametrize(
    ("one", "share"),
    [(in_link, 0.55), (in_field, 0.3), (in_component, 0.15)],
    ids=["link", "field", "component"],
)
def test_generated_cases(app: Server, one: Case, share: float) -> None:
    app.new_tracebacks()
    problems = asyncio.run(cases(app.url, one, round(CASES * share)))
    if fresh := app.new_tracebacks():
        problems.append(f"the server's log:\n{fresh[-3000:]}")
    assert not problems, "\n".join(problems)


#: Ways to write 1, or next to nothing, that one reader may take and the next one not.
SPELLINGS = (
    "\ufeff1",
    " 1 ",
    "１",
    "+1",
    "01",
    "1.0",
    "1e0",
    "١",
    "1\x00",
    "",
    " ",
    "\u200b",
    "None",
)


def test_every_parameter_in_loose_spelling(app: Server) -> None:
    """What one reader accepts the next one must: no parameter is read twice in two ways."""

    async def spell() -> list[str]:
        problems = []
        session = await Session.connect(app.url)
        await session.open("/rotate")
        for index, name in enumerate(parameters()):
            page = PAGES[index % len(PAGES)]
            for text in SPELLINGS:
                run = await session.open(f"/{page.path}?{as_query({name: text})}")
                problems += run_checked(f"/{page.path}?{name}={text!r}", run, PATIENT)
        await session.close()
        return problems

    problems = asyncio.run(spell())
    assert not problems, "\n".join(problems)
    assert not app.new_tracebacks()


ODD_EVENTS: tuple[object, ...] = (
    *({"type": "go", "text": text} for text in ([[1]], {"a": 1}, None, 1, True, "x")),
    *({"type": "go", "text": "angle", "index": index} for index in (True, -1, 10**30, "1", [])),
    *({"type": kind, "index": True} for kind in ("choose", "step")),
    *({"type": kind, "text": True} for kind in ("answer", "restore")),
    *(None, [], "answer", 1, {"type": ["go"]}, {"type": {}}),
)


def test_odd_events_do_not_spoil_the_practice(app: Server) -> None:
    """Whatever a component sends: this run is without an exception, and so is the next one."""

    async def send() -> list[str]:
        problems = []
        for level in range(4):
            session = await Session.connect(app.url)
            await session.open(f"/practice?skill=pairs&level={level}&pseed=3")
            for event in ODD_EVENTS:
                if isinstance(event, dict):
                    event = {"id": f"pairs/{level}/3", **event}
                run = await session.trigger("rope_practice", "event", event)
                problems += run_checked(f"level {level}: {event}", run, PATIENT)
            problems += run_checked("afterwards", await session.rerun(), PATIENT)
            await session.close()
        return problems

    problems = asyncio.run(send())
    assert not problems, "\n".join(problems)
    assert not app.new_tracebacks()


def test_every_parameter_is_known_to_the_generator() -> None:
    """Found in the source, so that a new page's parameters are tested by existing."""
    assert {"q", "m", "step", "skill", "lock", "vector"} <= set(parameters())


def test_a_long_text_in_every_field(app: Server) -> None:
    """Ten megabytes (by default a part of it) in each text field of each page, one by one."""

    async def paste() -> list[str]:
        problems = []
        for entry in PAGES:
            session = await Session.connect(app.url)
            await session.open(f"/{entry.path}")
            for label in [name for name, w in session.widgets.items() if w.kind == "text"]:
                for make in LONG[:3] if FULL else LONG[1:2]:
                    if label not in session.widgets:
                        continue
                    before = session.widgets[label].value
                    run = await session.change(label, make(FIELD))
                    usual = await slowness(app.url)
                    allowed = FROZEN * max(1.0, usual / 0.05)
                    problems += run_checked(f"/{entry.path} {label}", run, allowed, FIELD)
                    await session.change(label, before)
            await session.close()
        return problems + await unaffected(app.url)

    problems = asyncio.run(paste())
    assert not problems, "\n".join(problems)
    assert not app.new_tracebacks()


# --- through a browser: what the page makes of it -----------------------------------------------


def nothing_ran(page: Page) -> None:
    """No script ran, no markup became elements, and the page answers at once."""
    started = time.monotonic()
    found = page.evaluate(
        f"""() => ({{
            ran: window.{MARK} ?? 0,
            markup: [...document.querySelectorAll('img[src="x"], [srcdoc], base, [onerror],'
                + ' [onload], a[href^="javascript:"], [src*="//other.invalid"],'
                + ' [href*="//other.invalid"]')]
                .map((node) => node.outerHTML.slice(0, 120)),
        }})"""
    )
    assert time.monotonic() - started < 3 * FROZEN, "the page was frozen"
    assert not found["ran"], "a script ran"
    assert not found["markup"], found["markup"]


#: By default each page meets a part of these, all pages together meet all of them.
_TEXTS = (*MARKUP, *LATEX, *SIGNS[3:12])


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.path)
def test_a_hostile_link_in_a_browser(
    new_page: Callable[..., Page], app_url: str, entry: PageEntry
) -> None:
    page = new_page()
    mine = _TEXTS if FULL else _TEXTS[PAGES.index(entry) % 4 :: 16]
    for text in mine:
        # One text in every parameter at once.
        query = as_query(dict.fromkeys(parameters(), text) | {"projector": "0"})
        page.goto(f"{app_url}/{entry.path}?{query}")
        shown(page, entry)
        nothing_ran(page)


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.path)
def test_hostile_texts_in_the_entries_of_a_browser(
    new_page: Callable[..., Page], app_url: str, entry: PageEntry
) -> None:
    page = open_entry(new_page(), app_url, entry)
    fields = page.locator("input[type=text]:not([role=combobox]), textarea")
    for index in range(fields.count()):
        field = fields.nth(index)
        if index >= fields.count() or not field.is_visible() or not field.is_editable():
            continue
        texts = _TEXTS if FULL else (_TEXTS[(index * 5 + PAGES.index(entry)) % len(_TEXTS)],)
        for text in texts:
            field.fill(text.replace("\x00", ""))
            field.press("Control+Enter")
            field.press("Enter")
    shown(page, entry)
    nothing_ran(page)


def test_a_large_paste_in_a_browser(new_page: Callable[..., Page], app_url: str) -> None:
    page = open_entry(new_page(), app_url, entry_of("rotate"))
    field = page.get_by_role("textbox", name="Query vector q")
    field.fill("0.5, " * (2_000_000 if FULL else 60_000))
    field.press("Enter")
    message = page.get_by_role("alert").filter(has_text="characters")
    expect(message).to_be_visible(timeout=15_000)
    nothing_ran(page)
    field.fill("1, 2")
    field.press("Enter")
    expect(message).to_be_hidden(timeout=15_000)


# --- the server ended and started again -----------------------------------------------------------


def test_every_page_comes_back_when_the_server_does(
    new_page: Callable[..., Page], watch: Watch
) -> None:
    """All pages stand open, each in mid-step; the server ends; it starts; they go on."""
    server = Server().start()
    watch.server_may_be_gone = True
    watch.url = server.url
    try:
        tabs = []
        for entry in PAGES:
            tab = open_entry(new_page(), server.url, entry, "?m=7&n=2&q=1,2,3,4&k=4,3,2,1&step=2")
            stepped = tab.locator(STEP_BAR).count() > 0
            if stepped:
                tab.get_by_role("button", name="Next step", exact=True).click()
                expect(tab.locator(STEP_BAR)).to_have_value("3")
            tabs.append((entry, tab, stepped, settled_address(tab)))
        server.stop()
        for _, tab, _, _ in tabs:
            lost = '[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])'
            expect(tab.locator(lost)).to_be_attached(timeout=PATIENCE)
        server.start()
        for entry, tab, stepped, before in tabs:
            # Streamlit waits longer and longer between its attempts to connect.
            idle = '[data-testid="stApp"][data-test-script-state="notRunning"]'
            connected = f'{idle}[data-test-connection-state="CONNECTED"]'
            expect(tab.locator(connected), entry.path).to_be_attached(timeout=45_000)
            shown(tab, entry)
            assert settled_address(tab) == before, entry.path
            if stepped:
                expect(tab.locator(STEP_BAR)).to_have_value("3")
                tab.get_by_role("button", name="Next step", exact=True).click()
                expect(tab.locator(STEP_BAR)).to_have_value("4")
            field = tab.get_by_role("textbox", name="Query position m")
            if field.is_visible():
                field.fill("8")
                field.press("Enter")
                expect(tab).to_have_url(re.compile(r"m=8\b"), timeout=15_000)
                assert at_address(tab)["q"].replace("%2C", ",") == "1,2,3,4"
    finally:
        server.stop()
    assert "Traceback" not in server.log()


def test_hostile_texts_say_what_they_are() -> None:
    """The generator makes what it says: the same again for the same seed, and every kind."""
    made = [hostile(random.Random(at), 1000) for at in range(400)]
    assert made == [hostile(random.Random(at), 1000) for at in range(400)]
    kinds = {"markup", "latex", "code", "signs", "numbers", "mixed", "long", "noise"}
    assert {one.kind for one in made} == kinds
    assert isinstance(made[0], Hostile)
