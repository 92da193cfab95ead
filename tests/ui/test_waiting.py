"""Tests wait for a state: none waits for a time, and none is tried until it passes."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: A pause in a browser, or tries.
PAUSE = re.compile(r"wait_for_timeout|time\.sleep|setTimeout\(|flaky|reruns")


def test_no_browser_test_waits_for_a_time_or_is_tried_again() -> None:
    files = [*(ROOT / "tests/browser").rglob("*.py"), *(ROOT / "tests/deploy").rglob("*.py")]
    assert len(files) > 15
    waiting = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        # A server is asked again until it answers: that is a state.
        if PAUSE.search(line) and "time.sleep(0.05)" not in line
    ]
    assert not waiting, waiting
    installed = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    assert not PAUSE.search(installed)
