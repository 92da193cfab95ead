"""A live class in five windows: a teacher, a projector, three students, from start to table.

On the way one student reloads, one loses the connection, and the server is ended and started again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from tests.browser.browser_support import PATIENCE, Server, Watch, button, enter

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
ON_ITS_SIDE = {"width": 740, "height": 360}
PROJECTOR = {"width": 1280, "height": 720}
QUESTION = "How many products will stand there when all brackets are multiplied out?"
#: What somebody counts who makes the mistake beside it; the proof's own.
CHOICES = ["2", "4", "8", "16"]
SLIP = "the products of one pair of brackets only"


class Cable:
    """What connects a page to its class, to be cut and mended."""

    def __init__(self, page: Page) -> None:
        self.cut = False
        self._open: list[WebSocketRoute] = []
        # The class's own, and Streamlit's, over which it would go otherwise.
        page.route_web_socket(re.compile(r"/(live|_stcore/stream)$"), self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.cut:
            socket.close()
            return
        socket.connect_to_server()
        self._open.append(socket)

    def pull(self) -> None:
        self.cut = True
        for socket in self._open:
            socket.close()
        self._open.clear()


@pytest.fixture
def fresh() -> Iterator[Server]:
    """A server of this test's own, which it ends and starts again."""
    server = Server().start()
    yield server
    server.stop()


