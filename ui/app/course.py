"""The course: which pages there are, in the order of the menu."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PageEntry:
    """One line of the menu: the script is pages/<path>.py, the address is /<path>.

    ``about_problem``: whether the page is about the problem in the sidebar.
    """

    section: str
    path: str
    title: str
    about_problem: bool = True


#: The course. A new page is one line here and one script in pages/.
COURSE = (
    PageEntry("Learn", "rotate", "Rotate"),
    PageEntry("Learn", "matrix", "Matrix"),
    PageEntry("Learn", "turn", "Turn"),
    PageEntry("Learn", "cancel", "Cancel"),
    PageEntry("Learn", "attend", "Attend"),
    PageEntry("Learn", "scale", "Scale"),
    PageEntry("Do", "practice", "Practice", about_problem=False),
    PageEntry("Do", "debug", "Debug", about_problem=False),
    PageEntry("Teach", "class", "Class"),
)
