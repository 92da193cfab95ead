"""How often what a whole model hands over is named, and found where it is.

    python -m tests.bench.whole_model_rates [--seeds 2] [--only name]

Every kind of whole_model_bugs.py × data as models have them (outlier channels of 50 times the size,
sparse zeros, a print with four decimals, angles in float32 at long positions, bfloat16) × shapes ×
seeds. A bug counts as located where the places told hold all that is visibly wrong and nothing that
the bug did not touch. A bug whose numbers differ by no more than rounding is left out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rope_core.diagnosis import Diagnosis, diagnose
from tests.bench import whole_model_bugs as bugs
from tests.bench.whole_model_bugs import DATA, SHAPES, Bools, Kind, Made

#: What rounding may do to a number, relative to the largest of its row.
_ROUNDING = {"four decimals": 2e-4, "bfloat16": 2.0**-7, "float32 angles": 8e-3}


@dataclass(frozen=True, eq=False)
class Outcome:
    """named, placed: None where it does not count (nothing visible; no place to tell)."""

    named: bool | None
    placed: bool | None
    words: str


def outcome(kind: Kind, data: str, shape: tuple[int, int, int, int], seed: int) -> Outcome:
    """What is said of one made-up tensor."""
    name = kind.__name__
    rng = np.random.default_rng([seed, len(name), DATA.index(data), shape[3]])
    made = bugs.start(data, shape, rng)
    right = made.y
    kind(made)
    x, y = made.final()
    given = made.given if made.positions is None else made.positions
    said = diagnose(x, y, given, made.believed, sections=made.sections)
    keys = frozenset(found.key for found in said.bugs)
    words = f"{said.status}: {'+'.join(sorted(keys)) or said.verdict[:60]}"
    if made.status != "bug":
        return Outcome(said.status == made.status, None, words)
    if made.touched.all():
        return Outcome(said.status == "bug" and keys in made.accepted, None, words)
    seen = _visible(made, made.turned(made.right) if made.given is not None else right)
    if not seen.any():
        return Outcome(None, None, words)
    named = said.status == "bug" and keys in made.accepted
    return Outcome(named, _placed(said, seen, made.touched), f"{words} {_where(said)}")


def _visible(made: Made, right: np.ndarray) -> Bools:
    """Numbers that rounding does not explain."""
    bound = _ROUNDING.get(made.data, 1e-5) * np.abs(made.x).max(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.asarray(~(np.abs(made.y - right) <= bound))


def _placed(said: Diagnosis, seen: Bools, touched: Bools) -> bool:
    told = np.zeros(seen.shape, dtype=np.bool_)
    for one in said.located:
        told |= one.where.mask()
    return bool((told | ~seen).all() and (touched | ~told).all())


def _where(said: Diagnosis) -> str:
    return "; ".join(one.where.words() for one in said.located[:3]) or "no place"


def outcomes(kinds: tuple[Kind, ...], seeds: int) -> Iterator[tuple[str, str, Outcome]]:
    """Name, setting and outcome."""
    for kind in kinds:
        for shape in SHAPES:
            if shape[0] == 1 and kind.__name__ in bugs.OF_SEQUENCES:
                continue
            for data in DATA:
                for seed in range(seeds):
                    setting = f"{data}, {shape}, seed {seed}"
                    yield kind.__name__, setting, outcome(kind, data, shape, seed)


@dataclass(frozen=True)
class Tally:
    """Counts by kind: seen, named, places, placed. missed: what was said instead."""

    by_kind: dict[str, Counter[str]]
    missed: tuple[str, ...]

    @property
    def total(self) -> Counter[str]:
        return sum(self.by_kind.values(), Counter())

    @property
    def worst(self) -> float:
        """The share that is named of the kind that is named least."""
        return min(one["named"] / one["seen"] for one in self.by_kind.values() if one["seen"])


def tally(kinds: tuple[Kind, ...], seeds: int) -> Tally:
    """How many of these kinds are named and placed."""
    counts: dict[str, Counter[str]] = {}
    missed: list[str] = []
    for name, setting, one in outcomes(kinds, seeds):
        count = counts.setdefault(name, Counter())
        count["seen"] += one.named is not None
        count["named"] += one.named is True
        count["places"] += one.placed is not None
        count["placed"] += one.placed is True
        if one.named is False or one.placed is False:
            missed.append(f"{name}, {setting} | {one.words}")
    return Tally(counts, tuple(missed))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    for title, kinds in (("bugs", bugs.BUGS), ("right", bugs.RIGHT), ("unknown", bugs.UNKNOWN)):
        made = tally(tuple(k for k in kinds if options.only in k.__name__), options.seeds)
        for name, count in made.by_kind.items():
            print(f"{name:36} {count['named']:>4} of {count['seen']:>3} named, "
                  f"{count['placed']:>4} of {count['places']:>3} located")  # fmt: skip
        total = made.total
        print(f"{title}: {total['named']} of {total['seen']}; located {total['placed']} of "
              f"{total['places']}\n")  # fmt: skip
        for line in made.missed:
            print("  ", line)


if __name__ == "__main__":
    main()
