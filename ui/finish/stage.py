"""The Finish stage: what is given, and the lines to compute, each checked in the browser."""

from __future__ import annotations

import math
from decimal import Decimal
from functools import cache

from rope_core.practice.exactness import EXACTNESS
from rope_core.practice.real_score import RealScore, ScoreLine, real_score
from rope_core.reading.expression import read_answer
from ui.lesson.glossary import TERMS
from ui.lesson.questions import HOW_EXACT
from ui.numbers import agrees, fixed, in_brackets, shown, subscript

Wire = dict[str, object]
DIGITS = 3
#: Tokens of the text that stand in the picture after the one that asks.
FURTHER = 2


@cache
def finish_data() -> Wire:
    """Everything the page shows; the same for everyone."""
    score = real_score()
    first, second = (subscript(place) for place in score.places)
    q, k = ([_given(value) for value in vector] for vector in (score.q, score.k))
    names = {
        "place": f"Pair 0 has q₀. Which place has its other number, in half_split with "
        f"{score.head_dim} numbers?",
        "angle": f"The inverse frequency of pair 0 is 1. By what angle, in radians, does the query "
        f"at position {score.m} turn?",
        "q_first": f"q′{first}, with q{first} {q[0]} and q{second} {q[1]}",
        "q_second": f"q′{second}, the second number of the turned pair",
        "k_first": f"k′{first} at position {score.n}, with k{first} {k[0]} and k{second} {k[1]}",
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
        "lines": [
            {**_line(line, names[line.key]), "working": working}
            for line, working in zip(score.lines, _workings(score), strict=True)
        ],
        "here": _here(score),
        "picture": _picture(score),
    }


def _given(value: float) -> str:
    """A number of the model as it is given: most have more digits than are shown."""
    text = fixed(value, DIGITS)
    return f"{'=' if shown(text) == Decimal(value) else '≈'} {text}"


def _here(score: RealScore) -> list[tuple[str, str]]:
    """For every term a number that is given here, or the line that asks for it."""
    number = {line.key: at for at, line in enumerate(score.lines, start=1)}
    q, k = ([fixed(value, DIGITS) for value in vector] for vector in (score.q, score.k))
    given = {
        "query": f"“{score.query}” at position {score.m}; its pair 0 is ({q[0]}, {q[1]})",
        "key": f"“{score.key}” at position {score.n}; its pair 0 is ({k[0]}, {k[1]})",
        "token": f"“{score.query}” stands at {score.m}, “{score.key}” at {score.n}",
        "pair": f"{score.head_dim // 2} of them; pair 0, which turns fastest, is worked out",
        "head dimension": f"{score.head_dim} numbers: {score.head_dim // 2} pairs",
        "base": f"{score.base:,.0f}",
        "inverse frequency": "1 rad per token for pair 0, less for every other",
        "angle": f"line {number['angle']} asks for that of the query",
        "score": f"line {number['score']} asks for it",
        "pairing": f"half_split; line {number['place']} asks where pair 0 has its other number",
        "θ": f"base {score.base:,.0f}, inverse frequency of pair 0 1; line {number['angle']} "
        "asks for an angle",
    }
    return [(name, given[name]) for name in TERMS]


def _picture(score: RealScore) -> Wire:
    """The tokens, the pair's two arrows before and after their turn, what is said at each line."""
    values = {line.key: line.value for line in score.lines}
    first, second = (subscript(place) for place in score.places)
    after = {
        "query": (values["q_first"], values["q_second"]),
        "key": (values["k_first"], values["k_second"]),
    }
    before = {"query": score.q, "key": score.k}
    apart = [_degrees_apart(arrows["query"], arrows["key"]) for arrows in (before, after)]
    back = score.m - score.n
    return {
        "tokens": score.tokens[: score.m + 1 + FURTHER],
        "more": len(score.tokens) > score.m + 1 + FURTHER,
        "at": {"query": score.m, "key": score.n},
        "distance": f"{back} place{'' if back == 1 else 's'} back",
        "before": before,
        "turns": dict(zip(("query", "key"), score.turns, strict=True)),
        "after": after,
        "marks": {
            "across": str(score.places[0]),
            "q_first": f"q′{first}",
            "q_second": f"q′{second}",
            "k_first": f"k′{first}",
            "k_second": f"k′{second}",
        },
        "says": {
            "place": "Pair 0 of both words as arrows, not turned yet.",
            "angle": f"How far does position {score.m} turn the arrow of “{score.query}”?",
            "q_first": f"“{score.query}” is turned. How far across does it reach now?",
            "q_second": "And how far up?",
            "k_first": f"“{score.key}” is turned as well. How far across?",
            "k_second": "And how far up?",
            "share": "Both are turned. The closer they point, the more their pair adds.",
            "score": f"This is one pair of {score.head_dim // 2}. The score adds them all.",
            "weight": f"How much does “{score.query}” take from “{score.key}”?",
        },
        "end": f"Before their turn they stood {apart[0]}° apart, after it {apart[1]}°.",
    }


def _degrees_apart(one: tuple[float, float], other: tuple[float, float]) -> str:
    (x0, y0), (x1, y1) = one, other
    apart = math.atan2(x0 * y1 - y0 * x1, x0 * x1 + y0 * y1)
    return f"{abs(math.degrees(apart)):.0f}"


def _shown(line: ScoreLine) -> str:
    whole = line.style == "whole" or (line.key == "angle" and math.isclose(line.value % 1, 0))
    return f"{line.value:.0f}" if whole else fixed(line.value, DIGITS)


def _workings(score: RealScore) -> list[str]:
    """Each line's sum in the numbers that are shown, for whoever has it shown; up to its sign."""
    n = {line.key: in_brackets(_shown(line)) for line in score.lines}
    (a, b), (c, d) = ([in_brackets(fixed(x, DIGITS)) for x in each] for each in (score.q, score.k))
    weight = f"e^{n['score']}"
    others, rivals = (in_brackets(fixed(x, DIGITS)) for x in (score.others, score.rivals))
    sums = (
        f"{score.places[0]} + {score.head_dim} / 2",
        f"{score.m}×1",
        f"cos({score.m})×{a} − sin({score.m})×{b}",
        f"sin({score.m})×{a} + cos({score.m})×{b}",
        f"cos({score.n})×{c} − sin({score.n})×{d}",
        f"sin({score.n})×{c} + cos({score.n})×{d}",
        f"{n['q_first']}×{n['k_first']} + {n['q_second']}×{n['k_second']}",
        f"({n['share']} + {others}) / √({score.head_dim})",
        f"{weight} / ({weight} + {rivals})",
    )
    return [
        f"{each} {'=' if agrees(Decimal(_value(each)), _shown(line)) else '≈'}"
        for each, line in zip(sums, score.lines, strict=True)
    ]


def _value(worked: str) -> float:
    return read_answer(worked.replace("e^", f"{math.e!r}^"))


def _line(line: ScoreLine, text: str) -> Wire:
    exact = EXACTNESS[line.style]
    return {
        "kind": "number",
        "key": line.key,
        "text": text if text.endswith("?") else f"{text}.",
        "exact": HOW_EXACT[line.style],
        "value": line.value,
        "shown": _shown(line),
        "share": exact.share,
        "right": exact.right,
        "match": exact.match,
        "rounded": exact.rounded,
        "otherwise": "Try again, or press “Show this line”.",
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
