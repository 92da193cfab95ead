"""Several lines of one problem graded together: an error carried forward is not a second error.

>>> exercise = make_exercise("angle", 2, 4)
>>> pick, angle = (line.value for line in exercise.lines)
>>> wrong = exercise.candidates[0][0].value
>>> [verdict.outcome for verdict in grade_chain(exercise, (wrong, exercise.facts.m * wrong))]
['slip', 'carried']
>>> [verdict.outcome for verdict in grade_chain(exercise, (pick, angle))]
['right', 'right']
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rope_core.mistakes import Mistake
from rope_core.practice.exactness import is_right, matches
from rope_core.practice.exercise import Exercise, Line, line_after, make_exercise
from rope_core.practice.grade import NOT_WRONG, Verdict, grade_number
from rope_core.practice.rules import RULES

__all__ = ["grade_chain", "make_exercise"]


def grade_chain(exercise: Exercise, answers: Sequence[float]) -> tuple[Verdict, ...]:
    """Grade the numbers of the first blanks, each by those above it as they were given.

    Below an error a line is `carried` where it follows from the wrong number, or where the same
    slip gives it: neither is a second error. Raises IndexError for more answers than blanks.
    """
    above = [line.value for line in exercise.lines]
    verdicts: list[Verdict] = []
    made: list[Mistake] = []
    for blank, answer in enumerate(answers):
        at = exercise.blanks[blank]
        verdict = grade_number(exercise, answer, blank)
        wrong_above = any(each.outcome not in NOT_WRONG for each in verdicts)
        if verdict.outcome not in NOT_WRONG and wrong_above:
            line = exercise.lines[at]
            follows = is_right(answer, line_after(line, above[:at], exercise.facts), line.style)
            if follows or _same_slip(exercise, line, answer, made):
                verdict = Verdict("carried", at, answer)
        verdicts.append(verdict)
        made += verdict.mistakes
        above[at] = answer
    return tuple(verdicts)


def _same_slip(exercise: Exercise, line: Line, answer: float, made: Sequence[Mistake]) -> bool:
    values = [float(RULES[line.rule].value(each.recipe, exercise.facts)) for each in made]
    return any(math.isfinite(v) and matches(answer, v, line.style) for v in values)
