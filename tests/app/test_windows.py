"""The README says how to start it on Windows, where modules and functions of Unix are missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: What Python has on Unix alone, as its documentation lists it.
UNIX = ("crypt", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios")
SOURCES = [ROOT / "app.py"] + [
    path for room in ("ui", "rope_core", "pages") for path in sorted((ROOT / room).rglob("*.py"))
]

#: Libraries know by themselves where they are; the app's own modules then find what Windows has.
WITHOUT_UNIX = f"""
import asyncio, multiprocessing.connection, os, subprocess, sys
import numpy, plotly.graph_objects, sqlalchemy, starlette.applications, sympy
import streamlit, streamlit.testing.v1

for name in {UNIX}:
    sys.modules[name] = None
for name in ("fork", "getuid", "nice", "sched_getaffinity"):
    delattr(os, name)
sys.platform = "win32"

import ui.app.server, ui.work.worker
from ui.work import ask, pool

assert pool.places() >= 1
with ask.open_pool():
    assert ask._Here.pool is None

app = streamlit.testing.v1.AppTest.from_file("app.py", default_timeout=60)
app.run()
assert not app.exception, app.exception
app.switch_page("pages/debug.py").run()
assert not app.exception, app.exception
print(app.title[0].value)
"""


def test_the_app_starts_where_nothing_of_unix_is() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_UNIX], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert ran.stdout.splitlines()[-1] == "Debug"


def test_text_is_read_in_an_encoding_that_is_named() -> None:
    """Python's own is another one on Windows."""
    calls = [
        f"{path.relative_to(ROOT)}: {call}{said}"
        for path in SOURCES
        for call in (".read_text(", ".write_text(")
        for said in path.read_text(encoding="utf-8").split(call)[1:]
    ]
    assert calls
    assert not [call for call in calls if "encoding=" not in call.split("\n")[0]]
