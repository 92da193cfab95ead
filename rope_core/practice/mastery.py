"""What is known of a skill: worked out from the first answers alone.

A skill is mastered when its last answer of every kind (a question about a worked solution, a line,
all of it, a wrong step, a prediction) was right, and these were spaced over two days at least. An
answer that is wrong takes that back. A skill comes back after 1, 7 and 21 days; a wrong answer
begins again with 1.

>>> day = date(2026, 9, 1)
>>> first = [Answer("pairs", level, True, day) for level in (0, 1, 2, 3, 4, 5)]
>>> known = standings(first)["pairs"]
>>> known.mastered, known.due.isoformat()
(False, '2026-09-02')
>>> known = standings([*first, Answer("pairs", 3, True, date(2026, 9, 2))])["pairs"]
>>> known.mastered, known.due.isoformat()
(True, '2026-09-09')

Spaced returns are an old finding (Cepeda et al., Distributed practice in verbal recall tasks,
2006); these very intervals, and two days for mastery, are set by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rope_core.practice.exercise import KINDS, MAX_LEVEL, Kind

#: Days after which a skill comes back, as long as it is known then; the last again and again.
INTERVALS = (1, 7, 21)
#: A skill is mastered by right answers on so many days.
VISITS = 2
#: From here on all of it is asked: what comes after are the kinds in turn.
ALL_OF_IT = 3
WRONG_STEP = KINDS.index("bug")


@dataclass(frozen=True)
class Answer:
    """The first answer to one problem; after the second hint it counts as wrong."""

    skill: str
    level: int
    right: bool
    day: date


@dataclass(frozen=True)
class Standing:
    """What is known of one skill.

    right, tried: answers. step: the level that its last answers lead to. kinds: those whose last
    answer was right. days: of right answers since the last wrong one. solved: whether all of a
    problem was ever right. stage: how often it came back and was known. due: when it comes back.
    """

    right: int = 0
    tried: int = 0
    step: int = 0
    kinds: frozenset[Kind] = frozenset()
    days: frozenset[date] = frozenset()
    solved: bool = False
    stage: int = 0
    due: date | None = None

    @property
    def complete(self) -> bool:
        """Whether the last answer of every kind was right."""
        return self.kinds == frozenset(KINDS)

    @property
    def mastered(self) -> bool:
        """Whether it was so on more than one day."""
        return self.complete and len(self.days) >= VISITS

    @property
    def share(self) -> float:
        """How much of what mastery needs is there, from 0 to 1."""
        needs = len(set(KINDS)) + VISITS - 1
        return (len(self.kinds) + min(max(len(self.days) - 1, 0), VISITS - 1)) / needs

    @property
    def level(self) -> int:
        """The level that comes next: help fades, then what mastery still lacks, then in turn.

        A wrong step is only hunted after a right solution.

        >>> Standing(step=2).level, Standing(step=WRONG_STEP).level
        (2, 3)
        """
        level = self.step
        if level >= ALL_OF_IT and not self.complete and KINDS[level] in self.kinds:
            level = next(level for level, kind in enumerate(KINDS) if kind not in self.kinds)
        return ALL_OF_IT if level == WRONG_STEP and not self.solved else level

    def after(self, answer: Answer) -> Standing:
        """The standing after one more answer."""
        kind, day = KINDS[answer.level], answer.day
        counted = replace(
            self,
            right=self.right + answer.right,
            tried=self.tried + 1,
            step=next_step(answer.level, answer.right),
            solved=self.solved or (answer.right and kind == "whole"),
        )
        if not answer.right:
            soon = day + timedelta(INTERVALS[0])
            return replace(counted, kinds=self.kinds - {kind}, days=frozenset(), stage=0, due=soon)
        came_back = self.due is not None and day >= self.due
        stage = min(self.stage + 1, len(INTERVALS) - 1) if came_back else self.stage
        due = self.due
        if due is None or came_back:
            due = day + timedelta(INTERVALS[stage])
        return replace(
            counted, kinds=self.kinds | {kind}, days=self.days | {day}, stage=stage, due=due
        )


def next_step(level: int, right: bool) -> int:
    """The level after a problem: on when it was right at once, else the same again.

    After the last level come all of it, the wrong step and the prediction in turn.

    >>> next_step(0, True), next_step(2, False), next_step(5, True)
    (1, 2, 3)
    """
    if not right:
        return level
    return level + 1 if level < MAX_LEVEL else ALL_OF_IT


def standings(answers: Iterable[Answer]) -> dict[str, Standing]:
    """What is known of every skill that was tried.

    The answers of one day are taken in the order they come in, days in their own: two tabs, or
    two devices, that were brought together give the same as one.
    """
    known: dict[str, Standing] = {}
    for answer in sorted(answers, key=lambda each: each.day):
        known[answer.skill] = known.get(answer.skill, Standing()).after(answer)
    return known


def due_on(known: Mapping[str, Standing], day: date) -> list[str]:
    """The skills that come back by that day, the one that waits longest first.

    >>> known = standings([Answer("angle", 0, True, date(2026, 9, 1))])
    >>> due_on(known, date(2026, 9, 1)), due_on(known, date(2026, 9, 2))
    ([], ['angle'])
    """
    waiting = [(each.due, skill) for skill, each in known.items() if each.due and each.due <= day]
    return [skill for _, skill in sorted(waiting, key=lambda each: each[0])]
