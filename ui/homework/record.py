"""What somebody did, problem by problem, as lines that their browser keeps.

The server forgets everything with the session. The browser keeps a line a problem and gives them
back after a reload; each is signed (with a secret), so what comes back is what was counted here.
Lines of two tabs are joined: whichever comes first, the outcome is the same, and a first answer
that was wrong in one of them stays wrong.

>>> record = Record("", "0000-0001")
>>> record.note("pairs/3/17", Attempt("pairs", "wrong", hints=1, slips={"degrees": 1}))
>>> line = record.line("pairs/3/17", "a phrase that only we know")
>>> other = Record("", "0000-0001")
>>> other.take([line], "0000-0001", "a phrase that only we know")
0
>>> other.attempts["pairs/3/17"].first
'wrong'
>>> changed = line.replace("wrong", "right")
>>> other.take([changed], "0000-0001", "a phrase that only we know")  # how many are refused
1
"""

from __future__ import annotations

import hmac
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Literal, get_args

from rope_core import RopeError
from rope_core.mistakes import MISTAKES
from rope_core.practice import SKILLS
from rope_core.reading.numbers import parse_whole
from ui.homework.assignment import Assignment
from ui.homework.code import LEARNER_BYTES, MAX_ATTEMPTS, Result, today
from ui.homework.letters import as_bytes, as_letters, grouped
from ui.homework.signing import tag

First = Literal["", "skipped", "right", "wrong"]
_ORDER: tuple[First, ...] = get_args(First)
#: A count in a line goes no further.
MAX_COUNT = 255
_LONGEST = 1500  # characters of a line: all mistakes there are, and more
MAX_LINES = 2 * MAX_ATTEMPTS
_MAGIC = "rope-by-hand 2"
_MAX_TEXT = MAX_LINES * 200


