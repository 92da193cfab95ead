"""Who is connected to which process, inside the transaction that has locked the class."""

from __future__ import annotations

from collections.abc import Set

from sqlalchemy import Connection, delete, insert, select, update

from ui.live.schema import members, presence

#: Seconds for which who was written down is not struck out by a process that does not have them
#: yet: they are entering.
ENTERING = 5.0


def set_here(db: Connection, code: str, member: int, hub: str, now: float) -> None:
    """That member is connected to that process."""
    mine = (presence.c.member == member) & (presence.c.hub == hub)
    if not db.execute(update(presence).where(mine).values(at=now)).rowcount:
        db.execute(insert(presence).values(code=code, member=member, hub=hub, at=now))


def set_gone(db: Connection, member: int | None, hub: str) -> None:
    """That member is not connected to that process any more."""
    db.execute(delete(presence).where(presence.c.member == member, presence.c.hub == hub))


def set_all_here(db: Connection, code: str, there: Set[int], hub: str, now: float) -> bool:
    """These members of the class are connected to that process, and no others; whether it was new.

    A member who has left elsewhere is none of them.
    """
    mine = (presence.c.code == code) & (presence.c.hub == hub)
    gone = presence.c.member.not_in(there) & (presence.c.at < now - ENTERING)
    new = db.execute(delete(presence).where(mine, gone)).rowcount > 0
    db.execute(update(presence).where(mine, presence.c.member.in_(there)).values(at=now))
    known = select(presence.c.member).where(mine)
    missing = select(members.c.id).where(
        members.c.code == code,
        members.c.id.in_(there),
        ~members.c.left,
        members.c.id.not_in(known),
    )
    rows = [
        {"code": code, "member": member, "hub": hub, "at": now} for member in db.scalars(missing)
    ]
    if rows:
        db.execute(insert(presence), rows)
    return new or bool(rows)
