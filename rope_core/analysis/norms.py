"""RMSNorm, as models put it before or after the rotation.

>>> rms_norm([3.0, 4.0]).round(4).tolist()
[0.8485, 1.1314]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rope_core.errors import RopeError
from rope_core.scaling.base import Floats


def rms_norm(x: ArrayLike, weight: ArrayLike = 1.0) -> Floats:
    """Return x (head_dim,) divided by the root of its mean square, times weight.

    weight: one number, or one a feature. The small number that libraries add under the root is
    left out; zeros stay zeros. Raises RopeError (weight) where it is as long as x is not.

    >>> rms_norm([1.0, -1.0], [2.0, 0.5]).tolist()
    [2.0, -0.5]

    Source: Zhang and Sennrich, Root Mean Square Layer Normalization (arXiv 1910.07467), eq. 4.
    """
    vector = np.asarray(x, dtype=np.float64)
    by = np.asarray(weight, dtype=np.float64)
    if by.ndim and by.shape != vector.shape:
        raise RopeError("weight", by.shape, f"one number, or shape {vector.shape}")
    size = float(np.sqrt(np.mean(vector**2)))
    return np.asarray((vector / size if size else vector) * by)
