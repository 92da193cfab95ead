"""The models: every entry gives a spec that agrees with what transformers computed."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from core_support import REFERENCE

from rope_core import PAIRINGS, RopeError, RopeSpec, attention_factor, inv_freq, rotate
from rope_core.models.presets import MODELS_FILE, ModelPreset, find_model, models, search_models

MODELS = pytest.mark.parametrize("model", models(), ids=lambda model: model.name)


def test_all_verified_models_are_there_and_no_others() -> None:
    published = json.loads((REFERENCE / "models.json").read_text(encoding="utf-8"))["models"]
    ours = json.loads(MODELS_FILE.read_text(encoding="utf-8"))["models"]
    assert ours == [entry for entry in published if entry["verified"]]
    assert len(ours) >= 48
    assert not any(entry["recalled_fields"] for entry in ours)


@MODELS
def test_every_model(model: ModelPreset) -> None:
    spec = model.spec()
    entry = json.loads(model._entry)
    assert model.sources
    assert all(model.sources)
    assert spec.pairing == model.pairing in PAIRINGS
    if entry["rotary_dim"] is not None:
        assert (spec.head_dim, spec.rotary_dim) == (entry["head_dim"], entry["rotary_dim"])
        assert spec.base == entry["rope_theta"]
    table = inv_freq(spec)
    if model.inv_freq_first is not None:
        assert table[0] == pytest.approx(model.inv_freq_first, rel=1e-12)
        assert table[-1] == pytest.approx(model.inv_freq_last, rel=1e-12)
        assert attention_factor(spec) == pytest.approx(model.attention_factor, rel=1e-14)
        assert len(table) == entry["derived"]["pairs"]
    x = np.ones(spec.head_dim)
    grown = math.hypot(attention_factor(spec))
    length = np.linalg.norm(rotate(x, 1000, spec)[: spec.rotary_dim])
    assert length == pytest.approx(grown * math.sqrt(spec.rotary_dim), rel=1e-12)
    assert any(kind.spec == spec for kind in model.kinds())
    for kind in model.kinds():
        assert kind.spec is None or kind.spec.pairing == model.pairing
    assert find_model(model.name) is model


def test_longrope_models_have_two_tables() -> None:
    model = find_model("Phi-4-mini")
    entry = json.loads(model._entry)
    long = entry["derived"]["long"]
    assert inv_freq(model.spec(131072))[-1] == pytest.approx(long["inv_freq_last"], rel=1e-12)
    assert inv_freq(model.spec(4096))[-1] == pytest.approx(model.inv_freq_last, rel=1e-12)
    assert model.trained_length == 4096


def test_layers_that_differ() -> None:
    gemma = find_model("Gemma 3 4B / 12B")
    assert [(kind.name, kind.spec and kind.spec.base) for kind in gemma.kinds()] == [
        ("full_attention", 1e6),
        ("sliding_attention", 1e4),
    ]
    four = {kind.name: kind.spec for kind in search_models("gemma 4")[0].kinds()}
    assert four["full_attention"] is not None
    assert four["sliding_attention"] == RopeSpec(256, 1e4, "half_split")
    assert np.count_nonzero(inv_freq(four["full_attention"])) == 64
    assert "no rotation" in find_model("SmolLM3 3B").layer_rule
    command = {kind.name: kind.spec for kind in find_model("Command R7B 12-2024").kinds()}
    assert command["full_attention"] is None
    assert command["sliding_attention"] == RopeSpec(128, 50000.0, "interleaved")


@MODELS
def test_the_pairing_follows_from_the_config(model: ModelPreset) -> None:
    """The table of pairings by model type agrees with the source each entry names."""
    assert RopeSpec.from_config(model.config()).pairing == model.pairing


def test_search() -> None:
    assert len(search_models("")) == len(models())
    assert [model.name for model in search_models("LLAMA 3.1")] == ["Llama 3.1 8B / 70B / 405B"]
    assert search_models("no such model") == ()
    with pytest.raises(RopeError) as caught:
        find_model("gpt-j")
    assert "GPT-J-6B" in caught.value.hint
