"""Full collections wait until nobody does."""

import gc
import resource
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.app import collecting, shell
from ui.app.collecting import QUIET, collect_when_quiet, something_left
from ui.app.first_stage import first_stage
from ui.turn.stage import turn_data


class Node:
    """Refers to itself, so that only a collection finds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def only_when_asked() -> Iterator[None]:
    """Python's own collections are off: what is collected was collected by the app."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("only_when_asked")
def test_what_a_run_left_is_collected_once_it_is_quiet() -> None:
    collect_when_quiet()
    something_left()
    left = weakref.ref(Node())
    assert left() is not None
    until = time.monotonic() + 20 * QUIET
    while left() is not None and time.monotonic() < until:
        time.sleep(QUIET / 4)
    assert left() is None


def test_what_was_made_for_a_class_is_let_go_of_when_it_has_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collect_when_quiet()
    monkeypatch.setattr(collecting, "LEFT", QUIET / 8)
    assert first_stage("turn", {"m": "5"})
    something_left()
    until = time.monotonic() + 20 * QUIET
    while turn_data.cache_info().currsize and time.monotonic() < until:
        time.sleep(QUIET / 4)
    assert turn_data.cache_info().currsize == 0


def test_modules_are_not_gone_through_again() -> None:
    collect_when_quiet()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[2] > 10


def test_what_was_freed_goes_back_to_the_system() -> None:
    """A hundred megabytes in pieces, with one that stays above them."""
    if collecting._trim is None:
        pytest.skip("this C library gives nothing back")
    pieces = [bytes(60_000) for _ in range(1_700)]
    above = bytes(60_000)
    held = _resident()
    del pieces
    gc.collect()
    collecting.give_back()
    assert held - _resident() > 50
    assert above


def _resident() -> float:
    """Megabytes of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize() / 1e6


def test_what_a_long_run_leaves_at_its_end_is_collected_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(shell, "something_left", lambda: told.append("left"))

    def run() -> None:
        told.append("run")
        raise RuntimeError("as a test")

    monkeypatch.setattr(shell, "_run", run)
    with pytest.raises(RuntimeError, match="as a test"):
        shell.run_app()
    assert told == ["left", "run", "left"]
