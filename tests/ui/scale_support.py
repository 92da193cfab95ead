"""What the tests of Scale share: subjects, and the data that go out, as the browser reads them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from rope_core import RopeSpec
from ui.scale.stage import scale_data
from ui.scale.subject import (
    DEFAULT_MODEL,
    Subject,
    model_subject,
    models_by_key,
    problem_subject,
    reach_of,
)

SUBJECTS: dict[str, Subject] = {
    key: model_subject(key) for key, preset in models_by_key().items() if preset.rotates
} | {f"problem {d}": problem_subject(RopeSpec(d)) for d in (2, 4, 256)}
EACH = pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
#: One of every kind: kept and mixed, whole ramp, lists, standing still, one pair.
FEW = pytest.mark.parametrize(
    "subject",
    [
        SUBJECTS[key]
        for key in (
            DEFAULT_MODEL,
            "deepseek-v3",
            "gpt-oss-20b-120b",
            "phi-3.5-mini",
            "gemma-4-text-class-defaults",
            "problem 2",
            "problem 4",
        )
    ],
    ids=lambda subject: subject.key,
)


@cache
def sent(subject: Subject, digits: int = 3, **typed: Any) -> dict[str, Any]:
    """What goes out; tests only read it, and many read the same."""
    reach = reach_of(subject, typed.get("trained"), typed.get("factor"))
    # Through JSON, as the browser gets it: no NaN, no arrays.
    told: dict[str, Any] = json.loads(
        json.dumps(scale_data(subject, reach, digits), allow_nan=False)
    )
    return told


def usable(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [method for method in data["methods"] if not method["excuse"]]


def values(data: dict[str, Any], method: dict[str, Any], pair: int) -> dict[str, str]:
    """The numbers of one pair by name, as scale.js puts them together."""
    own = {
        name: column.split("|")[pair]
        for name, column in zip(method["names"], method["values"], strict=True)
    }
    return {
        **method["common"],
        **own,
        "i": str(pair),
        "inv_freq_before": data["before"]["w"].split("|")[pair],
        "inv_freq": method["after"]["w"].split("|")[pair],
    }
