"""Which pairs make a head look where it looks: what each adds, and what is left without some.

>>> looked_at("looks at the token before", ("a", "b", "c", "d"))
((2, 1), (3, 2))
>>> looked_at("after a repeated token, looks at what followed it the first time", ("a", "b", "a"))
((2, 1),)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.analysis.attention import attention_from_scores
from rope_core.pairing import output_indices
from rope_core.rotate import rotate
from rope_core.spec import RopeSpec

Array = NDArray[np.float64]

#: From this row on a habit is measured: before it there is next to nothing to choose from.
FIRST_ROW = 2


def shares_of_scores(q: ArrayLike, k: ArrayLike, spec: RopeSpec) -> Array:
    """What each pair adds to each score ÷ √head_dim: (queries, keys, pairs).

    q, k: (tokens, head_dim) before rotation, token p at position p. All of head_dim must rotate;
    then the sum over the pairs is the score.

    >>> shares_of_scores([[1.0, 0.0]], [[2.0, 0.0]], RopeSpec(2)).round(3).tolist()
    [[[1.414]]]
    """
    turned = [np.asarray(rotate(x, np.arange(len(np.asarray(x))), spec)) for x in (q, k)]
    pairs = np.array(output_indices(spec))  # (pairs, 2)
    products = turned[0][:, None, pairs] * turned[1][None, :, pairs]
    return np.asarray(products.sum(axis=-1) / np.sqrt(spec.head_dim), dtype=np.float64)


def attention_without(shares: Array, off: Iterable[int]) -> Array:
    """Attention (queries, keys) when the pairs of ``off`` add nothing; ``shares`` as above.

    >>> attention_without(np.zeros((2, 2, 1)), [0]).tolist()
    [[1.0, 0.0], [0.5, 0.5]]
    """
    on = np.ones(shares.shape[-1])
    on[list(off)] = 0.0
    # The shares are divided by √head_dim already.
    return attention_from_scores(shares @ on, head_dim=1)


def looked_at(does: str, tokens: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """(query, key) places a head that ``does`` this looks at; none where it has no one target."""
    count = len(tokens)
    if does == "looks at the token before":
        return tuple((i, i - 1) for i in range(FIRST_ROW, count))
    if does == "looks at the first token":
        return tuple((i, 0) for i in range(FIRST_ROW, count))
    if does == "looks at itself":
        return tuple((i, i) for i in range(FIRST_ROW, count))
    if does.startswith("after a repeated token"):
        seen: dict[str, int] = {}
        found = []
        for i, token in enumerate(tokens):
            if token in seen and i >= FIRST_ROW:
                found.append((i, seen[token] + 1))
            seen.setdefault(token, i)
        return tuple(found)
    return ()


def gains(shares: Array, targets: Iterable[tuple[int, int]]) -> Array:
    """What each pair adds to the looked-at score over its mean in the row: (rows, pairs)."""
    rows = [shares[i, j] - shares[i, : i + 1].mean(axis=0) for i, j in targets]
    return np.array(rows, dtype=np.float64).reshape(len(rows), shares.shape[-1])


def kept(weights: Array, targets: Sequence[tuple[int, int]]) -> float:
    """The mean attention on what is looked at, 0 to 1; nan without targets.

    >>> kept(np.eye(3), ((1, 1), (2, 0)))
    0.5
    """
    return float(np.mean([weights[i, j] for i, j in targets])) if targets else float("nan")
