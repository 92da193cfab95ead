"""A result without a server: what somebody did, as a short code that a teacher can check.

A code says which assignment it is of, how many first answers were right of how many, by skill,
which mistakes were made how often, hints, skips and the day of the last answer: no name. With a
class's secret it is signed, and a changed or unsigned one is refused; without one it carries a
checksum against typing errors and says that it is unsigned.

>>> skills, day = {"pairs": (3, 4)}, date(2026, 9, 1)
>>> result = Result("KW4H-DPZG", 3, 9, skills, {"degrees": 2}, 1, 0, day, "")
>>> code = write_result(result, "a phrase that only we know")
>>> read_result(code, "a phrase that only we know").skills
{'pairs': (3, 4)}
>>> read_result(code, "another phrase altogether")
Traceback (most recent call last):
    ...
rope_core.errors.RopeError: ...
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from rope_core import RopeError
from rope_core.mistakes import MISTAKES
from rope_core.practice import MAX_LEVEL, MAX_PROBLEMS, SKILLS
from ui.homework.assignment import ID_BYTES
from ui.homework.letters import TYPED, as_bytes, as_letters, grouped, plain
from ui.homework.signing import SIGNATURE, tag

PREFIX = "R2-"
ALLOWED = f"a result code as the practice page gave it, beginning with {PREFIX}"
#: As many problems of one's own choice are remembered: the last ones.
MAX_ATTEMPTS = 200
LEARNER_BYTES = 5
_VERSION = 2
_SIGNED, _UNSIGNED = 1, 0
_CHECKSUM = 4  # bytes
_MOST = 255
_NO_LEVEL = 255
_FIRST_DAY = date(2020, 1, 1)
#: Version, length, signed; assignment; level, problems, hints, skips; day; learner.
_HEAD = 3 + ID_BYTES + 4 + 2 + LEARNER_BYTES
_LONGEST = 2000  # characters that are looked at


@dataclass(frozen=True)
class Result:
    """What one code says.

    assignment: its id, "" for problems of one's own choice; level and problems are the
    assignment's (None: mixed; 0: of one's own choice). skills: key → (right at the first answer,
    answered); mistakes: key → how often; skips: problems left out. learner: eight letters that a
    browser keeps, to tell two equal results apart; it names nobody.
    """

    assignment: str
    level: int | None
    problems: int
    skills: Mapping[str, tuple[int, int]]
    mistakes: Mapping[str, int]
    hints: int
    skips: int
    day: date
    learner: str
    signed: bool = False

    @property
    def right(self) -> int:
        """Problems whose first answer was right."""
        return sum(right for right, _ in self.skills.values())

    @property
    def answered(self) -> int:
        """Problems that were answered, or given up after hints."""
        return sum(tried for _, tried in self.skills.values())


def write_result(result: Result, secret: str = "") -> str:
    """The code, signed if there is a secret. Counts above 255 are written as 255.

    Unknown keys are a KeyError; what cannot have been (more right than asked) is a RopeError, as
    when it is read.
    """
    body = _body(result, bool(secret))
    text = as_letters(body + _tag(body, secret))
    code = PREFIX + grouped(text)
    _require_possible(result, code)
    return code


def read_result(code: str, secret: str = "") -> Result:
    """What a code says. RopeError where it was changed, mistyped, is nonsense, is signed with
    another secret, or is not signed though there is a secret."""
    shown = code.strip()
    if len(shown) > _LONGEST or not shown.upper().startswith(PREFIX):
        old = shown.upper().startswith("R1-")
        hint = "It is of an older version of this app: make it again there." if old else ""
        raise RopeError("code", shown or "nothing", ALLOWED, hint)
    try:
        data = as_bytes(shown[len(PREFIX) :])
    except ValueError as error:
        raise RopeError("code", shown, ALLOWED, "It was changed or mistyped.") from error
    signed = len(data) > _HEAD and data[2] == _SIGNED
    size = SIGNATURE if signed else _CHECKSUM
    body, found = data[:-size], data[-size:]
    if signed and not secret:
        hint = "It is signed: set the secret it was signed with to check it."
        raise RopeError("code", shown, ALLOWED, hint)
    if not hmac.compare_digest(found, _tag(body, secret if signed else "")):
        hint = "It was changed, mistyped, or signed with another secret."
        raise RopeError("code", shown, ALLOWED, hint)
    if secret and not signed:
        hint = "It is not signed, and this app signs its codes: it was made elsewhere."
        raise RopeError("code", shown, ALLOWED, hint)
    return _parse(body, shown, signed)


def length_of(text: str) -> int:
    """How many characters of the text, which begins with the prefix, are one code.

    The code says its own length; what cannot be a code ends where its characters end.
    """
    run = next(
        (at for at, char in enumerate(text) if char != "-" and char.upper() not in TYPED | {"U"}),
        len(text),
    )
    letters = 0
    wanted = None
    for at in range(len(PREFIX), run):
        letters += text[at] != "-"
        if letters == 4 and wanted is None:
            wanted = _letters_of(text[len(PREFIX) : at + 1])
        if letters == wanted:
            glued = at + 1 < len(text) and text[at + 1].isalnum()
            return run if glued else at + 1
    return len(text[:run].rstrip("-"))


def today() -> date:
    """The day by the server's clock, in UTC: every replica says the same."""
    return datetime.now(UTC).date()


