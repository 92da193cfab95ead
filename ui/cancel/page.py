"""What Cancel sends: the proof with the numbers of the problem."""

from __future__ import annotations

from typing import Any

from rope_core.problem import Reading
from ui.cancel.explanations import cancel_sections
from ui.cancel.stage import problem_data, verdicts
from ui.lesson.glossary import numbers


def cancel_page(reading: Reading) -> dict[str, Any]:
    problem, digits = reading.problem, reading.digits
    shown = problem_data(problem.q, problem.m, problem.k, problem.n, problem.spec, digits)
    folded = cancel_sections(problem, digits)
    return {"here": numbers(reading), "folded": folded, "verdicts": verdicts(), **shown}
