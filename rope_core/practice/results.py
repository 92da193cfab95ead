"""Results without a server: a student's practice as a short code a teacher can check.

A code holds, for each skill, how many first answers were right of how many, and which mistakes
were made how often: no name, no date. With a teacher's secret it carries a signature
(HMAC-SHA256), so that a changed code is refused; without one it carries a checksum against
typing errors and says that it is unsigned.

>>> code = write_result({"pairs": (3, 4)}, {"degrees": 2}, nonce=7, secret="chalk")
>>> result = read_result(code, "chalk")
>>> result.skills, result.mistakes, result.signed
({'pairs': (3, 4)}, {'degrees': 2}, True)
>>> read_result(code, "another secret")
Traceback (most recent call last):
    ...
rope_core.errors.RopeError: ...
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rope_core.errors import RopeError
from rope_core.mistakes import MISTAKES
from rope_core.practice.skills import SKILLS

_VERSION = 1
_SIGNED, _UNSIGNED = 1, 0
_SIGNATURE, _CHECKSUM = 8, 3  # bytes
_MOST = 255
_NONCE_BYTES = 3
#: Crockford's base 32: no letter that looks like a digit.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_PREFIX = "R1-"
_ALLOWED = f"a result code as the practice page gave it, beginning with {_PREFIX}"
MAX_LINES = 2000
MAX_NONCE = 256**_NONCE_BYTES


@dataclass(frozen=True)
class Result:
    """What one code says. skills: key → (right, tried); mistakes: key → how often."""

    skills: Mapping[str, tuple[int, int]]
    mistakes: Mapping[str, int]
    nonce: int
    signed: bool


@dataclass(frozen=True)
class ClassRow:
    """One line a teacher pasted: the name in front, and the result or what is wrong with it."""

    name: str
    code: str
    result: Result | None
    error: RopeError | None
    repeats: str = ""  # whose code this is the same as


def write_result(
    skills: Mapping[str, tuple[int, int]],
    mistakes: Mapping[str, int],
    nonce: int,
    secret: str = "",
) -> str:
    """The code. Counts above 255 are written as 255; unknown keys are a KeyError.

    nonce: any whole number from 0 to 2²⁴ − 1, to tell two students' equal results apart.
    """
    order, slips = list(SKILLS), list(MISTAKES)
    body = bytearray([_VERSION, _SIGNED if secret else _UNSIGNED])
    body += (nonce % MAX_NONCE).to_bytes(_NONCE_BYTES, "big")
    body.append(len(skills))
    for key, (right, tried) in skills.items():
        body += bytes([order.index(SKILLS[key].key), min(right, _MOST), min(tried, _MOST)])
    body.append(len(mistakes))
    for key, count in mistakes.items():
        body += bytes([slips.index(MISTAKES[key].key), min(count, _MOST)])
    text = _to_text(bytes(body) + _tag(bytes(body), secret))
    return _PREFIX + "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def read_result(code: str, secret: str = "") -> Result:
    """What a code says; RopeError where it was changed, mistyped or signed with another secret.

    An unsigned code is read with or without a secret, and says that it is unsigned.
    """
    shown = code.strip()
    if len(shown) > 2000 or not shown.upper().startswith(_PREFIX):
        raise RopeError("code", shown or "nothing", _ALLOWED)
    data = _from_text(shown)
    signed = len(data) > 1 and data[1] == _SIGNED
    size = _SIGNATURE if signed else _CHECKSUM
    body, tag = data[:-size], data[-size:]
    if signed and not secret:
        hint = "It is signed: set the secret it was signed with to check it."
        raise RopeError("code", shown, _ALLOWED, hint)
    if len(body) < 2 or not hmac.compare_digest(tag, _tag(body, secret if signed else "")):
        hint = "It was changed, mistyped, or signed with another secret."
        raise RopeError("code", shown, _ALLOWED, hint)
    return _parse(body, shown, signed)


def read_class(text: str, secret: str = "") -> tuple[ClassRow, ...]:
    """One row a pasted line: a name, then the code as its last word. Empty lines do not count.

    >>> row, = read_class("Ada Lovelace R1-XXXX")
    >>> row.name, row.result is None
    ('Ada Lovelace', True)
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_LINES:
        raise RopeError("codes", f"{len(lines):,} lines", f"at most {MAX_LINES:,} lines")
    rows: list[ClassRow] = []
    seen: dict[str, str] = {}
    for line in lines:
        name, _, code = line.replace("\t", " ").rpartition(" ")
        name = name.strip(" ,;:") or f"line {len(rows) + 1}"
        try:
            result = read_result(code, secret)
        except RopeError as error:
            rows.append(ClassRow(name, code, None, error))
            continue
        same = _plain(code)
        rows.append(ClassRow(name, code, result, None, seen.get(same, "")))
        seen.setdefault(same, name)
    return tuple(rows)


