"""What the positions used are of the positions given.

>>> given, used = np.array([[0.0, 1, 2, 0, 1]]), np.array([[0.0, 1, 2, 3, 4]])
>>> named(given, used).bugs
('positions_ignored',)
>>> [(run.tokens, run.given, run.used) for run in runs(given, used) if not run.as_given]
[((3, 4), (0.0, 1.0), (3.0, 4.0))]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rope_core.counts import agreed, counted
from rope_core.diagnosis.verdict import PositionRun
from rope_core.figures import typed
from rope_core.scaling.base import Floats

#: So many runs are told; positions in no order would give one for each token.
MOST_RUNS = 400


@dataclass(frozen=True)
class Pattern:
    """bugs: its key. words: the end of "…, but …". detail: a number, for the bug's entry."""

    bugs: tuple[str, ...]
    words: str
    detail: str = ""


def named(given: Floats, used: Floats) -> Pattern | None:
    """The pattern, (sequences, tokens) each, nan in used where nothing is known; None: as given."""
    known = np.isfinite(used)
    if not known.any() or np.array_equal(given[known], used[known]):
        return None
    for pattern in _PATTERNS:
        if found := pattern(given, used, known):
            return found
    return Pattern(("other_positions",), "the positions used are not the ones given")


_Reader = Callable[[Floats, Floats, "np.ndarray"], Pattern | None]


def _shifted(given: Floats, used: Floats, known: np.ndarray) -> Pattern | None:
    """One constant for all sequences, or one for each."""
    shifts = []
    for sequence in range(len(given)):
        here = known[sequence]
        if not here.any():
            continue
        apart = (used - given)[sequence, here]
        values, counts = np.unique(apart, return_counts=True)
        usual = float(values[np.argmax(counts)])
        # Rows of padding may stand at any position: they are all before the first real token.
        off = np.flatnonzero(here)[apart != usual]
        if len(off) and (off.max() >= np.flatnonzero(here)[apart == usual].min()):
            return None
        if len(off) > 0.7 * here.sum():
            return None
        shifts.append(usual)
    if len(set(shifts)) == 1:
        by = shifts[0]
        if by == 0:
            return None
        if abs(by) == 1:
            words = "positions start at 1" if by > 0 else "positions are one too small"
            return Pattern(("off_by_one",), words, f"{by:+g}")
        large = "large" if by > 0 else "small"
        return Pattern(("offset",), f"positions are {typed(abs(by))} too {large}", typed(by, "+"))
    listed = ", ".join(typed(by, "+") for by in shifts[:6]) + (", …" if len(shifts) > 6 else "")
    return Pattern(
        ("padding_by_sequence",), f"each sequence is shifted by its own constant ({listed})", listed
    )


def _counted(given: Floats, used: Floats, known: np.ndarray) -> Pattern | None:
    """Position = index along the sequence axis, though several texts stand in one sequence."""
    if not (np.diff(given, axis=1) < 0).any() and len(np.unique(given - given[:, :1], axis=0)) == 1:
        return None
    index = np.broadcast_to(np.arange(given.shape[1], dtype=np.float64), given.shape)
    apart = (used - index)[known]
    if len(np.unique(apart)) != 1 or np.ptp(index[known]) == 0 or _padded(given):
        return None
    start = float(apart[0])
    return Pattern(
        ("positions_ignored",),
        f"the positions given are ignored: tokens are counted {typed(start)}, {typed(start + 1)}, "
        f"{typed(start + 2)}, …",
        f"from {typed(start)}",
    )


def _padded(given: Floats) -> bool:
    """Whether each row is one text, with padding in front of it: some constant, then 0, 1, 2, …"""
    start = given.shape[1] - 1 - np.argmin(given[:, ::-1], axis=1)  # the last smallest entry
    for row, at in zip(given, start, strict=True):
        if (np.diff(row[at:]) != 1).any() or len(np.unique(row[:at])) > 1:
            return False
    return True


def _late(given: Floats, used: Floats, known: np.ndarray) -> Pattern | None:
    """Each token has the position of the one before it, or of the one after."""
    if given.shape[1] < 3:
        return None
    for step, words in ((1, "before"), (-1, "after")):
        moved = np.roll(given, step, axis=1)
        inner = known.copy()
        inner[:, 0 if step > 0 else -1] = False
        even = len(np.unique((used - given)[known])) == 1  # that is "off by one"
        if inner.any() and not even and np.array_equal(used[inner], moved[inner]):
            late = "late" if step > 0 else "early"
            return Pattern(
                ("one_step_late",), f"each token has the position of the one {words} it",
                f"one step {late}",
            )  # fmt: skip
    return None


def _constant(given: Floats, used: Floats, known: np.ndarray) -> Pattern | None:
    value = used[known]
    if len(value) > 1 and len(np.unique(value)) == 1:
        at = float(value[0])
        return Pattern(("stuck",), f"every row is turned as if at position {typed(at)}", typed(at))
    top = float(value.max())
    if np.array_equal(value, np.minimum(given[known], top)):
        return Pattern(("clamped",), f"no position goes beyond {typed(top)}", typed(top))
    return None


