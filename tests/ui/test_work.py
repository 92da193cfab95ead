"""Work in other processes: it is bounded, fair, and ends when nobody wants it any more."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest
import work_jobs as jobs

from rope_core import RopeError
from ui.work import ask as asking
from ui.work import pool as pools
from ui.work import worker
from ui.work.ask import WorkFailedError, ask_unseen, open_pool
from ui.work.pool import HowFar, Pool, Usage
from ui.work.worker import Job


class GoneError(BaseException):
    """What ends a run whose tab is gone."""


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One place, as on a machine of two processors. Jobs are found beside this test."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.path.dirname(__file__)  # noqa: PTH120
    made = Pool(1)
    yield made
    made.close()
    del os.environ["PYTHONPATH"]
    if before is not None:
        os.environ["PYTHONPATH"] = before


def job(work: Callable[..., Any], *args: Any, seconds: float = 20, megabytes: int = 300) -> Job:
    return Job(work, args, seconds, megabytes)


def nothing(_told: HowFar) -> None:
    pass


def test_an_answer_and_what_is_told_meanwhile(pool: Pool) -> None:
    told: list[HowFar] = []
    assert pool.run(job(jobs.twice, 21), "a", told.append) == ("done", 42)
    assert HowFar(share=0.5, words="half of it") in told


def test_another_process_does_it_with_one_thread_and_does_the_next_one_too(pool: Pool) -> None:
    first, second = (pool.run(job(jobs.process), "a", nothing)[1] for _ in range(2))
    assert first == second != os.getpid()
    assert pool.run(job(jobs.threads), "a", nothing) == ("done", "1")


def test_a_refusal_comes_back_whole(pool: Pool) -> None:
    outcome, error = pool.run(job(jobs.refuse), "a", nothing)
    assert (outcome, error.field, error.code) == ("refused", "x", "code")


def test_what_takes_too_long_ends_and_the_process_goes_on(pool: Pool) -> None:
    before = pool.run(job(jobs.process), "a", nothing)
    assert pool.run(job(jobs.spin, seconds=0.1), "a", nothing)[0] == "time"
    assert pool.run(job(jobs.twice, 1), "a", nothing) == ("done", 2)
    assert pool.run(job(jobs.process), "a", nothing) != before


def test_what_stands_still_ends_too(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "_WALL", 1)
    assert pool.run(job(jobs.sleep, 60, seconds=0.3), "a", nothing)[0] == "time"
    assert pool.run(job(jobs.twice, 1), "a", nothing) == ("done", 2)


def test_too_much_memory_is_refused_and_much_of_it_is_given_back(pool: Pool) -> None:
    assert pool.run(job(jobs.hoard, 4000), "a", nothing) == ("memory", 300)
    assert pool.run(job(jobs.hoard, 200), "a", nothing) == ("done", 200 * 2**20)


def test_whatever_goes_wrong_is_told_and_the_next_one_is_served(pool: Pool) -> None:
    outcome, trace = pool.run(job(jobs.fail), "a", nothing)
    assert outcome == "failed"
    assert "nobody expects this" in trace
    assert pool.run(job(jobs.die), "a", nothing) == ("failed", "")
    assert pool.run(job(jobs.twice, 1), "a", nothing) == ("done", 2)


def test_work_ends_with_whoever_wanted_it(pool: Pool) -> None:
    number = pool.run(job(jobs.process), "a", nothing)[1]

    def gone(_told: HowFar) -> None:
        raise GoneError

    with pytest.raises(GoneError):
        pool.run(job(jobs.spin), "a", gone)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
    assert pool.run(job(jobs.twice, 1), "a", nothing) == ("done", 2)


def test_who_has_used_least_comes_first_and_is_told_how_long_it_takes(pool: Pool) -> None:
    """A heavy owner has two more jobs waiting when somebody comes who had none."""
    pool.run(job(jobs.sleep, 0.4), "heavy", nothing)
    order: list[str] = []
    waited: list[HowFar] = []
    running, queued = Event(), Event()

    def hear(told: HowFar) -> None:
        waited.append(told)
        queued.set()

    def work(owner: str, name: str, tell: Callable[[HowFar], None]) -> None:
        pool.run(job(jobs.sleep, 0.6 if name == "first" else 0.05), owner, tell)
        order.append(name)

    threads = [Thread(target=work, args=("heavy", "first", lambda _: running.set()))]
    threads[0].start()
    assert running.wait(20)
    threads.append(Thread(target=work, args=("heavy", "second", hear)))
    threads[1].start()
    assert queued.wait(20)
    threads.append(Thread(target=work, args=("light", "third", nothing)))
    threads[2].start()
    for thread in threads:
        thread.join(20)
    assert order == ["first", "third", "second"]
    assert waited[0].waits
    assert waited[0].seconds > 0
    assert not pool._waiting


def test_a_process_without_work_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "IDLE", 0.3)
    short = Pool(1)
    short.prepare()
    (worker,) = short._idle
    worker._process.wait(20)
    assert not worker.alive
    short.close()


def test_usage_halves_each_minute_and_is_kept_for_so_many() -> None:
    usage = Usage()
    usage.add("a", 8.0, 0.0)
    usage.add("a", 2.0, 60.0)
    assert usage.of("a", 60.0) == pytest.approx(6.0)
    for number in range(1000):
        usage.add(str(number), 1.0, 60.0)
    assert usage.of("a", 60.0) == 0.0


def test_a_page_gets_the_answer_or_a_reason(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(asking._Here, "pool", pool)
    assert ask_unseen("sum", jobs.twice, 4) == 8
    with pytest.raises(RopeError, match="x: received"):
        ask_unseen("sum", jobs.refuse)
    monkeypatch.setattr(asking, "SECONDS", 0.1)
    with pytest.raises(RopeError, match=r"sum: received .*s of work"):
        ask_unseen("sum", jobs.spin)
    monkeypatch.setattr(asking, "SECONDS", 20.0)
    monkeypatch.setattr(asking, "MEGABYTES", 50)
    with pytest.raises(RopeError, match=r"sum: received .*MB of memory"):
        ask_unseen("sum", jobs.hoard, 4000)
    with pytest.raises(WorkFailedError):
        ask_unseen("sum", jobs.fail)
    assert "nobody expects this" in caplog.text


def test_without_a_server_the_work_is_done_in_place() -> None:
    assert ask_unseen("process", jobs.process) == os.getpid()


def test_a_server_has_a_pool_as_long_as_it_runs() -> None:
    with open_pool():
        assert asking._Here.pool is not None
        assert asking._Here.pool.places == pools.places() >= 1
    assert asking._Here.pool is None


def test_where_memory_cannot_be_bounded_the_work_is_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """macOS has no /proc, refuses a bound of the address space and counts in bytes."""
    set_limit = resource.setrlimit

    def refuse(kind: int, limits: tuple[int, int]) -> None:
        if kind == resource.RLIMIT_AS:
            raise ValueError("current limit exceeds maximum limit")
        set_limit(kind, limits)

    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert worker._answer(job(jobs.twice, 21), lambda *_: None)[0] == "failed"
    monkeypatch.setattr(worker, "_STATUS", tmp_path / "status")
    assert worker._answer(job(jobs.twice, 21), lambda *_: None) == ("done", 42)
    most = SimpleNamespace(ru_maxrss=200 * 2**20)
    monkeypatch.setattr(resource, "getrusage", lambda _: most)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert worker._megabytes() == 200
