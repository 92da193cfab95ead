"""Grading: is it right, and if not, which mistake was it?

>>> exercise = make_exercise("inv_freq", 3, 7)
>>> grade_number(exercise, exercise.lines[-1].value).outcome
'right'
>>> verdict = grade_number(exercise, exercise.candidates[0][0].value)
>>> verdict.outcome, verdict.mistakes[0].key, exercise.lines[verdict.line].rule
('slip', 'half_exponent', 'exponent')
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from rope_core.mistakes import Mistake
from rope_core.mistakes.recipe import Recipe
from rope_core.practice.exactness import is_right, is_rounded, matches
from rope_core.practice.exercise import Exercise, Option, make_exercise
from rope_core.practice.rules import MISTAKES, RULES
from rope_core.practice.slips import slip_of_the_pen, two_slips

__all__ = ["NOT_WRONG", "Verdict", "grade_choice", "grade_number", "grade_step", "make_exercise"]

#: What is no wrong answer: the number is right, or so near that it is asked for again.
NOT_WRONG = frozenset(("right", "rounded", "close"))
Outcome = Literal[
    "right",
    "rounded",
    "close",
    "slip",
    "either",
    "unfinished",
    "lost_sign",
    "swapped_digits",
    "two_slips",
    "carried",
    "unknown",
    "wrong",
]


@dataclass(frozen=True)
class Verdict:
    """What an answer is.

    outcome: right; rounded (right but rounded early, to be asked again); close (rounded early, or
    one of the mistakes); slip (mistakes says which); either (one of the mistakes); unfinished (the
    number of an earlier line); lost_sign and swapped_digits (of the right number); two_slips
    (mistakes says which two); carried (right by a wrong number above); unknown (no usual slip);
    wrong (a choice). line: where it happened, or where to compare first. there: what the mistake
    makes of that line, or both mistakes together.
    """

    outcome: Outcome
    line: int
    answer: float = 0.0
    mistakes: tuple[Mistake, ...] = ()
    there: float = 0.0

    @property
    def made(self) -> tuple[Mistake, ...]:
        """The mistakes that were made: not those that may have been."""
        return () if self.outcome in ("close", "either") else self.mistakes


def grade_number(exercise: Exercise, answer: float, blank: int = 0) -> Verdict:
    """Grade a number typed for blank number `blank` of the exercise."""
    at = exercise.blanks[blank]
    line = exercise.lines[at]
    if is_right(answer, line.value, line.style):
        return Verdict("right", at, answer)
    exactly = _exactly(exercise, blank, answer)
    if is_rounded(answer, line.value, line.style):
        return Verdict("close" if exactly else "rounded", at, answer, exactly)
    if len(exactly) > 1:
        return Verdict("either", at, answer, exactly)
    # The exercise keeps those it looks for so far apart that at most one of them comes near.
    near = (e for e in exercise.candidates[blank] if matches(answer, e.value, line.style))
    for mistake in exactly or tuple(MISTAKES[each.mistake] for each in near):
        return _slip(exercise, "slip", at, answer, (mistake,), mistake.recipe)
    if exercise.kind == "whole":
        for index, earlier in enumerate(exercise.lines[:at]):
            if is_right(answer, earlier.value, earlier.style):
                return Verdict("unfinished", index, answer)
    # One slip, of the pen, is likelier than two, where either gives this number.
    pen = slip_of_the_pen(answer, line.value, line.style)
    if pen:
        return Verdict(pen, at, answer)
    both = two_slips(exercise, blank, answer)
    if both:
        return _slip(exercise, "two_slips", at, answer, *both)
    return Verdict("unknown", 0 if exercise.kind == "whole" else at, answer)


def _exactly(exercise: Exercise, blank: int, answer: float) -> tuple[Mistake, ...]:
    """The mistakes that give this number to the stated tolerance: those the exercise looks for,
    and where all of a solution is one number also those of its other lines."""
    line = exercise.lines[exercise.blanks[blank]]
    known = {each.mistake: each.value for each in exercise.candidates[blank]}
    more: list[str] = []
    if exercise.kind == "whole":
        more = [key for each in exercise.lines for key in RULES[each.rule].mistakes]
    for key in dict.fromkeys(more):
        value = float(RULES[line.rule].value(MISTAKES[key].recipe, exercise.facts))
        told = any(
            key in MISTAKES[other].also and math.isclose(value, there, abs_tol=1e-12)
            for other, there in known.items()
        )
        wrong = math.isfinite(value) and not is_right(value, line.value, line.style)
        if wrong and key not in known and not told:
            known[key] = value
    return tuple(
        MISTAKES[key] for key, value in known.items() if is_right(answer, value, line.style)
    )


def _slip(
    exercise: Exercise,
    outcome: Outcome,
    asked: int,
    answer: float,
    mistakes: tuple[Mistake, ...],
    recipe: Recipe,
) -> Verdict:
    """The verdict of mistakes, in the order in which they were made; recipe: all of them in one."""

    def begins(one: Recipe) -> int:
        return _first_difference(exercise, one, asked)

    at = begins(recipe)
    there = float(RULES[exercise.lines[at].rule].value(recipe, exercise.facts))
    ordered = tuple(sorted(mistakes, key=lambda each: begins(each.recipe)))
    return Verdict(outcome, at, answer, ordered, there)


def _first_difference(exercise: Exercise, recipe: Recipe, asked: int) -> int:
    """The line where it happened: the first that comes out differently, of those not shown."""
    if exercise.kind != "whole":
        return asked
    for index, line in enumerate(exercise.lines[:asked]):
        value = float(RULES[line.rule].value(recipe, exercise.facts))
        possible = math.isfinite(value)
        if possible and not math.isclose(value, line.value, rel_tol=1e-9, abs_tol=1e-12):
            return index
    return asked


def grade_choice(exercise: Exercise, index: int) -> Verdict:
    """Grade the choice of option number `index`."""
    option: Option = exercise.options[index]
    line = exercise.bug.line if exercise.bug else exercise.marked
    if option.right:
        return Verdict("right", line)
    mistake = MISTAKES.get(option.key)
    return Verdict("wrong", line, mistakes=(mistake,) if mistake else ())


def grade_step(exercise: Exercise, line: int) -> Verdict:
    """Grade the first half of "find the bug": which line is wrong?"""
    assert exercise.bug is not None, "only a worked solution with a bug has a wrong step"
    return Verdict("right" if line == exercise.bug.line else "wrong", line)
