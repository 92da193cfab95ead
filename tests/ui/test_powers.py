"""Powers of ten have one way of being written, wherever a page says a number: ×10⁻¹⁶, not e−16."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.test_first_view import STAGED
from ui.app.first_stage import first_stage

#: What is to be run, and numbers that only a picture is drawn from.
NOT_READ = {"code", "raw", "raw_inv_freq", "rad"}
SHORT = re.compile(r"(?<![\w.])\d[\d.,]* ?e[-−+]?\d+(?!\w)")


def texts(data: Any) -> Iterator[str]:
    """Every text that is sent but those nobody reads."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, part in data.items():
            if name not in NOT_READ:
                yield from texts(part)
    elif isinstance(data, list):
        for part in data:
            yield from texts(part)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"m": "1000000", "n": "999999", "digits": "8"},
        {"q": "0.00001,2,3e-9,1", "k": "1,0.00002,1e-7,3", "base": "1e12"},
        {"q": "1,2,3,4", "k": "1,2,3,4", "base": "1e17"},
        {"seed": "2", "d": "8", "base": "1.5e30", "m": "9"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", sorted(STAGED))
def test_no_stage_says_a_number_as_a_program_does(path: str, query: dict[str, str]) -> None:
    sent = first_stage(path, query)
    assert sent
    said = [text for message in json.loads(sent) for text in texts(json.loads(message))]
    assert [text for text in said if SHORT.search(text)] == []
    # A base is written as a power of ten, in all its digits.
    written = {"1e12": "1,000,000,000,000", "1e17": "10¹⁷", "1.5e30": "1.5×10³⁰"}
    if path == "rotate" and "base" in query:
        assert written[query["base"]] in said
