"""What a verdict says beside its outcome: the line, the mistake, what it makes of the line."""

from __future__ import annotations

import math

import pytest

from rope_core.practice import SKILLS, Exercise, grade_choice, grade_number, grade_step
from rope_core.practice import make_exercise as made
from rope_core.practice.grade import Verdict
from rope_core.practice.rules import MISTAKES
from tests.core.practice_reference import Solver

NOWHERE = 12345.678  # a number that no mistake gives


def wholes(seeds: range = range(6)) -> list[Exercise]:
    return [made(skill, 3, seed) for skill in SKILLS for seed in seeds]


def test_a_right_number_and_a_number_nobody_knows() -> None:
    for exercise in wholes():
        last = exercise.lines[-1]
        at = len(exercise.lines) - 1
        assert grade_number(exercise, last.value) == Verdict("right", at, last.value, (), 0.0)
        # The whole is compared from its first line on.
        assert grade_number(exercise, NOWHERE) == Verdict("unknown", 0, NOWHERE, (), 0.0)


def test_a_number_nobody_knows_in_a_line_is_of_that_line() -> None:
    exercise = made("products", 2, 1)
    assert len(exercise.blanks) > 1
    for blank, at in enumerate(exercise.blanks):
        assert grade_number(exercise, NOWHERE, blank) == Verdict("unknown", at, NOWHERE, (), 0.0)
    # The first blank is meant where none is named.
    value = exercise.lines[exercise.blanks[0]].value
    assert grade_number(exercise, value) == grade_number(exercise, value, 0)
    assert grade_number(exercise, value).line == exercise.blanks[0]


def test_a_slip_is_shown_in_the_first_line_that_it_changes() -> None:
    seen_before_the_last = 0
    for exercise in wholes():
        for candidate in exercise.candidates[0]:
            mistaken = Solver(exercise.facts, candidate.mistake)
            values = [float(mistaken.line(line.rule)) for line in exercise.lines]
            changed = [
                at
                for at, line in enumerate(exercise.lines)
                if not math.isclose(values[at], line.value, rel_tol=1e-9, abs_tol=1e-12)
            ]
            verdict = grade_number(exercise, candidate.value)
            assert MISTAKES[candidate.mistake] in verdict.mistakes
            if verdict.outcome == "either":
                assert (verdict.line, verdict.there) == (len(exercise.lines) - 1, 0.0)
                continue
            assert verdict.outcome == "slip"
            assert verdict.mistakes == (MISTAKES[candidate.mistake],)
            assert (verdict.line, verdict.answer) == (changed[0], candidate.value)
            assert verdict.there == pytest.approx(values[changed[0]], rel=1e-9, abs=1e-12)
            seen_before_the_last += changed[0] < len(exercise.lines) - 1
    assert seen_before_the_last > 20


def test_a_slip_in_a_line_that_is_asked_is_shown_in_it() -> None:
    for skill in SKILLS:
        exercise = made(skill, 2, 5)
        for blank, at in enumerate(exercise.blanks):
            for candidate in exercise.candidates[blank]:
                verdict = grade_number(exercise, candidate.value, blank)
                assert (verdict.outcome, verdict.line) == ("slip", at)
                assert verdict.there == pytest.approx(candidate.value, rel=1e-9, abs=1e-12)


def test_the_number_of_an_earlier_line_is_unfinished_work() -> None:
    found = 0
    for exercise in wholes():
        values = [line.value for line in exercise.lines]
        for at, value in enumerate(values[:-1]):
            verdict = grade_number(exercise, value)
            if verdict.outcome == "unfinished":
                assert verdict.answer == value
                assert verdict.line <= at
                found += verdict.line == at
    assert found > 20


def test_a_choice_is_of_the_line_it_is_about_and_names_its_mistake() -> None:
    named = set()
    for skill in SKILLS:
        rule, bug = made(skill, 0, 3), made(skill, 4, 3)
        assert bug.bug is not None
        for exercise, line in ((rule, rule.marked), (bug, bug.bug.line)):
            for at, option in enumerate(exercise.options):
                outcome = "right" if option.right else "wrong"
                known = MISTAKES.get(option.key)
                mistakes = (known,) if known and not option.right else ()
                assert grade_choice(exercise, at) == Verdict(outcome, line, 0.0, mistakes, 0.0)
                named |= {each.key for each in mistakes}
    assert len(named) > 5


def test_each_line_of_a_worked_solution_but_one_is_not_the_wrong_one() -> None:
    for skill in SKILLS:
        exercise = made(skill, 4, 3)
        assert exercise.bug is not None
        for line in range(len(exercise.lines)):
            outcome = "right" if line == exercise.bug.line else "wrong"
            assert grade_step(exercise, line) == Verdict(outcome, line, 0.0, (), 0.0)
