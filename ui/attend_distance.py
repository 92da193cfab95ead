"""Attend, second half: the score over distance, pair by pair, and what single pairs tell apart.

Each pair's share of the score is a cosine of the distance, so a pair goes out as height, start
and speed, from which the browser draws. The numbers that are read stand beside them, computed.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rope_core import RopeSpec, inv_freq, wavelength
from rope_core.distance import decay_bound, pair_shares, unrotated_share
from rope_core.far_and_near import blur_reach, farther_scores_more
from rope_core.frequencies import attention_factor
from rope_core.pairing import pair_indices
from ui.numbers import fixed, scale

Wire = dict[str, object]
Floats = NDArray[np.float64]

LAST = 4096
#: The bound is drawn at every distance up to the first, then so far apart.
FINE, STRIDE = 512, 8
#: What the picture can show: distances from 0 to one of these.
RANGES = (64, 512, LAST)
#: How alike two distances look before they count as the same.
ALIKE = 0.99
#: So many pairs get a curve and a number of their own; the rest are told together.
SHOWN = 6
#: Rows of the table that says the same as the picture.
_TOLD = (0, 1, 2, 3, 4, 6, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, LAST)


@lru_cache(maxsize=64)
def distance_data(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec, digits: int
) -> Wire:
    """The score ÷ √head_dim of q with k so many tokens before it, 0 to LAST."""
    root = math.sqrt(spec.head_dim)
    everywhere = np.arange(LAST + 1)
    rest = unrotated_share(q, k, spec) / root
    shares = pair_shares(q, k, everywhere, spec) / root  # (distances, pairs)
    total = shares.sum(axis=1) + rest
    waves = _waves(q, k, spec)
    by_height = np.argsort([-height for height, _, _ in waves], kind="stable")[:SHOWN]
    shown = sorted(int(i) for i in by_height)
    others = [i for i in range(spec.pairs) if i not in shown]
    stops = _stops(m - n)
    # Every distance at first, where the curve is looked at closely; then every eighth.
    coarse = np.concatenate([everywhere[: FINE + 1], everywhere[FINE + STRIDE :: STRIDE]])
    bound = decay_bound(q, k, coarse, spec) / root + abs(rest)
    bound_there = decay_bound(q, k, stops, spec) / root + abs(rest)
    return {
        "m": m,
        "n": n,
        "root": spec.head_dim,
        "start": stops.index(min(max(m - n, 0), LAST)),
        "ranges": RANGES,
        "waves": [[height, angle, speed] for height, angle, speed in waves],
        "rest": rest,
        "shown": shown,
        "others": len(others),
        "stops": stops,
        "told": [stops.index(d) for d in _TOLD],
        "score": [fixed(float(total[d]), digits) for d in stops],
        "bound": [fixed(float(x), digits) for x in bound_there],
        "shares": [[fixed(float(shares[d, i]), digits) for i in shown] for d in stops],
        "other": [fixed(float(shares[d, others].sum() + rest), digits) for d in stops]
        if others or rest
        else [],
        "boundFine": FINE,
        "boundStride": STRIDE,
        "boundIs": [float(f"{x:.5g}") for x in bound],
        "extents": [_extent(total[: last + 1], shares[: last + 1, shown], digits)
                    for last in RANGES],
        "peak": fixed(float(bound.max()), digits),
        "claim": _claim(total, float(bound[1]), float(bound[-1]), digits),
        "wavelengths": [scale(float(w), digits) if np.isfinite(w) else "∞"
                        for w in wavelength(spec)],
        "alike": ALIKE,
        "reach": [f"{reach:,.0f}" if np.isfinite(reach) else "∞"
                  for reach in blur_reach(spec, ALIKE)],
        "last": LAST,
    }  # fmt: skip


def _waves(
    q: tuple[float, ...], k: tuple[float, ...], spec: RopeSpec
) -> list[tuple[float, float, float]]:
    """Each pair's height, angle and speed: its share at d is height × cos(angle + d × speed)."""
    root, factor = math.sqrt(spec.head_dim), attention_factor(spec) ** 2
    return [
        (
            factor * math.hypot(q[a], q[b]) * math.hypot(k[a], k[b]) / root,
            math.atan2(q[b], q[a]) - math.atan2(k[b], k[a]),
            float(speed),
        )
        for (a, b), speed in zip(pair_indices(spec), inv_freq(spec), strict=True)
    ]


def _stops(distance: int) -> list[int]:
    """Where the distance can be set: each token at first, then in growing strides."""
    far = {round(64 * 2 ** (step / 8)) for step in range(1, 48)} | {LAST}
    here = {min(max(distance, 0), LAST)}
    return sorted({*range(65), *far, *_TOLD, *here})


def _extent(total: Floats, shares: Floats, digits: int) -> Wire:
    """The lowest and highest of what is drawn, as numbers to draw by and to read."""
    everything = np.concatenate([total, shares.ravel(), [0.0]])
    low, high = float(everything.min()), float(everything.max())
    return {
        "low": low,
        "high": high,
        "lowText": fixed(low, digits),
        "highText": fixed(high, digits),
    }


def _claim(total: Floats, first: float, last: float, digits: int) -> Wire:
    """What is true of "far tokens always score less"; first, last: the bound at 1 and LAST."""
    found = farther_scores_more(total)
    told = {
        "holds": found is None,
        "bound": [fixed(first, digits), fixed(last, digits)],
        "falls": last < first * (1 - 1e-9),
        "of": f"{LAST:,}",
    }
    if found is None:
        return told
    return told | {
        "near": found.near,
        "far": found.far,
        "nearScore": fixed(float(total[found.near]), digits),
        "farScore": fixed(float(total[found.far]), digits),
        "beaten": f"{found.beaten:,}",
        "best": f"{found.best:,}",
        "bestScore": fixed(float(total[found.best]), digits),
    }
