"""The Finish stage: what is given, and the lines to compute, each checked in the browser."""

from __future__ import annotations

import math
from functools import cache

from rope_core.practice.exactness import EXACTNESS
from rope_core.practice.real_score import ScoreLine, real_score
from ui.lesson.questions import HOW_EXACT
from ui.numbers import fixed, subscript

Wire = dict[str, object]
DIGITS = 3


@cache
def finish_data() -> Wire:
    """Everything the page shows; the same for everyone."""
    score = real_score()
    first, second = (subscript(place) for place in score.places)
    q = [fixed(value, DIGITS) for value in score.q]
    k = [fixed(value, DIGITS) for value in score.k]
    names = {
        "place": f"Pair 0 has q₀. Which place has its other number, in half_split with "
        f"{score.head_dim} numbers?",
        "angle": f"The inverse frequency of pair 0 is 1. By what angle, in radians, does the query "
        f"at position {score.m} turn?",
        "q_first": f"q′{first}, with q{first} = {q[0]} and q{second} = {q[1]}",
        "q_second": f"q′{second}, the second number of the turned pair",
        "k_first": f"k′{first} at position {score.n}, with k{first} = {k[0]} and "
        f"k{second} = {k[1]}",
        "k_second": f"k′{second}",
        "share": f"What pair 0 adds: q′{first} × k′{first} + q′{second} × k′{second}",
        "score": f"The score. The other {score.head_dim // 2 - 1} pairs add "
        f"{fixed(score.others, DIGITS)}; then divide by √{score.head_dim}",
        "weight": "The attention weight: e to the score, divided by the sum over all keys it can "
        f"see. The others come to {fixed(score.rivals, DIGITS)}",
    }
    return {
        "intro": f"{score.model}, layer {score.layer}, head {score.head}: a head that "
        f"{score.does}. The text is “{score.text}” At position {score.m} “{score.query}” asks; at "
        f"position {score.n} “{score.key}” answers.",
        "head_dim": score.head_dim,
        "base": f"{score.base:,.0f}",
        "recorded": fixed(score.recorded, DIGITS),
        "percent": str(round(100 * score.recorded)),
        "query": score.query,
        "key": score.key,
        "lines": [_line(line, names[line.key]) for line in score.lines],
    }


def _line(line: ScoreLine, text: str) -> Wire:
    exact = EXACTNESS[line.style]
    whole = line.style == "whole" or (line.key == "angle" and math.isclose(line.value % 1, 0))
    return {
        "kind": "number",
        "key": line.key,
        "text": text if text.endswith("?") else f"{text}.",
        "exact": HOW_EXACT[line.style],
        "value": line.value,
        "shown": f"{line.value:.0f}" if whole else fixed(line.value, DIGITS),
        "share": exact.share,
        "right": exact.right,
        "match": exact.match,
        "rounded": exact.rounded,
        "mistakes": [
            {
                "value": slip.value,
                "title": slip.title,
                "story": slip.story,
                "instead": slip.instead,
            }
            for slip in line.slips
        ],
    }
