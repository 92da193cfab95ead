"""The lesson plan of the Class page: each part opens on the projector, as everyone else has it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from rope_core.practice import SKILLS
from rope_core.problem import Reading, write_params
from ui.app.course import entry_of
from ui.class_.link import full_link
from ui.web.stage import stage


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


def show_lesson(reading: Reading) -> None:
    """What happens when, with a link to each page."""
    total = sum(part.minutes for part in LESSON)
    st.header(f"A lesson of {total} minutes", anchor=False)
    st.markdown("Each page opens on the projector, with the problem of the sidebar.")
    stage(
        "class_/lesson",
        {
            "lesson": [
                {
                    "minutes": part.minutes,
                    "title": entry_of(part.path).title,
                    "link": full_link(part.path, {**params_of(part, reading), "projector": "1"}),
                    "happens": part.happens,
                    "ask": part.ask,
                }
                for part in LESSON
            ],
        },
    )


def params_of(part: Part, reading: Reading) -> dict[str, str]:
    """What the address says of the problem, or of the exercise, where that part is."""
    if part.path == "practice":
        # Everyone's first exercise is the same.
        return {"skill": next(iter(SKILLS)), "level": "0", "pseed": "1"}
    return dict(write_params(reading))
