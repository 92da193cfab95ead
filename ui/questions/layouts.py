"""Questions about which numbers are a pair, and what turns with what."""

from __future__ import annotations

import math

import numpy as np

from rope_core import RopeSpec, inv_freq, pair_indices, permutation, rotate, scores
from rope_core.analysis.norms import rms_norm
from rope_core.analysis.shares import unrotated_share
from rope_core.models.presets import rotating_models
from ui.questions.question import Answer, Ask, Line, Question, plain, published, some_pairs


def _halves(ask: Ask) -> Answer:
    d, pairs = ask.spec.rotary_dim, ask.spec.pairs
    halves = sum(model.pairing == "half_split" for model in rotating_models())
    one, other = pair_indices(ask.spec)[-1]
    near = pair_indices(plain(ask.spec, pairing="interleaved"))
    apart = pair_indices(plain(ask.spec, pairing="half_split"))
    return Answer(
        "Because it is shorter to program: two slices, x[:d/2] and x[d/2:], instead of every "
        "other number. Which two numbers are a pair is free, as long as the weights were trained "
        "with the same choice: a matrix that makes q can put its numbers in any order. Of the "
        f"{len(published())} models listed here that turn, {halves} are paired in halves "
        "by transformers.",
        f"{one} and {other}",
        f"the places of pair {pairs - 1} of your problem, {d} numbers turned",
        "the pair",
        tuple(
            Line(
                f"{i}",
                f"Neighbours: places {near[i][0]} and {near[i][1]}. Halves: places {apart[i][0]} "
                "and "
                f"{apart[i][1]}. The angle is the same.",
            )
            for i in some_pairs(pairs)
        ),
        ("matrix", "Switch the pairing and watch the entries move"),
    )


def _does_it_matter(ask: Ask) -> Answer:
    q, k = np.array(ask.problem.q), np.array(ask.problem.k)
    m, n = ask.problem.m, ask.problem.n
    here = plain(ask.spec, pairing="interleaved")
    there = plain(ask.spec, pairing="half_split")
    order = list(permutation(here, "half_split"))
    tried = (
        ("neighbours", "q and k as they are, paired as neighbours", q, k, here),
        ("halves", "the same numbers, paired in halves", q, k, there),
        ("both in order", "q and k put in the other order, in halves", q[order], k[order], there),
        ("only q in order", "only q put in the other order, in halves", q[order], k, there),
    )
    found = [float(scores(x, y, m, n, spec)) for *_, x, y, spec in tried]
    same = math.isclose(found[0], found[1], rel_tol=1e-9, abs_tol=1e-12)
    why = (
        "with one pair both are the same"
        if ask.spec.pairs == 1
        else "at distance 0 every pairing gives q·k"
        if m == n
        else "in your problem it happens to be the same"
    )
    return Answer(
        "To the mathematics no, to your weights yes. Numbers made for one pairing and turned in "
        + (
            f"the other give another score in general ({why}). "
            if same
            else "the other give another score. "
        )
        + "Put the numbers of q and of k in the other order as well, and the score is the old one.",
        "0" if same else ask.shown(abs(found[1] - found[0])),
        "how far the score is off with the other pairing and nothing else changed",
        "what is done",
        tuple(
            Line(at, f"{text}: the score is {ask.shown(score)}.", score)
            for (at, text, *_), score in zip(tried, found, strict=True)
        ),
        ("debug", "Let your own tensors be looked at"),
    )


def _weights(ask: Ask) -> Answer:
    spec = plain(ask.spec, pairing="interleaved")
    order = permutation(spec, "half_split")
    q = np.array(ask.problem.q)
    turned = rotate(q, ask.problem.m, spec)[list(order)]
    other = rotate(q[list(order)], ask.problem.m, plain(ask.spec, pairing="half_split"))
    off = float(np.abs(turned - other).max())
    rows = some_pairs(spec.head_dim)
    return Answer(
        "Meta's code for Llama pairs neighbours, transformers pairs halves. So its conversion "
        "puts the rows of q_proj and k_proj in another order, head by head: then the same "
        "numbers meet. Whoever loads such weights into code that pairs neighbours, or Meta's own "
        "into code that pairs halves, gets wrong scores and no error. Values are not touched.",
        "0" if off == 0 else ask.shown(off),
        "the most by which your q differs, turned and then put in order, or put in order and "
        "then turned",
        "the row of one head of q_proj",
        tuple(
            Line(
                f"{row}",
                f"Row {row} of the converted weights is row {order[row]} of the original.",
                float(order[row]),
            )
            for row in rows
        ),
        ("debug", "See what is offered to a port in the other layout"),
    )


