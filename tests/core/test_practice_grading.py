"""The key is right, a right answer is never called wrong, a mistake's answer is named."""

from __future__ import annotations

import math

import pytest

from rope_core import rotate, rotation_matrix, scores, trace_rotation
from rope_core.mistakes import MISTAKES
from rope_core.mistakes.recipe import Recipe
from rope_core.practice import (
    MAX_LEVEL,
    SKILLS,
    Exercise,
    grade_choice,
    grade_number,
    grade_step,
    make_exercise,
    read_answer,
)
from rope_core.practice.exercise import KINDS, effect_of
from rope_core.practice.rules import LAWS, RULES
from rope_core.trace import Angle, InverseFrequency
from tests.core.practice_reference import Solver

SEEDS = range(60)
NUMBERS = [level for level, kind in enumerate(KINDS) if kind in ("blank", "whole")]


def exercises(levels: list[int], seeds: range = SEEDS) -> list[Exercise]:
    return [
        make_exercise(skill, level, seed) for skill in SKILLS for level in levels for seed in seeds
    ]


def as_written(value: float, style: str) -> list[str]:
    """How people write a number: all of it, or as exactly as they are asked to."""
    if style == "whole":
        return [str(int(value))]
    short = f"{value:.3f}" if style == "places" else f"{value:.3g}"
    return [repr(value), short, short.replace("-", "−")]


@pytest.mark.parametrize("skill", SKILLS)
def test_the_key_agrees_with_an_independent_evaluation(skill: str) -> None:
    for level in range(MAX_LEVEL + 1):
        for seed in SEEDS:
            exercise = make_exercise(skill, level, seed)
            for line in exercise.lines:
                expected = float(Solver(exercise.facts).line(line.rule))
                assert math.isclose(line.value, expected, rel_tol=1e-12, abs_tol=1e-14)


def test_the_key_is_what_the_core_computes() -> None:
    for exercise in exercises([3]):
        facts, line = exercise.facts, exercise.lines[-1]
        if line.rule == "rotated":
            expected = rotate(facts.q, facts.m, facts.spec)[facts.place]
        elif line.rule == "entry":
            expected = rotation_matrix(facts.spec, facts.m)[facts.place, facts.column]
        elif line.rule == "score":
            expected = scores(facts.q, facts.k, facts.m, facts.n, facts.spec)
        elif line.rule in ("inv_freq", "angle"):
            kind = InverseFrequency if line.rule == "inv_freq" else Angle
            steps = trace_rotation([0.0] * facts.spec.head_dim, facts.m, facts.spec)
            expected = next(
                step.value
                for step in steps
                if isinstance(step, kind) and step.pair_index == facts.pair
            )
        else:
            continue
        assert math.isclose(line.value, float(expected), rel_tol=1e-12, abs_tol=1e-12)


def test_the_lines_follow_from_each_other() -> None:
    for exercise in exercises([0]):
        values = [line.value for line in exercise.lines]
        for at, line in enumerate(exercise.lines):
            carry = RULES[line.rule].carry
            if carry:
                assert math.isclose(carry(values[:at], exercise.facts), line.value, rel_tol=1e-9)


def test_a_right_answer_is_never_called_wrong() -> None:
    for exercise in exercises(NUMBERS):
        for blank, at in enumerate(exercise.blanks):
            line = exercise.lines[at]
            for text in as_written(line.value, line.style):
                assert grade_number(exercise, read_answer(text), blank).outcome == "right"


def test_the_numbers_given_are_exact_enough() -> None:
    """cos and sin are given to four places: what follows from these is right."""
    for exercise in exercises([3]):
        facts = exercise.facts
        if exercise.skill == "products":
            pair = Recipe().pairs(facts.q, facts.m, facts.spec)
            cos = round(float(pair.cos[0][facts.pair]), 4)
            sin = round(float(pair.sin[0][facts.pair]), 4)
            a, b = float(pair.a[facts.pair]), float(pair.b[facts.pair])
            first = exercise.lines[-1].rule == "first"
            answer = cos * a - sin * b if first else sin * a + cos * b
            assert grade_number(exercise, round(answer, 3)).outcome == "right"
        if exercise.skill == "score":
            q, k = (
                [
                    round(cos, 4) * x[0] - round(sin, 4) * x[1],
                    round(sin, 4) * x[0] + round(cos, 4) * x[1],
                ]
                for x, cos, sin in (
                    (facts.q, math.cos(facts.m), math.sin(facts.m)),
                    (facts.k, math.cos(facts.n), math.sin(facts.n)),
                )
            )
            answer = q[0] * k[0] + q[1] * k[1]
            assert grade_number(exercise, round(answer, 3)).outcome == "right"


