"""A frame that a browser of a class sent, read: a message, or what is wrong with it.

A message is a JSON object with "id", by which it is done once however often it arrives, and "do".

>>> read_message('{"id": "a1", "do": "vote", "vote": "v1", "round": 1, "choice": 2}')
Message(id='a1', do='vote', deed=Vote(vote='v1', round=1, choice=2))
>>> try:
...     read_message('{"id": "a1", "do": "pace", "pace": "run"}')
... except MessageError as error:
...     print(error.id, error.cause)
a1 pace: received "run"; allowed: follow or free.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from rope_core import RopeError
from rope_core.errors import require_whole
from rope_core.mistakes import MISTAKES
from rope_core.practice import SKILLS
from ui.app.course import PATHS
from ui.live.messages import (
    LONGEST_ID,
    ROUNDS,
    Again,
    Asks,
    Close,
    Create,
    Deed,
    End,
    Enter,
    FirstAnswers,
    Following,
    Given,
    Leave,
    Message,
    Move,
    Open,
    Option,
    Pace,
    Place,
    Question,
    Recall,
    Rename,
    Restored,
    RestoredVote,
    Reveal,
    Role,
    SetPace,
    Table,
    Tried,
    Vote,
)
from ui.live.names import require_code, require_nickname, require_token

#: Bytes of a message.
LARGEST = 8192
#: Letters of what a message holds.
_TEXT, _LABEL, _SAYS, _TITLE, _QUERY, _MOMENT = 300, 120, 200, 120, 6000, 40
OPTIONS = (2, 6)
_MOST_STEPS = 100_000
#: More than a class has members.
_MOST_BALLOTS = 10_000
_T = TypeVar("_T")


class MessageError(ValueError):
    """A message that cannot be used. id: its own, where it had one; cause: what is wrong."""

    def __init__(self, message_id: str, cause: RopeError) -> None:
        self.id, self.cause = message_id, cause
        super().__init__(message_id, cause)


def read_message(text: str) -> Message:
    """The message that a frame holds, or MessageError."""
    given = _parsed(text)
    try:
        return Message(_text(given, "id", LONGEST_ID), *_deed(given))
    except RopeError as error:
        raise MessageError(_id_of(given), error) from error


def read_id(text: str) -> str:
    """The id of the message that a frame holds, unread otherwise; "" where it has none."""
    try:
        return _id_of(_parsed(text))
    except MessageError:
        return ""


def _parsed(text: str) -> Given:
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise MessageError("", RopeError("message", f"{len(text):,} letters", f"{LARGEST:,} bytes"))
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise MessageError("", RopeError("message", text, "a JSON object"))
    return given


def _id_of(given: Given) -> str:
    known = given.get("id")
    return known if isinstance(known, str) and 1 <= len(known) <= LONGEST_ID else ""


def _deed(given: Given) -> tuple[str, Deed]:
    do = given.get("do")
    if not isinstance(do, str) or do not in _READERS:
        raise RopeError("do", do, ", ".join(_READERS))
    return do, _READERS[do](given)


def _text(given: Given, field: str, most: int, least: int = 1) -> str:
    value = given.get(field)
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise RopeError(field, value, f"a text of {least} to {most} letters")
    # Half of a surrogate pair cannot be sent on; a NUL no database keeps.
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _flag(given: Given, field: str) -> bool:
    value = given.get(field)
    if not isinstance(value, bool):
        raise RopeError(field, value, "true or false")
    return value


def _object(given: Given, field: str) -> Given:
    value = given.get(field)
    if not isinstance(value, dict):
        raise RopeError(field, value, "an object")
    return value


def _maybe(given: Given, field: str, read: Callable[[Given], _T]) -> _T | None:
    """An object that may be missing."""
    return None if given.get(field) is None else read(_object(given, field))


def _one_of(given: Given, field: str, allowed: tuple[str, ...]) -> Any:
    value = given.get(field)
    if not isinstance(value, str) or value not in allowed:
        raise RopeError(field, value, " or ".join(allowed))
    return value


def read_question(given: Given) -> Question:
    """A question with its options; RopeError where one is missing or too long."""
    options = given.get("options")
    low, high = OPTIONS
    if not isinstance(options, list) or not low <= len(options) <= high:
        received = f"{len(options)} of them" if isinstance(options, list) else options
        raise RopeError("options", received, f"{low} to {high} options")
    return Question(_text(given, "text", _TEXT), tuple(_option(option) for option in options))


def _option(given: object) -> Option:
    if not isinstance(given, dict):
        raise RopeError("options", given, "objects with label, says and right")
    return Option(_text(given, "label", _LABEL), _text(given, "says", _SAYS, 0), _right(given))


def _right(given: Given) -> bool | None:
    """Null where nobody knows; a field that is missing was forgotten."""
    value = given.get("right", "nothing")
    if value is not None and not isinstance(value, bool):
        raise RopeError("right", value, "true, false or null")
    return value


def read_place(given: Given) -> Place:
    """A place of the course; RopeError for any other."""
    steps = require_whole("steps", given.get("steps"), 1, _MOST_STEPS)
    return Place(
        _one_of(given, "path", PATHS),
        _text(given, "query", _QUERY, 0),
        require_whole("step", given.get("step"), 1, steps),
        steps,
        _text(given, "title", _TITLE, 0),
    )


def _pace(given: Given) -> Pace:
    pace: Pace = _one_of(given, "pace", ("follow", "free"))
    return pace


def _round(given: Given) -> int:
    return require_whole("round", given.get("round"), 1, ROUNDS)


def _create(given: Given) -> Create:
    token = given.get("token")
    if given.get("code") is None:
        return Create(None if token is None else require_token(token))
    # Whoever makes a class anew is its teacher.
    return Create(
        require_token(token), require_code(given["code"]), _maybe(given, "state", _restored)
    )


def _restored(given: Given) -> Restored:
    return Restored(
        _pace(given),
        _maybe(given, "place", read_place),
        _maybe(given, "vote", _restored_vote),
        None if given.get("started") is None else _moment(given, "started"),
    )


def _moment(given: Given, field: str) -> float:
    """A time as the teacher's view has it, in seconds since 1970."""
    text = _text(given, field, _MOMENT)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise RopeError(field, text, "a time with its zone, as 2030-01-31T09:45:00+00:00")
    return moment.timestamp()


