"""The page of coding exercises: a fragment that gets numbers and gives one verdict.

A learner's program never comes here. What comes is what it gave, or how it ended; the browser
keeps the program, and which exercises are solved.
"""

from __future__ import annotations

import streamlit as st

from rope_core import RopeError
from rope_core.exercises import EXERCISES, Verdict, grade, grade_apart
from ui.web.stage import encode, sent_by_browser, share, stage_component
from ui.work.ask import ask_unseen
from ui.write.view import catalogue, verdict_data

_STAGE = "write_stage"
_STATE = "write"


def show_write() -> None:
    """The whole of Write."""
    share("write", catalogue())
    _exercises()


@st.fragment
def _exercises() -> None:
    said = st.session_state.setdefault(_STATE, {"turn": 0, "verdict": None})
    stage_component("rope_write", "write")(
        key=_STAGE, data=encode("write", said, needs=("write",)), on_event_change=_take_event
    )


def _take_event() -> None:
    """What the browser sent. Nothing in it is trusted: every field may be anything."""
    state = st.session_state
    event = sent_by_browser(_STAGE, "event")
    if not isinstance(event, dict):
        return
    key = event.get("exercise")
    if not isinstance(key, str) or key not in EXERCISES:
        return
    verdict = verdict_data(_graded(key, event.get("answers")), EXERCISES[key])
    # The turn makes the data of every run new: the same wrong numbers may come twice.
    state[_STATE] = {"turn": state[_STATE]["turn"] + 1, "verdict": verdict}


def _graded(key: str, answers: object) -> Verdict:
    """Slips are compared at once; what none of them explains is searched for elsewhere."""
    said = grade(key, answers, search=False)
    if said.status != "unknown":
        return said
    try:
        return ask_unseen("the search", grade_apart, key, answers)
    except RopeError:  # it took too long: then nothing known was found
        return said
