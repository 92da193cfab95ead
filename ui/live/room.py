"""A class as far as one process has it: who is connected, and what each of them is shown."""

from __future__ import annotations

import asyncio

from ui.live.connection import Connection, Rate, Who
from ui.live.messages import Role, packed
from ui.live.view import Snapshot, mine, view_of

#: Joins a second of a class.
JOINS = 40


class Room:
    """A class as far as this process has it."""

    def __init__(self) -> None:
        self.connections: set[Connection] = set()
        self.version = 0
        self.changed = asyncio.Event()
        self.joins = Rate(JOINS, JOINS)
        self.telling: asyncio.Task[None] | None = None

    def of(self, who: Who) -> list[Connection]:
        """The connections of one student, or of all teachers, or of all projectors."""
        return [each for each in self.connections if each.who == who]


def show(class_: Snapshot | None, room: Room) -> None:
    """Give everybody the view of their role; what all of a role share is written out once."""
    if class_ is None:
        for connection in room.connections:
            connection.end()
        return
    room.version = class_.version
    #: Without the version: what differs by that alone is not shown again.
    views: dict[Role, str] = {}
    for connection in room.connections:
        who = connection.who
        assert who is not None
        if who.role not in views:
            views[who.role] = packed(view_of(class_, who.role))
        shown = views[who.role]
        if who.member is not None:
            own = mine(class_, who.member)
            if own is None:
                # Who joined after this was looked up: it is looked up again for them.
                continue
            shown = f'{shown[:-1]},"me":{packed(own)}}}'
        view = f'{{"version":{class_.version},{shown[1:]}'
        connection.show(f'{{"view":{view}}}', shown)
