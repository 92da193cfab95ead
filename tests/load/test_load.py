"""The load driver itself, with a handful of sessions for a few seconds."""

from __future__ import annotations

import asyncio

from tests.load.__main__ import memory_lines, table
from tests.load.classroom import change_problem, phase, press_button
from tests.load.servers import Server
from tests.load.wire import Session


def test_a_handful_of_sessions_on_a_page_and_on_an_empty_app() -> None:
    asyncio.run(_handful())


async def _handful() -> None:
    how = {"sessions": 6, "lasting": 4.0, "every": 1.0}
    with Server.empty() as empty, Server() as app:
        nothing = await phase(empty, "empty app", ["/"], press_button, **how)
        rotate = await phase(app, "rotate", ["/rotate", "/matrix"], change_problem, **how)
    for figures in (nothing, rotate):
        assert not figures.errors
        assert len(figures.seconds) == 6 * 4
        assert figures.cpu > 0
    assert rotate.peak > 50
    told = table([nothing, rotate])
    assert told.count("\n") == 3
    assert "rotate" in told
    assert memory_lines({"peak": 12.3}) == "memory: peak 12 MB"


def test_a_session_is_what_a_browser_is() -> None:
    """Fields keep what was put in, the address follows, another page has the same problem."""

    async def visit(url: str) -> None:
        session = await Session.connect(url)
        run = await session.open("/rotate?m=5&n=oops")
        assert run.titles == ["Rotate"]
        assert any("oops" in text for text in run.alerts)
        await session.change("Query position m", "12")
        assert session.query == "m=12"
        run = await session.visit("/matrix")
        assert run.titles == ["Matrix"]
        assert session.query == "m=12"
        assert session.widgets["Query position m"].value == "12"
        await session.close()

    with Server() as app:
        asyncio.run(visit(app.url))


def test_a_page_about_something_else_is_not_drawn_anew_with_the_problem() -> None:
    """Another problem costs it the fields alone; the next page is about that problem."""

    async def visit(url: str) -> None:
        session = await Session.connect(url)
        await session.open("/debug")
        run = await session.change("Query position m", "12")
        assert run.part
        assert not run.titles
        assert run.messages < 25
        assert session.query == "m=12"
        assert "x, before the rotation" in session.widgets
        run = await session.change("rope_theta", "500")
        assert run.titles == ["Debug"]
        assert session.widgets["Query position m"].value == "12"
        run = await session.change("Key position n", "oops")
        assert any("oops" in text for text in run.alerts)
        run = await session.visit("/matrix")
        assert run.titles == ["Matrix"]
        assert session.query == "m=12"
        assert session.widgets["Key position n"].value == "oops"
        await session.close()

    with Server() as app:
        asyncio.run(visit(app.url))
