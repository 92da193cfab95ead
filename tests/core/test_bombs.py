"""No file of up to the limit takes more than 400 MB, or sixteen times as long as Python's own
reader takes over four MiB of JSON (three seconds, where that is slow), whatever it says of itself.

Every bomb is made in one process and opened in another, whose memory the system limits, so that
what is too much is an error there and not the end of the machine. A time is CPU time, and is
compared with a time of the same process: neither what else runs here nor how fast the machine is
must count.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Mapping
from multiprocessing import get_context
from statistics import median
from timeit import repeat

import pytest

from rope_core import RopeError
from rope_core.reading.files import read_upload
from tests.core.bombs import READ, REFUSED, Made

MEGABYTES, TIMES = 400, 16.0
#: A MiB of JSON: its reader is handed over a hundred thousand lists, as by the worst of bombs.
_QUARTER = "[" + "[]," * (2**20 // 3) + "[]]"


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _open(data: bytes, answers: object) -> None:
    """In a process of its own: what came of it, its CPU time in times of the yardstick, its MB."""
    before = _resident()
    # Twice what is allowed: enough to say how much it was.
    most = 2 * MEGABYTES * 2**20 + 2**30
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    said, took = _read(data)
    megabytes = len(data) / 2**20 + _resident() - before
    yardstick = _yardstick()
    if took > TIMES / 2 * yardstick:
        # What else the machine does can only add to it.
        took = min(took, _read(data)[1], _read(data)[1])
    answers.send((said, took / yardstick, megabytes))  # type: ignore[attr-defined]


def _read(data: bytes) -> tuple[str, float]:
    """What came of it, and its CPU seconds."""
    began = time.process_time()
    try:
        said = "read" if read_upload("x.bin", data, "x") else "nothing"
    except RopeError as error:
        said = str(error).encode("utf-8").decode()
    return said, time.process_time() - began


def _yardstick() -> float:
    """What Python's own reader takes over four MiB of JSON, here and now: CPU seconds."""
    each = repeat(lambda: json.loads(_QUARTER), timer=time.process_time, number=1, repeat=3)
    return 4 * median(each)


def opened(made: Made) -> tuple[str, float, float]:
    context = get_context("fork")
    data = made()
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_open, args=(data, sender))
    child.start()
    sender.close()
    assert receiver.poll(60), "no answer within a minute"
    # Where the child ended by another error there is no answer, and its traceback above.
    answer: tuple[str, float, float] = receiver.recv()
    child.join()
    return answer


CASES: Mapping[str, Made] = {**REFUSED, **READ}


@pytest.mark.parametrize("name", CASES)
def test_a_bomb_costs_little_and_is_answered_in_words(name: str) -> None:
    said, took, megabytes = opened(CASES[name])
    assert (said == "read") == (name in READ), said
    if name in REFUSED:
        assert "x: received" in said
        assert len(said) < 600
    assert took < TIMES, f"{took:.1f} times the yardstick"
    assert megabytes < MEGABYTES, f"{megabytes:.0f} MB"


def test_the_measure_tells_what_was_taken() -> None:
    """Sixteen million bytes become float64: 128 MB, and the file beside them."""
    _, took, megabytes = opened(READ["npy: bytes that become float64"])
    assert megabytes > 128
    assert took > 0
