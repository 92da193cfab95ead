"""What every page shares: the menu, the problem in the sidebar, the head of a page."""

from __future__ import annotations

from copy import copy
from functools import cache
from urllib.parse import quote, urlsplit

import streamlit as st

from rope_core.problem import Reading
from ui.app.collecting import something_left
from ui.app.course import COURSE, PageEntry, entry_of, question
from ui.app.shared import shared_by_all
from ui.app.turns import turn
from ui.class_.live import invitation_to
from ui.live.poll import carry_if_asked
from ui.markdown import error_line
from ui.problem import sidebar
from ui.problem.edits import session
from ui.problem.link import Part, browsers_own, part, turn_to
from ui.web.stage import mount_assets, share_with_one

#: A hand on a dial, as a data address: for any other icon the browser asks the server again
#: whenever the address changes, which is at every step.
ICON = "data:image/svg+xml," + quote(
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='#0067a8' "
    "stroke-width='2'><circle cx='8' cy='8' r='6'/><path d='M8 8 12 4'/></svg>"
)


#: Errors that are said above the stage; a link may be wrong in every field.
_MOST_SAID = 2


def run_app() -> None:
    """All of app.py: configuration, menu, problem, then the page that was asked for."""
    with turn(session().used):
        something_left()
        try:
            _run()
        finally:
            something_left()


def _run() -> None:
    page = _navigation()
    turn_to(page.url_path)
    st.set_page_config(page_title=f"{page.title} · RoPE, by hand", page_icon=ICON, layout="wide")
    mount_assets(shared_by_all)
    if session().student:
        _student_part().write({"student": "1"})
    carry_if_asked()
    _invite()
    with st.sidebar:
        about_problem = entry_of(page.url_path).about_problem
        # Where the page is about something else, another problem changes nothing but its fields.
        pick = sidebar.read_and_show if about_problem else st.fragment(sidebar.read_and_show)
        pick(not about_problem)
    # arrive takes it back at once: a page that ends early must not leave it behind.
    session().in_app = True
    page.run()


def _invite() -> None:
    """The way into a live class as a QR code, for the projector that shows it."""
    code = browsers_own("live")
    if code and browsers_own("projector") == "1":
        share_with_one("invitation", vars(invitation_to(code)))


def open_page(path: str) -> Reading:
    """Start a page of the course: its title, the question it answers; returns the problem."""
    reading = arrive()
    head(path, reading)
    return reading


def arrive() -> Reading:
    """The problem a page is about, before anything of the page is there.

    On a fresh server a deep link runs a script of pages/ without app.py,
    because Streamlit takes the folder for its older kind of menu until
    st.navigation was called once. Then: call it, and start again properly.
    """
    if not session().in_app:
        _navigation()
        st.rerun()
    session().in_app = False
    reading: Reading = st.session_state["reading"]
    return reading


def head(path: str, reading: Reading, lengths: str = "") -> None:
    """A page's title and the question it answers, of these lengths where it is about lengths."""
    entry = entry_of(path)
    st.title(entry.title, anchor=False)
    if entry.asks:
        st.markdown(question(entry, reading, lengths))
    if entry.about_problem:
        _say_errors(reading)


def _say_errors(reading: Reading) -> None:
    """What is wrong with the link or a field, above the stage: the sidebar may be closed.

    Beside its field it is an alert, which is spoken; here it is text, which is not spoken again.
    """
    errors = list((dict(reading.errors) | session().link_errors).values())
    if not errors:
        return
    with st.container(key="wrong"):
        for error in errors[:_MOST_SAID]:
            st.markdown(error_line(error))
        if len(errors) > _MOST_SAID:
            st.markdown(f"{len(errors) - _MOST_SAID} more beside the fields in the sidebar.")


def _navigation() -> st.Page:
    """The menu. The first page answers at / and at its own address, which Streamlit's
    default page does not: so it is there twice, and the one asked for is the one shown."""
    named = urlsplit(st.context.url or "").path.rstrip("/").endswith(f"/{COURSE[0].path}")
    mine = session()
    mine.student = mine.student or _student_part().here().get("student") == "1"
    kind = named, mine.student
    if mine.menu is None or mine.menu[0] != kind:
        # Of its own: Streamlit notes on a page which one may run.
        of_all = _menu(*kind)
        mine.menu = (kind, {section: [*map(copy, pages)] for section, pages in of_all.items()})
    # Or what comes after the twelfth page is folded away.
    return st.navigation(mine.menu[1], expanded=True)


def _student_part() -> Part:
    """Whose link it is: a student's stays one on the pages that are opened from there."""
    return part("student", ("student",))


@cache
def _menu(named: bool, student: bool) -> dict[str, list[st.Page]]:
    """Made once a process: a page looks its file up when it is made, a fifth of a first run."""
    menu: dict[str, list[st.Page]] = {}
    for entry in COURSE:
        hidden = (entry is COURSE[0] and not named) or (student and entry.section == "Teach")
        menu.setdefault(entry.section, []).append(_page(entry, hidden=hidden))
    home = _page(COURSE[0], default=True, hidden=named)
    menu[COURSE[0].section].insert(0, home)
    return menu


def _page(entry: PageEntry, *, default: bool = False, hidden: bool = False) -> st.Page:
    return st.Page(
        f"pages/{entry.path}.py",
        title=entry.title,
        url_path="home" if default else entry.path,
        default=default,
        visibility="hidden" if hidden else "visible",
    )
