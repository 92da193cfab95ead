"""How often scores are read right, and what is wrong with them named.

    python -m tests.bench.score_rates [--seeds 2] [--only name]

Every kind of score × how it may come: grouped heads, any factor, masks of −inf and of the smallest
float32, a cap, after softmax, in 16 bits. The rotation is that of whole_model_bugs.py.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from rope_core import RopeSpec
from rope_core.diagnosis import diagnose_scores
from tests.bench.bug_generators import to_bfloat16
from tests.bench.whole_model_bugs import Floats, Made, Turn, neighbours, powers, start

_SHAPES = ((1, 4, 12, 64), (1, 6, 20, 32), (1, 2, 9, 128))
Coming = Callable[[Floats], Floats]


def _softmax(table: Floats) -> Floats:
    grown = np.exp(table - table.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True))


def _masked(table: Floats, value: float) -> Floats:
    return np.where(np.tril(np.ones(table.shape[-2:], dtype=bool)), table, value)


#: How scores may come, from the dot products divided by √head_dim.
COMING: dict[str, Coming] = {
    "as they are": lambda t: t,
    "not divided": lambda t: t * 8,
    "any factor": lambda t: t * 0.3137,
    "masked with −inf": lambda t: _masked(t, -np.inf),
    "masked with the smallest float32": lambda t: _masked(t, float(np.finfo(np.float32).min)),
    "capped at 50": lambda t: 50 * np.tanh(t / 50),
    "capped at 30, masked": lambda t: _masked(30 * np.tanh(t / 30), -np.inf),
    "after softmax": _softmax,
    "masked, after softmax": lambda t: _softmax(_masked(t, -np.inf)),
    "in float16": lambda t: t.astype(np.float16),
    "in bfloat16": lambda t: to_bfloat16(t),
    "in float32": lambda t: t.astype(np.float32),
}


@dataclass(frozen=True)
class Kind:
    """turns: how q and k are turned, from the right turn. names: right answers ("": right)."""

    turns: Callable[[Turn], tuple[Turn, Turn]]
    names: tuple[str, ...] = ("",)


def _both(change: Callable[[Turn], Turn]) -> Callable[[Turn], tuple[Turn, Turn]]:
    return lambda turn: (change(turn), change(turn))


def _still(turn: Turn) -> Turn:
    return replace(turn, used=np.zeros_like(turn.used))


def _neighbours(turn: Turn) -> Turn:
    return replace(turn, pairs=neighbours(2 * len(turn.pairs)))


def _based(turn: Turn) -> Turn:
    return replace(turn, freqs=powers(500_000.0, 2 * len(turn.freqs)))


def _moved(by: float) -> Callable[[Turn], Turn]:
    return lambda turn: replace(turn, used=turn.used + by)


KINDS: dict[str, Kind] = {
    "right": Kind(lambda turn: (turn, turn)),
    "right, all shifted": Kind(_both(_moved(17))),
    "the other pairing": Kind(_both(_neighbours), ("other_pairing",)),
    "another base": Kind(_both(_based), ("base",)),
    "only q": Kind(lambda turn: (turn, _still(turn)), ("one_side_only",)),
    "only k": Kind(lambda turn: (_still(turn), turn), ("one_side_only",)),
    "neither": Kind(_both(_still), ("not_rotated",)),
    "keys counted from 1": Kind(lambda turn: (turn, _moved(1)(turn)), ("off_by_one",)),
    "keys 5 too small": Kind(lambda turn: (turn, _moved(-5)(turn)), ("offset",)),
    "another base for k": Kind(lambda turn: (turn, _based(turn)), ("sides_differ",)),
    "another pairing for q": Kind(lambda turn: (_neighbours(turn), turn), ("sides_differ",)),
}


def outcome(
    name: str, coming: str, shape: tuple[int, int, int, int], seed: int
) -> tuple[bool, str]:
    """Whether what is said is right, and what was said."""
    rng = np.random.default_rng([seed, len(name), len(coming), shape[3]])
    query = start("normal", shape, rng)
    groups = max(shape[1] // 2, 1)
    key = start("normal", (1, groups, *shape[2:]), rng)
    for one in (query, key):  # positions from 0, as scores are mostly sent
        one.right = replace(one.right, used=np.arange(shape[2], dtype=np.float64)[None])
    turn_q, turn_k = KINDS[name].turns(query.right)
    q, k = _turned(query, turn_q), np.repeat(_turned(key, turn_k), shape[1] // groups, axis=0)
    table = COMING[coming](q @ np.swapaxes(k, -1, -2) / np.sqrt(shape[3]))
    where = np.arange(shape[2])
    said = diagnose_scores(
        query.x[0], key.x[0], table, where, where, RopeSpec(shape[3], 1e4, "half_split")
    )
    keys = "+".join(found.key for found in said.bugs)
    wanted = KINDS[name].names
    right = said.status == ("right" if wanted == ("",) else "bug") and keys in wanted
    return right, f"{said.status}: {keys or said.verdict[:60]}"


def _turned(made: Made, turn: Turn) -> Floats:
    return np.asarray(made.turned(turn)[0])


def tally(seeds: int, only: str = "") -> tuple[dict[str, Counter[str]], list[str]]:
    """Counts of seen and right by kind, and what was said instead."""
    counts: dict[str, Counter[str]] = {}
    missed = []
    for name in KINDS:
        if only not in name:
            continue
        count = counts.setdefault(name, Counter())
        for coming in COMING:
            for shape in _SHAPES:
                for seed in range(seeds):
                    right, words = outcome(name, coming, shape, seed)
                    count.update(seen=1, right=right)
                    if not right:
                        missed.append(f"{name}, {coming}, {shape}, seed {seed} | {words}")
    return counts, missed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    counts, missed = tally(options.seeds, options.only)
    for name, count in counts.items():
        print(f"{name:24} {count['right']:>4} of {count['seen']}")
    total = sum(counts.values(), Counter[str]())
    print(f"scores: {total['right']} of {total['seen']}")
    for line in missed:
        print("  ", line)


if __name__ == "__main__":
    main()
