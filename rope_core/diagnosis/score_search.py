"""Which explanation of scores is the best: all are tried on a few, the nearest on a sample.

>>> from rope_core.diagnosis.sample import take_sample
>>> from rope_core.diagnosis.scores_read import read_scores
>>> q, k = (take_sample(np.eye(4)[:3] + one, np.eye(4)[:3], None) for one in (1.0, 2.0))
>>> table = next(score_tries(q, k, Belief(base=100.0))).made
>>> best = search_scores(q, k, read_scores(table), Belief(base=100.0))[0][0]
>>> best.words, best.factor
('interleaved, base 100', 1.0)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.explain import Progress, silent
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.placed import Ints
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.score_tries import Make, ScoreTry, score_tries
from rope_core.diagnosis.scores_read import SOFTCAPS, Seen
from rope_core.scaling.base import Floats

#: q and k permuted alike and turned in the other pairing have the same scores: the likelier first.
PERMUTED = "weights_permuted"
#: Queries, and keys, that all explanations are tried on.
FEW = 16
#: So many of the nearest are looked at closely, whether they may fit or not.
_NEAREST = 40
#: Below this a factor of the scores makes an error no smaller.
LEAST_FACTOR = 1e-6
#: What the last bits of a sum may come to.
_SLACK = 1 + 1e-9


@dataclass(frozen=True, eq=False)
class Judged:
    """An explanation of a sample of scores. factor: common to all; free: it is on no list.
    residual, misfit: how far off, of the size of the scores and of what rounding may cause.
    made: the scores it gives, (heads, queries, keys)."""

    bugs: tuple[str, ...]
    words: str
    factor: float
    residual: float
    misfit: float
    account: Account
    made: Floats
    make: Make
    free: bool = False


def search_scores(
    query: Sample, key: Sample, looked: Seen, belief: Belief, tell: Progress = silent
) -> tuple[list[Judged], Seen, float | None]:
    """Explanations of the scores that were looked at, the best first; those scores, and the cap
    that was undone in them, if one was."""
    q, k = (_spread(count) for count in looked.values.shape[1:])
    few_q, few_k = (side.rows(np.isin(side.places, at)) for side, at in ((query, q), (key, k)))
    tries = list(score_tries(few_q, few_k, belief, tell))
    made = np.stack([one.made for one in tries])
    unsure = angle_error(query, key)
    tell(0.5, "Comparing with the nearest")

    def judged(seen: Seen, nearest: int) -> list[Judged]:
        few = seen.at(np.arange(len(seen.known)), q, k)
        chosen = _near(tries, made, few, int(seen.known.sum()), unsure, nearest)
        error = seen.error + unsure
        found = [judge(tries[i], tries[i].make(query, key), seen, error, belief) for i in chosen]
        return sorted(found, key=_order)

    best = judged(looked, _NEAREST)
    if best[0].misfit > 1 and not looked.softmax:
        for cap in SOFTCAPS:
            capped = looked.uncapped(cap)
            if capped is not None:
                again = judged(capped, 0)
                if again and again[0].misfit <= 1:
                    return again, capped, cap
    if best[0].misfit > 1:  # one head may be explained, where another is not as the rest
        each = [judged(one, 0) for one in _each_head(looked)]
        fitting = [found for found in each if found and found[0].misfit <= 1]
        if fitting:
            return min(fitting, key=lambda found: _order(found[0])), looked, None
    return best, looked, None


def _each_head(looked: Seen) -> list[Seen]:
    """The scores of one head each, nothing known of the others; none where there is only one."""
    heads = np.arange(len(looked.known))
    if len(heads) < 2:
        return []
    return [
        replace(looked, known=looked.known & (heads == head)[:, None, None])
        for head in heads
        if looked.known[head].any()
    ]


def _spread(count: int) -> Ints:
    """The places of a few of so many, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, FEW)).astype(np.intp))