def _exponent(ask: Ask) -> Answer:
    spec = plain(ask.spec)
    right = inv_freq(spec)
    # base^(−i/d) is what a vector twice as wide has at pair i.
    wrong = inv_freq(RopeSpec(2 * spec.rotary_dim, spec.base))[: spec.pairs]
    last = spec.pairs - 1
    return Answer(
        "2i/d, with i the pair and d the numbers that turn: in your problem the exponent goes "
        "from 0 "
        f"to {ask.shown(2 * last / spec.rotary_dim)}. Code writes arange(0, d, 2)/d, which is the "
        "same, for it counts in steps of two. "
        + (
            "With one pair i/d gives the same 0."
            if last == 0
            else f"With i/d it goes to {ask.shown(last / spec.rotary_dim)} only, and every pair "
            "but "
            "the first turns too fast. So it does if d is taken as the whole head where only a "
            "part "
            "of it turns."
        ),
        ask.scaled(right[last]),
        f"the inverse frequency of pair {last}; with i/d it would be {ask.scaled(wrong[last])}",
        "the pair",
        tuple(
            Line(
                f"{i}",
                f"With 2i/d: {ask.scaled(right[i])} rad a token. With i/d: {ask.scaled(wrong[i])}.",
            )
            for i in some_pairs(spec.pairs)
        ),
        ("rotate", "Compute an inverse frequency by hand"),
        begin=len(some_pairs(spec.pairs)) - 1,
    )


def _part(ask: Ask) -> Answer:
    d = ask.spec.head_dim
    q, k, m, n = ask.problem.q, ask.problem.k, ask.problem.m, ask.problem.n
    widths = sorted({max(2, 2 * round(d * part / 16)) for part in range(1, 9)})
    parts = []
    for width in widths:
        spec = plain(ask.spec, rotary_dim=width)
        fixed = unrotated_share(q, k, spec)
        parts.append((width, fixed, ask.score(m, n, spec) - fixed))
    partial = sum(one.rotary_dim < one.head_dim for one in published().values())
    half = next((part for part in parts if part[0] >= d / 2), parts[-1])
    return Answer(
        "What is not turned is compared as it is, at any distance: room for what a word means, "
        "beside what knows the place. The pairs that are left span the same range of speeds in "
        f"wider steps: the exponent is taken over the numbers that turn. Of the {len(published())} "
        f"models listed here that turn, {partial} turn only a part of each head; latent attention "
        "(MLA), whose turning part is a head of its own, is not counted.",
        ask.shown(half[1]),
        f"what stays of your score at every distance with {half[0]} of {d} numbers turned",
        "how many numbers are turned",
        tuple(
            Line(
                f"{width}",
                f"{width} of {d} turned: {ask.shown(fixed)} from those that do not turn, "
                f"{ask.shown(moving)} from those that do.",
                moving,
            )
            for width, fixed, moving in parts
        ),
        ("matrix", "See the ones of what is copied"),
        begin=parts.index(half),
    )


def _norm(ask: Ask) -> Answer:
    spec, m = plain(ask.spec), ask.problem.m
    q = np.array(ask.problem.q)
    # Weights of 1, and for the second number of each pair ever further from it.
    seconds = [second for _, second in pair_indices(spec)]
    heavier = np.linspace(0, 1, 11)
    weights = np.ones((len(heavier), spec.head_dim))
    weights[:, seconds] += heavier[:, None]
    before = rotate(rms_norm(q) * weights, np.full(len(heavier), m), spec)
    after = rms_norm(rotate(q, m, spec)) * weights
    apart = [*zip(heavier, np.abs(before - after).max(axis=1).tolist(), strict=True)]
    stays = apart[-1][1] < 1e-12
    return Answer(
        "Dividing by the length commutes with turning, because turning keeps the length. The "
        "learned weights of the norm do not, unless both numbers of a pair have the same one. So "
        "q and k must be normed on the side of the rotation on which they were trained: before "
        "it in Qwen3 and Gemma 3, after it in Llama 4 Scout, whose norm has no weights."
        + (" In your problem nothing moves, so there is no difference." if stays else ""),
        ask.shown(apart[-1][1]),
        "the most by which a number of q differs, where the norm's weight is 2 instead of 1 for "
        "the second number of each pair (assumed: a problem here has no norm)",
        "the weight of each pair's second number",
        tuple(
            Line(
                f"{1 + by:.1f}",
                f"Weights 1 and {1 + by:.1f}: before and after differ by {ask.shown(off)} at most."
                if off > 1e-12
                else f"Weights 1 and {1 + by:.1f}: before and after are the same.",
                off,
            )
            for by, off in apart
        ),
        ("debug", "See what a norm in the wrong place looks like"),
        begin=10,
    )


QUESTIONS = (
    Question(
        "halves",
        "Why does i go with i + d/2?",
        "rotate_half half_split neox pairs neighbours",
        _halves,
    ),
    Question(
        "does-it-matter",
        "Interleaved or half_split: does it matter?",
        "pairing layout gpt-j neox convention",
        _does_it_matter,
        plainly=True,
    ),
    Question(
        "weights",
        "Why are Hugging Face's weights of q and k in another order?",
        "permute convert meta checkpoint q_proj k_proj permutation",
        _weights,
        plainly=True,
    ),
    Question(
        "exponent",
        "Is the exponent 2i/d or i/d, and which d?",
        "inv_freq arange head_dim half bug",
        _exponent,
        plainly=True,
    ),
    Question(
        "part",
        "Why is only a part of the head turned?",
        "partial rotary factor rotary_pct phi glm",
        _part,
        plainly=True,
    ),
    Question(
        "norm",
        "Does the norm come before or after?",
        "qk-norm rmsnorm q_norm k_norm order",
        _norm,
        plainly=True,
    ),
)
