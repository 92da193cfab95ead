"""Questions about caches, padding and number formats."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from rope_core import rotate
from rope_core.analysis.formats import SIGNIFICAND_BITS, Precision, round_to
from ui.questions.question import Answer, Ask, Line, Question, first_pairs, pair_of, plain

_MOVES = (-8, -4, -2, -1, 0, 1, 2, 4, 8, 16, 32)


def _cached(ask: Ask) -> Answer:
    spec = plain(ask.spec)
    k, n = ask.problem.k, ask.problem.n
    places = [n + by for by in _MOVES]
    moved = first_pairs(k, places, spec)
    rows = (len(_MOVES), 1)
    stored = np.tile(rotate(k, n, spec), rows)
    at_once = rotate(np.tile(k, rows), places, spec)
    off = float(np.abs(rotate(stored, _MOVES, spec) - at_once).max())
    return Answer(
        "Turned, as a rule: a key's position does not change, so it is turned once and kept. And "
        "it can be moved without the unturned key: R(Δ) after R(n) is R(n + Δ), so a turn by Δ "
        "more is all. That fails where the table itself has changed since (dynamic NTK past the "
        "trained length), and an attention factor must not be multiplied in again.",
        "0" if off == 0 else ask.shown(off),
        "the most by which k moved in the cache differs from k turned there at once"
        + (": rounding" if off else ""),
        "by how many tokens it is moved",
        tuple(
            Line(
                f"{by:+d}".replace("-", "−") if by else "0",
                f"Moved to {n + by:,}: pair 0 of the stored key becomes "
                f"{pair_of(pair, ask.digits)}.".replace("to -", "to −"),
                pair[0],
            )
            for by, pair in zip(_MOVES, moved, strict=True)
        ),
        ("cancel", "See why only the sum of turns counts"),
        begin=_MOVES.index(0),
    )


def _padding(ask: Ask) -> Answer:
    m, n = ask.problem.m, ask.problem.n
    pads = (0, 1, 2, 5, 17, 100, 1000)
    queries = [m + pad for pad in pads]
    both = ask.scores_at(queries, [n + pad for pad in pads])
    one = ask.scores_at(queries, [n] * len(pads))
    off = max(abs(score - both[0]) for score in both)
    return Answer(
        "Not the scores: padding before the text moves query and key alike, and the score knows "
        "their distance only. What goes wrong is something else: a mask that lets padding be "
        "looked at, or positions that count it on one side only, in the prompt but not in "
        "the tokens generated after it.",
        "0" if off == 0 else ask.shown(off),
        "the most by which your score moves under the paddings below"
        + (": rounding" if off else ""),
        "tokens of padding",
        tuple(
            Line(
                f"{pad:,}",
                f"{pad:,} before both: score {ask.shown(pair)}. Counted for q alone: "
                f"{ask.shown(alone)}.",
                alone,
            )
            for pad, pair, alone in zip(pads, both, one, strict=True)
        ),
        ("turn", "Move both, then one"),
        begin=2,
    )


def _apart(position: int) -> float:
    """How far neighbours lie apart in bfloat16 around a whole number.

    >>> _apart(255), _apart(257), _apart(511)
    (1.0, 2.0, 2.0)
    """
    return float(max(1.0, 2.0 ** (math.frexp(position)[1] - SIGNIFICAND_BITS["bfloat16"])))


@cache
def _rounded_places() -> tuple[Line, ...]:
    """What two formats make of some positions, whatever the problem."""
    places = (255, 256, 257, 511, 1023, 2049, 4095, 9001, 65_535, 100_001, 16_777_217)
    return tuple(
        Line(
            f"{at:,}",
            f"{at:,} becomes {float(round_to(at, 'bfloat16')):,.0f} in bfloat16, where "
            f"neighbours lie {_apart(at):,.0f} apart, and "
            f"{float(round_to(at, 'float32')):,.0f} in float32.",
            math.log2(_apart(at)),
        )
        for at in places
    )


def _positions(ask: Ask) -> Answer:
    m = ask.problem.m
    types: tuple[Precision, ...] = ("float32", "bfloat16")
    kept = {kind: float(round_to(m, kind)) for kind in types}
    exact = kept["bfloat16"] == m
    whole = {kind: 2 ** SIGNIFICAND_BITS[kind] for kind in types}
    return Answer(
        f"In float32, up to {whole['float32']:,} tokens every position is exact. bfloat16 has "
        f"{SIGNIFICAND_BITS['bfloat16']} bits for a number's digits: it holds every whole number "
        f"up to {whole['bfloat16']:,} and then every second, fourth, "
        "… one, so neighbours share a position. Angles suffer as well, so frequencies, positions, "
        "cos and sin are computed in float32 and only then rounded.",
        f"{kept['bfloat16']:,.0f}",
        f"what bfloat16 makes of the query's position {m:,}: "
        + ("it is exact there" if exact else f"off by {abs(kept['bfloat16'] - m):,.0f}"),
        "the position",
        _rounded_places(),
        ("scale", "See each stage rounded"),
        begin=2,
    )


def _tf32(ask: Ask) -> Answer:
    spec = plain(ask.spec)
    places = (2047, 2048, 2049, 2050, 2051, 3001, 4095, 4097, 8191, 8195)
    # TF32 keeps eleven bits of a number, as float16 does, and float32's range: for whole
    # numbers of this size the two round alike.
    kept = {at: float(round_to(at, "float16")) for at in places}
    right, wrong = first_pairs(ask.problem.q, (2049, kept[2049]), spec)
    off = math.dist(right, wrong)
    return Answer(
        "Graphics cards may multiply float32 matrices in TF32, which keeps eleven bits of each "
        "number. Angles are often made as a product of positions and inverse frequencies: then "
        "position 2,049 counts as 2,048. PyTorch does so only where it was allowed; an "
        "elementwise multiply is never done in TF32. Assumed here: rounded to the nearest, ties "
        "to "
        "even; hardware may cut off instead.",
        ask.shown(off),
        "how far pair 0 of your q is from where it should be at position 2,049",
        "the position",
        tuple(
            Line(
                f"{at:,}",
                f"{at:,} counts as {to:,.0f}"
                + (": exact." if at == to else f", off by {abs(at - to):,.0f}."),
                abs(at - to),
            )
            for at, to in kept.items()
        ),
        ("debug", "See how noise of that size is named"),
        begin=2,
    )


QUESTIONS = (
    Question(
        "cached-keys",
        "Are cached keys turned, and can they be moved?",
        "kv cache shift context evict",
        _cached,
        plainly=True,
    ),
    Question(
        "left-padding",
        "Does left padding change the scores?",
        "position_ids batch mask pad",
        _padding,
    ),
    Question(
        "float-positions",
        "Are positions in float32 and bfloat16 exact?",
        "precision fp16 half autocast",
        _positions,
    ),
    Question(
        "tf32",
        "Why does 2,049 become 2,048?",
        "tf32 tensor cores matmul precision allow_tf32",
        _tf32,
        plainly=True,
    ),
)
