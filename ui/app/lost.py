"""Sessions whose connection is lost, let go of when their time is over.

Streamlit looks for them when somebody comes or goes. When a class has left nobody does, and what
they hold stays: the files that were uploaded, the pages as they were shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from streamlit import runtime

from ui.app.collecting import collect_again

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
        # There is nothing public that does.
        sessions: Any = runtime.get_instance()._session_mgr
        if sessions._session_storage._cache.expire():
            collect_again()
