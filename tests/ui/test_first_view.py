"""The frame of a page, which goes out with Streamlit's empty one: what is in it, and where."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rope_core.problem import read_problem
from tests.ui.asgi import Answer, ask, awaited
from ui.app.course import COURSE
from ui.app.first_view import FirstView
from ui.lesson.glossary import numbers
from ui.scale.choice import read_choice, unasked
from ui.scale.stage import scale_data
from ui.scale.subject import model_subject, reach_of

PAGE = (
    '<html><head><link href="./static/media/SourceSansVF-Upright.ttf.x.woff2" />'
    '<script type="module" src="./static/js/index.js"></script>'
    '<link rel="modulepreload" href="./static/js/more.js"></head>'
    '<body><div id="root"></div></body></html>'
)
#: Pages whose stage is made of the address alone.
STAGED = {
    *("start", "rotate", "matrix", "turn", "cancel", "attend", "scale", "finish"),
    *("see", "cache", "questions"),
}


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
    links = re.findall(r'<a href="([^"]+)"([^>]*)>([^<]+)</a>', text(answer))
    here = ' class="here" aria-current="page"'
    assert links == [(f"./{one.path}", here if one is entry else "", one.title) for one in COURSE]
    assert answer.headers["content-length"] == str(len(answer.body))
    # What is behind it stays as it was, but for what gives way to a stage.
    begin, end = text(answer).index('<div id="first-view"'), text(answer).index('<div id="root">')
    behind = text(answer)[:begin] + text(answer)[end:]
    ours = r'<link rel="(preload" as="style|modulepreload" fetchpriority="high)" href="./assets/'
    assert bool(re.search(ours, behind)) == (entry.path in STAGED)
    assert re.sub(ours + r'[^>]*>| fetchpriority="low"', "", behind) == PAGE


def sent(answer: Answer) -> list[Any]:
    """What the stage is made of: the list of files, then what the page's script sends."""
    found = re.search(r'<script type="application/json">(.*?)</script>', text(answer))
    return [json.loads(one) for one in json.loads(found[1])] if found else []


@pytest.mark.parametrize("entry", COURSE, ids=lambda entry: entry.path)
def test_a_stage_goes_out_with_the_frame(entry: Any) -> None:
    answer = page(f"/{entry.path}", "digits=5")
    if entry.path not in STAGED:
        assert sent(answer) == []
        assert "early.js" not in text(answer)
        return
    listed, *_, last = sent(answer)
    assert last["script"] == f"{entry.path}/{entry.path}.js"
    assert set(last["needs"]) <= {one["name"] for one in sent(answer)[1:-1]}
    # All that it imports is named, so that nothing is waited for in turn.
    named = re.findall(r'href="\./assets/\w+/([^"]+)"', text(answer))
    rooms = ("web/", f"{entry.path}/")
    ours = [file for file in listed["files"] if file.startswith(rooms)]
    assert named == [file for file in ours if file != "web/hand_over.js"]  # which Streamlit brings
    head, _, _ = text(answer).partition("</head>")
    assert head.index("assets/") < head.index("./static/js/index.js")
    assert head.count('fetchpriority="low"') == 2


def test_the_stage_is_the_links() -> None:
    (_, last) = sent(page("/rotate", "q=1,2,3,4&m=7"))
    assert last["here"] == [list(one) for one in numbers(read_problem({"q": "1,2,3,4", "m": "7"}))]


@pytest.mark.parametrize("query", ["projector=1", "embed=true"])
def test_a_stage_alone_goes_out_as_well(query: str) -> None:
    assert sent(page("/turn", query)) == sent(page("/turn"))
    assert sent(page("/turn", f"{query}&live=BCDFGH")) == []


def test_what_was_chosen_on_scale_waits() -> None:
    for query in ("show=llama-2-7b", "factor=4", "model=qwen3-8b", "source=random&d=64"):
        assert sent(page("/scale", query)) == [], query


@pytest.mark.parametrize("query", ["m=x", "live=BCDFGH", "lock=vectors", f"q={'1,' * 2000}1"])
def test_where_more_is_to_be_said_the_stage_waits(query: str) -> None:
    answer = page("/rotate", query)
    assert '<div class="title">Rotate</div>' in text(answer)
    assert sent(answer) == []


