"""What the problems of one's own choice say: the core's answers, from the lines of a record.

>>> from datetime import date
>>> answers_of({"pairs/3/17": Attempt("pairs", "right", done=True, day=date(2026, 9, 1))})
(Answer(skill='pairs', level=3, right=True, day=datetime.date(2026, 9, 1)),)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rope_core import RopeError
from rope_core.practice import MAX_LEVEL, SKILLS, Answer, Standing, standings
from rope_core.reading.numbers import parse_choice, parse_seed, parse_whole
from ui.homework.record import Attempt

#: The address of a problem.
NAMES = ("skill", "level", "pseed")


def key_of(skill: str, level: int, seed: int) -> str:
    """Which problem that is, in a record."""
    return f"{skill}/{level}/{seed}"


def answers_of(attempts: Mapping[str, Attempt]) -> tuple[Answer, ...]:
    """The first answers, in order; what was only skipped or looked at is none."""
    made = (_answer(key, attempt) for key, attempt in attempts.items())
    return tuple(answer for answer in made if answer)


def _answer(key: str, attempt: Attempt) -> Answer | None:
    level = _level(key, attempt.skill)
    if level is None or not attempt.answered:
        return None
    return Answer(attempt.skill, level, attempt.first == "right", attempt.day)


def _level(key: str, skill: str) -> int | None:
    name, _, rest = key.partition("/")
    level, _, seed = rest.partition("/")
    known = name == skill and seed.isdecimal() and level in map(str, range(MAX_LEVEL + 1))
    return int(level) if known else None


def least_needed(attempts: Mapping[str, Attempt], count: int) -> list[str]:
    """So many problems, oldest first, without which the same is known of every skill.

    Where there are too few of these the oldest of the others come after them. A skill's standing
    hangs on its own problems only.
    """
    answers = {key: _answer(key, attempt) for key, attempt in attempts.items()}
    left: dict[str, dict[str, Answer]] = {}
    for key, answer in answers.items():
        if answer:
            left.setdefault(answer.skill, {})[key] = answer
    known = {skill: _known(own) for skill, own in left.items()}
    spare: dict[str, None] = {}
    for key, answer in answers.items():
        if len(spare) == count:
            break
        if answer:
            rest = {each: one for each, one in left[answer.skill].items() if each != key}
            if _known(rest) != known[answer.skill]:
                continue
            left[answer.skill] = rest
        spare[key] = None
    return [*spare, *(key for key in attempts if key not in spare)][:count]


def _known(answers: Mapping[str, Answer]) -> Standing:
    """What must stay known of the one skill of these: all but how many answers showed it."""
    standing = next(iter(standings(answers.values()).values()), Standing())
    return replace(standing, right=min(standing.right, 1), tried=min(standing.tried, 1))


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
