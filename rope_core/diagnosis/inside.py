"""Computed in a narrower type than the data show, or noisier than their type: by evidence only.

>>> x = np.random.default_rng(0).standard_normal((6, 8))
>>> angle = np.arange(6)[:, None] * 10000.0 ** (-np.arange(4) / 4)
>>> from rope_core.diagnosis.layouts import forward, rotation
>>> from rope_core.diagnosis.sample import take_sample
>>> layout = rotation("half_split", 8)
>>> cos, sin = (round_to(f(angle), "bfloat16").astype(float) for f in (np.cos, np.sin))
>>> table_type(layout, take_sample(x, forward(layout, x, cos, sin), None))
'bfloat16'
"""

from __future__ import annotations

import numpy as np

from rope_core.analysis.formats import Precision, round_to
from rope_core.diagnosis.angles import deviation
from rope_core.diagnosis.layouts import Layout, measure
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.placed import Ints
from rope_core.diagnosis.sample import Sample
from rope_core.scaling.base import Floats

#: Half the distance of neighbours, relative to the value.
_HALF_STEP = {"float16": 2.0**-12, "bfloat16": 2.0**-9}
_LEAST = 12
#: A right computation with more noise than this share of the numbers is not called right.
MOST_NOISE = 2.0**-8


def table_type(layout: Layout, sample: Sample) -> Precision | None:
    """The 16-bit type that all recovered cos and sin are values of; None for none.

    Looked at are those known so well that a neighbour of the type would be another number.
    """
    if layout.across or sample.noise.name not in ("float32", "float64"):
        return None
    x, y = sample.x, sample.y
    cos, sin, spread = measure(layout, x, y)
    long = np.sqrt((x[:, layout.read] ** 2 + x[:, layout.partner] ** 2).max(axis=-1))
    with np.errstate(invalid="ignore"):
        # The data's own last digit, not the error of a whole rotation: nothing else was rounded.
        error = (2e-7 * long + sample.noise.absolute) * spread
    error = np.nan_to_num(error, nan=np.inf, posinf=np.inf)
    values = np.concatenate([cos.reshape(-1), sin.reshape(-1)])
    errors = np.concatenate([error.reshape(-1)] * 2)
    kinds: tuple[Precision, ...] = ("bfloat16", "float16")
    for kind in kinds:
        step = _HALF_STEP[kind]
        known = (errors < step * np.abs(values) / 8) & (np.abs(np.abs(values) - 1) > step)
        if known.sum() < _LEAST:
            continue
        near = np.abs(values - round_to(values, kind))[known]
        if np.mean(near <= errors[known]) > 0.97:
            return kind
    return None


def noise_size(account: Account, sample: Sample) -> float | None:
    """The size of what is left, relative to the numbers, where it is noise; None where it has
    an order: the same in all heads, in all tokens of a pair, or larger at larger positions."""
    left, heads = _left(account, sample), sample.heads
    size = float(np.sqrt(np.mean(np.abs(left) ** 2)))
    rows = len(left)
    if rows < 8 or not 0 < size <= MOST_NOISE:
        return None
    if np.abs(left.mean(axis=0)).max() > 6 * size / np.sqrt(rows):
        return None
    if len(np.unique(heads)) > 1:
        neighbours = _together(left, sample.places)
    else:
        neighbours = left[np.argsort(sample.places, kind="stable")]
        neighbours = np.stack([neighbours[:-1], neighbours[1:]])
    same = float(np.mean((neighbours[0] * neighbours[1].conj()).real)) / size**2
    if abs(same) > max(0.15, 5 / np.sqrt(neighbours[0].size)):
        return None
    far = np.abs(sample.positions) > np.median(np.abs(sample.positions))
    halves = [float(np.sqrt(np.mean(np.abs(part) ** 2))) for part in (left[far], left[~far])]
    return size if 0.4 < halves[0] / max(halves[1], 1e-300) < 2.5 else None


def _left(account: Account, sample: Sample) -> Floats:
    """What is left of each pair, turned back to where x was and relative to its length: complex."""
    angle = account.angles(sample)
    _, apart = deviation(account, sample, angle, account.cos_sin(angle))
    layout = account.layout
    pair = apart[:, layout.out[:, 0]] + 1j * apart[:, layout.out[:, 1]]
    long = np.hypot(sample.x[:, layout.read[:, 0]], sample.x[:, layout.read[:, 1]])
    whole = sample.x[:, layout.read[:, 0]] + 1j * sample.x[:, layout.read[:, 1]]
    turned = whole * np.exp(1j * angle)
    return np.asarray(pair / np.where(long > 0, turned, 1.0))


def _together(left: Floats, places: Ints) -> Floats:
    """Two rows of the same token in two heads, (2, tokens, pairs)."""
    order = np.argsort(places, kind="stable")
    same = np.flatnonzero(np.diff(places[order]) == 0)
    return np.stack([left[order[same]], left[order[same + 1]]])
