"""The frame of a page, which goes out with Streamlit's empty one: what is in it, and where."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.ui.asgi import Answer, ask, awaited
from ui.app.course import COURSE
from ui.app.first_view import FirstView

PAGE = (
    '<html><head><link href="./static/media/SourceSansVF-Upright.ttf.x.woff2" /></head>'
    '<body><div id="root"></div></body></html>'
)


def server(answer: Response, base: str = "") -> tuple[ASGIApp, list[Scope]]:
    asked: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope)
        await answer(scope, receive, send)

    return FirstView(app, base), asked


def page(path: str, query: str = "", **headers: str) -> Answer:
    app, _ = server(HTMLResponse(PAGE, headers={"etag": '"old"', "last-modified": "then"}))
    return awaited(ask(app, path, headers, query=query))


def text(answer: Answer) -> str:
    return answer.body.decode()


@pytest.mark.parametrize("entry", COURSE, ids=lambda entry: entry.path)
def test_each_page_has_its_frame(entry: Any) -> None:
    answer = page(f"/{entry.path}")
    assert f'<div class="title">{entry.title}</div>' in text(answer)
    assert text(answer).count(f"<span>{entry.title}</span>") == 0
    assert f'<span class="here">{entry.title}</span>' in text(answer)
    assert text(answer).count("<span") == len(COURSE)
    assert answer.headers["content-length"] == str(len(answer.body))
    # What is behind it stays as it was.
    begin, end = text(answer).index('<div id="first-view"'), text(answer).index('<div id="root">')
    assert text(answer)[:begin] + text(answer)[end:] == PAGE


def test_the_first_page_answers_at_the_root_and_below_a_path() -> None:
    assert '<div class="title">Start</div>' in text(page("/"))
    app, _ = server(HTMLResponse(PAGE), "/course/rope")
    assert '<div class="title">Turn</div>' in text(awaited(ask(app, "/course/rope/turn")))


def test_the_question_has_the_positions_of_the_link() -> None:
    assert "a query at 1 and a key at 3" in text(page("/cancel"))
    assert "a query at 12,000 and a key at 7" in text(page("/cancel", "m=12000&n=7"))
    # What is refused is not shown, here as on the page.
    assert "a query at 1 and a key at 3" in text(page("/cancel", "m=<script>&n=x"))
    assert "a query at" not in text(page("/cancel", f"q={'1,' * 2000}1&m=2"))


def test_a_students_menu_is_a_students() -> None:
    assert "<span>Class</span>" in text(page("/turn"))
    assert "Class" not in text(page("/turn", "student=1"))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/nowhere", ""),
        ("/static/js/index.js", ""),
        ("/turn", "embed=true"),
        ("/turn", "projector=1"),
    ],
)
def test_what_is_no_page_with_a_frame_stays_as_it_is(path: str, query: str) -> None:
    answer = page(path, query)
    assert text(answer) == PAGE
    assert answer.headers["etag"] == '"old"'


def test_an_answer_that_is_no_page_stays_as_it_is() -> None:
    for answer in (JSONResponse({"a": 1}), HTMLResponse(PAGE, status_code=500)):
        app, _ = server(answer)
        given = awaited(ask(app, "/turn"))
        assert (given.status, given.body) == (answer.status_code, answer.body)
    app, asked = server(HTMLResponse(PAGE))
    awaited(ask(app, "/turn", {"if-none-match": '"old"'}, method="HEAD"))
    assert (b"if-none-match", b'"old"') in asked[0]["headers"]


def test_a_page_of_before_is_not_taken_for_this_one_and_goes_out_packed() -> None:
    app, asked = server(HTMLResponse(PAGE, headers={"etag": '"old"', "last-modified": "then"}))
    given = {"if-none-match": '"old"', "if-modified-since": "then", "accept-encoding": "gzip, br"}
    answer = awaited(ask(app, "/turn", given))
    names = [name for name, _ in asked[0]["headers"]]
    assert not {b"if-none-match", b"if-modified-since", b"accept-encoding"} & set(names)
    assert "etag" not in answer.headers
    assert "last-modified" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"
    assert '<div class="title">Turn</div>' in gzip.decompress(answer.body).decode()
    assert answer.headers["content-length"] == str(len(answer.body))


def test_the_frame_has_the_pages_font() -> None:
    assert 'src:url("./static/media/SourceSansVF-Upright.ttf.x.woff2")' in text(page("/turn"))
