"""How a score changes with distance: each pair's share, and the bound.

>>> pair_shares([1.0, 0.0], [1.0, 0.0], [0, 3], RopeSpec(2)).round(2).tolist()
[[1.0], [-0.99]]

Source: RoFormer (arXiv 2104.09864) section 3.4.3, eq. 35 to 37, for the bound.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rope_core.errors import RopeError
from rope_core.frequencies import angles, attention_factor
from rope_core.pairing import pair_indices
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec


def pair_shares(q: ArrayLike, k: ArrayLike, distances: ArrayLike, spec: RopeSpec) -> Floats:
    """Each pair's share of q·k with the query so many tokens after the key.

    q, k: (head_dim,); distances: (count,), query − key position. Returns (count, pairs); a row
    adds up to the score less what features that do not turn give. Not divided by √head_dim.

    >>> pair_shares([1.0, 0.0], [0.0, 1.0], [0], RopeSpec(2)).tolist()
    [[0.0]]
    """
    h = _products(q, k, spec)
    turned = h * np.exp(1j * angles(distances, spec))  # (count, pairs)
    return np.asarray(turned.real, dtype=np.float64)


def unrotated_share(q: ArrayLike, k: ArrayLike, spec: RopeSpec) -> float:
    """What features that do not turn give at every distance.

    >>> unrotated_share([1.0, 2.0, 3.0, 4.0], [1.0] * 4, RopeSpec(4, rotary_dim=2))
    7.0
    """
    _products(q, k, spec)
    rest = list(spec.copied)
    return float(np.asarray(q, dtype=float)[rest] @ np.asarray(k, dtype=float)[rest])


def decay_bound(q: ArrayLike, k: ArrayLike, distances: ArrayLike, spec: RopeSpec) -> Floats:
    """The upper bound of |score| (rotated features) at each distance, (count,).

    max |h(i+1) − h(i)| × Σ |S(i+1)|, where h is q's pair times the conjugate of k's and S(i) adds
    up exp(i distance inv_freq) over the first i pairs. The bound decays, roughly; the score
    under it need not.

    >>> decay_bound([1.0, 0.0], [1.0, 0.0], [0, 5], RopeSpec(2)).tolist()
    [1.0, 1.0]
    """
    return np.asarray(bound_height(q, k, spec) * _partial_sums(distances, spec))


def bound_height(q: ArrayLike, k: ArrayLike, spec: RopeSpec) -> float:
    """The part of the bound that depends on q and k alone: max |h(i+1) − h(i)|, with h(pairs) 0.

    >>> bound_height([1.0, 0.0], [2.0, 0.0], RopeSpec(2))
    2.0
    """
    h = np.append(_products(q, k, spec), 0.0)
    return float(np.abs(np.diff(h)).max())


def _products(
    q: ArrayLike, k: ArrayLike, spec: RopeSpec
) -> np.ndarray[tuple[int], np.dtype[np.complex128]]:
    """h: q's pair × conjugate of k's pair, (pairs,) complex, times attention_factor²."""
    sides = []
    for name, x in (("q", q), ("k", k)):
        vector = np.asarray(x)
        if vector.shape != (spec.head_dim,) or vector.dtype.kind not in "biuf":
            raise RopeError(name, x, f"{spec.head_dim} numbers (head_dim)")
        pairs = vector.astype(np.float64)[np.array(pair_indices(spec))]  # (pairs, 2)
        sides.append(pairs[:, 0] + 1j * pairs[:, 1])
    return np.asarray(sides[0] * sides[1].conj() * attention_factor(spec) ** 2)


def _partial_sums(distances: ArrayLike, spec: RopeSpec) -> Floats:
    """Σ over i of |S(i)|, (count,)."""
    turned = np.exp(1j * angles(distances, spec))  # (count, pairs)
    return np.asarray(np.abs(np.cumsum(turned, axis=-1)).sum(axis=-1), dtype=np.float64)
