"""The exercise at hand: what was answered, chosen and hinted at, and what came of it.

Whoever keeps it says so in `keep`; here nothing is remembered beyond the one exercise.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rope_core import RopeError
from rope_core.practice import (
    Exercise,
    Verdict,
    grade_chain,
    grade_choice,
    grade_step,
    read_answer,
)
from rope_core.practice.grade import NOT_WRONG
from ui.homework.record import MAX_COUNT, Attempt, First

HINTS = 3
#: The first hint only says the rule again; from the second on the answer is not the learner's own.
FREE_HINTS = 1


@dataclass(frozen=True)
class Said:
    """What the last answer was: a verdict of the core, or that it could not be read."""

    outcome: str
    typed: str = ""
    verdict: Verdict | None = None
    error: RopeError | None = None


@dataclass(frozen=True)
class FirstAnswer:
    """What a class's picture counts: whether it was right, and which mistake it was, if one."""

    skill: str
    right: bool
    mistake: str | None


class AtHand(ABC):
    """One exercise, from its question to its answer."""

    exercise: Exercise
    #: Parts that are solved; hints taken at this part, and at all of them.
    blank: int
    hints: int
    all_hints: int
    first: First
    #: The first answer, if it was what was done last.
    first_answer: FirstAnswer | None
    done: bool
    step_found: bool
    slips: Counter[str]
    tried: set[int]
    verdict: Said | None
    #: What the other lines that were entered with that one came to, but those solved before it.
    others: tuple[Verdict, ...]
    #: What stands in the fields of the open lines, and what of it was graded.
    typed: list[str]
    graded: list[str]

    @abstractmethod
    def keep(self) -> None:
        """What was done is to be remembered as it stands now."""

    def begin(self, exercise: Exercise) -> None:
        """Put this exercise on the table, untouched."""
        self.exercise = exercise
        self.blank = self.hints = self.all_hints = 0
        self.done = self.step_found = False
        self.first = ""
        self.first_answer = None
        self.slips = Counter()
        self.tried = set()
        self.verdict = None
        self.others, self.typed, self.graded = (), [], []

    def go_on(self, known: Attempt) -> None:
        """As it was left, in this tab or another."""
        self.first, self.all_hints, self.done = known.first, known.hints, known.done
        self.slips = Counter(known.slips)
        self.hints = min(known.here, HINTS)
        self.step_found = self.exercise.bug is not None and known.at > 0
        self.blank = min(known.at, max(0, len(self.exercise.blanks) - 1))

    def as_attempt(self, day: date) -> Attempt:
        """What is remembered of it."""
        at = int(self.step_found) if self.exercise.bug else self.blank
        return Attempt(
            self.exercise.skill, self.first, at, self.hints, self.all_hints, self.done, day,
            dict(self.slips),
        )  # fmt: skip

    @property
    def counted(self) -> bool:
        """Whether the first answer was given."""
        return self.first in ("right", "wrong")

    def answer(self, typed: str) -> None:
        """A number was entered."""
        self.answer_lines([typed])

    def answer_lines(self, typed: Sequence[str]) -> None:
        """Numbers were entered for the open lines, from the first on; some may be empty."""
        if self.done or not self.exercise.blanks:
            return
        self.typed = list(typed[: len(self.exercise.blanks) - self.blank])
        read: list[float] = []
        for text in self.typed:
            if read and not text.strip():
                break  # what stands below an empty line is kept, and graded when it is filled
            try:
                read.append(read_answer(text))
            except RopeError as error:
                self.verdict, self.others = Said("unreadable", text, error=error), ()
                return
        solved = [self.exercise.lines[at].value for at in self.exercise.blanks[: self.blank]]
        verdicts = grade_chain(self.exercise, [*solved, *read])[self.blank :]
        self._take_slips(verdicts)
        outcomes = [each.outcome for each in verdicts]
        right = next((at for at, each in enumerate(outcomes) if each != "right"), len(verdicts))
        wrong = [at for at, each in enumerate(outcomes) if each not in NOT_WRONG]
        shown = wrong[0] if wrong else min(right, len(verdicts) - 1)
        self.verdict = Said(outcomes[shown], self.typed[shown], verdicts[shown])
        self.others = verdicts[right:shown] + verdicts[shown + 1 :]
        if self.blank + right == len(self.exercise.blanks):
            self._finish()
            return
        if right:
            self.blank += right
            self.hints = 0
            self.typed, self.graded = self.typed[right:], self.graded[right:]
        if wrong:
            self._count(False)
        else:
            self.keep()

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
            self.keep()
        else:
            self._count(False)

    def hint(self) -> None:
        """One more hint; after the last the step is worked and the exercise over."""
        if self.done or self.hints == HINTS:
            return
        self.hints += 1
        self.all_hints += 1
        self.verdict = None
        if self.hints == HINTS:
            self.done = True
        if self.hints > FREE_HINTS:
            self._count(False)
        else:
            self.keep()

    def _take_slips(self, verdicts: Sequence[Verdict]) -> None:
        """Slips are counted by what was entered: a line that stays as it was is not entered."""
        entered, before = self.typed[: len(verdicts)], self.graded
        for at, each in enumerate(verdicts):
            if before[at : at + 1] != entered[at : at + 1]:
                keys = (mistake.key for mistake in each.made)
                self.slips.update(key for key in keys if self.slips[key] < MAX_COUNT)
        self.graded = [*entered, *before[len(entered) :]]

    def _count(self, right: bool) -> None:
        if not self.counted:
            self.first = "right" if right else "wrong"
            graded = self.verdict.verdict if self.verdict else None
            made = None if right or graded is None else next(iter(graded.made), None)
            key = made.key if made else None
            self.first_answer = FirstAnswer(self.exercise.skill, right, key)
        self.keep()

    def _finish(self) -> None:
        self.done = True
        self._count(True)
