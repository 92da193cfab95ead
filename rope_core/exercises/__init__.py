"""The coding exercises: what is to be written, and which slip a program has.

>>> from math import cos, sin
>>> def rotate(x, position, base=10000.0):
...     d, y = len(x), list(x)
...     for i in range(d // 2):
...         angle = position * base ** (-2 * i / d)
...         y[2 * i] = x[2 * i] * cos(angle) - x[2 * i + 1] * sin(angle)
...         y[2 * i + 1] = y[2 * i] * sin(angle) + x[2 * i + 1] * cos(angle)
...     return y
>>> check("rotate", rotate).title
'The second sum reads the new first number.'

Read the modules in this order: slip and the slips, task and the tasks, harness, answers, verdict,
judge, exercise and the entries, check.
"""

from rope_core.exercises.check import EXERCISES, check, find, grade, grade_apart
from rope_core.exercises.exercise import BLANK, Exercise, Hints
from rope_core.exercises.verdict import Number, PairFinding, Verdict

__all__ = [
    "BLANK",
    "EXERCISES",
    "Exercise",
    "Hints",
    "Number",
    "PairFinding",
    "Verdict",
    "check",
    "find",
    "grade",
    "grade_apart",
]
