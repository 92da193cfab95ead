"""The numbers that decide, picked out of all that were compared."""

from __future__ import annotations

import numpy as np

from rope_core.diagnosis.angles import angle_error, recover
from rope_core.diagnosis.layouts import forward, layout_of
from rope_core.diagnosis.options import Account, products
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.verdict import Deciding, Hypothesis, PairAngle
from rope_core.diagnosis.wording import described
from rope_core.figures import typed
from rope_core.frequencies import attention_factor, inv_freq
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

NUMBERS = 6


def expected_y(sample: Sample, spec: RopeSpec) -> Floats:
    """What y should be, (rows, head_dim)."""
    layout = layout_of(spec)
    angle, factor = expected_angles(sample, spec), attention_factor(spec)
    return forward(layout, sample.x, factor * np.cos(angle), factor * np.sin(angle))


def expected_angles(sample: Sample, spec: RopeSpec) -> Floats:
    """What each row and pair should be turned by, (rows, pairs)."""
    sign = -1.0 if spec.backwards else 1.0
    return sign * products(sample.turned_at, inv_freq(spec))


def as_meant(sample: Sample, spec: RopeSpec) -> Hypothesis:
    """How far y is from what it should be."""
    off = np.abs(sample.y - expected_y(sample, spec))
    size = float(np.sqrt(np.mean(sample.y**2))) or 1.0
    error = sample.noise.relative * np.abs(sample.x).max(initial=0.0) + sample.noise.absolute
    misfit = float(np.sqrt(np.mean(off**2)) / max(error, 1e-30))
    residual = float(np.sqrt(np.mean(off**2)) / size)
    return Hypothesis(f"as meant: {described(spec)}", (), residual, misfit, False)


def angle_evidence(
    sample: Sample, best: Account, spec: RopeSpec
) -> tuple[tuple[PairAngle, ...], float, tuple[float, ...]]:
    """For the row that shows most: each pair's recovered and expected angle, its position, x."""
    row = telling_row(sample, spec)
    one = sample.rows(np.array([row]))
    found = recover(best.layout, one)
    should = expected_angles(one, spec)[0]
    # Of y, and of the angle itself, which float32 rounds; and never quite nothing.
    error = found.error[0] + 1e-7
    error[: len(should)] += angle_error(should[: len(error)])
    pairs = tuple(
        PairAngle(
            i, float(_wrap(found.angle[0, i])), float(min(error[i], np.pi)),
            float(_wrap(should[i])) if i < len(should) else 0.0,
        )
        for i in range(best.layout.pairs)
    )  # fmt: skip
    return pairs, float(one.positions[0]), tuple(map(float, one.x[0]))


def telling_row(sample: Sample, spec: RopeSpec) -> int:
    """The row with the smallest position among those where y is clearly not as expected.

    Where y is as expected everywhere: the smallest position that turns anything.
    """
    off = np.abs(sample.y - expected_y(sample, spec)).max(axis=1)
    clear = np.nonzero(off > 0.5 * off.max())[0] if off.max() > 0 else np.arange(len(off))
    if off.max() <= 20 * sample.noise.relative * np.abs(sample.y).max(initial=1.0):
        clear = np.nonzero(sample.positions)[0]
    if not len(clear):
        return 0
    return int(clear[np.argmin(np.abs(sample.positions[clear]))])


def deciding_numbers(
    sample: Sample, best: Account, spec: RopeSpec
) -> tuple[tuple[Deciding, ...], str]:
    """The features of the telling row where belief and explanation differ most (or, if they do
    not, its first ones); and which row that is."""
    row = telling_row(sample, spec)
    should, explained = expected_y(sample, spec)[row], best.predict(sample)[row]
    order = np.argsort(-np.abs(should - explained), kind="stable")[:NUMBERS]
    if not best.bugs:
        order = np.arange(min(NUMBERS, sample.head_dim))
    numbers = tuple(
        Deciding(
            str(j), float(sample.x[row, j]), float(sample.y[row, j]), float(should[j]),
            float(explained[j]),
        )
        for j in sorted(int(j) for j in order)
    )  # fmt: skip
    at = f"position {typed(sample.positions[row])}"
    if sample.shape[0] > 1:
        at += f", head {sample.heads[row]}"
    return numbers, at


def _wrap(angle: float) -> float:
    return float((angle + np.pi) % (2 * np.pi) - np.pi)
