"""A homework's points as files that Moodle's and Canvas's own importers take.

What each of them demands, by its source:

- Moodle, lib/csvlib.class.php and grade/import/csv/classes/load_data.php of
  https://github.com/moodle/moodle: UTF-8, a heading row, as many cells in each row. A person is
  found by e-mail address, user name or ID number, exactly; one who is not found ends the import,
  and a row with nothing to find somebody by is given to the person of the row before. A grade item
  that the import makes has 100 points, and more than 100 end the import. To PHP a quotation mark
  after a backslash is one of the text.
- Canvas, lib/gradebook_importer.rb of https://github.com/instructure/canvas-lms: no byte order
  mark; Student, ID, SIS User ID, SIS Login ID, Section, then assignments, in this order; a first
  cell with "Points Possible" makes its row that of the points. A student is found by SIS ID, login
  or name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from rope_core import RopeError
from ui.homework.hand_in import ClassResults, Row
from ui.homework.tables import Cell, csv_of

#: What the names of a class are.
Names = Literal["name", "email", "id"]
NAMES: dict[Names, str] = {
    "name": "full names",
    "email": "e-mail addresses or logins",
    "id": "ID numbers",
}
#: Moodle's column for it; it finds nobody by a full name.
_MOODLE: dict[Names, str] = {"email": "Email address", "id": "ID number"}
#: The points of a grade item that Moodle's import makes.
MOODLE_POINTS = 100
_POINTS_POSSIBLE = "Points Possible"


def of_one_homework(results: ClassResults) -> tuple[str, int]:
    """The id of the homework that every row that counts is of, and its number of problems.

    RopeError for codes of several, or of none: they have no common number of points.
    """
    rows = [row.result for row in results.rows if row.counts and row.result]
    (found, *others) = {(each.assignment, each.problems) for each in rows} or {("", 0)}
    if others or not found[0]:
        received = "codes of several" if others else "codes of none"
        hint = "Paste its link above, or its codes alone."
        raise RopeError("homework", received, "codes of one homework", hint)
    return found


def graded(results: ClassResults) -> list[tuple[str, int]]:
    """Each name that stands at a code, once, and the most problems that it has right.

    >>> from datetime import date
    >>> from ui.homework.code import Result
    >>> done = Result("KW4H-DPZG", 3, 4, {"pairs": (3, 4)}, {}, 0, 0, date(2026, 9, 1), "")
    >>> graded(ClassResults((Row("Ada", done), Row("ada", done), Row("", done, named=False))))
    [('Ada', 3)]
    """
    best: dict[str, tuple[str, int]] = {}
    for row in results.rows:
        if row.result is None or not row.counts or not row.named:
            continue
        name, points = best.get(row.name.casefold(), (row.name, 0))
        best[row.name.casefold()] = name, max(points, row.result.right)
    return list(best.values())


def left_out(results: ClassResults) -> list[Row]:
    """Codes that count and have no line of their own in a gradebook: nobody's, or a second one."""
    seen: set[str] = set()
    out = []
    for row in results.rows:
        if not row.counts:
            continue
        if not row.named or row.name.casefold() in seen:
            out.append(row)
        seen.add(row.name.casefold())
    return out


def moodle_csv(results: ClassResults, names: Names) -> str:
    """A line a student: a column to find them by, the points, and the same of 100.

    RopeError for full names, which Moodle finds nobody by, and for codes of several homeworks.
    """
    if names not in _MOODLE:
        allowed = " or ".join(text for key, text in NAMES.items() if key in _MOODLE)
        raise RopeError("names", NAMES[names], allowed, "Moodle finds nobody by a full name.")
    homework, problems = of_one_homework(results)
    title = title_of(homework)
    head = [_MOODLE[names], f"{title} (of {problems})", f"{title} (of {MOODLE_POINTS})"]
    lines: list[Sequence[Cell]] = [head]
    for name, points in graded(results):
        # A person called 0 is nobody to PHP.
        if name != "0":
            lines.append([name, points, round(MOODLE_POINTS * points / problems, 2)])
    # Moodle trims the space where the backslash is a name's last letter.
    return re.sub(r'\\(?=")', r"\\ ", csv_of(lines))


def canvas_csv(results: ClassResults, names: Names) -> str:
    """Canvas's own columns, the points that are possible, then a line a student.

    RopeError for codes of several homeworks.
    """
    homework, problems = of_one_homework(results)
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title_of(homework)]
    lines: list[Sequence[Cell]] = [head, [_POINTS_POSSIBLE, "", "", "", "", problems]]
    for name, points in graded(results):
        # Nobody's name makes their row that of the points.
        name = name.replace(_POINTS_POSSIBLE, "Points, Possible")
        sis = name if names == "id" else ""
        login = name if names == "email" else ""
        lines.append([name, "", sis, login, "", points])
    return csv_of(lines)


def title_of(homework: str) -> str:
    """The column of its points."""
    return f"RoPE by hand {homework}"
