"""Answers, kept by what they looked at: where the query moves, those stay that never ask for it.

Most answers look at a part of the problem only. Which one is not written down anywhere: it is seen
while the answer is made. An answer depends on nothing else, so where all that it looked at is the
same, so is the answer, and it would look at the same again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, cast

from rope_core.problem import Problem
from ui.questions.question import Question
from ui.weighed import Forgets

Wire = dict[str, object]
Make = Callable[[Question, Problem, int], Wire]
#: Answers that are kept of each question: a class of a hundred has as many problems.
_MOST = 128


class Kept(Forgets):
    """What `make` gives for a question, a problem and a number of digits, kept."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._answers: dict[str, OrderedDict[tuple[object, ...], Wire]] = {}
        #: By question the parts of the problem that were looked at, in each way it went.
        self._parts: dict[str, set[tuple[str, ...]]] = {}

    def cache_clear(self) -> None:
        self._answers.clear()

    def get(self, question: Question, problem: Problem, digits: int) -> Wire:
        known = self._answers.setdefault(question.key, OrderedDict())
        for parts in tuple(self._parts.get(question.key, ())):
            answer = known.get((digits, parts, *(getattr(problem, part) for part in parts)))
            if answer is not None:
                return answer
        looked = _Looked(problem)
        answer = self._make(question, cast("Problem", looked), digits)
        parts = tuple(sorted(looked.seen))
        self._parts.setdefault(question.key, set()).add(parts)
        known[digits, parts, *(getattr(problem, part) for part in parts)] = answer
        while len(known) > _MOST:
            known.popitem(last=False)
        return answer


class _Looked:
    """A problem that notes which of its parts somebody looks at."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.seen: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.seen.add(name)
        return getattr(self._problem, name)
