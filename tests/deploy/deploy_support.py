"""What the deployment tests need: a fork as a host would check it out, and real programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def in_ci() -> bool:
    return os.environ.get("CI") == "true"


def missing(what: str) -> None:
    """Skip at home, with the reason; fail where nothing may be left out."""
    if in_ci():
        pytest.fail(what)
    pytest.skip(what)


def program(*names: str, hint: str) -> str:
    """The path of the first of these programs that is here."""
    for name in names:
        # nginx is often in a directory that only root's PATH has.
        if path := shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin"):
            return path
    missing(f"no {names[0]}: {hint}")
    raise AssertionError


def repository_files() -> list[Path]:
    """What a fork holds: everything that is not ignored."""
    if not (ROOT / ".git").exists():
        missing("not a git checkout, so it is not known what belongs to it")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def copy_files(names: list[Path], to: Path) -> None:
    for name in names:
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)


def read_only(place: Path) -> list[str]:
    """Take away every right to write; returns what makes even root keep to it."""
    for path in [place, *place.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() != 0:
        return []
    setpriv = program("setpriv", hint="root ignores rights unless util-linux's setpriv drops them")
    rights = "-dac_override,-dac_read_search,-fowner"
    return [setpriv, f"--bounding-set={rights}", f"--inh-caps={rights}"]


def writable_again(place: Path) -> None:
    for path in [place, *place.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)


def dockerfile() -> str:
    return (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")


def copied_into_image() -> list[str]:
    """The sources of the second stage's COPY lines that come from the repository."""
    last_stage = dockerfile().rsplit("\nFROM ", 1)[1]
    copies = re.findall(r"^COPY (?!--from)(.+)$", last_stage, re.MULTILINE)
    return [source for line in copies for source in line.split()[:-1]]
