"""Which database classes are kept in: one named in the secrets, else a file of this machine.

``[connections.live]`` in the secrets names any database that SQLAlchemy knows, and then several
replicas serve the same classes. Without it a file is enough for one server. The file is in the
folder that the environment variable ROPE_LIVE_FOLDER names, else in one of the machine's temporary
folder that only this user can read; one checkout has one file, whichever processes run it.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import tempfile
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from rope_core import RopeError

FOLDER = "ROPE_LIVE_FOLDER"
#: The connection's name in the secrets.
NAME = "live"
#: Seconds after its last word that a class is deleted.
LIFETIME = 24 * 3600.0


def named() -> bool:
    """Whether the secrets name a database."""
    try:
        return NAME in st.secrets.get("connections", {})
    except StreamlitSecretNotFoundError:
        return False


def kept() -> bool:
    """Whether there may be classes from before: what is a day old is deleted from there."""
    return named() or _path().exists()


def file() -> Path:
    """The file where no database is named; its folder is made."""
    path = _path()
    folder = path.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = folder.stat()
    except OSError as error:
        raise RopeError(FOLDER, folder, "a folder that can be written to") from error
    # In the temporary folder anybody could have made it first, to read along.
    others = hasattr(os, "getuid") and (told.st_uid != os.getuid() or told.st_mode & 0o077)
    if not os.environ.get(FOLDER) and others:
        raise RopeError(FOLDER, folder, "a folder that is this user's alone")
    return path


def _path() -> Path:
    chosen = os.environ.get(FOLDER)
    folder = Path(chosen) if chosen else Path(tempfile.gettempdir()) / f"rope-live-{_user()}"
    checkout = hashlib.sha256(str(Path(__file__).resolve().parents[2]).encode()).hexdigest()
    return folder / f"classes-{checkout[:12]}.sqlite3"


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else getpass.getuser()
