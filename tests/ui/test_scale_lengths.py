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
from ui.scale.config import config_data
from ui.scale.models import models_data
from ui.scale.pasted import config_subject, read_pasted
from ui.scale.questions import scale_questions
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


BARE = {"model_type": "llama", "hidden_size": 64, "num_attention_heads": 4, "rope_theta": 1e4}


def _told(**more: Any) -> tuple[dict[str, Any], str]:
    pasted = read_pasted(json.dumps(BARE | more))
    subject = config_subject(pasted)
    told = scale_data(subject, reach_of(subject, None, None), 3)
    return config_data(pasted, 3), str(told["line"])


@settings(max_examples=20, deadline=None)
@given(LENGTHS, st.sampled_from(["yarn", "longrope"]))
def test_a_length_that_is_assumed_is_not_said_to_be_of_the_settings(long: int, kind: str) -> None:
    part: dict[str, Any] = {"rope_type": kind, "factor": 4.0, "attention_factor": 1.1}
    if kind == "longrope":
        part |= {"short_factor": [1.0] * 8, "long_factor": [2.0] * 8}
    data, line = _told(max_position_embeddings=long, rope_scaling=part)
    assert "by its scaling's settings" not in line
    assert f"its config's maximum of {long:,} tokens is taken" in line
    assert "counts from them" not in data["origin"]
    own = part | {"original_max_position_embeddings": long}
    data, line = _told(max_position_embeddings=long, rope_scaling=own)
    assert "by its scaling's settings" in line
    assert "counts from them" in data["origin"]


@settings(max_examples=20, deadline=None)
@given(LENGTHS, st.sampled_from(["dynamic", "longrope"]), st.floats(1.5, 64))
def test_a_config_is_shown_at_the_length_of_the_stage(long: int, kind: str, times: float) -> None:
    part: dict[str, Any] = {"rope_type": kind, "factor": times}
    if kind == "longrope":
        part |= {"short_factor": [1.0] * 8, "long_factor": [2.0 + i for i in range(8)]}
        part["original_max_position_embeddings"] = long
    config = BARE | {"max_position_embeddings": long, "rope_scaling": part}
    pasted = read_pasted(json.dumps(config))
    subject = config_subject(pasted)
    assert pasted.report is not None
    assert pasted.report.spec == subject.spec
    (row,) = config_data(pasted, 3)["kinds"]  # type: ignore[misc]
    length = getattr(subject.spec.scaling, "seq_len", 0)
    assert f"a text of {length:,} tokens is assumed" in row["line"]


def test_who_says_how_far_it_reaches() -> None:
    """Nobody asked, where nobody did."""
    asked = "asked here"
    _, line = _told(max_position_embeddings=8192)
    assert "reaching, as is assumed here, 65,536." in line
    assert asked not in line
    part = {"rope_type": "linear", "factor": 4.0}
    _, line = _told(max_position_embeddings=8192, rope_scaling=part)
    assert "reaching, by its factor, 32,768." in line
    subject = config_subject(read_pasted(json.dumps(BARE)))
    assert "asked here to reach 5,000." in str(
        scale_data(subject, reach_of(subject, 1000, 5.0), 3)["line"]
    )


def test_layers_that_no_config_counts_are_assumed() -> None:
    assert _told()[0]["kinds"][0]["layers"] == "32 layers, as is assumed: 0 to 31"
    assert _told(num_hidden_layers=2)[0]["kinds"][0]["layers"] == "2 layers: 0 to 1"


@pytest.mark.parametrize(
    ("length", "says"),
    [(4096.0, "the config's maximum"), (10**9, "the config names 1,000,000,000"),
     (-1, "the config names −1"), (None, "the config names no length")],
)  # fmt: skip
def test_a_length_that_cannot_be_shown_is_named(length: float | None, says: str) -> None:
    assert says in _told(max_position_embeddings=length)[0]["origin"]


@pytest.mark.parametrize("factor", [1.0000001, 1.00001, 1.01, 4.0])
@pytest.mark.parametrize("digits", [3, 4])
def test_what_is_slowed_is_not_shown_as_the_same(factor: float, digits: int) -> None:
    part = {"rope_type": "linear", "factor": factor}
    subject = config_subject(read_pasted(json.dumps(BARE | {"rope_scaling": part})))
    reach = reach_of(subject, None, None)
    (own,) = (one for one in scale_data(subject, reach, digits)["methods"]  # type: ignore[attr-defined]
              if one["key"] == "linear")  # fmt: skip
    by = own["change"].rpartition("is by ")[2].rstrip(". ")
    assert float(by) > 1
    asked = scale_questions(subject, reach, digits)
    told = str(asked["method linear"])
    share = told.partition("It turns ")[2].partition(" times")[0]
    assert float(share) < 1


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
