"""Practice: exercises with their keys, grading that knows which mistake it was, mastery.

>>> exercise = make_exercise("angle", 3, 1)
>>> grade_number(exercise, read_answer(repr(exercise.lines[-1].value))).outcome
'right'

Read the modules in this order: draw, rules, exactness, skills, exercise, slips, grade, chain,
mastery, schedule, sheet.
"""

from rope_core.practice.chain import grade_chain
from rope_core.practice.exercise import MAX_LEVEL, Exercise, make_exercise
from rope_core.practice.grade import Verdict, grade_choice, grade_number, grade_step
from rope_core.practice.mastery import Answer, Standing, standings
from rope_core.practice.schedule import next_problem, session_of
from rope_core.practice.sheet import MAX_PROBLEMS, make_sheet
from rope_core.practice.skills import SKILLS
from rope_core.reading.expression import read_answer

__all__ = [
    "MAX_LEVEL",
    "MAX_PROBLEMS",
    "SKILLS",
    "Answer",
    "Exercise",
    "Standing",
    "Verdict",
    "grade_chain",
    "grade_choice",
    "grade_number",
    "grade_step",
    "make_exercise",
    "make_sheet",
    "next_problem",
    "read_answer",
    "session_of",
    "standings",
]
