"""Practice: exercises with their keys, grading that knows which mistake it was, mastery.

>>> exercise = make_exercise("angle", 3, 1)
>>> grade_number(exercise, read_answer(repr(exercise.lines[-1].value))).outcome
'right'

Read the modules in this order: draw, expression, rules, exactness, skills, exercise, grade,
mastery, sheet.
"""

from rope_core.practice.exercise import MAX_LEVEL, Exercise, make_exercise
from rope_core.practice.grade import Verdict, grade_choice, grade_number, grade_step
from rope_core.practice.mastery import Progress, Standing, read_progress, write_progress
from rope_core.practice.sheet import MAX_PROBLEMS, make_sheet
from rope_core.practice.skills import SKILLS
from rope_core.reading.expression import read_answer

__all__ = [
    "MAX_LEVEL",
    "MAX_PROBLEMS",
    "SKILLS",
    "Exercise",
    "Progress",
    "Standing",
    "Verdict",
    "grade_choice",
    "grade_number",
    "grade_step",
    "make_exercise",
    "make_sheet",
    "read_answer",
    "read_progress",
    "write_progress",
]
