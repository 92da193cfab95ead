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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.bugs.bug import TableSetting
from rope_core.diagnosis.bugs.place import AS_GIVEN, offset
from rope_core.diagnosis.bugs.turn import RIGHT
from rope_core.diagnosis.evidence import NUMBERS
from rope_core.diagnosis.layouts import Layout
from rope_core.diagnosis.menu import layout_menu, right_tables, table_menu, turning_menu, widths
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.sample import Sample, take_sample, take_whole
from rope_core.diagnosis.scores_read import SOFTCAPS, Seen, read_scores
from rope_core.diagnosis.unclaimed import unclaimed
from rope_core.diagnosis.verdict import Deciding, Diagnosis, FoundBug, Hypothesis, Located
from rope_core.diagnosis.where import Where, along, ranges_of
from rope_core.diagnosis.wording import described, words_of
from rope_core.errors import RopeError
from rope_core.rotate import scores
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

_MOST = 64  # queries or keys that are searched; all are compared
_HEADS = 2
Make = Callable[[Sample, Sample], Floats]
#: q and k permuted alike and turned in the other pairing have the same scores: the likelier first.
_PERMUTED = "weights_permuted"


@dataclass(frozen=True, eq=False)
class _Try:
    """An explanation of the scores: how q and k were turned, and a factor common to all."""

    account: Account
    bugs: tuple[str, ...]
    words: str
    made: Floats
    make: Make


def diagnose_scores(
    q: ArrayLike,
    k: ArrayLike,
    given: ArrayLike,
    query_positions: ArrayLike | None = None,
    key_positions: ArrayLike | None = None,
    believed: RopeSpec | Belief | Mapping[str, object] | None = None,
    resolution: float = 0.0,
) -> Diagnosis:
    """What happened between q (queries, head_dim), k (keys, head_dim) and their scores.

    q may have heads in front, and k as many or fewer (grouped-query attention). given:
    ([heads,] queries, keys), before or after a mask, a softcap or softmax, in any type; any
    constant factor is found. Raises RopeError for shapes that do not fit.
    """
    belief = Belief.of(believed)
    wide_q, wide_k, table = _shapes(q, k, given)
    seen = read_scores(table, resolution)
    heads = np.unique(np.linspace(0, len(wide_q) - 1, min(_HEADS, len(wide_q))).astype(np.intp))
    places = (query_positions, key_positions)
    query, key = (
        take_sample(part[heads][:, :_MOST], part[heads][:, :_MOST], _first(where), "heads, seq",
                    resolution)
        for part, where in zip((wide_q, wide_k), places, strict=True)
    )  # fmt: skip
    looked = seen.part(heads, min(_MOST, table.shape[1]), min(_MOST, table.shape[2]))
    error = looked.error + _angle_error(query, key)
    tries = list(_tries(query, key, belief))
    judged = _judged(tries, looked, error, belief)
    if judged[0].misfit > 1 and not looked.softmax:
        for cap in SOFTCAPS:
            capped = looked.uncapped(cap)
            if capped is not None:
                again = _judged(tries, capped, capped.error + _angle_error(query, key), belief)
                if again[0].misfit <= 1:
                    judged, looked, seen = again, capped, seen.uncapped(cap) or seen
                    break
    said = _conclude(judged, query, key, looked, belief)
    if said.status == "unknown":
        return said
    return _everywhere(said, judged[0], seen, wide_q, wide_k, places, belief)


def _first(where: ArrayLike | None) -> ArrayLike | None:
    return None if where is None else np.atleast_1d(np.asarray(where))[..., :_MOST]


