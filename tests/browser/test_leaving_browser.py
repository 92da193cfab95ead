"""A page that was asked for comes, whatever the page that is left says in the same moment."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browser_support import enter, go, settled, visit

#: Both ways to another page; what follows in the same moment is sent before the page can come.
MENU = """(path) => {
  document.querySelector(`[data-testid=stSidebarNav] a[href$="/${path}"]`).click();
};"""
BACK = """(path) => {
  history.pushState(history.state, "", `/${path}${location.search}`);
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
};"""
ENTER = """(selector) => {
  const field = document.querySelector(selector);
  if (field.form) field.form.requestSubmit();
  else field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
};"""
TURNS = pytest.mark.parametrize("turn", [MENU, BACK], ids=["menu", "back"])


def at_once(page: Page, *said: tuple[str, str]) -> None:
    """All of it before anything of it is answered."""
    calls = "\n".join(f"({function.rstrip(';')})({name!r});" for function, name in said)
    page.evaluate(f"() => {{ {calls} }}")


def shows(page: Page, title: str, path: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=30_000)
    expect(page).to_have_url(re.compile(f"/{path}(\\?|$)"))


@TURNS
def test_an_answer_given_while_its_page_is_left(work_at: Callable[[str], Page], turn: str) -> None:
    page = work_at("/practice?skill=angle&level=3&pseed=91")
    page.locator("#practice-answer").fill("1.5")
    at_once(page, (turn, "finish"), (ENTER, "#practice-answer"))
    shows(page, "Finish", "finish")


@TURNS
def test_a_field_changed_while_its_page_is_left(work_at: Callable[[str], Page], turn: str) -> None:
    page = work_at("/rotate?m=3")
    field = page.get_by_label("Query position m")
    field.fill("12")
    at_once(page, (turn, "matrix"), (ENTER, '[aria-label="Query position m"]'))
    shows(page, "Matrix", "matrix")
    # The change was made all the same.
    expect(field).to_have_value("12")
    expect(page).to_have_url(re.compile(r"[?&]m=12\b"))


def test_the_last_page_that_was_asked_for_comes(work_at: Callable[[str], Page]) -> None:
    page = work_at("/rotate?m=3")
    at_once(page, (MENU, "finish"), (MENU, "matrix"))
    shows(page, "Matrix", "matrix")
    at_once(page, (MENU, "turn"), (MENU, "matrix"))
    shows(settled(page), "Matrix", "matrix")
    at_once(page, (MENU, "rotate"))
    shows(page, "Rotate", "rotate")


def test_what_a_browser_was_sent_is_still_there_some_changes_later(
    page: Page, app_url: str
) -> None:
    """A run that ends while a page is asked for must not take away what its answer refers to."""
    received: list[int] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda it: received.append(len(it))))
    settled(go(page, f"{app_url}/matrix?m=3"))
    kept = 10_000  # what is smaller is not kept: global.minCachedMessageSize
    assert max(received) > kept
    visit(page, "turn")
    for position in ("4", "5", "6", "3"):
        enter(page, "Query position m", position)
        settled(page)
    received.clear()
    settled(visit(page, "matrix"))
    assert max(received) < kept, "it was sent again"
