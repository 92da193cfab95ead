"""Where one practises, on screen or on paper, and the part of the address that says what."""

from __future__ import annotations

import streamlit as st

from ui.homework.assignment import NAMES as HOMEWORK
from ui.homework.assignment import SHEET_NAMES
from ui.practice.past import NAMES
from ui.problem.link import Part, part

PLACES = {"screen": "On screen", "paper": "On paper"}
_KEY = "practice_place"


def practice_part() -> Part:
    """A problem, a homework or a sheet: each takes the place of the others.

    The last parameter was one once, and goes from old links.
    """
    return part("practice", (*NAMES, *HOMEWORK, *SHEET_NAMES, "working"))


def note_edit() -> None:
    """The callback of what is chosen here."""
    practice_part().edited = True


def choose_place() -> tuple[bool, dict[str, str]]:
    """Draw the choice; whether it is paper, and what the address asks for, if it does."""
    state, address = st.session_state, practice_part()
    link = address.asked() or {}
    # Streamlit forgets the choice where another page was shown.
    if link or _KEY not in state:
        state[_KEY] = "paper" if "sheet" in address.here() else "screen"
    place = st.segmented_control(
        "Where to practise",
        list(PLACES),
        format_func=PLACES.__getitem__,
        key=_KEY,
        on_change=note_edit,
        required=True,
        label_visibility="collapsed",
    )
    return place == "paper", link
