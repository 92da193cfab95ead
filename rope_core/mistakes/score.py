"""The score and the positions it depends on: the mistakes made with both."""

from __future__ import annotations

import numpy as np

from rope_core.mistakes.mistake import mistake
from rope_core.mistakes.recipe import Floats


def _alternating(query: Floats, key: Floats) -> Floats:
    signs = np.where(np.arange(query.shape[-1]) % 2, -1.0, 1.0)
    return np.asarray((query * key * signs).sum(axis=-1))


def _crossed(query: Floats, key: Floats) -> Floats:
    partner = np.arange(query.shape[-1]) ^ 1  # 1, 0, 3, 2, ...
    return np.asarray((query * key[..., partner]).sum(axis=-1))


MISTAKES = (
    mistake(
        "key_not_rotated",
        "Only the query was rotated",
        "The key stayed as it was, so the score depends on m alone, not on m − n.",
        "Rotate both, each at its own position.",
        lines=("score",),
        turns_key=False,
    ),
    mistake(
        "query_not_rotated",
        "Only the key was rotated",
        "The query stayed as it was, so the score depends on n alone, not on m − n.",
        "Rotate both, each at its own position.",
        lines=("score",),
        turns_query=False,
    ),
    mistake(
        "neither_rotated",
        "Neither was rotated",
        "This is the score without positions.",
        "Rotate both, each at its own position, then multiply.",
        lines=("score",),
        turns_query=False,
        turns_key=False,
    ),
    mistake(
        "minus_in_dot",
        "A minus in the dot product",
        "The products were subtracted. The minus belongs to the rotation, not to the score.",
        "Add the products: first×first + second×second.",
        lines=("score",),
        dot=_alternating,
    ),
    mistake(
        "mirrored_score",
        "Both rotations the wrong way",
        "This is the score at n − m. A flipped sign, swapped sine and cosine, or swapped numbers "
        "in both rotations all end here: the lengths are right and the difference has the other "
        "sign.",
        "Check one rotated number: cos×first − sin×second.",
        also=("backwards", "sign_flipped", "sin_cos_swapped", "partner_swapped"),
        cos_sin=lambda angles: (np.cos(angles), -np.sin(angles)),
    ),
    mistake(
        "crossed_dot",
        "Crosswise products",
        "The query's first number met the key's second.",
        "Like meets like: first×first + second×second.",
        lines=("score",),
        dot=_crossed,
    ),
    # The relative position.
    mistake(
        "sum_of_positions",
        "Sum of the positions",
        "m + n was kept. The score depends on the difference.",
        "Use m − n; both positions move together.",
        lines=("relative", "follow"),
        relative=lambda m, n: m + n,
        follow=lambda m, n, moved: m - (moved - n),
    ),
    mistake(
        "reversed_difference",
        "Difference the other way round",
        "n − m was taken: the same distance with the other sign.",
        "Query position minus key position: m − n.",
        lines=("relative", "follow"),
        relative=lambda m, n: n - m,
        follow=lambda m, n, moved: moved - (m - n),
    ),
    mistake(
        "query_stayed",
        "The query stayed",
        "Only the key moved, so the difference of the positions changed, and the score with it.",
        "Move the query by as much as the key.",
        lines=("follow",),
        follow=lambda m, n, moved: m,
    ),
)
