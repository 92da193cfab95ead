"""Scores instead of rotated vectors: q and k before, and what their dot products came to.

>>> from rope_core.rotate import scores
>>> q, k = np.eye(4)[:2] + 1, np.eye(4)[1:4] - 0.5
>>> s = scores(q, k, [4, 5], [0, 1, 2], RopeSpec(4))
>>> diagnose_scores(q, k, s, [4, 5], [0, 1, 2], RopeSpec(4)).verdict
'Right: these are the scores of interleaved RoPE with base 10,000.'

Scores show less than vectors do: what happens to q and k alike (a common offset, where numbers
stand) cancels in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from rope_core.counts import agreed, all_compared, counted
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.explain import Progress, silent
from rope_core.diagnosis.placed import Ints
from rope_core.diagnosis.sample import finite_rows, take_sample, take_whole
from rope_core.diagnosis.score_search import (
    LEAST_FACTOR,
    Judged,
    angle_error,
    search_scores,
)
from rope_core.diagnosis.score_verdict import MORE, conclude_scores, unknown_scores
from rope_core.diagnosis.scores_read import (
    Seen,
    by_head,
    read_scores,
    score_arrays,
)
from rope_core.diagnosis.unclaimed import unclaimed
from rope_core.diagnosis.verdict import Diagnosis, FoundBug, Located, Status
from rope_core.diagnosis.where import Bools, Where, along, ranges_of
from rope_core.reading.positions import ranges
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

_MOST = 64  # queries or keys that are searched; all are compared
_HEADS = 2


def diagnose_scores(
    q: ArrayLike,
    k: ArrayLike,
    given: ArrayLike,
    query_positions: ArrayLike | None = None,
    key_positions: ArrayLike | None = None,
    believed: RopeSpec | Belief | Mapping[str, object] | None = None,
    resolution: float = 0.0,
    progress: Progress = silent,
) -> Diagnosis:
    """What happened between q (queries, head_dim), k (keys, head_dim) and their scores.

    q may have heads in front, and k as many or fewer (grouped-query attention). given:
    ([heads,] queries, keys), before or after a mask, a softcap or softmax, in any type; any
    constant factor is found. Positions: (queries,) and (keys,), or with the batch in front.
    progress: called with how far it is, 0 to 1, and what is looked at.
    Raises RopeError for shapes that do not fit.
    """
    belief = Belief.of(believed)
    wide_q, wide_k, table = score_arrays(q, k, given)
    fine_q, fine_k = (finite_rows(one) for one in (wide_q, wide_k))
    seen = read_scores(table, resolution).only(fine_q[:, :, None] & fine_k[:, None, :])
    # The scores of such rows are not compared; the others must not meet a nan on the way.
    wide_q, wide_k = (
        np.where(fine[..., None], one, one.dtype.type(0)) if not fine.all() else one
        for one, fine in ((wide_q, fine_q), (wide_k, fine_k))
    )
    if not seen.telling.any():
        what = "in each row the shares are alike" if seen.softmax else "there is nothing but 0"
        return _silent(seen, f"{what}, within rounding")
    heads, queries, keys = _searched(seen.telling)
    places = (
        by_head(query_positions, wide_q.shape[:2], "q"),
        by_head(key_positions, wide_k.shape[:2], "k"),
    )
    query, key = (
        take_sample(part[np.ix_(heads, rows)], part[np.ix_(heads, rows)], at[np.ix_(heads, rows)],
                    "heads, seq", resolution)
        for part, at, rows in zip((wide_q, wide_k), places, (queries, keys), strict=True)
    )  # fmt: skip
    looked = seen.at(heads, queries, keys)
    judged, looked, cap = search_scores(query, key, looked, belief, progress)
    if cap is not None:
        seen = seen.uncapped(cap) or seen
    said = conclude_scores(judged, query, key, looked, belief)
    if said.status == "unknown" and seen.telling.sum() == 1:
        return _silent(seen, "a factor makes one score that of any RoPE")
    if said.status != "unknown":
        said = _everywhere(said, judged[0], seen, wide_q, wide_k, places, belief, progress)
        lost = sum(one.numbers for one in said.located if one.status == "unknown")
        if lost > 0.5 * said.compared:
            nearest = f"{judged[0].words}; it explains less than half of the scores"
            said = unknown_scores(nearest, said.hypotheses)
    progress(1.0, "")
    return said


def _silent(seen: Seen, why: str) -> Diagnosis:
    """Of scores that say nothing: at most that some of them are no numbers."""
    count, broken = int(seen.known.sum()), _broken(seen)
    said = Diagnosis(
        "cannot_tell", f"These scores say nothing of a rotation: {why}.",
        f"{counted(count, 'score', 'were compared')}.", compared=count,
        notes=(*seen.notes, *_masked(seen)), ask=MORE, of="scores",
    )  # fmt: skip
    if broken is None:
        return said
    where = str(broken).removeprefix("everywhere: ")
    return replace(
        said, status="bug", bugs=(FoundBug(broken.bugs[0], broken.where.words()),),
        verdict=f"{said.verdict.rstrip('.')}, but not all are numbers: {where}.",
        located=(broken,),
    )  # fmt: skip


def _masked(seen: Seen) -> tuple[str, ...]:
    """A note of how many were masked; none where none was."""
    count = seen.known.size - int(seen.known.sum()) - int(seen.broken.sum()) - seen.lost
    if not count:
        return ()
    return (f"{counted(count, 'score', 'are masked, and were not compared')}.",)


def _broken(seen: Seen) -> Located | None:
    """Where scores are nan or inf."""
    if not seen.broken.any():
        return None
    return _place(seen.broken, _kind(seen.raw[seen.broken]), "not_finite")


def _searched(telling: Bools) -> tuple[Ints, Ints, Ints]:
    """Heads, queries and keys to be searched, of those that have a score that says something.

    Where rows are padded on the left the first of them have none.
    """
    able = np.flatnonzero(telling.any(axis=(1, 2)))
    heads = np.unique(able[np.linspace(0, len(able) - 1, min(_HEADS, len(able))).astype(np.intp)])
    queries = np.flatnonzero(telling[heads].any(axis=(0, 2)))[:_MOST]
    keys = np.flatnonzero(telling[np.ix_(heads, queries)].any(axis=(0, 1)))[:_MOST]
    return heads, queries, keys


def _everywhere(
    said: Diagnosis,
    best: Judged,
    seen: Seen,
    q: Floats,
    k: Floats,
    places: tuple[Floats, Floats],
    belief: Belief,
    tell: Progress,
) -> Diagnosis:
    """The explanation compared with every score that is not masked."""
    wrong = np.zeros(seen.values.shape, dtype=np.bool_)
    for head in range(len(q)):
        tell(0.6 + 0.4 * head / len(q), "Comparing every score")
        sides = [
            take_whole(one[head : head + 1], at[head])
            for one, at in zip((q, k), places, strict=True)
        ]
        made = best.factor * best.make(*sides)[0]
        row = seen.at(np.array([head]), *map(np.arange, seen.values.shape[1:]))
        off = np.abs(row.values[0] - row.centred(made[None])[0])
        bound = 4 * (row.error[0] + angle_error(*sides)) * max(abs(best.factor), LEAST_FACTOR)
        wrong[head] = (off > np.maximum(bound, 4 * row.error[0])) & row.known[0]
    count, no_numbers = int(seen.known.sum()), int(seen.broken.sum())
    notes = (*said.notes, *seen.notes, *_masked(seen))
    unlike = int(wrong.sum())
    parts = (_place(wrong, "differ", "part_differs") if unlike else None, _broken(seen))
    located = tuple(part for part in parts if part is not None)
    if not located:
        sure = f"{all_compared(count, 'score')}: {agreed(count, said.sure)}"
        said = replace(said, sure=sure, compared=count, notes=notes)
        return said if belief.claimed else unclaimed(said)
    sure = counted(count, "score", "were compared")
    agrees = agreed(count, said.sure.rstrip("."))
    if unlike:
        agrees = f"{unlike:,} {agreed(unlike, 'are not like the rest')}"
    if no_numbers:
        agrees += f"; {no_numbers:,} more {agreed(no_numbers, _kind(seen.raw[seen.broken]))}"
    main = said.verdict.removeprefix("Right: ").rstrip(".")
    each = "; ".join(str(one).removeprefix("everywhere: ") for one in located)
    return replace(
        said, status="bug",
        bugs=(*said.bugs, *(FoundBug(one.bugs[0], one.where.words()) for one in located)),
        verdict=f"{main[0].upper()}{main[1:]}, but not everywhere: {each}.",
        sure=f"{sure}: {agrees}.",
        located=located, compared=count, notes=notes,
    )  # fmt: skip


def _kind(values: Floats) -> str:
    """What numbers that are not finite are called."""
    nan = np.isnan(values)
    return "are nan" if nan.all() else "are nan or inf" if nan.any() else "are inf"


def _place(off: Bools, what: str, bug: str) -> Located:
    """Which heads, queries and keys it is that something is the matter with."""
    where = Where((1, *off.shape), heads=ranges_of(along(off, 1, 2)))
    count = int(off.sum())
    sides = []
    for one, many, axes in (("query", "queries", (0, 2)), ("key", "keys", (0, 1))):
        at = np.flatnonzero(off.any(axis=axes)).tolist()
        sides.append(f"{one if len(at) == 1 else many} {ranges(at)}")
    said = counted(count, "score", what)
    status: Status = "unknown" if bug == "part_differs" else "bug"
    return Located(where, f"{said}, at {', '.join(sides)}", status, (bug,), count)
