"""Other things to diagnose: a table of inv_freq, of cos and sin, or two outputs of one input.

>>> from rope_core.frequencies import inv_freq
>>> diagnose_inv_freq(inv_freq(RopeSpec(8, base=500000.0)), RopeSpec(8)).verdict
'This is inv_freq for base 500,000, but base 10,000 was expected.'
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.bugs.bug import TableSetting
from rope_core.diagnosis.bugs.scaling import scaled
from rope_core.diagnosis.evidence import NUMBERS
from rope_core.diagnosis.explain import Progress, silent
from rope_core.diagnosis.menu import table_menu
from rope_core.diagnosis.options import Table
from rope_core.diagnosis.run import diagnose
from rope_core.diagnosis.unclaimed import unclaimed
from rope_core.diagnosis.verdict import Deciding, Diagnosis, FoundBug, Hypothesis, PairAngle
from rope_core.errors import RopeError
from rope_core.frequencies import attention_factor, position_array
from rope_core.pairing import output_indices, pair_indices
from rope_core.rotate import rotate
from rope_core.scaling.base import Floats, plain_table
from rope_core.spec import Pairing, RopeSpec

_OF_VECTORS = frozenset(("other_pairing", "partial_width", "tail_rotated", "axes_exchanged"))
_VECTORS = "numbers in an array of shape (..., head_dim)"
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
        "right", "", f"All {len(table)} numbers were compared, and agree within rounding.",
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
        f"base {belief.base:,.10g} was expected"
        if "base" in best.bugs
        else (BUGS[best.bugs[0]].says)
    )
    verdict = f"This is inv_freq for {best.words}, but {expected}."
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
            Table(values, f"base {rounded:,.8g}", bugs, f"{rounded:,.8g}", 1.0, rounded, 0.4)
        )
    return made


def diagnose_tables(
    cos: ArrayLike,
    sin: ArrayLike | None = None,
    positions: ArrayLike | None = None,
    believed: RopeSpec | Belief | None = None,
    resolution: float = 0.0,
    progress: Progress = silent,
) -> Diagnosis:
    """What a table of cos and sin, ([batch,] seq, rotary_dim/2 or rotary_dim), holds.

    A full-width table says by its layout which pairing it is for. A complex table (freqs_cis,
    cos + i sin) is given as cos, without sin. progress: as for vectors.
    Raises RopeError for tables of unlike shapes.
    """
    c, s = (np.atleast_2d(np.squeeze(one)) for one in _both(cos, sin))
    if c.ndim > 3:
        raise RopeError("cos", f"shape {c.shape}", "(seq, width) or (batch, seq, width)")
    if c.shape != s.shape:
        raise RopeError("sin", f"shape {s.shape}", f"cos's shape, {c.shape}")
    width, given = c.shape[-1], c.reshape(-1, c.shape[-1])
    half = width // 2
    belief, note = Belief.of(believed), ""
    if width % 2 == 0 and width > 2:
        near = 1e-6 + resolution
        for name, one, other in (
            ("half_split", slice(half), slice(half, None)),
            ("interleaved", slice(0, None, 2), slice(1, None, 2)),
        ):
            if all(_alike(t[..., one], t[..., other], near) for t in (c, s)):
                c, s = (_merged(t[..., one], t[..., other]) for t in (c, s))
                note = name
                break
    # The table turns (1, 0) into (cos, sin): a rotation like any other, interleaved.
    pairs = c.shape[-1]
    y = np.stack([c, s], axis=-1).reshape(*c.shape[:-1], 2 * pairs)
    if y.ndim == 3:
        y = y[:, None]  # a sequence has one head
    x = np.broadcast_to(np.tile([1.0, 0.0], pairs), y.shape)
    inner = replace(belief, pairing="interleaved", rotary_dim=None)
    turned = diagnose(x, y, positions, inner, resolution=resolution, progress=progress)
    found = _as_table(turned, belief.pairing)
    if note and belief.pairing and note != belief.pairing:
        said = f"It is laid out for {note}; {belief.pairing} was expected."
        if found.status == "right":
            verdict = f"This is a table of cos and sin laid out for {note}, not {belief.pairing}."
            layout = (FoundBug("mixed_layout", note),)
            at, numbers = _laid_out(given, c.reshape(-1, pairs), belief.pairing)
            found = replace(
                found, status="bug", bugs=layout, verdict=verdict, deciding=numbers,
                deciding_at=f"{at}, in cos", deciding_of="column",
            )  # fmt: skip
        return replace(found, notes=(*found.notes, said))
    said = f"The table is laid out for {note}." if note else "It has one column a pair."
    found = replace(found, notes=(*found.notes, said))
    return found if belief.claimed else unclaimed(found)


def _alike(one: Floats, other: Floats, near: float) -> bool:
    """Whether the two halves of a table say the same, where both are numbers."""
    known = np.isfinite(one) & np.isfinite(other)
    return bool(known.any() and np.allclose(one[known], other[known], atol=near))


def _merged(one: Floats, other: Floats) -> Floats:
    """One of two halves that are alike; what is no number in either is none."""
    return np.asarray(np.where(np.isfinite(other), one, other))


def _both(cos: ArrayLike, sin: ArrayLike | None) -> tuple[Floats, Floats]:
    """The two tables in float64; they may have come as one of complex numbers."""
    allowed = "a table of numbers, (seq, width)"
    first = as_array("cos", cos, allowed)
    if sin is None:
        if first.dtype.kind != "c":
            raise RopeError("sin", None, "the table of sin, or a complex table as cos")
        return first.real.astype(np.float64), first.imag.astype(np.float64)
    second = as_array("sin", sin, allowed)
    for name, table in (("cos", first), ("sin", second)):
        if table.dtype.kind not in "biuf":
            raise RopeError(name, table, allowed, "A complex table is given alone.")
    return first.astype(np.float64), second.astype(np.float64)


def _laid_out(given: Floats, c: Floats, meant: str) -> tuple[str, tuple[Deciding, ...]]:
    """Columns of the row of cos that differs most when laid out as meant."""
    wide = np.repeat(c, 2, axis=-1), np.concatenate([c, c], axis=-1)
    should = wide[0] if meant == "interleaved" else wide[1]
    row = int(np.argmax(np.abs(given - should).max(axis=1)))
    order = np.argsort(-np.abs(given - should)[row], kind="stable")[:NUMBERS]
    return f"row {row}", tuple(
        Deciding(str(j), None, float(given[row, j]), float(should[row, j]), float(given[row, j]))
        for j in sorted(map(int, order))
    )


def _as_table(found: Diagnosis, pairing: Pairing | None) -> Diagnosis:
    """A diagnosis of turned (1, 0) told as one of their cos and sin."""

    def told(words: str) -> str:
        words = words.replace("interleaved RoPE", "a table of cos and sin")
        return words.replace("interleaved, base", "base")

    numbers = tuple(
        replace(
            one, place=f"{('cos', 'sin')[int(one.place) % 2]} {int(one.place) // 2}", before=None
        )
        for one in found.deciding
    )
    meant, vector = found.believed, found.vector
    if meant is not None and pairing == "half_split":
        meant = RopeSpec(meant.head_dim, meant.base, pairing, None, meant.scaling)
        vector = (*vector[0::2], *vector[1::2])
    return replace(
        found, believed=meant, vector=vector, verdict=told(found.verdict), sure=told(found.sure),
        alternatives=tuple(map(told, found.alternatives)), deciding=numbers, deciding_of="entry",
        hypotheses=tuple(
            replace(h, words=told(h.words)) for h in found.hypotheses if not _wired(h.bugs)
        ),
        not_seen=tuple(key for key in found.not_seen if not _wired((key,))),
        of="cos and sin",
    )  # fmt: skip


def _wired(bugs: tuple[str, ...]) -> bool:
    """Whether a bug is about which numbers meet: a table says nothing of that."""
    return any(BUGS[key].layouts is not None or key in _OF_VECTORS for key in bugs)


def diagnose_outputs(
    reference: ArrayLike,
    other: ArrayLike,
    positions: ArrayLike | None,
    believed: RopeSpec,
    *,
    axes: str | None = None,
    resolution: float = 0.0,
    progress: Progress = silent,
) -> Diagnosis:
    """What another implementation did, given the output of a right one and not the input.

    The reference output is turned back by what is believed of it; that gives x.
    """
    if not isinstance(believed, RopeSpec):
        raise RopeError("believed", believed, "a whole RopeSpec, to turn the reference back")
    array, other = as_array("reference", reference, _VECTORS), as_array("other", other, _VECTORS)
    if array.ndim > 2 and axes == "seq, heads":
        array, other = np.swapaxes(array, -3, -2), np.swapaxes(other, -3, -2)
    wide = array.astype(np.float64)
    seq = wide.shape[-2] if wide.ndim > 1 else 1
    where = np.arange(seq) if positions is None else np.atleast_1d(position_array(positions))
    where = where if wide.ndim > 1 else where[0]
    x = turned_back(wide, where, believed)
    return diagnose(
        x.astype(array.dtype), other, where, believed, axes="heads, seq", resolution=resolution,
        progress=progress,
    )  # fmt: skip


def turned_back(y: Floats, positions: ArrayLike, spec: RopeSpec) -> Floats:
    """The x that spec turns into y.

    >>> turned_back(rotate(np.array([1.0, 2.0]), 3, RopeSpec(2)), 3, RopeSpec(2)).round(9).tolist()
    [1.0, 2.0]
    """
    same = spec
    if spec.pairing == "interleaved_to_half":
        # Back to neighbours first; then it is a rotation in place.
        moved = y.copy()
        moved[..., np.ravel(pair_indices(spec))] = y[..., np.ravel(output_indices(spec))]
        y, same = moved, RopeSpec(
            spec.head_dim, spec.base, "interleaved", spec.rotary_dim, spec.scaling, spec.features,
            spec.backwards,
        )  # fmt: skip
    back = np.asarray(rotate(y, -np.asarray(positions, dtype=np.float64), same), dtype=np.float64)
    factor = attention_factor(spec)
    if factor != 1.0:
        back[..., np.ravel(pair_indices(spec))] /= factor**2
    return back
