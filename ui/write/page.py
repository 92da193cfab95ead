"""The page of coding exercises: a fragment that gets numbers and gives one verdict.

A learner's program never comes here. What comes is what it gave, or how it ended; the browser
keeps the program, and which exercises are solved.
"""

from __future__ import annotations

import streamlit as st

from rope_core.exercises import EXERCISES, grade
from ui.web.stage import encode, share, stage_component
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
    event = state[_STAGE]["event"]
    if not isinstance(event, dict):
        return
    key = event.get("exercise")
    if not isinstance(key, str) or key not in EXERCISES:
        return
    verdict = verdict_data(grade(key, event.get("answers")), EXERCISES[key])
    # The turn makes the data of every run new: the same wrong numbers may come twice.
    state[_STATE] = {"turn": state[_STATE]["turn"] + 1, "verdict": verdict}
