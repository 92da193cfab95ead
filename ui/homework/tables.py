"""A class's results as files: a table for spreadsheets, and what Moodle and Canvas import.

Numbers are numbers. Text is quoted, and nothing in it begins a formula, whichever separator a
spreadsheet splits it at.

>>> safe("=1+1"), safe("Bob;=1+1"), safe("Anne-Marie")
("'=1+1", "Bob;'=1+1", 'Anne-Marie')

Sources: Moodle, Grade import, https://docs.moodle.org/311/en/Grade_import (a heading row, a column
to find the user by, a column a grade). Canvas, lib/gradebook_importer.rb of
https://github.com/instructure/canvas-lms (Student, ID, SIS User ID, SIS Login ID, Section, then the
assignments; a student is found by ID, SIS ID, login or name; a row "Points Possible").
OWASP, CSV injection, https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from rope_core import RopeError
from rope_core.practice import SKILLS
from ui.homework.hand_in import ClassResults, Row

#: What Excel needs to take a file for UTF-8.
BOM = "\ufeff"
Cell = str | int
#: What begins a formula in some spreadsheet, also in its wide form, where a cell may begin.
_FORMULA = re.compile(r"(^|[^\w'])(?=[=+\-@＝＋－＠])")
#: What the names of a class are, with Moodle's and Canvas's column for it.
Names = Literal["name", "email", "id"]
NAMES: dict[Names, str] = {
    "name": "full names",
    "email": "e-mail addresses or logins",
    "id": "ID numbers",
}
#: Moodle finds nobody by a full name.
_MOODLE: dict[Names, str] = {"email": "Email address", "id": "ID number"}


def safe(text: str) -> str:
    """The text on one line, with an apostrophe where a formula could begin."""
    return _FORMULA.sub(r"\1'", " ".join(text.split()))


def class_csv(results: ClassResults) -> str:
    """The class, one line a row: what each code says, in numbers."""
    skills = [key for key in SKILLS if any(key in _skills(row) for row in results.rows)]
    slips = [key for key, _ in results.mistakes]
    head: list[Cell] = ["name", "code", "assignment", "day", "late", "problems"]
    head += ["answered", "right_at_first", "hints", "skipped"]
    head += [f"{key}_{what}" for key in skills for what in ("right", "answered")]
    head += [f"mistake_{key}" for key in slips]
    return BOM + csv_of([head, *(_line(row, results, skills, slips) for row in results.rows)])


def moodle_csv(results: ClassResults, names: Names) -> str:
    """A line a student: a column to find them by, and the problems right at the first answer.

    RopeError for full names, which Moodle finds nobody by.
    """
    if names not in _MOODLE:
        allowed = " or ".join(text for key, text in NAMES.items() if key in _MOODLE)
        raise RopeError("names", NAMES[names], allowed, "Moodle finds nobody by a full name.")
    lines: list[Sequence[Cell]] = [[_MOODLE[names], _title(results)]]
    lines += [[row.name, _points(row)] for row in results.rows if row.counts]
    return csv_of(lines)


def canvas_csv(results: ClassResults, names: Names) -> str:
    """Canvas's own columns, the points that are possible, then a line a student."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", _title(results)]
    possible = results.homework.problems if results.homework else 0
    first: list[Cell] = ["    Points Possible", "", "", "", ""]
    lines: list[Sequence[Cell]] = [head]
    if possible:
        lines.append([*first, possible])
    for row in results.rows:
        if row.counts:
            sis = row.name if names == "id" else ""
            login = row.name if names == "email" else ""
            lines.append([row.name, "", sis, login, "", _points(row)])
    return csv_of(lines)


def status(row: Row) -> str:
    """What became of a code, in a word or two.

    >>> status(Row("Ada"))
    'refused'
    """
    if row.result is None:
        return "refused"
    if row.repeats:
        return f"same as {row.repeats}"
    return "signed" if row.result.signed else "unsigned"


def late(row: Row, results: ClassResults) -> bool:
    """Whether its last answer came after the last day."""
    due = results.homework.due if results.homework else None
    return row.result is not None and due is not None and row.result.day > due


def _line(
    row: Row, results: ClassResults, skills: Sequence[str], slips: Sequence[str]
) -> list[Cell]:
    result = row.result
    if result is None:
        return [row.name, status(row), *[""] * (8 + 2 * len(skills) + len(slips))]
    cells: list[Cell] = [row.name, status(row), result.assignment, result.day.isoformat()]
    cells += [int(late(row, results)), result.problems]
    cells += [result.answered, result.right, result.hints, result.skips]
    for key in skills:
        cells += result.skills.get(key, (0, 0))
    return cells + [result.mistakes.get(key, 0) for key in slips]


def _skills(row: Row) -> Iterable[str]:
    return row.result.skills if row.result else ()


def _points(row: Row) -> int:
    assert row.result is not None
    return row.result.right


def _title(results: ClassResults) -> str:
    return f"RoPE by hand {results.homework.id}" if results.homework else "RoPE by hand"


def csv_of(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as they stand in a file: numbers as numbers, texts quoted and safe.

    >>> print(csv_of([["=1", -1]]).strip())
    "'=1",-1
    """
    file = io.StringIO()
    # Text always in quotes, so that a separator in it is one to nobody.
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows(
        [cell if isinstance(cell, int) else _kept(cell) for cell in row] for row in rows
    )
    return file.getvalue()


def _kept(cell: str) -> str:
    # Canvas knows its row by the spaces in front.
    return cell if cell == "    Points Possible" else safe(cell)
