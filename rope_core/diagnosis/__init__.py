"""Debug: given x, positions and y, which RoPE was that, or which bug.

>>> import numpy as np
>>> from rope_core import RopeSpec, rotate
>>> x = np.array([[1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.0], [1.0, -1.0, 2.0, 0.5]])
>>> y = rotate(x, [0, -1, -2], RopeSpec(4))
>>> diagnose(x, y, [0, 1, 2], RopeSpec(4)).verdict
'This is interleaved RoPE with base 10,000, but it turns backwards.'

How it works, in the order of the modules: a `sample` of rows is taken; for each wiring of
`layouts` the angles are recovered (`angles`); tables, positions and turnings from the `menu` of
known `bugs` are tried on them, then ones with a free number (`free`); `search` ranks what fits by
the number of bugs; `run` says it.
"""

from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.inv_freq import diagnose_inv_freq
from rope_core.diagnosis.outputs import diagnose_outputs
from rope_core.diagnosis.pasted import diagnose_pasted
from rope_core.diagnosis.report import report
from rope_core.diagnosis.run import diagnose
from rope_core.diagnosis.scores import diagnose_scores
from rope_core.diagnosis.tables import diagnose_tables
from rope_core.diagnosis.verdict import STATUSES, Diagnosis, Located, Permutation, PositionRun
from rope_core.diagnosis.where import Where

__all__ = [
    "BUGS",
    "STATUSES",
    "Belief",
    "Diagnosis",
    "Located",
    "Permutation",
    "PositionRun",
    "Where",
    "diagnose",
    "diagnose_inv_freq",
    "diagnose_outputs",
    "diagnose_pasted",
    "diagnose_scores",
    "diagnose_tables",
    "report",
]
