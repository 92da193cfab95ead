"""All known bugs by key. To add one: one entry in one of the four lists.

>>> BUGS["backwards"].title
'Rotated backwards'
"""

from __future__ import annotations

from collections.abc import Mapping

from rope_core.diagnosis.bugs import layout as bugs_layout
from rope_core.diagnosis.bugs import place as bugs_place
from rope_core.diagnosis.bugs import table as bugs_table
from rope_core.diagnosis.bugs import turn as bugs_turn
from rope_core.diagnosis.bugs.bug import Bug

_ALL = (*bugs_layout.BUGS, *bugs_table.BUGS, *bugs_place.BUGS, *bugs_turn.BUGS)
BUGS: Mapping[str, Bug] = {bug.key: bug for bug in _ALL}


def are_alike(one: str, other: str) -> bool:
    """Whether no data can tell these two apart.

    >>> are_alike("rotated_twice", "scaled_positions")
    True
    """
    return one == other or other in BUGS[one].alike or one in BUGS[other].alike
