"""Practice without a browser: the session's rules, the words, the page through app.py."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rope_core import RopeError
from rope_core.practice import (
    MAX_LEVEL,
    SKILLS,
    Answer,
    Standing,
    make_exercise,
    make_sheet,
    read_answer,
    standings,
)
from rope_core.practice.exactness import is_rounded
from rope_core.practice.exercise import KINDS
from rope_core.practice.mastery import INTERVALS, VISITS
from rope_core.practice.rules import RULES
from rope_core.practice.schedule import SESSION
from ui.homework.assignment import Assignment, problems_of
from ui.homework.code import MAX_ATTEMPTS, today
from ui.homework.record import MAX_LINES, Attempt, Record
from ui.numbers import agrees
from ui.practice import page, past
from ui.practice.at_hand import HINTS
from ui.practice.past import key_of, read_link
from ui.practice.session import Session
from ui.practice.text import BELIEFS, CHANGES, LAW_WORDS, LINE_WORDS, QUESTIONS
from ui.practice.view import COUNTED, KIND_WORDS, practice_view
from ui.practice.words import Words
from ui.practice.worksheet import sheet_html, sheet_items
from ui.practice.worksheet_pdf import key_pdf, sheet_pdf

ROOT = Path(__file__).parents[2]


def sessions() -> list[Session]:
    return [
        Session(skill, level, seed)
        for skill in SKILLS
        for level in range(MAX_LEVEL + 1)
        for seed in range(8)
    ]


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


# --- a session --------------------------------------------------------------------------


def solve(session: Session) -> None:
    exercise = session.exercise
    for at in exercise.blanks:
        session.answer(repr(exercise.lines[at].value))
    if exercise.bug:
        session.step(exercise.bug.line)
    if exercise.options:
        session.choose(next(at for at, o in enumerate(exercise.options) if o.right))


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


@pytest.mark.parametrize("typed", ["", "abc", "1/0", "<script>alert(1)</script>", "0,5", "9" * 999])
def test_what_cannot_be_read_is_not_counted(typed: str) -> None:
    session = Session("angle", 3, 1)
    session.answer(typed)
    assert session.verdict is not None
    assert session.verdict.outcome == "unreadable"
    assert not session.known
    assert "cannot be read" in practice_view(session)["verdict"]["title"]


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


def test_a_wrong_link_is_told_and_the_rest_of_it_used() -> None:
    chosen, errors = read_link({"skill": "<b>", "level": "1.5", "pseed": "4"}, ("pairs", 0, 9))
    assert chosen == ("pairs", 0, 4)
    assert [error.field for error in errors] == ["skill", "level"]


# --- paper ------------------------------------------------------------------------------


def test_a_sheet_and_its_key_are_two_files_and_the_same_every_time() -> None:
    homework = Assignment(problems=18, place="sheet")
    items = sheet_items(problems_of(homework, ""))
    assert items == sheet_items(make_sheet(1, tuple(SKILLS), 18))
    page = sheet_html(items, homework)
    assert page.count('class="asks"') == 18
    assert page.count('class="paper') == 1
    assert "Answers to" not in page
    assert not any(item.blank and item.key in page for item in items)
    assert all(item.key for item in items)
    sheet, key = sheet_pdf(items, homework), key_pdf(items, homework, False)
    assert sheet == sheet_pdf(items, homework)
    assert sheet.startswith(b"%PDF")
    assert key.startswith(b"%PDF")
    assert len(key) < len(key_pdf(items, homework, True))


# --- the page ---------------------------------------------------------------------------


def open_practice(**params: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.run()
    app.switch_page("pages/practice.py")
    for name, text in params.items():
        app.query_params[name] = text
    return app.run()


def test_the_page_opens_with_the_exercise_of_the_link() -> None:
    app = open_practice(skill="angle", level="3", pseed="4")
    assert not app.exception
    assert app.title[0].value == "Practice"
    assert not app.error
    session = app.session_state["practice"]
    assert session.link() == {"skill": "angle", "level": "3", "pseed": "4"}


def test_a_wrong_link_is_said_on_the_page() -> None:
    app = open_practice(skill="<img src=x>", level="9")
    assert not app.exception
    told = " ".join(error.value for error in app.error)
    assert "`<img src=x>`" in told
    assert "level: received `9`" in told


@pytest.mark.parametrize("over", [0, 3])
def test_a_browser_that_keeps_too_many_lines_is_told(
    over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The latest are taken, which stand last."""
    kept = Record("", "0000-0002")
    kept.attempts = {
        key_of("pairs", 0, seed): Attempt("pairs", "right") for seed in range(MAX_LINES + over)
    }
    session = Session("angle", 0, 1)
    event = {
        "type": "restore",
        "record": "",
        "learner": kept.learner,
        "lines": [kept.line(key, "") for key in kept.attempts],
    }
    state = {
        "practice": session,
        "practice_turn": 0,
        "practice_chosen": True,
        "practice_stage": {"event": event},
    }
    monkeypatch.setattr(page.st, "session_state", state)
    monkeypatch.setattr(page, "class_secret", lambda: "")
    page._take_event()
    told = [str(error) for error in state["practice_errors"]]
    assert len(told) == bool(over)
    assert all(f"{MAX_LINES + over} lines" in each and f"{MAX_LINES}" in each for each in told)
    assert len(session.record.attempts) == MAX_ATTEMPTS
    assert list(kept.attempts)[-1] in session.record.attempts


def test_a_sheet_opens_by_its_link() -> None:
    app = open_practice(sheet="7", problems="4", skills="angle,score")
    assert not app.exception
    assert not app.error
    assert app.text_input(key="sheet_seed").value == "7"
    app.text_input(key="sheet_problems").set_value("400").run()
    assert "problems: received `400`" in app.error[0].value
