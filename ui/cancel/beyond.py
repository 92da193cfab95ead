"""Cancel's last chapter: what else keeps only the distance, a turn of a part, and turned values."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from rope_core import RopeSpec, inv_freq, output_indices, rotate, scores
from rope_core.analysis.attention import attention_from_scores
from rope_core.analysis.latent import absorbed, absorbed_turned, latent_of
from rope_core.analysis.values import attended
from rope_core.frequencies import attention_factor
from rope_core.models.real_model import real_model
from rope_core.pairing import pair_indices
from rope_core.proof.family import (
    ALIBI_KEY,
    ALIBI_QUERY,
    AlibiMember,
    Member,
    RopeMember,
    XposMember,
    first_slope,
    meeting,
    xpos_decay,
)
from rope_core.proof.trial import pair_values
from rope_core.scaling import Proportional
from ui.cancel.moving import FAMILY, MOVES, added_scores, changed
from ui.numbers import fixed, scale

Wire = dict[str, object]
CHAPTER = "Beyond the score"
#: Numbers of the head whose parts are shown, enough to see the two ways part.
WIDTH = 16
#: Tokens of the real sentence, and the head that reads them.
TOKENS, TEXT, LAYER, HEAD = 6, 0, 0, 0
#: Numbers a token that a latent has here.
RANK = 2


def beyond_data(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec, digits: int
) -> tuple[Wire, ...]:
    """The chapter's steps for the learner's problem."""
    return (
        _family(q, m, k, n, spec, digits),
        _part(spec.base, digits),
        _latent(digits),
        _values(digits),
    )


def _whole(formula: str) -> str:
    """The same, and no line ends in it."""
    return formula.replace(" ", "\N{NO-BREAK SPACE}")


def _two(numbers: np.ndarray | tuple[float, float], digits: int) -> str:
    return "(" + ", ".join(_one(float(number), digits) for number in numbers) + ")"


def _one(number: float, digits: int) -> str:
    """What grows with the position leaves float64 at last."""
    return fixed(number, digits) if math.isfinite(number) else "too large"


def _family(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec, digits: int
) -> Wire:
    """RoPE, xPos and ALiBi on pair 0 of the learner's vectors, and what is not of the family."""
    pair = pair_values(q, k, m, n, spec)[0]
    frequency, query, key = pair.inv_freq, (pair.q0, pair.q1), (pair.k0, pair.k1)
    members: tuple[tuple[Member, tuple[float, ...], tuple[float, ...]], ...] = (
        (RopeMember(frequency), query, key),
        (XposMember(frequency, xpos_decay(0, spec.pairs)), query, key),
        (AlibiMember(first_slope()), ALIBI_QUERY, ALIBI_KEY),
    )
    added = added_scores(q, m, k, n, spec)
    by = np.array(MOVES)
    sides = [(member.query(a, m + by), member.key(b, n + by)) for member, a, b in members]
    found = [(*side, meeting(*side)) for side in sides]
    lines = []
    for at, move in enumerate(MOVES):
        rows = [
            [name, _two(left[at], digits), _two(right[at], digits), _one(float(score[at]), digits)]
            for name, (left, right, score) in zip(FAMILY, found, strict=True)
        ]
        rows.append(["added", "", "", fixed(float(added[at]), digits)])
        where = f"The query at {m + move:,}, the key at {n + move:,}."
        where = f"{where} {changed(added, at, digits)}".rstrip()
        lines.append([f"{move:,}", where, {"rows": rows}])
    return {
        "key": "family",
        "title": "RoPE is one of a family",
        "says": "Move both: what is multiplied changes. Does the score? RoPE turns, xPos turns "
        "and shrinks, ALiBi shears two numbers of its own. In the last row sines and cosines are "
        "added to pair 0 instead.",
        "more": "Which matrices leave only the distance? A key takes G(n) = exp(n·A), a query "
        f"exp(−m·Aᵀ): together {_whole('exp((n − m)·A)')}, whatever the 2×2 matrix A is. Those "
        "that turn, RoPE's, are the only ones where both sides take the same G. "
        f"A is {_whole('(0 −ω; ω 0)')} for RoPE; for xPos with −ln ζ on its diagonal as well, "
        f"ζ = {xpos_decay(0, spec.pairs):.6g}; {_whole('(0 s; 0 0)')} for ALiBi, "
        f"s = {first_slope():g}, the first of 8 heads.",
        "note": f"Pair 0 of your q and k{_times_factor(spec, digits)}, "
        f"ω = {scale(frequency, digits)}" + _after(m, n),
        "columns": ["", "query's two", "key's two", "score"],
        "ways": [{"change": "how far both are moved", "lines": lines, "begin": 0}],
    }


