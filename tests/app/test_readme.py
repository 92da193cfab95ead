"""What the README shows is true: its code runs, its pictures are there and small."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
PICTURES = re.findall(r"!\[[^]]+\]\((docs/[^)]+)\)", README)


@pytest.mark.parametrize("code", CODE)
def test_code_runs(code: str) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    said = [line[2:] for line in code.splitlines() if line.startswith("# ")]
    assert all(line in printed.getvalue() for line in said)
    assert printed.getvalue()


@pytest.mark.parametrize("path", PICTURES)
def test_pictures_are_there_and_small(path: str) -> None:
    assert (ROOT / path).stat().st_size < 150_000


def test_every_make_target_is_one() -> None:
    targets = re.findall(
        r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = re.findall(r"\bmake ([a-z-]+)", README)
    assert {"app", "test", "bench"} <= set(named) <= set(targets)


def test_the_architecture_names_what_is_there() -> None:
    """Every folder and module that docs/architecture.md names, and every rung of the core."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:ui|rope_core|tests|pages)/[\w./]*)`", text):
        assert (ROOT / name).exists(), name
    (rungs,) = re.findall(r"^\| `rope_core/` from below \| (.+) \|$", text, re.MULTILINE)
    there = {
        path.stem
        for path in (ROOT / "rope_core").iterdir()
        if path.name not in ("__init__.py", "py.typed", "__pycache__")
    }
    assert set(re.findall(r"`(\w+)`", rungs)) == there
