"""Every page answers for every problem that its fields accept, at their ends too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rope_core.problem import read_problem
from rope_core.reading.numbers import MAX_BASE, MAX_HEAD_DIM, MAX_POSITION
from rope_core.reading.scanner import MAX_MAGNITUDE
from tests.ui.test_first_view import STAGED
from tests.ui.test_powers import texts
from ui.app.first_stage import first_stage
from ui.scale.models import models_data
from ui.scale.precision import precision_data
from ui.scale.questions import scale_questions
from ui.scale.reach import reach_data
from ui.scale.shown import shown_linked
from ui.scale.stage import scale_data

BASES = ("1.0000000001", "1e298", "1e299", "9e299", f"{MAX_BASE:g}")
WIDTHS = (
    {"q": "1,2", "k": "3,4"},
    {},
    {"seed": "2", "d": str(MAX_HEAD_DIM), "pairing": "half_split"},
)
FAR = str(MAX_POSITION)
PLACES = ({"m": "0", "n": "0"}, {"m": FAR, "n": "0"}, {"m": "0", "n": FAR})
LARGE = f"{MAX_MAGNITUDE / 10:g}"
PROBLEMS = (
    *({"base": base, **width} for base in BASES for width in WIDTHS),
    *({**place, **width, "digits": "8"} for place in PLACES for width in WIDTHS),
    {"q": "0,0,0,0", "k": "0,0,0,0"},
    {"q": f"{LARGE},-{LARGE},1e-300,0", "k": f"{LARGE},{LARGE},0,1", "m": FAR},
    {"model": "deepseek-v3", "m": FAR},
)
#: What stands for a number that is none.
NO_NUMBER = ("nan", "inf", "-inf", "−inf")


@pytest.mark.parametrize("query", PROBLEMS, ids=str)
@pytest.mark.parametrize("path", sorted(STAGED))
def test_every_page_answers_whatever_is_accepted(path: str, query: dict[str, str]) -> None:
    reading = read_problem(query)
    assert not reading.errors, reading.errors
    sent = first_stage(path, query)
    # A problem of many pairs is what Scale is about: see below.
    assert sent or path == "scale"
    no_number_in([json.loads(message) for message in json.loads(sent or "[]")])


@pytest.mark.parametrize("query", PROBLEMS, ids=str)
def test_scale_answers_whatever_is_accepted(query: dict[str, str]) -> None:
    reading = read_problem(query)
    shown = shown_linked(reading, {"show": "problem"})
    assert shown.subject
    assert shown.reach
    told = (
        *(scale_data(shown.subject, shown.reach, 3), reach_data(shown.subject, shown.reach, 3)),
        scale_questions(shown.subject, shown.reach, 3),
        models_data(shown.subject, shown.subject, 3),
        *(precision_data(reading.problem, at, 3) for at in (0, MAX_POSITION)),
    )
    no_number_in(json.loads(json.dumps(told, allow_nan=False)))


def no_number_in(told: Any) -> None:
    for text in texts(told):
        assert not any(word in NO_NUMBER for word in text.split()), text