def _times_factor(spec: RopeSpec, digits: int) -> str:
    """What the two numbers carry besides, where a scaling method lengthens what it turns."""
    factor = attention_factor(spec)
    return "" if factor == 1 else f", each times the attention factor {fixed(factor, digits)}"


def _after(m: int, n: int) -> str:
    """What xPos and ALiBi are not made for, where that is the problem's case."""
    if n <= m:
        return ""
    return (
        ". Your key stands after the query: xPos and ALiBi are made for keys before it, and their "
        "signs are the other way round here"
    )


@lru_cache(maxsize=64)
def _part(base: float, digits: int) -> Wire:
    """Partial and proportional rotation of a head of 16, by how many of its numbers turn."""
    lines = []
    for turned in range(2, WIDTH + 1, 2):
        ways = {
            "partial": RopeSpec(WIDTH, base, "half_split", rotary_dim=turned),
            "proportional": RopeSpec(
                WIDTH, base, "half_split", scaling=Proportional(turned / WIDTH)
            ),
        }
        strips = [
            [f"{name}, 2i/{of}", _cells(ways[name])]
            for name, of in (("partial", turned), ("proportional", WIDTH))
        ]
        last = turned // 2 - 1
        partner = {name: pair_indices(spec)[last][1] for name, spec in ways.items()}
        turns = {name: scale(float(inv_freq(spec)[last]), digits) for name, spec in ways.items()}
        says = (
            "All of it turns: the two are the same."
            if turned == WIDTH
            else f"The last pair that turns, {last}. Partial: {last} with {partner['partial']}, "
            f"{turns['partial']} rad a token. Proportional: {last} with "
            f"{partner['proportional']}, {turns['proportional']} rad a token."
        )
        lines.append([f"{turned} of {WIDTH}", says, {"strips": strips}])
    return {
        "key": "part",
        "title": "Turn a part: which number moves with which?",
        "says": "Numbers that stand still compare content alone, at any distance. The others turn "
        "in pairs: but who with whom, and how fast? There are two ways.",
        "more": "Partial: cut the part off and turn it as if it were "
        "a head; partners and exponents are those of a small head. Proportional (Gemma 4): pairs "
        "and exponents stay those of the whole head, and the slow pairs are stopped.",
        "note": f"Assumed: a head of {WIDTH} numbers with partners half a width apart, and your "
        "base. A colour is a pair, a pale number stands still",
        "ways": [{"change": "how many numbers turn", "lines": lines, "begin": 3}],
    }


def _cells(spec: RopeSpec) -> list[int | None]:
    """The pair that each number of the head turns in; None where it stands still."""
    pair_of: list[int | None] = [None] * spec.head_dim
    for pair, (places, turns) in enumerate(zip(pair_indices(spec), inv_freq(spec), strict=True)):
        for place in places if turns else ():
            pair_of[place] = pair
    return pair_of


def _sentence() -> tuple[tuple[str, ...], np.ndarray, np.ndarray, RopeSpec]:
    model = real_model()
    tokens = tuple(token.strip() or "␣" for token in model.texts[TEXT].tokens[:TOKENS])
    q, k = (read(TEXT, LAYER, HEAD)[:TOKENS] for read in (model.q, model.k))
    return tokens, q, k, RopeSpec(model.head_dim, model.base, model.pairing)


def _of_model() -> str:
    return f"{real_model().name}, layer {LAYER}, head {HEAD}, the first {TOKENS} tokens"


