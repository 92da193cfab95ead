"""A session of Practice: which exercise comes next, how ten end, what is counted and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

import pytest

from rope_core import RopeError
from rope_core.practice import MAX_LEVEL, SKILLS, Answer, Standing, standings
from rope_core.practice.schedule import SESSION
from tests.ui.practice_support import sessions, solve
from ui.homework.code import MAX_ATTEMPTS, today
from ui.homework.record import MAX_LINES, Attempt, Record
from ui.practice import past
from ui.practice.past import key_of
from ui.practice.session import Session
from ui.practice.view import practice_view


def test_solving_mixes_the_skills_and_ends_after_ten() -> None:
    session = Session("pairs", 0, 1)
    seen = []
    for _ in range(SESSION):
        assert not session.ended
        seen.append((session.exercise.skill, session.exercise.level))
        solve(session)
        assert session.done
        session.next()
    assert all(one[0] != other[0] for one, other in pairwise(seen))
    assert [level for skill, level in seen if skill == "pairs"] == [0, 1, 2, 3]
    assert session.ended
    view = practice_view(session)
    end = view["sitting"]["end"]
    assert end["title"] == "10 of 10 right at the first try"
    assert {line["when"] for line in end["back"]} == {"tomorrow"}
    assert len(view["sitting"]["marks"]) == SESSION
    session.next()
    assert not session.ended
    assert practice_view(session)["sitting"]["marks"] == []


def ten_answered(last_right: bool = True) -> Session:
    session = Session("pairs", 0, 1)
    for _ in range(SESSION - 1):
        solve(session)
        session.next()
    while not last_right and not session.done:
        session.hint()
    solve(session)
    return session


def answered_elsewhere(session: Session, day: date) -> None:
    """Another tab answered one more."""
    elsewhere = Attempt("angle", "wrong", day=day)
    other = Record("", session.record.learner, {key_of("angle", 0, 999_999): elsewhere})
    lines = [other.line(key, "") for key in other.attempts]
    assert session.take(lines, other.learner, "") == 0


@pytest.mark.parametrize("shown", [False, True], ids=["before its end is shown", "after"])
def test_ten_that_ended_stay_as_they_ended(shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever another tab answers meanwhile, and when the day ends."""
    session = ten_answered()
    session.restored = True
    if shown:
        session.next()
    answered_elsewhere(session, today())
    tomorrow = today() + timedelta(1)
    for module in ("session", "sitting"):
        monkeypatch.setattr(f"ui.practice.{module}.today", lambda: tomorrow)
    if not shown:
        assert practice_view(session)["next"] == "To the end"
        session.next()
    view = practice_view(session)
    assert view["sitting"]["end"]["title"] == "10 of 10 right at the first try"
    assert view["sitting"]["marks"] == [True] * SESSION
    assert {line["when"] for line in view["sitting"]["end"]["back"]} == {"today"}


def test_ten_end_once() -> None:
    session = ten_answered()
    last, earlier = session.exercise, Session("pairs", 0, 1).exercise
    session.next()
    assert session.ended
    for again in (earlier, last):
        session.start(again.skill, again.level, again.seed)
        assert session.counted
        assert practice_view(session)["next"] == "Next"
        session.next()
        assert not session.ended


def test_ten_end_where_somebody_went_back_and_came_again() -> None:
    session = ten_answered()
    last, earlier = session.exercise, Session("pairs", 0, 1).exercise
    session.start(earlier.skill, earlier.level, earlier.seed)
    assert practice_view(session)["next"] == "Next"
    session.start(last.skill, last.level, last.seed)
    session.next()
    assert session.ended


def test_ten_end_after_a_reload_with_the_last_of_them_only() -> None:
    session = ten_answered(last_right=False)
    kept = [session.record.line(key, "") for key in session.record.attempts]
    first, last = Session("pairs", 0, 1).exercise, session.exercise
    for exercise, ends in ((last, True), (first, False)):
        again = Session(exercise.skill, exercise.level, exercise.seed)
        again.take(kept, session.record.learner, "")
        assert again.counted
        again.next()
        assert bool(again.ended) == ends


def test_the_marks_stay_while_a_wrong_tenth_is_mended() -> None:
    session = Session("angle", 3, 1)
    for seed in range(1, SESSION):
        solve(session)
        session.start("angle", 3, seed + 1)
    session.answer("123456")
    assert practice_view(session)["sitting"]["marks"] == [True] * (SESSION - 1) + [False]


def test_a_wrong_step_is_hunted_after_a_right_solution_only() -> None:
    session = Session("angle", 0, 1)
    levels = practice_view(session)["levels"]
    assert [level["locked"] for level in levels] == [False] * 4 + [True, False]
    session.go("angle", 4)
    assert session.exercise.level == 3
    solve(session)
    session.go("angle", 4)
    assert session.exercise.level == 4


