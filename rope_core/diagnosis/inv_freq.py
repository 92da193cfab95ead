"""Which formula a table of inverse frequencies is from.

>>> from rope_core.frequencies import inv_freq
>>> diagnose_inv_freq(inv_freq(RopeSpec(8, base=500000.0)), RopeSpec(8)).verdict
'This is inv_freq for base 500,000, but base 10,000 was expected.'
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.counts import agreed, all_compared
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
        said = replace(evidence, verdict=f"Right: this is inv_freq for {best.words}.")
        return said if belief.claimed else unclaimed(said)
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


def _far_off(table: Floats, meant: Floats, explained: Floats) -> tuple[Deciding, ...]:
    """The frequencies that are farthest from what was meant, relatively."""
    off = np.abs(table - meant) / np.maximum(np.abs(meant), 1e-300)
    order = np.argsort(-off, kind="stable")[:NUMBERS]
    return tuple(
        Deciding(str(i), None, float(table[i]), float(meant[i]), float(explained[i]))
        for i in sorted(map(int, order))
    )


def _table_misfit(should: Floats, table: Floats, resolution: float) -> tuple[float, float]:
    error = _FLOAT32 * np.abs(should) + resolution + 1e-300
    off = np.abs(table - should)
    with np.errstate(over="ignore"):  # of a table of zeros everything is infinitely far
        residual = float(np.sqrt(np.mean(off**2) / max(float(np.mean(table**2)), 1e-300)))
    return residual, float((off / error).max())


def _any_base(table: Floats, setting: TableSetting, belief: Belief) -> list[Table]:
    if len(table) < 2 or table[1] <= 0 or table[0] <= 0:
        return []
    base = float((table[1] / table[0]) ** (-setting.rotary_dim / 2))
    if not 1 < base < 1e12:
        return []
    last = float(table[-1]) ** (-setting.rotary_dim / (2 * (len(table) - 1)))
    bugs = ("base",) if belief.base is not None else ()
    made = []
    for value in (base, last):
        rounded = float(f"{value:.6g}") if 1 < value < 1e12 else base
        values = plain_table(rounded, setting.rotary_dim)
        made.append(
            Table(values, f"base {rough(rounded, 8)}", bugs, rough(rounded, 8), 1.0, rounded, 0.4)
        )
    return made
