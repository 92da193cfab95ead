"""The models: every entry reads as its family's own code reads it, and names its sources."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from rope_core import PAIRINGS, RopeError, RopeSpec, attention_factor, inv_freq
from rope_core.config.reader import read_config
from rope_core.models.presets import (
    MODELS_FILE,
    Length,
    ModelPreset,
    find_model,
    models,
    rotating_models,
    search_models,
)
from tests.census.compare import preset_verdict
from tests.core.core_support import REFERENCE

MODELS = pytest.mark.parametrize("model", models(), ids=lambda model: model.name)
ROTATING = pytest.mark.parametrize("model", rotating_models(), ids=lambda model: model.name)
CONFIG_FROM = {"published file", "put together from the sources", "class defaults"}


@cache
def reference(name: str = "presets.json") -> dict[str, dict[str, Any]]:
    entries = json.loads((REFERENCE / name).read_text(encoding="utf-8"))["models"]
    return {entry["name"]: entry for entry in entries}


def test_there_are_many_and_each_once() -> None:
    names = [model.name for model in models()]
    assert len(names) >= 100
    assert len(set(names)) == len(names)
    assert set(names) == set(reference())
    # Nothing that is not in the file's own description.
    file = json.loads(MODELS_FILE.read_text(encoding="utf-8"))
    described = {field.partition(".")[0] for field in file["fields"]}
    assert {key for entry in file["models"] for key in entry} <= described | {
        "name", "family", "lengths", "notes", "pairing_source", "original_pairing_source",
    }  # fmt: skip


@MODELS
def test_it_is_read_as_its_familys_code_reads_it(model: ModelPreset) -> None:
    """By numbers: tables, attention factors, how random features were turned, which layers are."""
    known = reference()[model.name]
    assert preset_verdict({"preset": model.name, **known}) == ("right", "")
    assert model.rotates == bool(known["kinds"])
    ways = [table["turn"] for table in known["kinds"].values()]
    assert {way["pairing"] for way in ways} == ({model.pairing} if model.rotates else set())
    assert model.pairing is None or model.pairing in PAIRINGS


@ROTATING
def test_every_table_of_the_code_is_one_of_ours(model: ModelPreset) -> None:
    known = reference()[model.name]
    used = set()
    for kind in model.kinds():
        if kind.spec is None:
            continue
        alike = {name for name, table in known["kinds"].items() if _alike(kind.spec, table)}
        assert alike, f"{kind.name} has a table of its own"
        used |= alike
    assert used == set(known["kinds"])
    assert any(kind.spec == model.spec() for kind in model.kinds())


def _alike(spec: RopeSpec, table: dict[str, Any]) -> bool:
    # Float32 powers in the reference.
    theirs = np.array(table["inv_freq"])
    return (
        len(theirs) == spec.pairs
        and np.allclose(inv_freq(spec), theirs, rtol=4e-6, atol=0)
        and abs(attention_factor(spec) - table["attention_factor"]) < 2e-6
    )


@MODELS
def test_every_value_has_its_source(model: ModelPreset) -> None:
    assert model.config_from in CONFIG_FROM
    assert model.sources
    assert all(model.sources)
    assert model.pairing_source
    for length in vars(model.lengths).values():
        assert length is None or (length.tokens > 0 and len(length.source) > 10)
    assert find_model(model.name) is model
    assert ("class defaults" in model.name) <= (
        model.config_from == "class defaults" or model.name.startswith("Gemma 4")
    )


@MODELS
def test_the_three_lengths_are_kept_apart(model: ModelPreset) -> None:
    """The maximum is what the config says; the original length is what training is said to be."""
    lengths, config = model.lengths, model.config()
    part = config.get("text_config", config)
    maximum = part.get("max_position_embeddings")
    assert (lengths.max_position_embeddings and lengths.max_position_embeddings.tokens) == maximum
    if lengths.pretrained and lengths.extended:
        assert lengths.pretrained.tokens < lengths.extended.tokens
    if lengths.pretrained:
        quoted = {int(text.replace(",", "")) for text in _numbers(lengths.pretrained)}
        originals = {
            getattr(kind.spec.scaling, "original_max_position_embeddings", None)
            for kind in model.kinds()
            if kind.spec
        }
        assert lengths.pretrained.tokens in quoted | originals


def _numbers(length: Length) -> list[str]:
    """Whole numbers in a source, with "8k" and "256K" as it says it read them."""
    return re.findall(r"\d{1,3}(?:,\d{3})+|\d{4,}", length.source)


@pytest.mark.parametrize(
    ("name", "pretrained", "extended", "maximum"),
    [
        ("Qwen3 8B", 32768, 131072, 40960),
        ("Qwen2.5 7B", 32768, None, 131072),
        ("Gemma 3 27B", 32768, 131072, 131072),
        ("Mistral 7B v0.1", 8192, None, 32768),
        ("Command-R v01 (35B)", None, 131072, 8192),
        ("Llama 4 Scout 17B-16E Instruct", 262144, 10485760, 10485760),
    ],
)
def test_lengths_that_were_once_one(
    name: str, pretrained: int | None, extended: int | None, maximum: int
) -> None:
    lengths = find_model(name).lengths
    told = (lengths.pretrained, lengths.extended, lengths.max_position_embeddings)
    assert tuple(length and length.tokens for length in told) == (pretrained, extended, maximum)
    assert lengths.longest == max(filter(None, (pretrained, extended, maximum)))


def test_models_that_were_verified_before_are_still_as_they_were() -> None:
    """Settings collected independently of the configs: head_dim, base, scaling, maximum."""
    verified = [entry for entry in reference("models.json").values() if entry["verified"]]
    assert len(verified) == 48
    for entry in verified:
        model = find_model(entry["name"])
        spec = model.spec()
        maximum = model.lengths.max_position_embeddings
        assert (maximum and maximum.tokens) == entry["max_position_embeddings"]
        assert model.pairing == entry["layout"]
        if entry["rotary_dim"] is not None:
            assert (spec.head_dim, spec.rotary_dim) == (entry["head_dim"], entry["rotary_dim"])
            assert spec.base == entry["rope_theta"]
        derived = entry["derived"] or {}
        ends = derived.get("short", derived)
        if "inv_freq_first" in ends:
            assert inv_freq(spec)[0] == pytest.approx(ends["inv_freq_first"], rel=1e-12)
            assert inv_freq(spec)[-1] == pytest.approx(ends["inv_freq_last"], rel=1e-12)
            assert attention_factor(spec) == pytest.approx(derived["attention_factor"], rel=1e-14)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # Gemma 2 27B and Gemma 3 27B divide by √ of hidden_size / heads, not of head_dim.
        ("Gemma 2 27B", 144**-0.5),
        ("Gemma 3 27B", 168**-0.5),
        ("Gemma 3 4B / 12B", 256**-0.5),
        ("Llama 3.1 8B / 70B / 405B", 128**-0.5),
        ("DeepSeek-V3", 192**-0.5 * (0.1 * math.log(40) + 1) ** 2),
    ],
)
def test_what_else_a_score_is_multiplied_by(name: str, value: float) -> None:
    assert read_config(find_model(name).config()).score.value == pytest.approx(value, rel=1e-12)


def test_longrope_models_have_two_tables() -> None:
    model = find_model("Phi-4-mini")
    long = reference("models.json")["Phi-4-mini"]["derived"]["long"]
    assert inv_freq(model.spec(131072))[-1] == pytest.approx(long["inv_freq_last"], rel=1e-12)
    assert inv_freq(model.spec(4096))[-1] != pytest.approx(long["inv_freq_last"], rel=1e-3)
    assert model.lengths.pretrained is not None
    assert model.lengths.pretrained.tokens == 4096


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
    command = {kind.name: kind.spec for kind in find_model("Command R7B 12-2024").kinds()}
    assert command["full_attention"] is None
    assert command["sliding_attention"] == RopeSpec(128, 50000.0, "interleaved")


def test_a_model_that_rotates_nothing_says_so() -> None:
    model = find_model("Nemotron 3 Nano 30B-A3B")
    assert not model.rotates
    assert model not in rotating_models()
    for ask in (model.spec, model.kinds):
        with pytest.raises(RopeError) as caught:
            ask()
        assert caught.value.received == model.name
        assert "No rotation" in caught.value.hint
    assert model.config()["rope_theta"] == 10000


def test_search() -> None:
    assert len(search_models("")) == len(models())
    assert [model.name for model in search_models("LLAMA 3.1")] == ["Llama 3.1 8B / 70B / 405B"]
    assert search_models("no such model") == ()
    with pytest.raises(RopeError) as caught:
        find_model("gpt-j")
    assert "GPT-J-6B" in caught.value.hint
