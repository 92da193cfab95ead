"""What is known of live classes, in SQL: several processes may serve one class from it.

A change is a transaction that begins with raising the class's version. That locks the class, so
changes come one after the other on every database, and tells whoever watches that there is
something new. What many say at once is one transaction: a disk is slow, however little is written.
A message's id is written in the same transaction: what was done once is not done again, and what
was answered was kept.

The calls wait for the database; the server makes them in threads.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from rope_core import RopeError
from ui.live.connection import Who
from ui.live.deeds import open_restored, perform
from ui.live.errors import ClassOverError, StoreError
from ui.live.messages import Create, Deed, End, Enter, Table, packed
from ui.live.names import hashed, new_code, new_token, random_name
from ui.live.schema import (
    OF_A_CLASS,
    classes,
    counter,
    done,
    make_schema,
    members,
    over,
    presence,
)
from ui.live.snapshot import snapshot_of, tried_of, votes_of
from ui.live.table import class_table
from ui.live.view import Snapshot

MOST_CLASSES = 20
MOST_MEMBERS = 300
#: Seconds after its last word that a class is deleted.
LIFETIME = 24 * 3600.0
#: Seconds of silence after which a class that nobody joined makes room for another one.
DESERTED = 600.0
#: Seconds after which a process that says nothing is taken to be gone, and who was connected to it.
SILENT = 30.0

Answer = dict[str, Any]


class Store:
    """The classes of one database.

    clock: seconds since 1970.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine, self._clock = engine, clock
        with _told():
            make_schema(engine)

    # --- classes ---------------------------------------------------------------------------

    def create(self, asked: Create) -> Answer:
        """A new class, or the one that has this token already.

        Raises RopeError where as many are on as may be, ClassOverError for one that was ended.
        """
        token = asked.token or new_token()
        with self._changing() as db:
            # Locked first, so that two who create count one after the other.
            db.execute(update(counter).values(id=1))
            self._delete_old(db)
            known = db.scalar(select(classes.c.code).where(classes.c.token_hash == hashed(token)))
            ended = db.scalar(select(over.c.at).where(over.c.token_hash == hashed(token)))
            if ended is not None:
                raise ClassOverError(asked.code or "")
            if known is None:
                known = self._insert(db, token, asked)
            elif asked.code not in (None, known):
                raise RopeError("token", "that of another class", "this class's own")
        return {"code": known, "token": token}

    def _insert(self, db: Connection, token: str, asked: Create) -> str:
        on = set(db.scalars(select(classes.c.code)))
        if len(on) >= MOST_CLASSES:
            on -= self._delete_deserted(db)
        if len(on) >= MOST_CLASSES:
            raise RopeError("create", f"class {len(on) + 1}", f"{MOST_CLASSES} classes at a time")
        if asked.code in on:
            raise RopeError("code", asked.code, "a class that is not there any more")
        code = asked.code or next(new for new in iter(new_code, "") if new not in on)
        now, state = self._clock(), asked.state
        row = {"code": code, "token_hash": hashed(token), "version": 1, "started": now}
        row |= {"last_word": now, "pace": state.pace if state else "follow"}
        if state and state.place:
            row["place"] = packed(vars(state.place))
        db.execute(insert(classes).values(row))
        if state and state.vote:
            open_restored(db, code, state.vote)
        return code

    def purge(self) -> int:
        """Delete what nobody has spoken to for a day; how many classes."""
        with self._changing() as db:
            count = self._delete_old(db)
        self._empty_log()
        return count

    def _empty_log(self) -> None:
        """What was deleted from a file is in its log, too, until that is emptied."""
        if self._engine.dialect.name == "sqlite":
            with self._reading() as db:
                db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _delete_old(self, db: Connection) -> int:
        old = self._clock() - LIFETIME
        codes = list(db.scalars(select(classes.c.code).where(classes.c.last_word < old)))
        for code in codes:
            _delete(db, code)
        db.execute(delete(over).where(over.c.at < old))
        return len(codes)

    def _delete_deserted(self, db: Connection) -> set[str]:
        """Make room: the class that was silent longest of those that nobody ever joined."""
        joined = select(members.c.code)
        silent = classes.c.last_word < self._clock() - DESERTED
        longest = select(classes.c.code).where(silent, classes.c.code.not_in(joined))
        code = db.scalar(longest.order_by(classes.c.last_word).limit(1))
        if code is None:
            return set()
        _delete(db, code)
        return {code}

    # --- who is there ----------------------------------------------------------------------

    def enter(self, asked: Enter, hub: str) -> tuple[Who, Answer]:
        """Let somebody into a class; a student is known by the token, or becomes a member.

        Raises ClassOverError where there is none, RopeError for a teacher's token that is not its
        own and for the member after the last there is room for.
        """
        if asked.role != "student":
            with self._reading() as db:
                row = db.execute(select(classes).where(classes.c.code == asked.code)).first()
            if row is None:
                raise ClassOverError(asked.code)
            if asked.role == "teacher" and row.token_hash != hashed(asked.token or ""):
                raise RopeError("token", "another one", "the token of this class's teacher")
            return Who(asked.code, asked.role), {"code": asked.code}
        with self._changing() as db:
            self._touch(db, asked.code)
            token = asked.token or new_token()
            of_token = (members.c.code == asked.code) & (members.c.token_hash == hashed(token))
            row = db.execute(select(members).where(of_token)).first()
            if row is None:
                number, name = self._join(db, asked, token)
            else:
                number, name = row.id, asked.nickname or row.name
                back = update(members).where(members.c.id == number)
                db.execute(back.values(left=False, name=name))
            self._here(db, asked.code, number, hub)
        return Who(asked.code, "student", number), {
            "code": asked.code,
            "token": token,
            "name": name,
        }

    def _join(self, db: Connection, asked: Enter, token: str) -> tuple[int, str]:
        mine = members.c.code == asked.code
        there = db.scalar(select(func.count()).where(mine, ~members.c.left)) or 0
        if there >= MOST_MEMBERS:
            raise RopeError("enter", f"member {there + 1}", f"{MOST_MEMBERS} members of a class")
        name = asked.nickname
        if name is None:
            taken = set(db.scalars(select(members.c.name).where(mine)))
            # There are thousands of these and hundreds of members.
            name = next(each for each in iter(random_name, "") if each not in taken)
        row = {"code": asked.code, "token_hash": hashed(token), "name": name}
        key = db.execute(insert(members).values(**row, following=True, left=False))
        assert key.inserted_primary_key is not None
        return int(key.inserted_primary_key[0]), name

    def _here(self, db: Connection, code: str, member: int, hub: str) -> None:
        mine = (presence.c.member == member) & (presence.c.hub == hub)
        now = self._clock()
        if not db.execute(update(presence).where(mine).values(at=now)).rowcount:
            db.execute(insert(presence).values(code=code, member=member, hub=hub, at=now))

    def depart(self, who: Who, hub: str) -> None:
        """A member's last connection to this process is gone."""
        with self._changing() as db:
            mine = (presence.c.member == who.member) & (presence.c.hub == hub)
            change = update(classes).where(classes.c.code == who.code)
            db.execute(change.values(version=classes.c.version + 1))
            db.execute(delete(presence).where(mine))

    def beat(self, hub: str) -> None:
        """This process is still there, and who is connected to it."""
        with self._changing() as db:
            db.execute(update(presence).where(presence.c.hub == hub).values(at=self._clock()))

    # --- what is said ----------------------------------------------------------------------

    def act(self, who: Who, message: str, deed: Deed) -> Answer:
        """Do what a message asks for, once; what is answered, the same each time.

        Raises RopeError for what cannot be done, ClassOverError where the class is gone.
        """
        if isinstance(deed, Table | End):
            return self._table(who.code, ends=isinstance(deed, End))
        (answer,) = self.act_all(who.code, [(who, message, deed)])
        if isinstance(answer, RopeError):
            raise answer
        return answer

    def act_all(self, code: str, said: Sequence[tuple[Who, str, Deed]]) -> list[Answer | RopeError]:
        """What many of a class said, done in their order in one transaction.

        Raises ClassOverError where the class is gone.
        """
        with self._changing() as db:
            self._touch(db, code)
            return _act_once(db, code, said)

    def _table(self, code: str, *, ends: bool) -> Answer:
        with self._changing() as db:
            self._touch(db, code)
            csv = class_table(votes_of(db, code), tried_of(db, code))
            if ends:
                mine = select(classes.c.token_hash).where(classes.c.code == code)
                db.execute(insert(over).values(token_hash=db.scalar(mine), at=self._clock()))
                _delete(db, code)
        if ends:
            self._empty_log()
        return {"csv": csv}

    def _touch(self, db: Connection, code: str) -> None:
        """Lock the class, and say that there is something new."""
        change = update(classes).where(classes.c.code == code)
        new = {"version": classes.c.version + 1, "last_word": self._clock()}
        if not db.execute(change.values(new)).rowcount:
            raise ClassOverError(code)

    # --- what is seen ----------------------------------------------------------------------

    def versions(self, codes: Iterable[str]) -> Mapping[str, int]:
        """The versions of these classes, as far as they are still there."""
        with self._reading() as db:
            rows = db.execute(
                select(classes.c.code, classes.c.version).where(classes.c.code.in_(codes))
            )
            return {row.code: row.version for row in rows}

    def snapshot(self, code: str) -> Snapshot | None:
        """All that anybody sees of a class; None where there is none."""
        with self._reading() as db:
            return snapshot_of(db, code, self._clock() - SILENT)

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        with _told(), self._engine.begin() as db:
            yield db

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _told(), self._engine.connect() as db:
            yield db


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong with the database as one error of our own."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(str(error)) from error


def _delete(db: Connection, code: str) -> None:
    for table in (*OF_A_CLASS, classes):
        db.execute(delete(table).where(table.c.code == code))


def _act_once(
    db: Connection, code: str, said: Sequence[tuple[Who, str, Deed]]
) -> list[Answer | RopeError]:
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
            answer = perform(db, code, who.member, deed)
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
