"""Several lines graded together: what follows from an error is not a second one."""

from __future__ import annotations

import math

import pytest

from rope_core.practice import SKILLS, Exercise, grade_chain, make_exercise
from rope_core.practice.rules import RULES

#: Skills whose second line is made of the first.
CHAINED = [
    skill
    for skill in SKILLS
    if RULES[make_exercise(skill, 2, 3).lines[make_exercise(skill, 2, 3).blanks[-1]].rule].carry
]


def right_values(exercise: Exercise) -> list[float]:
    return [exercise.lines[at].value for at in exercise.blanks]


def test_most_skills_have_lines_that_hang_together() -> None:
    assert {"inv_freq", "angle", "matrix", "score", "conventions", "scaling"} <= set(CHAINED)


@pytest.mark.parametrize("skill", SKILLS)
def test_right_lines_are_right_together(skill: str) -> None:
    for seed in range(20):
        exercise = make_exercise(skill, 2, seed)
        outcomes = [each.outcome for each in grade_chain(exercise, right_values(exercise))]
        assert outcomes == ["right"] * len(exercise.blanks)


@pytest.mark.parametrize(
    ("skill", "seed", "follow"),
    [
        ("inv_freq", 3, lambda facts, first: facts.spec.base**first),
        ("angle", 3, lambda facts, first: facts.m * first),
    ],
)
def test_what_follows_from_a_wrong_number_is_carried(skill: str, seed: int, follow) -> None:
    """Any wrong number, named or not; worked out here by the law, not by the rule's own code."""
    exercise = make_exercise(skill, 2, seed)
    first = exercise.lines[exercise.blanks[0]].value
    for wrong in (1.37 * first, -0.61 * first, *(each.value for each in exercise.candidates[0])):
        second = follow(exercise.facts, wrong)
        verdicts = grade_chain(exercise, (wrong, second))
        assert verdicts[0].outcome not in ("right", "carried")
        assert verdicts[1].outcome == "carried"
        # Neither carried on nor right: an error of its own.
        other = grade_chain(exercise, (wrong, 1.9 * second))
        assert other[1].outcome not in ("right", "carried")


@pytest.mark.parametrize("skill", SKILLS)
@pytest.mark.parametrize("first", [0.0, 1000.0, -1000.0, 1e300, -1e300])
def test_a_first_number_of_any_size_is_graded(skill: str, first: float) -> None:
    """What follows from it may be too large for float64: then nothing finite does."""
    for seed in range(5):
        exercise = make_exercise(skill, 2, seed)
        answers = [first, 7.0, first, -first][: len(exercise.blanks)]
        verdicts = grade_chain(exercise, answers)
        assert len(verdicts) == len(answers)
        if abs(first) >= 1000:
            assert verdicts[0].outcome not in ("right", "carried")
        if skill == "inv_freq":
            assert verdicts[1].outcome != "carried"


def test_a_score_is_carried_from_any_of_its_numbers() -> None:
    exercise = make_exercise("score", 2, 1)
    values = right_values(exercise)
    query_first = exercise.lines[0].value
    for at in range(3):
        given = list(values)
        given[at] += 0.4
        given[3] = query_first * given[1] + given[0] * given[2]
        outcomes = [each.outcome for each in grade_chain(exercise, given)]
        assert outcomes[3] == "carried"
        assert [outcome == "right" for outcome in outcomes[:3]] == [i != at for i in range(3)]


def test_the_same_slip_in_two_lines_is_one_error() -> None:
    """Whoever takes one pairing for the other does so for the pair and for the partner."""
    seen = 0
    for seed in range(60):
        exercise = make_exercise("pairs", 2, seed)
        named = [{each.mistake: each.value for each in of} for of in exercise.candidates]
        if all("other_pairing" in of for of in named):
            answers = [of["other_pairing"] for of in named]
            outcomes = [each.outcome for each in grade_chain(exercise, answers)]
            assert outcomes == ["slip", "carried"]
            seen += 1
    assert seen > 5


def test_nothing_is_carried_from_a_right_line() -> None:
    exercise = make_exercise("angle", 2, 3)
    first, second = right_values(exercise)
    assert math.isfinite(second)
    for wrong in exercise.candidates[1]:
        outcomes = [each.outcome for each in grade_chain(exercise, (first, wrong.value))]
        assert outcomes == ["right", "slip"]
