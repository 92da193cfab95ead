"""A ready example of every bug that shows in x and y, to try the page with.

>>> example = bug_example("off_by_one")
>>> example.x.shape, example.positions.tolist()[:3]
((6, 8), [0.0, 1.0, 2.0])
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from rope_core.analysis.formats import round_to
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.bugs.bug import LayoutSetting, TableSetting
from rope_core.diagnosis.bugs.place import AS_GIVEN, clamped, offset, restarted, stuck
from rope_core.diagnosis.bugs.scaling import scaled
from rope_core.diagnosis.bugs.turn import RIGHT
from rope_core.diagnosis.layouts import Layout, order_between, rotation, shifted
from rope_core.diagnosis.options import Account, Place, Table, Turning
from rope_core.diagnosis.row_examples import ROW_EXAMPLES
from rope_core.diagnosis.sample import Sample, take_sample
from rope_core.reading.vectors import random_vectors
from rope_core.scaling.base import Floats
from rope_core.scaling.llama3 import Llama3
from rope_core.scaling.yarn import Yarn
from rope_core.spec import RopeSpec

#: Bugs that no x and y of an example can show: they are about scores, need the config of other
#: layers, or cannot be printed.
NOT_IN_VECTORS = frozenset(
    ("factor_one_side", "one_side_only", "sides_differ", "not_finite", "other_layers_table")
)
_LLAMA3 = Llama3(8.0, 1.0, 4.0, 8192)
_YARN = Yarn(32.0, 4096)


@dataclass(frozen=True, eq=False)
class BugExample:
    """x and y (seq, head_dim) or (heads, seq, head_dim), what is believed, and the role.

    positions: (seq,), or with sections (axes, seq): so many pairs follow each axis, in blocks.
    """

    x: Floats
    y: Floats
    positions: Floats
    believed: RopeSpec
    role: str = "query or key"
    sections: tuple[int, ...] = ()


#: Three words, a picture of 2 × 3 and a word again: time, height and width of each token.
_PICTURE = np.array(
    [
        [0.0, 1, 2, 3, 3, 3, 3, 3, 3, 6],
        [0.0, 1, 2, 3, 3, 3, 4, 4, 4, 6],
        [0.0, 1, 2, 3, 4, 5, 3, 4, 5, 6],
    ]
)
_EIGHT = RopeSpec(8, pairing="half_split")


@dataclass(frozen=True)
class _Plan:
    """What an example starts from; the bug changes one part of it."""

    spec: RopeSpec = _EIGHT
    heads: int = 1
    first: int = 0
    rows: int = 6
    sections: tuple[int, ...] = ()

    @property
    def positions(self) -> Floats:
        """One after the other; with sections those of a picture."""
        if self.sections:
            return _PICTURE
        return np.arange(self.first, self.first + self.rows, dtype=np.float64)

    def sample(self, x: Floats) -> Sample:
        """x (heads, seq, head_dim), not turned yet, at these positions."""
        return take_sample(x, x, self.positions, sections=self.sections or None)


_SECTIONS = _Plan(RopeSpec(16, pairing="half_split"), rows=_PICTURE.shape[1], sections=(4, 2, 2))
_PLANS = {
    "mixed_layout": _Plan(rows=5),
    "permuted_across_heads": _Plan(heads=2),
    "axes_exchanged": _Plan(heads=3),
    "partial_width": _Plan(RopeSpec(8, pairing="half_split", rotary_dim=4)),
    "tail_rotated": _Plan(RopeSpec(8, pairing="half_split", rotary_dim=4)),
    "partial_kind": _Plan(RopeSpec(16, pairing="half_split", rotary_dim=8)),
    "wrong_partner": _Plan(RopeSpec(8, pairing="half_split", rotary_dim=4)),
    "exponent_width": _Plan(RopeSpec(16, pairing="half_split", rotary_dim=12)),
    "scaling_ignored": _Plan(RopeSpec(16, 500000.0, "half_split", None, _LLAMA3), first=2000),
    "scaling_wrong": _Plan(RopeSpec(16, 500000.0, "half_split", None, _LLAMA3), first=2000),
    "inv_freq_rounded": _Plan(first=1000),
    "rounded_positions": _Plan(first=254),
    "low_precision_angles": _Plan(first=1000),
    "yarn_field": _Plan(RopeSpec(16, 10000.0, "half_split", None, _YARN), first=2000),
    "factor_ignored": _Plan(RopeSpec(16, 10000.0, "half_split", None, _YARN)),
    "factor_squared": _Plan(RopeSpec(16, 10000.0, "half_split", None, _YARN)),
    "inv_freq_garbage": _Plan(rows=8),
    "padding_by_sequence": _Plan(heads=2),
    "positions_ignored": _Plan(rows=8),
    "stale_positions": _Plan(rows=8),
    "table_end": _Plan(rows=8),
    "sections_ignored": _SECTIONS,
    "sections_interleaved": _SECTIONS,
    "axes_swapped": _SECTIONS,
    "positions_by_pair": _Plan(RopeSpec(16, pairing="half_split"), rows=8),
}


@lru_cache(maxsize=64)
def bug_example(key: str) -> BugExample:
    """The example of a bug, or of a right rotation for "" (the same numbers everywhere)."""
    plan = _PLANS.get(key, _Plan())
    spec, d = plan.spec, plan.spec.head_dim
    positions = plan.positions
    rows = plan.heads * plan.rows
    x = np.array([random_vectors(seed, d)[0] for seed in range(rows)])
    x = x.reshape(plan.heads, plan.rows, d)
    sample = plan.sample(x)
    y = _account(key, plan).predict(sample).reshape(x.shape)
    if key in ROW_EXAMPLES:
        positions, x, y = ROW_EXAMPLES[key](spec, x)
    elif key == "low_precision":
        y = x + (round_to(y - x, "bfloat16"))
        made = _account("", plan)
        cos, sin = (round_to(f(made.angles(sample)), "bfloat16") for f in (np.cos, np.sin))
        y = _with_tables(made.layout, sample.x, cos, sin).reshape(x.shape)
    if len(x) == 1:
        x, y = x[0], y[0]
    role = "value" if key == "values_rotated" else "query or key"
    return BugExample(x, y, positions, spec, role, plan.sections)


def _with_tables(layout: Layout, x: Floats, cos: Floats, sin: Floats) -> Floats:
    a, b = x[:, layout.read[:, 0]], x[:, layout.read[:, 1]]
    y = x.copy()
    y[:, layout.out[:, 0]], y[:, layout.out[:, 1]] = a * cos - b * sin, a * sin + b * cos
    return y


def _account(key: str, plan: _Plan) -> Account:
    spec = plan.spec
    sizes = TableSetting(spec.pairs, spec.rotary_dim, spec.head_dim, Belief.of(spec), 4096.0)
    right = scaled(sizes, spec.base, spec.scaling)
    assert right is not None  # the plans are checked by the tests
    layout, place = _layout(key, plan), _place(key, plan)
    table = _table(key, sizes, right)
    if layout.pairs != len(table.values):
        wide = replace(sizes, pairs=layout.pairs, rotary_dim=2 * layout.pairs)
        table = scaled(wide, spec.base, None) or right
    turnings = BUGS[key].turnings if key in BUGS else ()
    turning: Turning = turnings[0] if turnings else RIGHT
    factor = right.factor or 1.0
    powers = {"factor_ignored": 0, "factor_squared": 2}
    amplitude = 0.25 if key == "factor_wrong" else factor ** powers.get(key, 1)
    return Account(layout, table, place, turning, amplitude)


def _layout(key: str, plan: _Plan) -> Layout:
    spec = plan.spec
    right = rotation(spec.pairing, spec.head_dim, spec.rotary_dim)
    if key == "other_pairing":
        return rotation("interleaved", spec.head_dim, spec.rotary_dim)
    if key == "partial_width":
        return rotation(spec.pairing, spec.head_dim)
    if key == "tail_rotated":
        return shifted(right, spec.head_dim - spec.rotary_dim, spec.head_dim)
    bug = BUGS.get("wrong_partner" if key == "partial_kind" else key)
    if bug is None or bug.layouts is None:
        return right
    made = bug.layouts(_setting(plan))
    # A permutation after the turn alone would be no bug: the scores are the same.
    return next(layout for layout in made if order_between(right, layout) is None)


def _setting(plan: _Plan) -> LayoutSetting:
    spec = plan.spec
    return LayoutSetting(spec.head_dim, spec.rotary_dim, spec.pairing, plan.heads)


def _table(key: str, sizes: TableSetting, right: Table) -> Table:
    if key == "inv_freq_garbage":
        return Table(np.array([1.37, 0.92, 0.41, 0.77])[: sizes.pairs], "")
    bug = BUGS.get("exponent_width" if key == "partial_kind" else key)
    if bug is None or bug.tables is None:
        return right
    return next(iter(bug.tables(sizes)))


def _place(key: str, plan: _Plan) -> Place:
    free = {
        "offset": offset(37.0),
        "restarted": restarted(plan.first + 3.0),
        "clamped": clamped(plan.first + 3.0),
        "stuck": stuck(3.0),
    }
    if key in free:
        return free[key]
    bug = BUGS.get(key)
    if bug is None or bug.places is None:
        return AS_GIVEN
    rows = np.zeros((plan.heads, plan.rows, plan.spec.head_dim))
    return next(iter(bug.places(plan.sample(rows))))
