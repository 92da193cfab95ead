"""Which formula a table of inverse frequencies is from.

>>> from rope_core.frequencies import inv_freq
>>> diagnose_inv_freq(inv_freq(RopeSpec(8, base=500000.0)), RopeSpec(8)).verdict
'This is inv_freq for base 500,000, but base 10,000 was expected.'
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.counts import agreed, all_compared, counted
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.bugs.bug import TableSetting
from rope_core.diagnosis.bugs.scaling import scaled
from rope_core.diagnosis.evidence import NUMBERS
from rope_core.diagnosis.menu import table_menu
from rope_core.diagnosis.options import Table
from rope_core.diagnosis.unclaimed import unclaimed
from rope_core.diagnosis.verdict import Deciding, Diagnosis, FoundBug, Hypothesis, PairAngle
from rope_core.errors import RopeError
from rope_core.figures import rough
from rope_core.scaling.base import Floats, plain_table
from rope_core.spec import RopeSpec

#: How far a float32 table may be off, relative to each frequency.
_FLOAT32 = 5e-7
#: A table of smaller numbers has no size that a distance is a share of.
_LEAST_SIZE = 1e-150
#: Bases beyond are no explanation.
_MOST_BASE = 1e12


def diagnose_inv_freq(
    values: ArrayLike, believed: RopeSpec | Belief | None = None, resolution: float = 0.0
) -> Diagnosis:
    """Which formula a table of inverse frequencies, (rotary_dim/2,), is from."""
    given = as_array("inv_freq", values, "1 to 512 finite numbers, one a pair")
    if given.dtype.kind not in "biuf":
        raise RopeError("inv_freq", given, "real numbers, one a pair")
    table = np.atleast_1d(np.squeeze(given.astype(np.float64)))
    allowed = "1 to 512 finite numbers, one a pair"
    if table.ndim != 1 or not 1 <= len(table) <= 512:
        raise RopeError("inv_freq", f"shape {table.shape}", allowed)
    if len(bad := np.flatnonzero(~np.isfinite(table))):
        raise RopeError("inv_freq", f"{table[bad[0]]} for pair {bad[0]}", allowed)
    belief = Belief.of(believed)
    setting = TableSetting(len(table), 2 * len(table), 2 * len(table), belief)
    tried = [(*_table_misfit(one.values, table, resolution), one) for one in table_menu(setting)]
    if belief.base is None or belief.method is None:
        tried += [
            (*_table_misfit(one.values, table, resolution), one)
            for one in _any_base(table, setting, belief)
        ]
    order = sorted(tried, key=lambda t: (t[1] > 1, len(t[2].bugs), t[2].prior, t[1]))
    residual, misfit, best = order[0]
    # One of each kind, the nearest; after the best one by residual.
    kinds = {(bool(t.bugs), t.bugs, t.scaling is None): (r, m, t) for r, m, t in reversed(order)}
    kinds.pop((bool(best.bugs), best.bugs, best.scaling is None))
    others = sorted(kinds.values(), key=lambda one: one[0])
    shown = tuple(
        Hypothesis(t.words, t.bugs, r, m, m <= 1) for r, m, t in ((residual, misfit, best), *others)
    )
    meant = plain_table(belief.base or best.base or 10000.0, 2 * len(table))
    if belief.method is not None and (right := scaled(setting, belief.base or 1e4, belief.method)):
        meant = right.values
    if not best.bugs:
        meant = best.values
    evidence = Diagnosis(
        "right", "",
        f"{all_compared(len(table), 'number')}: {agreed(len(table), 'every one agrees')} within "
        "rounding.",
        hypotheses=shown,
        angles=tuple(
            PairAngle(
                i, float(table[i]), float(_FLOAT32 * abs(meant[i]) + resolution), float(meant[i])
            )
            for i in range(len(table))
        ),
        angle_position=1.0, deciding=_far_off(table, meant, best.values), deciding_of="pair",
        of="inv_freq",
    )  # fmt: skip
    if misfit > 1:
        return replace(
            evidence, status="bug", verdict="These frequencies come from no known formula.",
            sure=f"The nearest is {best.words}; it is off by more than rounding explains.",
            bugs=(FoundBug("inv_freq_garbage", ""),),
        )  # fmt: skip
    if not best.bugs:
        return _without_bug(evidence, best, len(table), belief)
    found = tuple(FoundBug(key, best.detail) for key in best.bugs)
    expected = (
        f"base {rough(belief.base, 10)} was expected"
        if belief.base and "base" in best.bugs
        else (BUGS[best.bugs[0]].says)
    )
    verdict = f"This is inv_freq for {best.words}, but {expected}."
    if "inv_freq_flat" in best.bugs:  # its words say it all
        verdict = f"{best.words[0].upper()}{best.words[1:]}."
    return replace(evidence, status="bug", verdict=verdict, bugs=found)


def _without_bug(said: Diagnosis, best: Table, pairs: int, belief: Belief) -> Diagnosis:
    """What a table that is of a formula says of what is meant."""
    wanted = None if belief.rotary_dim is None else belief.rotary_dim // 2
    if pairs == 1 and best.base is not None:  # base^0 is 1 for every base
        if wanted == 1:
            words = "Right: this is inv_freq of the only pair, which is the same for every base."
            return replace(said, verdict=words)
        return replace(
            said, status="cannot_tell",
            verdict="One number cannot tell: the frequency of pair 0 is the same for every base.",
            ask=f"Send the whole table, one number a pair{f': {wanted:,}' if wanted else ''}.",
        )  # fmt: skip
    if wanted is not None and wanted != pairs:
        return replace(
            said, status="bug", bugs=(FoundBug("partial_width", f"{2 * pairs} features"),),
            verdict=f"This is inv_freq for {best.words}, but of {counted(pairs, 'pair')}: "
            f"{counted(wanted, 'pair', 'were meant')} (rotary_dim {belief.rotary_dim}).",
        )  # fmt: skip
    right = replace(said, verdict=f"Right: this is inv_freq for {best.words}.")
    return right if belief.claimed else unclaimed(right)


def _far_off(table: Floats, meant: Floats, explained: Floats) -> tuple[Deciding, ...]:
    """The frequencies that are farthest from what was meant, relatively."""
    off = np.abs(table - meant) / np.maximum(np.abs(meant), 1e-300)
    order = np.argsort(-off, kind="stable")[:NUMBERS]
    return tuple(
        Deciding(str(i), None, float(table[i]), float(meant[i]), float(explained[i]))
        for i in sorted(map(int, order))
    )


def _table_misfit(should: Floats, table: Floats, resolution: float) -> tuple[float, float]:
    """How far a table is from what it should be: of its size, and of what rounding may cause."""
    error = _FLOAT32 * np.abs(should) + resolution + 1e-300
    # Beside huge numbers, and of a table of zeros, everything is infinitely far.
    with np.errstate(over="ignore"):
        off = np.abs(table - should)
        return _size(off) / max(_size(table), _LEAST_SIZE), float((off / error).max())


def _size(values: Floats) -> float:
    """The root of the mean square, of numbers whose squares may be no float64s.

    >>> round(_size(np.array([3e200, 3e200])) / 1e200, 9)
    3.0
    """
    top = float(np.abs(values).max())
    if top == 0 or not math.isfinite(top):
        return top
    return top * float(np.sqrt(np.mean((values / top) ** 2)))


def _any_base(table: Floats, setting: TableSetting, belief: Belief) -> list[Table]:
    """The bases that the first two frequencies, and the last one, are of: all must be above 0."""
    if len(table) < 2 or table[0] <= 0 or table[1] <= 0:
        return []
    half = setting.rotary_dim / 2
    # By logarithms: the base itself may be no float64.
    powers = [half * (math.log(table[0]) - math.log(table[1]))]
    if table[-1] > 0:
        powers.append(-half / (len(table) - 1) * math.log(table[-1]))
    bugs = ("base",) if belief.base is not None else ()
    made = []
    for power in powers:
        if not 0 < power < math.log(_MOST_BASE):
            continue
        rounded = float(f"{math.exp(power):.6g}")
        if rounded == 1:  # there is no such base
            continue
        values = plain_table(rounded, setting.rotary_dim)
        made.append(
            Table(values, f"base {rough(rounded, 8)}", bugs, rough(rounded, 8), 1.0, rounded, 0.4)
        )
    return made
