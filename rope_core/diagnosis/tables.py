"""What a table of cos and sin holds: read as the rotation of (1, 0).

>>> angle = np.outer([0, 1, 2], [1.0, 0.1])
>>> diagnose_tables(np.cos(angle), np.sin(angle), believed=RopeSpec(4, base=100.0)).verdict
'Right: this is a table of cos and sin with base 100.'
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.evidence import NUMBERS
from rope_core.diagnosis.explain import Progress, silent
from rope_core.diagnosis.run import diagnose
from rope_core.diagnosis.unclaimed import unclaimed
from rope_core.diagnosis.verdict import Deciding, Diagnosis, FoundBug
from rope_core.diagnosis.wording import EITHER
from rope_core.errors import RopeError
from rope_core.frequencies import position_array
from rope_core.scaling.base import Floats
from rope_core.spec import Pairing, RopeSpec

_OF_VECTORS = frozenset(("other_pairing", "partial_width", "tail_rotated", "axes_exchanged"))


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
    where = () if positions is None else position_array(positions).shape
    own = len(where) > 1 and where[-1] == 1
    c, s = (_without_heads(one, own) for one in _both(cos, sin))
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


def _without_heads(table: Floats, one_token: bool) -> Floats:
    """(seq, width), or (batch, seq, width): without a batch of 1, and without an axis for heads.

    one_token: whether positions say that each sequence of a batch has one token alone.

    >>> _without_heads(np.ones((1, 1, 6, 4)), False).shape
    (6, 4)
    >>> [_without_heads(np.ones((2, 1, 4)), one_token).shape for one_token in (False, True)]
    [(2, 4), (2, 1, 4)]
    """
    table = np.atleast_2d(table)
    while table.ndim > 2 and table.shape[0] == 1:
        table = table[0]
    for axis in (1, 2):  # before the tokens, as in (batch, heads, seq, width), or after them
        if table.ndim == 4 and table.shape[axis] == 1:
            table = np.squeeze(table, axis)
    if table.ndim == 3 and table.shape[1] == 1 and not one_token:
        table = table[:, 0]
    return table


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

    def worded(words: str) -> str:
        words = re.sub(f"{EITHER}(, as a query is by 1/√head_dim)?", "", words)  # it is the table
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
        found, believed=meant, vector=vector,
        verdict=worded(found.verdict), sure=worded(found.sure),
        alternatives=tuple(map(worded, found.alternatives)), deciding=numbers, deciding_of="entry",
        hypotheses=tuple(
            replace(h, words=worded(h.words)) for h in found.hypotheses if not _wired(h.bugs)
        ),
        not_seen=tuple(key for key in found.not_seen if not _wired((key,))),
        of="cos and sin",
    )  # fmt: skip


def _wired(bugs: tuple[str, ...]) -> bool:
    """Whether a bug is about which numbers meet: a table says nothing of that."""
    return any(BUGS[key].layouts is not None or key in _OF_VECTORS for key in bugs)