@lru_cache(maxsize=16)
def _latent(digits: int) -> Wire:
    """Content and place apart, and what becomes of the product when content turns too."""
    tokens, q, k, spec = _sentence()
    last, content = TOKENS - 1, spec.head_dim - 2
    part = RopeSpec(2, spec.base, spec.pairing)
    rest = RopeSpec(content, spec.base, spec.pairing)
    latents, up = latent_of(k[:, 2:], RANK)
    ready = absorbed(q[last, 2:], up)
    apart, all_turned = [], []
    for n, (token, latent) in enumerate(zip(tokens, latents, strict=True)):
        distance = last - n
        still = float(ready @ latent)
        moving = float(scores(q[last, :2], k[n, :2], last, n, part))
        needed = absorbed_turned(q[last, 2:], up, distance, rest)
        right = float(needed @ latent)
        stored = _two(latent, digits)
        kept = [
            ["content", _two(ready, digits), stored, fixed(still, digits)],
            ["place", *_turned_two(q[last, :2], k[n, :2], last, n, part, digits)],
            ["score", "", "", fixed(still + moving, digits)],
        ]
        broken = [
            ["in advance", _two(ready, digits), stored, fixed(still, digits)],
            ["needed", _two(needed, digits), stored, fixed(right, digits)],
            ["off by", "", "", fixed(abs(right - still), digits)],
        ]
        far = f"“{token}”, {distance} before “{tokens[last]}”"
        apart.append(
            [far, "The content's query was multiplied once, for all keys.", {"rows": kept}]
        )
        said = (
            "Distance 0: no turn, so the same." if not distance else "Another turn, another query."
        )
        all_turned.append([far, said, {"rows": broken}])
    return {
        "key": "latent",
        "title": "A part of its own: latent attention",
        "says": f"Instead of {content} numbers a token, {RANK} are stored here; what they lack is "
        "done to the query, once for all keys. A turn would spoil that: every distance needs "
        "another query. So content stays unturned, and a small part of its own carries the place.",
        "more": f"Multi-head latent attention stores c, {RANK} numbers a token here, instead of "
        f"{content}: a key's content is W·c. The key need not be made: q·(W·c) = (Wᵀq)·c, and Wᵀq "
        "is computed once. A turn by the distance would stand between q and W, another for each "
        "key. So content stays unturned, a small part carries the place, and the two sums are "
        "added: q_content·k_content + (R q_place)·(R k_place).",
        "note": f"{_of_model()}; its pair 0 as the place, and as content the nearest keys that "
        f"{RANK} numbers can make of the rest (assumed: this model has no latents)",
        "columns": ["", "query", "stored", "sum"],
        "ways": [
            {"change": "the key", "lines": apart, "begin": 1},
            {"title": "Turn all of it", "change": "the key", "lines": all_turned, "begin": 1},
        ],
    }


def _turned_two(
    q: np.ndarray, k: np.ndarray, m: int, n: int, spec: RopeSpec, digits: int
) -> tuple[str, str, str]:
    """The two numbers of a turned query and key, and their score."""
    return (
        _two(rotate(q, m, spec), digits),
        _two(rotate(k, n, spec), digits),
        fixed(float(scores(q, k, m, n, spec)), digits),
    )


@lru_cache(maxsize=16)
def _values(digits: int) -> Wire:
    """Values that are turned as the keys are, mixed, and turned back."""
    tokens, q, k, spec = _sentence()
    last, places = TOKENS - 1, np.arange(TOKENS)
    found = scores(q[-1:], k, [last], places, spec)
    weights = attention_from_scores(found, spec.head_dim, causal=False)[0]
    one, other = output_indices(spec)[0]
    lines = []
    for move in MOVES:
        where, at = places + move, last + move
        mixed = attended(weights, k, at, where, spec, turned_back=False)
        back = attended(weights, k, at, where, spec)
        sums = {"unturned": weights @ k, "turned": mixed, "turned back": back}
        pairs = {name: (float(row[one]), float(row[other])) for name, row in sums.items()}
        lines.append(
            [
                f"{move:,}",
                f"“{tokens[last]}” at {at:,}, the first token at {move:,}.",
                {
                    "rows": [[name, _two(pair, digits)] for name, pair in pairs.items()],
                    "arrows": [
                        [name, round(float(np.arctan2(pair[1], pair[0])), 4)]
                        for name, pair in pairs.items()
                    ],
                },
            ]
        )
    return {
        "key": "values",
        "title": "Why not the values?",
        "says": "A score decides whom to listen to, by distance. A value is what is passed on: "
        "turned by its place, it says something else wherever the sentence stands, unless it is "
        "turned back.",
        "more": "A sum of turned values is turned back by the query's place: "
        f"{_whole('R(−m) Σ aₙ R(n) vₙ')} = {_whole('Σ aₙ R(n − m) vₙ')}. Then what is passed on "
        "knows how far away it was. DeepSeek V4 does so.",
        "note": f"{_of_model()}; the keys serve as values, as one stored vector is both in "
        "DeepSeek V4. Pair 0 of what the last token takes over",
        "columns": ["Σ aₙ vₙ", "pair 0"],
        "ways": [{"change": "how far the sentence is moved", "lines": lines, "begin": 2}],
    }
