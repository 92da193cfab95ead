"""A cache that decodes one token at a time: what is asked, and the slips that belong to it.

>>> decoding().stateful, len(decoding().expected[2])
(True, 3)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from rope_core.diagnosis import Diagnosis
from rope_core.exercises.slip import SIDES, Floats, Slip, on
from rope_core.exercises.slips import TURN_SLIPS
from rope_core.exercises.task import Call, Task, Values, literal
from rope_core.exercises.tasks import drawn
from rope_core.rotate import rotate
from rope_core.spec import RopeSpec

#: The rows of scores of tokens that come one by one.
_Decode = Callable[[Floats, Floats, RopeSpec], list[Floats]]
_STEP = (
    "position = len(cache)\n"
    "cache.append(rotate(key, position))\n"
    "q = rotate(query, position)\n"
    "scores = [dot(q, k) for k in cache]"
)


def _decoded(turn_q: Callable[..., Floats], turn_k: Callable[..., Floats]) -> _Decode:
    """Query t at its place against keys 0 to t at theirs: turn_k(x, at, t, spec)."""

    def rows(queries: Floats, keys: Floats, spec: RopeSpec) -> list[Floats]:
        made = []
        for t in range(len(queries)):
            q = turn_q(queries[t], t, spec)
            made.append(np.array([q @ turn_k(keys[n], n, t, spec) for n in range(t + 1)]))
        return made

    return rows


def _query(shift: float) -> Callable[..., Floats]:
    return lambda x, t, spec: rotate(x, max(t + shift, 0), spec)


def _key(x: Floats, n: int, t: int, spec: RopeSpec) -> Floats:
    return rotate(x, n, spec)


def _cached(key: str, title: str, story: str, question: str) -> Slip:
    return Slip(key, title, story, "cache", question, _STEP)


_WHERE = "When the third token comes, at which position does it stand, and what is len(cache) then?"
_DECODE: tuple[tuple[Slip, _Decode], ...] = (
    (
        _cached("query_not_rotated", "The query is not turned",
                "Only the keys know where they stand: the query is used as it came, or as if every "
                "token were the first.",
                "Which vectors are turned in your code, and at which positions?"),
        _decoded(lambda x, t, spec: x, _key),
    ),
    (
        _cached("key_not_rotated", "Keys are kept without a turn",
                "Only the query knows where it stands; the score depends on m alone.",
                "Which vectors are turned in your code, and at which positions?"),
        _decoded(_query(0), lambda x, n, t, spec: x),
    ),
    (
        _cached("neither_rotated", "Nothing is turned, or everything at one position",
                "The scores know no order: the position of a new token never grew.",
                _WHERE),
        _decoded(lambda x, t, spec: x, lambda x, n, t, spec: x),
    ),
    (
        _cached("query_one_late", "The query stands one position too far",
                "len(cache) was read after the new key had been kept, so it counts it already.",
                _WHERE),
        _decoded(_query(1), _key),
    ),
    (
        _cached("key_one_late", "The key stands one position too far",
                "The key was turned at the position of the token after it.", _WHERE),
        _decoded(_query(0), lambda x, n, t, spec: rotate(x, n + 1, spec)),
    ),
    (
        _cached("reversed_keys", "The scores are in reverse order, the newest key first",
                "append puts a key at the end; insert(0, …) or [::-1] turns the order round.",
                "Which key is cache[0] when the third token is there?"),
        lambda queries, keys, spec: [
            row[::-1] for row in _decoded(_query(0), _key)(queries, keys, spec)
        ],
    ),
    (
        _cached("scaled_score", "Divided by √d already",
                "The division belongs to attention, one step later.",
                "What is done with each sum before it is returned?"),
        lambda queries, keys, spec: [
            row / np.sqrt(spec.head_dim) for row in _decoded(_query(0), _key)(queries, keys, spec)
        ],
    ),
    (
        _cached("turned_again", "Kept keys are turned again at every step",
                "A key is turned once, when it comes. In the cache it is turned already.",
                "How often is the first key turned by the time the third token is there?"),
        _decoded(
            _query(0), lambda x, n, t, spec: rotate(x, sum(range(n, t + 1)), spec)
        ),
    ),
    (
        _cached("turned_again_in_place", "Kept keys are turned again by their own position",
                "A key is turned once, when it comes. In the cache it is turned already.",
                "How often is the first key turned by the time the third token is there?"),
        _decoded(_query(0), lambda x, n, t, spec: rotate(x, n * (t - n + 1), spec)),
    ),
    (
        _cached("all_at_query", "All keys are turned at the new token's position",
                "A key keeps the position at which it came.",
                "At which position is the first key turned when the third token is there?"),
        _decoded(_query(0), lambda x, n, t, spec: rotate(x, t, spec)),
    ),
    (
        _cached("turned_twice", "The key is turned before it is kept, and after it",
                "A key is turned once. In the cache it is turned already.",
                "How often is a key turned between coming and being scored?"),
        _decoded(_query(0), lambda x, n, t, spec: rotate(x, 2 * n, spec)),
    ),
)  # fmt: skip


@cache
def decoding() -> Task:
    """Two texts whose tokens come one by one, each with a cache of its own."""
    spec = RopeSpec(4)
    texts = [(drawn(7, 7, 4), drawn(8, 7, 4)), (drawn(9, 3, 4), drawn(10, 3, 4))]
    calls = tuple(
        Call((q.tolist(), k.tolist()), f"for token {t}" + (" of another text" if of else ""),
             f"{literal(q.tolist())}, {literal(k.tolist())}, cache", fresh=t == 0, far=float(t))
        for of, (queries, keys) in enumerate(texts)
        for t, (q, k) in enumerate(zip(queries, keys, strict=True))
    )  # fmt: skip

    def rows(make: _Decode) -> list[Floats]:
        return [row for queries, keys in texts for row in make(queries, keys, spec)]

    def guesses() -> Iterator[tuple[Slip, Values]]:
        for slip, make in _DECODE:
            yield slip, rows(make)
        for side, (query, key) in SIDES.items():
            for slip in TURN_SLIPS:
                yield (
                    on(side, slip),
                    [
                        row
                        for queries, keys in texts
                        for row in _triangle(
                            _turned(slip, queries, spec, query), _turned(slip, keys, spec, key)
                        )
                    ],
                )

    def asked(values: Values) -> Diagnosis | None:
        # Scores alone take a search of seconds, and the slips above know what it would find.
        return None

    right = tuple(rows(_decoded(_query(0), _key)))
    return Task(
        calls, right, spec, guesses, asked, name="score", stateful=True,
        counts="One score for every key in cache, the new one included, in the order they came.",
        close=1e-5
    )  # fmt: skip


def _turned(slip: Slip, rows: Floats, spec: RopeSpec, slipped: bool) -> Floats:
    """The rows of a text at their places, with the slip or without."""
    where = np.arange(len(rows), dtype=np.float64)
    return slip.turn(rows, where, spec) if slipped else rotate(rows, where, spec)


def _triangle(queries: Floats, keys: Floats) -> list[Floats]:
    scores = queries @ keys.T
    return [scores[t, : t + 1] for t in range(len(scores))]