def test_a_mistakes_answer_is_that_mistake() -> None:
    for exercise in exercises(NUMBERS):
        for blank, at in enumerate(exercise.blanks):
            line = exercise.lines[at]
            for candidate in exercise.candidates[blank]:
                value = float(Solver(exercise.facts, candidate.mistake).line(line.rule))
                assert math.isclose(value, candidate.value, rel_tol=1e-9, abs_tol=1e-12)
                for text in as_written(value, line.style):
                    verdict = grade_number(exercise, read_answer(text), blank)
                    assert verdict.outcome == "slip"
                    assert [each.key for each in verdict.mistakes] == [candidate.mistake]
                    # The line it is shown in is one that the mistake changes.
                    where = exercise.lines[verdict.line]
                    assert not math.isclose(verdict.there, where.value, rel_tol=1e-9)


def test_rounded_early_is_not_called_wrong() -> None:
    exercise = make_exercise("products", 3, 1)
    value = exercise.lines[-1].value
    assert grade_number(exercise, value + 0.01).outcome == "rounded"
    assert grade_number(exercise, value + 0.001).outcome == "right"


def test_no_usual_slip_says_where_to_compare() -> None:
    exercise = make_exercise("inv_freq", 3, 1)
    assert grade_number(exercise, 12345.678).outcome == "unknown"
    first = exercise.lines[0].value
    verdict = grade_number(exercise, first)
    assert (verdict.outcome, verdict.line) == ("unfinished", 0)


def test_every_mistake_is_practised_and_every_rule_has_some() -> None:
    practised = {
        candidate.mistake
        for exercise in exercises(NUMBERS, range(40))
        for each in exercise.candidates
        for candidate in each
    }
    # turned_twice is a program's mistake; rounding early has its own verdict.
    assert practised == set(MISTAKES) - {"turned_twice", "rounded_early"}
    assert all(rule.mistakes and set(rule.mistakes) <= set(MISTAKES) for rule in RULES.values())


def test_position_zero_is_never_asked() -> None:
    for exercise in exercises(NUMBERS):
        if exercise.skill in ("angle", "products", "matrix", "conventions", "scaling"):
            assert exercise.facts.m > 0


def test_the_wrong_step_is_one_step() -> None:
    for exercise in exercises([4]):
        bug = exercise.bug
        assert bug is not None
        mistaken = Solver(exercise.facts, bug.mistake).line(exercise.lines[bug.line].rule)
        assert math.isclose(bug.values[bug.line], float(mistaken), rel_tol=1e-9)
        for at, line in enumerate(exercise.lines):
            carry = RULES[line.rule].carry
            if at < bug.line or (at > bug.line and carry is None):
                assert bug.values[at] == line.value
            elif at > bug.line and carry:
                assert bug.values[at] == carry(bug.values[:at], exercise.facts)
        assert grade_step(exercise, bug.line).outcome == "right"
        assert [o.key for o in exercise.options if o.right] == [bug.mistake]
        assert len({o.key for o in exercise.options}) == len(exercise.options) == 4


def test_choices_have_one_right_answer() -> None:
    for exercise in exercises([0, 5]):
        outcomes = [grade_choice(exercise, at).outcome for at in range(len(exercise.options))]
        assert outcomes.count("right") == 1
        assert outcomes.count("wrong") == len(outcomes) - 1
        if exercise.kind == "rule":
            right = next(option.key for option in exercise.options if option.right)
            assert right == RULES[exercise.lines[exercise.marked].rule].law
            assert {option.key for option in exercise.options} <= set(LAWS)


def test_predictions_come_true() -> None:
    for exercise in exercises([5]):
        if not exercise.change or exercise.options[0].positions:
            continue
        facts = SKILLS[exercise.skill].changes[exercise.change](exercise.facts)
        after = float(Solver(facts).line(exercise.lines[-1].rule))
        right = next(option.key for option in exercise.options if option.right)
        assert math.isclose(after, exercise.changed, rel_tol=1e-9, abs_tol=1e-12)
        assert right == effect_of(exercise.lines[-1].value, exercise.changed)


def test_same_score_means_same_score() -> None:
    for seed in SEEDS:
        exercise = make_exercise("relative", 5, seed)
        facts, spec = exercise.facts, exercise.facts.spec
        q, k = [0.3, 0.7] * spec.pairs, [0.5, -0.2] * spec.pairs
        score = scores(q, k, facts.m, facts.n, spec)
        for option in exercise.options:
            assert option.positions is not None
            assert min(option.positions) >= 0
            same = abs(scores(q, k, *option.positions, spec) - score) < 1e-9
            assert same == option.right
