"""What a class handed in: who did what, as a picture and as files. Nothing of it is stored."""

from __future__ import annotations

from typing import Any

import streamlit as st

from rope_core import RopeError
from rope_core.mistakes import MISTAKES
from rope_core.practice import SKILLS
from ui.app.secret import SECRET, class_secret
from ui.class_.homework import show_sheet_and_key
from ui.homework.assignment import Assignment, linked
from ui.homework.gradebooks import MOODLE_POINTS, NAMES, canvas_csv, left_out, moodle_csv
from ui.homework.hand_in import ClassResults, Row, read_class
from ui.homework.signing import new_secret
from ui.homework.tables import class_csv, late, status
from ui.markdown import error_line, inert, verbatim
from ui.web.stage import stage

#: So many are said one by one.
_MOST_SAID = 8
#: The gradebooks, each with what to choose when it imports the file.
_BOOKS = {
    "Moodle": "Import as CSV with commas. Map from the first column. A new grade item has "
    f"{MOODLE_POINTS} points: map the column “of {MOODLE_POINTS}” to it. A line that finds nobody "
    "ends the whole import.",
    "Canvas": "Import in the gradebook. It asks whom it does not find by login, ID or full name.",
}


def show_results() -> None:
    """Paste a class's codes, see who did what."""
    st.header("Homework that comes back", anchor=False)
    try:
        secret = class_secret()
    except RopeError as error:
        st.error(error_line(error))
        _offer_secret()
        return
    homework = _of_which()
    if homework:
        with st.expander(f"Sheet and key of {homework.id}", expanded=homework.place == "sheet"):
            show_sheet_and_key(homework, secret)
    st.markdown(
        "A student finds a result code at the end of the Practice page. Paste the class's codes "
        "as they came, with the name before or after each, or on the line before. Nothing is "
        "stored: the picture is made from what you paste, and gone with this page."
    )
    if secret:
        st.markdown(
            f"Codes are signed with `{SECRET}` from this app's secrets; a changed or unsigned one "
            "is refused. A signature says that this app counted the answers, not who gave them."
        )
    else:
        st.markdown(
            f"No `{SECRET}` is set in this app's secrets, so codes are unsigned: they show typing "
            "errors, not honesty."
        )
        _offer_secret()
    text = st.text_area("Students' codes", height=160, key="class_codes", max_chars=400_000)
    if not text.strip():
        return
    try:
        results = _read(text, secret, homework)
    except RopeError as error:
        st.error(error_line(error))
        return
    _say_troubles(results)
    stage("class_/results", _view(results))
    if not results.homework and any(row.result and row.result.assignment for row in results.rows):
        st.caption("What nobody answered has no column: the homework’s link above adds it.")
    _files(results)


def _offer_secret() -> None:
    with st.expander("A secret to sign with"):
        if "offered_secret" not in st.session_state:
            st.session_state["offered_secret"] = new_secret()
        st.markdown(
            "A new one, made for you and not kept here. It goes into the app's secrets "
            "(`.streamlit/secrets.toml`), the same on all replicas; codes made before are refused "
            "from then on."
        )
        st.code(f'{SECRET} = "{st.session_state["offered_secret"]}"', language="toml")


def _of_which() -> Assignment | None:
    """The homework that the codes must be of."""
    built = st.session_state.get("class_homework", "")
    link = st.text_input(
        "Link of the homework (empty: codes of any)",
        key="class_link",
        placeholder=built or "https://…/practice?homework=…",
    ).strip()
    if not link:
        return None
    try:
        return linked(link)
    except RopeError as error:
        st.error(error_line(error))
        return None


def _read(text: str, secret: str, homework: Assignment | None) -> ClassResults:
    """The codes; where all are of the homework built above, as if its link had been given."""
    results = read_class(text, secret, homework)
    built = st.session_state.get("class_homework", "")
    if homework or not built:
        return results
    above = linked(built)
    named = {row.result.assignment for row in results.rows if row.result}
    return read_class(text, secret, above) if named == {above.id} else results


def _say_troubles(results: ClassResults) -> None:
    refused = sum(row.error is not None for row in results.rows)
    if refused:
        # Why stands once, at the row itself.
        st.error(f"{refused:,} of {len(results.rows):,} refused: the table says why.")
    repeated = [row for row in results.rows if row.repeats and row.repeats != row.name]
    for row in repeated[:_MOST_SAID]:
        st.warning(
            f"{verbatim(row.name)} handed in the same record as {verbatim(row.repeats)}: "
            "one browser made both. It counts once."
        )


def _view(results: ClassResults) -> dict[str, Any]:
    """The picture as plain data: students by skills, then the mistakes."""
    skills = results.skills
    counted = [row for row in results.rows if row.counts]
    return {
        "title": f"Homework {results.homework.id}" if results.homework else "All codes",
        "skills": [SKILLS[key].title for key in skills],
        "rows": [_line(row, results, skills) for row in results.rows],
        "sums": [_sum(counted, key) for key in skills],
        "mistakes": [
            {
                "title": MISTAKES[key].title,
                "times": times,
                "students": sum(
                    row.result is not None and key in row.result.mistakes for row in counted
                ),
            }
            for key, times in results.mistakes
        ],
        "counted": len(counted),
    }


def _line(row: Row, results: ClassResults, skills: tuple[str, ...]) -> dict[str, Any]:
    result = row.result
    if result is None:
        return {"name": row.name, "why": str(row.error), "cells": []}
    notes = [status(row) if row.repeats else ""]
    notes += [f"late: {result.day.isoformat()}" if late(row, results) else ""]
    notes += [f"{result.skips} left out" if result.skips else ""]
    notes += [f"{result.hints} hint{'s' if result.hints > 1 else ''}" if result.hints else ""]
    return {
        "name": row.name,
        "why": "",
        "counts": row.counts,
        "right": result.right,
        "of": result.problems or result.answered,
        "day": result.day.isoformat(),
        "notes": ", ".join(filter(None, notes)),
        "cells": [result.skills.get(key) for key in skills],
    }


def _sum(rows: list[Row], key: str) -> tuple[int, int]:
    pairs = [row.result.skills.get(key, (0, 0)) for row in rows if row.result]
    return sum(right for right, _ in pairs), sum(tried for _, tried in pairs)


def _files(results: ClassResults) -> None:
    names = st.segmented_control(
        "In front of the codes stand",
        list(NAMES),
        format_func=NAMES.__getitem__,
        default="name",
        required=True,
        key="class_names",
    )
    of = f"-{results.homework.id.lower()}" if results.homework else ""
    columns = st.columns(3)
    with columns[0]:
        st.download_button("Download as CSV", class_csv(results), f"class{of}.csv", "text/csv")
    for column, book, write in zip(columns[1:], _BOOKS, (moodle_csv, canvas_csv), strict=True):
        with column:
            try:
                file = write(results, names)
            except RopeError as error:
                st.markdown(f":gray[{error_line(error)}]")
            else:
                st.download_button(f"For {book}", file, f"{book.lower()}{of}.csv", "text/csv")
                st.caption(_BOOKS[book])
    without = left_out(results)
    if without:
        st.markdown(
            "No line in a gradebook’s file, for want of a name at the code or because the name "
            f"stands twice (the better one counts): {inert(_said_of(without))}."
        )


def _said_of(rows: list[Row]) -> str:
    more = f" and {len(rows) - _MOST_SAID:,} more" if len(rows) > _MOST_SAID else ""
    return ", ".join(row.name for row in rows[:_MOST_SAID]) + more