@dataclass(frozen=True)
class Attempt:
    """One problem. first: what the first answer was, "" before it. done: solved, or worked out.

    at: how many of its parts are solved; here: hints taken at the next one; hints: all of them.
    slips: mistake key → how often.
    """

    skill: str
    first: First = ""
    at: int = 0
    here: int = 0
    hints: int = 0
    done: bool = False
    day: date = field(default_factory=today)
    slips: Mapping[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether its first answer was given."""
        return self.first in ("right", "wrong")

    def joined(self, other: Attempt) -> Attempt:
        """Both, where one problem was worked on in two tabs; in whichever order.

        What says another skill is of no problem that this app draws, and adds nothing.
        """
        if other.skill != self.skill:
            return self
        at, here = max((self.at, self.here), (other.at, other.here))
        return Attempt(
            self.skill,
            max(self.first, other.first, key=_ORDER.index),
            at,
            here,
            max(self.hints, other.hints),
            self.done or other.done,
            max(self.day, other.day),
            dict(Counter(self.slips) | Counter(other.slips)),
        )


def new_learner() -> str:
    """A number for whoever begins in a browser: eight letters that name nobody."""
    return grouped(as_letters(secrets.token_bytes(LEARNER_BYTES)))


@dataclass
class Record:
    """All that one learner did for one assignment ("" for problems of their own choice)."""

    assignment: str
    learner: str
    attempts: dict[str, Attempt] = field(default_factory=dict)
    #: What the browser does not have yet, and what it is to forget.
    fresh: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    #: Which problems make room where there are so many too many.
    spare: Callable[[Mapping[str, Attempt], int], Iterable[str]] = islice

    def note(self, key: str, attempt: Attempt) -> None:
        """That problem stands like this now."""
        if self.attempts.get(key) == attempt:
            return
        self.attempts[key] = attempt
        self._send({key})

    def line(self, key: str, secret: str) -> str:
        """A problem as the browser keeps it: words, the last of them the signature."""
        text = _words(key, self.attempts[key])
        return f"{text} {self._signature(self.learner, text, secret)}"

    def take(self, lines: Iterable[str], learner: str, secret: str) -> int:
        """Join what a browser kept under that learner's number; how many lines were refused.

        The number is taken over: what was done before the browser was heard goes on under it.
        """
        kept, refused = self._read_all(lines, learner, secret)
        if learner != self.learner and _is_learner(learner):
            self.learner = learner
            self.fresh.update(self.attempts)
        self._join(kept, there=kept)
        return refused

    def as_text(self, secret: str) -> str:
        """All of it as one line, for another device; nothing before the first problem."""
        lines = [self.line(key, secret) for key in self.attempts]
        return f"{_MAGIC} {self.learner}: {'; '.join(lines)}" if lines else ""

    def take_text(self, text: str, secret: str) -> None:
        """Join what as_text gave, here or elsewhere. RopeError for anything else, also in part."""
        allowed = f'a line that "Copy my progress" gave, beginning with {_MAGIC}'
        words = " ".join(text.split())
        head, colon, rest = words.partition(": ")
        learner = head.removeprefix(f"{_MAGIC} ")
        if not colon or learner == head or not _is_learner(learner) or len(text) > _MAX_TEXT:
            shown = f"{len(text):,} characters" if len(text) > _MAX_TEXT else words or "nothing"
            raise RopeError("progress", shown, allowed)
        lines = rest.split("; ")
        if len(lines) > MAX_LINES:
            raise RopeError(
                "progress", f"{len(lines):,} problems", f"at most {MAX_LINES:,} problems",
                "None of it was used.",
            )  # fmt: skip
        kept, refused = self._read_all(lines, learner, secret)
        if refused:
            hint = "It was changed, or made by another copy of this app: none of it was used."
            raise RopeError("progress", f"{refused} altered or foreign", allowed, hint)
        self._join(kept, there=self.attempts)

    def result(self, homework: Assignment | None) -> Result | None:
        """What a code tells; None before anything was answered, skipped or hinted at."""
        skills: dict[str, tuple[int, int]] = {}
        slips: Counter[str] = Counter()
        for attempt in self.attempts.values():
            slips.update(attempt.slips)
            if attempt.answered:
                right, tried = skills.get(attempt.skill, (0, 0))
                skills[attempt.skill] = (right + (attempt.first == "right"), tried + 1)
        hints = sum(attempt.hints for attempt in self.attempts.values())
        skips = sum(attempt.first == "skipped" for attempt in self.attempts.values())
        if not (skills or hints or skips):
            return None
        return Result(
            self.assignment,
            homework.level if homework else None,
            homework.problems if homework else 0,
            skills,
            dict(slips),
            hints,
            skips,
            max(attempt.day for attempt in self.attempts.values()),
            self.learner,
        )

    def _join(self, kept: Mapping[str, Attempt], there: Mapping[str, Attempt]) -> None:
        """What was kept and what is here, which is the later; there: what the browser has."""
        self.attempts = dict(kept) | {
            key: mine.joined(kept.get(key, mine)) for key, mine in self.attempts.items()
        }
        self.dropped -= self.attempts.keys()
        self._send({key for key, each in self.attempts.items() if each != there.get(key)})

    def _send(self, keys: set[str]) -> None:
        """The browser is to keep these, and to forget the ones that make room."""
        self.fresh |= keys
        self.dropped -= keys
        over = len(self.attempts) - MAX_ATTEMPTS
        for old in list(self.spare(self.attempts, over)) if over > 0 else ():
            del self.attempts[old]
            self.fresh.discard(old)
            self.dropped.add(old)

    def _read_all(
        self, lines: Iterable[str], learner: str, secret: str
    ) -> tuple[dict[str, Attempt], int]:
        """The problems of the lines that are from here, and how many lines are not."""
        kept: dict[str, Attempt] = {}
        refused = 0
        for line in lines:
            try:
                key, attempt = self._read(line, learner, secret)
            except RopeError:
                refused += 1
            else:
                kept[key] = kept.get(key, attempt).joined(attempt)
        return kept, refused

    def _signature(self, learner: str, text: str, secret: str) -> str:
        data = f"{self.assignment}\n{learner}\n{text}".encode()
        return as_letters(tag(data, "record", secret)) or "unsigned"

    def _read(self, line: str, learner: str, secret: str) -> tuple[str, Attempt]:
        text, _, signature = line[:_LONGEST].rpartition(" ")
        allowed = "a line that this app made for this browser"
        expected = self._signature(learner, text, secret)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            raise RopeError("record", line, allowed)
        return _attempt(text, allowed)


def _words(key: str, attempt: Attempt) -> str:
    slips = ",".join(f"{name}:{count}" for name, count in sorted(attempt.slips.items())) or "-"
    numbers = f"{attempt.at} {attempt.here} {attempt.hints} {int(attempt.done)}"
    day = attempt.day.isoformat()
    return f"{key} {attempt.skill} {attempt.first or '-'} {numbers} {day} {slips}"


def _attempt(text: str, allowed: str) -> tuple[str, Attempt]:
    fields = text.split(" ")
    if len(fields) != 9 or fields[1] not in SKILLS or len(fields[0]) > 60:
        raise RopeError("record", text, allowed)
    key, skill, first, at, here, hints, done, day, slips = fields
    named: First | None = next((each for each in _ORDER if (each or "-") == first), None)
    counts: dict[str, int] = {}
    for entry in slips.split(",") if slips != "-" else ():
        name, _, count = entry.partition(":")
        if name not in MISTAKES:
            raise RopeError("record", entry, allowed)
        counts[name] = parse_whole(count, "record", 1, MAX_COUNT)
    try:
        when = date.fromisoformat(day)
    except ValueError as error:
        raise RopeError("record", day, allowed) from error
    if named is None or not date(2020, 1, 1) <= when <= today() + timedelta(1):
        raise RopeError("record", text, allowed)
    numbers = [parse_whole(each, "record", 0, MAX_COUNT) for each in (at, here, hints, done)]
    return key, Attempt(
        skill, named, numbers[0], numbers[1], numbers[2], bool(numbers[3]), when, counts
    )


def _is_learner(text: str) -> bool:
    try:
        return grouped(as_letters(as_bytes(text))) == text and len(as_bytes(text)) == LEARNER_BYTES
    except ValueError:
        return False
