"""A homework's points as Moodle and Canvas read them: readers written from their importers' source.

The readers know nothing of how the files are made. Sources: lib/csvlib.class.php and
grade/import/csv/classes/load_data.php of moodle/moodle, fgetcsv of PHP with its escape character;
lib/gradebook_importer.rb of instructure/canvas-lms.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core import RopeError
from ui.homework.assignment import Assignment
from ui.homework.code import Result
from ui.homework.gradebooks import NAMES, canvas_csv, graded, left_out, moodle_csv
from ui.homework.hand_in import ClassResults, Row, read_class

HOMEWORK = Assignment(("pairs", "angle"), 3, 9, 7, date(2026, 12, 1))
DONE = Result(HOMEWORK.id, 3, 9, {"pairs": (3, 4)}, {}, 1, 2, date(2026, 9, 1), "")


# --- Moodle -----------------------------------------------------------------------------


def php_rows(text: str) -> list[list[str]]:
    """fgetcsv: after a backslash a quotation mark ends nothing, and both stay in the text."""
    rows: list[list[str]] = []
    cells: list[str] = []
    at = 0
    while at < len(text):
        cell = ""
        if text[at] == '"':
            at += 1
            while at < len(text):
                if text[at] == "\\" and text[at + 1 : at + 2] == '"':
                    cell, at = cell + text[at : at + 2], at + 2
                elif text[at : at + 2] == '""':
                    cell, at = cell + '"', at + 2
                elif text[at] == '"':
                    at += 1
                    break
                else:
                    cell, at = cell + text[at], at + 1
        ends = re.compile(r"[,\n]|$").search(text, at)
        assert ends is not None
        cells.append(cell + text[at : ends.start()])
        at = ends.end()
        if ends[0] != ",":
            rows.append(cells)
            cells = []
    return rows


def moodle_import(
    data: bytes, people: dict[str, int], field: str, column: str
) -> dict[int, float | None]:
    """Grades by person's number, mapped from `field` and from a column to a new grade item."""
    text = data.decode("utf-8").removeprefix("\ufeff")
    head, *rows = php_rows(re.sub("\r\n?", "\n", text).strip())
    assert all(len(row) == len(head) for row in rows), "csvweirdcolumns"
    head = [name.strip() for name in head]
    who, what = head.index(field), head.index(column)
    grades: dict[int, float | None] = {}
    student = None
    for row in rows:
        cells = [cell.strip() for cell in row]
        # PHP's empty(); what is then in force is the person of the row before.
        if cells[who] not in ("", "0"):
            student = people.get(cells[who])
            if student is None:
                raise LookupError(f"usermappingerror: {cells[who]}")
        assert student is not None, "usermappingerrorusernotfound"
        assert float(cells[what]) <= 100, "gradevaluetoobig"
        assert student not in grades, "two rows of one person: which one counts is chance"
        grades[student] = float(cells[what])
    return grades


# --- Canvas -----------------------------------------------------------------------------


def canvas_import(data: bytes, people: list[dict[str, str]]) -> tuple[str, float, dict[str, str]]:
    """The assignment's title, its points, grades by Canvas's ids; LookupError: who is missing."""
    text = data.decode("utf-8")
    # CSV.foreach keeps a byte order mark, before a quotation mark that is no CSV.
    assert not text.startswith("\ufeff")
    lines = text.splitlines(keepends=True)[:3]
    widths = {}
    for separator in ";,":
        try:
            found = {
                len(next(csv.reader([line], delimiter=separator, strict=True))) for line in lines
            }
        except csv.Error:
            found = set()
        widths[separator] = found.pop() if len(found) == 1 else 0
    assert widths[","] >= widths[";"], "taken for a file with semicolons"
    head, *rows = (
        row
        for row, line in zip(
            csv.reader(text.splitlines(), strict=True), text.splitlines(), strict=True
        )
        if not re.fullmatch("[;, ]+", line)
    )
    assert "Student" in head[0]
    assert "ID" in head[1]
    assert re.search(r"SIS\s+User\s+ID", head[2])
    assert re.search(r"SIS\s+Login\s+ID", head[3])
    assert "Section" in head[4]
    (title,) = head[5:]
    # A number in brackets at the end is an assignment's id; the others are Canvas's own columns.
    assert not re.search(r"\(\d+\)$", title)
    assert not re.search("(Current|Final|Override) (Score|Points|Grade|Status)", title)
    possible = None
    grades: dict[str, str] = {}
    for row in rows:
        if "Points Possible" in row[0]:
            assert possible is None, "somebody's row is taken for that of the points"
            possible = float(row[5])
            continue
        if all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.I) for cell in row):
            continue
        keys = [("id", row[1]), ("sis", row[2]), ("login", row[3])]
        found = [each["id"] for key, value in keys for each in people if value == each[key] != ""]
        found += [each["id"] for each in people if row[0] in (each["name"], each["sortable"])]
        if not found:
            raise LookupError(row[0])
        assert found[0] not in grades, "two rows of one student"
        grades[found[0]] = row[5]
    assert possible is not None, "an assignment without points"
    return title, possible, grades


def person(number: int, name: str = "", login: str = "", sis: str = "") -> dict[str, str]:
    last, _, first = name.partition(" ")
    given = {"name": name, "sortable": f"{first}, {last}", "login": login, "sis": sis}
    return given | {"id": str(number)}


# --- what comes in ----------------------------------------------------------------------


def class_of(*rows: Row, homework: Assignment | None = HOMEWORK) -> ClassResults:
    return ClassResults(rows, homework)