@pytest.fixture
def window(browser: Browser, fresh: Server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """A window of another person, who is new here."""
    contexts = []
    watch.others.append(fresh.url.removeprefix("http://"))
    watch.server_may_be_gone = True

    def make(viewport: dict[str, int], scheme: str = "light") -> Page:
        context = browser.new_context(viewport=viewport, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        watch.over(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not watch.troubles, "\n".join(watch.troubles)


def at(page: Page, step: int) -> None:
    expect(page.get_by_text(re.compile(rf"^{step} of \d+$"))).to_be_visible(timeout=PATIENCE)


def strip(page: Page) -> Locator:
    return page.locator(".live-foot")


def leave(page: Page) -> None:
    page.get_by_role("button", name=re.compile("or leave the class$")).click()
    button(page, "Leave the class").click()


def option(page: Page, choice: str) -> Locator:
    return page.get_by_role("group", name="Answers").get_by_role(
        "button", name=re.compile(rf"^(✓ |✗ )?{choice}$")
    )


#: The stage stands below the strip, and nothing of it lies below the screen.
SEEN_WHOLE = """() => {
  const box = (name) => document.querySelector(name).getBoundingClientRect();
  const main = document.querySelector('[data-testid="stMain"]');
  return (
    box(".live-head-row").bottom <= box(".rope .controls").top &&
    main.getBoundingClientRect().bottom <= innerHeight &&
    main.scrollHeight === main.clientHeight
  );
}"""
AT_THE_FOOT = """() =>
  document.querySelector(".live-foot").getBoundingClientRect().bottom === innerHeight"""
#: Answers and what is said below them are all in view.
SHEET_WHOLE = """() => {
  const sheet = document.querySelector(".live-sheet");
  return sheet.scrollHeight <= sheet.clientHeight;
}"""
#: What a browser keeps of a class.
KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('rope.live'))"


def edge(page: Page, top: int) -> bytes:
    """What is seen beside the last of a vote, scrolled to there."""
    sheet = page.locator(".live-sheet")
    sheet.evaluate("(sheet, top) => sheet.scrollTo(0, top)", top)
    box = sheet.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] - 8
    return page.screenshot(clip={"x": box["x"], "y": y, "width": 8, "height": 4})


def stands_for(name: str, value: str = "") -> re.Pattern[str]:
    """An address with this parameter."""
    return re.compile(rf"[?&]{name}={value}")


def test_five_windows_from_start_to_table(
    window: Callable[..., Page], fresh: Server, tmp_path: Path
) -> None:
    teacher = window(DESKTOP)
    teacher.goto(f"{fresh.url}/class")
    expect(button(teacher, "Start a live class")).to_be_visible(timeout=PATIENCE)
    # Who is in no class asks for nothing of it.
    asked = "() => performance.getEntriesByType('resource').map(({ name }) => name)"
    assert not [name for name in teacher.evaluate(asked) if "/live/" in name]
    button(teacher, "Start a live class").click()
    code = teacher.locator(".live-head .live-code").inner_text(timeout=PATIENCE)
    assert re.fullmatch("[BCDFGHJKMNPQRTVWXZ]{6}", code)
    expect(teacher.get_by_role("img", name="QR code of the link").first).to_be_visible()
    link = teacher.locator(".live-link").inner_text()

    projector = teacher.context.new_page()
    projector.set_viewport_size(PROJECTOR)  # type: ignore[arg-type]
    shown = teacher.get_by_role("link", name="Open the projector’s window").get_attribute("href")
    assert shown is not None
    projector.goto(shown)
    expect(projector.locator(".live-cover .live-code")).to_have_text(code, timeout=PATIENCE)

    # By the link, by the code as one types it, and late.
    ada, bo = window(PHONE), window(DESKTOP, "dark")
    ada.goto(link)
    bo.goto(f"{fresh.url}/start?live=AEIOU1")
    expect(strip(bo)).to_contain_text(
        "live: received “AEIOU1”; allowed: six of the letters BCDFGHJKMNPQRTVWXZ.",
        timeout=PATIENCE,
    )
    expect(bo).not_to_have_url(stands_for("live"))
    expect(bo.get_by_label("In a class? Join with its code")).to_be_visible()
    bo.get_by_label("In a class? Join with its code").fill("XYZ")
    button(bo, "Join").click()
    expect(bo.get_by_role("alert")).to_contain_text("received “XYZ”")
    # One that could be a code is mended where it is refused.
    other = "BCDFGH" if code != "BCDFGH" else "BCDFGJ"
    bo.get_by_label("In a class? Join with its code").fill(other)
    button(bo, "Join").click()
    expect(strip(bo)).to_contain_text("no class with this code is on now")
    meant = strip(bo).get_by_label("The class’s code")
    expect(meant).to_have_value(other)
    meant.fill("B?")
    meant.press("Enter")
    expect(strip(bo).get_by_role("alert")).to_contain_text("code: received “B?”")
    meant.fill(f" {code.lower()} ")
    meant.press("Enter")
    for page in (ada, bo):
        expect(strip(page)).to_contain_text(code, timeout=PATIENCE)
    expect(projector.locator(".live-head-row")).to_contain_text("2 here")
    expect(ada.get_by_role("link", name="Class", exact=True)).to_have_count(0)

    # A name is as one likes, also none.
    def call(page: Page, name: str) -> None:
        strip(page).locator(".name").click()
        page.get_by_label("Your name here").fill(name)
        button(page, "Take this name").click()

    called = strip(bo).locator(".name")
    call(bo, "Bo")
    expect(called).to_have_text("Bo")
    call(bo, "")
    expect(called).to_have_text(re.compile(r"^[A-Z][a-z]+ \d+$"))

    button(teacher, "Take the class to Cancel, minutes 25–35").click()
    for page in (projector, ada, bo):
        at(page, 1)
    # Whoever came by the code is a student as well.
    expect(bo.get_by_role("link", name="Class", exact=True)).to_have_count(0)
    expect(teacher.locator(".live-where")).to_contain_text(re.compile(r"Cancel · step 1 of \d+"))
    # A step on the projector's window moves the class; the one before it on Class.
    for _ in range(4):
        projector.keyboard.press("PageDown")
    at(ada, 5)
    expect(teacher.locator(".live-where")).to_contain_text(re.compile(r"step 5 of \d+"))
    button(teacher, "‹ Previous").click()
    late = window(DESKTOP)
    cable = Cable(late)
    late.goto(link)
    for page in (projector, ada, bo, late):
        at(page, 4)

    projector.wait_for_function(SEEN_WHOLE)

    # Alone and back with one tap each.
    button(bo, "Go alone").click()
    expect(strip(bo)).to_contain_text("on your own")
    button(bo, "Next step").click()
    at(bo, 5)
    button(bo, "Follow again").click()
    at(bo, 4)

    # Round 1: what is chosen can be changed; without a connection an answer waits.
    button(teacher, "Open a vote").click()
    for page in (ada, bo, late):
        expect(option(page, "8")).to_be_visible()
    option(ada, "2").click()
    option(ada, "4").click()
    option(bo, "8").click()
    expect(projector.locator(".live-head-row")).to_contain_text("3 here · 2 answered")
    # All that is to be chosen from is in view, or that it goes on is.
    ada.set_viewport_size(ON_ITS_SIDE)  # type: ignore[arg-type]
    ada.wait_for_function(SHEET_WHOLE)
    ada.set_viewport_size({**ON_ITS_SIDE, "height": 220})
    ada.wait_for_function(f"() => !({SHEET_WHOLE})()")
    assert edge(ada, 0) != edge(ada, 1000)
    ada.set_viewport_size(PHONE)  # type: ignore[arg-type]
    cable.pull()
    expect(strip(late)).to_contain_text("answers wait")
    option(late, "16").click()
    button(late, "Next step").click(force=True)
    at(late, 5)
    cable.cut = False
    expect(projector.locator(".live-head-row")).to_contain_text("3 answered", timeout=PATIENCE)
    expect(projector.locator(".live-cover")).to_contain_text(QUESTION)
    expect(projector.locator(".live-bars")).to_have_count(0)
    expect(teacher.locator(".live-vote .counts")).to_have_text(["0", "1", "1", "1"])

    name = strip(ada).locator(".name").inner_text()
    ada.reload()
    expect(option(ada, "4")).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    expect(strip(ada).locator(".name")).to_have_text(name)
    # What is chosen in one tab is chosen in the other.
    option(ada, "2").click()
    other = ada.context.new_page()
    other.goto(link)
    for choice, here, there in (("16", other, ada), ("4", ada, other)):
        option(here, choice).click(timeout=PATIENCE)
        for page in (here, there):
            expect(option(page, choice)).to_have_attribute("aria-pressed", "true")
    other.close()
    # The teacher goes on with a phone; what its link carries is taken out of sight.
    token = teacher.evaluate("(code) => localStorage.getItem(`rope.live.${code}.teach`)", code)
    phone = window(PHONE)
    own = f"{fresh.url}/class?live={code}#teach={token}"
    for mistyped in (own[:-1], own[:-8], own):
        phone.goto(mistyped)
        expect(phone).not_to_have_url(re.compile("teach"), timeout=PATIENCE)
        if mistyped != own:
            expect(strip(phone)).to_contain_text("not the link of the class’s teacher: copy it")
            expect(phone.locator(".live-class")).to_have_count(0)
    button(phone, "Close the vote").click(timeout=PATIENCE)
    expect(phone).not_to_have_url(re.compile("teach"))
    assert token not in phone.url
    button(phone, "Vote again").click()

    # Round 2: the server is gone while they answer.
    for page in (ada, bo):
        expect(page.locator(".live-kind")).to_have_text("A vote, once more")
    fresh.kill()
    for page in (ada, bo):
        expect(strip(page)).to_contain_text("answers wait")
        # It says all there is to say, at the foot of the screen.
        expect(page.locator(".rope.lost")).to_be_hidden()
        page.wait_for_function(AT_THE_FOOT)
        option(page, "8").click()
        expect(option(page, "8")).to_have_attribute("aria-pressed", "true")
    fresh.start()
    expect(teacher.locator(".live-vote .counts")).to_have_text(
        ["0 → 0", "1 → 0", "1 → 2", "1 → 0"], timeout=PATIENCE
    )
    # On a projector "next" closes the vote, then reveals it; nobody steps unseen.
    expect(button(projector, "Close the vote")).to_be_visible()
    projector.keyboard.press("PageDown")
    expect(button(projector, "Reveal")).to_be_visible()
    projector.keyboard.press("PageUp")
    projector.keyboard.press("PageDown")
    cover = projector.locator(".live-cover")
    expect(cover.locator(".counts")).to_have_text(["0 → 0", "1 → 0", "1 → 2", "1 → 0"])
    expect(cover.locator(".is-right")).to_contain_text("✓ 8")
    expect(cover).to_contain_text(SLIP)
    assert name not in projector.locator("body").inner_text()
    height = projector.evaluate("() => document.querySelector('.live-cover').scrollHeight")
    assert height <= PROJECTOR["height"]
    expect(strip(ada)).to_contain_text("Right: Two products times two products")
    expect(ada).to_have_url(stands_for("live", code))

    # The end: a table, and nothing is left.
    # Whoever leaves is not told that it has ended.
    leave(late)
    expect(late.locator(".live-foot")).to_have_count(0)
    button(teacher, "End the class").click()
    with teacher.expect_download() as download:
        button(teacher, "End it and download the table").click()
    download.value.save_as(tmp_path / "class.csv")
    text = (tmp_path / "class.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["answer"], row["round_1"], row["round_2"]) for row in rows] == [
        (choice, *counts)
        for choice, counts in zip(
            CHOICES, [("0", "0"), ("1", "0"), ("1", "2"), ("1", "0")], strict=True
        )
    ]
    assert rows[1]["stands_for"] == SLIP
    # The server does not write the class into the address again with what comes next.
    enter(bo, "Query position m", "7")
    expect(bo).to_have_url(stands_for("m", "7"))
    for page in (teacher, phone):
        expect(button(page, "Start a live class")).to_be_visible(timeout=PATIENCE)
    for page in (teacher, phone, ada, bo):
        told = "was ended in another window" if page is phone else "has ended"
        expect(strip(page)).to_contain_text(told, timeout=PATIENCE)
        button(page, "Close this line").click()
        expect(strip(page)).to_have_count(0)
        expect(page).not_to_have_url(stands_for("live"))
        page.wait_for_function(f"() => !({KEPT})().length")
    assert not fresh.new_tracebacks()


#: As if it had begun some hours earlier than its teacher's browser saw.
EARLIER = """([code, hours]) => {
  const key = `rope.live.${code}.state`;
  const state = JSON.parse(localStorage.getItem(key));
  const earlier = new Date(new Date(state.started) - hours * 3_600_000);
  state.started = earlier.toISOString().replace(".000Z", "+00:00");
  localStorage.setItem(key, JSON.stringify(state));
  return earlier.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}"""


def test_a_class_of_long_vectors_that_its_server_lost_is_where_and_since_when_it_was(
    window: Callable[..., Page], fresh: Server
) -> None:
    teacher = window(DESKTOP)
    q, k = (",".join(f"{sign}0.{at:04}" for at in range(1, 129)) for sign in ("", "-"))
    teacher.goto(f"{fresh.url}/class?q={q}&k={k}&m=5")
    button(teacher, "Start a live class").click(timeout=PATIENCE)
    code = teacher.locator(".live-head .live-code").inner_text(timeout=PATIENCE)
    button(teacher, "Take the class to Rotate, minutes 5–13").click()
    where = teacher.locator(".live-where")
    expect(where).to_contain_text(re.compile(r"Rotate · step 1 of \d+"), timeout=PATIENCE)
    button(teacher, "Next ›").click()
    expect(where).to_contain_text(re.compile(r"step 2 of \d+"))
    fresh.kill()
    fresh.lose()
    expect(teacher.locator(".live-reach")).to_contain_text("The server is gone")
    since = teacher.evaluate(EARLIER, [code, 3])
    fresh.start()
    expect(where).to_contain_text(f"since {since}", timeout=PATIENCE)
    expect(where).to_contain_text(re.compile(r"step 2 of \d+"))
    student = window(PHONE)
    # A link of the teacher's that is not whole stands in nobody's way.
    student.goto(f"{fresh.url}/class?live={code}#teach=WRONG")
    told = "not the link of the class’s teacher: copy it again"
    for place in (strip(student), student.get_by_test_id("stMain")):
        expect(place).to_contain_text(told, timeout=PATIENCE)
    assert not student.evaluate(KEPT)
    button(student, "Join as a student").click()
    at(student, 2)
    expect(strip(student)).to_contain_text("following")
    assert not student.evaluate(f"() => ({KEPT})().some((key) => key.endsWith('.teach'))")
    assert not fresh.new_tracebacks()


def test_an_answer_without_a_connection_counts_until_the_answers_are_shown(
    window: Callable[..., Page], fresh: Server
) -> None:
    teacher, student = window(DESKTOP), window(PHONE)
    teacher.goto(f"{fresh.url}/class")
    button(teacher, "Start a live class").click(timeout=PATIENCE)
    student.goto(teacher.locator(".live-link").inner_text(timeout=PATIENCE))
    votes = teacher.locator(".live-class")
    expect(votes).to_contain_text("1 here", timeout=PATIENCE)
    standing = student.locator(".live-sheet .standing")

    def answer_alone(letter: str, then: str) -> None:
        """The connection is lost before the answer, and back after the teacher went on."""
        expect(option(student, letter)).to_be_enabled()
        student.context.set_offline(True)
        expect(strip(student)).to_contain_text("answers wait")
        # One of two that say so is enough, and the strip is not to be covered.
        expect(student.locator(".rope.lost")).to_be_hidden()
        option(student, letter).click()
        expect(standing).to_have_text(re.compile("^It waits for the connection"))
        button(teacher, then).click()
        expect(button(teacher, then)).to_have_count(0)
        student.context.set_offline(False)

    button(teacher, "A to D, asked aloud").click()
    answer_alone("B", then="Close the vote")
    expect(standing).to_have_text("Closed. You chose: B", timeout=PATIENCE)
    expect(votes).to_contain_text("1 answered")
    button(teacher, "Vote again").click()
    answer_alone("C", then="Reveal")
    alert = strip(student).get_by_role("alert")
    expect(alert).to_contain_text("it is not counted", timeout=PATIENCE)
    # Nothing is said to be chosen in the round that it came too late for.
    expect(option(student, "C")).to_have_attribute("aria-pressed", "false")
    button(teacher, "Put it away").click()
    expect(alert).to_be_hidden()
    assert not fresh.new_tracebacks()
