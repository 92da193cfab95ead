"""The link contract: a link gives a problem back exactly; what is wrong in it is told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.browser_support import (
    PATIENCE,
    Server,
    Watch,
    address,
    arrived,
    button,
    choose,
    complaint,
    enter,
    field_named,
    go,
    settled,
    step_shown,
    text_of,
)

Open = Callable[[str], Page]
HACK = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
FIRST_LINE = "cos(1.000)×0.588 − sin(1.000)×0.117 = 0.219"

GOOD = {
    "own": (
        "/rotate?q=1,-0.5&k=0.25,2&m=3&n=9&base=100&pairing=half_split&digits=4&step=2",
        {"Query vector q": "1,-0.5", "Key vector k": "0.25,2", "Head dimension": "2"},
    ),
    "random": (
        "/matrix?seed=12&d=8&m=4&base=500000&digits=8",
        {"Seed": "12", "Head dimension": "8", "Base": "500000"},
    ),
    "edges": (
        "/cancel?m=0&n=1048576&base=1.5&step=3",
        {"Query position m": "0", "Key position n": "1048576", "Base": "1.5"},
    ),
    "real": ("/turn?text=1&layer=4&head=7&m=8&n=3", {"Query position m": "8", "Base": "10000"}),
    "pasted": ("/rotate?q=tensor([[1/2,%20−1]])&k=[3%204]", {"Head dimension": "2"}),
}


@pytest.mark.parametrize(("path", "fields"), GOOD.values(), ids=GOOD)
def test_a_good_link_is_the_problem(open_at: Open, path: str, fields: dict[str, str]) -> None:
    page = open_at(path)
    for label, text in fields.items():
        expect(field_named(page, label)).to_have_value(text)
    expect(page.get_by_role("alert").filter(has_text="received")).to_have_count(0)
    if "step=" in path:
        assert step_shown(page)[0] == int(path.rpartition("=")[2])
    for name in ("pairing", "digits"):
        if name in address(page):
            group = page.get_by_role("radiogroup", name=name.capitalize())
            wanted = group.get_by_role("radio", name=address(page)[name], exact=True)
            expect(wanted).to_be_checked()
    # The address that the app writes is as good as the one that came.
    before = text_of(page)
    again = go(page, page.url)
    assert text_of(again) == before


#: Parameter, a wrong text for it, a word of what is allowed. One page load a list.
BAD = {
    "own vectors": [
        ("q", "one", "finite numbers"),
        ("k", "nan", "finite numbers"),
        ("m", "-1", "0 to 1,048,576"),
        ("n", "1e12", "0 to 1,048,576"),
        ("base", "1", "greater than 1"),
        ("pairing", "sideways", "interleaved or half_split"),
        ("digits", "2", "3 to 8"),
        ("step", "99", "1 to 16"),
    ],
    "random vectors": [
        ("seed", "-1", "0 to"),
        ("d", "3", "an even whole number from 2 to 256"),
        ("m", "1.5", "0 to 1,048,576"),
        ("n", "", "0 to 1,048,576"),
        ("base", "-10", "greater than 1"),
        ("digits", "9", "3 to 8"),
        ("step", "0", "1 to 16"),
    ],
    "a real model": [
        ("text", "99", "0 or 1"),
        ("layer", "-1", "0 or 1"),
        ("head", "first", "0 or 1"),
        ("m", "5000", "0 to"),
    ],
    "lengths apart": [("k", "1,2", "4 numbers")],
}


@pytest.mark.parametrize("wrong", BAD.values(), ids=BAD)
def test_what_is_wrong_is_named_and_the_default_used(
    open_at: Open, wrong: list[tuple[str, str, str]]
) -> None:
    extra = "&q=1,2,3,4" if [name for name, *_ in wrong] == ["k"] else ""
    page = open_at("/rotate?" + "&".join(f"{name}={text}" for name, text, _ in wrong) + extra)
    for name, text, allowed in wrong:
        said = complaint(page, name)
        expect(said).to_be_visible()
        expect(said).to_contain_text("2 numbers" if extra else text or "nothing")
        expect(said).to_contain_text(allowed)
    assert step_shown(page)[0] == 1
    if wrong[0][0] != "text":
        expect(page.get_by_text(FIRST_LINE, exact=True)).to_be_visible()


def test_nothing_in_a_link_is_executed(open_at: Open) -> None:
    names = ("q", "k", "m", "n", "base", "pairing", "digits", "step", "vector", "all", "lock", "x")
    hack = HACK.replace("#", "%23").replace(" ", "%20")
    for path, more in (
        ("/rotate", ("seed", "d")),
        ("/matrix", ("row", "column")),
        ("/cancel", ("pair",)),
        ("/turn", ("move", "text")),
    ):
        query = "&".join(f"{name}={hack}" for name in (*names, *more))
        page = open_at(f"{path}?{query}")
        expect(complaint(page, "m")).to_be_visible()
        expect(complaint(page, "m")).to_contain_text("<img src=x")
        assert page.evaluate("window.hacked === undefined"), path
        assert page.locator("img[src=x]").count() == 0, path


def test_a_deep_link_into_a_fresh_server_and_a_restart_under_an_open_page(
    new_page: Callable[..., Page], watch: Watch
) -> None:
    fresh = Server().start()
    watch.others.append(f"127.0.0.1:{fresh.port}")
    try:
        page = new_page()
        go(page, f"{fresh.url}/matrix?m=5&step=4")
        assert step_shown(page)[0] == 4
        expect(field_named(page, "Query position m")).to_have_value("5")
        expect(page.get_by_role("table", name="R at 5")).to_be_visible()
        assert not fresh.new_tracebacks()

        watch.server_may_be_gone = True
        fresh.stop()
        lost = page.get_by_text("stepping still works, changes wait until it is back")
        expect(lost).to_be_visible()
        button(page, "Next step").click()  # a step needs no server
        assert step_shown(page)[0] == 5
        fresh.start()
        settled(page)  # connected again
        expect(lost).to_have_count(0)
        choose(page, "Digits", "6")
        expect(page.get_by_text("0.283662").first).to_be_visible(timeout=PATIENCE)
        expect(field_named(page, "Query position m")).to_have_value("5")
        arrived(page, "matrix")
        assert step_shown(page)[0] == 5
        enter(page, "Query position m", "6")
        expect(page.get_by_role("table", name="R at 6")).to_be_visible(timeout=PATIENCE)
        assert not fresh.new_tracebacks()
        page.close()
    finally:
        fresh.stop()


def test_a_line_that_is_cut_without_a_word_is_said(page: Page, app_url: str, watch: Watch) -> None:
    """As when a cable is pulled: the connection stays open, and nothing comes."""
    settled(go(page, f"{app_url}/matrix?step=4"))
    lost = page.get_by_text("stepping still works, changes wait until it is back")
    watch.server_may_be_gone = True
    page.context.set_offline(True)
    expect(lost).to_be_visible()
    button(page, "Next step").click()
    assert step_shown(page)[0] == 5
    page.context.set_offline(False)
    expect(lost).to_have_count(0)
    enter(page, "Query position m", "6")
    expect(page.get_by_role("table", name="R at 6")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("other", ["gone", "there"])
def test_a_change_that_nobody_answers_is_said(
    page: Page, app_url: str, watch: Watch, other: str
) -> None:
    """Streamlit's connection stays open and brings nothing; on a new one the server may answer."""
    stalled = False

    def carry(line: WebSocketRoute) -> None:
        behind = line.connect_to_server()
        line.on_message(lambda said: None if stalled else behind.send(said))
        behind.on_message(lambda said: None if stalled else line.send(said))

    page.route_web_socket("**/_stcore/stream", carry)
    settled(go(page, f"{app_url}/matrix"))
    lost = page.get_by_text("stepping still works, changes wait until it is back")
    watch.server_may_be_gone = True
    if other == "gone":
        page.route("**/_stcore/health", lambda route: route.abort())
    stalled = True
    enter(page, "Query position m", "6")
    expect(lost).to_be_visible()
    button(page, "Next step").click()
    assert step_shown(page)[0] == 2
    # Said as long as nothing comes, whatever a new connection brings.
    if other == "gone":
        page.unroute("**/_stcore/health")
    with page.expect_response("**/_stcore/health"):
        pass
    expect(lost).to_be_visible()
    stalled = False
    enter(page, "Query position m", "7")
    expect(page.get_by_role("table", name="R at 7")).to_be_visible(timeout=PATIENCE)
    expect(lost).to_have_count(0)


