"""A session of ten problems in words: how far one is, and what it came to.

>>> when(date(2026, 9, 2), date(2026, 9, 1)), when(date(2026, 9, 22), date(2026, 9, 1))
('tomorrow', 'in 21 days')
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rope_core.practice import SKILLS
from rope_core.practice.exercise import KINDS
from rope_core.practice.mastery import Standing, due_on
from rope_core.practice.schedule import SESSION
from rope_core.practice.schedule import Session as Sitting
from ui.homework.code import today
from ui.practice.session import Session

_KINDS = len(set(KINDS))


def sitting_view(session: Session) -> dict[str, Any] | None:
    """The bar, and at the end what was learnt and what comes back when; None in a homework."""
    if session.homework:
        return None
    day = today()
    # Ten that are over stand as they ended, whatever is known later; the next problem begins anew.
    last = session.ended or session.ending
    sitting = last or session.sitting
    return {
        "of": SESSION,
        "marks": [answer.right for answer in sitting.answers if last or not sitting.over],
        "due": len(due_on(session.known, day)),
        "end": _end(session.ended, day) if session.ended else None,
    }


def _end(sitting: Sitting, day: date) -> dict[str, Any]:
    return {
        "title": f"{sitting.right} of {SESSION} right at the first try",
        "learnt": _learnt(sitting.mastered, sitting.better),
        "lost": [
            f"{SKILLS[key].title}: an answer showed that it is not sure." for key in sitting.lost
        ],
        "back": [{"title": SKILLS[key].title, "when": when(due, day)} for key, due in sitting.back],
    }


def _learnt(mastered: Sequence[str], better: Sequence[str]) -> list[str]:
    told = [f"{SKILLS[key].title}: mastered." for key in mastered]
    return told + [f"{SKILLS[key].title}: right in a way it was not before." for key in better]


def when(due: date, day: date) -> str:
    """When something comes back, in days."""
    left = (due - day).days
    return "today" if left < 1 else "tomorrow" if left == 1 else f"in {left} days"


def standing_words(standing: Standing) -> str:
    """What is known of a skill, for who cannot see its bar.

    >>> standing_words(Standing())
    'not tried'
    """
    if not standing.tried:
        return "not tried"
    if standing.mastered:
        return "mastered"
    if standing.complete:
        return f"right in all {_KINDS} kinds, to be shown again on another day"
    return f"right in {len(standing.kinds)} of {_KINDS} kinds"
