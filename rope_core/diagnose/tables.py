"""Other things to diagnose: a table of inv_freq, of cos and sin, or two outputs of one input.

>>> from rope_core.frequencies import inv_freq
>>> diagnose_inv_freq(inv_freq(RopeSpec(8, base=500000.0)), RopeSpec(8)).verdict
'This is inv_freq for base 500,000, but base 10,000 was expected.'
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from rope_core.diagnose.belief import Belief
from rope_core.diagnose.bug import TableSetting
from rope_core.diagnose.bugs import BUGS
from rope_core.diagnose.menu import table_menu
from rope_core.diagnose.options import Table
from rope_core.diagnose.run import diagnose
from rope_core.diagnose.verdict import Diagnosis, FoundBug, Hypothesis
from rope_core.errors import RopeError
from rope_core.rotate import rotate
from rope_core.scaling_base import Floats, plain_table
from rope_core.spec import RopeSpec

#: How far a float32 table may be off, relative to each frequency.
_FLOAT32 = 5e-7


def diagnose_inv_freq(
    values: ArrayLike, believed: RopeSpec | Belief | None = None, resolution: float = 0.0
) -> Diagnosis:
    """Which formula a table of inverse frequencies, (rotary_dim/2,), is from."""
    table = np.atleast_1d(np.squeeze(np.asarray(values, dtype=np.float64)))
    if table.ndim != 1 or not 1 <= len(table) <= 512 or not np.isfinite(table).all():
        allowed = "1 to 512 finite numbers, one a pair"
        raise RopeError("inv_freq", f"shape {table.shape}", allowed)
    belief = Belief.of(believed)
    setting = TableSetting(len(table), 2 * len(table), 2 * len(table), belief)
    tried = [(*_table_misfit(one.values, table, resolution), one) for one in table_menu(setting)]
    if belief.base is None or belief.method is None:
        tried += [
            (*_table_misfit(one.values, table, resolution), one)
            for one in _any_base(table, setting, belief)
        ]
    order = sorted(tried, key=lambda t: (t[1] > 1, len(t[2].bugs), t[2].prior, t[1]))
    shown = tuple(
        Hypothesis(t.words, t.bugs, residual, misfit, misfit <= 1)
        for residual, misfit, t in order[:8]
    )
    _, misfit, best = order[0]
    if misfit > 1:
        bug = FoundBug("inv_freq_garbage", "")
        return Diagnosis(
            "bug", "These frequencies come from no known formula.",
            f"The nearest is {best.words}.", (bug,), hypotheses=shown,
        )  # fmt: skip
    sure = f"All {len(table)} numbers agree within float32."
    if not best.bugs:
        return Diagnosis(
            "right", f"Right: this is inv_freq for {best.words}.", sure, hypotheses=shown
        )
    found = tuple(FoundBug(key, best.detail) for key in best.bugs)
    expected = (
        f"base {belief.base:,.10g} was expected"
        if "base" in best.bugs
        else (BUGS[best.bugs[0]].says)
    )
    return Diagnosis(
        "bug", f"This is inv_freq for {best.words}, but {expected}.", sure, found, hypotheses=shown
    )


def _table_misfit(should: Floats, table: Floats, resolution: float) -> tuple[float, float]:
    error = _FLOAT32 * np.abs(should) + resolution + 1e-300
    off = np.abs(table - should)
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
            Table(values, f"base {rounded:,.8g}", bugs, f"{rounded:,.8g}", 1.0, rounded, 0.4)
        )
    return made


def diagnose_tables(
    cos: ArrayLike,
    sin: ArrayLike,
    positions: ArrayLike | None = None,
    believed: RopeSpec | Belief | None = None,
    resolution: float = 0.0,
) -> Diagnosis:
    """What a table of cos and sin, (seq, rotary_dim/2) or (seq, rotary_dim), holds.

    A full-width table says by its layout which pairing it is for.
    """
    c, s = (np.atleast_2d(np.squeeze(np.asarray(t, dtype=np.float64))) for t in (cos, sin))
    if c.shape != s.shape or c.ndim != 2:
        raise RopeError("sin", f"shape {s.shape}", f"cos's shape, {c.shape}, as (seq, width)")
    width = c.shape[1]
    half = width // 2
    belief, note = Belief.of(believed), ""
    if width % 2 == 0 and width > 2:
        near = 1e-6 + resolution
        if np.allclose(c[:, :half], c[:, half:], atol=near):
            c, s, note = c[:, :half], s[:, :half], "half_split"
        elif np.allclose(c[:, 0::2], c[:, 1::2], atol=near):
            c, s, note = c[:, 0::2], s[:, 0::2], "interleaved"
    # The table turns (1, 0) into (cos, sin): a rotation like any other, interleaved.
    pairs = c.shape[1]
    x = np.tile([1.0, 0.0], (len(c), pairs))
    y = np.stack([c, s], axis=-1).reshape(len(c), 2 * pairs)
    inner = replace(belief, pairing="interleaved", rotary_dim=None)
    found = diagnose(x, y, positions, inner, resolution=resolution)
    verdict = found.verdict.replace("interleaved RoPE", "a table of cos and sin")
    if note and belief.pairing and note != belief.pairing:
        said = f"It is laid out for {note}; {belief.pairing} was expected."
        if found.status == "right":
            verdict = f"This is a table of cos and sin laid out for {note}, not {belief.pairing}."
            found = replace(found, status="bug", bugs=(FoundBug("mixed_layout", note),))
        return replace(found, verdict=verdict, notes=(*found.notes, said))
    said = f"The table is laid out for {note}." if note else "One column a pair."
    return replace(found, verdict=verdict, notes=(*found.notes, said))


def diagnose_outputs(
    reference: ArrayLike,
    other: ArrayLike,
    positions: ArrayLike | None,
    believed: RopeSpec,
    *,
    axes: str | None = None,
    resolution: float = 0.0,
) -> Diagnosis:
    """What another implementation did, given the output of a right one and not the input.

    The reference output is turned back by what is believed of it; that gives x.
    """
    if not isinstance(believed, RopeSpec):
        raise RopeError("believed", believed, "a whole RopeSpec, to turn the reference back")
    array = np.asarray(reference)
    if array.ndim > 2 and axes == "seq, heads":
        array = np.swapaxes(array, -3, -2)
        other = np.swapaxes(np.asarray(other), -3, -2)
    wide = array.astype(np.float64)
    seq = wide.shape[-2] if wide.ndim > 1 else 1
    where = np.arange(seq) if positions is None else np.atleast_1d(np.asarray(positions))
    where = where if wide.ndim > 1 else where[0]
    x = turned_back(wide, where, believed)
    return diagnose(
        x.astype(array.dtype), other, where, believed, axes="heads, seq", resolution=resolution
    )


def turned_back(y: Floats, positions: ArrayLike, spec: RopeSpec) -> Floats:
    """The x that spec turns into y.

    >>> turned_back(rotate(np.array([1.0, 2.0]), 3, RopeSpec(2)), 3, RopeSpec(2)).round(9).tolist()
    [1.0, 2.0]
    """
    from rope_core.frequencies import attention_factor

    same = RopeSpec(spec.head_dim, spec.base, spec.pairing, spec.rotary_dim, spec.scaling)
    if spec.pairing == "interleaved_to_half":
        # Back to neighbours first; then it is a rotation in place.
        order = [p for i in range(spec.pairs) for p in (i, i + spec.pairs)]
        y = np.concatenate([y[..., order], y[..., spec.rotary_dim :]], axis=-1)
        same = RopeSpec(spec.head_dim, spec.base, "interleaved", spec.rotary_dim, spec.scaling)
    back = np.asarray(rotate(y, -np.asarray(positions, dtype=np.float64), same), dtype=np.float64)
    factor = attention_factor(spec)
    if factor != 1.0:
        back[..., : spec.rotary_dim] /= factor**2
    return back
