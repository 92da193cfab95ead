"""How long a large diagnosis takes, and how much memory: each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from rope_core.scaling.base import Floats

ROOT = Path(__file__).parents[2]
SHAPE = (32, 4096, 128)

#: In a process of its own, so that its peak is the diagnosis with x and y, and no test's.
_CALL = """
import json, resource, sys, time
import numpy as np
from rope_core import RopeSpec
from rope_core.diagnosis import diagnose
x, y = (np.load(name) for name in ("x.npy", sys.argv[1] + ".npy"))
believed = RopeSpec(128, pairing="half_split") if sys.argv[2] == "all" else None
began, used = time.perf_counter(), time.process_time()
said = diagnose(x, y, None, believed)
took, used = time.perf_counter() - began, time.process_time() - used
"""
_COMMAND = """
import json, resource, runpy, sys, time
sys.argv = ["diagnose", "vectors", "x.npy", "offset.npy", "--positions", "0:4096"]
began, used = time.perf_counter(), time.process_time()
try:
    runpy.run_module("rope_core.diagnosis", run_name="__main__")
except SystemExit as ended:
    assert ended.code == 1, ended.code
took, used = time.perf_counter() - began, time.process_time() - used
"""
_SCORES = """
import json, resource, sys, time
import numpy as np
from rope_core import RopeSpec
from rope_core.diagnosis import diagnose_scores
rng = np.random.default_rng(0)
q, k = rng.standard_normal((2, 16, 64, 128), dtype=np.float32)
table = rng.standard_normal((16, 64, 64))
believed = RopeSpec(128, pairing="half_split") if sys.argv[1] == "all" else None
began, used = time.perf_counter(), time.process_time()
assert diagnose_scores(q, k, table, believed=believed).status == "unknown"
took, used = time.perf_counter() - began, time.process_time() - used
"""
_TELL = """
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([took, used, peak]))
"""


def bench() -> list[tuple[str, str, str]]:
    """Rows of the table: what, measured, wanted."""
    with TemporaryDirectory() as place:
        kinds = _kinds()
        _write(Path(place), kinds)
        ways: dict[str, tuple[str, tuple[str, ...]]] = {
            f"diagnose {case}, {belief}": (_CALL, (case, belief.split()[0]))
            for case in kinds
            for belief in ("all believed", "nothing believed")
        }
        ways["python -m rope_core.diagnosis"] = (_COMMAND, ())
        rows = []
        for name, (code, arguments) in ways.items():
            took, used, peak = _run(Path(place), code + _TELL, arguments)
            said = f"{took:.2f} s ({used:.2f} s CPU), {peak:.0f} MB peak"
            rows.append((f"{name}, float32 {SHAPE}", said, "under 5 s, 1024 MB"))
        for belief in ("all believed", "nothing believed"):
            took, used, peak = _run(Path(place), _SCORES + _TELL, (belief.split()[0],))
            said = f"{took:.2f} s ({used:.2f} s CPU), {peak:.0f} MB peak"
            rows.append((f"unknown scores (16, 64, 64), {belief}", said, "under 5 s, 1024 MB"))
    return rows


def _kinds() -> dict[str, Floats]:
    """Angles by kind, (seq, pairs): right, a bug that is listed, one solved for, unknown ones."""
    rng = np.random.default_rng(1)
    where, table = np.arange(SHAPE[1])[:, None], 10000.0 ** (-np.arange(64) / 64)
    return {
        "right": where * table,
        "offset": (where + 37) * table,
        "shuffled": rng.permutation(SHAPE[1])[:, None] * table,
        "heads": where * table,
        "power": where**1.5 * table,
        "random": rng.uniform(-3, 3, (SHAPE[1], 64)),
    }


def _write(place: Path, kinds: dict[str, Floats]) -> None:
    """x, and y of every kind, turned pair by pair; "heads": two are not turned in their half."""
    x = np.random.default_rng(0).standard_normal(SHAPE, dtype=np.float32)
    np.save(place / "x.npy", x)
    a, b = x[..., :64], x[..., 64:]
    for kind, angle in kinds.items():
        cos, sin = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
        y = np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)
        if kind == "heads":
            y[3:5, SHAPE[1] // 2 :] = x[3:5, SHAPE[1] // 2 :]
        np.save(place / f"{kind}.npy", y)


def _run(place: Path, code: str, arguments: tuple[str, ...]) -> tuple[float, float, float]:
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    took, used, peak = json.loads(run.stdout.splitlines()[-1])
    return took, used, peak
