"""Layouts: which numbers meet which cosine and sine, and where the sums are written.

A layout says for each entry t of the table which two outputs use it, and from which inputs:

    y[out] = x[read] × cos[t] + sign × x[partner] × sin[t]

so the same formula holds for right rotations and for the ways to mix them up.

>>> layout = rotation("half_split", 4)
>>> layout.out.tolist(), layout.partner.tolist(), layout.sign.tolist()
([[0, 2], [1, 3]], [[2, 0], [3, 1]], [[-1.0, 1.0], [-1.0, 1.0]])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rope_core.diagnosis.placed import Ints
from rope_core.pairing import output_indices, pair_indices
from rope_core.scaling.base import Floats
from rope_core.spec import Features, Pairing, RopeSpec


@dataclass(frozen=True, eq=False)
class Layout:
    """One way to wire a rotation. out, read, partner, sign: (pairs, 2). copied: (features, 2).

    pairing and rotary_dim: the convention it is nearest to. bugs: keys of what is wrong with it.
    overwritten: the second sum uses the new first number. added: cos and sin are added, not
    multiplied. across: numbers were first permuted over all heads at once ("split" or "join").
    equivalent: another layout than the one meant, but the same numbers in another order.
    """

    pairing: Pairing
    rotary_dim: int
    out: Ints
    read: Ints
    partner: Ints
    sign: Floats
    copied: Ints
    bugs: tuple[str, ...] = ()
    detail: str = ""
    overwritten: bool = False
    added: bool = False
    across: str = ""
    equivalent: bool = False
    features: Features = "first"

    @property
    def pairs(self) -> int:
        return len(self.out)

    @cached_property
    def sums(self) -> Mapping[tuple[int, ...], int] | None:
        """Which sum stands where: (table entry, read, partner, sign) → output; None where that
        does not say it all. A copied feature is (−1, its source, 0, 0)."""
        if self.overwritten or self.added or self.across:
            return None
        made: dict[tuple[int, ...], int] = {}
        signs = self.sign.astype(np.intp)
        for side in (0, 1):
            columns = (one[:, side].tolist() for one in (self.read, self.partner, signs, self.out))
            for t, (read, partner, sign, out) in enumerate(zip(*columns, strict=True)):
                made[t, read, partner, sign] = out
        for goal, source in self.copied.tolist():
            made[-1, source, 0, 0] = goal
        return made

    def same_wiring(self) -> bytes:
        """Equal for layouts that do the same."""
        flags = f"{self.overwritten}{self.added}{self.across}".encode()
        arrays = (self.out, self.read, self.partner, self.sign, self.copied)
        return flags + b"|".join(array.tobytes() for array in arrays)


def wired(
    pairing: Pairing,
    head_dim: int,
    rotary_dim: int,
    reads: Sequence[tuple[int, int]],
    writes: Sequence[tuple[int, int]],
    copied: Sequence[tuple[int, int]] | None = None,
) -> Layout:
    """Pair i is read from reads[i] and written to writes[i]; the rest is copied."""
    read, out = np.array(reads, dtype=np.intp), np.array(writes, dtype=np.intp)
    if copied is None:
        rest = sorted(set(range(head_dim)) - set(out.reshape(-1).tolist()))
        copied = [(index, index) for index in rest]
    sign = np.tile([-1.0, 1.0], (len(out), 1))
    kept = np.array(copied, dtype=np.intp).reshape(-1, 2)
    return Layout(pairing, rotary_dim, out, read, read[:, ::-1].copy(), sign, kept)


def rotation(
    pairing: Pairing, head_dim: int, rotary_dim: int | None = None, features: Features = "first"
) -> Layout:
    """The layout of a right rotation."""
    spec = RopeSpec(head_dim, pairing=pairing, rotary_dim=rotary_dim, features=features)
    made = wired(pairing, head_dim, spec.rotary_dim, pair_indices(spec), output_indices(spec))
    return replace(made, features=spec.features)


def layout_of(spec: RopeSpec) -> Layout:
    """The layout of a spec.

    >>> layout_of(RopeSpec(4, rotary_dim=2, features="last")).out.tolist()
    [[2, 3]]
    """
    return rotation(spec.pairing, spec.head_dim, spec.rotary_dim, spec.features)


def order_between(meant: Layout, other: Layout) -> tuple[int, ...] | None:
    """p for which y of `other` is y of `meant`[p]; None where it is no reordering.

    >>> order_between(rotation("interleaved", 4), rotation("interleaved_to_half", 4))
    (0, 2, 1, 3)
    """
    here, there = meant.sums, other.sums
    if here is None or there is None or here.keys() != there.keys():
        return None
    order = [0] * len(here)
    for key, goal in there.items():
        order[goal] = here[key]
    return tuple(order) if sorted(order) == list(range(len(order))) else None


def shifted(layout: Layout, start: int, head_dim: int) -> Layout:
    """The same rotation of the features from `start` on instead of from 0.

    >>> shifted(rotation("interleaved", 4, 2), 2, 4).out.tolist()
    [[2, 3]]
    """
    out = layout.out + start
    rest = sorted(set(range(head_dim)) - set(out.reshape(-1).tolist()))
    return replace(
        layout,
        out=out,
        read=layout.read + start,
        partner=layout.partner + start,
        copied=np.array([(i, i) for i in rest], dtype=np.intp).reshape(-1, 2),
    )


def measure(layout: Layout, x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """The cos and sin that each row and table entry must have had, and their trust.

    x, y: (rows, head_dim). Returns cos, sin and spread, (rows, pairs): two equations, two
    unknowns. spread is the error of cos and sin for an error of 1 in y.

    >>> x = np.array([[3.0, 4.0]]); y = np.array([[-4.0, 3.0]])
    >>> cos, sin, spread = measure(rotation("interleaved", 2), x, y)
    >>> cos.tolist(), sin.tolist(), spread.tolist()
    ([[0.0]], [[1.0]], [[0.2]])
    """
    y1, y2 = y[:, layout.out[:, 0]], y[:, layout.out[:, 1]]
    u1, u2 = x[:, layout.read[:, 0]], x[:, layout.read[:, 1]]
    if layout.added:
        return y1 - u1, y2 - u2, np.ones_like(y1)
    v1 = x[:, layout.partner[:, 0]] * layout.sign[:, 0]
    v2 = (y1 if layout.overwritten else x[:, layout.partner[:, 1]]) * layout.sign[:, 1]
    det = u1 * v2 - u2 * v1
    long = np.sqrt(np.maximum(u1**2 + u2**2, v1**2 + v2**2))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        cos, sin = (y1 * v2 - y2 * v1) / det, (u1 * y2 - u2 * y1) / det
        spread = long / np.abs(det)
    bad = ~(np.isfinite(cos) & np.isfinite(sin) & np.isfinite(spread))
    cos[bad], sin[bad], spread[bad] = 1.0, 0.0, np.inf
    return cos, sin, spread


def forward(layout: Layout, x: Floats, cos: Floats, sin: Floats) -> Floats:
    """What this layout makes of x (rows, head_dim) with cos and sin (rows, pairs).

    >>> one, nothing = np.array([[1.0]]), np.array([[0.0]])
    >>> forward(rotation("interleaved", 2), np.array([[3.0, 4.0]]), nothing, one).tolist()
    [[-4.0, 3.0]]
    """
    y = np.zeros_like(x)
    y[:, columns(layout.copied[:, 0])] = x[:, columns(layout.copied[:, 1])]
    (out_1, out_2), (u1, u2) = (
        tuple(map(columns, layout.out.T)), (x[:, columns(one)] for one in layout.read.T)
    )  # fmt: skip
    if layout.added:
        y[:, out_1], y[:, out_2] = u1 + cos, u2 + sin
        return y
    first = u1 * cos + layout.sign[:, 0] * x[:, columns(layout.partner[:, 0])] * sin
    other = first if layout.overwritten else x[:, columns(layout.partner[:, 1])]
    y[:, out_1] = first
    y[:, out_2] = u2 * cos + layout.sign[:, 1] * other * sin
    return y


def columns(places: Ints) -> slice | Ints:
    """The same places as a slice where they are evenly spaced: a view is faster than a copy.

    >>> columns(np.array([0, 2, 4]))
    slice(0, 5, 2)
    """
    if not len(places):
        return slice(0, 0)
    step = int(places[1] - places[0]) if len(places) > 1 else 1
    if step < 1 or (np.diff(places) != step).any():
        return places
    return slice(int(places[0]), int(places[-1]) + 1, step)
