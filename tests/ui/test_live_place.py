"""Where live classes are kept: what the secrets or the environment say, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config

from rope_core import RopeError
from tests.ui.asgi import awaited
from ui.live import place
from ui.live.connection import Connection
from ui.live.database import open_store
from ui.live.hub import Hub


def test_the_folder_that_is_named_is_used_and_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(place.FOLDER, str(tmp_path / "a" / "b"))
    assert not place.kept()
    path = place.file()
    assert path.parent == tmp_path / "a" / "b"
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.touch()
    assert place.kept()


def test_a_folder_that_cannot_be_made_is_named_in_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(place.FOLDER, str(tmp_path / "file" / "folder"))

    async def create() -> str:
        hub, connection = Hub(open_store), Connection()
        await hub.take(connection, json.dumps({"id": "a", "do": "create"}))
        await hub.close()
        return connection.waiting()[0]

    answer = json.loads(awaited(create()))
    assert answer["re"] == "a"
    assert answer["error"]["field"] == place.FOLDER


def test_a_folder_of_somebody_else_is_refused_where_nobody_named_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(place.FOLDER, raising=False)
    monkeypatch.setattr(place.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = place.file().parent
    assert folder.parent == tmp_path
    # As one is that was made first, to read along.
    folder.chmod(0o755)
    with pytest.raises(RopeError, match="this user's alone"):
        place.file()
    # A name that is empty names none.
    monkeypatch.setenv(place.FOLDER, "")
    with pytest.raises(RopeError, match="this user's alone"):
        place.file()


@pytest.mark.parametrize(
    "entry",
    [
        'url = "nonsense"',
        'url = "nosuchdriver://me:hidden@host/x"',
        'dialect = "postgresql"\npassword = "hidden"',
        "",
    ],
)
def test_secrets_that_name_no_database_are_told_without_what_they_hold(
    entry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(f"[connections.live]\n{entry}\n", encoding="utf-8")
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(file)])
    st.secrets._reset()
    try:
        assert place.named()
        with pytest.raises(RopeError) as told:
            open_store()
    finally:
        config.set_option("secrets.files", before)
        st.secrets._reset()
    assert told.value.field == "connections.live"
    assert "psycopg" in told.value.allowed
    assert "hidden" not in str(told.value)


def test_a_server_without_a_class_does_not_load_what_talks_to_databases() -> None:
    look = "import sys, ui.app.server, ui.app.shell; print('sqlalchemy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False"]
