"""What a browser may say in a class: each message as a frozen dataclass.

How a frame is read, and what is refused, stands in ui.live.reader.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

#: Rounds of a vote.
ROUNDS = 2
#: Letters of a message's id, and of a vote's.
LONGEST_ID = 40

Role = Literal["student", "teacher", "projector"]
Pace = Literal["follow", "free"]
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Option:
    """One answer of a vote. says: the mistake a wrong one stands for, or why the right one is.

    right: None where nobody knows, as of what is asked aloud.
    """

    label: str
    says: str
    right: bool | None


def known(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options; where none is right, it is known of none whether it is."""
    if any(option.right for option in options):
        return options
    return tuple(replace(option, right=None) for option in options)


@dataclass(frozen=True)
class Question:
    text: str
    options: tuple[Option, ...]

    @classmethod
    def of(cls, plain: Given) -> Self:
        """A question that `plain` gave, or one of before, when not known was written as not right.

        >>> given = {"text": "?", "options": [{"label": "A", "says": "", "right": False}]}
        >>> Question.of(given).options[0].right is None
        True
        """
        return cls(plain["text"], known(tuple(Option(**option) for option in plain["options"])))

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"text": self.text, "options": [vars(option) for option in self.options]}


@dataclass(frozen=True)
class Place:
    """Where a class is: a page of the course, its query, the step of so many."""

    path: str
    query: str
    step: int
    steps: int
    title: str


@dataclass(frozen=True)
class RestoredVote:
    """A vote as a teacher's browser saw it last. bars: of its rounds, so many for each option."""

    id: str
    round: int
    open: bool
    revealed: bool
    question: Question
    bars: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Restored:
    """A class as a teacher's browser saw it last, for a server that has lost it.

    started: seconds since 1970.
    """

    pace: Pace
    place: Place | None
    vote: RestoredVote | None
    started: float | None = None


@dataclass(frozen=True)
class Tried:
    """A first answer of Practice."""

    skill: str
    right: bool
    mistake: str | None


@dataclass(frozen=True)
class FirstAnswers(Tried):
    """First answers of Practice that are alike, and how many there are."""

    count: int


@dataclass(frozen=True)
class Recall:
    """What a restored class had before: a vote that was put away, or first answers of Practice.

    place: where it was, if that was too long to come with the rest.
    """

    vote: RestoredVote | None
    tried: tuple[FirstAnswers, ...]
    place: Place | None = None


@dataclass(frozen=True)
class Create:
    """A new class; with a code, one that the server has lost."""

    token: str | None = None
    code: str | None = None
    state: Restored | None = None


@dataclass(frozen=True)
class Enter:
    code: str
    role: Role
    token: str | None = None
    nickname: str | None = None


@dataclass(frozen=True)
class Move:
    place: Place


@dataclass(frozen=True)
class Asks:
    """What is asked at the step that the teacher's window shows."""

    path: str
    step: int
    question: Question | None


@dataclass(frozen=True)
class SetPace:
    pace: Pace


@dataclass(frozen=True)
class Open:
    question: Question


@dataclass(frozen=True)
class Close:
    """End the round; of a vote that is revealed: put it away."""


@dataclass(frozen=True)
class Reveal:
    pass


@dataclass(frozen=True)
class Again:
    pass


@dataclass(frozen=True)
class Table:
    pass


@dataclass(frozen=True)
class End:
    pass


@dataclass(frozen=True)
class Vote:
    vote: str
    round: int
    choice: int


@dataclass(frozen=True)
class Rename:
    """None: an animal and a number again."""

    nickname: str | None


@dataclass(frozen=True)
class Following:
    following: bool


@dataclass(frozen=True)
class Leave:
    pass


TeachersDeed = Move | Asks | SetPace | Open | Close | Reveal | Again | Recall | Table | End
StudentsDeed = Vote | Tried | Rename | Following | Leave
Deed = Create | Enter | TeachersDeed | StudentsDeed


@dataclass(frozen=True)
class Message:
    """do: what the browser calls the deed."""

    id: str
    do: str
    deed: Deed


def packed(value: object) -> str:
    """As it is kept, and as it goes out."""
    return json.dumps(value, separators=(",", ":"))