#: What logins, numbers and names are like in the world, and worse.
NASTY = [
    "ada@example.org",
    "UNI\\ada",
    "ada\\",
    'a\\"b',
    'Ada "Countess" Lovelace',
    "Lovelace, Ada",
    "Núñez; José",
    "李雷",
    "O’Neil, Seán",
    "007",
    "1,5",
    "Student",
    "Muted",
]


@pytest.mark.parametrize("names", ["email", "id"])
def test_moodle_finds_everybody_and_gives_the_points(names):
    rows = [
        Row(name, replace(DONE, skills={"pairs": (at % 5, 4)})) for at, name in enumerate(NASTY)
    ]
    people = {name.strip(): at for at, name in enumerate(NASTY)}
    # With a space before the mark the name is another one, and Moodle says so by itself.
    people['a\\ "b'] = people.pop('a\\"b')
    text = moodle_csv(class_of(*rows), names).encode()
    field = {"email": "Email address", "id": "ID number"}[names]
    title = f"RoPE by hand {HOMEWORK.id}"
    points = moodle_import(text, people, field, f"{title} (of 9)")
    assert points == {at: at % 5 for at in range(len(NASTY))}
    shares = moodle_import(text, people, field, f"{title} (of 100)")
    assert shares == {at: round(100 * (at % 5) / 9, 2) for at in range(len(NASTY))}


def test_nobody_gets_the_grade_of_a_row_without_a_name():
    text = "ada@example.org {}\n{}\n0 {}\nADA@example.org {}"
    codes = [
        replace(DONE, learner=f"0000-000{at}", skills={"pairs": (at, 4)}) for at in range(1, 5)
    ]
    rows = [Row("ada@example.org", codes[0]), Row("line 2", codes[1], named=False)]
    rows += [Row("0", codes[2]), Row("ADA@example.org", codes[3])]
    results = class_of(*rows)
    assert [row.name for row in left_out(results)] == ["line 2", "ADA@example.org"]
    assert "line 2" not in canvas_csv(results, "email") + moodle_csv(results, "email")
    column = f"RoPE by hand {HOMEWORK.id} (of 9)"
    read = moodle_import(
        moodle_csv(results, "email").encode(), {"ada@example.org": 1}, "Email address", column
    )
    assert read == {1: 4}
    # As it is pasted: the name is what stands at the code, and nothing else.
    pasted = read_class(text.format(*["R2-XXXX"] * 4))
    assert [row.named for row in pasted.rows] == [True, False, True, True]


@pytest.mark.parametrize("names", NAMES)
def test_canvas_finds_everybody_and_the_points_of_the_assignment(names):
    key = {"name": "name", "email": "login", "id": "sis"}[names]
    people = [person(at, **{key: name}) for at, name in enumerate(NASTY)]
    rows = [
        Row(name, replace(DONE, skills={"pairs": (at % 5, 4)})) for at, name in enumerate(NASTY)
    ]
    title, possible, grades = canvas_import(canvas_csv(class_of(*rows), names).encode(), people)
    assert title == f"RoPE by hand {HOMEWORK.id}"
    assert possible == 9
    assert grades == {str(at): str(at % 5) for at in range(len(NASTY))}


def test_canvas_finds_who_is_listed_by_the_last_name():
    rows = [Row("Ada Lovelace", DONE), Row("Hopper, Grace", DONE)]
    people = [person(1, "Ada Lovelace"), person(2, "Grace Hopper")]
    _, _, grades = canvas_import(canvas_csv(class_of(*rows), "name").encode(), people)
    assert grades == {"1": "3", "2": "3"}
    with pytest.raises(LookupError, match="Eve"):
        canvas_import(canvas_csv(class_of(Row("Eve", DONE)), "name").encode(), people)


def test_nobodys_name_changes_the_points_of_an_assignment():
    text = canvas_csv(class_of(Row("Points Possible", DONE), Row("Ada", DONE)), "name")
    with pytest.raises(LookupError, match="Points, Possible"):
        canvas_import(text.encode(), [person(1, "Ada")])


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=6))
@settings(deadline=None, max_examples=150)
def test_both_files_are_read_as_a_line_a_name_whatever_the_names_are(names):
    results = class_of(*(Row(" ".join(name.split()) or "x", DONE) for name in names))
    rows = php_rows(moodle_csv(results, "id").replace("\r\n", "\n").strip())
    assert {len(row) for row in rows} == {3}
    assert len(rows) - 1 == sum(name != "0" for name, _ in graded(results))
    canvas = list(csv.reader(canvas_csv(results, "name").splitlines(), strict=True))
    assert {len(row) for row in canvas} == {6}
    assert len(canvas) - 2 == len(graded(results))
    assert sum("Points Possible" in row[0] for row in canvas) == 1


def test_a_gradebook_takes_one_homework_and_the_codes_say_which():
    other = Result("KW4H-DPZG", 3, 4, {"pairs": (3, 4)}, {}, 0, 0, date(2026, 9, 1), "")
    one = class_of(Row("ada", other), Row("bob", replace(other, skips=1)), homework=None)
    title, possible, _ = canvas_import(
        canvas_csv(one, "email").encode(), [person(1, login="ada"), person(2, login="bob")]
    )
    assert (title, possible) == ("RoPE by hand KW4H-DPZG", 4)
    own = replace(other, assignment="", problems=0, level=None)
    for rows in ([Row("ada", other), Row("bob", DONE)], [Row("ada", own)], []):
        for write in (moodle_csv, canvas_csv):
            with pytest.raises(RopeError, match="codes of one"):
                write(class_of(*rows, homework=None), "email")
    with pytest.raises(RopeError, match="names"):
        moodle_csv(one, "name")