def _shapes(q: ArrayLike, k: ArrayLike, given: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """q and k as (heads, seq, head_dim), k repeated for grouped heads, and the table."""
    parts = []
    for name, one in (("q", q), ("k", k)):
        array = as_array(name, one, "numbers, ([heads,] seq, head_dim)")
        if array.dtype.kind not in "biuf" or not 1 <= array.ndim <= 4 or array.size == 0:
            raise RopeError(name, array, "numbers, ([heads,] seq, head_dim)")
        array = np.atleast_2d(array)
        parts.append(array.reshape(-1, *array.shape[-2:]))
    wide_q, wide_k = parts
    if len(wide_q) % len(wide_k) or wide_q.shape[-1] != wide_k.shape[-1]:
        allowed = f"heads that divide q's {len(wide_q)}, as wide as q"
        raise RopeError("k", f"shape {np.shape(k)}", allowed)
    wide_k = np.repeat(wide_k, len(wide_q) // len(wide_k), axis=0)
    table = as_array("scores", given, "numbers, ([heads,] queries, keys)")
    shape = (len(wide_q), wide_q.shape[1], wide_k.shape[1])
    if table.dtype.kind not in "biuf" or table.size != math.prod(shape):
        raise RopeError("scores", f"shape {table.shape}", f"{shape[1:]}, for each of {shape[0]}")
    return wide_q, wide_k, table.reshape(shape)


def _angle_error(query: Sample, key: Sample) -> float:
    size = float(np.abs(query.x).max() * np.abs(key.x).max() * math.sqrt(query.head_dim))
    far = float(max(np.abs(query.positions).max(), np.abs(key.positions).max(), 1.0))
    return float(size * (query.noise.relative + 3e-7 * far**0.5))


def _judged(tries: list[_Try], looked: Seen, error: Floats, belief: Belief) -> list[_Judged]:
    judged = [_judge(one, looked, error, belief) for one in tries]
    judged.sort(
        key=lambda j: (j.misfit > 1, len(j.bugs), j.misfit > 0.3, _PERMUTED in j.bugs, j.misfit)
    )
    return judged


def _everywhere(
    said: Diagnosis,
    best: _Judged,
    seen: Seen,
    q: Floats,
    k: Floats,
    places: tuple[ArrayLike | None, ArrayLike | None],
    belief: Belief,
) -> Diagnosis:
    """The explanation compared with every score that is not masked."""
    wrong = np.zeros(seen.values.shape, dtype=np.bool_)
    for head in range(len(q)):
        sides = [
            take_whole(one[head : head + 1], where)
            for one, where in zip((q, k), places, strict=True)
        ]
        made = best.factor * best.make(*sides)[0]
        row = seen.part(np.array([head]), *seen.values.shape[1:])
        off = np.abs(row.values[0] - row.centred(made[None])[0])
        bound = 4 * (row.error[0] + _angle_error(*sides)) * max(abs(best.factor), 1e-6)
        wrong[head] = (off > np.maximum(bound, 4 * row.error[0])) & row.known[0]
    count = int(seen.known.sum())
    masked = seen.known.size - count
    notes = (*said.notes, *seen.notes)
    if masked:
        notes += (f"{masked:,} scores are masked, and were not compared.",)
    sure = said.sure.replace("{count}", f"{count:,}")
    if not wrong.any():
        said = replace(said, sure=sure, compared=count, notes=notes)
        return said if belief.claimed else unclaimed(said)
    head, i, j = (int(index[0]) for index in np.nonzero(wrong))
    heads = ranges_of(along(wrong, 1, 2))
    where = Where((1, len(q), q.shape[1], k.shape[1]), heads=heads)
    told = Located(
        where, f"{int(wrong.sum()):,} scores differ, the first at query {i}, key {j}", "unknown",
        ("part_differs",), int(wrong.sum()),
    )  # fmt: skip
    return replace(
        said, status="bug", bugs=(*said.bugs, FoundBug("part_differs", where.words())),
        verdict=f"{said.verdict.removeprefix('Right: ').rstrip('.')}, but not everywhere: {told}.",
        sure=f"{count:,} scores were compared; {int(wrong.sum()):,} are not like the rest.",
        located=(told,), compared=count, notes=notes,
    )  # fmt: skip


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
    yield from _two_sided(layouts, query, key, belief)


def _two_sided(layouts: list[Layout], query: Sample, key: Sample, belief: Belief) -> Iterator[_Try]:
    """q by one RoPE and k by another: one of them as meant, the other not."""
    plain = [one for one in layouts if one.bugs in ((), ("other_pairing",)) and not one.equivalent]
    sides = []
    for layout in plain[:2]:
        open_base = replace(belief, base=None) if belief.base is not None else belief
        tables = right_tables(layout, query.head_dim, belief)[:1]
        tables += right_tables(layout, query.head_dim, open_base)[:8]
        sides += [Account(layout, table, AS_GIVEN, RIGHT) for table in tables]
    for one in sides[:1] + [side for side in sides[1:] if belief.base is None][:4]:
        for other in sides:
            if other.table.words == one.table.words and other.layout is one.layout:
                continue
            for q, k in ((one, other), (other, one)):
                words = f"q: {words_of(q)}; k: {words_of(k)}"
                yield _Try(one, ("sides_differ",), words, *_makers(q, k, query, key))


def _makers(
    q: Account | None, k: Account | None, query: Sample, key: Sample
) -> tuple[Floats, Make]:
    """The scores of a sample, and the function that gives those of others; None: not turned."""

    def make(left: Sample, right: Sample) -> Floats:
        sides = [
            (part.x if account is None else account.predict(part)).reshape(
                part.shape[0], -1, part.head_dim
            )
            for account, part in ((q, left), (k, right))
        ]
        return np.asarray(sides[0] @ np.swapaxes(sides[1], -1, -2))

    return make(query, key), make


def _both(account: Account, query: Sample, key: Sample) -> _Try:
    return _Try(account, account.bugs, words_of(account), *_makers(account, account, query, key))


def _one_sided(account: Account, query: Sample, key: Sample) -> Iterator[_Try]:
    words, one = words_of(account), ("one_side_only",)
    only_q, only_k = _makers(account, None, query, key), _makers(None, account, query, key)
    yield _Try(account, one, f"{words}; only q was turned", *only_q)
    yield _Try(account, one, f"{words}; only k was turned", *only_k)
    for by in (*range(-64, 0), *range(1, 65)):
        place = offset(float(by))
        moved = Account(account.layout, account.table, place, account.turning)
        said = f"{words}; key {place.words}"
        yield _Try(moved, place.bugs, said, *_makers(account, moved, query, key))


@dataclass(frozen=True, eq=False)
class _Judged:
    bugs: tuple[str, ...]
    words: str
    factor: float
    residual: float
    misfit: float
    account: Account
    made: Floats
    make: Make
    free: bool = False


def _judge(one: _Try, seen: Seen, error: Floats, belief: Belief) -> _Judged:
    """The misfit once the best common factor is taken out, and what that factor means."""
    made, table, known = seen.centred(one.made), seen.values, seen.known
    norm = float((made[known] ** 2).sum()) or 1.0
    factor = float((made * table)[known].sum()) / norm
    head_dim = sum(part.size for part in (one.account.layout.out, one.account.layout.copied[:, 0]))
    unsure = float(error.mean()) / math.sqrt(norm / max(int(known.sum()), 1))
    bugs, factor, free = _name_factor(one, factor, belief, head_dim, unsure)
    off = (table - factor * made)[known]
    size = max(float((table[known] ** 2).mean()), 1e-300)
    residual = float(np.sqrt((off**2).mean() / size))
    bound = np.maximum(error * max(abs(factor), 1e-6), seen.error)[known]
    misfit = float(np.sqrt(np.mean((off / bound) ** 2)))
    return _Judged(
        (*one.bugs, *bugs), one.words, factor, residual, misfit, one.account, factor * one.made,
        one.make, free,
    )  # fmt: skip


def _name_factor(
    one: _Try, factor: float, belief: Belief, head_dim: int, unsure: float
) -> tuple[tuple[str, ...], float, bool]:
    """A bug of the attention factor, the factor (exactly, where it is a known one), and whether
    it is on no list: a scale of the scores is no bug by itself."""
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
            if abs(factor / value - 1) < 1e-3 + 0.1 * min(unsure, 0.05):
                return ((bug,) if bug else ()), value, False
    return (), factor, True


def _conclude(
    judged: list[_Judged], query: Sample, key: Sample, looked: Seen, belief: Belief
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
    plain = abs(best.factor * math.sqrt(query.head_dim) - 1) < 1e-3
    divided = " divided by √head_dim" if plain else ""
    if best.free:
        divided = f" times {best.factor:.6g}"
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
    first_q, first_k = (one.rows(one.heads == one.heads[0]) for one in (query, key))
    should = scores(first_q.x, first_k.x, first_q.positions, first_k.positions, meant)
    should = should * (best.factor if best.free or plain else 1.0)
    table = looked.raw[0]
    numbers, (i, j) = _deciding(table, should, best, query, key)
    if bugs:
        shown = (shown[0], _as_meant(table, should, meant), *shown[1:])
    if rivals and bugs:
        ask = "Send q and k after the rotation as well: they show more than scores do."
    return Diagnosis(
        "cannot_tell" if rivals and bugs else ("bug" if bugs else "right"), verdict,
        "All {count} scores were compared: every one agrees within rounding"
        f"{', but other explanations fit too' if rivals else ''}.",
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
    explained = best.made[0]
    order = np.argsort(-np.abs(should - explained), axis=None, kind="stable")
    if not best.bugs:
        order = np.arange(table.size)
    places = [(int(i), int(j)) for i, j in zip(*np.unravel_index(order, table.shape), strict=True)]
    numbers = tuple(
        Deciding(
            f"m {query.positions[i]:,g}, n {key.positions[j]:,g}", None, float(table[i, j]),
            float(should[i, j]), float(explained[i, j]),
        )
        for i, j in places[:NUMBERS]
    )  # fmt: skip
    return numbers, places[0]


def _as_meant(table: Floats, should: Floats, meant: RopeSpec) -> Hypothesis:
    residual = float(np.sqrt(((table - should) ** 2).mean() / max((table**2).mean(), 1e-300)))
    return Hypothesis(f"as meant: {described(meant)}", (), residual, math.inf, False)
