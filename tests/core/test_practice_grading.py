"""The key is right, a right answer is never called wrong, a mistake's answer is named."""

from __future__ import annotations

import math
from functools import cache

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
from rope_core.practice.exactness import apart, is_right, is_rounded
from rope_core.practice.exercise import KINDS, Line, effect_of
from rope_core.practice.rules import RULES
from rope_core.practice.slips import two_slips
from rope_core.trace import Angle, InverseFrequency
from tests.core.practice_reference import ImpossibleError, Solver

SEEDS = range(60)
NUMBERS = [level for level, kind in enumerate(KINDS) if kind in ("blank", "whole")]


#: Made once for all tests that look at them; an exercise cannot be changed.
made = cache(make_exercise)


def exercises(levels: list[int], seeds: range = SEEDS) -> list[Exercise]:
    return [made(skill, level, seed) for skill in SKILLS for level in levels for seed in seeds]


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
            exercise = made(skill, level, seed)
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
                    assert candidate.mistake in [each.key for each in verdict.mistakes]
                    if verdict.outcome == "either":
                        assert exercise.kind == "whole"
                        assert len(verdict.mistakes) > 1
                        continue
                    assert verdict.outcome == "slip"
                    assert len(verdict.mistakes) == 1
                    # The line it is shown in is one that the mistake changes.
                    where = exercise.lines[verdict.line]
                    assert not math.isclose(verdict.there, where.value, rel_tol=1e-9)


@pytest.mark.parametrize("skill", SKILLS)
def test_of_mistakes_that_give_the_same_number_none_is_named_for_certain(skill: str) -> None:
    """Worked out a second time, for all mistakes of all lines of a problem that asks for one."""
    told = {"slip": 0, "either": 0, "close": 0}
    for seed in range(150):
        exercise = made(skill, 3, seed)
        last = exercise.lines[-1]
        keys = dict.fromkeys(key for each in exercise.lines for key in RULES[each.rule].mistakes)
        found = {key: possible(exercise, key, last.rule) for key in keys}
        values = {
            key: value
            for key, value in found.items()
            if value is not None and not is_right(value, last.value, last.style)
        }
        for key, value in values.items():
            verdict = grade_number(exercise, value)
            named = {each.key for each in verdict.mistakes}
            meant = named | {also for each in verdict.mistakes for also in each.also}
            same = {other for other in values if is_right(value, values[other], last.style)}
            assert same <= meant, (exercise, key, verdict)
            assert verdict.outcome in told
            assert (verdict.outcome == "close") == is_rounded(value, last.value, last.style)
            told[verdict.outcome] += 1
    assert told["slip"] > 100
    if skill == "matrix":
        assert told["either"] > 100
    if skill == "score":
        assert told["close"] > 5


def test_a_mistake_tells_of_others_only_where_they_give_the_same_number() -> None:
    for key, rule in (("sin_cos_swapped", "second"), ("mirrored_score", "score")):
        assert MISTAKES[key].also
        for skill, level in (("products", 3), ("score", 3)):
            for exercise in (made(skill, level, seed) for seed in range(20)):
                if exercise.lines[-1].rule == rule:
                    value = Solver(exercise.facts, key).line(rule)
                    for other in MISTAKES[key].also:
                        also = Solver(exercise.facts, other).line(rule)
                        assert math.isclose(float(value), float(also), rel_tol=1e-12)


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


def told_apart(exercise: Exercise, mistake: str, line: Line) -> bool:
    value = possible(exercise, mistake, line.rule)
    return value is not None and apart(value, line.value, line.style)


def test_choices_have_one_right_answer() -> None:
    for exercise in exercises([0, 5]):
        outcomes = [grade_choice(exercise, at).outcome for at in range(len(exercise.options))]
        assert outcomes.count("right") == 1
        assert outcomes.count("wrong") == len(outcomes) - 1
        if exercise.kind == "rule":
            right = next(option.key for option in exercise.options if option.right)
            line = exercise.lines[exercise.marked]
            assert right == RULES[line.rule].law
            wrong = [option.key for option in exercise.options if not option.right]
            assert len(set(wrong)) == 3
            # Near misses: those of this very line that give another number go first.
            own = [m for m in RULES[line.rule].mistakes if told_apart(exercise, m, line)]
            assert len(set(own) & set(wrong)) == min(3, len(own))
            near = {m for each in exercise.lines for m in RULES[each.rule].mistakes}
            assert set(wrong) <= near


def test_every_solution_has_three_reasons_of_its_own() -> None:
    """Wrong reasons for one of its lines are mistakes of this very solution, whatever is drawn."""
    for exercise in exercises([0, 3]):
        reasons = {mistake for line in exercise.lines for mistake in RULES[line.rule].mistakes}
        assert len(reasons) >= 3, [line.rule for line in exercise.lines]


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


# --- slips at the edge of a table, of the pen, and two at once ------------------------------


def possible(exercise: Exercise, mistake: str, rule: str) -> float | None:
    """What a person who makes this mistake writes; None where it cannot be made."""
    try:
        return float(Solver(exercise.facts, mistake).line(rule))
    except ImpossibleError:
        return None


def test_what_a_mistake_of_this_line_gives_is_never_unknown() -> None:
    for exercise in exercises(NUMBERS):
        for blank, at in enumerate(exercise.blanks):
            line = exercise.lines[at]
            for mistake in RULES[line.rule].mistakes:
                value = possible(exercise, mistake, line.rule)
                if value is not None and not math.isclose(value, line.value, abs_tol=1e-12):
                    verdict = grade_number(exercise, value, blank)
                    assert MISTAKES[mistake] in verdict.mistakes


