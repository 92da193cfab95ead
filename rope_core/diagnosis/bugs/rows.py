"""Bugs of single rows: positions that are not the ones given, solved for row by row; and parts
of the numbers that are not like the rest. Most have no options for the search: `parts` finds them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rope_core.diagnosis.bugs.bug import Bug, thread
from rope_core.diagnosis.bugs.fixes import (
    ANGLES_NUMPY,
    ANGLES_TORCH,
    PADDED_NUMPY,
    PADDED_TORCH,
    TABLE_LONG_NUMPY,
    TABLE_LONG_TORCH,
)  # fmt: skip
from rope_core.diagnosis.options import Place
from rope_core.diagnosis.sample import Sample
from rope_core.scaling.base import Floats


def _from_the_end(sample: Sample) -> Floats:
    return np.asarray(sample.given[sample.heads // sample.heads_each, -1 - sample.places])


def _reversed(sample: Sample) -> Iterator[Place]:
    """The same as backwards with an offset, where positions are evenly spaced; but one thing."""
    if sample.shape[1] > 2 and not sample.sections:
        yield Place(
            _from_the_end, "the positions run backwards", ("positions_shuffled",), "reversed"
        )


_MOVED = "\n# after moving cached keys, turn them by the difference of positions"

BUGS = (
    Bug(
        "positions_ignored",
        "Position ids ignored",
        "the positions given are ignored",
        "Where several texts are packed into one sequence, each starts at 0 again. Counted along "
        "the sequence instead, later texts stand at positions they do not have.",
        "The first text is right, the later ones are shifted by where they start.",
        ANGLES_NUMPY,
        ANGLES_TORCH,
        (thread("epfLLM/Megatron-LLM#23"),),
    ),
    Bug(
        "padding_by_sequence",
        "Padding counted, another count for each sequence",
        "each sequence of the batch is shifted by its own constant",
        "Sequences padded on the left to one length: counted from the first column, each is "
        "shifted by its own padding. Alone, or without padding, each is right.",
        "One sequence is right, the others are shifted.",
        PADDED_NUMPY,
        PADDED_TORCH,
        (thread("huggingface/transformers#22161"),),
    ),
    Bug(
        "one_step_late",
        "One step late",
        "each token has its neighbour's position",
        "The position is advanced after it was used, or before: tokens get the one of the token "
        "before (or after) them.",
        "Right where positions repeat; wrong by one step of the list elsewhere.",
        ANGLES_NUMPY,
        ANGLES_TORCH,
    ),
    Bug(
        "positions_shuffled",
        "Positions in another order",
        "the positions belong to other tokens",
        "The same positions, given to other tokens: tokens were sorted, packed or reversed and "
        "the positions were not, or the other way round.",
        "Every angle is one that occurs, in another row.",
        "order = np.argsort(positions, kind='stable')\n"
        "x, positions = x[..., order, :], positions[order]  # both, or neither",
        "order = position_ids.argsort(stable=True)\n"
        "x, position_ids = x[..., order, :], position_ids[order]  # both, or neither",
        places=_reversed,
    ),
    Bug(
        "stale_positions",
        "Some rows keep other positions",
        "some tokens are turned for other positions than the ones given",
        "Rows of a cache that were turned once and written over in part, or tokens that were "
        "moved without being turned again, keep the angles of where they stood.",
        "Most rows are right; a few have the angles of another position.",
        ANGLES_NUMPY + _MOVED,
        ANGLES_TORCH + _MOVED,
    ),
    Bug(
        "other_positions",
        "Other positions than given",
        "the positions used are not the ones given",
        "Every row is turned for some position, but by no simple rule from the positions given: "
        "another position tensor was used.",
        "Each row is a right rotation, for another position.",
        ANGLES_NUMPY,
        ANGLES_TORCH,
    ),
    Bug(
        "positions_by_pair",
        "Pairs follow different positions",
        "pairs follow different positions",
        "Positions with several axes (time, height and width of an image) give each section of "
        "pairs an axis of its own. With text all axes count alike, and nothing is to be seen.",
        "Each group of pairs is right for a position of its own.",
        ANGLES_NUMPY,
        ANGLES_TORCH,
    ),
    Bug(
        "table_end",
        "Beyond the end of the table",
        "rows beyond the end of a table are left empty",
        "cos and sin were made for so many positions; what lies beyond finds zeros there, or the "
        "memory was never written. (A library that clamps an index gives the last row instead.)",
        "Right up to a position; from there on the turned features are zero.",
        TABLE_LONG_NUMPY,
        TABLE_LONG_TORCH,
    ),
    Bug(
        "not_finite",
        "Numbers that are not finite",
        "there are numbers that are nan or inf",
        "Uninitialised memory, a division by zero, or an overflow: float16 ends at 65504, so a "
        "position cast to it becomes inf beyond 65519, and its cos and sin nan.",
        "The numbers are nan or inf; what stands beside them may be right.",
        "assert np.isfinite(x).all() and np.isfinite(positions).all()\n" + ANGLES_NUMPY,
        "assert x.isfinite().all() and position_ids.isfinite().all()\n" + ANGLES_TORCH,
    ),
    Bug(
        "part_differs",
        "A part is not like the rest",
        "a part of the numbers is not what the rest is",
        "Most of the numbers are explained, some are not: a head that was written over, a block "
        "that a kernel left out, a value that was corrupted.",
        "Right except in one place.",
        ANGLES_NUMPY,
        ANGLES_TORCH,
    ),
)
