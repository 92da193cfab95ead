"""Where a stored key cannot simply be turned on: a table that changed, two axes, fewer bits."""

from __future__ import annotations

import math

import numpy as np

from rope_core import RopeSpec, rotate
from rope_core.analysis.formats import PRECISIONS, round_to
from rope_core.axes import rotate_axes
from rope_core.scaling import Dynamic
from ui.cache.decoded import TOKENS, Decoded, arrows, most_of

Wire = dict[str, object]
#: Tokens that dynamic NTK is taken to have been trained on, so that a short text outgrows them.
TRAINED = 4
FACTOR = 4.0


def grown(seen: Decoded, digits: int) -> Wire:
    """Keys stored with the table that a text of that length had, a query with the present one."""

    def table(length: int) -> RopeSpec:
        scaling = Dynamic(FACTOR, TRAINED, length)
        return RopeSpec(seen.spec.head_dim, seen.spec.base, seen.spec.pairing, scaling=scaling)

    stored = np.array([rotate(seen.k[at], at, table(at + 1)) for at in range(TOKENS)])
    lines = []
    for length in range(1, TOKENS + 1):
        now, at = table(length), length - 1
        query = rotate(seen.q[at], at, now) / math.sqrt(seen.spec.head_dim)
        anew = rotate(seen.k[:length], seen.places[:length], now)
        off = (stored[:length] - anew) @ query
        right = not np.abs(off).max()
        lines.append(
            [
                str(length),
                f"A text of {length}: the scores from the cache are "
                + ("right." if right else f"off by {most_of(off, digits)} at most."),
                arrows(anew, seen.spec, 1),
                list(range(length)),
            ]
        )
    return {
        "arrow": "where pair 1 of a key should point to now",
        "chapter": "Where it fails",
        "title": "The table itself has changed",
        "says": "Dynamic NTK takes a larger base the longer the text is. Then a key stored "
        "earlier was turned by another table than the query of now, and no turn by Δ tokens makes "
        "it right: every pair but the first is off by its own angle. To be right, a cache keeps "
        "keys unturned or turns all anew.",
        "note": f"Assumed: {TRAINED} tokens were trained, the factor is {FACTOR:g}",
        "change": "the length of the text",
        "lines": lines,
        "begin": TOKENS - 1,
    }


def two_axes(seen: Decoded, digits: int) -> Wire:
    half = seen.spec.pairs // 2
    sections = (half, seen.spec.pairs - half)
    k = seen.k[1]
    stored = rotate_axes(k[None], [[2], [2]], seen.spec, sections)[0]
    lines = []
    for by in range(6):
        wanted = rotate_axes(k[None], [[2], [2 + by]], seen.spec, sections)[0]
        off = rotate(stored, by, seen.spec) - wanted
        own = rotate_axes(stored[None], [[0], [by]], seen.spec, sections)[0] - wanted
        lines.append(
            [
                str(by),
                f"{by} {'column' if by == 1 else 'columns'} on: turned by {by} in all pairs, the "
                f"key is off by {most_of(off, digits)} at most; in the column's pairs alone, by "
                f"{most_of(own, digits)}.",
                arrows(np.array([wanted, rotate(stored, by, seen.spec)]), seen.spec),
                ["there", "all pairs"],
            ]
        )
    return {
        "chapter": "Where it fails",
        "title": "A place has two numbers",
        "says": f"The key of a patch, of “{seen.tokens[1]}” here: half of its pairs turn by the "
        "row, half by the column. To move it by some columns, a turn of all pairs is wrong; a turn "
        "of the column's pairs is right. So what moves a key must know which pair follows what.",
        "change": "by how many columns it is moved",
        "lines": lines,
        "begin": 3,
    }


def rounded(seen: Decoded, digits: int) -> Wire:
    last = TOKENS - 1
    stored = rotate(seen.k, seen.places, seen.spec)
    query = rotate(seen.q[last], last, seen.spec) / math.sqrt(seen.spec.head_dim)
    lines = []
    for kind in PRECISIONS:
        kept = round_to(stored, kind)
        off = (kept - stored) @ query
        lines.append(
            [
                kind,
                f"Kept as {kind}: numbers off by {most_of(kept - stored, digits)} at most, scores "
                f"by {most_of(off, digits)}.",
                arrows(kept, seen.spec),
                seen.places.tolist(),
            ]
        )
    return {
        "chapter": "Fewer bits",
        "title": "Kept in fewer bits",
        "says": "A cache is most of the memory of a long text, so keys are kept in 16 bits. Turned "
        "keys are rounded once, after the turn; the arrows hardly move. What must not be rounded "
        "is the position, or the angle, before cos and sin are taken.",
        "change": "the type",
        "lines": lines,
        "begin": PRECISIONS.index("bfloat16"),
    }
