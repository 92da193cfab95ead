"""Questions about the turn itself."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from rope_core import RopeSpec, angles, inv_freq, pair_indices, rotate
from rope_core.analysis.distances import farther_scores_more
from rope_core.analysis.shares import pair_shares, unrotated_share
from rope_core.figures import base_text
from ui.numbers import fixed
from ui.questions.question import (
    Answer,
    Ask,
    Line,
    Question,
    complex_number,
    first_pairs,
    pair_of,
    plain,
    some_pairs,
    stretched,
)

_NEAR = range(13)
Vector = tuple[float, ...]


@lru_cache(maxsize=64)
def _lengths(q: Vector, spec: RopeSpec, digits: int) -> tuple[str, tuple[Line, ...]]:
    """The length of pair 0 of q, and pair 0 at each near position: the same wherever q is."""
    turned = first_pairs(q, _NEAR, spec)
    return fixed(math.hypot(*turned[0]), digits), tuple(
        Line(
            f"{at}",
            f"Pair 0 is {pair_of(both, digits)}, its length {fixed(math.hypot(*both), digits)}.",
            both[0],
        )
        for at, both in zip(_NEAR, turned, strict=True)
    )


def _why_pairs(ask: Ask) -> Answer:
    length, lines = _lengths(ask.problem.q, ask.spec, ask.digits)
    return Answer(
        "A number alone can only be multiplied, and whatever but 1 or −1 it is multiplied by makes "
        "it larger or smaller: the position would be taken for the word's own size. Two numbers "
        "are a point in a plane, and a point can be turned. Both change, their length does not"
        f", so nothing of the word is lost.{stretched(ask.spec)}",
        length,
        "the length of pair 0 of q, at every position",
        "the position of q",
        lines,
        ("rotate", "Turn a pair by hand, product by product"),
        begin=ask.problem.m if ask.problem.m in _NEAR else 0,
    )


def _position_zero(ask: Ask) -> Answer:
    spec = plain(ask.spec)
    q = np.array(ask.problem.q)
    moved = [float(np.linalg.norm(rotate(q, at, spec) - q)) for at in _NEAR]
    return Answer(
        "Nothing: every angle is 0, cos 0 is 1, sin 0 is 0, and each vector stays as it is. "
        "That makes position 0 no special place for the score: it knows the distance of two "
        "tokens, and a pair of neighbours at 0 and 1 scores like the same pair anywhere. What is "
        "special about the first token in real models was learned, not built in.",
        ask.shown(moved[0]),
        "how far q is from itself at position 0",
        "the position of q",
        tuple(
            Line(f"{at}", f"q has moved by {ask.shown(by)} from where it was.", by)
            for at, by in zip(_NEAR, moved, strict=True)
        ),
        ("turn", "See it move from position to position"),
    )


@lru_cache(maxsize=64)
def _by_distance(
    q: Vector, k: Vector, spec: RopeSpec, digits: int
) -> tuple[tuple[float, ...], tuple[Line, ...]]:
    """The score at each distance up to 64, and as it is said: the same wherever q and k are."""
    distances = range(65)
    moving = pair_shares(q, k, distances, spec).sum(axis=1) + unrotated_share(q, k, spec)
    found = tuple(float(score) for score in moving)
    return found, tuple(
        Line(f"{at}", f"The score is {fixed(found[at], digits)}.", found[at]) for at in distances
    )


def _decay(ask: Ask) -> Answer:
    found, lines = _by_distance(ask.problem.q, ask.problem.k, ask.spec, ask.digits)
    beaten = farther_scores_more(found)
    if max(found) - min(found) <= 1e-12 * max(map(abs, found)):
        says, number = "For your two vectors it stays the same at every distance", "0"
    elif beaten is None:
        says, number = (
            "For your two vectors it does, up to 64 tokens: no farther key scores more",
            "0",
        )
    else:
        says = (
            f"Not for your two vectors: at distance {beaten.far} the score is higher than at "
            f"distance {beaten.near}"
        )
        number = f"{beaten.beaten}"
    return Answer(
        f"{says}. What falls with the distance is a bound over all vectors (RoFormer, section "
        "3.4.3), and only roughly. A score of two given vectors is a sum of waves, which can go up "
        "and down. Which distances a head likes is learned through q and k.",
        number,
        f"of the distances 0 to 63 {'is' if number == '1' else 'are'} beaten by a farther one"
        + ("; your own key stands after the query" if ask.distance < 0 else ""),
        "the distance, the query after the key",
        lines,
        ("attend", "See which distances a trained head likes"),
        begin=ask.distance if 0 <= ask.distance <= 64 else 0,
    )


def _why_not_values(ask: Ask) -> Answer:
    spec = plain(ask.spec)
    k, m, n = ask.problem.k, ask.problem.m, ask.problem.n
    turned = first_pairs(k, _NEAR, spec)
    turned_back = first_pairs(k, [at - m for at in _NEAR], spec)
    back = rotate(rotate(k, n, spec), -m, spec)
    off = float(np.abs(back - rotate(k, n - m, spec)).max())
    return Answer(
        "The score decides whom a token listens to, and there the distance is wanted. A value is "
        "what is passed on, and a sum of values that are each turned by their own position is a "
        "mixture that nobody can read. It can be turned back, though: R(−m) after R(n) is "
        "R(n − m), so the output knows distances too. A model of 2026, DeepSeek V4, does that.",
        "0" if off == 0 else ask.shown(off),
        "the most by which R(−m) R(n) k and R(n − m) k differ: rounding" if off else
        "the difference of R(−m) R(n) k and R(n − m) k",
        "the position of the value",
        tuple(
            Line(
                f"{at}",
                f"Pair 0 turned to {at} is {pair_of(forth, ask.digits)}; turned back by {m:,}: "
                f"{pair_of(again, ask.digits)}.",
                again[0],
            )
            for at, forth, again in zip(_NEAR, turned, turned_back, strict=True)
        ),
        ("cancel", "See R(m)ᵀ R(n) become R(n − m)"),
        begin=n if n in _NEAR else 0,
    )  # fmt: skip


def _theta(ask: Ask) -> Answer:
    table, turned = inv_freq(ask.spec), angles(ask.problem.m, ask.spec)
    last = ask.spec.pairs - 1
    shown = some_pairs(ask.spec.pairs)
    return Answer(
        "Three things, and papers and code mix them. The base: the config key is rope_theta. The "
        "inverse frequency of pair i: RoFormer's θᵢ. And the angle a position turns it by: "
        "position times inverse frequency, mθᵢ. Here they are called base, inv_freq and angle."
        + (" This model turns the other way, by minus that." if ask.spec.backwards else ""),
        ask.shown(turned[last]),
        f"the angle of pair {last} of q in radians; its inverse frequency is "
        f"{ask.scaled(table[last])}, the base {base_text(ask.spec.base)}",
        "the pair",
        tuple(
            Line(
                f"{i}",
                f"Base {base_text(ask.spec.base)}; inverse frequency {ask.scaled(table[i])}; at "
                f"position {ask.problem.m:,} the angle is {ask.shown(turned[i])} rad.",
            )
            for i in shown
        ),
        ("scale", "See base and frequencies of real models"),
        begin=len(shown) - 1,
    )


def _unit(spec: RopeSpec) -> Vector:
    """A vector whose pair 0 is (1, 0): turned, that is cos and sin."""
    first = pair_indices(spec)[0][0]
    return tuple(float(place == first) for place in range(spec.head_dim))


@lru_cache(maxsize=64)
def _multiplied(q: Vector, spec: RopeSpec, digits: int) -> tuple[Line, ...]:
    """Pair 0 of q times cos + i sin at each near position: the same wherever q is."""
    first, second = pair_indices(spec)[0]
    before = complex_number(q[first], q[second], digits)
    turns, turned = first_pairs(_unit(spec), _NEAR, spec), first_pairs(q, _NEAR, spec)
    return tuple(
        Line(
            f"{at}",
            f"({complex_number(*turn, digits)}) times ({before}) gives "
            f"{complex_number(*after, digits)}.",
            after[0],
        )
        for at, turn, after in zip(_NEAR, turns, turned, strict=True)
    )


def _complex(ask: Ask) -> Answer:
    spec = ask.spec
    return Answer(
        "A pair (a, b) can be written as one complex number a + bi. Turning it by an angle is one "
        "multiply by cos + i sin, and that multiply is the same four products. freqs_cis in "
        "Meta's Llama code is the table of these numbers, one for each position and pair. Its "
        f"name says frequencies; what is in it is cosines and sines.{stretched(spec)}",
        complex_number(*first_pairs(_unit(spec), [ask.problem.m], spec)[0], ask.digits),
        f"what pair 0 of q is multiplied by at position {ask.problem.m:,}",
        "the position of q",
        _multiplied(ask.problem.q, spec, ask.digits),
        ("rotate", "See the four products"),
        begin=ask.problem.m if ask.problem.m in _NEAR else 0,
    )


QUESTIONS = (
    Question(
        "why-pairs",
        "Why are numbers turned in pairs?",
        "two features plane rotation 2d",
        _why_pairs,
    ),
    Question(
        "theta",
        "What does θ mean?",
        "theta rope_theta base inv_freq angle frequency symbol",
        _theta,
    ),
    Question(
        "complex-numbers",
        "What is freqs_cis, and why complex numbers?",
        "polar view_as_complex euler imaginary meta llama",
        _complex,
    ),
    Question(
        "position-zero",
        "What happens at position 0?",
        "first token sink bos start",
        _position_zero,
        plainly=True,
    ),
    Question(
        "decay",
        "Does the score fall with the distance?",
        "long-term decay far near locality",
        _decay,
    ),
    Question(
        "why-not-values",
        "Why are values not turned?",
        "v output rotate values deepseek v4",
        _why_not_values,
        plainly=True,
    ),
)
