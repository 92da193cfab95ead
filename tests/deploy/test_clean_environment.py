"""As a host runs it: requirements.txt alone, another directory, a checkout that is read-only."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.deploy_support import (
    ROOT,
    copied_into_image,
    copy_files,
    dockerfile,
    read_only,
    repository_files,
    writable_again,
)
from tests.load.servers import Server, free_port, healthy, use_of
from tests.load.wire import Session
from ui.app.course import COURSE

PATHS = tuple(dict.fromkeys(entry.path for entry in COURSE))


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "fork"
    copy_files(repository_files(), place)
    yield place
    writable_again(place)


def test_nothing_but_requirements_txt_is_installed_by_the_host() -> None:
    """Streamlit Community Cloud would take one of these instead."""
    others = ("uv.lock", "Pipfile", "Pipfile.lock", "environment.yml", "poetry.lock")
    assert not [name for name in others if (ROOT / name).exists()]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").split()
    assert all(re.fullmatch(r"[A-Za-z0-9-]+(>=[\d.]+,<[\d.]+|==[\w.]+)", line) for line in lines), (
        lines
    )


def test_no_development_package_is_imported_at_run_time(clean_python: Path, checkout: Path) -> None:
    listed = subprocess.run(
        [str(clean_python), "-m", "pip", "list", "--format=freeze"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout.lower()
    for package in ("playwright", "pytest", "hypothesis", "ruff", "mypy"):
        assert f"\n{package}==" not in f"\n{listed}"


def run_as_host(
    command: list[str], environment: dict[str, str], folder: Path, port: int, log: Path
) -> tuple[subprocess.Popen[bytes], float]:
    started = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    give_up = started + 120
    while time.monotonic() < give_up and process.poll() is None:
        if healthy(f"http://127.0.0.1:{port}"):
            return process, time.monotonic() - started
        time.sleep(0.05)
    process.kill()
    process.wait()
    raise AssertionError(f"it did not start:\n{log.read_text()}")


async def open_every_page(url: str, pid: int) -> dict[str, float]:
    """Every page by its deep link, each in a session of its own; megabytes after each."""
    memory = {"start": use_of(pid).megabytes}
    for path in ("", *PATHS):
        session = await Session.connect(url)
        run = await session.open(f"/{path}?m=5")
        assert not run.exceptions, run.exceptions
        assert run.titles, f"/{path} showed no title"
        await session.close()
        memory[path or "/"] = use_of(pid).megabytes
    return memory


def test_read_only_fork_started_from_another_directory(
    clean_python: Path, checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guard = read_only(checkout)
    before = {path: path.stat().st_mtime_ns for path in checkout.rglob("*")}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    port = free_port()
    command = [*guard, str(clean_python), "-m", "streamlit", "run", str(checkout / "app.py")]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.headless", "true"]
    # No home to write to either, and nothing of this environment.
    clean = {"PATH": os.defpath, "HOME": "/nonexistent", "PYTHONUNBUFFERED": "1"}
    log = tmp_path / "log"
    process, cold = run_as_host(command, clean, elsewhere, port, log)
    try:
        started = time.monotonic()
        memory = asyncio.run(open_every_page(f"http://127.0.0.1:{port}", process.pid))
        lasted = time.monotonic() - started
    finally:
        process.terminate()
        process.wait(10)
    told = log.read_text(encoding="utf-8")
    assert "Traceback" not in told, told
    assert {path: path.stat().st_mtime_ns for path in checkout.rglob("*")} == before
    assert not list(elsewhere.iterdir())
    with capsys.disabled():
        print(
            f"\ncold start {cold:.1f} s; memory {memory.pop('start'):.0f} MB at the start, "
            f"{list(memory.values())[-1]:.0f} MB after {len(memory)} pages ({lasted:.1f} s)"
        )
    assert list(memory.values())[-1] < 400


def test_started_elsewhere_it_has_its_configuration(checkout: Path, tmp_path: Path) -> None:
    """Streamlit looks for .streamlit beside the script, too: theme and settings are there."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    async def configured(url: str) -> None:
        session = await Session.connect(url)
        await session.open("/rotate")
        first = session.first_message
        assert first is not None
        assert first.custom_theme.light.primary_color == "#0067a8"
        assert first.config.gather_usage_stats is False
        await session.close()

    with Server(checkout / "app.py", folder=elsewhere) as server:
        asyncio.run(configured(server.url))


# --- the container, as far as it can be run without one ------------------------------------


def test_the_image_holds_what_the_app_needs_and_runs_as_it_says(
    clean_python: Path, tmp_path: Path
) -> None:
    """Exactly the files that are copied, read-only, with the Dockerfile's own command."""
    app = tmp_path / "app"
    wanted = copied_into_image()
    names = [
        name
        for name in repository_files()
        if any(str(name) == source or str(name).startswith(f"{source}/") for source in wanted)
    ]
    copy_files(names, app)
    guard = read_only(app)
    port = free_port()
    found = re.search(r"^CMD (\[.+?\])$", dockerfile(), re.MULTILINE | re.DOTALL)
    assert found
    words = re.findall(r'"([^"]*)"', found[1])
    assert words[0] == "python"
    command = [*guard, str(clean_python), *words[1:]]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    clean = {"PATH": os.defpath, "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    process, _ = run_as_host(command, clean, app, port, tmp_path / "log")
    try:
        asyncio.run(open_every_page(f"http://127.0.0.1:{port}", process.pid))
    finally:
        process.terminate()
        process.wait(10)
    writable_again(app)
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")


def test_the_deployment_files_agree() -> None:
    """One port, one address to ask for health, and nobody is root."""
    image = dockerfile()
    cluster = (ROOT / "deploy/kubernetes.yaml").read_text(encoding="utf-8")
    port = re.findall(r"^EXPOSE (\d+)$", image, re.MULTILINE)
    assert port == re.findall(r"containerPort: (\d+)", cluster) == ["8501"]
    assert f"--server.port={port[0]}" in image
    assert "/_stcore/health" in image.split("HEALTHCHECK", 1)[1]
    assert "path: /_stcore/health" in cluster
    user = re.findall(r"^USER (\d+)$", image, re.MULTILINE)
    assert user == re.findall(r"runAsUser: (\d+)", cluster)
    assert user != ["0"]
    assert "runAsNonRoot: true" in cluster
    cookie = re.findall(r"cookie:\n +name: (\w+)", cluster)
    assert cookie == ["rope_replica"]
    assert "$cookie_rope_replica" in (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
