"""Which problem comes next, and what a session of ten came to.

A skill is practised alone until its first right answer; from then on skills are mixed, and no
two problems in a row are of the same one.

>>> day = date(2026, 9, 1)
>>> next_problem([], "", day), next_problem([Answer("pairs", 0, False, day)], "pairs", day)
(('pairs', 0), ('pairs', 0))
>>> next_problem([Answer("pairs", 0, True, day)], "pairs", day)
('inv_freq', 0)

Mixing skills is harder while one practises and better afterwards: Rohrer and Taylor, The
shuffling of mathematics problems improves learning (2007).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rope_core.practice.mastery import Answer, Standing, due_on, standings
from rope_core.practice.skills import SKILLS

#: Problems of a session.
SESSION = 10
#: So many skills are begun and not yet right in every kind before another one is begun.
_OPEN = 3


def next_problem(answers: Sequence[Answer], here: str, day: date) -> tuple[str, int]:
    """The skill and level that come next; here: the skill of the last problem, "" for none."""
    known = standings(answers)
    skill = _next_skill(known, _order(answers), here, day)
    return skill, known.get(skill, Standing()).level


def _order(answers: Sequence[Answer]) -> dict[str, int]:
    """When each skill was last answered: the later, the larger."""
    return {answer.skill: at for at, answer in enumerate(answers)}


def _next_skill(
    known: Mapping[str, Standing], last: Mapping[str, int], here: str, day: date
) -> str:
    if here and not known.get(here, Standing()).right:
        return here
    others = [skill for skill in SKILLS if skill != here]
    waits = [skill for skill in due_on(known, day) if skill != here]
    if waits:
        return waits[0]
    begun = [skill for skill in SKILLS if skill in known and not known[skill].complete]
    new = [skill for skill in others if skill not in known]
    back = sorted((skill for skill in begun if skill != here), key=lambda skill: last[skill])
    if new and (len(begun) < _OPEN or not back):
        return new[0]
    return back[0] if back else min(others, key=lambda skill: last[skill])


@dataclass(frozen=True)
class Session:
    """The problems answered since the last session ended, of SESSION.

    mastered, lost: skills that became mastered, or are so no longer. better: skills with a right
    answer of a kind that was not right before. back: skill → when it comes back, soonest first.
    """

    answers: tuple[Answer, ...]
    mastered: tuple[str, ...]
    lost: tuple[str, ...]
    better: tuple[str, ...]
    back: tuple[tuple[str, date], ...]

    @property
    def over(self) -> bool:
        """Whether it is at its end."""
        return len(self.answers) == SESSION

    @property
    def right(self) -> int:
        """Problems whose first answer was right."""
        return sum(answer.right for answer in self.answers)


def session_of(answers: Sequence[Answer], day: date) -> Session:
    """The session of this day that is going on, or has just ended.

    It is counted from the day's answers, so it is the same after a reload and in another tab;
    answers dated later, from a clock that was ahead, are of no session yet.

    >>> day = date(2026, 9, 1)
    >>> one = Answer("pairs", 0, True, day)
    >>> [len(session_of([one] * count, day).answers) for count in (0, 3, 10, 11)]
    [0, 3, 10, 1]
    """
    ordered = sorted((each for each in answers if each.day <= day), key=lambda each: each.day)
    today = sum(answer.day == day for answer in ordered)
    count = (today - 1) % SESSION + 1 if today else 0
    start = len(ordered) - count
    these = tuple(ordered[start:])
    before, after = standings(ordered[:start]), standings(ordered)
    touched = [skill for skill in SKILLS if skill in {answer.skill for answer in these}]
    was = {skill: before.get(skill, Standing()) for skill in touched}
    mastered = [s for s in touched if after[s].mastered and not was[s].mastered]
    back = sorted((due, skill) for skill in touched if (due := after[skill].due))
    return Session(
        these,
        tuple(mastered),
        tuple(s for s in touched if was[s].mastered and not after[s].mastered),
        tuple(s for s in touched if after[s].kinds - was[s].kinds and s not in mastered),
        tuple((skill, due) for due, skill in back),
    )