def _restored_vote(given: Given) -> RestoredVote:
    question = read_question(given)
    bars = given.get("bars") or []
    if not isinstance(bars, list) or len(bars) > ROUNDS:
        raise RopeError("bars", bars, f"a list a round, {ROUNDS} at most")
    for row in bars:
        if not isinstance(row, list) or len(row) != len(question.options):
            raise RopeError("bars", row, "a number for each option")
    return RestoredVote(
        _text(given, "id", LONGEST_ID),
        _round(given),
        _flag(given, "open"),
        _flag(given, "revealed"),
        question,
        tuple(tuple(require_whole("bars", n, 0, _MOST_BALLOTS) for n in row) for row in bars),
    )


def _recall(given: Given) -> Recall:
    vote = _maybe(given, "vote", _restored_vote)
    tried = given.get("tried") or []
    if not isinstance(tried, list) or not all(isinstance(each, dict) for each in tried):
        raise RopeError("tried", tried, "objects with skill, right, mistake and count")
    answers = tuple(_first_answers(each) for each in tried)
    return Recall(vote, answers, _maybe(given, "place", read_place))


def _first_answers(given: Given) -> FirstAnswers:
    count = require_whole("count", given.get("count"), 1, _MOST_BALLOTS)
    return FirstAnswers(**vars(_tried(given)), count=count)


def _enter(given: Given) -> Enter:
    role: Role = _one_of(given, "role", ("student", "teacher", "projector"))
    if role == "teacher" or given.get("token") is not None:
        require_token(given.get("token"))
    nickname = given.get("nickname")
    return Enter(
        require_code(given.get("code")),
        role,
        given.get("token"),
        None if nickname is None else require_nickname(nickname),
    )


def _asks(given: Given) -> Asks:
    at = _object(given, "at")
    step = require_whole("step", at.get("step"), 1, _MOST_STEPS)
    return Asks(_one_of(at, "path", PATHS), step, _maybe(given, "question", read_question))


def _vote(given: Given) -> Vote:
    choice = require_whole("choice", given.get("choice"), 0, OPTIONS[1] - 1)
    return Vote(_text(given, "vote", LONGEST_ID), _round(given), choice)


def _tried(given: Given) -> Tried:
    mistake = given.get("mistake")
    named = None if mistake is None else _one_of(given, "mistake", tuple(MISTAKES))
    return Tried(_one_of(given, "skill", tuple(SKILLS)), _flag(given, "right"), named)


_READERS: Mapping[str, Callable[[Given], Deed]] = {
    "create": _create,
    "enter": _enter,
    "place": lambda given: Move(read_place(_object(given, "place"))),
    "asks": _asks,
    "pace": lambda given: SetPace(_pace(given)),
    "open": lambda given: Open(read_question(_object(given, "question"))),
    "close": lambda given: Close(),
    "reveal": lambda given: Reveal(),
    "again": lambda given: Again(),
    "recall": _recall,
    "table": lambda given: Table(),
    "end": lambda given: End(),
    "vote": _vote,
    "tried": _tried,
    "rename": lambda given: Rename(require_nickname(given.get("nickname"))),
    "following": lambda given: Following(_flag(given, "following")),
    "leave": lambda given: Leave(),
}
