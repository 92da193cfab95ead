"""What is seen before Streamlit's scripts are there: the menu, the title, the question, the stage.

Streamlit's own scripts are 1.4 MB, which is seven seconds of a slow line, and until they run its
page is empty. Here the frame of the page that is asked for goes out with it, and the stage, which
needs none of them (early.js shows it). They stand until the page itself is there (main.js) or
cannot be (loader.js).
"""

from __future__ import annotations

import asyncio
import gzip
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rope_core.problem import DEFAULTS, read_problem
from ui.app.course import COURSE, PATHS, PageEntry, entry_of, question
from ui.app.first_stage import first_files, first_stage
from ui.scale.fold import chosen, fold
from ui.scale.shown import shown_linked
from ui.scale.subject import DEFAULT_MODEL, model_subject, reach_of
from ui.web.assets import assets

#: What is not asked with: a page that is there already may be of another version, and into packed
#: bytes nothing can be put.
_LEFT_OUT = (b"if-none-match", b"if-modified-since", b"accept-encoding")
_LARGEST_QUERY = 2000
#: In the place of all of a longer one; no name of a link is empty.
_TOO_LONG = ""
#: Bytes of pages with their frames that are kept: some hundreds, of 15 to 80 kB each.
_MOST = 12_000_000
_FONT = re.compile(rb'href="([^"]+/SourceSansVF-Upright[^"]+\.woff2)"')


_LOG = logging.getLogger(__name__)
T = TypeVar("T")


class FirstView:
    """Middleware that puts the frame of a page into Streamlit's empty one, below ``base``."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app, self._base = app, base
        self._framed: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._kept = 0
        self._one_at_a_time = asyncio.Lock()

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
            packs = "gzip" in Headers(scope=scope).get("accept-encoding", "")
            body = await self._with_frame(body, page, _query(scope), packs)
            if packs:
                headers["content-encoding"] = "gzip"
            headers.add_vary_header("Accept-Encoding")
            headers["content-length"] = str(len(body))
            for name in ("etag", "last-modified"):
                del headers[name]
        await send({**begun, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})

    async def _with_frame(
        self, empty: bytes, page: PageEntry, query: dict[str, str], packs: bool
    ) -> bytes:
        """Streamlit's page with a frame in it, made once for a class that arrives at once.

        A link that nobody asked for yet is computed in a thread, one at a time.
        """
        # Of an overlong link nothing is used.
        if sum(map(len, (*query, *query.values()))) > _LARGEST_QUERY:
            query = {_TOO_LONG: ""}
        asked = empty, assets().version, page, tuple(sorted(query.items())), packs
        if asked not in self._framed:
            async with self._one_at_a_time:
                if asked not in self._framed:
                    made = await asyncio.to_thread(_framed, empty, page, query, packs)
                    self._kept += len(made)
                    while self._kept > _MOST and self._framed:
                        self._kept -= len(self._framed.popitem(last=False)[1])
                    self._framed[asked] = made
                    return made
        self._framed.move_to_end(asked)
        return self._framed[asked]

    def _page(self, scope: Scope) -> PageEntry | None:
        """The page that is asked for; None for what is no page."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        path = scope["path"].removeprefix(self._base).strip("/")
        if path and path not in PATHS:
            return None
        return entry_of(path)


def _query(scope: Scope) -> dict[str, str]:
    return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))


