"""What Turn sends: the angles of every pair over the positions, and what it asks."""

from __future__ import annotations

from typing import Any

from rope_core.problem import Problem, Reading
from ui.lesson.glossary import numbers
from ui.numbers import fixed
from ui.turn.explanations import turn_sections
from ui.turn.questions import turn_questions
from ui.turn.stage import query_moved, turn_data
from ui.web.stage import closing


def turn_page(reading: Reading) -> dict[str, Any]:
    problem = reading.problem
    given = (problem.q, problem.m, problem.k, problem.n, problem.spec, reading.digits)
    return {"here": numbers(reading), "asked": turn_questions(*given), **turn_data(*given)}


def turn_folded(reading: Reading) -> dict[str, Any]:
    """What is folded below the picture: the end of the page."""
    folded = turn_sections(reading.problem, reading.digits)
    end = closing("turn")
    if still := nothing_moved(reading.problem, reading.digits):
        _, on = end["leads"].split(". ", 1)
        end["leads"] = f"{still}. {on}"
    return {"here": numbers(reading), "folded": folded, **end}


def nothing_moved(problem: Problem, digits: int) -> str:
    """Where moving one word alone is not seen to change the score: what is said instead of that."""
    q, k, spec = problem.q, problem.k, problem.spec
    alone = {fixed(float(x), digits) for x in query_moved(q, problem.m, k, problem.n, spec)}
    if len(alone) > 1:
        return ""
    if alone == {"0"}:
        return (
            "Here the score is 0 wherever the words stand; for others, one word moved alone "
            "changes it, and both together do not"
        )
    return (
        "Here no move changed the score; of others, one word moved alone changes it, and both "
        "together do not"
    )
