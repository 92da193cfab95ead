"""Server processes to be measured: the app and an app with one button, and what they use."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Self

from ui.live.place import FOLDER

ROOT = Path(__file__).parents[2]
EMPTY = """
import streamlit as st

st.session_state.setdefault("pressed", 0)


def press() -> None:
    st.session_state["pressed"] += 1


st.button("Press", on_click=press)
st.write(f"Pressed {st.session_state['pressed']} times")
"""
#: As many fields as a page of the course has, and nothing else.
FIELDS = """
import streamlit as st

st.title("Fields")
for number in range(10):
    st.text_input(f"Field {number}", str(number), key=f"field_{number}")
"""


@dataclass(frozen=True)
class Use:
    """What a process has used: CPU seconds since it started, resident megabytes now.

    The megabytes are those of the processes that it started, too; the CPU is its own.
    """

    cpu: float
    megabytes: float


class Server:
    """`streamlit run` as a process of its own, its log in a file of its own."""

    def __init__(
        self,
        script: Path = ROOT / "app.py",
        *,
        folder: Path | None = None,
        options: tuple[str, ...] = (),
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._place = TemporaryDirectory()
        self._log = Path(self._place.name) / "log"
        self._live = Path(self._place.name) / "live"
        self._script, self._options = script, options
        self._folder = folder or script.parent
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def empty(cls) -> Self:
        """An app with a button and a line: what Streamlit itself costs."""
        return cls._of(EMPTY)

    @classmethod
    def fields(cls) -> Self:
        """An app of ten fields."""
        return cls._of(FIELDS)

    @classmethod
    def _of(cls, source: str) -> Self:
        """A script of its own, under the app's settings."""
        server = cls(
            options=("--runner.postScriptGC", "false", "--logger.hideWelcomeMessage", "true")
        )
        server._folder = Path(server._place.name)
        server._script = server._folder / "plain.py"
        server._script.write_text(source, encoding="utf-8")
        return server

    def start(self, patience: float = 90) -> Self:
        command = [sys.executable, "-m", "streamlit", "run", str(self._script)]
        command += ["--server.port", str(self.port), "--server.address", "127.0.0.1"]
        command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
        command += ["--browser.gatherUsageStats", "false", *self._options]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self._folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", FOLDER: str(self._live)},
            )
        give_up = time.monotonic() + patience
        while time.monotonic() < give_up and self._process.poll() is None:
            if healthy(self.url):
                return self
            time.sleep(0.05)
        log_text = self.log()
        self.stop()
        raise RuntimeError(f"the server did not come up:\n{log_text}")

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def kill(self) -> None:
        """End it without a word, as a machine that fails does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def lose(self) -> None:
        """What it kept of live classes, as a machine does that is another one after a restart."""
        assert self._process is None
        rmtree(self._live)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def use(self) -> Use:
        """From /proc, so on Linux alone."""
        assert self._process is not None
        return use_of(self._process.pid)


def use_of(pid: int) -> Use:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    status = Path(f"/proc/{pid}/status").read_text()
    # A process that has just ended has none.
    found = re.search(r"VmRSS:\s+(\d+)", status)
    megabytes = int(found[1]) / 1024 if found else 0.0
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread, or a process, may have ended meanwhile.
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in (task / "children").read_text().split():
                megabytes += use_of(int(child)).megabytes
    return Use(ticks / os.sysconf("SC_CLK_TCK"), megabytes)


def healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
