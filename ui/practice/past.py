"""What the problems of one's own choice say: the core's answers, from the lines of a record.

>>> from datetime import date
>>> answers_of({"pairs/3/17": Attempt("pairs", "right", done=True, day=date(2026, 9, 1))})
(Answer(skill='pairs', level=3, right=True, day=datetime.date(2026, 9, 1)),)
"""

from __future__ import annotations

from collections.abc import Mapping

from rope_core import RopeError
from rope_core.practice import MAX_LEVEL, SKILLS, Answer, standings
from rope_core.reading.numbers import parse_choice, parse_seed, parse_whole
from ui.homework.record import Attempt

#: The address of a problem.
NAMES = ("skill", "level", "pseed")


def key_of(skill: str, level: int, seed: int) -> str:
    """Which problem that is, in a record."""
    return f"{skill}/{level}/{seed}"


def answers_of(attempts: Mapping[str, Attempt]) -> tuple[Answer, ...]:
    """The first answers, in order; what was only skipped or looked at is none."""
    return tuple(
        Answer(attempt.skill, level, attempt.first == "right", attempt.day)
        for key, attempt in attempts.items()
        if attempt.first in ("right", "wrong") and (level := _level(key, attempt.skill)) is not None
    )


def _level(key: str, skill: str) -> int | None:
    name, _, rest = key.partition("/")
    level, _, seed = rest.partition("/")
    known = name == skill and seed.isdecimal() and level in map(str, range(MAX_LEVEL + 1))
    return int(level) if known else None


def least_needed(attempts: Mapping[str, Attempt]) -> str:
    """The oldest problem without which the same is known of every skill; else the oldest."""
    known = standings(answers_of(attempts))
    shown = {skill: (each.kinds, each.days, each.stage, each.due) for skill, each in known.items()}
    for key in attempts:
        rest = standings(answers_of({k: each for k, each in attempts.items() if k != key}))
        if {s: (each.kinds, each.days, each.stage, each.due) for s, each in rest.items()} == shown:
            return key
    return next(iter(attempts))


def read_link(
    params: Mapping[str, str], otherwise: tuple[str, int, int]
) -> tuple[tuple[str, int, int], list[RopeError]]:
    """Skill, level and seed of a link; what is missing or wrong is as in `otherwise`.

    >>> read_link({"skill": "angle", "level": "9"}, ("pairs", 0, 5))[0]
    ('angle', 0, 5)
    """
    skill, level, seed = otherwise
    errors: list[RopeError] = []
    if "skill" in params:
        try:
            skill = parse_choice(params["skill"], "skill", tuple(SKILLS))
        except RopeError as error:
            errors.append(error)
    if "level" in params:
        try:
            level = parse_whole(params["level"], "level", 0, MAX_LEVEL)
        except RopeError as error:
            errors.append(error)
    if "pseed" in params:
        try:
            seed = parse_seed(params["pseed"], "pseed")
        except RopeError as error:
            errors.append(error)
    return (skill, level, seed), errors
