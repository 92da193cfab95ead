"""What queries are multiplied by, held to the library that does it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rope_core import RopeError
from rope_core.config.temperature import query_temperature

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "temperature.json").read_text())
SAID = {"llama4_text": "still", "ministral3": "all", "mistral4": "all"}


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: case["config"]["model_type"])
def test_queries_are_multiplied_as_transformers_does(case: dict[str, Any]) -> None:
    temperature = query_temperature(case["config"])
    assert temperature is not None
    assert temperature.of == SAID[case["config"]["model_type"]]
    made = [temperature.factor(place) for place in case["places"]]
    assert made == pytest.approx(case["factors"], rel=1e-6)
    assert len(set(made)) > 1
    # The class's own settings are what a silent config means, also within a wrapper.
    kind = case["config"]["model_type"]
    assert query_temperature({"model_type": kind}) == temperature
    assert query_temperature({"text_config": {"model_type": kind}}) == temperature


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "llama"},
        {"model_type": "llama4_text", "attn_temperature_tuning": False},
        {"rope_parameters": {"llama_4_scaling_beta": 0.0}},
        {},
    ],
)
def test_most_models_have_none(config: dict[str, Any]) -> None:
    assert query_temperature(config) is None


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"model_type": "llama4_text", "floor_scale": -1}, "floor_scale"),
        ({"model_type": "llama4_text", "attn_scale": "much"}, "attn_scale"),
        ({"rope_parameters": {"llama_4_scaling_beta": 0.1}}, "original_max_position_embeddings"),
    ],
)
def test_nonsense_is_refused_by_its_name(config: dict[str, Any], field: str) -> None:
    with pytest.raises(RopeError, match=field):
        query_temperature(config)
