"""From scores to attention weights: scale, causal mask, softmax.

    >>> attention_from_scores(np.array([[2.0, 9.0], [2.0, 2.0]]), head_dim=4).tolist()
    [[1.0, 0.0], [0.5, 0.5]]

The first query sees only the first key, whatever its score with the second one is.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_core.errors import RopeError


def attention_from_scores(
    scores: NDArray[np.floating[Any]], head_dim: int, *, causal: bool = True
) -> NDArray[np.float64]:
    """Attention weights of unscaled scores (..., queries, keys); the same shape, rows sum to 1.

    softmax over keys of scores / √head_dim. With causal, query row i sees key columns 0 to i, so
    queries and keys must be equally many. Computed in float64; the largest score of each row is
    taken off first, so that large scores do not overflow.

    Raises RopeError where scores are not (..., queries, keys), or not square under a causal mask.
    """
    x = np.asarray(scores, dtype=np.float64)
    if x.ndim < 2 or 0 in x.shape[-2:]:
        raise RopeError("scores", f"shape {x.shape}", "shape (..., queries, keys), none empty")
    if head_dim < 1:
        raise RopeError("head_dim", str(head_dim), "a whole number from 1")
    x = x / np.sqrt(head_dim)
    if causal:
        queries, keys = x.shape[-2:]
        if queries != keys:
            raise RopeError(
                "scores",
                f"{queries} queries, {keys} keys",
                "as many queries as keys under a causal mask",
                "Pass causal=False, or the scores of the whole sequence.",
            )
        x = np.where(np.tri(queries, dtype=bool), x, -np.inf)
    x = np.exp(x - x.max(axis=-1, keepdims=True))
    weights: NDArray[np.float64] = x / x.sum(axis=-1, keepdims=True)
    return weights
