"""The tables of live classes: made on first use, the same on every database SQLAlchemy knows.

Almost every row belongs to a class and goes with it. What is a structure is kept as JSON text,
since nothing is looked for inside it. Times are seconds since 1970; the clocks of several replicas
are assumed to agree to a few seconds.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    inspect,
)
from sqlalchemy.exc import DBAPIError

from ui.live.messages import LONGEST_ID
from ui.live.names import CODE_LENGTH, LONGEST_NAME

metadata = MetaData()


def _code(primary: bool = False) -> Column[str]:
    return Column("code", String(CODE_LENGTH), ForeignKey("live_class.code"), primary_key=primary)


#: One row, locked by whoever counts classes.
counter = Table(
    "live_counter", metadata, Column("id", Integer, primary_key=True, autoincrement=False)
)

#: version: raised by every change, and so the lock that orders them.
classes = Table(
    "live_class",
    metadata,
    Column("code", String(CODE_LENGTH), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("started", Float, nullable=False),
    Column("last_word", Float, nullable=False),
    Column("pace", String(6), nullable=False),
    Column("place", Text),
    Column("asks", Text),
    Column("vote", String(LONGEST_ID)),
)

members = Table(
    "live_member",
    metadata,
    Column("id", Integer, primary_key=True),
    _code(),
    Column("token_hash", String(64), nullable=False),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("following", Boolean, nullable=False),
    Column("left", Boolean, nullable=False),
    Index("live_member_token", "code", "token_hash", unique=True),
)

#: Who is connected, and to which process: one that died says nothing any more.
presence = Table(
    "live_presence",
    metadata,
    _code(),
    Column("member", Integer, primary_key=True, autoincrement=False),
    Column("hub", String(32), primary_key=True),
    Column("at", Float, nullable=False),
    Index("live_presence_code", "code"),
)

#: kept: bars from before the class was restored, whose ballots are gone.
votes = Table(
    "live_vote",
    metadata,
    _code(primary=True),
    Column("id", String(LONGEST_ID), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("revealed", Boolean, nullable=False),
    Column("question", Text, nullable=False),
    Column("kept", Text, nullable=False),
)

ballots = Table(
    "live_ballot",
    metadata,
    _code(primary=True),
    Column("vote", String(LONGEST_ID), primary_key=True),
    Column("member", Integer, primary_key=True, autoincrement=False),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("choice", Integer, nullable=False),
)

#: count: of first answers that are alike; a member's own are one each.
tries = Table(
    "live_try",
    metadata,
    Column("id", Integer, primary_key=True),
    _code(),
    Column("member", Integer, nullable=False),
    Column("skill", String(40), nullable=False),
    Column("right", Boolean, nullable=False),
    Column("mistake", String(60)),
    Column("count", Integer, nullable=False),
    Index("live_try_code", "code"),
)

#: Messages that were done, by who sent them ("teacher" or a member), with what was answered.
done = Table(
    "live_done",
    metadata,
    _code(primary=True),
    Column("sender", String(20), primary_key=True),
    Column("message", String(LONGEST_ID), primary_key=True),
    Column("answer", Text, nullable=False),
)

#: Teachers' tokens of classes that were ended, for as long as a class lasts: no browser that was
#: away meanwhile makes one of them anew.
over = Table(
    "live_over",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("at", Float, nullable=False),
)

#: Tables whose rows go with a class; the class itself goes last.
OF_A_CLASS = (presence, ballots, votes, tries, done, members)


def make_schema(engine: Engine) -> None:
    """Make what is not there yet; other replicas may be doing the same.

    Raises SQLAlchemyError where the database does not answer, after the first try.
    """
    with engine.connect():
        pass
    # Each time another one was first with a table or the row, that one at least is there.
    for _ in range(len(metadata.tables) + 1):
        try:
            _make(engine)
        except DBAPIError:
            continue
        return
    _make(engine)


def _make(engine: Engine) -> None:
    if not set(metadata.tables) <= set(inspect(engine).get_table_names()):
        metadata.create_all(engine)
    columns = {column["name"] for column in inspect(engine).get_columns(tries.name)}
    with engine.begin() as db:
        if tries.c.count.name not in columns:
            # A database from before: each of its rows was one answer.
            db.exec_driver_sql("ALTER TABLE live_try ADD COLUMN count INTEGER NOT NULL DEFAULT 1")
        if db.scalar(counter.select()) is None:
            db.execute(counter.insert().values(id=1))
