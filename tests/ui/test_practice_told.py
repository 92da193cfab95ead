"""What Practice shows of an exercise, and what it says to an answer."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from rope_core.mistakes import MISTAKES
from rope_core.practice import (
    MAX_LEVEL,
    SKILLS,
    Answer,
    make_exercise,
    read_answer,
    standings,
)
from rope_core.practice.exactness import is_rounded
from rope_core.practice.exercise import KINDS
from rope_core.practice.mastery import INTERVALS, VISITS
from rope_core.practice.rules import RULES
from tests.ui.practice_support import sessions
from ui.homework.code import today
from ui.numbers import agrees
from ui.practice.at_hand import HINTS
from ui.practice.replies import _yours
from ui.practice.session import Session
from ui.practice.text import BELIEFS, CHANGES, LAW_WORDS, LINE_WORDS, QUESTIONS
from ui.practice.view import COUNTED, KIND_WORDS, practice_view
from ui.practice.words import Words

# --- words ------------------------------------------------------------------------------


def test_everything_has_words() -> None:
    assert set(LINE_WORDS) == set(RULES)
    assert set(LAW_WORDS) == {rule.law for rule in RULES.values()}
    assert {change for skill in SKILLS.values() for change in skill.changes} <= set(CHANGES)
    asked = {make_exercise(skill, 3, seed).lines[-1].rule for skill in SKILLS for seed in range(40)}
    assert asked <= set(QUESTIONS)
    assert {key for rule in RULES.values() for key in rule.mistakes} == set(BELIEFS)
    assert set(KIND_WORDS) == set(KINDS)


def test_how_a_skill_is_mastered_is_said_as_it_is() -> None:
    """Right in every kind, then wrong in one: right there again, and on two days again."""
    day = today()
    kinds = [KINDS.index(kind) for kind in dict.fromkeys(KINDS)]
    answers = [Answer("pairs", level, True, day) for level in kinds]
    answers += [Answer("pairs", 0, True, day + timedelta(1))]
    assert standings(answers)["pairs"].mastered
    answers += [
        Answer("pairs", level, right, day + timedelta(1))
        for level, right in ((0, False), (0, True))
    ]
    assert not standings(answers)["pairs"].mastered
    for later in range(2, 1 + VISITS):
        answers += [Answer("pairs", 0, True, day + timedelta(later))]
    assert standings(answers)["pairs"].mastered
    assert f"on at least {VISITS} days since its last wrong one" in COUNTED
    assert all(f"{days}" in COUNTED for days in INTERVALS)
    session = Session("angle", 3, 1)
    for hint in range(1, HINTS + 1):
        session.hint()
        assert session.counted == (hint >= int(COUNTED.partition("from hint ")[2][0]))


def test_no_equation_on_screen_is_false() -> None:
    """Where the numbers as shown do not give the value as shown it says so."""
    for session in sessions():
        for line in Words(session.exercise).lines():
            sum_shown = line.numbers.replace("^[", "^(").replace("]", ")")
            computed = Decimal(read_answer(sum_shown))
            assert agrees(computed, line.value) == (line.sign == "=")
            if line.sign == "≈":
                assert abs(float(computed) - read_answer(line.value)) < 0.002 * max(
                    1.0, abs(float(computed))
                )


def test_what_is_shown_does_not_give_the_answer_away() -> None:
    for session in sessions():
        view = practice_view(session)
        if session.exercise.blanks:
            asked = [line for line in view["lines"] if line["state"] in ("blank", "later")]
            assert all("value" not in line and "numbers" not in line for line in asked)
        if session.exercise.kind == "whole":
            assert view["lines"] == []
        assert not any(option["right"] for option in view["options"])


def test_a_view_is_plain_data() -> None:
    for session in sessions():
        text = json.dumps(practice_view(session))
        assert "{" + "_" not in text
        assert not re.search(r"\{[a-z_]+\}", text), "a name was not filled in"


# --- what an answer is told -------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["", "abc", "1/0", "<script>alert(1)</script>", "1.2,5", "9" * 999]
)
def test_what_cannot_be_read_is_not_counted(typed: str) -> None:
    session = Session("angle", 3, 1)
    session.answer(typed)
    assert session.verdict is not None
    assert session.verdict.outcome == "unreadable"
    assert not session.known
    assert "cannot be read" in practice_view(session)["verdict"]["title"]


def test_a_number_with_a_comma_is_said_as_it_was_read() -> None:
    """1,234 may be meant as 1.234: whoever is told that it is wrong sees which it was taken for."""
    for typed, read in (("0,777", "0.777"), ("1,234", "1234"), ("12,345.67", "12345.67")):
        session = Session("products", 3, 1)
        session.answer(typed)
        assert session.verdict is not None
        assert session.verdict.verdict is not None
        assert _yours(session.verdict) == f"{typed} (that is {read})"


def test_a_rounded_answer_is_asked_again_and_not_counted() -> None:
    session = Session("products", 3, 1)
    session.answer(repr(session.exercise.lines[-1].value + 0.01))
    assert session.verdict is not None
    assert session.verdict.outcome == "rounded"
    assert not session.known


def test_a_slip_is_named_with_the_line_and_the_learners_own_number() -> None:
    session = Session("products", 3, 2)
    wrong = next(c for c in session.exercise.candidates[0] if c.mistake == "sin_cos_swapped")
    session.answer(f"{wrong.value:.3f}")
    verdict = practice_view(session)["verdict"]
    assert verdict["title"] == "Sine and cosine swapped"
    assert f"{wrong.value:.3f}" in verdict["parts"][0]["text"]


def test_slips_that_give_the_same_number_are_all_named_and_none_is_counted() -> None:
    for seed, typed in ((2, "0"), (14, "-0.657")):
        session = Session("matrix", 3, seed)
        session.answer(typed)
        assert session.verdict is not None
        assert session.verdict.verdict is not None
        mistakes = session.verdict.verdict.mistakes
        assert len(mistakes) > 1
        verdict = practice_view(session)["verdict"]
        assert verdict["title"].startswith("One of ")
        told = " ".join(part["text"] for part in verdict["parts"])
        assert all(each.title in told and each.instead in told for each in mistakes)
        assert not session.slips
        assert session.first_answer is not None
        assert (session.first_answer.right, session.first_answer.mistake) == (False, None)


def test_a_slips_number_near_the_right_one_is_not_called_rounding() -> None:
    session = Session("score", 3, 7)
    value = RULES["score"].value(MISTAKES["one_product"].recipe, session.exercise.facts)
    session.answer(f"{value:.4f}")
    verdict = practice_view(session)["verdict"]
    told = " ".join(part["text"] for part in verdict["parts"])
    assert MISTAKES["one_product"].title in told
    assert "The steps are right" not in told
    assert session.first == "", "it is asked for again and not counted"


def test_lines_entered_together_are_one_error_where_one_follows_from_the_other() -> None:
    session = Session("angle", 2, 3)
    facts, wrong = session.exercise.facts, 7.25
    session.answer_lines([str(wrong), repr(facts.m * wrong)])
    view = practice_view(session)
    assert "not a second error" in view["verdict"]["parts"][-1]["text"]
    assert [field["typed"] for field in view["ask"]["fields"]] == ["7.25", repr(facts.m * wrong)]
    assert session.known["angle"].tried == 1
    # The first is mended; the second, which followed from the old one, stands to be mended.
    first, second = (line.value for line in session.exercise.lines)
    session.answer_lines([repr(first), repr(facts.m * wrong)])
    assert session.blank == 1
    assert [field["label"] for field in practice_view(session)["ask"]["fields"]] == ["angle₂"]
    session.answer_lines([repr(second)])
    assert session.done


def test_a_slip_is_counted_once_as_long_as_its_line_stays_as_it_is() -> None:
    session = Session("score", 2, 1)
    at = next(at for at, each in enumerate(session.exercise.candidates) if at and each)
    slip = session.exercise.candidates[at][0]
    right = [repr(session.exercise.lines[line].value) for line in session.exercise.blanks]
    lines = [*right[:at], f"{slip.value:.5f}"]
    session.answer_lines([*lines[:-1], "abc"])
    assert not session.slips
    session.answer_lines(["", *lines[1:]] if at > 1 else lines)
    for _ in range(3):
        session.answer_lines(lines[session.blank :])
    assert session.slips == {slip.mistake: 1}
    assert session.record.attempts[session.key].slips == {slip.mistake: 1}
    session.answer_lines([*right[session.blank : at], f"{slip.value:.6f}"])
    assert session.slips == {slip.mistake: 2}


def test_what_is_counted_is_not_said_to_be_not() -> None:
    """Of a line rounded early and a wrong one, whichever comes first, the wrong one is told."""
    told = set()
    for seed in range(40):
        session = Session("score", 2, seed)
        values = [session.exercise.lines[at].value for at in session.exercise.blanks]
        session.answer_lines([repr(round(values[0], 2)), "123"])
        view, others = practice_view(session)["verdict"], session.others
        assert session.verdict is not None
        told.add(session.verdict.outcome)
        parts = " ".join(part["text"] for part in view["parts"])
        assert ("Nothing is counted." in parts) == (not session.counted)
        if [each.outcome for each in others] == ["rounded"]:
            first, second = (line["label"] for line in practice_view(session)["ask"]["fields"][:2])
            assert f"{first} is close: rounded early" in parts
            assert f"{second} = " in parts
            told.add("both")
    assert "both" in told


def test_a_slip_below_a_rounded_line_is_said_of_its_own_line() -> None:
    session = next(
        each
        for each in (Session("score", 2, seed) for seed in range(200))
        if each.exercise.candidates[1]
        and is_rounded(
            round(each.exercise.lines[each.exercise.blanks[0]].value, 2),
            each.exercise.lines[each.exercise.blanks[0]].value,
            each.exercise.lines[each.exercise.blanks[0]].style,
        )
    )
    first = session.exercise.lines[session.exercise.blanks[0]].value
    slip = session.exercise.candidates[1][0].value
    session.answer_lines([repr(round(first, 2)), f"{slip:.5f}"])
    view = practice_view(session)
    second = view["ask"]["fields"][1]["label"]
    assert view["verdict"]["parts"][0]["text"].startswith(f"{second} = ")
    assert view["verdict"]["parts"][0]["text"].endswith(f"and you have {slip:.5f}.")


def test_lines_may_be_left_empty_and_stay_as_typed() -> None:
    session = Session("score", 2, 1)
    values = [session.exercise.lines[at].value for at in session.exercise.blanks]
    session.answer_lines([repr(values[0]), "", "0.5", "x"])
    assert session.blank == 1
    assert not session.known
    typed = [field["typed"] for field in practice_view(session)["ask"]["fields"]]
    assert typed == ["", "0.5", "x"]
    session.answer_lines([repr(values[1]), "abc"])
    assert session.verdict is not None
    assert session.verdict.outcome == "unreadable"
    assert session.blank == 1
    session.answer_lines([repr(value) for value in values[1:]])
    assert session.done
    assert session.known["score"].right == 1


def test_a_right_line_is_said_to_follow_only_where_it_does() -> None:
    told = Counter[str]()
    for session in sessions():
        bug = session.exercise.bug
        for at, line in enumerate(session.exercise.lines if bug else ()):
            if bug is None or at == bug.line:
                continue
            session.step(at)
            text = practice_view(session)["verdict"]["parts"][0]["text"]
            follows = text.endswith("follows from the lines above it.")
            told[str(follows)] += 1
            if not follows:
                assert text.endswith("is what the given numbers make it.")
                assert bug.values[at] == line.value
    assert told["True"] > 20
    assert told["False"] > 20


@pytest.mark.parametrize(("typed", "title"), [(-1, "The sign is"), (1, "Two digits changed")])
def test_a_slip_of_the_pen_is_told(typed: int, title: str) -> None:
    session = Session("products", 3, 1)
    text = f"{session.exercise.lines[-1].value:.3f}"
    negated = text[1:] if text.startswith("-") else f"-{text}"
    session.answer(negated if typed < 0 else text[:-3] + text[-2] + text[-3] + text[-1])
    assert practice_view(session)["verdict"]["title"].startswith(title)


def test_two_slips_are_told_in_the_order_they_were_made() -> None:
    drawn = [Session("angle", 3, seed) for seed in range(20)]
    session = next(
        each for each in drawn if each.exercise.facts.pair + 1 < each.exercise.facts.spec.pairs
    )
    facts = session.exercise.facts
    later = facts.spec.base ** (-2 * (facts.pair + 1) / facts.spec.head_dim)
    session.answer(repr(math.degrees(facts.m * later)))
    verdict = practice_view(session)["verdict"]
    assert verdict["title"] == "Two slips at once."
    where, *named = (part["text"] for part in verdict["parts"])
    assert where.startswith("It happened at inv_freq")
    assert "with both slips it is" in where
    assert all("By itself it would make angle" in text for text in named)
    assert [text.partition(":")[0] for text in named] == [
        "The next pair's frequency",
        "Degrees for radians",
    ]
    assert session.slips == {"next_pair": 1, "degrees": 1}


@pytest.mark.parametrize("skill", SKILLS)
@pytest.mark.parametrize("level", range(MAX_LEVEL + 1))
def test_hints_come_in_three_and_the_last_is_the_worked_step(skill: str, level: int) -> None:
    session = Session(skill, level, 3)
    for count in range(1, HINTS + 1):
        session.hint()
        assert len(practice_view(session)["hints"]) == count
    assert session.done
    assert not session.known[skill].right
    if KINDS[level] in ("blank", "whole"):
        value = Words(session.exercise).lines()[session.exercise.blanks[0]].value
        assert value in practice_view(session)["hints"][-1]
    session.next()
    # The same again; but a wrong step is hunted after a right solution only.
    again = 3 if KINDS[level] == "bug" else level
    assert (session.exercise.skill, session.exercise.level) == (skill, again)
