"""Full collections wait until nobody does."""

import gc
import time
import weakref
from collections.abc import Iterator

import pytest

from ui.app import collecting, shell
from ui.app.collecting import (
    GATHERED,
    QUIET,
    collect_when_quiet,
    resident,
    something_left,
)
from ui.app.first_stage import first_stage
from ui.turn.stage import turn_data
from ui.work.pool import LARGE

#: Bytes by which a process may differ from one moment to the next.
MARGIN = 32 * 2**20


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
    held = resident()
    del pieces
    gc.collect()
    collecting.give_back()
    assert held - resident() > 50e6
    assert above


def test_a_large_block_goes_back_at_once_also_after_a_larger_one() -> None:
    """Without asking: the C library would keep what is smaller than what was freed before."""
    if collecting._set is None:
        pytest.skip("this C library is not asked")
    collect_when_quiet()
    larger = b"x" * 30_000_000
    del larger
    pieces = [b"x" * (2 * LARGE + each) for each in range(100)]
    above = b"x" * 2 * LARGE
    held = resident()
    del pieces
    assert held - resident() > 150 * LARGE
    assert above


@pytest.mark.usefixtures("only_when_asked")
def test_what_gathers_while_it_is_never_quiet_is_collected() -> None:
    if not resident():
        pytest.skip("this system does not say it")
    collect_when_quiet()
    # Everything before is settled, so that what comes now is what has gathered.
    test_what_a_run_left_is_collected_once_it_is_quiet()
    node = Node()
    node.much = b"x" * (GATHERED + 2 * MARGIN)  # type: ignore[attr-defined]
    left = weakref.ref(node)
    del node
    until = time.monotonic() + 20 * QUIET
    while left() is not None and time.monotonic() < until:
        something_left()
        time.sleep(QUIET / 20)
    assert left() is None


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
