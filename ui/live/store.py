"""What is known of live classes, in SQL: several processes may serve one class from it.

A change is a transaction that begins with raising the class's version. That locks the class, so
changes come one after the other on every database, and tells whoever watches that there is
something new. What many say at once is one transaction: a disk is slow, however little is written.
A message's id is written in the same transaction: what was done once is not done again, and what
was answered was kept.

The calls wait for the database; the server makes them in threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from rope_core import RopeError
from ui.live.connection import Who
from ui.live.deeds import Answer, Said, free_name, open_restored, perform_once
from ui.live.errors import ClassOverError, StoreError
from ui.live.here import set_all_here, set_gone, set_here
from ui.live.messages import Create, Enter, packed
from ui.live.names import hashed, new_code, new_token
from ui.live.place import LIFETIME
from ui.live.schema import (
    OF_A_CLASS,
    classes,
    counter,
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
#: Seconds of silence after which a class that nobody joined makes room for another one.
DESERTED = 600.0
#: Seconds after which a process that says nothing is taken to be gone, and who was connected to it.
SILENT = 30.0


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
        row = {"code": code, "token_hash": hashed(token), "version": 1}
        row |= {"started": _begun(state.started if state else None, now)}
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
            if row is None or row.left:
                self._require_room(db, asked.code)
            if row is None:
                number, name = self._join(db, asked, token)
            else:
                number, name = row.id, asked.nickname or row.name
                back = update(members).where(members.c.id == number)
                db.execute(back.values(left=False, name=name))
            set_here(db, asked.code, number, hub, self._clock())
        return Who(asked.code, "student", number), {
            "code": asked.code,
            "token": token,
            "name": name,
        }

    def _require_room(self, db: Connection, code: str) -> None:
        there = db.scalar(select(func.count()).where(_staying(code))) or 0
        if there >= MOST_MEMBERS:
            raise RopeError("enter", f"member {there + 1}", f"{MOST_MEMBERS} members of a class")

    def _join(self, db: Connection, asked: Enter, token: str) -> tuple[int, str]:
        name = asked.nickname or free_name(db, asked.code)
        row = {"code": asked.code, "token_hash": hashed(token), "name": name}
        key = db.execute(insert(members).values(**row, following=True, left=False))
        assert key.inserted_primary_key is not None
        return int(key.inserted_primary_key[0]), name

    def depart(self, who: Who, hub: str) -> None:
        """A member's last connection to this process is gone."""
        with self._changing() as db:
            _raise_version(db, who.code, 1)
            set_gone(db, who.member, hub)

    def beat(self, hub: str, there: Set[tuple[str, int]]) -> None:
        """This process is still there, and these (code, member) and no others are connected to it.

        So what got lost on the way is mended: that somebody came, or went.
        """
        with self._reading() as db:
            known = select(presence.c.code).where(presence.c.hub == hub).distinct()
            codes = {*db.scalars(known), *(code for code, _ in there)}
        for code in sorted(codes):
            with self._changing() as db:
                # Locked like any other change; of a class that is over nobody is there.
                if not _raise_version(db, code, 0):
                    continue
                mine = {member for of, member in there if of == code}
                if set_all_here(db, code, mine, hub, self._clock()):
                    _raise_version(db, code, 1)

    # --- what is said ----------------------------------------------------------------------

    def act_all(self, code: str, said: Sequence[Said]) -> list[Answer | RopeError]:
        """What many of a class said, done in their order in one transaction, each message once.

        The answers, the same each time; a RopeError for what cannot be done. Raises ClassOverError
        where the class is gone.
        """
        with self._changing() as db:
            self._touch(db, code)
            return perform_once(db, code, said)

    def table(self, code: str, *, ends: bool = False) -> Answer:
        """What is left of a class, as CSV; where it ends, all else is deleted.

        Raises ClassOverError where the class is gone.
        """
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


def _begun(told: float | None, now: float) -> float:
    """When a class began that is made anew: no browser is believed that it was not within a day."""
    return now if told is None else min(now, max(now - LIFETIME, told))


def _delete(db: Connection, code: str) -> None:
    for table in (*OF_A_CLASS, classes):
        db.execute(delete(table).where(table.c.code == code))


def _staying(code: str) -> ColumnElement[bool]:
    return (members.c.code == code) & ~members.c.left


def _raise_version(db: Connection, code: str, by: int) -> bool:
    """Lock the class; whether there is one."""
    change = update(classes).where(classes.c.code == code)
    return bool(db.execute(change.values(version=classes.c.version + by)).rowcount)
