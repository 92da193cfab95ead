"""Attend, second half: the score over distance, pair by pair, and what single pairs tell apart.

Each pair's share of the score is a cosine of the distance, so a pair goes out as height, start
and speed, from which the browser draws. The numbers that are read stand beside them, computed.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rope_core import RopeSpec, angles, wavelength
from rope_core.analysis.distances import blur_reach, farther_scores_more
from rope_core.analysis.shares import bound_height, decay_bound, pair_shares, unrotated_share
from rope_core.frequencies import attention_factor
from rope_core.pairing import pair_indices
from ui.numbers import fixed, scale

Wire = dict[str, object]
Floats = NDArray[np.float64]
Vector = tuple[float, ...]
Wave = tuple[float, float, float]

LAST = 4096
#: What the picture can show: distances from 0 to one of these.
RANGES = (64, 512, LAST)
#: How alike two distances look before they count as the same.
ALIKE = 0.99
#: So many pairs get a curve and a number of their own; the rest are told together.
SHOWN = 6
#: Rows of the table that says the same as the picture.
_TOLD = (0, 1, 2, 3, 4, 6, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, LAST)


def distance_data(q: Vector, m: int, k: Vector, n: int, spec: RopeSpec, digits: int) -> Wire:
    """The score ÷ √head_dim of q with k so many tokens before it, 0 to LAST.

    Positions choose where to look and nothing else: the curve stays while they change.
    """
    here = min(max(m - n, 0), LAST)
    columns = _curve(q, k, spec, digits) | _columns(q, k, spec, digits, here)
    stops = _stops(here)
    return columns | {
        "m": m,
        "n": n,
        "start": stops.index(here),
        "stops": stops,
        "tabulated": [stops.index(d) for d in _TOLD],
    }


@lru_cache(maxsize=64)
def _curve(q: Vector, k: Vector, spec: RopeSpec, digits: int) -> Wire:
    """What the vectors decide: waves, bound, extents, and what is said of them."""
    root = math.sqrt(spec.head_dim)
    everywhere = np.arange(LAST + 1)
    rest = unrotated_share(q, k, spec) / root
    shares = pair_shares(q, k, everywhere, spec) / root  # (distances, pairs)
    total = shares.sum(axis=1) + rest
    waves = _waves(q, k, spec)
    shown = _shown(waves)
    # At 0 all its parts point the same way: nowhere is the bound higher.
    peak, first, last = (float(x) + abs(rest) for x in decay_bound(q, k, (0, 1, LAST), spec) / root)
    return {
        "root": spec.head_dim,
        "ranges": RANGES,
        "waves": waves,
        "rest": rest,
        "shown": shown,
        "others": spec.pairs - len(shown),
        "boundHeight": bound_height(q, k, spec) / root,
        "extents": [_extent(total[: last + 1], shares[: last + 1, shown], digits)
                    for last in RANGES],
        "peak": fixed(peak, digits),
        "claim": _claim(total, first, last, digits),
        "wavelengths": [scale(float(w), digits) if np.isfinite(w) else "∞"
                        for w in wavelength(spec)],
        "alike": ALIKE,
        "reach": [f"{reach:,.0f}" if np.isfinite(reach) else "∞"
                  for reach in blur_reach(spec, ALIKE)],
        "last": LAST,
    }  # fmt: skip


def _columns(q: Vector, k: Vector, spec: RopeSpec, digits: int, here: int) -> Wire:
    """The numbers to read at every stop; one stop more where the problem's own is none."""
    usual = _readings(q, k, spec, digits, _stops(0))
    at = bisect_left(_stops(0), here)
    if _stops(0)[at] == here:
        return dict(usual)
    readings = _readings(q, k, spec, digits, (here,))
    return {
        # A column that is not told is empty at every stop.
        name: (*column[:at], *readings[name], *column[at:])
        for name, column in usual.items()
    }


@lru_cache(maxsize=128)
def _readings(
    q: Vector, k: Vector, spec: RopeSpec, digits: int, stops: tuple[int, ...]
) -> dict[str, tuple[object, ...]]:
    """Score, bound, the shares of the pairs shown and of the others, at each stop."""
    root = math.sqrt(spec.head_dim)
    rest = unrotated_share(q, k, spec) / root
    shares = pair_shares(q, k, stops, spec) / root  # (stops, pairs)
    shown = _shown(_waves(q, k, spec))
    others = [i for i in range(spec.pairs) if i not in shown]
    bound = decay_bound(q, k, stops, spec) / root + abs(rest)
    total = shares.sum(axis=1) + rest
    return {
        "score": tuple(fixed(float(x), digits) for x in total),
        "bound": tuple(fixed(float(x), digits) for x in bound),
        "shares": tuple([fixed(float(row[i]), digits) for i in shown] for row in shares),
        "other": tuple(fixed(float(row[others].sum() + rest), digits) for row in shares)
        if others or rest
        else (),
    }


def _shown(waves: list[Wave]) -> list[int]:
    """The pairs with the highest waves."""
    by_height = np.argsort([-height for height, _, _ in waves], kind="stable")[:SHOWN]
    return sorted(int(i) for i in by_height)


def _waves(q: Vector, k: Vector, spec: RopeSpec) -> list[Wave]:
    """Each pair's height, angle and speed: its share at d is height × cos(angle + d × speed)."""
    root, factor = math.sqrt(spec.head_dim), attention_factor(spec) ** 2
    return [
        (
            factor * math.hypot(q[a], q[b]) * math.hypot(k[a], k[b]) / root,
            math.atan2(q[b], q[a]) - math.atan2(k[b], k[a]),
            float(speed),
        )
        for (a, b), speed in zip(pair_indices(spec), angles(1, spec), strict=True)
    ]


@lru_cache(maxsize=128)
def _stops(here: int) -> tuple[int, ...]:
    """Where the distance can be set: each token at first, then in growing strides; and here."""
    far = {round(64 * 2 ** (step / 8)) for step in range(1, 48)} | {LAST}
    return tuple(sorted({*range(65), *far, *_TOLD, here}))


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
    shown = {
        "holds": found is None,
        "bound": [fixed(first, digits), fixed(last, digits)],
        "falls": last < first * (1 - 1e-9),
        "of": f"{LAST:,}",
    }
    if found is None:
        return shown
    return shown | {
        "near": found.near,
        "far": found.far,
        "nearScore": fixed(float(total[found.near]), digits),
        "farScore": fixed(float(total[found.far]), digits),
        "beaten": f"{found.beaten:,}",
        "best": f"{found.best:,}",
        "bestScore": fixed(float(total[found.best]), digits),
    }
