"""How often bugs of a whole model are named and found, on numbers as models have them.

    python tests/bench/whole_model_rates.py [--seeds 3]

Kinds: packed ids that are ignored, left padding, a cache that restarts, one head with another
base; and the right rotation, which must stay right. Data: normal numbers, outlier channels of 50
times the size, sparse zeros, a print with four decimals, angles computed in float32 at long
positions. Rotations are written out here and share no code with the diagnoser.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from rope_core import RopeSpec
from rope_core.diagnosis import diagnose
from rope_core.scaling.base import Floats

SEQUENCES, HEADS, SEQ, HEAD_DIM = 2, 4, 24, 64
DATA = ("normal", "outliers × 50", "sparse zeros", "four decimals", "float32 angles")
BUGS = {
    "packed ids": "positions_ignored",
    "left padding": "padding_by_sequence",
    "restarted cache": "restarted",
    "one head's base": "base",
}
BASE, OTHER_BASE, ODD_HEAD = 10000.0, 500000.0, 2


@dataclass(frozen=True, eq=False)
class Case:
    """x and y, (sequences, heads, seq, head_dim), and the positions given, (seq,) or None."""

    x: Floats
    y: Floats
    given: Floats | None


def turned(x: Floats, used: Floats, base: float, narrow: bool) -> Floats:
    """half_split. used: (sequences, seq); narrow: angles in float32."""
    half = x.shape[-1] // 2
    kind = np.float32 if narrow else np.float64
    table = (base ** (-np.arange(half) / half)).astype(kind)
    angle = used.astype(kind)[:, None, :, None] * table
    cos, sin = np.cos(angle).astype(np.float64), np.sin(angle).astype(np.float64)
    a, b = x[..., :half], x[..., half:]
    return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def made(bug: str, data: str, seed: int) -> Case:
    rng = np.random.default_rng([seed, DATA.index(data), len(bug)])
    x = rng.standard_normal((SEQUENCES, HEADS, SEQ, HEAD_DIM))
    if data == "outliers × 50":
        x[..., rng.choice(HEAD_DIM, 3, replace=False)] *= 50
    if data == "sparse zeros":
        x[rng.random(x.shape) < 0.3] = 0.0
    count = np.arange(SEQ, dtype=np.float64)
    start = 30000.0 if data == "float32 angles" else 100.0
    given: Floats | None = start + count
    used = np.tile(start + count, (SEQUENCES, 1))
    if bug == "packed ids":
        given, used = np.concatenate([count[:10], count[:14]]), np.tile(count, (SEQUENCES, 1))
    elif bug == "left padding":
        given, used = None, count + rng.choice(np.arange(1, 12), (SEQUENCES, 1), replace=False)
    elif bug == "restarted cache":
        at = int(rng.integers(6, 18))
        used = np.tile(np.where(count < at, start + count, count - at), (SEQUENCES, 1))
    narrow = data == "float32 angles"
    y = turned(x, used, BASE, narrow)
    if bug == "one head's base":
        y[:, ODD_HEAD] = turned(x, used, OTHER_BASE, narrow)[:, ODD_HEAD]
    if data == "four decimals":
        return Case(x.round(4), y.round(4), given)
    return Case(x.astype(np.float32), y.astype(np.float32), given)


def outcome(bug: str, data: str, seed: int) -> tuple[bool, str]:
    """Whether it is named (and one head: found), and what was said."""
    case = made(bug, data, seed)
    said = diagnose(case.x, case.y, case.given, RopeSpec(HEAD_DIM, BASE, "half_split"))
    keys = [found.key for found in said.bugs]
    words = f"{said.status}: {'+'.join(keys) or said.verdict[:60]}"
    if bug == "right":
        return said.status == "right", words
    named = keys == [BUGS[bug]]
    if bug == "one head's base":
        places = [one.where.heads for one in said.located]
        named = named and places == [((ODD_HEAD, ODD_HEAD),)]
    return named, words


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    seeds = parser.parse_args().seeds
    missed: Counter[str] = Counter()
    top, alarms = 0, 0
    for bug in (*BUGS, "right"):
        good = 0
        for data in DATA:
            for seed in range(seeds):
                named, words = outcome(bug, data, seed)
                good += named
                missed[f"{bug}, {data} | {words}"] += not named
        print(f"{bug:18} {good} of {len(DATA) * seeds}")
        if bug == "right":
            alarms = len(DATA) * seeds - good
        else:
            top += good
    print(f"top-1: {top / (len(BUGS) * len(DATA) * seeds):.1%}; false alarms: {alarms}")
    for line, times in sorted(missed.items()):
        if times:
            print(f"  {times} × {line}")


if __name__ == "__main__":
    main()
