"""How fast each pair turns: inverse frequency, wavelength, angle.

Units: inv_freq in radians a token, wavelength in tokens, angle in radians.

>>> from rope_core.spec import RopeSpec
>>> inv_freq(RopeSpec(4)).tolist()
[1.0, 0.01]

Source: RoFormer (arXiv 2104.09864) section 3.2.2: base^(−2(i−1)/d) for i from 1; here i
counts from 0.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.errors import RopeError
from rope_core.scaling.base import Floats, plain_table
from rope_core.spec import RopeSpec


def inv_freq(spec: RopeSpec) -> Floats:
    """Return the inverse frequencies, (rotary_dim/2,) float64, radians a token.

    inv_freq[i] = base^(−2i / rotary_dim), then whatever `spec.scaling` makes of it.

    >>> inv_freq(RopeSpec(8, base=10000.0)).tolist()
    [1.0, 0.1, 0.01, 0.001]
    """
    if spec.scaling is None:
        return plain_table(spec.base, spec.rotary_dim)
    return spec.scaling.table(spec.base, spec.rotary_dim)


def attention_factor(spec: RopeSpec) -> float:
    """Return the number by which cos and sin are multiplied; 1.0 without scaling.

    >>> attention_factor(RopeSpec(8))
    1.0
    """
    return 1.0 if spec.scaling is None else spec.scaling.cos_sin_factor()


def wavelength(spec: RopeSpec) -> Floats:
    """Return how many tokens each pair needs for one whole turn, (rotary_dim/2,) float64.

    2π / inv_freq; infinite for a pair that does not turn.

    >>> wavelength(RopeSpec(4)).round(3).tolist()
    [6.283, 628.319]
    """
    with np.errstate(divide="ignore"):
        return np.asarray(2.0 * math.pi / inv_freq(spec), dtype=np.float64)


def angles(positions: ArrayLike, spec: RopeSpec) -> Floats:
    """Return position × inv_freq, (..., rotary_dim/2) float64 radians for positions (...).

    Negative where the spec turns backwards. Raises RopeError for positions that are not
    finite numbers.

    >>> angles([0, 3], RopeSpec(4)).tolist()
    [[0.0, 0.0], [3.0, 0.03]]
    >>> angles(3, RopeSpec(4, backwards=True)).tolist()
    [-3.0, -0.03]
    """
    return angles_of(position_array(positions), spec)


def angles_of(positions: Floats, spec: RopeSpec) -> Floats:
    """`angles` of positions that `position_array` has looked at already.

    >>> angles_of(np.array([0.0, 3.0]), RopeSpec(4)).tolist()
    [[0.0, 0.0], [3.0, 0.03]]
    """
    turned = positions[..., None] * inv_freq(spec)
    # Subtracted from 0, so that at position 0 it is 0 and not −0.
    return 0.0 - turned if spec.backwards else turned


def position_array(positions: ArrayLike, field: str = "positions") -> Floats:
    """Return `positions` as float64; whole or fractional, any sign, but finite.

    Whole numbers beyond ±2^53 round to the nearest float64.

    >>> position_array([1, -2]).tolist()
    [1.0, -2.0]
    """
    allowed = "finite numbers"
    array = as_array(field, positions, allowed)
    if array.dtype.kind not in "iuf":
        raise RopeError(field, positions, allowed)
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        raise RopeError(field, positions, allowed)
    return array