def _near(
    tries: Sequence[ScoreTry], made: Floats, seen: Seen, count: int, unsure: float, nearest: int
) -> list[int]:
    """Every explanation of these few, of `count` scores, that may fit all, and, if so many of the
    nearest are wanted as well, those and the nearest of each kind.

    What is left out fits in no case. To fit is Σ (off / bound)² ≤ count (`judge`), where off is
    the table − factor × what was made, and bound, in these few at most, the larger of e and
    E × |factor|: e the largest error of a score, E that and what rounding of q and k may do. So in
    these few Σ off² ≤ count × e², or, by factor², Σ (made − table / factor)² ≤ count × E². Least
    squares give the smallest either sum can be with any factor. (After softmax rows are centred
    once more in the few; that makes no sum of squares larger.)
    """
    wide = seen.centred(made)[:, seen.known]  # (tries, scores)
    target = seen.values[seen.known]
    if not target.size:
        return list(range(len(tries)))
    along = wide @ target
    factor = along / np.maximum((wide**2).sum(axis=1), 1e-300)
    left = ((target - factor[:, None] * wide) ** 2).sum(axis=1)
    share = along / max(float((target**2).sum()), 1e-300)
    left_made = ((wide - share[:, None] * target) ** 2).sum(axis=1)
    error = float(seen.error[seen.known].max())
    most = count * max(error, LEAST_FACTOR * (error + unsure)) ** 2
    most_made = count * (error + unsure) ** 2
    may_fit = (left <= most * _SLACK) | (left_made <= most_made * _SLACK)
    chosen = set(np.flatnonzero(may_fit).tolist())
    if nearest:
        order = np.argsort(left, kind="stable").tolist()
        kinds = {tries[i].bugs: i for i in reversed(order)}
        chosen |= {*order[:nearest], *kinds.values()}
    return sorted(chosen)


def angle_error(query: Sample, key: Sample) -> float:
    """What rounding of q, k and the angles may do to a score."""
    size = float(np.abs(query.x).max() * np.abs(key.x).max() * math.sqrt(query.head_dim))
    far = float(max(np.abs(query.positions).max(), np.abs(key.positions).max(), 1.0))
    return float(size * (query.noise.relative + 3e-7 * far**0.5))


def _order(one: Judged) -> tuple[object, ...]:
    return (
        one.misfit > 1, len(one.bugs), one.misfit > 0.3, PERMUTED in one.bugs,
        "inv_freq_flat" in one.bugs, one.misfit,
    )  # fmt: skip


def judge(one: ScoreTry, scores: Floats, seen: Seen, error: Floats, belief: Belief) -> Judged:
    """The misfit once the best common factor is taken out, and what that factor means."""
    made, table, known = seen.centred(scores), seen.values, seen.known
    norm = float((made[known] ** 2).sum()) or 1.0
    factor = float((made * table)[known].sum()) / norm
    head_dim = sum(part.size for part in (one.account.layout.out, one.account.layout.copied[:, 0]))
    unsure = float(error.mean()) / math.sqrt(norm / max(int(known.sum()), 1))
    bugs, factor, free = _name_factor(one, factor, belief, head_dim, unsure)
    off = (table - factor * made)[known]
    size = max(float((table[known] ** 2).mean()), 1e-300)
    residual = float(np.sqrt((off**2).mean() / size))
    bound = np.maximum(error * max(abs(factor), LEAST_FACTOR), seen.error)[known]
    # With a factor of its own any RoPE explains 0, or a single number: that says nothing.
    says = int(seen.telling.sum()) > free
    misfit = float(np.sqrt(np.mean((off / bound) ** 2))) if says else math.inf
    return Judged(
        (*one.bugs, *bugs), one.words, factor, residual, misfit, one.account, factor * scores,
        one.make, free,
    )  # fmt: skip


def _name_factor(
    one: ScoreTry, factor: float, belief: Belief, head_dim: int, unsure: float
) -> tuple[tuple[str, ...], float, bool]:
    """A bug of the attention factor, the factor (exactly, where it is a known one), and whether
    it is on no list: no bug by itself, but told, and below 0 a bug."""
    should = belief.factor() if belief.factor() is not None else (one.account.table.factor or 1.0)
    assert should is not None
    scale = 1 / math.sqrt(head_dim)
    for divided in (1.0, scale, *(() if belief.score is None else (belief.score,))):
        for power, bug in (
            (2, ""),
            (0, "factor_ignored"),
            (1, "factor_one_side"),
            (4, "factor_squared"),
        ):
            value = divided * should**power
            if abs(factor / value - 1) < 1e-3 + 0.1 * min(unsure, 0.05):
                return ((bug,) if bug else ()), value, False
    # Below 0 the likeliest token becomes the least likely: nobody means that.
    return (("factor_wrong",) if factor < 0 else ()), factor, True
