"""What comes next, what is known and when it comes back: by answers alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core.practice import MAX_LEVEL, SKILLS, Answer, Standing, next_problem, standings
from rope_core.practice.exercise import KINDS
from rope_core.practice.mastery import INTERVALS, due_on
from rope_core.practice.schedule import SESSION, session_of

MONDAY = date(2026, 9, 7)
LEVELS = range(MAX_LEVEL + 1)


def later(days: int) -> date:
    return MONDAY + timedelta(days)


def all_kinds(day: date, skill: str = "pairs") -> list[Answer]:
    return [Answer(skill, level, True, day) for level in LEVELS]


def practised(answers: list[Answer], count: int, day: date, right: bool = True) -> list[Answer]:
    """Go on as one is led, so many problems."""
    done = list(answers)
    for _ in range(count):
        here = done[-1].skill if done else ""
        done.append(Answer(*next_problem(done, here, day), right, day))
    return done


# --- mastery ----------------------------------------------------------------------------------


def test_mastery_needs_every_kind_on_two_days() -> None:
    one_day = all_kinds(MONDAY)
    assert not standings(one_day)["pairs"].mastered
    assert not standings(one_day * 5)["pairs"].mastered
    assert standings([*one_day, Answer("pairs", 3, True, later(1))])["pairs"].mastered
    for kind in set(KINDS):
        without = [each for each in one_day if KINDS[each.level] != kind]
        again = [Answer("pairs", each.level, True, later(1)) for each in without]
        assert not standings(without + again)["pairs"].mastered


@pytest.mark.parametrize("level", LEVELS)
def test_mastery_is_lost_when_an_answer_shows_it_and_won_again(level: int) -> None:
    known = [*all_kinds(MONDAY), Answer("pairs", 3, True, later(1))]
    lost = [*known, Answer("pairs", level, False, later(8))]
    assert not standings(lost)["pairs"].mastered
    mended = [*lost, Answer("pairs", level, True, later(8))]
    assert not standings(mended)["pairs"].mastered
    assert standings([*mended, Answer("pairs", 3, True, later(9))])["pairs"].mastered


def test_right_answers_never_take_mastery_away() -> None:
    known = [*all_kinds(MONDAY), Answer("pairs", 3, True, later(1))]
    for level in LEVELS:
        known.append(Answer("pairs", level, True, later(30)))
        assert standings(known)["pairs"].mastered


def test_a_skill_comes_back_after_one_seven_and_twenty_one_days() -> None:
    known = [Answer("angle", 0, True, MONDAY)]
    day = MONDAY
    for interval in (*INTERVALS, INTERVALS[-1]):
        assert due_on(standings(known), day + timedelta(interval - 1)) == []
        day += timedelta(interval)
        assert due_on(standings(known), day) == ["angle"]
        known.append(Answer("angle", 3, True, day))
    known.append(Answer("angle", 3, False, day))
    assert standings(known)["angle"].due == day + timedelta(1)


def test_more_practice_on_one_day_moves_nothing_further_away() -> None:
    known = [Answer("angle", 0, True, MONDAY)] * 9
    assert standings(known)["angle"].due == later(1)


answers = st.lists(
    st.builds(
        Answer,
        st.sampled_from(list(SKILLS)),
        st.integers(0, MAX_LEVEL),
        st.booleans(),
        st.integers(0, 40).map(later),
    ),
    max_size=60,
)


@given(answers)
def test_what_is_known_of_a_skill_is_its_own_answers_day_by_day(given: list[Answer]) -> None:
    ordered = sorted(given, key=lambda each: each.day)
    whole = standings(given)
    assert whole == standings(ordered)
    for skill in SKILLS:
        own = [each for each in ordered if each.skill == skill]
        assert whole.get(skill) == standings(own).get(skill)
    for standing in whole.values():
        assert 0 <= standing.share <= 1
        assert (standing.share == 1) == standing.mastered
        # By the words of the rule, without its code.
    for skill, standing in whole.items():
        own = [each for each in ordered if each.skill == skill]
        last = {KINDS[each.level]: each.right for each in own}
        wrong = [at for at, each in enumerate(own) if not each.right]
        since = own[wrong[-1] + 1 :] if wrong else own
        spaced = len({each.day for each in since}) >= 2
        assert standing.mastered == (set(last) == set(KINDS) and all(last.values()) and spaced)


# --- what comes next --------------------------------------------------------------------------


def test_a_skill_is_practised_alone_until_its_first_right_answer() -> None:
    done = practised([], 5, MONDAY, right=False)
    assert {each.skill for each in done} == {"pairs"}
    assert {each.level for each in done} == {0}
    done = practised([*done, Answer("pairs", 0, True, MONDAY)], 1, MONDAY)
    assert done[-1].skill != "pairs"


def test_then_skills_are_mixed_and_earlier_ones_return() -> None:
    done = practised([], 30, MONDAY)
    assert all(one.skill != other.skill for one, other in pairwise(done))
    pairs = [at for at, each in enumerate(done) if each.skill == "pairs"]
    assert len(pairs) >= 6
    assert {KINDS[each.level] for each in done if each.skill == "pairs"} == set(KINDS)


def test_whoever_is_always_right_masters_all_of_it_over_two_days() -> None:
    done = practised([], 70, MONDAY)
    assert not any(each.mastered for each in standings(done).values())
    assert set(standings(done)) == set(SKILLS)
    assert len(due_on(standings(done), later(1))) == len(SKILLS)
    done = practised(done, len(SKILLS), later(1))
    assert all(each.mastered for each in standings(done).values())
    assert due_on(standings(done), later(7)) == []
    assert len(due_on(standings(done), later(8))) == len(SKILLS)


def test_what_is_due_comes_first_and_the_longest_waiting_before_the_others() -> None:
    done = [Answer("angle", 0, True, MONDAY), Answer("pairs", 0, True, later(1))]
    assert next_problem(done, "", later(3))[0] == "angle"
    assert next_problem(done, "angle", later(3))[0] == "pairs"


@given(answers, st.sampled_from(["", *SKILLS]), st.integers(0, 60))
def test_there_is_always_a_next_problem_and_no_two_alike(
    given: list[Answer], here: str, ahead: int
) -> None:
    skill, level = next_problem(given, here, later(ahead))
    known = standings(given)
    if here and known.get(here, Standing()).right:
        assert skill != here
    if KINDS[level] == "bug":
        solved = [each for each in given if each.skill == skill and KINDS[each.level] == "whole"]
        assert any(each.right for each in solved)


# --- a session --------------------------------------------------------------------------------


def test_a_session_ends_after_ten_and_says_what_it_came_to() -> None:
    before = all_kinds(MONDAY) + all_kinds(MONDAY, "angle")
    known = [*before, Answer("angle", 3, True, later(1))]
    done = [*known, Answer("pairs", 3, True, later(8)), Answer("angle", 3, False, later(8))]
    done += [Answer("score", 0, True, later(8))] * (SESSION - 2)
    session = session_of(done, later(8))
    assert session.over
    assert session.right == SESSION - 1
    assert (session.mastered, session.lost) == (("pairs",), ("angle",))
    assert session.better == ("score",)
    assert session.back == (("angle", later(9)), ("score", later(9)), ("pairs", later(15)))
    assert not session_of(done[:-1], later(8)).over
    assert session_of(done, later(9)).answers == ()


def test_answers_that_are_dated_later_are_not_of_todays_session() -> None:
    """Another device's clock may have been ahead."""
    today = [Answer("pairs", 0, True, MONDAY), Answer("pairs", 1, False, MONDAY)]
    ahead = [Answer("angle", 0, True, later(1)), Answer("score", 0, True, later(3))]
    assert session_of([*ahead, *today], MONDAY) == session_of(today, MONDAY)
    assert session_of(ahead, MONDAY).answers == ()
