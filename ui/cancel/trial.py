"""What can be slid on Cancel: RoPE with both or one moved, and what breaks it."""

from __future__ import annotations

import numpy as np

from rope_core import RopeSpec
from rope_core.proof import BROKEN, rounding_bound, shift_scores
from ui.numbers import fixed

Wire = dict[str, object]
#: How far the sliders go, in tokens, and one far shift that is told in words.
SHIFTS = range(65)
FAR = 1_000_000
_UNMOVED = "With these numbers no shift makes a difference beyond rounding."
_NOTHING_TO_TURN = "With a vector of zeros every score is the same: there is nothing to turn."


def trial(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec, digits: int
) -> list[Wire]:
    """What can be slid: RoPE with both or one moved, and what breaks it, with both moved."""
    problem = (q, k, m, n, spec)
    shifts = np.arange(len(SHIFTS))
    ways: list[Wire] = [
        {
            "key": "both",
            "title": "RoPE, shift both",
            "says": "Query and key move together: m − n stays, and so does the score.",
        },
        {
            "key": "query",
            "title": "RoPE, shift the query only",
            "says": "Only m grows, so m − n grows with it, and the score goes along.",
        },
    ]
    *near, far = shift_scores(*problem, [*shifts, FAR]).tolist()
    ways[0] |= {"scores": near, "far": fixed(abs(far - near[0]), digits)}
    ways[1]["scores"] = shift_scores(*problem, shifts, move="query").tolist()
    for key, broken in BROKEN.items():
        ways.append(
            {
                "key": key,
                "title": f"Break it: {broken.title[0].lower()}{broken.title[1:]}",
                "says": broken.excuse(spec) or broken.says,
                "scores": shift_scores(*problem, shifts, variant=key).tolist(),
            }
        )
    bound = rounding_bound(*problem, shifts[-1])
    for way in ways:
        scores = way["scores"]
        assert isinstance(scores, list)
        largest = max(abs(score - scores[0]) for score in scores)
        told = fixed(largest, digits)
        # A power of ten says little alone.
        if "×10" in told:
            told += ", which is rounding" if largest <= bound else ", little but more than rounding"
        way["largest"] = told
        way["moved"] = "query" if way["key"] == "query" else "both"
        if way["key"] != "both" and largest <= bound:
            way["says"] = _UNMOVED if any(q) and any(k) else _NOTHING_TO_TURN
    return ways
