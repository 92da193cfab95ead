"""The Class page: a link for the students, a lesson plan, and the codes they bring back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

import segno
import streamlit as st

from rope_core import RopeError
from rope_core.mistakes import MISTAKES
from rope_core.practice import SKILLS
from rope_core.practice.results import ClassRow, class_csv, common_mistakes, read_class
from rope_core.problem import Reading, write_params
from rope_core.reading.numbers import parse_seed, parse_whole
from ui.app.course import COURSE
from ui.app.secret import SECRET, class_secret
from ui.markdown import error_line, verbatim
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


@dataclass(frozen=True)
class Part:
    """One part of the lesson: how long, where, what happens, what to ask."""

    minutes: int
    path: str
    happens: str
    ask: str


LESSON = (
    Part(
        5,
        "rotate",
        "Show the one line. Everyone computes it on paper with a pocket calculator.",
        "Which two numbers of q go into the first number of the result?",
    ),
    Part(
        8,
        "rotate",
        "Step through pair 0 together, pair 1 alone. Compare the last vector.",
        "Which pair changed less, and why?",
    ),
    Part(
        7,
        "matrix",
        "Walk the first row of the matrix; switch the pairing and watch the entries move.",
        "How many of the products are with 0, and who would compute those?",
    ),
    Part(
        5,
        "turn",
        "Play with both moving, then with one moving.",
        "What stays in the one, and what changes in the other?",
    ),
    Part(
        10,
        "cancel",
        "Step through the proof. At each question everyone votes before you go on. "
        "Then break it, three ways.",
        "Where exactly do m and n go?",
    ),
    Part(
        10,
        "practice",
        "Everyone practises with the same seed and hands in a result code.",
        "Which mistake did the tutor name?",
    ),
)


def show_link(reading: Reading) -> None:
    """The link builder, and under it what it builds."""
    st.subheader("A link for the students", anchor=False)
    st.markdown(
        "The link carries the problem in the sidebar. Choose where it opens and what is fixed."
    )
    errors: list[RopeError] = []
    paths = {entry.path: entry.title for entry in COURSE if entry.section != "Teach"}
    left, right = st.columns(2)
    with left:
        path = st.selectbox("Opens at", list(paths), format_func=paths.__getitem__)
    params = dict(write_params(reading))
    with right:
        if path == "practice":
            skill = st.selectbox(
                "Skill", list(SKILLS), format_func=lambda key: SKILLS[key].title, key="class_skill"
            )
            seed = _whole("Practice seed", "class_seed", "1", errors)
            params |= {"skill": skill, "pseed": seed} if seed else {"skill": skill}
        else:
            step = _whole("Step (empty: the first)", "class_step", "", errors)
            params |= {"step": step} if step else {}
    locks = st.pills(
        "Fixed, and shown as text",
        list(LOCKS),
        selection_mode="multi",
        format_func=LOCK_NAMES.__getitem__,
    )
    if st.toggle("Projector mode"):
        params["projector"] = "1"
    if locks:
        params["lock"] = ",".join(locks)
    for error in errors:
        st.error(error_line(error))
    link = _link(path, params)
    matrix = segno.make(link, error="m", micro=False).matrix
    stage(
        "class_/class",
        {
            "link": link,
            "code": ["".join("1" if module else "0" for module in row) for row in matrix],
            "lesson": [
                {
                    "minutes": part.minutes,
                    "title": paths[part.path],
                    "link": _link(part.path, write_params(reading)),
                    "happens": part.happens,
                    "ask": part.ask,
                }
                for part in LESSON
            ],
            "total": sum(part.minutes for part in LESSON),
        },
    )


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


def _link(path: str, params: Mapping[str, str]) -> str:
    """The full address, as the person's own browser reaches the app."""
    here = urlsplit(st.context.url or "")
    root = here.path.rstrip("/").removesuffix("/class")
    base = f"{here.scheme}://{here.netloc}{root}" if here.netloc else ""
    query = urlencode(params, safe=",", quote_via=quote)
    return f"{base}/{path}" + (f"?{query}" if query else "")


def show_results() -> None:
    """Paste a class's codes, see who did what."""
    st.subheader("Results", anchor=False)
    key = class_secret()
    st.markdown(
        "A student who has practised gets a result code at the end of the Practice page. "
        "Paste the class's codes, one a line, the name in front. Nothing is stored: "
        "the table is made from what you paste, and gone with this page."
    )
    st.markdown(
        f"Codes are signed with `{SECRET}` from this app's secrets; a changed one is refused."
        if key
        else f"No `{SECRET}` is set in this app's secrets, so codes are unsigned: they show typing "
        "errors, not honesty."
    )
    text = st.text_area("Students' codes", height=160, key="class_codes", max_chars=400_000)
    if not text.strip():
        return
    try:
        rows = read_class(text, key)
    except RopeError as error:
        st.error(error_line(error))
        return
    st.table([_table_row(row) for row in rows])
    for row in rows:
        if row.error:
            st.error(f"{verbatim(row.name)}: {error_line(row.error)}")
        elif row.repeats:
            st.warning(f"{verbatim(row.name)} handed in the same code as {verbatim(row.repeats)}.")
    mistakes = common_mistakes(rows)
    if mistakes:
        st.markdown("**Most common mistakes**")
        st.table([{"mistake": MISTAKES[name].title, "times": times} for name, times in mistakes])
    st.download_button("Download as CSV", class_csv(rows), "class.csv", "text/csv")


def _table_row(row: ClassRow) -> dict[str, str]:
    """A line of the table; cells are Markdown, so a name is shown verbatim."""
    if row.result is None:
        return {"name": verbatim(row.name), "code": "refused", **dict.fromkeys(_titles(), "")}
    done = row.result.skills
    cells = {
        SKILLS[key].title: f"{done[key][0]} of {done[key][1]}" if key in done else ""
        for key in SKILLS
    }
    status = "signed" if row.result.signed else "unsigned"
    return {"name": verbatim(row.name), "code": "repeated" if row.repeats else status, **cells}


def _titles() -> Sequence[str]:
    return [skill.title for skill in SKILLS.values()]