def test_a_class_that_arrives_at_once_has_its_stage_made_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []

    def counted(path: str, _query: Any) -> str:
        made.append(path)
        return "[]"

    monkeypatch.setattr("ui.app.first_view.first_stage", counted)
    app, _ = server(HTMLResponse(PAGE))

    async def class_of(size: int) -> list[Answer]:
        return await asyncio.gather(*(ask(app, "/turn", query="m=2") for _ in range(size)))

    answers = awaited(class_of(30))
    assert len({one.body for one in answers}) == 1
    assert made == ["turn"]
    # However many links are asked for, what is kept is bounded.
    monkeypatch.setattr("ui.app.first_view._MOST", 3.5 * len(answers[0].body))
    for m in (0, 1, 2, 3, 4, 4):
        awaited(ask(app, "/turn", query=f"m={m}"))
    assert len(made) == 5
    awaited(ask(app, "/turn", query="m=0"))
    assert len(made) == 6
    # What was longest not asked for goes: a class's link stays while others come once.
    for m in (4, 5, 4, 6, 4, 7, 4):
        awaited(ask(app, "/turn", query=f"m={m}"))
    assert len(made) == 9


@pytest.mark.parametrize("part", ["first_stage", "question"])
def test_what_goes_wrong_with_a_part_is_noted_and_the_page_comes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: str
) -> None:
    def broken(*_: object) -> str:
        raise ZeroDivisionError("as a test")

    monkeypatch.setattr(f"ui.app.first_view.{part}", broken)
    answer = page("/scale", "m=11")
    assert answer.status == 200
    assert "Loading" in text(answer)
    assert "as a test" in caplog.text


def test_nothing_that_is_sent_ends_its_element() -> None:
    for path in STAGED:
        answer = text(page(f"/{path}", "digits=4"))
        (_, inside) = answer.split('<script type="application/json">')
        assert "<" not in inside.partition("</script>")[0]


def test_the_problem_goes_along_to_another_page() -> None:
    answer = page("/turn", "m=5&step=3&q=1,%222%22&student=1")
    links = [unescape(one) for one in re.findall(r'<a href="([^"]+)"', text(answer))]
    assert links[0] == "./start?m=5&q=1%2C%222%22&student=1"


def test_the_first_page_answers_at_the_root_and_below_a_path() -> None:
    assert '<div class="title">Start</div>' in text(page("/"))
    app, _ = server(HTMLResponse(PAGE), "/course/rope")
    assert '<div class="title">Turn</div>' in text(awaited(ask(app, "/course/rope/turn")))


def test_the_question_has_the_positions_of_the_link() -> None:
    assert "“dogs” at 1 and “cats” at 3" in text(page("/cancel"))
    assert "“dogs” at 12,000 and “cats” at 7" in text(page("/cancel", "m=12000&n=7"))
    assert "a query at 2 and a key at 3" in text(page("/cancel", "q=1,2&k=3,4&m=2"))
    # What is refused is not shown, here as on the page.
    assert "“dogs” at 1 and “cats” at 3" in text(page("/cancel", "m=<script>&n=x"))
    assert " know only their distance" not in text(page("/cancel", f"q={'1,' * 2000}1&m=2"))


@pytest.mark.parametrize("query", [{}, {"show": "phi-2"}, {"trained": "100"}, {"show": "nobody"}])
def test_scales_question_is_about_what_the_stage_shows(query: dict[str, str]) -> None:
    found = re.search(
        r"(?:Trained to|Allowed) ([\d,]+) tokens.*, a model meets position ([\d,]+)",
        text(page("/scale", urlencode(query))),
    )
    reading = read_problem(query)
    choice = read_choice(query, unasked(reading), has_config=False)
    assert found
    subject = model_subject(choice.show)
    told: Any = scale_data(subject, reach_of(subject, choice.trained, choice.factor), 3)
    assert found.groups() == (told["breaks"]["trained"], told["breaks"]["far"])


def test_the_question_is_one_that_two_numbers_can_be_asked() -> None:
    assert "so few of its" in text(page("/matrix"))
    assert "so few of its" not in text(page("/matrix", "q=1,2&k=3,4"))
    assert "Two sums for the pair" in text(page("/matrix", "q=1,2&k=3,4"))


def test_a_students_menu_is_a_students() -> None:
    assert ">Class</a>" in text(page("/turn"))
    assert ">Class</a>" not in text(page("/turn", "student=1"))


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/static/js/index.js"],
)
def test_what_is_no_page_stays_as_it_is(path: str) -> None:
    answer = page(path)
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
