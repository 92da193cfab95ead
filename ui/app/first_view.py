"""What is seen before the scripts are there: the menu, the page's title and its question.

Streamlit's own scripts are 1.4 MB, which is seven seconds of a slow line, and until they run its
page is empty. Here the frame of the page that is asked for goes out with it, and stands until the
page itself is shown (main.js takes it away) or cannot be (loader.js).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rope_core.problem import read_problem
from ui.app.course import COURSE, PATHS, PageEntry, entry_of

#: Pages without a frame: shown within another page, or on a wall.
_BARE = ("embed", "projector")
#: What is not asked with: a page that is there already may be of another version, and into packed
#: bytes nothing can be put.
_LEFT_OUT = (b"if-none-match", b"if-modified-since", b"accept-encoding")
_LARGEST_QUERY = 2000
_FONT = re.compile(rb'href="([^"]+/SourceSansVF-Upright[^"]+\.woff2)"')


class FirstView:
    """Middleware that puts the frame of a page into Streamlit's empty one, below ``base``."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self._page(scope)
        if page is None:
            await self._app(scope, receive, send)
            return
        asked = {
            **scope,
            "headers": [one for one in scope["headers"] if one[0] not in _LEFT_OUT],
            # Where a server can send a file by itself, there would be nothing to put into.
            "extensions": {},
        }
        begun: Message | None = None
        parts: list[bytes] = []

        async def take(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = message
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self._app(asked, receive, take)
        if begun is None:
            return
        headers, body = MutableHeaders(raw=list(begun["headers"])), b"".join(parts)
        if begun["status"] == 200 and _is_page(headers):
            query = _query(scope)
            packs = "gzip" in Headers(scope=scope).get("accept-encoding", "")
            student = query.get("student") == "1"
            body = _framed(body, page, _question(page, query), student=student, packs=packs)
            if packs:
                headers["content-encoding"] = "gzip"
            headers.add_vary_header("Accept-Encoding")
            headers["content-length"] = str(len(body))
            for name in ("etag", "last-modified"):
                del headers[name]
        await send({**begun, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})

    def _page(self, scope: Scope) -> PageEntry | None:
        """The page that is asked for; None for what is no page, or is shown without a frame."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        path = scope["path"].removeprefix(self._base).strip("/")
        if path and path not in PATHS:
            return None
        return None if any(name in _BARE for name in _query(scope)) else entry_of(path)


def _query(scope: Scope) -> dict[str, str]:
    return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))


def _is_page(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html")


@lru_cache(maxsize=256)
def _framed(empty: bytes, page: PageEntry, question: str, *, student: bool, packs: bool) -> bytes:
    """Streamlit's page with a frame in it: a class that arrives at once asks for the same one."""
    font = _FONT.search(empty)
    face = (
        f'@font-face{{font-family:"Source Sans";font-weight:200 900;src:url("{font[1].decode()}")}}'
        if font
        else ""
    )
    frame = _template().substitute(
        face=face,
        menu=_menu(page, student=student),
        title=escape(page.title),
        question=escape(question),
    )
    body = empty.replace(b"<body>", b"<body>" + frame.encode(), 1)
    return gzip.compress(body, mtime=0) if packs else body


def _menu(page: PageEntry, *, student: bool) -> str:
    lines, section = [], ""
    for entry in COURSE:
        if student and entry.section == "Teach":
            continue
        if entry.section != section:
            section = entry.section
            lines.append(f"<div>{escape(section)}</div>")
        here = ' class="here"' if entry is page else ""
        lines.append(f"<span{here}>{escape(entry.title)}</span>")
    return "".join(lines)


def _question(page: PageEntry, query: Mapping[str, str]) -> str:
    """The question the page begins with, with the positions of the link."""
    if not page.asks or sum(map(len, query.values())) > _LARGEST_QUERY:
        return page.about
    if "{m}" not in page.asks:
        return page.asks
    problem = read_problem(query).problem
    return page.asks.format(m=f"{problem.m:,}", n=f"{problem.n:,}")


@cache
def _template() -> Template:
    """The frame on one line, without what only a reader of its style needs."""
    text = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
    return Template(" ".join(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).split()))
