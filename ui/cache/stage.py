"""The Cache stage: what a server keeps of the tokens it has seen, and what can be done with it."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from rope_core import rotate, scores
from rope_core.analysis.attention import attention_from_scores
from rope_core.models.real_model import real_model
from ui.cache.decoded import TOKENS, Decoded, arrows, listed, most_of, scored, sentence
from ui.cache.where_it_fails import grown, rounded, two_axes
from ui.numbers import fixed

Wire = dict[str, object]
#: A share of attention that is missed when it goes.
_MUCH = 0.01


@lru_cache(maxsize=32)
def cache_data(text: int, layer: int, head: int, digits: int) -> Wire:
    """What the page shows of that sentence."""
    seen = sentence(text, layer, head)
    return {
        "tokens": seen.tokens,
        "model": f"{real_model().name}, layer {layer}, head {head}",
        "steps": [
            *_decoding(seen, digits),
            _unturned(seen, digits),
            _padded(seen, digits),
            _miscounted(seen, digits),
            _evicted(seen, digits),
            _renumbered(seen, digits),
            grown(seen, digits),
            two_axes(seen, digits),
            rounded(seen, digits),
        ],
    }


def _decoding(seen: Decoded, digits: int) -> list[Wire]:
    """A step a token: its key is turned and stored, its query meets what is stored."""
    stored = rotate(seen.k, seen.places, seen.spec)
    shown = arrows(stored, seen.spec)
    steps: list[Wire] = []
    for at, token in enumerate(seen.tokens):
        found = scored(seen.q[at], at, seen.k[: at + 1], seen.places[: at + 1], seen.spec)
        steps.append(
            {
                "chapter": "Decode",
                "title": f"“{token}” comes at position {at}",
                "says": (
                    "Its key is turned by its position and stored. Its query is turned in the same "
                    "way and meets all keys stored, its own among them: a score each, over "
                    f"√{seen.spec.head_dim}. "
                    + (
                        "There is only one yet."
                        if at == 0
                        else f"The {at} stored before {'is' if at == 1 else 'are'} not touched: "
                        "a key's position does not change when the text goes on."
                    )
                ),
                "arrows": shown[: at + 1],
                "places": list(range(at + 1)),
                "new": at,
                "scores": [fixed(float(one), digits) for one in found],
            }
        )
    return steps


def _unturned(seen: Decoded, digits: int) -> Wire:
    counts = range(1, TOKENS + 1)
    return {
        "chapter": "Decode",
        "title": "Kept unturned, every key is turned again and again",
        "says": "A cache may keep keys as they came, and turn them when they are read. Then "
        "positions can still be changed at will, but each new token turns all of them anew.",
        "note": "StreamingLLM (arXiv 2309.17453, section 3.2) keeps them so",
        "change": "the tokens so far",
        "lines": [
            [
                str(count),
                f"Stored turned: {count} {'turn' if count == 1 else 'turns'} so far. "
                f"Stored unturned: {count * (count + 1) // 2}.",
                arrows(seen.k, seen.spec)[:count],
                list(range(count)),
            ]
            for count in counts
        ],
        "begin": TOKENS - 1,
    }


def _padded(seen: Decoded, digits: int) -> Wire:
    last, pads = TOKENS - 1, range(9)
    plain = scored(seen.q[last], last, seen.k, seen.places, seen.spec)
    lines, most = [], 0.0
    for pad in pads:
        where = seen.places + pad
        found = scored(seen.q[last], last + pad, seen.k, where, seen.spec)
        most = max(most, float(np.abs(found - plain).max()))
        lines.append(
            [
                str(pad),
                f"The scores of “{seen.tokens[last]}”: {listed(found, digits)}.",
                arrows(rotate(seen.k, where, seen.spec), seen.spec),
                where.tolist(),
            ]
        )
    return {
        "chapter": "Padding",
        "title": "Left padding turns everything, and no score moves",
        "says": "In a batch short texts are filled up on the left. If the filling counts as "
        "places, all arrows turn further, queries and keys alike: the distances stay, and so do "
        f"the scores. Over these paddings they move by {fixed(most, digits)} at most"
        + (": rounding." if most else "."),
        "change": "the tokens of padding",
        "lines": lines,
        "begin": 3,
    }


def _miscounted(seen: Decoded, digits: int) -> Wire:
    last, pads = TOKENS - 1, range(9)
    plain = scored(seen.q[last], last, seen.k, seen.places, seen.spec)
    lines = []
    for pad in pads:
        where = np.append(seen.places[:-1] + pad, last)
        found = scored(seen.q[last], last, seen.k, where, seen.spec)
        lines.append(
            [
                str(pad),
                f"The scores of “{seen.tokens[last]}” are off by {most_of(found - plain, digits)} "
                f"at most: {listed(found, digits)}.",
                arrows(rotate(seen.k, where, seen.spec), seen.spec),
                where.tolist(),
            ]
        )
    return {
        "chapter": "Padding",
        "title": "Counted on one side only, the scores are wrong",
        "says": "The prompt's keys were stored with the padding counted; the token generated after "
        "it counts real tokens only. Nothing fails and nothing is reported, the text just gets "
        "worse. A frequent bug.",
        "change": "the tokens of padding",
        "lines": lines,
        "begin": 3,
    }


def _weights(seen: Decoded, gone: int) -> np.ndarray:
    """How the last token shares its attention out over the keys that are left."""
    q, k, where = seen.q[gone:], seen.k[gone:], seen.places[gone:]
    found = scores(q[-1:], k, where[-1:], where, seen.spec)
    return np.asarray(attention_from_scores(found, seen.spec.head_dim, causal=False)[0])


def _evicted(seen: Decoded, digits: int) -> Wire:
    last = TOKENS - 1
    stored = rotate(seen.k, seen.places, seen.spec)
    lines = []
    for gone in range(TOKENS - 1):
        weights = _weights(seen, gone)
        lines.append(
            [
                str(gone),
                f"“{seen.tokens[last]}” shares its attention out: {listed(weights, digits)}.",
                arrows(stored, seen.spec)[gone:],
                seen.places[gone:].tolist(),
                gone,
            ]
        )
    first = float(_weights(seen, 0)[0])
    return {
        "chapter": "Evict",
        "title": "Drop the beginning: the scores stay"
        + (", the shares do not" if first > _MUCH else ""),
        "says": "When memory is full, the oldest keys go. The others keep their places and so "
        "their scores, in this layer and for tokens already read. "
        + (
            f"But “{seen.tokens[0]}” had {fixed(first, digits)} of the last token's attention, and "
            "shares add up to 1: what it had is spread over the rest."
            if first > _MUCH
            else f"“{seen.tokens[0]}” had only {fixed(first, digits)} of the last token's "
            "attention, so in this head little changes."
        ),
        "change": "how many are dropped",
        "lines": lines,
        "begin": 1,
    }


def _renumbered(seen: Decoded, digits: int) -> Wire:
    last = TOKENS - 1
    stored = rotate(seen.k, seen.places, seen.spec)
    lines, most = [], 0.0
    for gone in range(TOKENS - 1):
        moved = rotate(stored[gone:], np.full(TOKENS - gone, -gone), seen.spec)
        right = rotate(seen.k[gone:], seen.places[gone:] - gone, seen.spec)
        off = float(np.abs(moved - right).max())
        most = max(most, off)
        found = moved @ rotate(seen.q[last], last - gone, seen.spec) / math.sqrt(seen.spec.head_dim)
        lines.append(
            [
                str(gone),
                f"Turned back by {gone}: the scores of “{seen.tokens[last]}” are "
                f"{listed(found, digits)}.",
                arrows(moved, seen.spec),
                (seen.places[gone:] - gone).tolist(),
                gone,
            ]
        )
    return {
        "chapter": "Evict",
        "title": "Count anew from 0: a stored key can be moved",
        "says": "So that positions do not grow for ever, the rest can be counted anew. The "
        "unturned keys are not needed for that: R(Δ) after R(n) is R(n + Δ), so each stored key is "
        "turned by Δ more. It differs from a key turned there at once by "
        f"{fixed(most, digits)} at most" + (": rounding." if most else "."),
        "change": "how many are dropped",
        "lines": lines,
        "begin": 2,
    }
