"""The Questions page: every question, answered for the problem that is there."""

from __future__ import annotations

from functools import lru_cache

from rope_core.problem import Problem
from ui.app.course import entry_of
from ui.questions import around, layouts, lengths, serving, turning
from ui.questions.kept import Kept
from ui.questions.question import Ask, Question

Wire = dict[str, object]

#: In groups, in the order of the page.
GROUPS: dict[str, tuple[Question, ...]] = {
    "The turn": turning.QUESTIONS,
    "Pairs and layouts": layouts.QUESTIONS,
    "Longer texts": lengths.QUESTIONS,
    "Caches and numbers": serving.QUESTIONS,
    "In models": around.QUESTIONS,
}


@lru_cache(maxsize=64)
def questions_data(problem: Problem, digits: int) -> Wire:
    """What the page shows of a problem: groups of questions, each with its answer."""
    return {
        "groups": [
            {"title": title, "questions": [_KEPT.get(one, problem, digits) for one in group]}
            for title, group in GROUPS.items()
        ]
    }


def _question(question: Question, ask: Ask) -> Wire:
    answer = question.answer(ask)
    path, why = answer.onward
    return {
        "key": question.key,
        "asks": question.asks,
        "also": question.also,
        "says": answer.says,
        "number": answer.number,
        "meaning": answer.meaning + (ask.left_out if question.plainly else ""),
        "change": answer.change,
        "lines": [[line.at, line.text, line.value] for line in answer.lines],
        "begin": answer.begin,
        "path": path,
        "title": entry_of(path).title,
        "why": why,
    }


_KEPT = Kept(lambda question, problem, digits: _question(question, Ask(problem, digits)))
