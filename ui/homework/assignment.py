"""An assignment: a fixed set of problems with an id made of what it is, all of it in a link.

>>> homework = Assignment(("pairs", "angle"), 3, 4, 7)
>>> homework.id
'KW4H-DPZG'
>>> read_assignment(homework.params()) == homework
True
>>> [exercise.skill for exercise in problems_of(homework, "")]
['pairs', 'angle', 'pairs', 'angle']
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from rope_core import RopeError
from rope_core.practice import MAX_LEVEL, MAX_PROBLEMS, SKILLS, Exercise, make_sheet
from rope_core.reading.numbers import parse_choice, parse_seed, parse_whole
from ui.homework.letters import as_letters, grouped
from ui.homework.signing import secret_seed

Place = Literal["screen", "sheet"]
PLACES: tuple[Place, ...] = ("screen", "sheet")
#: From this level on a problem can stand on paper: all of it, a wrong step, a prediction.
ON_PAPER_FROM = 3
MIXED = "mixed"
ID_BYTES = 5
#: The parameters of its link; the first says which one it is, and that none was changed.
NAMES = ("homework", "hw_skills", "hw_level", "hw_problems", "hw_seed", "hw_due", "hw_on")


@dataclass(frozen=True)
class Assignment:
    """What a class is given. level None: all of it, with a wrong step or a prediction now and then.

    Skills and levels are those of Practice; problems 1 to 40; due is the last day.
    """

    skills: tuple[str, ...] = tuple(SKILLS)
    level: int | None = None
    problems: int = 9
    seed: int = 1
    due: date | None = None
    place: Place = "screen"

    @property
    def key(self) -> bytes:
        """Five bytes of its content's SHA-256."""
        content = " ".join(self._texts())
        return hashlib.sha256(b"assignment 1 " + content.encode()).digest()[:ID_BYTES]

    @property
    def id(self) -> str:
        """Its name: eight letters made of its content, so that another content has another."""
        return grouped(as_letters(self.key))

    def params(self) -> dict[str, str]:
        """The parameters of its link."""
        texts = zip(NAMES, (self.id, *self._texts()), strict=True)
        return {name: text for name, text in texts if text}

    @property
    def asked(self) -> tuple[str, ...]:
        """The skills that it has a problem of.

        >>> Assignment(("pairs", "angle", "degrees"), problems=2).asked
        ('pairs', 'angle')
        """
        return tuple(skill for skill in self.skills if self.count(skill))

    def count(self, skill: str) -> int:
        """How many of its problems are of that skill: they come in turn.

        >>> Assignment(("pairs", "angle"), problems=5).count("pairs")
        3
        """
        if skill not in self.skills:
            return 0
        turn = self.skills.index(skill)
        return len(range(turn, self.problems, len(self.skills)))

    def _texts(self) -> tuple[str, ...]:
        return (
            ",".join(self.skills),
            MIXED if self.level is None else str(self.level),
            str(self.problems),
            str(self.seed),
            self.due.isoformat() if self.due else "",
            self.place,
        )


def assignment(
    skills: tuple[str, ...],
    level: int | None,
    problems: int,
    seed: int,
    due: date | None,
    place: Place,
) -> Assignment:
    """An assignment, its skills in the order of Practice; RopeError where there can be none."""
    chosen = tuple(key for key in SKILLS if key in skills)
    if not chosen:
        raise RopeError("skills", "none", "at least one skill")
    if place == "sheet" and level is not None and level < ON_PAPER_FROM:
        allowed = f"{MIXED}, or a level from {ON_PAPER_FROM} to {MAX_LEVEL}"
        raise RopeError("level", level, allowed, "On paper nothing is filled in beforehand.")
    return Assignment(chosen, level, problems, seed, due, place)


def read_assignment(params: Mapping[str, str]) -> Assignment:
    """The assignment of a link; RopeError where it is wrong, or not what was given out."""
    given = {name: params.get(name, "") for name in NAMES}
    skills = [text.strip() for text in given["hw_skills"].split(",") if text.strip()]
    for key in skills[: len(SKILLS) + 1]:
        parse_choice(key, "hw_skills", tuple(SKILLS))
    level = given["hw_level"] or MIXED
    made = assignment(
        tuple(skills),
        None if level == MIXED else parse_whole(level, "hw_level", 0, MAX_LEVEL),
        parse_whole(given["hw_problems"], "hw_problems", 1, MAX_PROBLEMS),
        parse_seed(given["hw_seed"], "hw_seed"),
        _day(given["hw_due"]) if given["hw_due"] else None,
        "sheet" if _choice(given["hw_on"] or "screen") == "sheet" else "screen",
    )
    if given["homework"].upper() != made.id:
        hint = "The link was changed or cut off; take the one that was given out."
        raise RopeError("homework", given["homework"] or "nothing", f"{made.id} for this set", hint)
    return made


#: The parameters of a sheet that somebody chose for themselves.
SHEET_NAMES = ("sheet", "skills", "problems")


def read_sheet(params: Mapping[str, str]) -> Assignment:
    """The sheet of a link; what is missing takes its default, RopeError for what is wrong.

    >>> read_sheet({"sheet": "7", "problems": "4", "skills": "angle"}).skills
    ('angle',)
    """
    keys = [text.strip() for text in params.get("skills", "").split(",") if text.strip()]
    for key in keys[: len(SKILLS) + 1]:
        parse_choice(key, "skills", tuple(SKILLS))
    problems = params.get("problems", str(Assignment.problems))
    return assignment(
        tuple(keys or SKILLS),
        None,
        parse_whole(problems, "problems", 1, MAX_PROBLEMS),
        parse_seed(params.get("sheet", str(Assignment.seed)), "sheet"),
        None,
        "sheet",
    )


def linked(link: str) -> Assignment:
    """The assignment of a whole link, as a teacher has it; RopeError for any other text.

    >>> linked("https://x.invalid/practice?sheet=7&problems=4").problems
    4
    """
    params = dict(parse_qsl(urlsplit(link.strip()).query))
    if "homework" in params:
        return read_assignment(params)
    if "sheet" in params:
        return read_sheet(params)
    raise RopeError("link", link or "nothing", "the link of a homework, or of a sheet")


def _choice(text: str) -> str:
    return parse_choice(text, "hw_on", PLACES)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RopeError("hw_due", text, "a day as 2026-12-31") from error


@lru_cache(maxsize=64)
def problems_of(homework: Assignment, secret: str) -> tuple[Exercise, ...]:
    """Its problems, the same for everyone.

    With a secret they are drawn from a seed that is not in the link: who has only the link, and
    this program, cannot make the key.
    """
    seed = secret_seed(homework.key, secret) if secret else homework.seed
    levels = () if homework.level is None else (homework.level,)
    return make_sheet(seed, homework.skills, homework.problems, levels)
