"""The stack of a model: its layers as its settings say them, and how alike distances look."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from rope_core import RopeSpec
from ui.scale.layers import DISTANCES, layers_data
from ui.scale.subject import model_subject, models_by_key, problem_subject


def data(key: str) -> Any:
    return layers_data(model_subject(key), 3)


def test_every_model_has_its_kinds_and_every_layer_one_of_them() -> None:
    for key, preset in models_by_key().items():
        if not preset.rotates:
            continue
        found = data(key)
        assert found["kinds"], key
        assert set(found["layers"]) <= set(range(len(found["kinds"]))), key
        json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(
    ("key", "count", "still"),
    [("llama-4-scout-17b-16e-instruct", 48, [3, 7, 11]), ("exaone-4.0-32b", 64, [3, 7, 11])],
)
def test_which_layers_do_not_turn(key: str, count: int, still: list[int]) -> None:
    found = data(key)
    turned = [found["kinds"][kind]["turned"] for kind in found["layers"]]
    assert len(turned) == count
    assert [layer for layer, turns in enumerate(turned) if not turns][:3] == still


@pytest.mark.parametrize("key", ["gemma-3-27b", "qwen3-8b", "llama-4-scout-17b-16e"])
def test_where_no_setting_says_how_many_layers_none_are_counted(key: str) -> None:
    assert data(key)["layers"] == []
    assert data(key)["kinds"]


def test_several_sizes_under_one_name_are_said() -> None:
    assert any("Several sizes" in note for note in data("qwen3-vl-2b-4b-8b")["notes"])


def test_a_layer_without_scores_is_not_said_to_have_some() -> None:
    kinds = {kind["name"]: kind for kind in data("qwen3.5-27b")["kinds"]}
    assert "running summary" in kinds["linear attention"]["says"]
    assert kinds["linear attention"]["lines"] == []
    kinds = {kind["name"]: kind for kind in data("command-r7b-12-2024")["kinds"]}
    assert "same at every distance" in kinds["full attention"]["says"]


def test_what_stands_still_is_not_said_to_turn() -> None:
    kinds = {kind["name"]: kind for kind in data("gemma-4-31b")["kinds"]}
    assert "128 of 512 numbers turn. The slowest pair that turns" in kinds["full attention"]["says"]
    assert "latent attention" in data("deepseek-v3")["kinds"][0]["says"]
    assert "latent attention" not in data("qwen3-8b")["kinds"][0]["says"]


def test_how_alike_by_cosines() -> None:
    (local,) = [kind for kind in data("gemma-3-1b")["kinds"] if "sliding" in kind["name"]]
    for distance, (_, _, value) in zip(DISTANCES, local["lines"], strict=True):
        turns = [math.cos(distance * 10_000 ** (-i / 128)) for i in range(128)]
        assert value == pytest.approx(sum(turns) / 128, abs=1e-6)


def test_a_problem_of_ones_own_has_no_stack() -> None:
    assert layers_data(problem_subject(RopeSpec(4)), 3)["kinds"] == []


def test_a_temperature_is_shown_where_a_layer_has_one() -> None:
    still = next(
        kind for kind in data("llama-4-scout-17b-16e-instruct")["kinds"] if not kind["turned"]
    )
    lines = still["tempered"]["lines"]
    # exp(2) / (1 + exp(2)), and the same with 2 times 1.0693 in the exponent.
    at = next(line for line in lines if line[0] == "8,192")
    assert "multiplied by 1.069" in at[1]
    assert "0.881 and 0.119 become 0.895 and 0.105" in at[1]
    assert lines[0][2] == 1
    assert [line[2] for line in lines] == sorted(line[2] for line in lines)
    turned = next(
        kind for kind in data("llama-4-scout-17b-16e-instruct")["kinds"] if kind["turned"]
    )
    assert "tempered" not in turned
    assert all("tempered" in kind for kind in data("devstral-small-2-24b")["kinds"])
    assert not any("tempered" in kind for kind in data("qwen3-8b")["kinds"])
