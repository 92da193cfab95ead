"""Streamlit's static files, packed once."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable

import pytest
from asgi import Answer, answer_of, ask, awaited
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ui.app.packing import PackStaticFiles

PACKS = {"Accept-Encoding": "gzip, deflate, br"}
FOR_GOOD = "public, immutable, max-age=31536000"
SCRIPT = b"const here = 1;\n" * 500


class Files:
    """What Streamlit would answer; how often it was asked."""

    def __init__(self, answer: Callable[[], Response]) -> None:
        self.asked = 0
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await asyncio.sleep(0)
        await self._answer()(scope, receive, send)


def script() -> Response:
    headers = {"Cache-Control": FOR_GOOD, "ETag": '"abc"'}
    return Response(SCRIPT, 200, headers, "text/javascript")


def packing(answer: Callable[[], Response] = script) -> tuple[PackStaticFiles, Files]:
    files = Files(answer)
    return PackStaticFiles(files, "/static/"), files


def test_a_file_is_packed_once_and_is_the_same_file() -> None:
    app, files = packing()
    for _ in range(3):
        answer = answer_of(app, "/static/js/a.js", PACKS)
        assert answer.status == 200
        assert gzip.decompress(answer.body) == SCRIPT
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(answer.body) < len(SCRIPT) / 10
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == FOR_GOOD
    assert files.asked == 1


def test_many_who_ask_at_once_have_it_packed_once() -> None:
    async def all_at_once() -> list[Answer]:
        return await asyncio.gather(*(ask(app, "/static/js/a.js", PACKS) for _ in range(50)))

    app, files = packing()
    answers = awaited(all_at_once())
    assert {gzip.decompress(answer.body) for answer in answers} == {SCRIPT}
    assert files.asked == 1


def test_who_has_it_already_is_told_so() -> None:
    app, _ = packing()
    tag = answer_of(app, "/static/js/a.js", PACKS).headers["etag"]
    assert tag != '"abc"', "packed bytes are not the plain ones"
    answer = answer_of(app, "/static/js/a.js", PACKS | {"If-None-Match": tag})
    assert answer.status == 304
    assert answer.body == b""
    assert answer.headers["etag"] == tag
    # After a restart nothing is packed yet: the answer is the same.
    fresh, _ = packing()
    assert answer_of(fresh, "/static/js/a.js", PACKS | {"If-None-Match": tag}).status == 304


def test_head_says_what_get_would_bring() -> None:
    app, _ = packing()
    head = answer_of(app, "/static/js/a.js", PACKS, "HEAD")
    got = answer_of(app, "/static/js/a.js", PACKS)
    assert head.body == b""
    assert head.headers["content-length"] == str(len(got.body))


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/a.js", {}),
        ("/static/js/a.js", {"Accept-Encoding": "br"}),
        ("/static/js/a.js", PACKS | {"Range": "bytes=0-9"}),
        ("/_stcore/health", PACKS),
        ("/rotate", PACKS),
    ],
)
def test_everything_else_goes_by_as_it_is(path: str, headers: dict[str, str]) -> None:
    app, files = packing()
    for _ in range(2):
        answer = answer_of(app, path, headers)
        assert answer.body == SCRIPT
        assert "content-encoding" not in answer.headers
    assert files.asked == 2


@pytest.mark.parametrize(
    "answer",
    [
        lambda: Response(SCRIPT, 404, {"Cache-Control": FOR_GOOD}, "text/javascript"),
        lambda: Response(SCRIPT, 200, {"Cache-Control": "no-cache"}, "text/html"),
        lambda: Response(SCRIPT, 200, {"Cache-Control": FOR_GOOD}, "font/woff2"),
        lambda: Response(b"short", 200, {"Cache-Control": FOR_GOOD}, "text/javascript"),
    ],
)
def test_what_is_no_text_for_good_is_neither_packed_nor_kept(
    answer: Callable[[], Response],
) -> None:
    app, files = packing(answer)
    given, plain = answer_of(app, "/static/x", PACKS), answer()
    assert (given.status, given.body) == (plain.status_code, plain.body)
    assert "content-encoding" not in given.headers
    answer_of(app, "/static/x", PACKS)
    assert files.asked == 2, "there is no end of addresses that are not files"
