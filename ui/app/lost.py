"""Sessions whose connection is lost, let go of when their time is over.

Streamlit looks for them when somebody comes or goes. When a class has left nobody does, and what
they hold stays: the files that were uploaded, the pages as they were shown.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from streamlit import runtime

from ui.app.collecting import something_left

#: Seconds between two looks.
EVERY = 15.0


@asynccontextmanager
async def letting_go() -> AsyncIterator[None]:
    """As long as the server runs."""
    looking = asyncio.create_task(_look())
    try:
        yield
    finally:
        looking.cancel()


async def _look() -> None:
    while True:
        await asyncio.sleep(EVERY)
        try:
            _let_go()
        except Exception:  # noqa: BLE001 -- whatever it is, who is lost later must not stay for it
            _LOG.exception("lost sessions could not be let go of")


def _let_go() -> None:
    # There is nothing public that does.
    sessions: Any = runtime.get_instance()._session_mgr
    if sessions._session_storage._cache.expire():
        something_left()


_LOG = logging.getLogger(__name__)
