"""All known bugs by key. To add one: one entry in one of the lists.

>>> BUGS["backwards"].title
'Rotated backwards'
"""

from __future__ import annotations

from collections.abc import Mapping

from rope_core.diagnosis.bugs import layout, place, rows, scaling, sections, table, turn
from rope_core.diagnosis.bugs.bug import Bug

_ALL = (
    *layout.BUGS, *table.BUGS, *scaling.BUGS, *place.BUGS, *sections.BUGS, *rows.BUGS, *turn.BUGS,
)  # fmt: skip
BUGS: Mapping[str, Bug] = {bug.key: bug for bug in _ALL}


def are_alike(one: str, other: str) -> bool:
    """Whether no data can tell these two apart.

    >>> are_alike("rotated_twice", "scaled_positions")
    True
    """
    return one == other or other in BUGS[one].alike or one in BUGS[other].alike
