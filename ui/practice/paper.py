"""Practice on paper: choose a sheet, print it or take it as a PDF. All of it is in the link.

The key is not here: a teacher has it on the Class page.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial

import streamlit as st

from rope_core import RopeError
from rope_core.practice import MAX_PROBLEMS, SKILLS
from rope_core.reading.numbers import parse_choice, parse_seed, parse_whole
from ui.app.secret import class_secret
from ui.homework.assignment import Assignment, problems_of
from ui.markdown import error_line
from ui.practice.place import note_edit, practice_part
from ui.practice.worksheet import Item, sheet_html, sheet_items, sheet_name
from ui.practice.worksheet_pdf import sheet_pdf
from ui.web.stage import stage
from ui.work.ask import ask_unseen

_FIRST = Assignment(place="sheet")


def show_paper(homework: Assignment | None, link: Mapping[str, str]) -> None:
    """The sheet that was given out; or the choices, and the sheet they make.

    ``link`` is what the address asks for, if it does.
    """
    errors: list[RopeError] = []
    sheet = homework or _chosen(link, errors)
    for error in errors:
        st.error(error_line(error))
    try:
        secret = class_secret()
    except RopeError as error:
        st.error(error_line(error))
        return
    if sheet is None:
        return
    items = _items(sheet, secret)
    left, middle, right = st.columns([1, 1, 2], vertical_alignment="center")
    left.download_button(
        "Download PDF",
        partial(_pdf, sheet, secret),  # made when it is asked for
        file_name=f"rope-{sheet_name(sheet).lower().replace(' ', '-')}.pdf",
        mime="application/pdf",
        on_click="ignore",
        type="primary",
        width="stretch",
    )
    with middle:
        stage("practice/print", {})
    right.markdown(":gray[A teacher finds the key on the Class page.]")
    st.html(sheet_html(items, sheet))


def _chosen(link: Mapping[str, str], errors: list[RopeError]) -> Assignment | None:
    """The sheet that somebody chooses here, and its link."""
    errors += _take_link(link)
    left, right, _ = st.columns([1, 1, 2], vertical_alignment="bottom")
    left.text_input("Seed of the sheet", key="sheet_seed", on_change=note_edit)
    right.text_input("Number of problems", key="sheet_problems", on_change=note_edit)
    st.pills(
        "Skills on the sheet",
        list(SKILLS),
        format_func=lambda key: SKILLS[key].title,
        selection_mode="multi",
        key="sheet_skills",
        on_change=note_edit,
    )
    sheet = _read(errors)
    if sheet is not None:
        st.session_state["sheet_last"] = sheet
        practice_part().write(_params(sheet))
    return sheet


@lru_cache(maxsize=32)
def _items(sheet: Assignment, secret: str) -> list[Item]:
    return sheet_items(problems_of(sheet, secret))


@lru_cache(maxsize=32)
def _pdf(sheet: Assignment, secret: str) -> bytes:
    return ask_unseen("PDF", sheet_pdf, _items(sheet, secret), sheet)


def _params(sheet: Assignment) -> dict[str, str]:
    params = {"sheet": str(sheet.seed), "problems": str(sheet.problems)}
    return params if sheet.skills == _FIRST.skills else params | {"skills": ",".join(sheet.skills)}


def _take_link(link: Mapping[str, str]) -> list[RopeError]:
    """Fill the fields from the link, where it asks; what is wrong in it is said and left out."""
    state = st.session_state
    if "sheet_seed" in state and not link:
        return []
    last: Assignment = _FIRST if link else state.get("sheet_last", _FIRST)
    errors: list[RopeError] = []
    keys = [text.strip() for text in link.get("skills", "").split(",") if text.strip()]
    skills: list[str] = []
    for key in keys[: len(SKILLS)]:
        try:
            skills.append(parse_choice(key, "skills", tuple(SKILLS)))
        except RopeError as error:
            errors.append(error)
    state["sheet_seed"] = link.get("sheet", str(last.seed))
    state["sheet_problems"] = link.get("problems", str(last.problems))
    state["sheet_skills"] = [key for key in SKILLS if key in skills] or list(last.skills)
    return errors


def _read(errors: list[RopeError]) -> Assignment | None:
    """What the fields say; None (and why, in errors) where that is no sheet."""
    state = st.session_state
    found = len(errors)
    seed, problems = 0, 0
    try:
        seed = parse_seed(state["sheet_seed"], "sheet")
    except RopeError as error:
        errors.append(error)
    try:
        problems = parse_whole(state["sheet_problems"], "problems", 1, MAX_PROBLEMS)
    except RopeError as error:
        errors.append(error)
    skills = tuple(key for key in SKILLS if key in state["sheet_skills"])
    if not skills:
        errors.append(RopeError("skills", "none", "at least one skill"))
    if len(errors) > found:
        return None
    return Assignment(skills, None, problems, seed, None, "sheet")
