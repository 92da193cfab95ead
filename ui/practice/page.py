"""The practice stage: a fragment that sends one answer and gets one verdict.

The exercise, what was tried and what is known are in session_state; the link says skill, level
and seed; the browser alone keeps the progress between visits.
"""

from __future__ import annotations

import secrets

import streamlit as st

from rope_core import RopeError
from rope_core.practice import SKILLS
from ui.app.secret import class_secret
from ui.markdown import error_line
from ui.practice.session import NAMES, Session, read_link
from ui.practice.view import practice_view
from ui.problem.link import part
from ui.web.stage import encode, stage_component

_STATE = "practice"
_STAGE = "practice_stage"


def show_practice() -> None:
    """The whole of Practice on screen."""
    _take_link()
    _exercise()


def _take_link() -> None:
    """A first visit, or another link: not the address that this page wrote itself."""
    state = st.session_state
    params = part("practice", NAMES).here()
    session: Session | None = state.get(_STATE)
    named = tuple(params.get(name, "") for name in NAMES)
    if session is not None and (not params or named in session.visited):
        return
    seed = secrets.randbelow(1_000_000)
    otherwise = (next(iter(SKILLS)), 0, seed)
    chosen, errors = read_link(params, otherwise)
    if session is None:
        session = state[_STATE] = Session(*chosen)
    else:
        session.start(*chosen)
    session.visited.add(named)
    state["practice_chosen"] = bool(params)
    state["practice_errors"] = errors
    state.setdefault("practice_turn", 0)


@st.fragment
def _exercise() -> None:
    state = st.session_state
    session: Session = state[_STATE]
    for error in state["practice_errors"]:
        st.error(error_line(error))
    view = practice_view(session) | {
        "restore": not session.progress,
        # The turn makes the data of every answer new: the same wrong number may come twice.
        "turn": state["practice_turn"],
        "result": session.result_code(class_secret()),
        "signed": bool(class_secret()),
    }
    stage_component("rope_practice", "practice")(
        key=_STAGE, data=encode("practice", view), on_event_change=_take_event
    )


def _take_event() -> None:
    """What the browser sent. Nothing in it is trusted: every field may be anything."""
    state = st.session_state
    event = state[_STAGE]["event"]
    if not isinstance(event, dict):
        return
    session: Session = state[_STATE]
    kind, text, index = event.get("type"), event.get("text"), event.get("index")
    state["practice_errors"] = []
    state["practice_turn"] += 1
    if kind == "restore" and isinstance(text, str):
        _restore(session, text, asked=event.get("asked") is True)
    elif kind == "go" and isinstance(text, str) and text in SKILLS:
        level = index if type(index) is int and 0 <= index <= 5 else None
        session.go(text, level)
    elif kind == "next":
        session.next()
    elif event.get("id") != "/".join(session.link().values()):
        return  # an answer to an exercise that is no longer on the table
    elif kind == "answer" and isinstance(text, str):
        session.answer(text)
    elif kind == "choose" and type(index) is int:
        session.choose(index)
    elif kind == "step" and type(index) is int:
        session.step(index)
    elif kind == "hint":
        session.hint()


def _restore(session: Session, text: str, asked: bool) -> None:
    """Progress kept by the browser, or (asked) pasted by the learner."""
    state = st.session_state
    if session.progress and not asked:
        return
    try:
        session.restore(text)
    except RopeError as error:
        if asked:
            state["practice_errors"] = [error]
        return
    if asked or not state["practice_chosen"]:
        session.resume()
