"""A session's runs: one after the other, so that none takes away what another has just written."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.load.servers import ROOT, Server
from tests.load.wire import Session

#: Writes down when a run begins and ends; between them it computes, and nothing can end it.
SCRIPT = """
import time
from pathlib import Path

import streamlit as st


def note(what: str) -> None:
    with (Path(__file__).parent / "runs").open("a") as file:
        file.write(f"{value} {what}\\n")


value = st.text_input("Field")
note("begun")
time.sleep(0.5)
note("ended")
"""


async def _two_changes(base: str, runs: Path) -> None:
    session = await Session.connect(base)
    await session.open("/")
    first = asyncio.create_task(session.change("Field", "first"))
    while "first begun" not in runs.read_text(encoding="utf-8"):
        await asyncio.sleep(0.01)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await session.change("Field", "second")
    await session.close()


def test_a_change_waits_until_the_one_before_is_broken_off(tmp_path: Path) -> None:
    """Two at once once left a page without its stage: the one that ended cleared the state that
    the other had begun to fill. Only the app's own settings, in its folder, keep them apart."""
    script, runs = tmp_path / "page.py", tmp_path / "runs"
    script.write_text(SCRIPT, encoding="utf-8")
    runs.touch()
    with Server(script, folder=ROOT) as server:
        asyncio.run(_two_changes(server.url, runs))
    happened = runs.read_text(encoding="utf-8").split("\n")
    assert happened[2:6] == ["first begun", "first ended", "second begun", "second ended"]
