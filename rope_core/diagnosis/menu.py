"""The options to try: every right one, and every bug applied to it.

>>> from rope_core.diagnosis.belief import Belief
>>> from rope_core.spec import RopeSpec
>>> [layout.bugs for layout in layout_menu(4, Belief.of(RopeSpec(4)), (4,))][:2]
[(), ()]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.bugs.bug import Bug, LayoutSetting, TableSetting
from rope_core.diagnosis.bugs.layout import CONVENTIONS
from rope_core.diagnosis.bugs.place import AS_GIVEN
from rope_core.diagnosis.bugs.scaling import scaled
from rope_core.diagnosis.bugs.turn import RIGHT
from rope_core.diagnosis.layouts import Layout, layout_of, order_between, rotation, shifted
from rope_core.diagnosis.options import Account, Place, Table, Turning
from rope_core.diagnosis.sample import Sample
from rope_core.figures import rough
from rope_core.frequencies import attention_factor, inv_freq
from rope_core.scaling import Linear
from rope_core.spec import Features, Pairing, RopeSpec

MOST_BUGS = 2


def widths(head_dim: int, belief: Belief, seen: Iterable[int] = ()) -> tuple[int, ...]:
    """Rotated widths worth trying, the believed one first.

    >>> widths(64, Belief())
    (64, 32, 16, 48)
    """
    even = head_dim - head_dim % 2
    first = belief.rotary_dim or even
    parts = (even, head_dim // 2, head_dim // 4, 3 * head_dim // 4, *seen)
    return tuple(dict.fromkeys(w for w in (first, *parts) if w >= 2 and w % 2 == 0))


def layout_menu(
    head_dim: int, belief: Belief, wide: tuple[int, ...], heads: int = 1
) -> list[Layout]:
    """Every layout with at most two things wrong, the least wrong first, each wiring once."""
    conventions: list[Layout] = []
    menu: list[Layout] = []
    for width in wide:
        pairings: tuple[Pairing, ...] = (*CONVENTIONS, "interleaved_to_half")
        for pairing in pairings:
            wrong = _convention_bugs(pairing, width, belief)
            right = rotation(pairing, head_dim, width, belief.features)
            if len(wrong) <= MOST_BUGS:
                conventions.append(replace(right, bugs=wrong))
            if pairing == "interleaved_to_half" and belief.pairing != pairing:
                continue
            if width < head_dim and len(wrong) < MOST_BUGS:
                other = _other_end(belief.features)
                moved = rotation(pairing, head_dim, width, other)
                said = f"the {other} {width} of {head_dim}"
                menu.append(replace(moved, bugs=(*wrong, "tail_rotated"), detail=said))
            setting = LayoutSetting(head_dim, width, pairing, heads)
            start = int(right.out.min())
            for bug in BUGS.values():
                if bug.layouts is not None and len(wrong) < MOST_BUGS:
                    for made in bug.layouts(setting):
                        if start and (made.across or bug.key == "wrong_partner"):
                            continue  # they run over the whole head, or all of them
                        placed = shifted(made, start, head_dim) if start else made
                        menu.append(replace(placed, bugs=(*wrong, bug.key)))
    if belief.pairing is not None:
        meant = rotation(belief.pairing, head_dim, wide[0], belief.features)
        both = [_equal_scores(meant, layout) for layout in (*conventions, *menu)]
        conventions, menu = both[: len(conventions)], both[len(conventions) :]
    # Conventions first: a permutation before and after a turn may come to the other convention.
    menu = sorted(conventions + menu, key=lambda layout: len(layout.bugs))
    first: dict[bytes, Layout] = {}
    for layout in menu:
        first.setdefault(layout.same_wiring(), layout)
    return list(first.values())


def _other_end(features: Features) -> Features:
    return "first" if features == "last" else "last"


def _equal_scores(meant: Layout, layout: Layout) -> Layout:
    """The same numbers in another order give the same scores: no bug."""
    order = order_between(meant, layout)
    if order is None or order == tuple(range(len(order))):
        return layout
    return replace(layout, bugs=(), detail="", equivalent=True)


def _convention_bugs(pairing: Pairing, width: int, belief: Belief) -> tuple[str, ...]:
    bugs: tuple[str, ...] = ()
    if belief.pairing is not None and pairing != belief.pairing:
        permuted = "interleaved_to_half" in (pairing, belief.pairing)
        bugs += ("weights_permuted",) if permuted else ("other_pairing",)
    if belief.rotary_dim is not None and width != belief.rotary_dim:
        bugs += ("partial_width",)
    return bugs


def table_menu(setting: TableSetting) -> list[Table]:
    """The right tables, then those of every bug, one bug each (a base and a bug of it: two)."""
    belief = setting.belief
    menu = _right(setting)
    for bug in BUGS.values():
        if bug.tables is not None:
            menu += [_with_bug(bug, table, belief) for table in bug.tables(setting)]
    return menu


def _right(setting: TableSetting) -> list[Table]:
    made = [scaled(setting, base, setting.belief.method) for base in setting.belief.bases]
    return [replace(table, prior=0.01 * i) for i, table in enumerate(filter(None, made))]


def right_tables(layout: Layout, head_dim: int, belief: Belief) -> list[Table]:
    """The tables that are no mistake, the likeliest first."""
    return _right(TableSetting(layout.pairs, 2 * layout.pairs, head_dim, belief))


def _with_bug(bug: Bug, table: Table, belief: Belief) -> Table:
    # Nobody said that there is no scaling: then a scaled table is no mistake, only less likely.
    if bug.key == "scaling_wrong" and belief.scaling == "unknown":
        return replace(table, prior=0.5)
    if bug.key == "exponent_width" and belief.rotary_dim is None:
        return replace(table, bugs=(bug.key,), prior=0.3)
    # Equal tables get the likelier name: base 100 is "exponent −i/d" of base 10000.
    prior = {"exponent": 0.0, "scaling_ignored": 0.0, "base": 0.1, "scaling_wrong": 0.3}
    prior |= {"yarn_field": 0.05, "other_layers_table": 0.0, "inv_freq_flat": 0.2}
    prior["exponent_width"] = -0.05  # half of head_dim rotated: −2i/head_dim is −i/rotary_dim
    if bug.key == "scaling_wrong" and belief.method and isinstance(table.scaling, Linear):
        return replace(table, bugs=(bug.key,), prior=0.1)  # rather than "positions divided"
    if bug.key == "exponent_width" and belief.rotary_dim not in (None, 2 * len(table.values)):
        return replace(table, bugs=(bug.key,), prior=0.2)
    return replace(table, bugs=(bug.key,), prior=prior.get(bug.key, 0.2))


def plain_account(spec: RopeSpec) -> Account:
    """What a spec says itself: no bug in it.

    >>> plain_account(RopeSpec(4)).bugs
    ()
    """
    scaling = spec.scaling
    table = Table(
        inv_freq(spec), f"base {rough(spec.base, 12)}", base=spec.base,
        factor=attention_factor(spec), scaling=scaling,
    )  # fmt: skip
    turning = next(turning_menu(Belief.of(spec)))
    return Account(layout_of(spec), table, AS_GIVEN, turning, attention_factor(spec))


def place_menu(sample: Sample) -> list[Place]:
    """Positions as given, then the places of every bug."""
    menu = [AS_GIVEN]
    for bug in BUGS.values():
        if bug.places is not None:
            menu += bug.places(sample)
    return menu


def turning_menu(belief: Belief) -> Iterator[Turning]:
    """The right turn, every bug of it, and a flip together with another unit or count.

    Where the model is meant to turn backwards, all of it is the other way round.

    >>> next(turning_menu(Belief(backwards=True))).sign
    -1.0
    """
    for turning in _turnings():
        if belief.backwards:
            words = "turned by angle" if turning.bugs == ("backwards",) else turning.words
            turning = replace(turning, sign=-turning.sign, words=words)
        yield turning


def _turnings() -> Iterator[Turning]:
    yield RIGHT
    single = [turning for bug in BUGS.values() for turning in bug.turnings]
    yield from single
    for one in single:
        for other in single:
            if one.times == 1.0 and other.times not in (0.0, 1.0):
                words = f"{one.words}, {other.words}"
                yield Turning(one.sign, other.times, one.shift, words, (*one.bugs, *other.bugs))