def test_the_ones_that_make_room_are_those_on_which_nothing_hangs() -> None:
    session = Session("pairs", 0, 1)
    for _ in range(60):
        solve(session)
        session.next()
    known = {key: each.kinds for key, each in session.known.items()}
    for seed in range(300):
        session.start("score", 0, 1000 + seed)
        solve(session)
    assert len(session.record.attempts) == MAX_ATTEMPTS
    assert session.record.dropped
    after = {key: each.kinds for key, each in session.known.items()}
    assert {key: after[key] for key in known if key != "score"} == {
        key: kinds for key, kinds in known.items() if key != "score"
    }


def test_making_room_for_many_walks_them_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 400 problems each is looked at once, and with it those of its skill."""
    many = {
        key_of(skill, level, seed): Attempt(skill, "right", day=today() - timedelta(seed % 2))
        for skill in list(SKILLS)[:4]
        for seed in range(MAX_LINES // 4)
        for level in [seed % (MAX_LEVEL + 1)]
    }
    pasted = Record("", "0000-0002", dict(many)).as_text("")
    told, walks = [], []

    def counted(answers: Iterable[Answer]) -> dict[str, Standing]:
        told.append(len(answers := list(answers)))
        return standings(answers)

    def spare(attempts: Mapping[str, Attempt], count: int) -> list[str]:
        walks.append(count)
        return past.least_needed(attempts, count)

    monkeypatch.setattr(past, "standings", counted)
    session = Session("pairs", 0, 1)
    session.record.spare = spare
    session.record.take_text(pasted, "")
    assert walks == [MAX_LINES - MAX_ATTEMPTS]
    assert len(told) <= MAX_LINES + 4
    assert max(told) <= MAX_LINES // 4
    assert len(session.record.attempts) == MAX_ATTEMPTS
    assert set(session.known) == set(list(SKILLS)[:4])


def test_a_right_solution_that_was_wrong_since_is_not_forgotten() -> None:
    """It says that wrong steps may be hunted."""
    session, day = Session("pairs", 0, 1), today() - timedelta(3)
    session.record.attempts = {
        key_of("angle", 3, 1): Attempt("angle", "right", day=day),
        key_of("angle", 3, 2): Attempt("angle", "wrong", day=day),
    }
    for seed in range(MAX_ATTEMPTS):
        session.start("score", 0, seed)
        solve(session)
    assert session.known["angle"].solved


def test_a_wrong_answer_is_counted_once_and_the_same_kind_follows() -> None:
    session = Session("angle", 3, 1)
    for _ in range(3):
        session.answer("123456")
    assert (session.known["angle"].right, session.known["angle"].tried) == (0, 1)
    solve(session)
    assert session.done
    assert session.known["angle"].tried == 1
    session.next()
    assert (session.exercise.skill, session.exercise.level) == ("angle", 3)


def test_any_event_in_any_order_does_no_harm() -> None:
    for session in sessions():
        session.choose(99)
        session.step(-1)
        session.answer("1")
        session.choose(0)
        session.step(0)
        solve(session)
        session.answer("2")
        session.choose(0)
        practice_view(session)
        session.next()


@pytest.mark.parametrize("secret", ["", "chalk and blackboard"])
def test_progress_is_taken_over_and_nonsense_is_refused(secret: str) -> None:
    session = Session("pairs", 0, 1)
    for _ in range(6):
        solve(session)
        session.next()
    text = session.record.as_text(secret)
    other = Session("angle", 0, 1)
    solve(other)
    other.record.take_text(text, secret)
    assert set(other.known) == {*session.known, "angle"}
    assert other.known["pairs"] == session.known["pairs"]
    for nonsense in ("<b>", "rope-by-hand 1: pairs 0.97 4 6/7", text[:40], text + "x"):
        with pytest.raises(RopeError):
            other.record.take_text(nonsense, secret)
    if secret:
        with pytest.raises(RopeError, match="altered or foreign"):
            other.record.take_text(text.replace("pairs/0", "pairs/3", 1), secret)


def test_a_pasted_progress_masters_nothing_by_saying_so() -> None:
    """What is known is worked out from problems, each with its day; no word says mastered."""
    session = Session("pairs", 0, 1)
    solve(session)
    line = session.record.as_text("")
    many = "; ".join([line, *[line.partition(": ")[2]] * 50])
    other = Session("angle", 0, 1)
    other.record.take_text(many, "")
    assert not any(each.mastered for each in other.known.values())
    assert other.known["pairs"].tried == 1