@pytest.mark.parametrize("path", ["/rotate", "/cancel"])
def test_every_page_opens_first_on_a_fresh_server(
    new_page: Callable[..., Page], watch: Watch, path: str
) -> None:
    fresh = Server().start()
    watch.others.append(f"127.0.0.1:{fresh.port}")
    try:
        page = go(new_page(), f"{fresh.url}{path}?m=3")
        expect(field_named(page, "Query position m")).to_have_value("3")
        assert not fresh.new_tracebacks()
        page.close()
    finally:
        fresh.stop()


@pytest.mark.parametrize(
    ("link", "other", "holds", "asked"),
    [
        ("/practice?student=1", "Angle", ("skill", "level", "pseed"), ".practice .sheet"),
        (
            "/practice?m=5&skill=pairs&level=3&pseed=4",
            "Angle",
            ("skill", "level", "pseed"),
            ".practice .sheet",
        ),
        ("/write?student=1&exercise=rotate", "inv_freq", ("exercise",), ".write .spec"),
    ],
)
def test_an_edit_keeps_what_the_page_wrote_into_the_address(
    page: Page, app_url: str, link: str, other: str, holds: tuple[str, ...], asked: str
) -> None:
    """The server makes its own of the address as it was when the page was opened."""
    page.goto(f"{app_url}{link}")
    page.get_by_role("button", name=other).first.click()
    expect(page).to_have_url(re.compile(f"({holds[0]})=({other.lower()})"))
    # The address may be there before the question.
    before, question = address(settled(page)), page.locator(asked).inner_text()
    for position in ("9", "11"):
        enter(page, "Query position m", position)
        expect(page).to_have_url(re.compile(f"[?&]m={position}(&|$)"))
        after = address(page)
        assert {name: after[name] for name in holds} == {name: before[name] for name in holds}
    page.reload()
    expect(page.locator(asked)).to_have_text(question, use_inner_text=True)
    assert address(page) == after


def test_a_sheet_on_paper_takes_the_place_of_the_problem_on_screen(
    page: Page, app_url: str
) -> None:
    page.goto(f"{app_url}/practice?student=1")
    expect(page).to_have_url(re.compile("pseed="))
    page.get_by_role("radio", name="On paper").click()
    expect(page).to_have_url(f"{app_url}/practice?student=1&sheet=1&problems=9")
    enter(page, "Number of problems", "4")
    expect(page).to_have_url(f"{app_url}/practice?student=1&sheet=1&problems=4")
    page.get_by_role("radio", name="On screen").click()
    expect(page).to_have_url(re.compile(r"\?student=1&skill=pairs&level=0&pseed=\d+$"))