def _is_page(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html")


def _framed(empty: bytes, page: PageEntry, query: Mapping[str, str], packs: bool) -> bytes:
    short = _TOO_LONG not in query
    font = _FONT.search(empty)
    face = (
        f'@font-face{{font-family:"Source Sans";font-weight:200 900;src:url("{font[1].decode()}")}}'
        if font
        else ""
    )
    sent = _sure("stage", page, lambda: first_stage(page.path, query), None) if short else None
    asks = _sure("question", page, lambda: _question(page, query), page.about)
    frame = _template().substitute(
        face=face,
        menu=_menu(page, query if short else {}),
        path=page.path,
        title=escape(page.title),
        question=escape(asks if short else page.about),
        stage=_LOADING if sent is None else _place(page.path, sent),
        lasts="30s" if sent is None else "120s",
    )
    if sent is not None:
        empty = _ours_first(empty, page)
    whole = empty.replace(b"<body>", b"<body>" + frame.encode(), 1)
    return gzip.compress(whole, mtime=0) if packs else whole


def _sure(what: str, page: PageEntry, make: Callable[[], T], otherwise: T) -> T:
    try:
        return make()
    except Exception:  # noqa: BLE001 -- whatever it is, the page must come, and says it in its place
        _LOG.exception("the first %s of %s could not be made", what, page.path)
        return otherwise


_LOADING = '<i class="loading">Loading …</i>'
_STAGE = Template(
    # As Streamlit names the stage's place: styles go by it.
    '$above<div class="st-key-stage_$path"><section class="rope">'
    '<i class="loading">Loading …</i></section></div>$beside'
    '<script type="application/json">$sent</script>'
    # Not in its turn, which comes after Streamlit's.
    '<script type="module" async src="./${base}web/early.js"></script>'
)


#: Room for what comes with Streamlit between a stage's parts.
_BESIDE = {"turn": '<div class="st-key-turn_plot"></div>'}


#: As Streamlit names each part of a page: styles go by it.
_PART = 'data-testid="stElementContainer"'
_FIELDS = ("Model (type to search)", "Trained length", "Factor")


@cache
def _above(path: str) -> str:
    """Room for what comes with Streamlit above a stage, which is that of the course's model."""
    if path != "scale":
        return ""
    model = model_subject(DEFAULT_MODEL)
    said = chosen(model, reach_of(model, None, None))
    parts = (
        f"<div {_PART}>{said}</div>",
        f"<div {_PART}>{fold(opened=False)}</div>",
        *(f"<b {_PART}>{label}</b>" for label in _FIELDS),
        f'<div {_PART} class="button"></div>',
    )
    return f'<div class="st-key-scale_fields">{"".join(parts)}</div>'


def _place(path: str, sent: str) -> str:
    base, _ = first_files(path)
    above, beside = _above(path), _BESIDE.get(path, "")
    return _STAGE.substitute(path=path, sent=sent, base=base, above=above, beside=beside)


def _ours_first(empty: bytes, page: PageEntry) -> bytes:
    """The page with its stage's files named before Streamlit's, which give way to them."""
    base, files = first_files(page.path)
    names = "".join(
        f'<link rel="preload" as="style" href="./{base}{file}">'
        if file.endswith(".css")
        else f'<link rel="modulepreload" fetchpriority="high" href="./{base}{file}">'
        for file in files
    ).encode()
    for theirs in (_SCRIPT, _PRELOAD):
        empty = empty.replace(theirs, theirs + b' fetchpriority="low"')
    return empty.replace(_SCRIPT, names + _SCRIPT, 1)


#: How Streamlit's page begins to name its own scripts.
_SCRIPT, _PRELOAD = b'<script type="module"', b'<link rel="modulepreload"'


#: What of an address goes along to another page: the problem, and who looks at it.
_GOES_ALONG = {*DEFAULTS, "lock", "source", "student", "live"}


def _menu(page: PageEntry, query: Mapping[str, str]) -> str:
    lines, section = [], ""
    along = urlencode({name: text for name, text in query.items() if name in _GOES_ALONG})
    for entry in COURSE:
        if query.get("student") == "1" and entry.section == "Teach":
            continue
        if entry.section != section:
            section = entry.section
            lines.append(f"<div>{escape(section)}</div>")
        here = ' class="here" aria-current="page"' if entry is page else ""
        address = escape(f"./{entry.path}" + (f"?{along}" if along else ""))
        lines.append(f'<a href="{address}"{here}>{escape(entry.title)}</a>')
    return "".join(lines)


def _question(page: PageEntry, query: Mapping[str, str]) -> str:
    """The question the page begins with, as it is asked of the link's problem."""
    if not page.asks:
        return page.about
    if "{" not in page.asks and not (page.asks_of_two or page.asks_of_words):
        return page.asks
    reading = read_problem(query)
    lengths = shown_linked(reading, query).asks if "{lengths}" in page.asks else ""
    return question(page, reading, lengths)


@cache
def _template() -> Template:
    """The frame on one line, without what only a reader of its style needs."""
    text = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
    return Template(" ".join(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).split()))
