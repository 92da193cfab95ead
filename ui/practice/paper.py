"""Practice on paper: choose a sheet, print it or take it as a PDF. All of it is in the link."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import streamlit as st

from rope_core import RopeError
from rope_core.practice import MAX_PROBLEMS, SKILLS, make_sheet
from rope_core.reading.numbers import parse_choice, parse_seed, parse_whole
from ui.markdown import error_line
from ui.practice.session import NAMES as ON_SCREEN
from ui.practice.worksheet import Item, sheet_html, sheet_items, sheet_name
from ui.practice.worksheet_pdf import pdf_of
from ui.problem.link import Part, part
from ui.web.stage import stage
from ui.work.ask import ask_unseen

#: The parameters of a sheet's link.
NAMES = ("sheet", "skills", "problems", "working")


@dataclass(frozen=True)
class Sheet:
    """What a sheet is made from."""

    seed: int = 1
    skills: tuple[str, ...] = tuple(SKILLS)
    problems: int = 9
    working: bool = False


def show_paper() -> None:
    """The choices, the buttons, the sheet."""
    errors = _take_link()
    state = st.session_state
    left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
    left.text_input("Seed of the sheet", key="sheet_seed")
    middle.text_input("Number of problems", key="sheet_problems")
    right.toggle("Full working in the answers", key="sheet_working")
    st.pills(
        "Skills on the sheet",
        list(SKILLS),
        format_func=lambda key: SKILLS[key].title,
        selection_mode="multi",
        key="sheet_skills",
    )
    sheet = _read(errors)
    for error in errors:
        st.error(error_line(error))
    if sheet is None:
        return
    state["sheet_last"] = sheet
    part("practice", ON_SCREEN).write({})
    paper_part().write(_params(sheet))
    items = _items(sheet)
    titles = ", ".join(SKILLS[key].title for key in sheet.skills)
    left, middle, _ = st.columns([1, 1, 2], vertical_alignment="center")
    left.download_button(
        "Download PDF",
        partial(_pdf, sheet, titles),  # made when it is asked for
        file_name=f"rope-{sheet_name(sheet.seed).lower().replace(' ', '-')}.pdf",
        mime="application/pdf",
        on_click="ignore",
        type="primary",
        width="stretch",
    )
    with middle:
        stage("practice/print", {})
    st.html(sheet_html(items, sheet.seed, sheet.working, titles))


def forget_paper() -> None:
    """Back on screen: the link is no longer that of a sheet."""
    paper_part().write({})


def paper_part() -> Part:
    """The sheet's part of the address."""
    return part("sheet", NAMES)


@lru_cache(maxsize=32)
def _items(sheet: Sheet) -> list[Item]:
    return sheet_items(make_sheet(sheet.seed, sheet.skills, sheet.problems))


@lru_cache(maxsize=32)
def _pdf(sheet: Sheet, titles: str) -> bytes:
    return ask_unseen("PDF", pdf_of, _items(sheet), sheet.seed, sheet.working, titles)


def _params(sheet: Sheet) -> dict[str, str]:
    params = {"sheet": str(sheet.seed), "problems": str(sheet.problems)}
    if sheet.skills != Sheet().skills:
        params["skills"] = ",".join(sheet.skills)
    return params | ({"working": "1"} if sheet.working else {})


def _take_link() -> list[RopeError]:
    """Fill the fields from the link, once; what is wrong in it is said and left out."""
    state, params = st.session_state, paper_part().here()
    if "sheet_seed" in state:
        return []
    last: Sheet = state.get("sheet_last", Sheet())
    errors: list[RopeError] = []
    keys = [part.strip() for part in params.get("skills", "").split(",") if part.strip()]
    skills: list[str] = []
    for key in keys[: len(SKILLS)]:
        try:
            skills.append(parse_choice(key, "skills", tuple(SKILLS)))
        except RopeError as error:
            errors.append(error)
    state["sheet_seed"] = params.get("sheet", str(last.seed))
    state["sheet_problems"] = params.get("problems", str(last.problems))
    state["sheet_skills"] = [key for key in SKILLS if key in skills] or list(last.skills)
    state["sheet_working"] = params.get("working", "1" if last.working else "") == "1"
    return errors


def _read(errors: list[RopeError]) -> Sheet | None:
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
    return Sheet(seed, skills, problems, state["sheet_working"])
