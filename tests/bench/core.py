"""How long `rotate` takes, as a ratio to copying the same array."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from rope_core import RopeSpec, rotate

SHAPE = (1, 32, 4096, 128)
ROUNDS = 9


def seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def ratio(run: Callable[[], object], other: Callable[[], object]) -> float:
    """Median over rounds of run/other, taken in turn so that both see the same machine."""
    run(), other()
    return median(seconds(run) / seconds(other) for _ in range(ROUNDS))


def measure() -> list[tuple[str, str, str]]:
    x = np.random.default_rng(0).standard_normal(SHAPE, dtype=np.float32)
    out, positions = np.empty_like(x), np.arange(SHAPE[-2])
    rows = []
    for pairing, wanted in (("interleaved", 3.5), ("half_split", 9.0)):
        spec = RopeSpec(SHAPE[-1], pairing=pairing)  # type: ignore[arg-type]
        copy = lambda: np.copyto(out, x)  # noqa: E731
        into = ratio(lambda spec=spec: rotate(x, positions, spec, out=out), copy)
        new = ratio(lambda spec=spec: rotate(x, positions, spec), copy)
        rows.append((f"rotate {pairing}, out=", f"{into:.1f}× np.copyto", f"≤ {wanted}"))
        rows.append((f"rotate {pairing}, new array", f"{new:.1f}× np.copyto", ""))
    return rows
