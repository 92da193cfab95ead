"""A sheet of practice on paper: the same items as a page that prints, and as a PDF.

>>> from rope_core.practice import make_sheet
>>> items = sheet_items(make_sheet(7, ("angle",), 1))
>>> items[0].number, items[0].key
(1, 'angle₁ = 1.5')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rope_core.mistakes import MISTAKES
from rope_core.practice import SKILLS, Exercise
from ui.homework.assignment import Assignment
from ui.practice.words import EXACT, Table, Words, worked

_LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Item:
    """One problem on paper.

    lines: a solution with a wrong step, if that is the problem. choices: what may be ticked.
    blank: what is to be filled in (its name and how exactly), or nothing. key: the answer;
    working: the solution line by line.
    """

    number: int
    skill: str
    question: str
    todo: str
    given: tuple[Table, ...]
    lines: tuple[str, ...]
    choices: tuple[str, ...]
    blank: tuple[str, str] | None
    key: str
    working: tuple[str, ...]


def sheet_items(sheet: Sequence[Exercise]) -> list[Item]:
    """The problems of a sheet in words, numbered from 1."""
    return [_item(at, exercise) for at, exercise in enumerate(sheet, 1)]


def _item(number: int, exercise: Exercise) -> Item:
    words = Words(exercise)
    told = words.lines()
    working = tuple(map(worked, told))
    lines: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    blank = None
    todo = ""
    if exercise.bug:
        wrong = words.lines(exercise.bug.values)
        lines = tuple(f"{line.label} = {line.value}" for line in wrong)
        todo = "One step of this solution is wrong. Which, and what went wrong?"
        mistake = MISTAKES[exercise.bug.mistake]
        at = exercise.bug.line
        key = f"Line {at + 1}. {mistake.title}. Right: {told[at].label} = {told[at].value}"
    elif exercise.kind == "predict":
        choices, todo = tuple(words.options()), words.prompt
        at = next(at for at, option in enumerate(exercise.options) if option.right)
        key = f"{_LETTERS[at]}) {choices[at]}"
        working = (*working, words.after_change())
    else:
        blank = (told[-1].label, EXACT[exercise.lines[-1].style])
        key = f"{told[-1].label} = {told[-1].value}"
    return Item(
        number,
        SKILLS[exercise.skill].title,
        words.question,
        todo,
        tuple(words.given()),
        lines,
        choices,
        blank,
        key,
        working,
    )


def sheet_name(homework: Assignment) -> str:
    """What a sheet is called: its id says which one it is, and gives no answer away.

    >>> sheet_name(Assignment(("pairs",), None, 4, 7, None, "sheet"))
    'Worksheet SWNP-M5VN'
    """
    return f"Worksheet {homework.id}"


def sheet_title(homework: Assignment) -> str:
    """What stands under its name: the skills, and until when.

    >>> from datetime import date
    >>> sheet_title(Assignment(("pairs",), due=date(2026, 12, 1)))
    'Which numbers pair up. Due 2026-12-01.'
    """
    skills = ", ".join(SKILLS[key].title for key in homework.asked)
    return f"{skills}. Due {homework.due.isoformat()}." if homework.due else skills


# --- the page ---------------------------------------------------------------------------


def sheet_html(items: Sequence[Item], homework: Assignment) -> str:
    """The sheet. Everything in it is escaped."""
    problems = "".join(f"<li>{_problem_html(item)}</li>" for item in items)
    return (
        f'<article class="paper"><header><h2>{escape(sheet_name(homework))}</h2>'
        f'<p class="for">{escape(sheet_title(homework))}</p><p class="name-line">Name</p></header>'
        f"<ol>{problems}</ol></article>"
    )


def marked(text: str) -> str:
    """Escaped text with ^[raised] parts as HTML.

    >>> marked("10^[−1/2] < 1")
    '10<sup>−1/2</sup> &lt; 1'
    """
    return (
        escape(text).replace("^[", "<sup>").replace("]", "</sup>") if "^[" in text else escape(text)
    )


def _problem_html(item: Item) -> str:
    parts = [f'<p class="asks">{marked(item.question)}</p>']
    parts += [_table_html(table) for table in item.given]
    if item.todo:
        parts.append(f"<p>{marked(item.todo)}</p>")
    if item.lines:
        rows = "".join(f"<li>{marked(line)}</li>" for line in item.lines)
        parts.append(f'<ol class="solution">{rows}</ol>')
        parts.append('<p class="fill">Line</p>')
    if item.choices:
        rows = "".join(f"<li>{marked(choice)}</li>" for choice in item.choices)
        parts.append(f'<ol class="ticks" type="a">{rows}</ol>')
    if item.blank:
        label, exact = item.blank
        parts.append(f'<p class="fill">{marked(label)} = <small>{escape(exact)}</small></p>')
    return "".join(parts)


def _table_html(table: Table) -> str:
    head = "".join(f"<th>{marked(cell)}</th>" for cell in table.head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{marked(cell)}</td>' for cell in row)}</tr>" for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
