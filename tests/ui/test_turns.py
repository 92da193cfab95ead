"""Runs take turns: the lightest first, and nobody for ever behind one that stands still."""

from __future__ import annotations

import sys
import time
from threading import Event, Lock, Thread

import pytest

from ui.app import turns
from ui.app.turns import HEAVY, Turns, Used, aside, serving, turn


def waiting(several: Turns, count: int) -> None:
    give_up = time.monotonic() + 10
    while len(several._waiting) < count:
        assert time.monotonic() < give_up, "nobody waits"
        time.sleep(0.001)


def test_who_has_used_least_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 30.0)
    one = Turns(1)
    first = one.enter(0.0)
    order: list[str] = []

    def run(name: str, used: float) -> None:
        place = one.enter(used)
        order.append(name)
        one.leave(place)

    threads = []
    for count, (name, used) in enumerate({"heavy": 3.0, "light": 0.1, "middle": 1.0}.items(), 1):
        threads.append(Thread(target=run, args=(name, used)))
        threads[-1].start()
        waiting(one, count)
    one.leave(first)
    for thread in threads:
        thread.join(10)
    assert order == ["light", "middle", "heavy"]
    assert not one._computing


def test_a_run_that_stands_still_holds_the_others_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.05)
    one = Turns(1)
    still = one.enter(0.0)
    following = one.enter(0.0)
    assert one._computing == {following}
    # Or every one from here on would come after its longest, which is for ever now.
    monkeypatch.setattr(turns, "LONGEST", None)
    one.leave(following)
    for _ in range(3):
        one.leave(one.enter(0.0))
    following = one.enter(0.0)
    one.leave(still)
    assert one._computing == {following}


def test_a_queue_that_moves_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it is, one computes at a time; in the end whoever waits too long goes on."""
    monkeypatch.setattr(turns, "LONGEST", 0.02)
    one, most, lock = Turns(1), 0, Lock()

    def run() -> None:
        nonlocal most
        place = one.enter(0.0)
        with lock:
            most = max(most, len(one._computing))
        time.sleep(0.01)
        one.leave(place)

    threads = [Thread(target=run) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert most == 1
    assert not one._waiting
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    first, second = one.enter(0.0), one.enter(0.0)
    assert second in one._computing
    one.leave(second)
    one.leave(first)


def test_work_elsewhere_is_done_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one only waits for another process, the next one has its turn."""
    monkeypatch.setattr(turns, "PLACES", 1)
    before = sys.getswitchinterval()
    with serving():
        monkeypatch.setattr(turns._Server, "turns", Turns(1))
        monkeypatch.setattr(turns, "LONGEST", 30.0)
        other = Event()

        def run() -> None:
            with turn(Used()):
                other.set()

        thread = Thread(target=run)
        with turn(Used()):
            thread.start()
            waiting(turns._Server.turns, 1)  # type: ignore[arg-type]
            assert not other.is_set()
            with aside():
                assert other.wait(10)
        thread.join(10)
    assert sys.getswitchinterval() == before


def test_what_a_run_computes_is_counted_and_fades() -> None:
    used = Used(0.0)
    with serving(), turn(used):
        end = time.thread_time() + 0.05
        while time.thread_time() < end:
            pass
    now = time.monotonic()
    assert 0.04 < used.lately(now) < 2
    assert used.lately(now + 2 * turns.HALF) == pytest.approx(used.lately(now) / 4)


def test_without_a_server_nobody_waits() -> None:
    with turn(Used()), aside():
        assert turns._Server.turns is None


def test_who_is_there_goes_before_who_comes() -> None:
    """Five changes a second for a minute, of ten milliseconds each, beside one that just came."""
    there = Used(then=0.0)
    for change in range(300):
        there.add(0.01, now=change / 5)
    assert there.lately(60.0) < Used(then=60.0).lately(60.0)


def in_turn(several: Turns, used: float, computed: float = 0.0) -> float:
    """Wait for one's turn and give it back after so much work; the seconds waited."""
    began = time.monotonic()
    several.leave(several.enter(used), computed)
    return time.monotonic() - began


def test_heavy_sessions_leave_room_for_a_light_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 30.0)
    one = Turns(1)
    in_turn(one, turns.HEAVY, computed=7.0)
    # Nobody light was there: the next heavy one does not rest, or it would for its longest.
    in_turn(one, turns.HEAVY)
    in_turn(one, 0.1)
    in_turn(one, turns.HEAVY, computed=1.0)
    resting = Thread(target=in_turn, args=(one, turns.HEAVY))
    began = time.monotonic()
    resting.start()
    waiting(one, 1)
    # A light one goes before it, and nobody computes.
    assert not one._computing
    in_turn(one, 0.1)
    assert resting.is_alive()
    resting.join(10)
    assert not resting.is_alive()
    # By each of eight seconds that heavy sessions had computed.
    assert time.monotonic() - began >= 1.0 * turns.REST * 8 - 0.2
    assert not one._waiting
    assert not one._computing


def test_a_class_that_arrives_hardly_rests_and_who_goes_on_has_a_third_of_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Runs of 20 ms of heavy sessions, one after the other, while somebody light is there."""
    now = began = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(turns, "LONGEST", 0.0)
    one, computed = Turns(1), 0.0

    def run() -> None:
        nonlocal now, computed
        in_turn(one, 0.1)
        place = one.enter(turns.NEW)
        now, computed = now + 0.02, computed + 0.02
        one.leave(place, 0.02)
        now = max(now, one._rest)

    for _newcomer in range(100):
        run()
    assert 1.0 < (now - began) / computed < 1.4
    while now < began + 600:
        run()
    assert 0.3 < computed / (now - began) < 0.35


def test_where_a_class_waits_nobody_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 30.0)
    one = Turns(1)
    in_turn(one, 0.1)
    in_turn(one, turns.NEW, computed=60.0)
    threads = [Thread(target=in_turn, args=(one, turns.NEW)) for _ in range(turns.CROWD + 1)]
    for count, thread in enumerate(threads[:-1], 1):
        thread.start()
        waiting(one, count)
    assert not one._computing
    threads[-1].start()
    # The last one makes a crowd: one of them goes on; so few as are left then rest again.
    give_up = time.monotonic() + 10
    while len(one._waiting) > turns.CROWD:
        assert time.monotonic() < give_up
        time.sleep(0.001)
    one._rest = 0.0
    one._rested()
    for thread in threads:
        thread.join(10)
    assert not one._waiting


def test_a_heavy_run_that_waited_aside_is_as_heavy_afterwards() -> None:
    with serving(), turn(Used(HEAVY + 1)):
        assert turns._mine.place.heavy
        with aside():
            pass
        assert turns._mine.place.heavy


def test_nobody_rests_longer_than_the_longest_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.05)
    one = Turns(1)
    in_turn(one, 0.1)
    in_turn(one, turns.HEAVY, computed=600.0)
    assert 0.04 < in_turn(one, turns.HEAVY) < 60
    assert not one._computing
