"""A class's results as a table for spreadsheets, and what every table here is written by.

Numbers are numbers. Text is quoted, and nothing in it begins a formula, whichever separator a
spreadsheet splits it at.

>>> safe("=1+1"), safe("Bob;=1+1"), safe("Anne-Marie")
("'=1+1", "Bob;'=1+1", 'Anne-Marie')

Source: OWASP, CSV injection, https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from ui.homework.hand_in import ClassResults, Row

#: What Excel needs to take a file for UTF-8.
BOM = "\ufeff"
Cell = str | int | float
#: What begins a formula in some spreadsheet, also in its wide form, where a cell may begin.
_FORMULA = re.compile(r"(^|[^\w'])(?=[=+\-@＝＋－＠])")


def safe(text: str) -> str:
    """The text on one line, with an apostrophe where a formula could begin."""
    return _FORMULA.sub(r"\1'", " ".join(text.split()))


def class_csv(results: ClassResults) -> str:
    """The class, one line a row: what each code says, in numbers."""
    skills = results.skills
    slips = [key for key, _ in results.mistakes]
    head: list[Cell] = ["name", "code", "assignment", "day", "late", "problems"]
    head += ["answered", "right_at_first", "hints", "skipped"]
    head += [f"{key}_{what}" for key in skills for what in ("right", "answered")]
    head += [f"mistake_{key}" for key in slips]
    return BOM + csv_of([head, *(_line(row, results, skills, slips) for row in results.rows)])


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


def csv_of(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as they stand in a file: numbers as numbers, texts quoted and safe.

    >>> print(csv_of([["=1", -1]]).strip())
    "'=1",-1
    """
    file = io.StringIO()
    # Text always in quotes, so that a separator in it is one to nobody.
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows(
        [safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return file.getvalue()
