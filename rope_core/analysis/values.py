"""Values that are turned as well: a sum over keys that knows how far away each of them was.

R(−m) Σ aₙ R(n) vₙ = Σ aₙ R(n − m) vₙ: turned by their places and added up, then turned back by the
query's, values come out turned by their distances alone. DeepSeek V4, whose one stored vector is
key and value at once, does so (transformers, deepseek_v4).

>>> spec = RopeSpec(2, pairing="interleaved")
>>> one = attended([1.0], [[1.0, 0.0]], 5, [3], spec)
>>> bool(np.allclose(one, [np.cos(-2), np.sin(-2)]))
True
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rope_core.rotate import rotate
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec


def attended(
    weights: ArrayLike,
    values: ArrayLike,
    m: float,
    places: ArrayLike,
    spec: RopeSpec,
    *,
    turned_back: bool = True,
) -> Floats:
    """Σ weights · R(places) values, turned back by m unless told otherwise, (head_dim,).

    weights (keys,) of the query at m; values (keys, head_dim); places (keys,), tokens.

    Raises RopeError for what ``rotate`` refuses.
    """
    turned = rotate(np.asarray(values, dtype=float), places, spec)
    mixed = np.asarray(weights, dtype=float) @ turned
    return np.asarray(rotate(mixed, -m, spec) if turned_back else mixed)
