"""What is said of scores once each explanation has been judged: the verdict, its rivals, the
evidence.
"""

from __future__ import annotations

import math

import numpy as np

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import BUGS, are_alike
from rope_core.diagnosis.evidence import NUMBERS
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.score_search import (
    PERMUTED,
    Judged,
)
from rope_core.diagnosis.scores_read import (
    Seen,
)
from rope_core.diagnosis.verdict import Deciding, Diagnosis, FoundBug, Hypothesis
from rope_core.diagnosis.where import Bools
from rope_core.diagnosis.wording import described
from rope_core.figures import rough, typed
from rope_core.rotate import scores
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

#: What shows more than scores do.
MORE = "Send q and k after the rotation as well: they show more than scores do."
SCALE = (
    "Compare it with what the model multiplies its scores by on purpose: a config may name "
    "query_pre_attn_scalar or attention_multiplier."
)


def conclude_scores(
    judged: list[Judged], query: Sample, key: Sample, looked: Seen, belief: Belief
) -> Diagnosis:
    """The nearest explanation in words, with its rivals and the scores that decide.

    judged: the nearest first. query, key, looked: the few that were searched.
    """
    best = judged[0]
    kinds = {j.bugs: j for j in reversed(judged)}  # the nearest of each kind
    kinds.pop(best.bugs)
    others = sorted(kinds.values(), key=lambda j: (j.misfit > 1, j.residual))
    shown = tuple(
        Hypothesis(j.words, j.bugs, j.residual, j.misfit, j.misfit <= 1)
        for j in (best, *others[:30])
    )
    if best.misfit > 1:
        return unknown_scores(best.words, shown)
    rivals = [
        j for j in judged[1:]
        if j.misfit <= max(0.3, 2 * best.misfit) and len(j.bugs) == len(best.bugs)
        and not all(any(are_alike(a, b) for b in best.bugs) for a in j.bugs)
        and PERMUTED not in j.bugs
    ]  # fmt: skip
    layout = best.account.layout
    base = best.account.table.base or belief.base or 10000.0
    made = RopeSpec(
        query.head_dim, base, layout.pairing, layout.rotary_dim, best.account.table.scaling
    )
    note = "What happens to q and k alike, as a common offset, does not show in scores."
    ask = ""
    plain = abs(best.factor * math.sqrt(query.head_dim) - 1) < 1e-3
    divided = " divided by √head_dim" if plain else ""
    own = belief.score is not None and abs(best.factor / belief.score - 1) < 1e-3
    if own and not plain:
        divided = f" times {rough(best.factor, 6)}, as its config says"
    doubt = ""
    if best.free and best.factor > 0:
        doubt = "which the settings do not explain"
        divided = f" times {rough(best.factor, 6)}, {doubt}"
        ask = SCALE
    if not best.bugs:
        verdict = f"Right: these are the scores of {described(made)}{divided}."
    else:
        says = " and ".join(_says(key, best) for key in best.bugs)
        verdict = f"These are scores of {described(made)}, but {says}."
        if doubt:
            factor = f"a factor of {rough(best.factor, 6)}, {doubt}"
            verdict = f"{verdict.rstrip('.')}. There is {factor}, too."
    bugs = tuple(
        FoundBug(key, f"×{rough(best.factor, 6)}" if key == "factor_wrong" else best.words)
        for key in best.bugs
    )
    meant = RopeSpec(
        query.head_dim, belief.base or base, belief.pairing or layout.pairing,
        belief.rotary_dim or layout.rotary_dim, belief.method,
    )  # fmt: skip
    head = _clearest(best, looked)
    query, key = (one.rows(one.heads == head) for one in (query, key))
    should = scores(query.x, key.x, query.positions, key.positions, meant)
    should = should * (best.factor if best.free or plain else 1.0)
    table, known = looked.raw[head], looked.known[head]
    explained = best.made[head]
    gap = np.abs(should - explained) if bugs else np.zeros(table.shape)
    telling = np.where(known, gap, -np.inf)  # those that are masked come last
    numbers, (i, j) = _deciding(table, should, explained, telling, query, key)
    if bugs:
        shown = (shown[0], _as_meant(table, should, meant, known), *shown[1:])
    if rivals and bugs:
        ask = MORE
    return Diagnosis(
        "cannot_tell" if rivals and bugs else ("bug" if bugs else "right"), verdict,
        "every one agrees within rounding"
        f"{', but other explanations fit too' if rivals else ''}.",
        bugs, made, meant, hypotheses=shown, angle_position=float(query.positions[i]),
        vector=tuple(map(float, query.x[i])), key_position=float(key.positions[j]),
        key_vector=tuple(map(float, key.x[j])), deciding=numbers, deciding_of="score",
        alternatives=tuple(dict.fromkeys(j.words for j in rivals))[:6],
        notes=(note,), ask=ask, of="scores",
    )  # fmt: skip


def unknown_scores(nearest: str, shown: tuple[Hypothesis, ...]) -> Diagnosis:
    """What is said where no explanation fits. nearest: in words. shown: what was tried."""
    return Diagnosis(
        "unknown", "Not the scores of a known convention or bug.", f"The nearest is {nearest}.",
        hypotheses=shown, ask=MORE, of="scores",
    )  # fmt: skip


def _says(bug: str, best: Judged) -> str:
    """The end of "…, but …": the side, where it is one only."""
    if bug == "factor_wrong":
        return (
            f"times {rough(best.factor, 6)}: below 0, the likeliest token becomes the least likely"
        )
    last = best.words.rpartition("; ")[2]
    return last if last.startswith(("key positions", "only ")) else BUGS[bug].says


def _deciding(
    table: Floats, should: Floats, explained: Floats, telling: Floats, query: Sample, key: Sample
) -> tuple[tuple[Deciding, ...], tuple[int, int]]:
    """The scores of one head that tell most; and which of them is the first."""
    order = np.argsort(-telling, axis=None, kind="stable")
    places = [(int(i), int(j)) for i, j in zip(*np.unravel_index(order, table.shape), strict=True)]
    numbers = tuple(
        Deciding(
            f"m {typed(query.positions[i])}, n {typed(key.positions[j])}", None, float(table[i, j]),
            float(should[i, j]), float(explained[i, j]),
        )
        for i, j in places[:NUMBERS]
    )  # fmt: skip
    return numbers, places[0]


def _clearest(best: Judged, looked: Seen) -> int:
    """Which of the heads that were searched is explained best: the evidence is taken from it."""
    off = (looked.values - looked.centred(best.made)) / looked.error
    count = looked.known.sum(axis=(1, 2))
    squares = np.where(looked.known, off**2, 0.0).sum(axis=(1, 2))
    return int(np.argmin(np.where(count > 0, squares / np.maximum(count, 1), np.inf)))


def _as_meant(table: Floats, should: Floats, meant: RopeSpec, known: Bools) -> Hypothesis:
    table, should = table[known], should[known]
    residual = float(np.sqrt(((table - should) ** 2).mean() / max((table**2).mean(), 1e-300)))
    return Hypothesis(f"as meant: {described(meant)}", (), residual, math.inf, False)
