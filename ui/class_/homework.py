"""What a teacher chooses of a homework, and the sheet with its key for one on paper."""

from __future__ import annotations

import hmac
import secrets
from functools import partial
from typing import Any

import streamlit as st

from rope_core import RopeError
from rope_core.counts import counted
from rope_core.practice import MAX_PROBLEMS, SKILLS
from rope_core.reading.numbers import parse_seed, parse_whole
from ui.app.secret import SECRET
from ui.homework.assignment import (
    NAMES,
    PLACES,
    Assignment,
    Place,
    assignment,
    problems_of,
    read_assignment,
)
from ui.markdown import error_line, inert
from ui.practice.text import LEVELS
from ui.practice.worksheet import sheet_items, sheet_name
from ui.practice.worksheet_pdf import key_pdf, sheet_pdf
from ui.problem.link import Part, part
from ui.work.ask import ask_unseen

_MIXED = -1
_ON: dict[Place, str] = {"screen": "On screen", "sheet": "On paper"}


#: What stands of it in this page's own address, so that a reload has it. Not under the names of a
#: link, which are those of Practice.
_OWN = {name: name.replace("homework", "gives").replace("hw_", "gives_") for name in NAMES}


def gives_part() -> Part:
    """The homework that is given: this page's part of the address."""
    return part("gives", _OWN.values())


def note_edit() -> None:
    """The callback of what is chosen here."""
    gives_part().edited = True


def homework_in_address(is_drawn: bool, errors: list[RopeError]) -> bool:
    """Whether the address has a homework that is not the one in the fields, which then have it.

    is_drawn: the fields are there already; Streamlit forgets them where another page was shown.
    """
    mine = gives_part()
    asked = mine.asked()
    texts = mine.written if asked is None and not is_drawn else asked
    if not texts:
        return False
    try:
        homework = read_assignment({name: texts.get(own, "") for name, own in _OWN.items()})
    except RopeError as error:
        own = _OWN.get(error.field, error.field)
        errors.append(RopeError(own, error.received, error.allowed, error.hint))
        return False
    st.session_state.update(_fields_of(homework))
    return True


def _fields_of(homework: Assignment) -> dict[str, Any]:
    return {
        "homework_skills": list(homework.skills),
        "homework_problems": str(homework.problems),
        "homework_level": _MIXED if homework.level is None else homework.level,
        "homework_seed": str(homework.seed),
        "homework_due": homework.due,
        "homework_place": homework.place,
    }


def choose_homework(errors: list[RopeError]) -> Assignment | None:
    """The fields of an assignment; None, and why in errors, where they make none."""
    # Another class, another set, unless somebody wants the same.
    another = Assignment(tuple(SKILLS)[:3], seed=secrets.randbelow(1_000_000))
    for name, value in _fields_of(another).items():
        st.session_state.setdefault(name, value)
    skills = st.pills(
        "Skills, in turn",
        list(SKILLS),
        selection_mode="multi",
        format_func=lambda key: SKILLS[key].title,
        key="homework_skills",
        on_change=note_edit,
    )
    columns = st.columns(5)
    with columns[0]:
        count = st.text_input("Problems", key="homework_problems", on_change=note_edit)
    with columns[1]:
        level = st.selectbox(
            "Level",
            range(_MIXED, len(LEVELS)),
            format_func=lambda level: "Mixed" if level == _MIXED else LEVELS[level][0],
            key="homework_level",
            on_change=note_edit,
        )
    with columns[2]:
        seed = st.text_input("Seed", key="homework_seed", on_change=note_edit)
    with columns[3]:
        due = st.date_input("Last day (UTC)", key="homework_due", on_change=note_edit)
    with columns[4]:
        place = st.selectbox(
            "Where",
            PLACES,
            format_func=_ON.__getitem__,
            key="homework_place",
            on_change=note_edit,
        )
    try:
        made = assignment(
            tuple(skills),
            None if level == _MIXED else level,
            parse_whole(count.strip(), "problems", 1, MAX_PROBLEMS),
            parse_seed(seed.strip(), "seed"),
            due,
            place,
        )
    except RopeError as error:
        errors.append(error)
        return None
    gives_part().write({_OWN[name]: text for name, text in made.params().items()})
    st.markdown(f"Homework **{made.id}**: the id is made of these choices, and the codes carry it.")
    if len(made.asked) < len(made.skills):
        last = ", ".join(SKILLS[key].title for key in made.skills[len(made.asked) :])
        many = counted(made.problems, "problem")
        st.markdown(f"With {inert(many)} it does not come to: {inert(last)}.")
    return made


def show_sheet_and_key(homework: Assignment, secret: str) -> None:
    """Two files; the key only for whoever knows the secret."""
    items = sheet_items(problems_of(homework, secret))
    name = f"rope-{sheet_name(homework).lower().replace(' ', '-')}"
    sheet, key = st.columns(2)
    with sheet:
        st.download_button(
            "Download the sheet (PDF)",
            partial(ask_unseen, "PDF", sheet_pdf, items, homework),
            file_name=f"{name}.pdf",
            mime="application/pdf",
            on_click="ignore",
        )
    with key:
        if secret and not _knows(secret):
            return
        working = st.toggle("Full working in the key", key="key_working")
        st.download_button(
            "Download the key (PDF)",
            partial(ask_unseen, "PDF", key_pdf, items, homework, working),
            file_name=f"{name}-key.pdf",
            mime="application/pdf",
            on_click="ignore",
        )
    if not secret:
        st.markdown(
            f":gray[No `{SECRET}` is set, so whoever has the link can make the key here as well.]"
        )


def _knows(secret: str) -> bool:
    given = st.text_input(f"{SECRET}, for the key", type="password", key="key_secret")
    if not given:
        return False
    if hmac.compare_digest(given.encode(), secret.encode()):
        return True
    error = RopeError(SECRET, f"{len(given)} characters", "the one in this app's secrets")
    st.error(error_line(error))
    return False
