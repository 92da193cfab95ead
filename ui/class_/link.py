"""The link builder of the Class page: where it opens, what is fixed, or a homework."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

import segno
import streamlit as st

from rope_core import RopeError
from rope_core.practice import SKILLS
from rope_core.problem import Reading, write_params
from rope_core.reading.numbers import parse_seed, parse_whole
from ui.app.course import COURSE
from ui.class_.homework import choose_homework, gives_part, homework_in_address, note_edit
from ui.markdown import error_line
from ui.problem.picker import LOCKS
from ui.web.stage import stage

LOCK_NAMES = {
    "vectors": "Vectors",
    "m": "Query position",
    "n": "Key position",
    "base": "Base",
    "pairing": "Pairing",
    "digits": "Digits",
}
assert LOCK_NAMES.keys() == LOCKS.keys(), "every lock has a name"
MAX_STEP = 10_000
#: As a place to open: a fixed set of problems on Practice.
HOMEWORK = "homework"
#: 117 modules a side: on a projector of 720 rows a module has four of them, and a phone still
#: reads it from the middle of the room. Guessed, not measured.
MAX_QR_VERSION = 25
#: Which of the eight patterns is laid over a code is written in it, so any is read. To try them all
#: takes five times as long as the rest, at every change of the problem; of links like ours this one
#: has on average 2 % more of what the standard counts as unfavourable than the best, at most 12 %.
_MASK = 2


def show_link(reading: Reading) -> None:
    """The link builder, and under it what it builds."""
    st.header("A link for the students", anchor=False)
    st.markdown(
        "The link carries the problem in the sidebar, or a homework: a fixed set of problems. "
        "Choose where it opens and what is fixed."
    )
    errors: list[RopeError] = []
    paths = {entry.path: entry.title for entry in COURSE if entry.section != "Teach"}
    paths[HOMEWORK] = "Practice: a homework"
    if homework_in_address("class_opens" in st.session_state, errors):
        st.session_state["class_opens"] = HOMEWORK
    # A row, not columns: these are three messages at every change.
    row = st.container(horizontal=True)
    path = row.selectbox(
        "Opens at",
        list(paths),
        format_func=paths.__getitem__,
        key="class_opens",
        on_change=note_edit,
    )
    if path == HOMEWORK:
        homework = choose_homework(errors)
        path, params = "practice", homework.params() if homework else {}
    else:
        gives_part().write({})
        with row:
            params = _begins(path, reading, errors)
        params |= _fixed()
    if st.toggle("Without this page in the students' menu", value=True, key="class_student"):
        params["student"] = "1"
    for error in errors:
        st.error(error_line(error))
    if path == "practice" and "homework" in params:
        st.session_state["class_homework"] = full_link(path, params)
    elif errors:
        return
    link = full_link(path, params)
    code = qr_code(link)
    stage("class_/link", {"link": link, "code": code})


@lru_cache(maxsize=128)
def qr_code(link: str) -> list[str]:
    """The link as rows of modules, 1 for dark; no rows where no phone could read them.

    >>> rows = qr_code("https://x.invalid/rotate")
    >>> len(rows) == len(rows[0]), qr_code("https://x.invalid/" + "7" * 3000)
    (True, [])
    """
    try:
        made = segno.make_qr(link, error="m", mask=_MASK)
    except segno.DataOverflowError:
        return []
    if not isinstance(made.version, int) or made.version > MAX_QR_VERSION:
        return []
    return ["".join("1" if module else "0" for module in row) for row in made.matrix]


def full_link(path: str, params: Mapping[str, str]) -> str:
    """The full address, as the person's own browser reaches the app."""
    here = urlsplit(st.context.url or "")
    root = here.path.rstrip("/").removesuffix("/class")
    base = f"{here.scheme}://{here.netloc}{root}" if here.netloc else ""
    query = query_of(params)
    return f"{base}/{path}" + (f"?{query}" if query else "")


def query_of(params: Mapping[str, str]) -> str:
    """As it stands in an address.

    >>> query_of({"q": "1,2", "model": "a b"})
    'q=1,2&model=a%20b'
    """
    return urlencode(params, safe=",", quote_via=quote)


def _begins(path: str, reading: Reading, errors: list[RopeError]) -> dict[str, str]:
    """The problem, and the step or the exercise to begin with."""
    params = dict(write_params(reading))
    if path != "practice":
        step = _whole("Step (empty: the first)", "class_step", "", errors)
        return params | ({"step": step} if step else {})
    skill = st.selectbox(
        "Skill", list(SKILLS), format_func=lambda key: SKILLS[key].title, key="class_skill"
    )
    seed = _whole("Practice seed", "class_seed", "1", errors)
    return params | {"skill": skill} | ({"pseed": seed} if seed else {})


def _fixed() -> dict[str, str]:
    """What the students cannot change, and how it is shown."""
    params: dict[str, str] = {}
    locks = st.pills(
        "Fixed, and shown as text",
        list(LOCKS),
        selection_mode="multi",
        format_func=LOCK_NAMES.__getitem__,
    )
    if locks:
        params["lock"] = ",".join(locks)
    if st.toggle("Projector mode"):
        params["projector"] = "1"
    return params


def _whole(label: str, key: str, initial: str, errors: list[RopeError]) -> str:
    """A whole number as text; empty where it is empty or wrong."""
    text = st.text_input(label, value=initial, key=key).strip()
    if not text:
        return ""
    try:
        if key == "class_seed":
            return str(parse_seed(text, label))
        return str(parse_whole(text, "step", 1, MAX_STEP))
    except RopeError as error:
        errors.append(error)
        return ""
