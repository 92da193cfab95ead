"""Questions: an answer is made again only where something changed that it looked at."""

from __future__ import annotations

from typing import cast

import pytest

from rope_core.problem import Problem, read_problem
from ui.questions.kept import Kept, Wire
from ui.questions.question import Ask, Question
from ui.questions.stage import GROUPS, _question, questions_data

ALL = [question for group in GROUPS.values() for question in group]


def problem(**params: str) -> Problem:
    return read_problem(params).problem


class Counting:
    """Answers that look at m, and at n where m is even."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, question: Question, of: Problem, digits: int) -> Wire:
        self.made += 1
        return {"says": (digits, of.m, of.n if of.m % 2 == 0 else None)}


def test_what_was_not_looked_at_may_change() -> None:
    make = Counting()
    kept, one = Kept(make), ALL[0]

    def says(**params: str) -> object:
        return kept.get(one, problem(**params), 3)["says"]

    assert says(m="3", n="1") == says(m="3", n="2") == says(m="3", n="2", base="50") == (3, 3, None)
    assert make.made == 1
    # The other way it goes looks at more.
    assert [says(m="4", n=n) for n in "1221"] == [(3, 4, 1), (3, 4, 2), (3, 4, 2), (3, 4, 1)]
    assert make.made == 3
    assert kept.get(one, problem(m="3"), 4)["says"] == (4, 3, None)
    assert make.made == 4


@pytest.mark.parametrize(
    "changed",
    [{"m": "40"}, {"n": "40"}, {"q": "1,2,3,4"}, {"k": "1,2,3,4"}, {"base": "500"},
     {"pairing": "half_split"}, {"model": "qwen3-8b-with-yarn"}],
    ids=str,
)  # fmt: skip
def test_kept_answers_are_those_that_would_be_made(changed: dict[str, str]) -> None:
    for params in ({}, changed, {}, {**changed, "digits": "6"}):
        reading = read_problem(params)
        ask = Ask(reading.problem, reading.digits)
        groups = cast("list[dict[str, object]]", questions_data(*_of(ask))["groups"])
        sent = [answer for group in groups for answer in cast("list[Wire]", group["questions"])]
        assert sent == [_question(question, ask) for question in ALL]


def _of(ask: Ask) -> tuple[Problem, int]:
    return ask.problem, ask.digits


def test_another_key_position_leaves_many_answers_as_they_are() -> None:
    made: list[str] = []

    def make(question: Question, of: Problem, digits: int) -> Wire:
        made.append(question.key)
        return _question(question, Ask(of, digits))

    kept = Kept(make)
    for n in ("101", "102"):
        for question in ALL:
            kept.get(question, problem(n=n), 3)
    assert len(made) <= 2 * len(ALL) - 12
