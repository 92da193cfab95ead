"""What is said where a part of the numbers is not like the rest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from rope_core.counts import agreed, all_compared
from rope_core.diagnosis.explain import Explained
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.patterns import runs
from rope_core.diagnosis.sample import Sample
from rope_core.diagnosis.verdict import Diagnosis, FoundBug, Located, PositionRun, Status
from rope_core.diagnosis.where import places_of
from rope_core.diagnosis.wording import described, found_bugs, sentence
from rope_core.figures import rough
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec


@dataclass(frozen=True, eq=False)
class Said:
    """The parts of a diagnosis that come from its parts."""

    status: Status
    verdict: str
    sure: str
    bugs: tuple[FoundBug, ...]
    located: tuple[Located, ...]
    positions: tuple[PositionRun, ...] = ()
    used_positions: Floats | None = field(default=None, compare=False)
    notes: tuple[str, ...] = ()


def said_of_parts(
    sample: Sample, made: Explained, best: Account, spec: RopeSpec, expected: RopeSpec
) -> Said:
    """Status, verdict and places for a main account that does not hold for every number."""
    assert made.seen is not None
    lost = [one for one in made.located if one.status == "unknown"]
    wrong = sum(one.numbers for one in made.located)
    own = found_bugs(best)
    if made.groups:
        return _by_pairs(sample, made, spec)
    bugs = [*own]
    if made.pattern is not None:
        bugs += [FoundBug(key, made.pattern.detail) for key in made.pattern.bugs]
    known = {one.key for one in bugs}
    for place in made.located:
        bugs += [FoundBug(key, place.where.words()) for key in place.bugs if key not in known]
        known |= set(place.bugs)
    if lost:
        bugs.append(FoundBug("part_differs", lost[0].where.words()))
    return Said(
        "bug", _verdict(made, best, spec, expected),
        f"{all_compared(made.seen.compared, 'number')}: {_share(made, wrong)}",
        tuple(bugs), made.located, *_positions(sample, made),
    )  # fmt: skip


#: Patterns whose words do not say where: true of all rows, or of a part.
_SAID_ELSEWHERE = frozenset(("backwards", "off_by_one", "offset", "stuck"))


def _verdict(made: Explained, best: Account, spec: RopeSpec, expected: RopeSpec) -> str:
    main = sentence(best, expected, spec).removeprefix("Right: this is ").removeprefix("This is ")
    main = main.rstrip(".")
    others = [one for one in made.located if made.pattern is None or one.bugs != made.pattern.bugs]
    if made.pattern is not None:
        join = ", and" if best.bugs else ", but"
        verdict = f"This is {main}{join} {made.pattern.words}"
        moved = [one for one in made.located if one.bugs == made.pattern.bugs]
        if len(moved) == 1 and made.pattern.bugs[0] in _SAID_ELSEWHERE:
            verdict += f" ({moved[0].where.words()})"
        return verdict + (f". Beside that, {_listed(others)}." if others else ".")
    return f"This is {main}, but not everywhere: {_listed(others)}."


def _listed(places: list[Located]) -> str:
    told = "; ".join(str(place) for place in places[:3])
    return told + (f"; and {len(places) - 3} places more" if len(places) > 3 else "")


def _share(made: Explained, wrong: int) -> str:
    assert made.seen is not None
    total = made.seen.compared
    if made.pattern is not None:
        left = int(made.seen.wrong.sum())
        told = "with the positions that were used"
        return f"{told} all agree within rounding." if not left else (
            f"{told} {total - left:,} agree, {left:,} do not."
        )  # fmt: skip
    said = agreed(wrong, "are not like the rest")
    return f"{wrong:,} {said} ({rough(wrong / total, 2)} of them); the rest agrees."


def _positions(sample: Sample, made: Explained) -> tuple[tuple[PositionRun, ...], Floats | None]:
    """The positions used, by sequence: what the heads agree on."""
    if made.used is None:
        return (), None
    by_head = made.used.reshape(sample.of[:3])
    known = np.isfinite(by_head)
    first = np.where(known, by_head, np.inf).min(axis=1)
    used = np.where(known.any(axis=1), first, np.nan)
    if (known & (by_head != used[:, None])).any():  # heads differ
        told: list[PositionRun] = []
        for flat, row in enumerate(made.used):
            sequence, head = divmod(flat, sample.heads_each)
            told += runs(sample.given[sequence : sequence + 1], row[None], head)
        return tuple(told), used
    return runs(sample.given, used), used


#: Bugs of the positions whose runs are short to tell.
_COUNTED = frozenset(
    ("off_by_one", "offset", "restarted", "clamped", "stuck", "positions_shuffled")
)  # fmt: skip


def with_positions(said: Diagnosis, sample: Sample, best: Account) -> Diagnosis:
    """Used positions beside given ones, where one explanation with other positions holds for
    every number; and where they differ, if that is not everywhere."""
    if not _COUNTED & set(best.place.bugs) or sample.sections:
        return said
    sequences, seq = sample.given.shape
    heads = np.repeat(np.arange(sequences) * sample.heads_each, seq)
    used = best.place.used(sample.at(heads, np.tile(np.arange(seq), sequences)))
    used = used.reshape(sequences, seq)
    moved = used != sample.given
    located: tuple[Located, ...] = ()
    if moved.any() and not moved.all():
        wide = np.broadcast_to(moved[:, None, :, None], sample.of)
        located = tuple(
            Located(where, best.place.words, bugs=best.place.bugs, numbers=int(where.mask().sum()))
            for where in places_of(wide)
        )
    return replace(
        said, located=located, positions=runs(sample.given, used), used_positions=used
    )  # fmt: skip


def _by_pairs(sample: Sample, made: Explained, spec: RopeSpec) -> Said:
    told = []
    tokens: list[PositionRun] = []
    for group in made.groups:
        first, last = group.pairs
        follows = "the positions given" if group.as_given else "others"
        told.append(f"pairs {first} to {last} follow {follows}")
        tokens += [
            PositionRun(0, (int(t), int(t)), (float(g), float(g)), (float(u), float(u)), None,
                        group.pairs)
            for t, g, u in zip(group.tokens, group.given, group.used, strict=True)
        ]  # fmt: skip
    verdict = f"This is {described(spec)}, but {', '.join(told)}."
    bug = FoundBug("positions_by_pair", ", ".join(told))
    return Said(
        "bug", verdict,
        f"Solved in {len(made.groups[0].tokens)} rows. Positions of several axes (an image's "
        "time, height and width) look so: say the sections to have all numbers compared.",
        (bug,), made.located, tuple(tokens),
    )  # fmt: skip
