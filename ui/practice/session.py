"""One learner's practice: which exercise comes, what was done, what is known. No Streamlit here.

>>> session = Session("inv_freq", 3, 7)
>>> session.answer("10000^")
>>> session.verdict.outcome
'unreadable'
>>> session.answer(repr(session.exercise.lines[-1].value))
>>> session.done, session.known["inv_freq"].right
(True, 1)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rope_core.practice import (
    Answer,
    Exercise,
    Standing,
    make_exercise,
    next_problem,
    session_of,
    standings,
)
from rope_core.practice.mastery import ALL_OF_IT, WRONG_STEP
from rope_core.practice.schedule import Session as Sitting
from rope_core.reading.numbers import MAX_SEED
from ui.homework.assignment import Assignment
from ui.homework.code import today, write_result
from ui.homework.record import Record, new_learner
from ui.practice.at_hand import AtHand
from ui.practice.past import NAMES, answers_of, key_of, least_needed


@dataclass(frozen=True)
class Homework:
    """A set that was given out, and its problems."""

    assignment: Assignment
    problems: tuple[Exercise, ...]


class Session(AtHand):
    """The exercise at hand, what comes after it, and what is kept; lives in session_state.

    With homework its problems are the fixed set's; otherwise they are drawn as one goes.
    """

    place: int | None

    def __init__(self, skill: str, level: int, seed: int, homework: Homework | None = None) -> None:
        self.homework = homework
        #: What a result code tells, and what the browser keeps.
        self.record = Record(homework.assignment.id if homework else "", new_learner())
        if not homework:
            self.record.spare = least_needed
        #: Ten problems that ended with the one of that key, and the ten whose end is shown.
        self._over: tuple[str, Sitting] | None = None
        self.ended: Sitting | None = None
        #: Whether the browser was heard: what it keeps is in here as well.
        self.restored = False
        if homework:
            self.open(0)
        else:
            self.start(skill, level, seed)

    def start(self, skill: str, level: int, seed: int) -> None:
        """Put this exercise on the table."""
        self.place = None
        self.ended = None
        self._put(make_exercise(skill, level, seed))

    def open(self, place: int) -> None:
        """Put that problem of the homework on the table, from 0."""
        assert self.homework is not None
        self.place = place
        self._put(self.homework.problems[place])

    @property
    def key(self) -> str:
        """Which problem this is, in the record."""
        exercise = self.exercise
        if self.place is not None:
            return str(self.place)
        return key_of(exercise.skill, exercise.level, exercise.seed)

    def link(self) -> dict[str, str]:
        """The parameters that give this exercise, or this homework, again."""
        if self.homework:
            return self.homework.assignment.params()
        exercise = self.exercise
        return dict(
            zip(NAMES, (exercise.skill, str(exercise.level), str(exercise.seed)), strict=True)
        )

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The first answers to problems of one's own choice."""
        return () if self.homework else answers_of(self.record.attempts)

    @property
    def known(self) -> dict[str, Standing]:
        """What is known of every skill that was tried."""
        return standings(self.answers)

    @property
    def sitting(self) -> Sitting:
        """The ten problems that this one is of."""
        return session_of(self.answers, today())

    @property
    def ending(self) -> Sitting | None:
        """Ten problems that ended with the one at hand: their end comes next."""
        return self._over[1] if self._over and self._over[0] == self.key else None

    def next(self) -> None:
        """What comes next by what is known; after ten problems first what they came to."""
        exercise = self.exercise
        if not (self.done or self.counted):
            self.first = "skipped"
            self.keep()
        if self.homework:
            self.open(self._next_open())
        elif self.ending:
            self.ended, self._over = self.ending, None
        else:
            skill, level = next_problem(self.answers, exercise.skill, today())
            self.start(skill, level, self._next_seed())

    def go(self, skill: str, level: int | None) -> None:
        """The learner chose; no level means where this skill was left."""
        standing = self.known.get(skill, Standing())
        chosen = standing.level if level is None else level
        if chosen == WRONG_STEP and not standing.solved:
            chosen = ALL_OF_IT
        self.start(skill, chosen, self._next_seed())

    def _next_seed(self) -> int:
        return (self.exercise.seed + 1) % (MAX_SEED + 1)

    def take(self, lines: Iterable[str], learner: str, secret: str) -> int:
        """What the browser kept of this record; how many lines of it are not from this app."""
        first_time, self.restored = not self.restored, True
        refused = self.record.take(lines, learner, secret)
        if self.homework and first_time and self._untouched():
            # Whoever comes back goes on where they were.
            self.open(self._next_open(-1))
        else:
            self._go_on()
            if first_time and self._is_latest():
                self._note_end()
        return refused

    def resume(self) -> None:
        """Go on where the answers say, with what is due first."""
        skill, level = next_problem(self.answers, "", today())
        self.start(skill, level, self._next_seed())

    def result_code(self, secret: str) -> str:
        """The code for a teacher, signed if there is a secret; nothing before the first answer."""
        result = self.record.result(self.homework.assignment if self.homework else None)
        return write_result(result, secret) if result else ""

    def keep(self) -> None:
        """What was done goes into the record; the last of ten problems ends them."""
        before = self.record.attempts.get(self.key)
        answered = before is not None and before.answered
        # One's own problem stays with the day of its first answer: that is what counts.
        day = before.day if before and answered and not self.homework else today()
        self.record.note(self.key, self.as_attempt(day))
        if self.counted and not answered:
            self._note_end()

    def _note_end(self) -> None:
        sitting = self.sitting
        self._over = (self.key, sitting) if sitting.over else None

    def _is_latest(self) -> bool:
        """Whether no problem was answered after the one at hand."""
        answered = [key for key, each in self.record.attempts.items() if each.answered]
        return answered[-1:] == [self.key]

    def _put(self, exercise: Exercise) -> None:
        self.begin(exercise)
        self._go_on()

    def _go_on(self) -> None:
        known = self.record.attempts.get(self.key)
        if known is not None and known.skill == self.exercise.skill:
            self.go_on(known)

    def _untouched(self) -> bool:
        return self.verdict is None and not self.hints and self.key not in self.record.fresh

    def _next_open(self, after: int | None = None) -> int:
        """The next problem of the homework that is not solved; those left out come last."""
        assert self.homework is not None
        at = self.place if after is None else after
        assert at is not None
        all_of_it = len(self.homework.problems)
        onward = [(at + 1 + step) % all_of_it for step in range(all_of_it)]

        def waits(place: int) -> int:
            known = self.record.attempts.get(str(place))
            if known is None:
                return 0
            return 2 if known.done else int(known.first != "")

        return min(onward, key=waits)
