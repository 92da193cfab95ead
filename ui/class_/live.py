"""The live class on the Class page: what the browser cannot make itself; all else is ui/live."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rope_core import RopeError
from rope_core.practice import SKILLS
from rope_core.problem import Reading
from ui.app.course import entry_of
from ui.class_.lesson import LESSON, params_of
from ui.class_.link import full_link, qr_code, query_of
from ui.live.names import require_code
from ui.live.place import LIFETIME, named
from ui.problem.link import browsers_own
from ui.web.stage import stage

_UNTIL = f"until its end, or {LIFETIME / 3600:.0f} hours after its last word"
#: Whether the secrets name a database: what that means for a class.
_KEPT = {
    True: f"Kept in this app's database {_UNTIL}.",
    False: f"Kept in a file on the server {_UNTIL}. A host without a lasting disk may lose it "
    "while the app sleeps; then this browser makes the class anew as it saw it last.",
}


@dataclass(frozen=True)
class Invitation:
    """A class's code, the link by which students come, and that as rows of a QR code."""

    code: str
    link: str
    qr: list[str]


def show_live(reading: Reading) -> None:
    """Start a live class, or lead the one that is on."""
    st.header("A live class", anchor=False)
    invitation = invitation_to(browsers_own("live") or "")
    data: dict[str, Any] = {
        **vars(invitation),
        "lesson": [
            {
                "minutes": part.minutes,
                "path": part.path,
                "title": entry_of(part.path).title,
                "query": query_of(params_of(part, reading)),
                "happens": part.happens,
                "ask": part.ask,
            }
            for part in LESSON
        ],
        "kept": _KEPT[named()],
        "skills": {key: skill.title for key, skill in SKILLS.items()},
    }
    stage("class_/live", data)


def invitation_to(text: str) -> Invitation:
    """For the code in the address, however it is typed; an empty one where there is none.

    >>> invitation_to("nonsense").qr, invitation_to("kmp rtw").code
    ([], 'KMPRTW')
    """
    try:
        code = require_code(re.sub("[^A-Z]", "", text.upper()))
    except RopeError:
        return Invitation("", "", [])
    link = full_link("start", {"live": code, "student": "1"})
    return Invitation(code, link, qr_code(link))
