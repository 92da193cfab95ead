"""Sessions of Practice that several tests look at."""

from __future__ import annotations

from rope_core.practice import MAX_LEVEL, SKILLS
from ui.practice.session import Session


def sessions() -> list[Session]:
    return [
        Session(skill, level, seed)
        for skill in SKILLS
        for level in range(MAX_LEVEL + 1)
        for seed in range(8)
    ]


def solve(session: Session) -> None:
    exercise = session.exercise
    for at in exercise.blanks:
        session.answer(repr(exercise.lines[at].value))
    if exercise.bug:
        session.step(exercise.bug.line)
    if exercise.options:
        session.choose(next(at for at, o in enumerate(exercise.options) if o.right))
