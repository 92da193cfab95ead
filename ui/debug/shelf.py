"""The shelf: an example of every known bug, and of everything else one may send.

>>> next(iter(SHELF))
'Nothing wrong'
>>> entries_of("Another base")["rope_theta"], entries_of("Scores: only q was turned")["kind"]
('10000', 'q, k and scores')
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from rope_core import RopeSpec, attention_factor, inv_freq, rotate, scores
from rope_core.diagnosis import BUGS
from rope_core.diagnosis.bugs import layout as bugs_layout
from rope_core.diagnosis.bugs import place as bugs_place
from rope_core.diagnosis.bugs import rows as bugs_rows
from rope_core.diagnosis.bugs import scaling as bugs_scaling
from rope_core.diagnosis.bugs import sections as bugs_sections
from rope_core.diagnosis.bugs import table as bugs_table
from rope_core.diagnosis.bugs import turn as bugs_turn
from rope_core.diagnosis.examples import NOT_IN_VECTORS, bug_example
from rope_core.reading.vectors import random_vectors
from ui.debug.read import AXES, ORDERS, ROLES

RIGHT = "Nothing wrong"
_XY = {bug.title: key for key, bug in BUGS.items() if key not in NOT_IN_VECTORS}
#: What else may be sent, and what is wrong with it there.
_OTHERS = (
    "Scores: only q was turned",
    "Scores: the factor on one side",
    "Scores: keys counted from 1",
    "Two outputs: the other pairing",
    "Two outputs: another base",
    "cos and sin: counted from 1",
    "cos and sin: for the other pairing",
    "inv_freq: another base",
    "inv_freq: the exponent is wrong",
    "inv_freq: from no formula",
)
#: Every example, by the name it stands under.
SHELF: Mapping[str, str] = {RIGHT: ""} | _XY | {name: name for name in _OTHERS}
#: The examples by what is wrong.
GROUPS: Mapping[str, tuple[str, ...]] = {
    title: tuple(bug.title for bug in bugs if bug.title in _XY)
    for title, bugs in {
        "Which numbers meet": bugs_layout.BUGS,
        "How fast pairs turn": (*bugs_table.BUGS, *bugs_scaling.BUGS),
        "Where tokens stand": bugs_place.BUGS,
        "Pictures": bugs_sections.BUGS,
        "Single rows and numbers": bugs_rows.BUGS,
        "The turn itself": bugs_turn.BUGS,
    }.items()
} | {"Scores, outputs, tables": _OTHERS}
_HALF = RopeSpec(8, pairing="half_split")
_YARN = RopeSpec(
    16, 10000.0, "half_split", None,
    {"rope_type": "yarn", "factor": 32.0, "original_max_position_embeddings": 4096},
)  # fmt: skip


@lru_cache(maxsize=64)
def entries_of(name: str) -> Mapping[str, str]:
    """The texts of the fields for that example; what is not in it is empty."""
    made = _other(name) if name in _OTHERS else _of_bug(SHELF[name])
    plain = {"rotary_dim": "", "config": "", "mrope_section": ""}
    return plain | {"axes": AXES[0], "role": ROLES[0], "order": ORDERS[0]} | made


@lru_cache(maxsize=1)
def silent_bugs() -> tuple[int, int]:
    """How many bugs keep the length of every vector, of how many that x and y can show."""
    made = [bug_example(key) for key in _XY.values()]
    lengths = [[np.linalg.norm(part, axis=-1) for part in (one.x, one.y)] for one in made]
    return sum(np.allclose(before, after, rtol=1e-9) for before, after in lengths), len(made)


def printed(array: np.ndarray) -> str:
    """As NumPy prints it, with six digits."""
    return np.array2string(array, precision=6, threshold=10**6, max_line_width=100)


def _meant(spec: RopeSpec) -> dict[str, str]:
    """The fields that say what is meant."""
    config = ""
    if spec.scaling is not None:
        names = {f.name: getattr(spec.scaling, f.name) for f in spec.scaling.parameters()}
        scaling = {name: value for name, value in names.items() if value is not None}
        parameters = {"rope_type": spec.scaling.rope_type, "rope_theta": spec.base} | scaling
        config = json.dumps({"head_dim": spec.head_dim, "rope_parameters": parameters}, indent=1)
    rotary = "" if spec.rotary_dim == spec.head_dim else str(spec.rotary_dim)
    theta = f"{spec.base:.12g}"
    return {
        "rope_theta": theta, "pairing": spec.pairing, "rotary_dim": rotary, "config": config
    }  # fmt: skip


def _of_bug(key: str) -> dict[str, str]:
    made = bug_example(key)
    x, y = printed(made.x), printed(made.y)
    positions = "; ".join(map(_listed, np.atleast_2d(made.positions)))
    fields = {"kind": "x and y", "x": x, "y": y, "positions": positions, "role": made.role}
    return fields | _meant(made.believed) | {"mrope_section": " ".join(map(str, made.sections))}


def _listed(positions: np.ndarray) -> str:
    """As the field reads them.

    >>> _listed(np.arange(3.0)), _listed(np.array([0.0, 3.0]))
    ('0:3', '0 3')
    """
    first, last = int(positions[0]), int(positions[-1])
    if np.array_equal(positions, np.arange(first, last + 1)):
        return f"{first}:{last + 1}"
    return " ".join(f"{position:g}" for position in positions)


def _vectors(rows: int, head_dim: int, seed: int = 0) -> np.ndarray:
    return np.array([random_vectors(seed + row, head_dim)[0] for row in range(rows)])


def _other(name: str) -> dict[str, str]:
    subject, _, wrong = name.partition(": ")
    if subject == "Scores":
        return _scores(wrong)
    where = np.arange(6)
    if subject == "Two outputs":
        x = _vectors(6, 8)
        other = RopeSpec(8) if "pairing" in wrong else RopeSpec(8, 500000.0, "half_split")
        reference, mine = printed(rotate(x, where, _HALF)), printed(rotate(x, where, other))
        made = {"kind": "two outputs", "reference": reference, "other": mine, "positions": "0:6"}
        return made | _meant(_HALF)
    if subject == "cos and sin":
        angle = (where + ("counted" in wrong))[:, None] * inv_freq(_HALF)
        wide = np.repeat(angle, 2, axis=-1) if "pairing" in wrong else np.hstack([angle, angle])
        cos, sin = printed(np.cos(wide)), printed(np.sin(wide))
        made = {"kind": "cos and sin", "cos": cos, "sin": sin, "positions": "0:6"}
        return made | _meant(_HALF)
    spec = RopeSpec(16, pairing="half_split")
    tables = {
        "another base": inv_freq(RopeSpec(16, 500000.0)),
        "the exponent is wrong": spec.base ** (-np.arange(8) / 16),
        "from no formula": np.abs(_vectors(1, 8)[0]) + 0.05,
    }
    return {"kind": "inv_freq", "inv_freq": printed(tables[wrong])} | _meant(spec)


def _scores(wrong: str) -> dict[str, str]:
    spec = _YARN if "factor" in wrong else _HALF
    q, k = _vectors(4, spec.head_dim), _vectors(5, spec.head_dim, seed=20)
    m, n = np.arange(4) + 7, np.arange(5)
    made = {
        "only q was turned": rotate(q, m, spec) @ k.T,
        "the factor on one side": scores(q, k, m, n, spec) / attention_factor(spec),
        "keys counted from 1": scores(q, k, m, n + 1, spec),
    }[wrong]
    fields = {"kind": "q, k and scores", "q": printed(q), "k": printed(k)}
    fields |= {"scores": printed(made / np.sqrt(spec.head_dim))}
    return fields | {"positions_q": "7:11", "positions_k": "0:5"} | _meant(spec)
