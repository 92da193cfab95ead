"""What Cache sends: the tokens a server keeps, of the sentence that is chosen."""

from __future__ import annotations

from typing import Any

from rope_core.problem import Reading
from ui.cache.stage import cache_data
from ui.lesson.glossary import numbers


def cache_page(reading: Reading) -> dict[str, Any]:
    real = reading.source == "real" and not {"text", "layer", "head"} & set(reading.errors)
    chosen = [int(reading.fields[name]) if real else 0 for name in ("text", "layer", "head")]
    return {**cache_data(*chosen, reading.digits), "here": numbers(reading)}
