"""One learner's practice: the exercise at hand, what was tried, what is known. No Streamlit here.

>>> session = Session("inv_freq", 3, 7)
>>> session.answer("10000^")
>>> session.verdict.outcome
'unreadable'
>>> session.answer(repr(session.exercise.lines[-1].value))
>>> session.done, session.progress["inv_freq"].right
(True, 1)
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rope_core import RopeError
from rope_core.practice import (
    MAX_LEVEL,
    SKILLS,
    Exercise,
    Standing,
    Verdict,
    grade_choice,
    grade_number,
    grade_step,
    make_exercise,
    read_answer,
    read_progress,
    write_progress,
)
from rope_core.practice.mastery import next_level, next_skill
from rope_core.practice.results import MAX_NONCE, write_result
from rope_core.reading.numbers import MAX_SEED, parse_choice, parse_seed, parse_whole

HINTS = 3
#: The first hint only says the rule again; from the second on the answer is not the learner's own.
FREE_HINTS = 1
NAMES = ("skill", "level", "pseed")


@dataclass(frozen=True)
class Said:
    """What the last answer was: a verdict of the core, or that it could not be read."""

    outcome: str
    typed: str = ""
    verdict: Verdict | None = None
    error: RopeError | None = None


class Session:
    """Everything between two answers; kept in session_state."""

    def __init__(self, skill: str, level: int, seed: int) -> None:
        self.progress: dict[str, Standing] = {}
        self.visited: set[tuple[str, ...]] = set()
        # What a result code tells: only what was answered here, never what was pasted.
        self.tally: dict[str, tuple[int, int]] = {}
        self.slips: Counter[str] = Counter()
        self.nonce = secrets.randbelow(MAX_NONCE)
        self.start(skill, level, seed)

    def start(self, skill: str, level: int, seed: int) -> None:
        """Put this exercise on the table."""
        self.exercise: Exercise = make_exercise(skill, level, seed)
        self.blank = 0
        self.hints = 0
        self.counted = self.done = self.step_found = False
        self.tried: set[int] = set()
        self.verdict: Said | None = None
        self.visited.add(tuple(self.link().values()))

    def link(self) -> dict[str, str]:
        """The parameters that give this exercise again."""
        exercise = self.exercise
        return dict(
            zip(NAMES, (exercise.skill, str(exercise.level), str(exercise.seed)), strict=True)
        )

    def standing(self, skill: str) -> Standing:
        """What is known of a skill."""
        return self.progress.get(skill, Standing())

    # --- what a learner does --------------------------------------------------------------

    def answer(self, typed: str) -> None:
        """A number was entered."""
        if self.done or not self.exercise.blanks:
            return
        try:
            verdict = grade_number(self.exercise, read_answer(typed), self.blank)
        except RopeError as error:
            self.verdict = Said("unreadable", typed, error=error)
            return
        self.verdict = Said(verdict.outcome, typed, verdict)
        self.slips.update(mistake.key for mistake in verdict.mistakes)
        if verdict.outcome == "rounded":
            return
        if verdict.outcome != "right":
            self._count(False)
        elif self.blank + 1 < len(self.exercise.blanks):
            self.blank += 1
            self.hints = 0
        else:
            self._finish()

    def choose(self, index: int) -> None:
        """A choice was made."""
        open_now = self.exercise.bug is None or self.step_found
        if self.done or not open_now or not 0 <= index < len(self.exercise.options):
            return
        verdict = grade_choice(self.exercise, index)
        self.verdict = Said(verdict.outcome, str(index), verdict)
        self.tried.add(index)
        if verdict.outcome == "right":
            self._finish()
        else:
            self._count(False)

    def step(self, line: int) -> None:
        """A line was said to be the wrong one."""
        known = 0 <= line < len(self.exercise.lines)
        if self.done or self.step_found or self.exercise.bug is None or not known:
            return
        verdict = grade_step(self.exercise, line)
        outcome = "step" if verdict.outcome == "right" else "not_this_step"
        self.verdict = Said(outcome, str(line), verdict)
        if verdict.outcome == "right":
            self.step_found = True
        else:
            self._count(False)

    def hint(self) -> None:
        """One more hint; after the last the step is worked and the exercise over."""
        if self.done or self.hints == HINTS:
            return
        self.hints += 1
        if self.hints > FREE_HINTS:
            self._count(False)
        self.verdict = None
        if self.hints == HINTS:
            self.done = True

    def next(self) -> None:
        """The next exercise: on where it was right at once, the same kind again where not."""
        exercise = self.exercise
        standing = self.standing(exercise.skill)
        skill = next_skill(self.progress, exercise.skill) if self.done else exercise.skill
        level = standing.level if self.done else exercise.level
        if skill != exercise.skill:
            level = self.standing(skill).level
        self.start(skill, level, (exercise.seed + 1) % (MAX_SEED + 1))

    def go(self, skill: str, level: int | None) -> None:
        """The learner chose; no level means where this skill was left."""
        chosen = self.standing(skill).level if level is None else level
        self.start(skill, chosen, (self.exercise.seed + 1) % (MAX_SEED + 1))

    def restore(self, text: str) -> None:
        """Take over progress that was copied or kept by the browser; RopeError for other text."""
        self.progress = read_progress(text)

    def resume(self) -> None:
        """Go on where the progress says: the first skill that is not mastered, at its level."""
        skill = next_skill(self.progress, next(iter(SKILLS)))
        self.go(skill, None)

    def progress_text(self) -> str:
        """The progress as one line, or nothing before the first answer."""
        return write_progress(self.progress) if self.progress else ""

    def result_code(self, secret: str) -> str:
        """The code for a teacher, signed if there is a secret; nothing before the first answer."""
        if not self.tally:
            return ""
        return write_result(self.tally, self.slips, self.nonce, secret)

    def _count(self, right: bool) -> None:
        if self.counted:
            return
        self.counted = True
        exercise = self.exercise
        rights, tries = self.tally.get(exercise.skill, (0, 0))
        self.tally[exercise.skill] = (rights + right, tries + 1)
        after = self.standing(exercise.skill).after(exercise.kind, right)
        level = next_level(exercise.level, right)
        self.progress[exercise.skill] = Standing(after.known, level, after.right, after.tried)

    def _finish(self) -> None:
        self._count(True)
        self.done = True


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
