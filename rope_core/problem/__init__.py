"""The one problem every page looks at, and the URL that reproduces it.

A problem is a query vector q at position m, a key vector k at position n and
the RoPE that turns them. The fields a person fills in and the parameters of a
link are the same names with the same texts, so both are read here, once.

>>> reading = read_problem({"m": "7"})
>>> reading.problem.m, reading.problem.q
(7, (0.588, 0.117, 0.342, -0.231))
>>> write_params(reading)
{'m': '7'}
>>> read_problem({"m": "-1"}).errors["m"].received
'-1'
"""

from rope_core.problem.fields import (
    BASES,
    DEFAULTS,
    PAIRINGS,
    SOURCE_FIELDS,
    Problem,
    Reading,
    Source,
    fits,
    model_key,
)
from rope_core.problem.link import read_problem, source_of, write_params

__all__ = [
    "BASES",
    "DEFAULTS",
    "PAIRINGS",
    "SOURCE_FIELDS",
    "Problem",
    "Reading",
    "Source",
    "fits",
    "model_key",
    "read_problem",
    "source_of",
    "write_params",
]
