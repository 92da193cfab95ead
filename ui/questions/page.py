"""What Questions sends: every question with its number of the problem."""

from __future__ import annotations

from typing import Any

from rope_core.problem import Reading
from ui.lesson.glossary import numbers
from ui.questions.stage import questions_data


def questions_page(reading: Reading) -> dict[str, Any]:
    return {**questions_data(reading.problem, reading.digits), "here": numbers(reading)}
