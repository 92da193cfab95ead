"""The server around the pages: what app.py gives to st.App.

Routes of its own for the scripts and styles and for live classes, Streamlit's static files packed,
and what is set once when the process starts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from ui.app.collecting import collect_when_quiet
from ui.app.first_view import FirstView
from ui.app.leaving import pages_arrive
from ui.app.lost import letting_go
from ui.app.once import settings_told_once, state_read_when_asked
from ui.app.one_lock import one_lock_a_session
from ui.app.origins import RefuseForeignOrigins
from ui.app.packing import PackStaticFiles
from ui.app.sockets import send_at_once
from ui.app.turns import serving
from ui.live.socket import live_classes, live_route
from ui.web.assets import asset_route
from ui.work.ask import open_pool


def routes() -> list[BaseRoute]:
    return [asset_route(_base()), live_route(_base())]


def middleware() -> list[Middleware]:
    return [
        Middleware(RefuseForeignOrigins),
        Middleware(PackStaticFiles, folder=f"{_base()}/static/"),
        Middleware(FirstView, base=_base()),
    ]


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """The process has its listening socket by now, and everything is imported."""
    send_at_once()
    collect_when_quiet()
    # Streamlit's own greeting asks another host for this server's address.
    print(f"RoPE, by hand: http://localhost:{st.get_option('server.port')}{_base()}", flush=True)
    with _streamlit_mended(), serving(), open_pool():
        async with live_classes(), letting_go():
            yield


@contextmanager
def _streamlit_mended() -> Iterator[None]:
    """What it does too often, or where two things meet; each says why in its module."""
    with settings_told_once(), state_read_when_asked(), one_lock_a_session(), pages_arrive():
        yield


def _base() -> str:
    """The path below which the app lives, "" for none."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""
