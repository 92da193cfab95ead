"""All slips of a program that turns a vector, the likelier first.

>>> len(TURN_SLIPS) > 40, SLIPS["half_exponent"].title
(True, 'Exponent −i/d for −2i/d')

To add one: one `known(…)` for an entry of rope_core.mistakes, one `program_slip(…)` for what
only a program does, in the file of the part it belongs to.
"""

from __future__ import annotations

from rope_core.exercises.slip import Slip
from rope_core.exercises.slips_angle import ANGLE_SLIPS
from rope_core.exercises.slips_pair import PAIR_SLIPS
from rope_core.exercises.slips_sum import EMPTY_SLIPS, SUM_SLIPS

TURN_SLIPS: tuple[Slip, ...] = (*EMPTY_SLIPS, *ANGLE_SLIPS, *PAIR_SLIPS, *SUM_SLIPS)
#: The same by key; of those that share one (another width, other places) the last.
SLIPS = {slip.key: slip for slip in TURN_SLIPS}
#: Those that are slips of the frequencies themselves.
TABLE_SLIPS = tuple(slip for slip in TURN_SLIPS if slip.of_table)
