"""Query and key moved together: what becomes of the score where sines and cosines are added."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from rope_core import RopeSpec
from rope_core.proof.trial import pair_values, shift_scores
from ui.numbers import scale

#: What keeps only the distance, in the order it is shown in.
FAMILY = ("RoPE", "xPos", "ALiBi")
#: How far query and key are moved together, tokens.
MOVES = (0, 1, 2, 3, 8, 55, 1000)


@lru_cache(maxsize=1)  # the step that shows them and the question before it ask in turn
def added_scores(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec
) -> np.ndarray:
    """The score of pair 0 at each move where sines and cosines are added to it: (len(MOVES),)."""
    pair, one = pair_values(q, k, m, n, spec)[0], RopeSpec(2, spec.base)
    query, key = (pair.q0, pair.q1), (pair.k0, pair.k1)
    scores = shift_scores(query, key, m, n, one, MOVES, variant="added_vectors")
    scores.setflags(write=False)
    return scores


def changed(added: np.ndarray, at: int, digits: int) -> str:
    """Whose score another place has changed. What is of the family keeps its own, always."""
    by = abs(float(added[at] - added[0]))
    if not at:
        return ""
    return (
        f"Only the score of what is added has changed, by {scale(by, digits)}."
        if by > rounding(added)
        else "No score has changed."
    )


def rounding(added: np.ndarray) -> float:
    """What float64 loses of such scores, and of the angles in them, is no change."""
    return 1e-9 * (1 + float(np.abs(added).max()))