def test_a_mistake_that_cannot_be_made_here_is_not_named() -> None:
    """There is no pair after the last and no place after the end; a program's list wraps round."""
    left_out = 0
    for exercise in exercises(NUMBERS):
        for blank, at in enumerate(exercise.blanks):
            named = {each.mistake for each in exercise.candidates[blank]}
            for mistake in MISTAKES:
                if possible(exercise, mistake, exercise.lines[at].rule) is None:
                    assert mistake not in named
                    left_out += 1
    assert left_out > 100


@pytest.mark.parametrize(("seed", "answer"), [(4, 3), (17, 4), (25, 6)])
def test_the_pair_after_the_last_is_pairs_counted_from_one(seed: int, answer: int) -> None:
    exercise = make_exercise("pairs", 2, seed)
    assert exercise.lines[0].value == exercise.facts.spec.pairs - 1 == answer - 1
    assert [each.key for each in grade_number(exercise, answer).mistakes] == ["from_one"]


def test_the_number_of_a_list_that_wraps_round_is_no_persons() -> None:
    exercise = make_exercise("conventions", 3, 18)
    assert exercise.lines[0].value == exercise.facts.spec.pairs - 1
    assert grade_number(exercise, 1.0733).outcome == "unknown"


def test_a_lost_sign_and_swapped_digits_are_told() -> None:
    told = {"lost_sign": 0, "swapped_digits": 0}
    for exercise in exercises([3]):
        line = exercise.lines[-1]
        text = as_written(line.value, line.style)[-1 if line.style == "whole" else 1]
        if "e" in text or text in ("10", "20"):  # nobody writes 1.26e+03, or 01, by hand
            continue
        digits = [at for at in range(len(text) - 1) if text[at : at + 2].isdigit()]
        at = digits[-1] if digits else 0
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :] if digits else text
        negated = text[1:] if text.startswith("-") else f"-{text}"
        for typed, outcome in ((negated, "lost_sign"), (swapped, "swapped_digits")):
            verdict = grade_number(exercise, read_answer(typed))
            # A mistake with a name, or a number that is still right, goes first.
            if verdict.outcome in ("lost_sign", "swapped_digits", "two_slips", "unknown"):
                assert verdict.outcome == outcome
                told[outcome] += 1
    assert min(told.values()) > 100


def test_two_slips_at_once_are_both_named() -> None:
    """Worked out here: the next row's frequency, and the angle in degrees."""
    for seed in SEEDS:
        exercise = make_exercise("angle", 3, seed)
        facts = exercise.facts
        if facts.pair + 1 < facts.spec.pairs:
            later = facts.spec.base ** (-2 * (facts.pair + 1) / facts.spec.head_dim)
            verdict = grade_number(exercise, math.degrees(facts.m * later))
            assert verdict.outcome == "two_slips"
            assert {each.key for each in verdict.mistakes} == {"next_pair", "degrees"}
            assert exercise.lines[verdict.line].rule == "pick"
            assert verdict.there == pytest.approx(later)


def test_two_slips_in_one_line_are_shown_with_both_in_it() -> None:
    """What one of them alone makes of the line is not what stands on the learner's paper."""
    named = 0
    for seed in SEEDS:
        exercise = make_exercise("angle", 3, seed)
        facts = exercise.facts
        inv_freq = facts.spec.base ** (-2 * facts.pair / facts.spec.head_dim)
        both = math.degrees((facts.m - 1) * inv_freq)
        verdict = grade_number(exercise, both)
        if verdict.outcome == "two_slips":
            assert {each.key for each in verdict.mistakes} == {"position_minus_one", "degrees"}
            assert exercise.lines[verdict.line].rule == "angle"
            assert verdict.there == pytest.approx(both)
            named += 1
    assert named > 20


def test_one_slip_of_the_pen_goes_before_two_mistakes() -> None:
    """Either gives the number where both products have the wrong sign: one slip is likelier."""
    either = 0
    for exercise in exercises([3]):
        value = exercise.lines[-1].value
        if two_slips(exercise, 0, -value) is not None:
            verdict = grade_number(exercise, -value)
            assert verdict.outcome in ("lost_sign", "slip")
            either += verdict.outcome == "lost_sign"
    assert either > 10


def test_with_enough_explanations_anything_could_be_explained() -> None:
    """Numbers that come from nowhere are seldom called two slips: they are looked for exactly."""
    outcomes = [
        grade_number(exercise, number / 10 + 0.0437).outcome
        for exercise in exercises([3], range(20))
        if exercise.lines[-1].style == "places"
        for number in range(-14, 15)
    ]
    assert outcomes.count("two_slips") < 0.01 * len(outcomes)


def test_below_a_wrong_step_every_line_follows_or_is_given() -> None:
    """Also where the pair was said wrongly: what is made of it is wrong with it."""
    wrong_below = 0
    for exercise in exercises([4]):
        assert exercise.bug is not None
        values = exercise.bug.values
        for at, line in enumerate(exercise.lines):
            carry = RULES[line.rule].carry
            if carry is None and at != exercise.bug.line:
                assert values[at] == line.value
            elif carry and at != exercise.bug.line:
                assert values[at] == carry(values[:at], exercise.facts)
                wrong_below += exercise.skill == "conventions" and values[at] != line.value
    assert wrong_below > 10
    exercise = make_exercise("conventions", 4, 21)
    assert exercise.bug is not None
    assert exercise.bug.values[2] != exercise.lines[2].value
