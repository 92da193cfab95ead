"""From numbers to explanations: one for all of them, or one for most and others for the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.budget import ROUGH_ATTEMPTS
from rope_core.diagnosis.compare import Compared, compare
from rope_core.diagnosis.inside import noise_size, table_type
from rope_core.diagnosis.left_over import few_features, left_over, not_finite
from rope_core.diagnosis.most_features import most_features
from rope_core.diagnosis.noise import RELATIVE, Noise
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.pair_groups import PairGroup, pair_groups
from rope_core.diagnosis.parts import MEANT_SHARE, at_positions, candidates, used_positions
from rope_core.diagnosis.patterns import Pattern, named
from rope_core.diagnosis.plain_parts import plain_parts
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.search import Found, search, weight
from rope_core.diagnosis.verdict import Located
from rope_core.diagnosis.where import Where, along, places_of
from rope_core.scaling.base import Floats

#: How far it is (0 to 1), and what is looked at.
Progress = Callable[[float, str], None]


def silent(share: float, words: str) -> None:
    """No progress is shown."""


@dataclass(frozen=True, eq=False)
class Explained:
    """found: the search over the sample. main: what explains most of the rows, and seen: how it
    met every number; None where nothing does. located: parts that are otherwise. pattern, used:
    of positions, (heads, seq), where they were solved for. groups: pairs with positions of their
    own. noise: relative to the numbers, where more than rounding is left. parts_tried: whether
    every part was searched for all that is known."""

    found: Found
    main: Account | None = None
    seen: Compared | None = None
    located: tuple[Located, ...] = ()
    pattern: Pattern | None = None
    used: Floats | None = None
    groups: tuple[PairGroup, ...] = ()
    noise: float = 0.0
    parts_tried: bool = True

    @property
    def all_tried(self) -> bool:
        """Whether all that is known was tried, or nothing is left that it could explain."""
        if self.located and all(one.status != "unknown" for one in self.located):
            return True
        return self.found.all_tried and self.parts_tried

    @property
    def whole(self) -> bool:
        """Whether one explanation holds for every number."""
        return self.main is not None and not self.located


def explain(sample: Sample, belief: Belief, tell: Progress = silent) -> Explained:
    """What explains the numbers, every one of them looked at."""
    tell(0.05, "Comparing with each convention and each known bug")
    found = search(sample, belief)
    if found.accounts:
        tell(0.5, "Comparing every number")
        main = found.accounts[0]
        seen = compare(main, sample)
        if seen.fits:
            return Explained(found, main, seen)
        if along(seen.wrong, 3).mean() < 0.5:
            main, seen = _meant_elsewhere(main, seen, sample, belief)
            return _rest(Explained(found, main, seen), sample, belief, tell)
    tell(0.6, "Looking for parts that are explained, row by row")
    parts_tried = True
    for number, one in enumerate(candidates(sample, belief)[:2]):
        begun = Explained(found, one.account, compare(one.account, sample), parts_tried=parts_tried)
        made = _rest(begun, sample, belief, tell, again=number > 0)
        if made.main is not None:
            return made
        parts_tried = made.parts_tried
    if account := most_features(sample, belief):
        made = _rest(Explained(found, account, compare(account, sample)), sample, belief, tell)
        if made.main is not None:
            return made
    if narrow := _inside(sample, belief):
        return narrow
    tell(0.8, "Looking pair by pair")
    if split := _by_pairs(sample, belief, found):
        return split
    return Explained(found, parts_tried=parts_tried)


def _meant_elsewhere(
    main: Account, seen: Compared, sample: Sample, belief: Belief
) -> tuple[Account, Compared]:
    """What is meant instead of a bug, where the sample happened to see the bug alone."""
    rows = along(seen.wrong, 3).reshape(sample.shape[:2])
    if not main.bugs or rows.mean() < MEANT_SHARE:
        return main, seen
    part = sample.spread(rows, 512)
    part = part.rows(np.asarray(np.isfinite(part.y).all(axis=1)))
    plain = search(part, belief, most_bugs=0).accounts if len(part.x) > 1 else []
    return (plain[0], compare(plain[0], sample)) if plain and not plain[0].bugs else (main, seen)


def _inside(sample: Sample, belief: Belief) -> Explained | None:
    """Computed in 16 bits, or noisier than the type of the data."""
    if sample.noise.name not in ("float32", "float64"):
        return None
    rough = sample.with_noise(Noise("bfloat16", RELATIVE["bfloat16"], sample.noise.absolute))
    near = search(rough, belief, most_bugs=1, attempts=ROUGH_ATTEMPTS)
    for account in near.accounts[:6]:
        kind = table_type(account.layout, sample)
        if kind is not None:
            narrow = replace(account, inside=kind)
            seen = compare(narrow, sample)
            if seen.fits:
                return Explained(replace(near, accounts=[narrow]), narrow, seen)
    for account in near.accounts[:6]:
        if weight(account) == 0 and (size := noise_size(account, sample)):
            wide = Noise("noise", 4 * size, sample.noise.absolute)
            seen = compare(account, sample.with_noise(wide))
            if seen.fits:
                return Explained(replace(near, accounts=[account]), account, seen, noise=size)
    return None


def _by_pairs(sample: Sample, belief: Belief, found: Found) -> Explained | None:
    """Pairs that follow positions of their own, each group another."""
    for account, groups in pair_groups(sample, belief):
        everywhere = Located(Where(sample.of), "pairs follow different positions",
                             bugs=("positions_by_pair",))  # fmt: skip
        seen = Compared(np.zeros(sample.of, dtype=np.bool_), int(np.prod(sample.of)), 0.0)
        return Explained(found, account, seen, (everywhere,), groups=groups)
    return None


# --- the rest: what the main account does not explain --------------------------------------


def _rest(
    made: Explained, sample: Sample, belief: Belief, tell: Progress, again: bool = False
) -> Explained:
    """Names for the numbers that the main account does not explain.

    again: for a second account. What is left is then searched only if it is not nearly all.
    """
    main, seen = made.main, made.seen
    assert main is not None
    assert seen is not None
    wrong = seen.wrong
    if not wrong.any():
        return made
    broken, wrong = not_finite(sample, wrong)
    rows = along(wrong, 3).reshape(sample.shape[:2])
    located, pattern, used = list(broken), None, None
    if 0 < rows.mean() < 0.9:
        plain, left = plain_parts(main, sample, wrong)
        over = along(left, 3).reshape(sample.shape[:2])
        # A row or two may stand at position 0 and be right: most of the wrong rows must be so.
        if over.sum() <= 0.5 * rows.sum() and rows.sum() - over.sum() > 1:
            located, wrong, rows = [*located, *plain], left, over
    if rows.any() and not few_features(main, wrong):
        tell(0.7, "Solving for the position of each row")
        used = used_positions(main, sample, rows)
        if used is not None and (pattern := _pattern(sample, used)):
            moved = at_positions(main, used, pattern.bugs, pattern.words)
            seen = compare(moved, sample)
            wrong = seen.wrong & wrong
            located = [*located, *_moved(sample, used, pattern)]
            rows = along(wrong, 3).reshape(sample.shape[:2])
        else:
            used = None
    if again and pattern is None and rows.mean() > 0.9:
        return replace(made, main=None, seen=None)  # the same rows were left, and searched, before
    parts_tried = made.parts_tried
    if rows.any():
        tell(0.8, "Looking at what is left")
        others, tried = left_over(main, sample, belief, wrong)
        located, parts_tried = [*located, *others], parts_tried and tried
    made = replace(made, parts_tried=parts_tried)
    lost = sum(one.numbers for one in located if one.status == "unknown")
    if lost > 0.5 * seen.compared:  # with other positions or without: this explains little
        return replace(made, main=None, seen=None)
    return replace(made, seen=seen, located=tuple(located), pattern=pattern, used=used)


def _pattern(sample: Sample, used: Floats) -> Pattern | None:
    """What is wrong with the positions of each head; they may differ between heads alone."""
    by_head = used.reshape(sample.of[:3])
    known = np.isfinite(by_head)
    same = np.where(known, by_head, np.inf).min(axis=1)
    agree = ~known | (by_head == same[:, None])
    if agree.mean() > 0.98:
        return named(sample.given, np.where(known.any(axis=1), same, np.nan))
    each = [np.unique(one[np.isfinite(one)]) for one in used]
    if all(len(values) == 1 for values in each):
        return Pattern(
            ("axes_exchanged",), "each head has one position for all its tokens: the head axis "
            "was taken for the sequence axis", "position of the head",
        )  # fmt: skip
    given = np.repeat(sample.given, sample.heads_each, axis=0)
    # Some heads are as given: what is wrong with the others, which may be one thing.
    off = np.asarray((np.isfinite(used) & (used != given)).any(axis=1))
    return named(given[off], used[off])


def _moved(sample: Sample, used: Floats, pattern: Pattern) -> list[Located]:
    """Where the positions used are not the ones given."""
    given = np.repeat(sample.given, sample.heads_each, axis=0)
    moved = np.isfinite(used) & (used != given)
    wide = np.broadcast_to(moved.reshape(*sample.of[:3], 1), sample.of)
    return [
        Located(where, pattern.words, bugs=pattern.bugs, numbers=int(where.mask().sum()))
        for where in places_of(wide)
    ]
