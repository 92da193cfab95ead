"""A sheet of exercises for paper: the same seed gives the same sheet and the same key.

>>> sheet = make_sheet(7, ("pairs", "angle"), 4)
>>> [(each.skill, each.kind) for each in sheet]
[('pairs', 'whole'), ('angle', 'whole'), ('pairs', 'bug'), ('angle', 'whole')]
"""

from __future__ import annotations

from collections.abc import Sequence

from rope_core.errors import RopeError, require_whole
from rope_core.practice.draw import Draw
from rope_core.practice.exercise import Exercise, make_exercise
from rope_core.practice.skills import SKILLS
from rope_core.reading.numbers import MAX_SEED

MAX_PROBLEMS = 40
#: Wider than what a person types: a seed may be made of a secret, and is not to be tried out.
MAX_SHEET_SEED = 2**64 - 1
#: All of it, now and then a wrong step to find or a prediction.
_LEVELS = (3, 3, 4, 3, 5)


def make_sheet(
    seed: int, skills: Sequence[str], count: int, levels: Sequence[int] = ()
) -> tuple[Exercise, ...]:
    """Return `count` (1 to 40) different exercises, the skills in turn, and so the levels.

    Without levels: all of it is asked, now and then a wrong step or a prediction.
    """
    require_whole("seed", seed, 0, MAX_SHEET_SEED)
    require_whole("problems", count, 1, MAX_PROBLEMS)
    chosen = [key for key in SKILLS if key in skills]
    if not chosen or len(chosen) < len(set(skills)):
        raise RopeError("skills", ", ".join(skills) or "none", "some of " + ", ".join(SKILLS))
    turns = levels or _LEVELS
    draw = Draw(seed, count)
    sheet: list[Exercise] = []
    while len(sheet) < count:
        at = len(sheet)
        level = turns[at % len(turns)]
        exercise = make_exercise(chosen[at % len(chosen)], level, draw.whole(0, MAX_SEED))
        if all(exercise.facts != other.facts for other in sheet if other.skill == exercise.skill):
            sheet.append(exercise)
    return tuple(sheet)
