"""What each message changes in a class, inside the transaction that the store has begun."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatch
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from rope_core import RopeError
from ui.live.connection import Who
from ui.live.messages import (
    ROUNDS,
    Again,
    Asks,
    Close,
    Deed,
    Following,
    Leave,
    Move,
    Open,
    Question,
    Recall,
    Rename,
    RestoredVote,
    Reveal,
    SetPace,
    Tried,
    Vote,
    packed,
)
from ui.live.names import random_name
from ui.live.schema import ballots, classes, done, members, presence, tries, votes

Answer = dict[str, Any]
#: Who said it, the message's id, what is to be done.
Said = tuple[Who, str, Deed]
#: The member of answers whose members are gone.
_NOBODY = 0


def perform_once(db: Connection, code: str, said: Sequence[Said]) -> list[Answer | RopeError]:
    """Do what was not done before, and keep what is answered; the rest is answered as it was."""
    ids = [message for _, message, _ in said]
    before = select(done).where(done.c.code == code, done.c.message.in_(ids))
    answered = {(row.sender, row.message): row.answer for row in db.execute(before)}
    answers: list[Answer | RopeError] = []
    new = []
    for who, message, deed in said:
        key = who.sender, message
        if key in answered:
            answers.append(json.loads(answered[key]))
            continue
        try:
            answer = _perform(deed, db, code, who.member)
        except RopeError as error:
            # Nothing was changed; what others said in the same transaction stays.
            answers.append(error)
            continue
        answers.append(answer)
        answered[key] = packed(answer)
        row = {"sender": who.sender, "message": message, "answer": answered[key]}
        new.append({"code": code, **row})
    if new:
        db.execute(insert(done), new)
    return answers


@singledispatch
def _perform(deed: object, db: Connection, code: str, member: int | None) -> Answer:
    """Do it and return what is answered; member: the student's number, None for the teacher.

    Raises RopeError for what cannot be done now; nothing is changed then.
    """
    raise TypeError(f"nothing is done for {type(deed).__name__}")


# --- the teacher's ----------------------------------------------------------------------------


@_perform.register
def _(deed: Move, db: Connection, code: str, member: int | None) -> Answer:
    """A class that goes on has seen what was revealed: the vote is put away."""
    _change(db, code, place=packed(vars(deed.place)), asks=None)
    vote = _current(db, code)
    if vote is not None and vote.revealed:
        _change(db, code, vote=None)
    # By it the window that moves the class knows which views are older than its move.
    return {"version": db.scalar(select(classes.c.version).where(classes.c.code == code))}


@_perform.register
def _(deed: Asks, db: Connection, code: str, member: int | None) -> Answer:
    """Heeded for the place where the class is; a window that lags behind tells of another one."""
    text = db.scalar(select(classes.c.place).where(classes.c.code == code))
    place = json.loads(text) if text else {}
    if (place.get("path"), place.get("step")) == (deed.path, deed.step):
        _change(db, code, asks=deed.question and packed(deed.question.plain()))
    return {}


@_perform.register
def _(deed: SetPace, db: Connection, code: str, member: int | None) -> Answer:
    _change(db, code, pace=deed.pace)
    return {}


@_perform.register
def _(deed: Open, db: Connection, code: str, member: int | None) -> Answer:
    """Round 1 of a new vote; the one before is closed by it."""
    vote = secrets.token_hex(8)
    last = db.scalar(select(func.max(votes.c.number)).where(votes.c.code == code)) or 0
    row = {"id": vote, "number": last + 1, "round": 1, "open": True, "revealed": False}
    _insert_vote(db, code, {**row, "kept": "[[]]"}, deed.question)
    _change(db, code, vote=vote)
    return {"vote": vote}


@_perform.register
def _(deed: Close, db: Connection, code: str, member: int | None) -> Answer:
    vote = _asked(db, code)
    if vote.revealed:
        _change(db, code, vote=None)
    else:
        _change_vote(db, vote, open=False)
    return {}


@_perform.register
def _(deed: Reveal, db: Connection, code: str, member: int | None) -> Answer:
    _change_vote(db, _asked(db, code), open=False, revealed=True)
    return {}


@_perform.register
def _(deed: Again, db: Connection, code: str, member: int | None) -> Answer:
    vote = _asked(db, code)
    if vote.round == ROUNDS:
        raise RopeError("again", f"round {ROUNDS + 1}", f"{ROUNDS} rounds of a question")
    kept = packed([*json.loads(vote.kept), []])
    _change_vote(db, vote, round=vote.round + 1, open=True, revealed=False, kept=kept)
    return {}


@_perform.register
def _(deed: Recall, db: Connection, code: str, member: int | None) -> Answer:
    """Put before what is there already: a class remembers backwards."""
    known = set(db.scalars(select(votes.c.id).where(votes.c.code == code)))
    if deed.vote is not None and deed.vote.id not in known:
        first = db.scalar(select(func.min(votes.c.number)).where(votes.c.code == code))
        _insert_restored(db, code, replace(deed.vote, open=False), (first or 0) - 1)
    rows = [{"code": code, "member": _NOBODY, **vars(each)} for each in deed.tried]
    if rows:
        db.execute(insert(tries), rows)
    if deed.place is not None:
        # Where the teacher has taken it since is later.
        nowhere = (classes.c.code == code) & classes.c.place.is_(None)
        db.execute(update(classes).where(nowhere).values(place=packed(vars(deed.place))))
    return {}


def open_restored(db: Connection, code: str, vote: RestoredVote) -> None:
    """The vote of a class that was lost; in a round that is open the browsers vote again."""
    _insert_restored(db, code, vote, 1)
    _change(db, code, vote=vote.id)


def _insert_restored(db: Connection, code: str, vote: RestoredVote, number: int) -> None:
    bars = [list(row) for row in vote.bars[: vote.round]]
    bars += [[]] * (vote.round - len(bars))
    if vote.open:
        bars[-1] = []
    row = {"id": vote.id, "round": vote.round, "open": vote.open, "revealed": vote.revealed}
    _insert_vote(db, code, {**row, "number": number, "kept": packed(bars)}, vote.question)


def _insert_vote(db: Connection, code: str, row: dict[str, Any], question: Question) -> None:
    db.execute(insert(votes).values(code=code, question=packed(question.plain()), **row))


# --- a student's ------------------------------------------------------------------------------


@_perform.register
def _(deed: Vote, db: Connection, code: str, member: int | None) -> Answer:
    """A later ballot replaces the earlier one.

    Who had lost the connection when the round was closed had answered in it: it counts as long as
    nobody knows what is right. No page offers a choice in a round that it knows to be closed.
    """
    vote = _current(db, code)
    if vote is None or vote.id != deed.vote:
        raise RopeError("vote", deed.vote, "the last vote")
    if deed.round != vote.round or vote.revealed:
        raise RopeError("round", deed.round, "the last round, until its answers are revealed")
    options = len(json.loads(vote.question)["options"])
    if deed.choice >= options:
        raise RopeError("choice", deed.choice, f"a whole number from 0 to {options - 1}")
    key = {"code": code, "vote": vote.id, "member": member, "round": vote.round}
    mine = update(ballots).filter_by(**key)
    if not db.execute(mine.values(choice=deed.choice)).rowcount:
        db.execute(insert(ballots).values(**key, choice=deed.choice))
    return {}


@_perform.register
def _(deed: Tried, db: Connection, code: str, member: int | None) -> Answer:
    db.execute(insert(tries).values(code=code, member=member, **vars(deed), count=1))
    return {}


@_perform.register
def _(deed: Rename, db: Connection, code: str, member: int | None) -> Answer:
    name = deed.nickname or free_name(db, code)
    _change_member(db, member, name=name)
    return {"name": name}


@_perform.register
def _(deed: Following, db: Connection, code: str, member: int | None) -> Answer:
    _change_member(db, member, following=deed.following)
    return {}


@_perform.register
def _(deed: Leave, db: Connection, code: str, member: int | None) -> Answer:
    """Gone, and the place free; what was answered stays counted.

    Not so in a round that is open: who comes back is somebody new, and would be counted twice.
    """
    _change_member(db, member, left=True)
    vote = _current(db, code)
    if vote is not None and vote.open:
        key = {"code": code, "vote": vote.id, "member": member, "round": vote.round}
        db.execute(delete(ballots).filter_by(**key))
    db.execute(delete(presence).where(presence.c.member == member))
    return {}


def free_name(db: Connection, code: str) -> str:
    """For a member who gives none."""
    there = (members.c.code == code) & ~members.c.left
    taken = set(db.scalars(select(members.c.name).where(there)))
    # There are thousands of these and hundreds of members; who left has given theirs back.
    return next(each for each in iter(random_name, "") if each not in taken)


# --- rows -------------------------------------------------------------------------------------


def _current(db: Connection, code: str) -> Row[Any] | None:
    now = select(classes.c.vote).where(classes.c.code == code).scalar_subquery()
    return db.execute(select(votes).where(votes.c.code == code, votes.c.id == now)).first()


def _asked(db: Connection, code: str) -> Row[Any]:
    vote = _current(db, code)
    if vote is None:
        raise RopeError("vote", "none", "a vote that was opened")
    return vote


def _change(db: Connection, code: str, **values: object) -> None:
    db.execute(update(classes).where(classes.c.code == code).values(**values))


def _change_vote(db: Connection, vote: Row[Any], **values: object) -> None:
    mine = (votes.c.code == vote.code) & (votes.c.id == vote.id)
    db.execute(update(votes).where(mine).values(**values))


def _change_member(db: Connection, member: int | None, **values: object) -> None:
    db.execute(update(members).where(members.c.id == member).values(**values))
