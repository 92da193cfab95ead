"""The connection to the database that classes are kept in; the first that needs SQLAlchemy."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

import streamlit as st
from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError
from streamlit.errors import StreamlitAPIException

from rope_core import RopeError
from ui.live.place import NAME, file, named
from ui.live.store import Store

#: Seconds that one process waits for another one's change of the file.
_PATIENCE = 15


def open_store() -> Store:
    """The store of this server.

    Raises RopeError for a folder that cannot be used and for secrets that name no database,
    StoreError where the database does not answer.
    """
    return Store(settled(_engine()))


def settled(engine: Engine) -> Engine:
    """The same; of a file who reads does not hold up who writes, what is deleted is overwritten."""
    if engine.dialect.name == "sqlite" and not event.contains(engine, "connect", _settle):
        event.listen(engine, "connect", _settle)
    return engine


def _engine() -> Engine:
    # Outside a run of a page Streamlit notes in its log that there is none; nothing here needs one.
    if not named():
        url, patient = f"sqlite:///{file()}", {"timeout": _PATIENCE}
        return st.connection(NAME, type="sql", url=url, connect_args=patient).engine
    try:
        # A connection that the database has closed meanwhile is made again.
        return st.connection(NAME, type="sql", pool_pre_ping=True).engine
    except (SQLAlchemyError, ModuleNotFoundError, StreamlitAPIException) as error:
        # What the secrets hold is not repeated: there is a password in it.
        allowed = "a url that SQLAlchemy can open: postgresql+psycopg://…, with psycopg installed"
        raise RopeError(f"connections.{NAME}", type(error).__name__, allowed) from error


def _settle(connection: Any, _record: object) -> None:
    _keep_a_log(connection)
    for setting in ("synchronous = NORMAL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")


def _keep_a_log(connection: Any) -> None:
    """In a new file that several open at once: while one of them sets this SQLite refuses the
    others, however patient they are."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
