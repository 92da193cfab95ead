"""What Turn sends: the angles of every pair over the positions, and what it asks."""

from __future__ import annotations

from typing import Any

from rope_core.problem import Reading
from ui.lesson.glossary import numbers
from ui.turn.explanations import turn_sections
from ui.turn.questions import turn_questions
from ui.turn.stage import turn_data
from ui.web.stage import closing


def turn_page(reading: Reading) -> dict[str, Any]:
    problem = reading.problem
    given = (problem.q, problem.m, problem.k, problem.n, problem.spec, reading.digits)
    return {"here": numbers(reading), "asked": turn_questions(*given), **turn_data(*given)}


def turn_folded(reading: Reading) -> dict[str, Any]:
    """What is folded below the picture: the end of the page."""
    folded = turn_sections(reading.problem, reading.digits)
    return {"here": numbers(reading), "folded": folded, **closing("turn")}
