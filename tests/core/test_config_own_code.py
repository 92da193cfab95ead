"""Whose code a config is read as, and what is said where a code and its config disagree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, inv_freq, rotate
from rope_core.config import ConfigReport, read_config

B = {"hidden_size": 512, "num_attention_heads": 8, "num_hidden_layers": 8}
CENSUS = Path(__file__).parents[1] / "reference" / "census.json"


def read(**config: Any) -> ConfigReport:
    return read_config({**B, **config})


def warned(report: ConfigReport, start: str) -> list[str]:
    return [warning for warning in report.warnings if warning.startswith(start)]


# --- families that run another family's code ---------------------------------------------


@pytest.mark.parametrize(
    ("kind", "pairing", "base"),
    [
        ("sarvam_mla", "interleaved_to_half", 1e4),
        ("sarvam_moe", "half_split", 8e6),
        ("iquestcoder", "half_split", 1e4),
        ("exaone", "half_split", 5e5),
        ("internlm3", "half_split", 1e4),
    ],
)
def test_a_family_with_a_borrowed_model_turns_as_that_does(
    kind: str, pairing: str, base: float
) -> None:
    report = read(model_type=kind)
    assert report.pairing_known
    assert (report.spec.pairing, report.spec.base) == (pairing, base)
    asked = read(model_type="sarvam_mla", rope_interleave=False)
    assert asked.spec.pairing == "half_split"
    assert asked.pairing_known


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "glm5_next_text", "qk_rope_head_dim": 64},
        {"model_type": "glm5_next", "text_config": {**B, "qk_rope_head_dim": 64}},
        {"model_type": "glm5_next", "text_config": {"model_type": "glm5_next_text", **B}},
        {"model_type": "inkling2", "text_config": B},
    ],
)
def test_a_text_model_beside_pictures_that_turn_has_no_rope(config: dict[str, Any]) -> None:
    with pytest.raises(RopeError, match="no RoPE"):
        read_config(config)


def test_what_is_learned_is_in_no_config() -> None:
    report = read(model_type="mistral_large4_text", qk_rope_head_dim=64)
    assert report.warnings[0].startswith("mistral_large4_text learns a number for each pair")
    assert not warned(read(model_type="mistral4", qk_rope_head_dim=64), "mistral4 learns")


def test_deepseek_v4_turns_the_last_features_and_all_that_it_names() -> None:
    """Its apply function, given a whole head, turns the last; given those alone, every one."""
    cases = json.loads(CENSUS.read_text(encoding="utf-8"))["cases"]
    (case,) = (case for case in cases if case["family"] == "deepseek_v4")
    turns = [table["turn"] for table in case["kinds"].values()]
    assert turns == [{"pairing": "interleaved", "features": "last", "backwards": False}] * 2
    width, turned = case["config"]["head_dim"], case["config"]["qk_rope_head_dim"]
    spec = read_config(case["config"]).spec
    assert (spec.head_dim, spec.rotary_dim, spec.features) == (width, turned, "last")
    alone = RopeSpec(turned, spec.base, spec.pairing)
    x = np.random.default_rng(3).standard_normal((4, width))
    y = rotate(x, np.arange(4), spec)
    np.testing.assert_array_equal(y[:, :-turned], x[:, :-turned])
    np.testing.assert_array_equal(y[:, -turned:], rotate(x[:, -turned:], np.arange(4), alone))


# --- a config that asks for what the code does not do ------------------------------------


@pytest.mark.parametrize(
    ("kind", "asks", "pairing"),
    [
        ("llama", True, "half_split"),
        ("gpt_oss", True, "half_split"),
        ("cohere", False, "interleaved"),
        ("glm4", False, "interleaved"),
    ],
)
def test_rope_interleave_that_the_code_does_not_read_is_a_warning(
    kind: str, asks: bool, pairing: str
) -> None:
    report = read(model_type=kind, rope_interleave=asks)
    assert report.spec.pairing == pairing
    assert warned(report, "rope_interleave concerns RoPE and was not used")
    other = read(model_type=kind, rope_interleave=not asks)
    assert not warned(other, "rope_interleave")


@pytest.mark.parametrize("kind", ["deepseek_v32", "glm_moe_dsa", "kimi_k2", "longcat_flash"])
def test_rope_interleave_false_of_a_code_that_always_interleaves_is_said(kind: str) -> None:
    report = read(model_type=kind, qk_rope_head_dim=64, rope_interleave=False)
    assert report.spec.pairing == "half_split"
    assert not report.pairing_known
    (said,) = warned(report, "The pairing half_split is assumed")
    assert "does not look at that key" in said
    read_by = read(model_type="deepseek_v3", qk_rope_head_dim=64, rope_interleave=False)
    assert read_by.pairing_known
    assert not warned(read_by, "The pairing")


def test_alpha_is_read_by_the_families_that_read_it() -> None:
    scaling = {"type": "dynamic", "alpha": 8.0, "factor": 2.0}
    length = {"max_position_embeddings": 4096}
    llama = read(model_type="llama", rope_scaling=scaling, **length)
    dynamic = read(model_type="llama", rope_scaling={"type": "dynamic", "factor": 2.0}, **length)
    assert llama.spec == dynamic.spec
    assert warned(llama, "rope_scaling.alpha concerns RoPE and was not used")
    for kind in ("hunyuan_v1_moe", "hunyuan", None):
        report = read(model_type=kind, head_dim=64, rope_scaling=scaling, **length)
        assert report.spec.base * 8.0 ** (64 / 62) == pytest.approx(
            inv_freq(report.spec)[1] ** -32, rel=1e-9
        )
    legacy = {"type": "xdrope", "alpha": 8.0, "xdrope_section": [8, 8, 8, 8]}
    picture = {"model_type": "hunyuan_vl", "text_config": {**B, "rope_scaling": legacy}}
    report = read_config(picture)
    np.testing.assert_array_equal(inv_freq(report.spec), inv_freq(read(rope_scaling=scaling).spec))
    assert "more than one position" in report.warnings[-1]


# --- what is assumed is said, and only that ----------------------------------------------


def test_a_second_base_that_is_assumed_has_its_own_name() -> None:
    given = read(model_type="gemma3_text", head_dim=64, rope_theta=1e6)
    assert [warning.partition(" ")[0] for warning in given.warnings] == ["rope_local_base_freq"]
    both = read(model_type="gemma3_text", head_dim=64, rope_theta=1e6, rope_local_base_freq=1e4)
    assert both.warnings == ()
    v4 = read(model_type="deepseek_v4", head_dim=512, qk_rope_head_dim=64, rope_theta=1e4)
    assert [warning.partition(" ")[0] for warning in v4.warnings] == ["compress_rope_theta"]


@pytest.mark.parametrize(
    ("config", "key"),
    [
        ({"model_type": "gptj", "n_embd": 4096, "n_head": 16}, "rotary_dim"),
        ({"model_type": "qwen2", "hidden_size": 512}, "num_attention_heads"),
        ({"model_type": "longcat_flash", "hidden_size": 512}, "qk_rope_head_dim"),
        (
            {"model_type": "llama", **B, "max_position_embeddings": 64, "rope_scaling": {
                "rope_type": "yarn", "factor": None, "original_max_position_embeddings": 16}},
            "rope_scaling.factor",
        ),
        ({"model_type": "llama", **B, "rope_scaling": {"type": "dynamic", "factor": 2.0}},
         "max_position_embeddings"),
    ],
)  # fmt: skip
def test_whatever_decides_a_table_and_is_assumed_is_a_warning(
    config: dict[str, Any], key: str
) -> None:
    assert warned(read_config(config), f"{key} is not in the config; assumed: ")


def test_a_length_that_nobody_gave_contradicts_nothing() -> None:
    scaling = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
    report = read(model_type="llama", rope_theta=1e6, rope_scaling=scaling)
    assert report.warnings == ()


# --- a part of the wrong kind -------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"model_type": ["llama"], **B}, "model_type"),
        ({"model_type": 7, **B}, "model_type"),
        ({"model_type": True, **B}, "model_type"),
        ({"text_config": {"model_type": {}, **B}}, "model_type"),
        ({"model_type": "llava", "text_config": "llama"}, "text_config"),
        ({"model_type": "llava", "text_config": [B]}, "text_config"),
        ({"model_type": "qwen2_5_omni", "thinker_config": 3}, "thinker_config"),
    ],
)
def test_a_part_of_the_wrong_kind_is_refused_by_name(config: dict[str, Any], field: str) -> None:
    with pytest.raises(RopeError) as caught:
        read_config(config)
    assert caught.value.field == field
    assert read_config({"model_type": "llava", "text_config": None, **B}).spec.head_dim == 64


# --- keys that were not used --------------------------------------------------------------


@pytest.mark.parametrize(
    "extra",
    [
        {"rope_ratio": 2}, {"alpha": 2.0}, {"rope_traditional": True}, {"use_rope": False},
        {"use_rotary": False}, {"long_factor": [1, 2]}, {"attention_factor": 1.3},
        {"beta_fast": 32}, {"theta": 5e5}, {"rotary_ndims": 32}, {"nope_layer_interval": 4},
        {"rope": {"theta": 1e4}}, {"rope_type": "yarn"}, {"use_dynamic_ntk": True},
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["llama", "mystery"])
def test_a_key_that_looks_like_rope_and_was_not_used_is_a_warning(
    extra: dict[str, Any], kind: str
) -> None:
    (key,) = extra
    assert warned(read(model_type=kind, rope_theta=1e4, **extra), f"{key} concerns RoPE")


@pytest.mark.parametrize(
    "extra",
    [
        {"use_rope": True}, {"use_mrope": False}, {"rope_ratio": 1}, {"qk_nope_head_dim": 64},
        {"vision_rope_theta": 100.0}, {"vocab_size": 7}, {"rope_scaling": None},
    ],
)  # fmt: skip
def test_a_key_that_asks_for_nothing_is_no_warning(extra: dict[str, Any]) -> None:
    assert read(model_type="llama", rope_theta=1e4, **extra).warnings == ()


@pytest.mark.parametrize("kind", ["llama", "qwen3_vl_text"])
def test_a_key_outside_the_text_models_settings_is_a_warning(kind: str) -> None:
    inner = {"model_type": kind, "head_dim": 64, **B}
    outside = read_config({"model_type": "wrapper", "rope_theta": 5e6, "text_config": inner})
    assert outside.spec.base != 5e6
    assert warned(outside, "rope_theta concerns RoPE and was not used: it stands outside")
    alike = {
        "model_type": "wrapper",
        "rope_theta": 5e6,
        "text_config": {**inner, "rope_theta": 5e6},
    }
    assert read_config(alike).warnings == ()


def test_which_layers_a_scaling_is_for_is_used_where_it_says_what_is_done() -> None:
    scaling = {"rope_type": "linear", "factor": 2.0}
    kinds = ["full_attention", "sliding_attention"] * 4
    step = {"model_type": "step3p5", "head_dim": 64, "rope_theta": [5e6, 1e4] * 4}
    step |= {"layer_types": kinds, "rope_scaling": scaling}
    full = read(**step, yarn_only_types=["full_attention"])
    assert full.warnings == ()
    assert [kind.spec and kind.spec.scaling is not None for kind in full.kinds] == [True, False]
    both = read(**step, yarn_only_types=["full_attention", "sliding_attention"])
    assert warned(both, "yarn_only_types concerns RoPE and was not used")


def test_a_class_is_no_config_object() -> None:
    class Settings:
        def to_dict(self) -> dict[str, Any]:
            return dict(B)

    assert read_config(Settings()).spec.head_dim == 64
    with pytest.raises(RopeError, match="config: received"):
        read_config(Settings)
