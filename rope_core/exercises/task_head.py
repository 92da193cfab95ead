"""A head of a trained model: what is asked, and the slips that belong to it.

>>> head().calls[0].at
'for "red seven tree moon glass red seven tree moon glass"'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from rope_core.diagnosis import Diagnosis
from rope_core.exercises.slip import SIDES, Floats, Part, Slip, on
from rope_core.exercises.slips import TURN_SLIPS
from rope_core.exercises.task import Call, Task, Values
from rope_core.models.smollm2 import smollm2
from rope_core.rotate import rotate
from rope_core.spec import RopeSpec

#: The text whose head is asked for, and the head: "after a repeated token, looks at what followed".
TEXT, HEAD = 3, 2
_SOFTMAX = (
    "scores = [dot(q, k) / sqrt(d) for k in turned_keys[: t + 1]]\n"
    "parts = [exp(s - max(scores)) for s in scores]\n"
    "weights = [p / sum(parts) for p in parts]"
)
_Weights = Callable[[Floats, Floats, RopeSpec], Floats]


def _attention(
    queries: Floats, keys: Floats, scale: float, *, causal: bool = True, columns: bool = False
) -> Floats:
    """Softmax of the scaled scores of vectors that are turned already."""
    scores = queries @ keys.T * scale
    if causal:
        scores = np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)
    axis = 0 if columns else 1
    parts = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(parts / parts.sum(axis=axis, keepdims=True))


def _head(
    scale: Callable[[int], float] = lambda d: d**-0.5, *, causal: bool = True,
    columns: bool = False, q: bool = True, k: bool = True, base: float | None = None,
) -> _Weights:  # fmt: skip
    def weights(queries: Floats, keys: Floats, spec: RopeSpec) -> Floats:
        used = spec if base is None else RopeSpec(spec.head_dim, base, spec.pairing)
        where = np.arange(len(queries))
        turned_q = rotate(queries, where, used) if q else queries
        turned_k = rotate(keys, where, used) if k else keys
        scaled = scale(spec.head_dim)
        return _attention(turned_q, turned_k, scaled, causal=causal, columns=columns)

    return weights


def _raw(make: Callable[[Floats], Floats]) -> _Weights:
    """What stands there before the rows are shares: scores, or their powers of e."""

    def weights(queries: Floats, keys: Floats, spec: RopeSpec) -> Floats:
        where = np.arange(len(queries))
        scores = rotate(queries, where, spec) @ rotate(keys, where, spec).T
        scores = scores * spec.head_dim**-0.5
        seen = np.tri(len(scores), dtype=bool)
        return np.where(seen, make(np.where(seen, scores, -np.inf)), 0.0)

    return weights


def _in_head(key: str, title: str, story: str, question: str, part: Part = "softmax") -> Slip:
    return Slip(key, title, story, part, question, _SOFTMAX)


_TURNS = "Which vectors are turned before they meet, and at which positions?"
_HEAD: tuple[tuple[Slip, _Weights], ...] = (
    (
        _in_head("scale_missing", "The division by √d is missing",
                 "The scores are 8 times too large for softmax, and the largest takes nearly all.",
                 "What happens to the score between the dot product and exp?"),
        _head(lambda d: 1.0),
    ),
    (
        _in_head("scale_by_d", "Divided by d instead of √d",
                 "The scores are 8 times too small, and the shares are nearly even.",
                 "What happens to the score between the dot product and exp?"),
        _head(lambda d: 1.0 / d),
    ),
    (
        _in_head("scale_multiplied", "Multiplied by √d instead of divided",
                 "The scores are 64 times too large for softmax.",
                 "What happens to the score between the dot product and exp?"),
        _head(lambda d: d**0.5),
    ),
    (
        _in_head("mask_missing", "A token sees those that come after it",
                 "Row t may hold shares of keys 0 to t alone.",
                 "How many shares that are not 0 should the first row have?"),
        _head(causal=False),
    ),
    (
        _in_head("columns", "Softmax over the queries",
                 "Every row must sum to 1; here it is every column.",
                 "What do the numbers of your second row sum to?"),
        _head(columns=True),
    ),
    (
        _in_head("not_normalised", "The shares do not sum to 1",
                 "exp is only the first half of softmax.",
                 "What do the numbers of your second row sum to?"),
        _raw(lambda scores: np.exp(scores)),
    ),
    (
        _in_head("not_normalised", "The shares do not sum to 1",
                 "exp is only the first half of softmax.",
                 "What do the numbers of your second row sum to?"),
        _raw(lambda scores: np.exp(scores - scores.max(axis=1, keepdims=True))),
    ),
    (
        _in_head("no_softmax", "Scores instead of shares",
                 "What the model recorded is the softmax of these.",
                 "What do the numbers of your second row sum to?"),
        _raw(lambda scores: scores),
    ),
    (
        _in_head("neither_rotated", "Nothing is turned", "The shares know no order.", _TURNS,
                 "score"),
        _head(q=False, k=False),
    ),
    (
        _in_head("key_not_rotated", "Only the queries are turned",
                 "The score depends on m alone, not on m − n.", _TURNS, "score"),
        _head(k=False),
    ),
    (
        _in_head("query_not_rotated", "Only the keys are turned",
                 "The score depends on n alone, not on m − n.", _TURNS, "score"),
        _head(q=False),
    ),
    (
        _in_head("base_fixed", "The base is always 10,000",
                 "SmolLM2 was trained with base 100,000; the argument base is not used.",
                 "Which base does your function turn with?", "exponent"),
        _head(base=10000.0),
    ),
)  # fmt: skip


@cache
def head() -> Task:
    """One head of SmolLM2 over one text: queries and keys before the turn, the shares recorded."""
    model = smollm2()
    text = model.texts[TEXT]
    queries, keys = model.q(TEXT, HEAD), model.k(TEXT, HEAD)
    spec = model.spec
    arguments = (queries.tolist(), keys.tolist(), spec.base)
    call = Call(arguments, f'for "{text.text}"', "queries, keys, base")

    def guesses() -> Iterator[tuple[Slip, Values]]:
        for slip, make in _HEAD:
            yield slip, [make(queries, keys, spec)]
        where = np.arange(len(queries), dtype=np.float64)
        right = rotate(queries, where, spec), rotate(keys, where, spec)
        for slip in TURN_SLIPS:
            with np.errstate(all="ignore"):
                turned = slip.turn(queries, where, spec), slip.turn(keys, where, spec)
                for side, chosen in SIDES.items():
                    q, k = (turned[at] if chosen[at] else right[at] for at in (0, 1))
                    yield on(side, slip), [_attention(q, k, spec.head_dim**-0.5)]

    def asked(values: Values) -> Diagnosis | None:
        # At this width the search takes seconds, and the slips above know what it would find.
        return None

    recorded = np.array(model.attention(TEXT, HEAD))
    return Task(
        (call,), (recorded,), spec, guesses, asked, name="weights", ragged=True,
        counts="One row for every query; row t has t + 1 shares, or zeros after them.", close=2e-5
    )  # fmt: skip
