"""A class as far as one process has it: who is connected, and what each of them is shown."""

from __future__ import annotations

import asyncio

from ui.live.connection import Connection, Rate, Who
from ui.live.messages import Role, packed
from ui.live.view import Snapshot, View, mine, view_of

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
        """The connections of one student, or all that are no student's."""
        return [each for each in self.connections if each.who and each.who.member == who.member]


def show(class_: Snapshot | None, room: Room) -> None:
    """Give everybody the view of their role; what all of a role share is written out once."""
    if class_ is None:
        for connection in room.connections:
            connection.end()
        return
    room.version = class_.version
    frames: dict[Role, tuple[str, str]] = {}
    for connection in room.connections:
        who = connection.who
        assert who is not None
        if who.role not in frames:
            frames[who.role] = _written(view_of(class_, who.role))
        view, shown = frames[who.role]
        if who.member is not None:
            own = mine(class_, who.member)
            if own is None:
                # Who joined after this was looked up: it is looked up again for them.
                continue
            me = f',"me":{packed(own)}}}'
            view, shown = view[:-1] + me, shown + me
        connection.show(f'{{"view":{view}}}', shown)


def _written(view: View) -> tuple[str, str]:
    """A view as JSON, and the same without its version."""
    return packed(view), packed({**view, "version": 0})
