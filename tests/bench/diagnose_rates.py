"""How often the diagnoser names the bug: every bug × head_dim × positions × type × seeds.

    python tests/bench/diagnose_rates.py [--seeds 3] [--only name]

The bugs are made by bug_generators.py, which shares no code with the diagnoser. A bug is
"invisible" where its y differs from the right one by no more than the rounding of the type (257
and 256 are the same in bfloat16): then "right" and "cannot tell" are the honest answers.
False alarms are counted on right rotations written out here, and on what transformers, torchtune,
rotary-embedding-torch and other libraries gave (tests/reference).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

sys.path.insert(0, str(Path(__file__).parents[2]))

from rope_core import RopeSpec, inv_freq
from rope_core.diagnosis import diagnose
from rope_core.frequencies import attention_factor
from tests.bench.bug_generators import CASES, Case, Kind, right, scaled_turn, set_up
from tests.core.core_support import reference, spec_of

HEAD_DIMS = (8, 64, 80, 128)
POSITIONS = {
    "short": np.arange(16),
    "long": np.concatenate([np.arange(16), np.arange(1000, 1016), [4095, 30001, 60000]]),
}
KINDS = ("float64", "float32", "bfloat16")
EPSILON = {"float64": 4e-7, "float32": 4e-7, "bfloat16": 2.0**-7}


def outcome(case: Case, d: int, where: str, kind: str, seed: int) -> tuple[str, str]:
    """("named" | "cannot tell" | "invisible" | "wrong", what was said)."""
    rng = np.random.default_rng([seed, d, len(case.name), KINDS.index(kind)])
    job = set_up(case, rng, d, POSITIONS[where], Kind(kind))
    y = job.kind.data(case.make(job))
    spec = job.spec()
    should = job.kind.data(scaled_turn(job, inv_freq(spec), attention_factor(spec)))
    size = float(np.abs(should).max())
    far = float(POSITIONS[where].max())
    blur = EPSILON[kind] + 1e-7 * (0 if kind == "float64" else far)
    invisible = float(np.abs(y.astype(float) - should).max()) <= 2 * blur * size
    said = diagnose(job.kind.data(job.x), y, job.positions, spec)
    keys = frozenset(found.key for found in said.bugs)
    words = f"{said.status}: {'+'.join(sorted(keys)) or said.verdict[:50]}"
    if said.status == "bug" and keys in case.accepted:
        return "named", words
    if invisible and said.status in ("right", "cannot_tell"):
        return "invisible", words
    if said.status == "cannot_tell":
        return "cannot tell", words
    return "wrong", words


def false_alarms(seeds: int) -> tuple[int, int]:
    """Right rotations that were not called right."""
    alarms = total = 0
    blank = Case("right", right, [])
    for d in HEAD_DIMS:
        for where, positions in POSITIONS.items():
            for kind in KINDS:
                for seed in range(seeds):
                    for pairing in ("interleaved", "half_split"):
                        blank.setup = {"pairing": pairing}
                        rng = np.random.default_rng([seed, d])
                        job = set_up(blank, rng, d, positions, Kind(kind))
                        said = diagnose(
                            job.kind.data(job.x), job.kind.data(right(job)), positions, job.spec()
                        )
                        total += 1
                        if said.status not in ("right", "cannot_tell"):
                            alarms += 1
                            print("  alarm:", d, where, kind, pairing, said.verdict)
    return alarms, total


def reference_data() -> Iterator[tuple[str, np.ndarray, np.ndarray, ArrayLike, RopeSpec]]:
    """Name, x, y, position and spec of every right result of the libraries."""
    cases = reference()
    for case in cases["apply"]:
        yield case["id"], case["x"], case["y"], case["position"], spec_of(case)
    for case in cases["batch"]:
        x, y = (np.reshape(case[name], case["shape"]) for name in ("x", "y"))
        yield case["id"], x, y, case["positions"], spec_of(case)
    for case in cases["native32"]:
        spec = RopeSpec(case["head_dim"], case["base"], case["convention"])
        for name, library in case["libraries"].items():
            if "y" in library:
                x, y = (np.array(v, dtype=np.float32) for v in (case["x"], library["y"]))
                yield f"{case['id']} {name}", x, y, case["position"], spec
    made = {case["id"]: case for case in cases["rope_types"]}
    for case in cases["rope_type_apply"]:
        model = made[case["rope_type_case"]]
        config = {
            "head_dim": case["head_dim"],
            "max_position_embeddings": model["max_position_embeddings"],
            "rope_parameters": model["rope_parameters"],
        }
        spec = RopeSpec.from_config(config, seq_len=case["seq_len_seen"])
        yield case["id"], case["x"], case["y"], case["position"], spec


def reference_alarms() -> tuple[int, int]:
    """Results of right libraries that were called wrong or unknown, of how many."""
    alarms = total = 0
    for name, x, y, position, spec in reference_data():
        said = diagnose(np.asarray(x), np.asarray(y), position, spec)
        total += 1
        if said.status not in ("right", "cannot_tell"):
            alarms += 1
            print("  alarm:", name, said.verdict)
    return alarms, total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--dims", default=",".join(map(str, HEAD_DIMS)))
    options = parser.parse_args()
    dims = [int(part) for part in options.dims.split(",")]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: Counter[str] = Counter()
    started = time.perf_counter()
    runs = 0
    for case in CASES:
        if options.only not in case.name:
            continue
        for d in dims:
            for where in POSITIONS:
                for kind in KINDS:
                    for seed in range(options.seeds):
                        result, words = outcome(case, d, where, kind, seed)
                        counts[case.name][result] += 1
                        runs += 1
                        if result in ("wrong", "cannot tell"):
                            wrong[f"{case.name} | d={d} {where} {kind} | {result}: {words}"] += 1
    elapsed = time.perf_counter() - started
    print(f"{'bug':34} {'rate':>6} {'named':>6} {'wrong':>6} {'cannot tell':>12} {'invisible':>10}")
    total: Counter[str] = Counter()
    for name, count in counts.items():
        total.update(count)
        print(f"{name:34} {rate(count):>6.1%} {count['named']:>6} {count['wrong']:>6} "
              f"{count['cannot tell']:>12} {count['invisible']:>10}")  # fmt: skip
    print(f"{'all':34} {rate(total):>6.1%} {total['named']:>6} {total['wrong']:>6} "
          f"{total['cannot tell']:>12} {total['invisible']:>10}")  # fmt: skip
    print(f"{runs} diagnoses, {elapsed / max(runs, 1):.2f} s each")
    for line, times in sorted(wrong.items()):
        print(f"  {times} × {line}")
    if not options.only:
        alarms, tried = false_alarms(options.seeds)
        print(f"false alarms on right rotations: {alarms} of {tried}")
        alarms, tried = reference_alarms()
        print(f"false alarms on what libraries gave: {alarms} of {tried}")


def rate(count: Counter[str]) -> float:
    """Named, of those that can be seen: wrong names and "cannot tell" both count against it."""
    seen = count["named"] + count["wrong"] + count["cannot tell"]
    return count["named"] / seen if seen else 1.0


if __name__ == "__main__":
    main()
