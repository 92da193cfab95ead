"""What See sends: a picture between words, and the scores of places with three numbers."""

from __future__ import annotations

from typing import Any

from rope_core.problem import Reading
from ui.lesson.glossary import numbers
from ui.see.stage import see_data


def see_page(reading: Reading) -> dict[str, Any]:
    return {**see_data(reading.digits), "here": numbers(reading)}
