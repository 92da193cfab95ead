"""What of a page that is left takes part in the next one, and what is a wish for a page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession

from ui.app import leaving
from ui.app.leaving import pages_arrive


class Browser:
    """A session that notes what it is asked for, and a browser that says it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs: list[tuple[str, str]] = []
        monkeypatch.setattr(
            AppSession,
            "request_rerun",
            lambda _, said: self.runs.append((said.page_script_hash, said.query_string)),
        )
        self.session: Any = SessionLike(page_script_hash="rotate", _scriptrunner=None)

    def says(self, page: str, m: str = "1", *, at: str, **more: Any) -> str:
        """What is said of a page, with the address there; returns the page that is run."""
        said = ClientState(page_script_hash=page, query_string=f"m={m}", **more)
        said.widget_states.widgets.add(id="m", string_value=m)
        said.context_info.url = f"http://localhost/app/{at}?m={m}"
        self.session._scriptrunner = "one"
        AppSession.request_rerun(self.session, said)
        return self.runs[-1][0]

    def sees(self, page: str) -> None:
        """The page's run has begun, and ended."""
        self.session.page_script_hash, self.session._scriptrunner = page, None


class SessionLike(SimpleNamespace):
    __hash__ = object.__hash__  # type: ignore[assignment]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Any:
    one = Browser(monkeypatch)
    with pages_arrive():
        yield one


def test_a_change_made_while_a_page_is_left_is_one_of_the_next_page(browser: Browser) -> None:
    assert browser.says("matrix", at="rotate") == "matrix"
    assert browser.says("rotate", "2", at="rotate") == "matrix"
    # The address that came with the wish: that of the page that is left is another one.
    assert browser.runs[-1][1] == "m=1"
    browser.sees("matrix")
    assert browser.says("rotate", "3", at="rotate") == "matrix"


def test_a_part_of_a_page_never_turns_it(browser: Browser) -> None:
    browser.says("matrix", at="rotate")
    browser.sees("matrix")
    assert browser.says("rotate", at="matrix", fragment_id="a") == "matrix"
    assert browser.says("matrix", at="matrix", fragment_id="a") == "matrix"


def test_who_goes_back_at_once_is_back(browser: Browser) -> None:
    browser.says("matrix", at="rotate")
    assert browser.says("rotate", at="rotate") == "rotate"
    assert browser.says("matrix", "2", at="rotate") == "rotate"


def test_who_goes_back_later_is_back_whatever_was_changed_since(browser: Browser) -> None:
    browser.says("matrix", at="rotate")
    browser.sees("matrix")
    assert browser.says("rotate", "7", at="matrix") == "rotate"
    browser.sees("rotate")
    assert browser.says("rotate", "8", at="rotate") == "rotate"
    assert browser.says("turn", "8", at="rotate") == "turn"


def test_back_changes_the_address_first(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.says("matrix", at="matrix", is_history_navigation=True)
    browser.sees("matrix")
    assert browser.says("rotate", "2", at="matrix") == "matrix"
    assert browser.says("rotate", "2", at="rotate", is_history_navigation=True) == "rotate"
    monkeypatch.setattr(leaving, "UNDERWAY", 0.0)
    browser.sees("rotate")
    assert browser.says("matrix", "3", at="rotate") == "matrix"


def test_two_pages_may_have_been_left(browser: Browser) -> None:
    browser.says("matrix", at="rotate")
    assert browser.says("turn", at="rotate") == "turn"
    for page in ("rotate", "matrix"):
        assert browser.says(page, "2", at="rotate") == "turn"


def test_sessions_have_nothing_to_do_with_each_other(browser: Browser) -> None:
    browser.says("matrix", at="rotate")
    browser.session = SessionLike(page_script_hash="rotate", _scriptrunner=None)
    assert browser.says("rotate", "2", at="rotate") == "rotate"
