"""What may have happened to q and k before their scores were taken: all that is tried.

>>> from rope_core.diagnosis.sample import take_sample
>>> q, k = (take_sample(np.eye(4)[:3] + one, np.eye(4)[:3], None) for one in (1.0, 2.0))
>>> first = next(score_tries(q, k, Belief(base=100.0)))
>>> first.words, first.made.shape
('interleaved, base 100', (1, 3, 3))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs.bug import TableSetting
from rope_core.diagnosis.bugs.place import AS_GIVEN, offset
from rope_core.diagnosis.bugs.turn import RIGHT
from rope_core.diagnosis.explain import Progress, silent
from rope_core.diagnosis.layouts import Layout
from rope_core.diagnosis.menu import layout_menu, right_tables, table_menu, turning_menu, widths
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.wording import words_of
from rope_core.scaling.base import Floats

Make = Callable[[Sample, Sample], Floats]


@dataclass(frozen=True, eq=False)
class ScoreTry:
    """An explanation of the scores: how q and k were turned, and a factor common to all."""

    account: Account
    bugs: tuple[str, ...]
    words: str
    made: Floats
    make: Make


def score_tries(
    query: Sample, key: Sample, belief: Belief, tell: Progress = silent
) -> Iterator[ScoreTry]:
    """Every explanation; tell is told of each layout, and takes half of the whole search."""
    head_dim = query.head_dim
    longest = float(max(query.positions.max(), key.positions.max()))
    layouts = [
        layout for layout in layout_menu(head_dim, belief, widths(head_dim, belief)[:2])
        # Of another layout with the same scores as the one meant nothing can be said here.
        if len(layout.bugs) <= 1 and not layout.across and not layout.equivalent
    ]  # fmt: skip
    for number, layout in enumerate(layouts):
        tell(0.5 * number / len(layouts), "Comparing with each convention and each known bug")
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


def _two_sided(
    layouts: list[Layout], query: Sample, key: Sample, belief: Belief
) -> Iterator[ScoreTry]:
    """q by one RoPE and k by another: one of them as meant, the other not."""
    plain = [one for one in layouts if one.bugs in ((), ("other_pairing",))]
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
                yield ScoreTry(one, ("sides_differ",), words, *_makers(q, k, query, key))


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


def _both(account: Account, query: Sample, key: Sample) -> ScoreTry:
    return ScoreTry(
        account, account.bugs, words_of(account), *_makers(account, account, query, key)
    )


def _one_sided(account: Account, query: Sample, key: Sample) -> Iterator[ScoreTry]:
    words, one = words_of(account), ("one_side_only",)
    only_q, only_k = _makers(account, None, query, key), _makers(None, account, query, key)
    yield ScoreTry(account, one, f"{words}; only q was turned", *only_q)
    yield ScoreTry(account, one, f"{words}; only k was turned", *only_k)
    for by in (*range(-64, 0), *range(1, 65)):
        place = offset(float(by))
        moved = Account(account.layout, account.table, place, account.turning)
        said = f"{words}; key {place.words}"
        yield ScoreTry(moved, place.bugs, said, *_makers(account, moved, query, key))
