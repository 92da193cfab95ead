"""How well a skill is known, by Bayesian knowledge tracing, and what to practise next.

For each skill one probability that it is known. Every first answer to a problem moves it:

    right:  p = p(1 − slip) / (p(1 − slip) + (1 − p) guess)
    wrong:  p = p slip / (p slip + (1 − p)(1 − guess))
    then    p = p + (1 − p) learn

>>> standing = Standing()
>>> for _ in range(2):
...     standing = standing.after("whole", True)
>>> round(standing.known, 2), standing.mastered
(0.98, True)
>>> read_progress(write_progress({"pairs": standing}))["pairs"] == standing
True

Source: Corbett and Anderson, Knowledge tracing (1995). The parameters are set by hand, not
fitted: a number worked out from nothing is hardly guessed, a line with the others beside it
more easily, a choice of four or five most easily.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rope_core.errors import RopeError
from rope_core.practice.exercise import MAX_LEVEL, Kind
from rope_core.practice.skills import SKILLS
from rope_core.reading.numbers import parse_whole, read_decimal

KNOWN_AT_FIRST = 0.1
LEARN = 0.15
SLIP = 0.1
GUESS: Mapping[Kind, float] = {
    "rule": 0.3,
    "blank": 0.25,
    "whole": 0.05,
    "bug": 0.2,
    "predict": 0.3,
}
MASTERY = 0.95
#: From here on all of it is asked: what comes after are the kinds in turn.
_ALL_OF_IT = 3
_MAGIC = "rope-by-hand 1"
_MAX_COUNT = 1_000_000
_MAX_TEXT = 4000


@dataclass(frozen=True)
class Standing:
    """What is known of one skill: the probability, the level reached, right answers of all."""

    known: float = KNOWN_AT_FIRST
    level: int = 0
    right: int = 0
    tried: int = 0

    @property
    def mastered(self) -> bool:
        """Whether another skill may come next."""
        return self.known >= MASTERY

    def after(self, kind: Kind, right: bool) -> Standing:
        """The standing after a first answer; an answer after the second hint counts as wrong."""
        guess = GUESS[kind]
        hit, miss = (1 - SLIP, guess) if right else (SLIP, 1 - guess)
        known = self.known * hit / (self.known * hit + (1 - self.known) * miss)
        # 4 places: what is copied as text is all there is.
        known = round(known + (1 - known) * LEARN, 4)
        return replace(self, known=known, right=self.right + right, tried=self.tried + 1)


Progress = Mapping[str, Standing]


def next_level(level: int, right: bool) -> int:
    """The level after a problem: on when it was right at once, else the same again.

    After the last level come all of it, the wrong step and the prediction in turn.

    >>> next_level(0, True), next_level(2, False), next_level(5, True)
    (1, 2, 3)
    """
    if not right:
        return level
    return level + 1 if level < MAX_LEVEL else _ALL_OF_IT


def next_skill(progress: Progress, here: str) -> str:
    """Stay until a skill is mastered, then the first that is not; at last the weakest.

    >>> next_skill({}, "pairs"), next_skill({"pairs": Standing(0.99)}, "pairs")
    ('pairs', 'inv_freq')
    """
    if not progress.get(here, Standing()).mastered:
        return here
    for key in SKILLS:
        if not progress.get(key, Standing()).mastered:
            return key
    return min((key for key in SKILLS if key != here), key=lambda key: progress[key].known)


def write_progress(progress: Progress) -> str:
    """The progress as one line of text, for read_progress.

    >>> write_progress({"pairs": Standing(0.5, 2, 3, 4)})
    'rope-by-hand 1: pairs 0.5 2 3/4'
    """
    entries = [
        f"{key} {each.known:g} {each.level} {each.right}/{each.tried}"
        for key, each in progress.items()
        if each.tried
    ]
    return f"{_MAGIC}: {'; '.join(entries)}"


def read_progress(text: str) -> dict[str, Standing]:
    """The progress that was written; RopeError for anything else.

    >>> read_progress("rope-by-hand 1: pairs 2 0 0/1")
    Traceback (most recent call last):
        ...
    rope_core.errors.RopeError: ...
    """
    allowed = f'a line that "Copy my progress" gave, beginning with {_MAGIC}'
    if len(text) > _MAX_TEXT:
        raise RopeError("progress", f"{len(text):,} characters", allowed)
    words = " ".join(text.split())
    magic, colon, rest = words.partition(":")
    if magic != _MAGIC or not colon:
        raise RopeError("progress", words or "nothing", allowed)
    progress: dict[str, Standing] = {}
    for entry in filter(None, (part.strip() for part in rest.split(";"))):
        fields = entry.split(" ")
        if len(fields) != 4 or fields[0] not in SKILLS:
            raise RopeError("progress", entry, allowed)
        key, known_text, level, counts = fields
        known = read_decimal(known_text)
        right_text, _, tried_text = counts.partition("/")
        if known is None or not 0 < known < 1:
            raise RopeError("progress", entry, "a probability between 0 and 1 after the skill")
        tried = parse_whole(tried_text, "progress", 1, _MAX_COUNT)
        right = parse_whole(right_text, "progress", 0, tried)
        progress[key] = Standing(known, parse_whole(level, "progress", 0, MAX_LEVEL), right, tried)
    return progress