def _letters_of(start: str) -> int | None:
    """The letters of a code, from its first four: their second byte is its length in bytes."""
    try:
        size = as_bytes(plain(start) + "0" * 4)[1]
    except ValueError:
        return None
    return -(-size * 8 // 5)


def _body(result: Result, signed: bool) -> bytes:
    order, slips = list(SKILLS), list(MISTAKES)
    body = bytearray([_VERSION, 0, _SIGNED if signed else _UNSIGNED])
    body += _id_bytes(result.assignment, ID_BYTES)
    level = _NO_LEVEL if result.level is None else result.level
    body += bytes([level, result.problems, min(result.hints, _MOST), min(result.skips, _MOST)])
    body += (result.day - _FIRST_DAY).days.to_bytes(2, "big")
    body += _id_bytes(result.learner, LEARNER_BYTES)
    body.append(len(result.skills))
    for key in sorted(result.skills, key=order.index):
        right, tried = result.skills[key]
        body += bytes([order.index(key), min(right, _MOST), min(tried, _MOST)])
    body.append(len(result.mistakes))
    for key in sorted(result.mistakes, key=slips.index):
        body += bytes([slips.index(key), min(result.mistakes[key], _MOST)])
    body[1] = len(body) + (SIGNATURE if signed else _CHECKSUM)
    return bytes(body)


def _id_bytes(text: str, size: int) -> bytes:
    return as_bytes(text) if text else bytes(size)


def _id_text(data: bytes) -> str:
    return grouped(as_letters(data)) if any(data) else ""


def _parse(body: bytes, shown: str, signed: bool) -> Result:
    order, slips = list(SKILLS), list(MISTAKES)
    try:
        if body[0] != _VERSION:
            raise RopeError("code", shown, ALLOWED, "It is of another version of this app.")
        at = 3 + ID_BYTES
        level, problems, hints, skips = body[at : at + 4]
        day = _FIRST_DAY + timedelta(int.from_bytes(body[at + 4 : at + 6], "big"))
        learner = _id_text(body[at + 6 : at + 6 + LEARNER_BYTES])
        count, at = body[_HEAD], _HEAD + 1
        triples = [body[at + 3 * i : at + 3 * i + 3] for i in range(count)]
        at += 3 * count
        skills = {order[which]: (right, tried) for which, right, tried in triples}
        count, at = body[at], at + 1
        couples = [body[at + 2 * i : at + 2 * i + 2] for i in range(count)]
        mistakes = {slips[which]: often for which, often in couples}
    except (IndexError, ValueError) as error:
        raise RopeError("code", shown, ALLOWED) from error
    result = Result(
        _id_text(body[3 : 3 + ID_BYTES]),
        None if level == _NO_LEVEL else level,
        problems,
        skills,
        mistakes,
        hints,
        skips,
        day,
        learner,
        signed,
    )
    # What this app would not write, it did not write: twice the same skill, bytes at the end.
    if _body(replace(result, signed=False), signed) != body:
        raise RopeError("code", shown, ALLOWED, "It is not a code that this app writes.")
    _require_possible(result, shown)
    return result


def _require_possible(result: Result, shown: str) -> None:
    most = result.problems or MAX_ATTEMPTS
    parts = {
        "more right than answered": any(right > tried for right, tried in result.skills.values()),
        "a skill without an answer": any(not tried for _, tried in result.skills.values()),
        "a mistake that was not made": any(not often for often in result.mistakes.values()),
        f"more than {most} problems": result.answered + result.skips > most,
        "an assignment that is too long": result.problems > MAX_PROBLEMS,
        "an assignment without problems": bool(result.assignment) != bool(result.problems),
        "a level that there is not": result.level is not None and result.level > MAX_LEVEL,
        # A day more: who reads it may have a clock that is late.
        "a day to come": result.day > today() + timedelta(1),
        "nothing": not (result.answered + result.skips + result.hints),
    }
    for what, so in parts.items():
        if so:
            hint = f"It says what cannot be: {what}."
            raise RopeError("code", shown, ALLOWED, hint)


def _tag(body: bytes, secret: str) -> bytes:
    if secret:
        return tag(body, "code", secret)
    return hashlib.sha256(body).digest()[:_CHECKSUM]
