"""One learner's practice: the exercise at hand, what was tried, what is known. No Streamlit here.

>>> session = Session("inv_freq", 3, 7)
>>> session.answer("10000^")
>>> session.verdict.outcome
'unreadable'
>>> session.answer(repr(session.exercise.lines[-1].value))
>>> session.done, session.known["inv_freq"].right
(True, 1)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rope_core import RopeError
from rope_core.practice import (
    Answer,
    Exercise,
    Standing,
    Verdict,
    grade_chain,
    grade_choice,
    grade_step,
    make_exercise,
    next_problem,
    read_answer,
    session_of,
    standings,
)
from rope_core.practice.mastery import ALL_OF_IT, WRONG_STEP
from rope_core.practice.schedule import Session as Sitting
from rope_core.reading.numbers import MAX_SEED
from ui.homework.assignment import Assignment
from ui.homework.code import today, write_result
from ui.homework.record import MAX_COUNT, Attempt, First, Record, new_learner
from ui.practice.past import NAMES, answers_of, key_of, least_needed

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
class Homework:
    """A set that was given out, and its problems."""

    assignment: Assignment
    problems: tuple[Exercise, ...]


class Session:
    """Everything between two answers; kept in session_state.

    With homework its problems are the fixed set's; otherwise they are drawn as one goes.
    """

    place: int | None
    exercise: Exercise
    #: Parts that are solved; hints taken at this part, and at all of them.
    blank: int
    hints: int
    all_hints: int
    first: First
    done: bool
    step_found: bool
    slips: Counter[str]
    tried: set[int]
    verdict: Said | None
    #: What the lines below that one came to; what stands in the fields of the open lines.
    below: tuple[Verdict, ...]
    typed: list[str]

    def __init__(self, skill: str, level: int, seed: int, homework: Homework | None = None) -> None:
        self.visited: set[tuple[str, ...]] = set()
        self.homework = homework
        #: What a result code tells, and what the browser keeps.
        self.record = Record(homework.assignment.id if homework else "", new_learner())
        if not homework:
            self.record.spare = least_needed
        #: The end of a session is shown, not a problem.
        self.ended = False
        #: Whether the browser was heard: what it keeps is in here as well.
        self.restored = False
        if homework:
            self.open(0)
        else:
            self.start(skill, level, seed)

    def start(self, skill: str, level: int, seed: int) -> None:
        """Put this exercise on the table."""
        self.place = None
        self.ended = False
        self.exercise = make_exercise(skill, level, seed)
        self.visited.add((skill, str(level), str(seed)))
        self._begin()

    def open(self, place: int) -> None:
        """Put that problem of the homework on the table, from 0."""
        assert self.homework is not None
        self.place = place
        self.exercise = self.homework.problems[place]
        self._begin()

    @property
    def key(self) -> str:
        """Which problem this is, in the record."""
        exercise = self.exercise
        if self.place is not None:
            return str(self.place)
        return key_of(exercise.skill, exercise.level, exercise.seed)

    @property
    def counted(self) -> bool:
        """Whether the first answer was given."""
        return self.first in ("right", "wrong")

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

    # --- what a learner does --------------------------------------------------------------

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
                self.verdict, self.below = Said("unreadable", text, error=error), ()
                return
        solved = [self.exercise.lines[at].value for at in self.exercise.blanks[: self.blank]]
        verdicts = grade_chain(self.exercise, [*solved, *read])[self.blank :]
        self._slipped(mistake.key for each in verdicts for mistake in each.mistakes)
        right = 0
        while right < len(verdicts) and verdicts[right].outcome == "right":
            right += 1
        shown = min(right, len(verdicts) - 1)
        self.verdict = Said(verdicts[shown].outcome, self.typed[shown], verdicts[shown])
        self.below = verdicts[shown + 1 :]
        if self.blank + right == len(self.exercise.blanks):
            self._finish()
            return
        if right:
            self.blank += right
            self.hints = 0
            self.typed = self.typed[right:]
        if any(each.outcome not in ("right", "rounded") for each in verdicts):
            self._count(False)
        else:
            self._note()

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
            self._note()
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
        self._note()

    def next(self) -> None:
        """What comes next by what is known; after ten problems first what they came to."""
        exercise = self.exercise
        if not (self.done or self.counted):
            self.first = "skipped"
            self._note()
        if self.homework:
            self.open(self._next_open())
        elif self.counted and self.sitting.over and not self.ended:
            self.ended = True
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
            self._resume_exercise()
        return refused

    def resume(self) -> None:
        """Go on where the answers say, with what is due first."""
        skill, level = next_problem(self.answers, "", today())
        self.start(skill, level, self._next_seed())

    def result_code(self, secret: str) -> str:
        """The code for a teacher, signed if there is a secret; nothing before the first answer."""
        result = self.record.result(self.homework.assignment if self.homework else None)
        return write_result(result, secret) if result else ""

    # --- what is remembered ---------------------------------------------------------------

    def _begin(self) -> None:
        self.blank = self.hints = self.all_hints = 0
        self.done = self.step_found = False
        self.first = ""
        self.slips = Counter()
        self.tried = set()
        self.verdict = None
        self.below, self.typed = (), []
        self._resume_exercise()

    def _resume_exercise(self) -> None:
        """As it was left, in this tab or another."""
        known = self.record.attempts.get(self.key)
        if known is None or known.skill != self.exercise.skill:
            return
        self.first, self.all_hints, self.done = known.first, known.hints, known.done
        self.slips = Counter(known.slips)
        self.hints = min(known.here, HINTS)
        self.step_found = self.exercise.bug is not None and known.at > 0
        self.blank = min(known.at, max(0, len(self.exercise.blanks) - 1))

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

    def _slipped(self, keys: Iterable[str]) -> None:
        self.slips.update(key for key in keys if self.slips[key] < MAX_COUNT)

    def _note(self) -> None:
        at = int(self.step_found) if self.exercise.bug else self.blank
        before = self.record.attempts.get(self.key)
        # One's own problem stays with the day of its first answer: that is what counts.
        answered = before is not None and before.first in ("right", "wrong")
        day = before.day if before and answered and not self.homework else today()
        self.record.note(
            self.key,
            Attempt(
                self.exercise.skill,
                self.first,
                at,
                self.hints,
                self.all_hints,
                self.done,
                day,
                dict(self.slips),
            ),
        )

    def _count(self, right: bool) -> None:
        if not self.counted:
            self.first = "right" if right else "wrong"
        self._note()

    def _finish(self) -> None:
        self.done = True
        self._count(True)
