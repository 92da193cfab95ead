"""How long a rotation takes beside copying the same array."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from rope_core import RopeSpec, rotate
from rope_core.problem import PAIRINGS

SHAPE = (1, 32, 4096, 128)
ROUNDS = 9


def bench() -> list[tuple[str, str, str]]:
    """Rows of the table: what, measured, wanted."""
    source = np.random.default_rng(0).standard_normal(SHAPE, dtype=np.float32)
    target = np.empty_like(source)
    positions = np.arange(SHAPE[2])
    ways: dict[str, Callable[[], object]] = {"copyto": lambda: np.copyto(target, source)}
    for pairing in PAIRINGS:
        spec = RopeSpec(SHAPE[-1], pairing=pairing)
        ways[f"{pairing}, new"] = lambda spec=spec: rotate(source, positions, spec)  # type: ignore[misc]
        ways[f"{pairing}, out="] = lambda spec=spec: rotate(source, positions, spec, out=target)  # type: ignore[misc]
    times = {name: [_seconds(way)] for name, way in ways.items()}  # warm up
    for name in times:
        times[name].clear()
    # Round by round, so that a busy moment of the machine hits all of them.
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(_seconds(way))
    copy = median(times.pop("copyto"))
    rows = [(f"np.copyto, float32 {SHAPE}", f"{copy * 1000:.1f} ms", "")]
    rows += [
        (f"rotate, {name}", f"{median(took) / copy:.2f} × copyto", "")
        for name, took in times.items()
    ]
    return rows


def _seconds(way: Callable[[], object]) -> float:
    gc.disable()
    began = time.perf_counter()
    way()
    took = time.perf_counter() - began
    gc.enable()
    return took
