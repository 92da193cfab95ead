"""The practice stage: a fragment that sends one answer and gets one verdict.

The exercise, what was tried and what is known are in session_state only as long as the page is
open: the link says which exercise or homework it is, and the browser keeps the rest, line by line.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import streamlit as st

from rope_core import RopeError
from rope_core.practice import SKILLS
from ui.app.secret import class_secret
from ui.homework.assignment import Assignment, problems_of, read_assignment
from ui.homework.code import today
from ui.homework.record import MAX_LINES
from ui.markdown import error_line
from ui.practice.past import NAMES, read_link
from ui.practice.place import practice_part
from ui.practice.session import Homework, Session
from ui.practice.view import homework_view, practice_view
from ui.web.stage import encode, sent_by_browser, stage_component

_STATE = "practice"
_STAGE = "practice_stage"


def linked_homework() -> tuple[Assignment | None, list[RopeError]]:
    """The homework of the address, if there is one, or what is wrong with it."""
    params = practice_part().here()
    if "homework" not in params:
        return None, []
    try:
        return read_assignment(params), []
    except RopeError as error:
        return None, [error]


def show_practice(
    homework: Assignment | None, errors: list[RopeError], link: Mapping[str, str]
) -> None:
    """The whole of Practice on screen; ``link`` is what the address asks for, if it does."""
    secret, trouble = _secret()
    if homework:
        _take_homework(homework, errors, secret)
    else:
        _take_link(link, errors)
    _exercise(secret, trouble)


def _secret() -> tuple[str, str]:
    """The class's secret; and why there are no codes, where it cannot be used."""
    try:
        return class_secret(), ""
    except RopeError:
        return "", "This app's secret for codes is too short, so it makes none. Tell your teacher."


def _take_homework(homework: Assignment, errors: list[RopeError], secret: str) -> None:
    session: Session | None = st.session_state.get(_STATE)
    if session is None or session.record.assignment != homework.id:
        drawn = Homework(homework, problems_of(homework, secret))
        _put(Session("", 0, 0, drawn), errors, chosen=True)


def _take_link(link: Mapping[str, str], errors: list[RopeError]) -> None:
    """A first visit, or another problem than the one on the table."""
    state = st.session_state
    session: Session | None = state.get(_STATE)
    if session is not None and (not link or link == session.link()):
        return
    params = {name: text for name, text in link.items() if name in NAMES}
    otherwise = (next(iter(SKILLS)), 0, secrets.randbelow(1_000_000))
    chosen, found = read_link(params, otherwise)
    if session is None or session.homework:
        _put(Session(*chosen), errors + found, chosen=bool(params))
    else:
        session.start(*chosen)
        state["practice_chosen"], state["practice_errors"] = bool(params), errors + found


def _put(session: Session, errors: list[RopeError], *, chosen: bool) -> None:
    """Another record is begun: that of a homework, or of one's own choice."""
    state = st.session_state
    state[_STATE] = session
    state["practice_chosen"], state["practice_errors"] = chosen, errors
    state.setdefault("practice_turn", 0)


@st.fragment
def _exercise(secret: str, trouble: str) -> None:
    state = st.session_state
    session: Session = state[_STATE]
    for error in state["practice_errors"]:
        st.error(error_line(error))
    record = session.record
    view = practice_view(session) | {
        "homework": homework_view(session, today()),
        "record": record.assignment,
        "learner": record.learner,
        # Only what changed: the browser has the rest.
        "kept": {key: record.line(key, secret) for key in sorted(record.fresh)},
        "dropped": sorted(record.dropped),
        "progress": "" if session.homework else record.as_text(secret),
        "restore": not session.restored,
        "tried": session.first_answer and vars(session.first_answer),
        # The turn makes the data of every answer new: the same wrong number may come twice.
        "turn": state["practice_turn"],
        "result": "" if trouble else session.result_code(secret),
        "signed": bool(secret),
        "trouble": trouble,
    }
    stage_component("rope_practice", "practice")(
        key=_STAGE, data=encode("practice", view), on_event_change=_take_event
    )
    practice_part().write(session.link())
    if state.pop("practice_left", False):
        st.rerun()  # what stands above a homework is not what stands above one's own practice


def _take_event() -> None:
    """What the browser sent. Nothing in it is trusted: every field may be anything."""
    state = st.session_state
    event = sent_by_browser(_STAGE, "event")
    if not isinstance(event, dict):
        return
    session: Session = state[_STATE]
    kind, text, index = event.get("type"), event.get("text"), event.get("index")
    state["practice_errors"] = []
    session.first_answer = None
    if event.get("turn") == state["practice_turn"]:
        session.record.fresh.clear()  # what went out with that turn has arrived
        session.record.dropped.clear()
    state["practice_turn"] += 1
    if kind == "restore":
        _restore(session, event)
        return
    session.restored = True  # a browser that keeps something would have said so first
    if kind == "paste" and isinstance(text, str) and not session.homework:
        _paste(session, text)
    elif kind == "go" and isinstance(text, str) and text in SKILLS and not session.homework:
        level = index if type(index) is int and 0 <= index <= 5 else None
        session.go(text, level)
    elif kind == "open" and session.homework and type(index) is int:
        if 0 <= index < len(session.homework.problems):
            session.open(index)
    elif kind == "leave" and session.homework:
        own = Session(next(iter(SKILLS)), 0, secrets.randbelow(1_000_000))
        _put(own, [], chosen=False)
        state["practice_left"] = True
    elif kind == "next":
        session.next()
    elif event.get("id") != session.key:
        return  # an answer to an exercise that is no longer on the table
    elif kind == "answer" and isinstance(text, str):
        below = event.get("below")
        lines = [line for line in below if isinstance(line, str)] if isinstance(below, list) else []
        session.answer_lines([text, *lines])
    elif kind == "choose" and type(index) is int:
        session.choose(index)
    elif kind == "step" and type(index) is int:
        session.step(index)
    elif kind == "hint":
        session.hint()


def _restore(session: Session, event: Mapping[str, object]) -> None:
    """What the browser kept: the lines of this record. Any of them may be nonsense."""
    state = st.session_state
    learner, lines = event.get("learner"), event.get("lines")
    if event.get("record") != session.record.assignment:
        return  # of another homework, which was left meanwhile
    first_time = not session.restored and not session.record.attempts
    kept = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
    secret, _ = _secret()
    refused = session.take(
        kept[-MAX_LINES:],  # the latest stand last
        learner if isinstance(learner, str) else session.record.learner,
        secret,
    )
    where = "kept in this browser"
    if refused:
        hint = "Those are left out of the result code."
        allowed = "what this app signed for this browser"
        state["practice_errors"].append(
            RopeError(where, f"{refused} altered or foreign", allowed, hint)
        )
    if len(kept) > MAX_LINES:
        hint = "The older ones are left out of the result code."
        state["practice_errors"].append(
            RopeError(where, f"{len(kept):,} lines", f"at most {MAX_LINES} lines", hint)
        )
    chosen = state["practice_chosen"] or session.homework
    if first_time and session.answers and not chosen:
        session.resume()


def _paste(session: Session, text: str) -> None:
    """Progress that the learner copied elsewhere and brought here."""
    secret, _ = _secret()
    try:
        session.record.take_text(text, secret)
    except RopeError as error:
        st.session_state["practice_errors"] = [error]
        return
    session.resume()