def common_mistakes(rows: Iterable[ClassRow]) -> tuple[tuple[str, int], ...]:
    """Mistake keys of all good, unrepeated rows, the most frequent first."""
    counter: Counter[str] = Counter()
    for row in rows:
        if row.result and not row.repeats:
            counter.update(row.result.mistakes)
    return tuple(counter.most_common())


def class_csv(rows: Sequence[ClassRow]) -> str:
    """The class as CSV, one line a row; a name a spreadsheet would run is made text."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["name", "status", *SKILLS, "mistakes"])
    for row in rows:
        name = f"'{row.name}" if row.name[:1] in "=+-@" else row.name
        if row.result is None:
            writer.writerow([name, "refused", *([""] * len(SKILLS)), ""])
            continue
        status = f"same as {row.repeats}" if row.repeats else _status(row.result)
        done = row.result.skills
        cells = [f"{done[key][0]} of {done[key][1]}" if key in done else "" for key in SKILLS]
        slips = "; ".join(f"{key} {count}" for key, count in row.result.mistakes.items())
        writer.writerow([name, status, *cells, slips])
    return file.getvalue()


def _status(result: Result) -> str:
    return "signed" if result.signed else "unsigned"


def _parse(body: bytes, shown: str, signed: bool) -> Result:
    order, slips = list(SKILLS), list(MISTAKES)
    try:
        if body[0] != _VERSION:
            raise RopeError("code", shown, _ALLOWED, "It is of another version of this app.")
        nonce = int.from_bytes(body[2 : 2 + _NONCE_BYTES], "big")
        at = 2 + _NONCE_BYTES
        count, at = body[at], at + 1
        triples = [body[at + 3 * i : at + 3 * i + 3] for i in range(count)]
        at += 3 * count
        skills = {order[which]: (right, tried) for which, right, tried in triples}
        count, at = body[at], at + 1
        couples = [body[at + 2 * i : at + 2 * i + 2] for i in range(count)]
        mistakes = {slips[which]: often for which, often in couples}
    except (IndexError, ValueError) as error:
        raise RopeError("code", shown, _ALLOWED) from error
    return Result(skills, mistakes, nonce, signed)


def _tag(body: bytes, secret: str) -> bytes:
    if secret:
        return hmac.new(secret.encode(), body, hashlib.sha256).digest()[:_SIGNATURE]
    return hashlib.sha256(body).digest()[:_CHECKSUM]


def _plain(code: str) -> str:
    letters = code.strip().upper().removeprefix(_PREFIX).replace("-", "")
    return letters.translate(_LOOKALIKES)


def _to_text(data: bytes) -> str:
    """Base 32, five bits a letter, the last filled up with zeros."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(_ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def _from_text(code: str) -> bytes:
    letters = _plain(code)
    if not letters or any(letter not in _ALPHABET for letter in letters):
        raise RopeError("code", code, _ALLOWED)
    bits = "".join(f"{_ALPHABET.index(letter):05b}" for letter in letters)
    whole = len(bits) // 8 * 8
    # Filling bits that are not 0 would make a second spelling of the same code.
    if "1" in bits[whole:]:
        raise RopeError("code", code, _ALLOWED, "It was changed or mistyped.")
    return bytes(int(bits[at : at + 8], 2) for at in range(0, whole, 8))
