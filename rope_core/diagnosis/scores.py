"""Scores instead of rotated vectors: q and k before, and what their dot products came to.

>>> q, k = np.eye(4)[:2] + 1, np.eye(4)[1:4] - 0.5
>>> s = scores(q, k, [4, 5], [0, 1, 2], RopeSpec(4))
>>> diagnose_scores(q, k, s, [4, 5], [0, 1, 2], RopeSpec(4)).verdict
'Right: these are the scores of interleaved RoPE with base 10,000.'

Scores show less than vectors do: what happens to q and k alike (a common offset, where numbers
stand) cancels in them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.bugs.bug import TableSetting
from rope_core.diagnosis.bugs.place import AS_GIVEN, offset
from rope_core.diagnosis.bugs.turn import RIGHT
from rope_core.diagnosis.evidence import NUMBERS
from rope_core.diagnosis.menu import layout_menu, table_menu, turning_menu, widths
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.sample import Sample, take_sample
from rope_core.diagnosis.verdict import Deciding, Diagnosis, FoundBug, Hypothesis
from rope_core.diagnosis.wording import described, words_of
from rope_core.errors import RopeError
from rope_core.rotate import scores
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

_MOST = 64  # queries or keys looked at
#: q and k permuted alike and turned in the other pairing have the same scores: the likelier first.
_PERMUTED = "weights_permuted"


@dataclass(frozen=True, eq=False)
class _Try:
    """An explanation of the scores: how q and k were turned, and a factor common to all."""

    account: Account
    bugs: tuple[str, ...]
    words: str
    made: Floats
    plain: RopeSpec | None = None


def diagnose_scores(
    q: ArrayLike,
    k: ArrayLike,
    given: ArrayLike,
    query_positions: ArrayLike | None = None,
    key_positions: ArrayLike | None = None,
    believed: RopeSpec | Belief | None = None,
    resolution: float = 0.0,
) -> Diagnosis:
    """What happened between q (queries, head_dim), k (keys, head_dim) and their scores.

    given: (queries, keys), before mask and softmax; divided by √head_dim or not.
    """
    belief = Belief.of(believed)
    query = take_sample(q, q, query_positions, resolution=resolution)
    key = take_sample(k, k, key_positions, resolution=resolution)
    table = as_array("scores", given, "numbers").astype(np.float64)
    shape = (query.shape[1], key.shape[1])
    if query.shape[0] != 1 or key.shape[0] != 1 or query.head_dim != key.head_dim:
        raise RopeError(
            "k", f"shape {key.shape}", "one head, as wide as q", "Send one head at a time."
        )
    if table.size != shape[0] * shape[1] or not np.isfinite(table).all():
        raise RopeError("scores", f"shape {table.shape}", f"finite numbers, {shape}")
    table = table.reshape(shape)[:_MOST, :_MOST]
    query, key = (s.rows(np.arange(min(_MOST, len(s.positions)))) for s in (query, key))
    size = float(np.abs(query.x).max() * np.abs(key.x).max() * math.sqrt(query.head_dim))
    error = (
        query.noise.relative * size
        + resolution
        + 3e-7
        * size
        * float(max(np.abs(query.positions).max(), np.abs(key.positions).max(), 1.0)) ** 0.5
    )
    judged = [_judge(one, table, error, belief) for one in _tries(query, key, belief)]
    judged.sort(
        key=lambda j: (j.misfit > 1, len(j.bugs), j.misfit > 0.3, _PERMUTED in j.bugs, j.misfit)
    )
    return _conclude(judged, query, key, table, belief)


def _tries(query: Sample, key: Sample, belief: Belief) -> Iterator[_Try]:
    head_dim = query.head_dim
    longest = float(max(query.positions.max(), key.positions.max()))
    layouts = [
        layout for layout in layout_menu(head_dim, belief, widths(head_dim, belief)[:2])
        if len(layout.bugs) <= 1 and not layout.across
    ]  # fmt: skip
    for layout in layouts:
        sizes = TableSetting(layout.pairs, 2 * layout.pairs, head_dim, belief, longest)
        tables = table_menu(sizes)
        right = [table for table in tables if not table.bugs][:12]
        convention = not layout.bugs or layout.bugs == ("other_pairing",)
        for table in tables if convention else right[:1]:
            yield _both(Account(layout, table, AS_GIVEN, RIGHT), query, key)
        for turning in turning_menu(belief) if convention else ():
            if turning.bugs:
                yield _both(Account(layout, right[0], AS_GIVEN, turning), query, key)
        if not layout.bugs:
            plain = Account(layout, right[0], AS_GIVEN, RIGHT)
            yield from _one_sided(plain, query, key)


def _both(account: Account, query: Sample, key: Sample) -> _Try:
    made = account.predict(query) @ account.predict(key).T
    return _Try(account, account.bugs, words_of(account), made)


def _one_sided(account: Account, query: Sample, key: Sample) -> Iterator[_Try]:
    q, k, words = account.predict(query), account.predict(key), words_of(account)
    yield _Try(account, ("one_side_only",), f"{words}; only q was turned", q @ key.x.T)
    yield _Try(account, ("one_side_only",), f"{words}; only k was turned", query.x @ k.T)
    for by in (*range(-64, 0), *range(1, 65)):
        place = offset(float(by))
        moved = Account(account.layout, account.table, place, account.turning)
        said = f"{words}; key {place.words}"
        yield _Try(moved, place.bugs, said, q @ moved.predict(key).T)


@dataclass(frozen=True, eq=False)
class _Judged:
    bugs: tuple[str, ...]
    words: str
    factor: float
    residual: float
    misfit: float
    account: Account
    made: Floats


def _judge(one: _Try, table: Floats, error: float, belief: Belief) -> _Judged:
    """The misfit once the best common factor is taken out, and what that factor means."""
    norm = float((one.made**2).sum()) or 1.0
    factor = float((one.made * table).sum()) / norm
    head_dim = sum(part.size for part in (one.account.layout.out, one.account.layout.copied[:, 0]))
    bugs, factor = _name_factor(one, factor, belief, head_dim, error / math.sqrt(norm))
    off = table - factor * one.made
    residual = float(np.sqrt((off**2).mean() / max(float((table**2).mean()), 1e-300)))
    misfit = float(np.sqrt((off**2).mean()) / (error * max(abs(factor), 1e-6)))
    made = factor * one.made
    return _Judged((*one.bugs, *bugs), one.words, factor, residual, misfit, one.account, made)


def _name_factor(
    one: _Try, factor: float, belief: Belief, head_dim: int, error: float
) -> tuple[tuple[str, ...], float]:
    should = belief.factor() if belief.factor() is not None else (one.account.table.factor or 1.0)
    assert should is not None
    scale = 1 / math.sqrt(head_dim)
    for divided in (1.0, scale):
        for power, bug in (
            (2, ""),
            (0, "factor_ignored"),
            (1, "factor_one_side"),
            (4, "factor_squared"),
        ):
            value = divided * should**power
            if abs(factor / value - 1) < 1e-3 + 3 * error:
                return ((bug,) if bug else (), value)
    return ("factor_wrong",), factor


def _conclude(
    judged: list[_Judged], query: Sample, key: Sample, table: Floats, belief: Belief
) -> Diagnosis:
    best = judged[0]
    kinds = {j.bugs: j for j in reversed(judged)}  # the nearest of each kind
    kinds.pop(best.bugs)
    others = sorted(kinds.values(), key=lambda j: (j.misfit > 1, j.residual))
    shown = tuple(
        Hypothesis(j.words, j.bugs, j.residual, j.misfit, j.misfit <= 1)
        for j in (best, *others[:30])
    )
    if best.misfit > 1:
        return Diagnosis(
            "unknown", "Not the scores of a known convention or bug.",
            f"The nearest is {best.words}.", hypotheses=shown,
            ask="Send q and k after the rotation as well: they show more than scores do.",
            of="scores",
        )  # fmt: skip
    rivals = [
        j for j in judged[1:]
        if j.misfit <= max(0.3, 2 * best.misfit) and len(j.bugs) == len(best.bugs)
        and set(j.bugs) != set(best.bugs) and _PERMUTED not in j.bugs
    ]  # fmt: skip
    layout = best.account.layout
    base = best.account.table.base or belief.base or 10000.0
    made = RopeSpec(
        query.head_dim, base, layout.pairing, layout.rotary_dim, best.account.table.scaling
    )
    note = "What happens to q and k alike, as a common offset, does not show in scores."
    ask = ""
    divided = "" if abs(best.factor) > 0.99 else " divided by √head_dim"
    if not best.bugs:
        verdict = f"Right: these are the scores of {described(made)}{divided}."
    else:
        says = " and ".join(_says(key, best.words) for key in best.bugs)
        verdict = f"These are scores of {described(made)}, but {says}."
    bugs = tuple(FoundBug(key, best.words) for key in best.bugs)
    meant = RopeSpec(
        query.head_dim, belief.base or base, belief.pairing or layout.pairing,
        belief.rotary_dim or layout.rotary_dim, belief.method,
    )  # fmt: skip
    should = scores(query.x, key.x, query.positions, key.positions, meant)
    should = should if abs(best.factor) > 0.99 else should / math.sqrt(query.head_dim)
    numbers, (i, j) = _deciding(table, should, best, query, key)
    if bugs:
        shown = (shown[0], _as_meant(table, should, meant), *shown[1:])
    if rivals and bugs:
        ask = "Send q and k after the rotation as well: they show more than scores do."
    return Diagnosis(
        "cannot_tell" if rivals and bugs else ("bug" if bugs else "right"), verdict,
        f"{'Likely, not certain' if rivals else 'Certain'}: it explains all {table.size:,} scores "
        f"within rounding{', but others do so too' if rivals else ''}.",
        bugs, made, meant, hypotheses=shown, angle_position=float(query.positions[i]),
        vector=tuple(map(float, query.x[i])), key_position=float(key.positions[j]),
        key_vector=tuple(map(float, key.x[j])), deciding=numbers, deciding_of="score",
        alternatives=tuple(dict.fromkeys(j.words for j in rivals))[:6],
        notes=(note,), ask=ask, of="scores",
    )  # fmt: skip


def _says(bug: str, words: str) -> str:
    """The end of "…, but …": the side, where it is one only."""
    last = words.rpartition("; ")[2]
    return last if last.startswith(("key positions", "only ")) else BUGS[bug].says


def _deciding(
    table: Floats, should: Floats, best: _Judged, query: Sample, key: Sample
) -> tuple[tuple[Deciding, ...], tuple[int, int]]:
    """The scores where what was meant and the explanation differ most; and the first of them."""
    order = np.argsort(-np.abs(should - best.made), axis=None, kind="stable")
    if not best.bugs:
        order = np.arange(table.size)
    places = [(int(i), int(j)) for i, j in zip(*np.unravel_index(order, table.shape), strict=True)]
    numbers = tuple(
        Deciding(
            f"m {query.positions[i]:,g}, n {key.positions[j]:,g}", None, float(table[i, j]),
            float(should[i, j]), float(best.made[i, j]),
        )
        for i, j in places[:NUMBERS]
    )  # fmt: skip
    return numbers, places[0]


def _as_meant(table: Floats, should: Floats, meant: RopeSpec) -> Hypothesis:
    residual = float(np.sqrt(((table - should) ** 2).mean() / max((table**2).mean(), 1e-300)))
    return Hypothesis(f"as meant: {described(meant)}", (), residual, math.inf, False)


__all__ = ["diagnose_scores", "scores"]
