"""What is said of several things is not said of one: 1 of 32 has, and a head may have one pair."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from rope_core.problem import read_problem
from tests.ui.scale_support import EACH
from tests.ui.test_first_view import STAGED
from tests.ui.test_powers import texts
from ui.app.first_stage import first_stage
from ui.rotate.overview import gone_round
from ui.scale.models import models_data
from ui.scale.questions import scale_questions
from ui.scale.reach import reach_data
from ui.scale.stage import scale_data
from ui.scale.subject import Subject, reach_of

_MANY = "pairs|numbers|tokens|features|keys|queries|words|digits|models|layers|heads|columns"
_VERBS = "have|are|were|do|show|stand|make|come|differ|turn"
#: One of them, after no other figure, and what is said of several.
WRONG = re.compile(
    rf"(?<![\d.,×/−+^=] )(?<![\w.,−+×/])1 (?:({_MANY})\b|of \S+ (?:{_MANY} )?({_VERBS})\b)"
    rf"|\bthe 1 \w+|\b(?:only|one) pair (have|are|were|do)\b"
)

#: What is said of one pair beside others.
_COMPARED = re.compile(r"\b(slowest|fastest|the (fast|slow) ones|brings? as well)\b|\(pair 0\)")


def wrong(data: Any) -> list[str]:
    return [text for text in texts(data) if WRONG.search(text)]


def test_what_is_wrong_is_found() -> None:
    said = ["with 1 pairs", "1 of 32 have been", "(1 of 4) come", "the 1 pair", "all 1 words"]
    assert [bool(WRONG.search(text)) for text in said] == [True] * 5
    assert not WRONG.search("1 of 32 has been, 0.1 tokens, 11 pairs, 3 × 1 numbers")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "1,2", "k": "3,4"},
        {"q": "1,2", "k": "3,4", "m": "0", "n": "0"},
        {"seed": "2", "d": "64", "m": "7", "n": "6"},
        {"seed": "2", "d": "64", "m": "1", "n": "1", "pairing": "half_split"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", sorted(STAGED))
def test_no_stage_says_of_one_what_is_said_of_several(path: str, query: dict[str, str]) -> None:
    if sent := first_stage(path, query):
        assert wrong([json.loads(message) for message in json.loads(sent)]) == []
    else:
        assert path == "scale"


def test_one_pair_of_many_has_been_round() -> None:
    """The case that the stages are looked at in."""
    spec = read_problem({"seed": "2", "d": "64", "m": "7"}).problem.spec
    assert gone_round(7, spec) == 1


@EACH
@pytest.mark.parametrize("factor", [None, 1.0, 4.0])
def test_scale_says_of_one_pair_what_is_true_of_one(subject: Subject, factor: float | None) -> None:
    reach = reach_of(subject, None, factor)
    asked = scale_questions(subject, reach, 3)
    told = scale_data(subject, reach, 3), asked, reach_data(subject, reach, 3)
    assert wrong([*told, models_data(subject, subject, 3)]) == []
    if subject.spec.pairs == 1:
        assert asked["beyond"]["choices"] == ["Yes", "No"]  # type: ignore[index]
        assert "All of them together" not in str(told)
        compared = told[0]["othersSay"], asked, told[2], models_data(subject, None, 3)
        assert not [text for text in texts(compared) if _COMPARED.search(text)]
