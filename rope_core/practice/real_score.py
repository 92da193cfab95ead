"""One attention score of a real model, as lines a learner computes alone.

The token "bit" of a head of SmolLM2 that looks at the token before asks "dog". Of its 32 pairs
the learner turns the fastest, which decides; what the others add is given. Then ÷ √head_dim and
softmax, to the weight that the model itself recorded.

>>> [line.key for line in real_score().lines]
['place', 'angle', 'q_first', 'q_second', 'k_first', 'k_second', 'share', 'score', 'weight']
>>> score = real_score()
>>> round(score.lines[-1].value, 3), round(score.recorded, 3)
(0.925, 0.925)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from rope_core.analysis.habits import shares_of_scores
from rope_core.frequencies import inv_freq
from rope_core.models.smollm2 import smollm2
from rope_core.pairing import pair_indices
from rope_core.practice.ask import ask
from rope_core.practice.exactness import is_right
from rope_core.practice.rules import MISTAKES, Facts, Style
from rope_core.rotate import rotate

HEAD, TEXT, M, N, PAIR = 0, 1, 3, 2, 0


@dataclass(frozen=True)
class Slip:
    """A mistake and the number it gives in one line."""

    title: str
    story: str
    instead: str
    value: float


@dataclass(frozen=True)
class ScoreLine:
    """One line: its number at full precision, how exact an answer must be, its usual slips."""

    key: str
    style: Style
    value: float
    slips: tuple[Slip, ...]


@dataclass(frozen=True)
class RealScore:
    """The numbers that are given, and the lines.

    tokens: the text's, from its first one. q, k: the pair's two numbers before the turn. turns:
    by what angle, in radians, q's and k's pair turn. others: what the other pairs add to the dot
    product. rivals: the sum of exp(score) over the other keys the query can see. recorded: the
    attention weight the model itself computed.
    """

    model: str
    layer: int
    head: int
    does: str
    text: str
    tokens: tuple[str, ...]
    query: str
    key: str
    m: int
    n: int
    head_dim: int
    base: float
    places: tuple[int, int]
    q: tuple[float, float]
    k: tuple[float, float]
    turns: tuple[float, float]
    others: float
    rivals: float
    recorded: float
    lines: tuple[ScoreLine, ...]


@cache
def real_score() -> RealScore:
    """The score, its lines and what is given; made once."""
    model = smollm2()
    spec, text = model.spec, model.texts[TEXT]
    queries, keys = model.q(TEXT, HEAD), model.k(TEXT, HEAD)
    first, second = pair_indices(spec)[PAIR]
    q, k = queries[M], keys[N]
    speed = float(inv_freq(spec)[PAIR])
    turned = [rotate(x, place, spec) for x, place in ((q, M), (k, N))]
    share = float(sum(turned[0][at] * turned[1][at] for at in (first, second)))
    scaled = shares_of_scores(queries, keys, spec)[M, : M + 1].sum(axis=-1)  # (keys seen,)
    root = math.sqrt(spec.head_dim)
    dot = float(scaled[N]) * root
    rivals = float(np.exp(np.delete(scaled, N)).sum())
    whole = math.exp(scaled[N])
    query = Facts(spec, q=tuple(map(float, q)), m=M, pair=PAIR, place=first)
    key = Facts(spec, q=tuple(map(float, k)), m=N, pair=PAIR)
    a, b = (turned[0][at] * turned[1][at] for at in (first, second))
    lines = (
        _ruled("place", "partner", query),
        _ruled("angle", "angle", query),
        _ruled("q_first", "first", query),
        _ruled("q_second", "second", query),
        _ruled("k_first", "first", key),
        _ruled("k_second", "second", key),
        _line(
            "share",
            share,
            _slip("A minus between the products", "A dot product adds.", "Add them.", a - b),
            _slip(
                "The numbers before the turn",
                "That is the share without any position.",
                "Multiply the turned numbers.",
                float(q[first] * k[first] + q[second] * k[second]),
            ),
        ),
        _line(
            "score",
            dot / root,
            _slip("Not divided", "That is the dot product.", "Divide it by √64 = 8.", dot),
            _slip("Divided by head_dim", "It was divided by 64.", "Divide by its root.", dot / 64),
            _slip(
                "The other pairs left out",
                "That is pair 0's part of the score.",
                "Add what the other pairs give before you divide.",
                share / root,
            ),
        ),
        _line(
            "weight",
            whole / (whole + rivals),
            _slip(
                "Its own part left out below",
                "The weights of a row add up to 1, so the sum has this one in it too.",
                "Divide by e to the score plus what the others add up to.",
                whole / rivals,
            ),
        ),
    )
    named = model.heads[HEAD]
    return RealScore(
        model.name,
        named.layer,
        named.head,
        named.does,
        text.text,
        tuple(token.strip() for token in text.tokens),
        text.tokens[M].strip(),
        text.tokens[N].strip(),
        M,
        N,
        spec.head_dim,
        spec.base,
        (first, second),
        (float(q[first]), float(q[second])),
        (float(k[first]), float(k[second])),
        (M * speed, N * speed),
        dot - share,
        rivals,
        float(model.attention(TEXT, HEAD)[M, N]),
        lines,
    )


def _ruled(key: str, rule: str, facts: Facts) -> ScoreLine:
    """A line that Practice knows, with the mistakes it knows."""
    asked = ask(rule, facts)
    slips = tuple(
        _slip(entry.title, entry.story, entry.instead, each.value)
        for each in asked.candidates
        for entry in (MISTAKES[each.mistake],)
    )
    return ScoreLine(key, asked.line.style, asked.line.value, slips)


def _line(key: str, value: float, *slips: Slip) -> ScoreLine:
    kept = tuple(slip for slip in slips if not is_right(slip.value, value, "digits"))
    return ScoreLine(key, "digits", float(value), kept)


def _slip(title: str, story: str, instead: str, value: float) -> Slip:
    return Slip(title, story, instead, float(value))