def _wrapped(given: Floats, used: Floats, known: np.ndarray) -> Pattern | None:
    """Positions count from 0 again, once or at every multiple of a length."""
    apart = np.where(known, given - used, 0.0)
    if not (apart >= 0).all() or not (apart > 0).any():
        return None
    moved = apart[apart > 0]
    first = float(moved.min())
    steps = np.unique(moved)
    grows = all((np.diff(row[ok]) >= 0).all() for row, ok in zip(apart, known, strict=True))
    again = used[known & (apart > 0)].min() == 0
    if not grows or not again or len(steps) > 0.25 * len(moved):
        return None
    if len(steps) == 1:
        return Pattern(
            ("restarted",),
            f"positions start again from 0 at position {typed(first)}",
            f"at {typed(first)}",
        )
    if np.array_equal(used[known], np.mod(given[known], first)):
        return Pattern(
            ("restarted",), f"positions start again from 0 at every multiple of {typed(first)}",
            f"every {typed(first)}",
        )  # fmt: skip
    listed = ", ".join(typed(step) for step in steps[:5])
    return Pattern(("restarted",), f"positions start again from 0, at {listed}", f"at {listed}")


def _shuffled(given: Floats, used: Floats, known: np.ndarray) -> Pattern | None:
    if not known.all():
        return None
    if np.array_equal(used, given[:, ::-1]):
        return Pattern(("positions_shuffled",), "the positions run backwards", "reversed")
    if np.array_equal(np.sort(used, axis=1), np.sort(given, axis=1)):
        return Pattern(("positions_shuffled",), "the positions are in another order", "shuffled")
    if np.array_equal(np.sort(used, axis=None), np.sort(given, axis=None)):
        return Pattern(
            ("positions_shuffled",), "positions of one sequence are used in another", "shuffled"
        )
    return None


def _negated(given: Floats, used: Floats, known: np.ndarray) -> Pattern | None:
    """Where they are not as given they are the negative of it: turned the other way round."""
    moved = known & (used != given)
    if moved.sum() > 1 and np.array_equal(used[moved], -given[moved]):
        return Pattern(("backwards",), "a part turns backwards", "positions × −1")
    return None


def _shifted_in_part(given: Floats, used: Floats, known: np.ndarray) -> Pattern | None:
    """As given, but for tokens that follow one another and are all shifted by one number."""
    moved = known & (used != given)
    apart = np.unique((used - given)[moved])
    if len(apart) != 1 or moved.sum() < 3:
        return None
    for row, here in zip(moved, known, strict=True):
        places = np.flatnonzero(row)
        if len(places) and not row[here.nonzero()[0][here.nonzero()[0] >= places[0]]].all():
            return None  # as given again after it
    by = float(apart[0])
    large = "large" if by > 0 else "small"
    words = f"from some token on positions are {typed(abs(by))} too {large}"
    return Pattern(("off_by_one" if abs(by) == 1 else "offset",), words, typed(by, "+"))


def _stale(given: Floats, used: Floats, known: np.ndarray) -> Pattern | None:
    same = (used == given) & known
    other = known & ~same
    if not same.any() or same.sum() < 0.5 * known.sum():
        return None
    count = int(other.sum())
    return Pattern(
        ("stale_positions",),
        f"{count:,} of {counted(int(known.sum()), 'token')} "
        + agreed(count, "are turned for other positions"),
        counted(count, "token"),
    )


_PATTERNS: tuple[_Reader, ...] = (
    _constant, _late, _counted, _negated, _shifted, _wrapped, _shuffled, _shifted_in_part, _stale,
)  # fmt: skip


def runs(given: Floats, used: Floats, head: int | None = None) -> tuple[PositionRun, ...]:
    """Tokens that follow one another with even steps in both, (sequences, tokens) each."""
    made: list[PositionRun] = []
    for sequence in range(len(given)):
        start, count = 0, given.shape[1]
        while start < count and len(made) < MOST_RUNS:
            stop = _end_of_run(given[sequence], used[sequence], start)
            here = used[sequence, [start, stop]]
            pair = None if np.isnan(here).any() else (float(here[0]), float(here[1]))
            first, last = given[sequence, [start, stop]]
            made.append(
                PositionRun(sequence, (start, stop), (float(first), float(last)), pair, head)
            )
            start = stop + 1
    return tuple(made)


def _end_of_run(given: Floats, used: Floats, start: int) -> int:
    """The last index that goes on as the first two do, with a step of 0 or 1 in each."""
    stop = start
    step_given = step_used = None
    while stop + 1 < len(given):
        a, b = given[stop + 1] - given[stop], used[stop + 1] - used[stop]
        both = np.isnan(used[stop]) and np.isnan(used[stop + 1])
        if (used[stop + 1] == given[stop + 1]) != (used[start] == given[start]):
            break
        if step_given is None:
            if a not in (0.0, 1.0) or not (both or b in (0.0, 1.0)):
                break
            step_given, step_used = a, b
        elif a != step_given or not (both or b == step_used):
            break
        stop += 1
    return stop
