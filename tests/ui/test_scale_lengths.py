"""Scale computes for the length it asks for, and knows of the problem what its model says."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core import inv_freq
from rope_core.config import read_config
from rope_core.problem import read_problem
from rope_core.problem.fields import fits
from ui.app.first_stage import first_stage
from ui.problem.assumed import assumed_length
from ui.rotate.overview import overview
from ui.scale.models import models_data
from ui.scale.pasted import config_subject, read_pasted
from ui.scale.shown import Shown, shown_linked
from ui.scale.stage import scale_data
from ui.scale.subject import Subject, methods, models_by_key, reach_of
from ui.scale.words import exact

LENGTHS = st.integers(16, 2**18)


def _longrope(original: int, longest: int, factor: float | None) -> dict[str, Any]:
    long = {"short_factor": [1.0, 1.0], "long_factor": [1.0, 3.0]}
    part = {"rope_type": "longrope", "original_max_position_embeddings": original, **long}
    return _config(longest, part | ({"factor": factor} if factor else {}))


def _config(longest: int, part: dict[str, Any]) -> dict[str, Any]:
    return {"head_dim": 4, "rope_theta": 1e4, "max_position_embeddings": longest} | {
        "rope_scaling": part
    }


def _of_its_length(subject: Subject, config: dict[str, Any]) -> None:
    reach = reach_of(subject, None, None)
    (own,) = (method for method in methods(subject, reach) if method.unchanged)
    assert own.spec is not None
    meant = inv_freq(read_config(config, reach.extended).spec)
    assert np.array_equal(inv_freq(own.spec), meant)
    assert np.array_equal(inv_freq(subject.spec), meant)


def _problem(config: dict[str, Any] | str) -> Shown:
    known = {"model": config} if isinstance(config, str) else {"config": json.dumps(config)}
    own = {} if "model" in known else {"q": "1,2,3,4", "k": "-1,0.5,2,1"}
    params = {"show": "problem", **own, **known}
    return shown_linked(read_problem(params), params)


@settings(max_examples=60, deadline=None)
@given(LENGTHS, st.integers(2, 64), st.sampled_from([None, 1.0, 4.0]), st.booleans())
def test_a_table_is_of_the_length_that_is_reached(
    original: int, times: int, factor: float | None, dynamic: bool
) -> None:
    config = (
        _config(original, {"rope_type": "dynamic", "factor": float(times)})
        if dynamic
        else _longrope(original, original * times, factor)
    )
    _of_its_length(config_subject(read_pasted(json.dumps(config))), config)
    shown = _problem(config)
    assert shown.subject is not None
    _of_its_length(shown.subject, config)


@settings(max_examples=40, deadline=None)
@given(
    LENGTHS,
    st.integers(2, 64),
    st.sampled_from(["yarn", "llama3", "longrope"]),
)
def test_the_lengths_of_a_problems_config_are_known(original: int, times: int, method: str) -> None:
    longest = original * times
    part = {"rope_type": method, "factor": float(times)}
    part |= {"original_max_position_embeddings": original}
    if method == "llama3":
        part |= {"low_freq_factor": 1.0, "high_freq_factor": 4.0}
    config = _longrope(original, longest, None) if method == "longrope" else _config(longest, part)
    shown = _problem(config)
    assert shown.subject is not None
    assert shown.reach is not None
    assert shown.subject.trained == original
    told = scale_data(shown.subject, shown.reach, 3)
    assert f"Trained on {original:,} tokens by its scaling's settings" in str(told["line"])
    assert "not known" not in str(told["line"])
    rows = dict(models_data(shown.subject, None, 3)["rows"])  # type: ignore[call-overload]
    assert rows["pretrained on"].startswith(f"{original:,} tokens, by")
    assert rows["max_position_embeddings"] == f"{longest:,} tokens"


@pytest.mark.parametrize(
    "key", [key for key, preset in models_by_key().items() if preset.rotates and fits(preset)]
)
def test_a_problem_with_a_model_knows_what_the_model_says(key: str) -> None:
    shown = _problem(key)
    alone = shown_linked(read_problem({}), {"show": key})
    assert shown.subject is not None
    assert alone.subject is not None
    mine, its = (models_data(one, None, 3)["rows"] for one in (shown.subject, alone.subject))
    assert mine == its
    assert shown.reach == alone.reach


def test_the_list_that_is_assumed_is_said() -> None:
    spec = read_problem({"model": "phi-4-mini"}).problem.spec
    said = "LongRoPE has two lists: this is the one for texts of up to 4,096 tokens."
    assert assumed_length(spec) == said
    assert said in overview(9000, spec, "q", 3)["overview"]
    sent = first_stage("rotate", {"model": "phi-4-mini", "m": "9000"})
    assert sent is not None
    assert said in sent


@pytest.mark.parametrize("key", ["phi-4-mini", "phi-3.5-mini"])
def test_a_problem_of_longrope_uses_its_long_list(key: str) -> None:
    shown = _problem(key)
    assert shown.subject is not None
    assert shown.reach is not None
    told = scale_data(shown.subject, shown.reach, 3)
    (own,) = (row for row in told["others"] if "its own" in row["title"])  # type: ignore[attr-defined]
    slowest = inv_freq(models_by_key()[key].spec(131072))[-1] / 10000.0 ** (
        -2 * (shown.subject.spec.pairs - 1) / shown.subject.spec.rotary_dim
    )
    assert own["cells"][1] == exact(round(float(slowest), 3), 3)
