"""A class read from the store: everything that somebody sees of it, or that its table holds."""

from __future__ import annotations

import json

from sqlalchemy import Connection, func, select

from ui.live.messages import FirstAnswers, Place, Question
from ui.live.schema import ballots, classes, members, presence, tries, votes
from ui.live.view import Snapshot, VoteNow


def snapshot_of(db: Connection, code: str, since: float) -> Snapshot | None:
    """The class now; None where there is none. Here is who was heard of since then."""
    row = db.execute(select(classes).where(classes.c.code == code)).first()
    if row is None:
        return None
    there = select(presence.c.member).where(presence.c.code == code, presence.c.at > since)
    here = set(db.scalars(there))
    known = db.execute(select(members).where(members.c.code == code)).all()
    return Snapshot(
        code=code,
        version=row.version,
        started=row.started,
        pace=row.pace,
        place=None if row.place is None else Place(**json.loads(row.place)),
        asks=None if row.asks is None else Question.of(json.loads(row.asks)),
        here=len(here),
        following=sum(each.following for each in known if each.id in here),
        members={each.id: (each.name, each.following) for each in known},
        vote=next(iter(votes_of(db, code, row.vote)), None) if row.vote else None,
        tried=tried_of(db, code),
    )


def votes_of(db: Connection, code: str, one: str | None = None) -> tuple[VoteNow, ...]:
    """The votes of a class, or one of them, in the order in which they were opened."""
    which = votes.c.code == code if one is None else (votes.c.code == code) & (votes.c.id == one)
    rows = db.execute(select(votes).where(which).order_by(votes.c.number)).all()
    choices: dict[str, dict[int, dict[int, int]]] = {row.id: {} for row in rows}
    cast = select(ballots).where(ballots.c.code == code, ballots.c.vote.in_(choices))
    for each in db.execute(cast):
        choices[each.vote].setdefault(each.member, {})[each.round] = each.choice
    return tuple(
        VoteNow(
            id=row.id,
            round=row.round,
            open=row.open,
            revealed=row.revealed,
            question=Question.of(json.loads(row.question)),
            kept=tuple(tuple(counts) for counts in json.loads(row.kept)),
            choices=choices[row.id],
        )
        for row in rows
    )


def tried_of(db: Connection, code: str) -> tuple[FirstAnswers, ...]:
    what = (tries.c.skill, tries.c.right, tries.c.mistake)
    summed = select(*what, func.sum(tries.c.count)).where(tries.c.code == code)
    rows = db.execute(summed.group_by(*what).order_by(*what))
    # Of a sum not every database makes a whole number.
    return tuple(
        FirstAnswers(skill, right, mistake, int(count)) for skill, right, mistake, count in rows
    )
