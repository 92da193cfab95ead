"""A PostgreSQL server of a test's own in a temporary folder, from Debian's package."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: Where Debian puts what is in nobody's PATH.
_DEBIAN = Path("/usr/lib/postgresql")
MISSING = (
    "no PostgreSQL: install it (apt-get install postgresql) to test the store of several replicas"
)


def postgres_folder() -> Path | None:
    """The folder of its programs; None where it is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def require_postgres() -> Path:
    """The folder; without one a test is skipped at home, and fails in CI."""
    folder = postgres_folder()
    if folder is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return folder


@contextmanager
def postgres(programs: Path, *, durable: bool = False) -> Iterator[str]:
    """A server that is there while the context is; its address as SQLAlchemy writes it.

    durable: as in production, where what was confirmed is on the disk.
    """
    # PostgreSQL refuses to be run by root.
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if nobody else {}
    place = Path(tempfile.mkdtemp(prefix="rope-pg-"))
    try:
        if nobody:
            os.chown(place, nobody.pw_uid, nobody.pw_gid)
        data, log = place / "data", place / "log"
        made = [programs / "initdb", "-D", data, "-U", "rope", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run(made, check=True, capture_output=True, cwd=place, timeout=120, **user)  # type: ignore[call-overload]
        safe = () if durable else ("-c", "fsync=off", "-c", "synchronous_commit=off")
        command = [programs / "postgres", "-D", data, "-k", place, "-c", "listen_addresses=", *safe]
        with log.open("wb") as out:
            server = subprocess.Popen(command, stdout=out, stderr=out, cwd=place, **user)  # type: ignore[call-overload]
        try:
            _wait(programs, place, server, log)
            yield f"postgresql+psycopg://rope@/postgres?host={place}"
        finally:
            # SIGINT: it lets nobody finish.
            server.send_signal(2)
            server.wait(30)
    finally:
        shutil.rmtree(place)


def _wait(programs: Path, place: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + 60
    ready = [str(programs / "pg_isready"), "-q", "-h", str(place)]
    while subprocess.run(ready, check=False, timeout=30).returncode:
        if server.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.05)
