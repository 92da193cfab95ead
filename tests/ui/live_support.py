"""What tests of live classes share: stores on both databases, a question, a line to a hub."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from rope_core import RopeError
from ui.live.connection import Connection, Who
from ui.live.hub import Hub
from ui.live.messages import Deed
from ui.live.store import Store

NewEngine = Callable[[], Engine]

QUESTION = {
    "text": "By which angle is pair 0 turned at position 3?",
    "options": [
        {"label": "3 rad", "says": "Position times frequency 1.", "right": True},
        {"label": "3°", "says": "The angle was taken for degrees.", "right": False},
        {"label": "0.03 rad", "says": "That is the next pair's.", "right": False},
    ],
}
PLACE = {"path": "rotate", "query": "m=3&k=1,2", "step": 4, "steps": 9, "title": "The angle"}


def act(store: Store, who: Who, message: str, deed: Deed) -> dict[str, Any]:
    """What the store answers to one message; RopeError for what it refuses."""
    (answer,) = store.act_all(who.code, [(who, message, deed)])
    if isinstance(answer, RopeError):
        raise answer
    return answer


class Line:
    """What a browser does with a hub: it says something, and has answers and views."""

    def __init__(self, hub: Hub) -> None:
        self.hub, self.connection = hub, Connection()
        self.views: list[dict[str, Any]] = []
        self._answers: dict[str, dict[str, Any]] = {}
        self._count = 0

    async def say(self, do: str, message_id: str = "", **fields: Any) -> dict[str, Any]:
        """Say it and return the answer."""
        self._count += 1
        message_id = message_id or f"{id(self)}-{self._count}"
        await self.hub.take(self.connection, json.dumps({"id": message_id, "do": do, **fields}))
        self.read()
        return self._answers[message_id]

    def read(self) -> None:
        """Take what has come."""
        for frame in map(json.loads, self.connection.waiting()):
            if "re" in frame:
                self._answers[frame["re"]] = frame
            else:
                self.views.append(frame.get("view", frame))

    async def see(self) -> dict[str, Any]:
        """The next view that comes."""
        count = len(self.views)
        while len(self.views) == count:
            await self.connection.news()
            self.read()
        return self.views[-1]
