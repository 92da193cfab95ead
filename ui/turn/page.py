"""What Turn sends: the angles of every pair over the positions, and what it asks."""

from __future__ import annotations

from typing import Any

from rope_core.problem import Reading
from ui.lesson.glossary import numbers
from ui.turn.questions import turn_questions
from ui.turn.stage import turn_data


def turn_page(reading: Reading) -> dict[str, Any]:
    problem = reading.problem
    given = (problem.q, problem.m, problem.k, problem.n, problem.spec, reading.digits)
    return {"here": numbers(reading), "asked": turn_questions(*given), **turn_data(*given)}
