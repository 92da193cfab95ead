"""What is read from a config whose family is known, one rule a test; and what is said of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, inv_freq
from rope_core.config import ConfigReport, read_config
from rope_core.config.families import family_of, known_types

FULL, SLIDING = "full_attention", "sliding_attention"


def read(**config: Any) -> ConfigReport:
    return read_config(config)


def spec_of(report: ConfigReport, name: str) -> RopeSpec:
    (spec,) = (kind.spec for kind in report.kinds if kind.name == name)
    assert spec is not None
    return spec


def verdicts(report: ConfigReport) -> dict[str, str]:
    return {note.key: note.verdict for note in report.notes}


# --- pairing -----------------------------------------------------------------------------


def test_every_known_family_has_a_pairing_and_is_told_as_a_fact() -> None:
    for kind in known_types():
        assert family_of(kind).known
    report = read(model_type="cohere", head_dim=8)
    assert report.pairing_known
    assert not any("pairing" in warning for warning in report.warnings)
    (note,) = (note for note in report.notes if note.key == "model_type")
    assert note.remark == "transformers pairs this model interleaved"


def test_an_unknown_type_is_never_a_fact_about_a_library() -> None:
    report = read(model_type="mystery_7b", head_dim=8)
    assert not report.pairing_known
    assert report.warnings[0].startswith(
        "The pairing half_split is assumed: the model_type mystery"
    )
    told = " ".join(note.remark for note in report.notes)
    assert "transformers pairs" not in told
    assert verdicts(report)["pairing"] == "assumed"


@pytest.mark.parametrize("kind", ["deepseek_v3", "glm4_moe_lite", "youtu", "kimi_k2", "axk1"])
def test_rope_interleave_is_honoured(kind: str) -> None:
    assert read(model_type=kind).spec.pairing == "interleaved_to_half"
    assert read(model_type=kind, rope_interleave=True).spec.pairing == "interleaved_to_half"
    assert read(model_type=kind, rope_interleave=False).spec.pairing == "half_split"
    with pytest.raises(RopeError) as caught:
        read(model_type=kind, rope_interleave="no")
    assert caught.value.field == "rope_interleave"


def test_rope_interleave_of_an_unknown_type_is_taken_and_said_to_be_assumed() -> None:
    report = read(model_type="mystery", head_dim=8, rope_interleave=True)
    assert report.spec.pairing == "interleaved_to_half"
    assert verdicts(report)["pairing"] == "assumed"
    assert "interleaved_to_half is assumed" in report.warnings[0]


def test_the_other_direction_and_the_last_features() -> None:
    assert read(model_type="nanochat", head_dim=8).spec.backwards
    spec = spec_of(read(model_type="deepseek_v4"), "main")
    assert (spec.head_dim, spec.rotary_dim, spec.features) == (512, 64, "last")
    assert list(spec.rotated) == list(range(448, 512))


# --- widths ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "head_dim", "rotary_dim"),
    [
        ({"model_type": "glm_moe_dsa", "head_dim": 192, "partial_rotary_factor": 0.5}, 64, 64),
        ({"qk_rope_head_dim": 64, "qk_nope_head_dim": 128, "head_dim": 192}, 64, 64),
        ({"model_type": "mistral4", "rope_parameters": {"partial_rotary_factor": 0.5}}, 64, 64),
        ({"model_type": "chatglm", "kv_channels": 128, "hidden_size": 4096}, 128, 64),
        ({"attention_head_dim": 160, "hidden_size": 2560, "num_attention_heads": 32}, 160, 160),
        ({"model_type": "gemma", "hidden_size": 3072, "num_attention_heads": 16}, 256, 256),
        ({"model_type": "minimax_m2", "rotary_dim": 64}, 128, 64),
        ({"model_type": "minimax_m3_vl_text", "rotary_dim": 64}, 128, 128),
        ({"model_type": "qwen3_5_text"}, 256, 64),
        ({"model_type": "qwen3_5_text", "partial_rotary_factor": 0.5}, 256, 128),
        ({"model_type": "gpt_neox", "rotary_pct": 1.0, "hidden_size": 64,
          "num_attention_heads": 4}, 16, 16),
        ({"model_type": "clvp_encoder"}, 64, 32),
    ],
)  # fmt: skip
def test_widths(config: dict[str, Any], head_dim: int, rotary_dim: int) -> None:
    spec = RopeSpec.from_config(config)
    assert (spec.head_dim, spec.rotary_dim) == (head_dim, rotary_dim)


def test_gemma_4_keeps_the_width_of_full_attention_in_per_layer_config() -> None:
    types = [SLIDING] * 5 + [FULL]
    config = {"model_type": "embedding_gemma2_text", "num_hidden_layers": 6, "layer_types": types}
    wide = read(**config, per_layer_config={"05": {"head_dim": 384}})
    assert spec_of(wide, FULL).head_dim == 384
    assert spec_of(wide, SLIDING).head_dim == 256
    assert spec_of(read(**config), FULL).head_dim == 512


@pytest.mark.parametrize(
    ("config", "prefix", "pairs"),
    [
        ({"model_type": "qwen2_5_omni", "thinker_config": {"text_config": {
            "hidden_size": 3584, "num_attention_heads": 28}}}, "thinker_config.text_config.", 64),
        ({"model_type": "t5gemma", "decoder": {"model_type": "t5_gemma_module", "head_dim": 64}},
         "decoder.", 32),
        ({"model_type": "gemma3", "text_config": {}}, "text_config.", 128),
        ({"model_type": "llava", "text_config": {}}, "text_config.", 64),
        ({"model_type": "kimi_k25", "text_config": {"model_type": "kimi_k2",
          "qk_rope_head_dim": 64}}, "text_config.", 32),
    ],
)  # fmt: skip
def test_wrappers(config: dict[str, Any], prefix: str, pairs: int) -> None:
    report = read_config(config)
    assert report.spec.pairs == pairs
    assert any(note.key.startswith(prefix) for note in report.notes)
    assert verdicts(report)[prefix.rstrip(".")] == "used"


# --- defaults and kinds of layers ----------------------------------------------------------


def test_a_config_that_says_nothing_takes_what_the_familys_code_takes() -> None:
    report = read(model_type="smollm3")
    assert report.spec.base == 2_000_000
    assert [len(kind.layers or ()) for kind in report.kinds] == [27, 9]
    assert any("rope_theta is not in the config" in warning for warning in report.warnings)
    oss = read(model_type="gpt_oss").spec
    assert oss.scaling is not None
    assert (oss.base, oss.scaling.rope_type) == (150000, "yarn")


@pytest.mark.parametrize("scaling", [None, {"rope_type": "linear", "factor": 8.0}])
def test_flat_configs_of_families_with_kinds_of_layers(scaling: dict[str, Any] | None) -> None:
    gemma = read(model_type="gemma3_text", num_hidden_layers=12, rope_scaling=scaling)
    full, sliding = spec_of(gemma, FULL), spec_of(gemma, SLIDING)
    assert (full.base, sliding.base) == (1e6, 1e4)
    assert (full.scaling is None, sliding.scaling) == (scaling is None, None)
    own = read(
        model_type="gemma3_text", num_hidden_layers=6, rope_theta=5e5, rope_local_base_freq=2e4,
        rope_scaling=scaling,
    )  # fmt: skip
    assert (spec_of(own, FULL).base, spec_of(own, SLIDING).base) == (5e5, 2e4)
    olmo = read(model_type="olmo3", num_hidden_layers=8, rope_theta=5e5, rope_scaling=scaling)
    assert spec_of(olmo, SLIDING).scaling is None
    assert (spec_of(olmo, FULL).scaling is None) == (scaling is None)
    bert = read(model_type="modernbert", rope_scaling=scaling)
    assert (spec_of(bert, FULL).base, spec_of(bert, SLIDING).base) == (160000, 10000)
    assert (spec_of(bert, SLIDING).scaling is None) == (scaling is None)
    mimo = read(model_type="mimo_v2_flash", rope_theta=5e6, swa_rope_theta=1e4,
                num_hidden_layers=3, hybrid_layer_pattern=[0, 1, 1])  # fmt: skip
    assert (spec_of(mimo, FULL).base, spec_of(mimo, SLIDING).base) == (5e6, 1e4)
    assert [kind.layers for kind in mimo.kinds] == [(0,), (1, 2)]


def test_deepseek_v4_has_a_second_base_and_does_not_multiply() -> None:
    yarn = {
        "type": "yarn", "factor": 16, "original_max_position_embeddings": 65536,
        "beta_fast": 32, "beta_slow": 1,
    }  # fmt: skip
    report = read(
        model_type="deepseek_v4", head_dim=512, qk_rope_head_dim=64, rope_theta=10000,
        compress_rope_theta=160000, rope_scaling=yarn, num_hidden_layers=4,
        compress_ratios=[0, 4, 128, 4],
    )  # fmt: skip
    main, compress = spec_of(report, "main"), spec_of(report, "compress")
    assert (main.base, main.scaling) == (10000, None)
    assert compress.base == 160000
    assert compress.scaling is not None
    assert compress.scaling.cos_sin_factor() == 1.0
    layers = {kind.name: kind.layers for kind in report.kinds}
    assert layers == {"main": (0,), "compress": (1, 2, 3)}


def test_bases_layer_by_layer() -> None:
    step = read(
        model_type="step3p5", num_hidden_layers=4, layer_types=[FULL, SLIDING, SLIDING, FULL],
        rope_theta=[5e6, 1e4, 1e4, 5e6], partial_rotary_factors=[0.5, 1.0, 1.0, 0.5],
        rope_scaling={"rope_type": "llama3", "factor": 2.0, "low_freq_factor": 1.0,
                      "high_freq_factor": 32.0, "original_max_position_embeddings": 131072},
    )  # fmt: skip
    full, sliding = spec_of(step, FULL), spec_of(step, SLIDING)
    assert (full.base, full.rotary_dim, sliding.base, sliding.rotary_dim) == (5e6, 64, 1e4, 128)
    assert full.scaling is not None
    assert sliding.scaling is None
    muse = read(model_type="granite_swa", num_hidden_layers=4, layer_rope_theta=[1e4, 0, 1e4, 1e4])
    assert [(kind.name, kind.layers) for kind in muse.kinds] == [
        ("rotated", (0, 2, 3)), ("not rotated", (1,)),
    ]  # fmt: skip
    three = read(model_type="granite_swa", num_hidden_layers=3, layer_rope_theta=[1e4, 0, 5e5])
    assert {kind.name: kind.layers for kind in three.kinds} == {
        "base 10,000": (0,), "not rotated": (1,), "base 500,000": (2,),
    }  # fmt: skip
    with pytest.raises(RopeError) as caught:
        read(head_dim=8, num_hidden_layers=3, rope_theta=[1e4, 1e4])
    assert caught.value.field == "rope_theta"


@pytest.mark.parametrize(
    ("config", "turned"),
    [
        ({"model_type": "qwen3_next", "num_hidden_layers": 8}, (3, 7)),
        ({"model_type": "qwen3_next", "num_hidden_layers": 4, "full_attention_interval": 2},
         (1, 3)),
        ({"model_type": "lfm2", "num_hidden_layers": 4, "full_attn_idxs": [2]}, (2,)),
        ({"model_type": "bamba", "num_hidden_layers": 4, "attn_layer_indices": [1]}, (1,)),
        ({"model_type": "minimax", "num_hidden_layers": 4, "attn_type_list": [0, 0, 0, 1]}, (3,)),
        ({"model_type": "recurrent_gemma", "num_hidden_layers": 7}, (2, 5)),
        ({"model_type": "mllama_text_model", "num_hidden_layers": 5,
          "cross_attention_layers": [1, 4]}, (0, 2, 3)),
        ({"model_type": "granitemoehybrid", "position_embedding_type": "rope",
          "num_hidden_layers": 3, "layer_types": ["mamba", "attention", "mamba"]}, (1,)),
        ({"model_type": "exaone4", "num_hidden_layers": 8, "sliding_window_pattern": "LLLG"},
         (0, 1, 2, 4, 5, 6)),
        ({"model_type": "exaone4", "num_hidden_layers": 4, "sliding_window": None,
          "layer_types": [FULL] * 4}, (0, 1, 2, 3)),
        ({"model_type": "cohere2", "num_hidden_layers": 4}, (0, 1, 2)),
        ({"model_type": "zamba2", "use_mem_rope": True, "num_hidden_layers": 4,
          "attention_head_dim": 8, "hybrid_layer_ids": [2]}, (2,)),
    ],
)  # fmt: skip
def test_which_layers_turn(config: dict[str, Any], turned: tuple[int, ...]) -> None:
    kinds = read_config(config).kinds
    assert tuple(sorted(i for kind in kinds if kind.spec for i in kind.layers or ())) == turned


# --- no RoPE, more than one axis -------------------------------------------------------------


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "nemotron_h", "head_dim": 128},
        {"model_type": "bert", "hidden_size": 768, "num_attention_heads": 12},
        {"model_type": "baichuan", "hidden_size": 5120, "num_attention_heads": 40},
        {"model_type": "granitemoehybrid", "position_embedding_type": "nope"},
        {"model_type": "granitemoehybrid"},
        {"model_type": "zamba2"},
        {"model_type": "esm", "position_embedding_type": "absolute"},
        {"model_type": "bamba", "num_hidden_layers": 4},
        {"model_type": "qwen3_next", "num_hidden_layers": 1, "layer_types": ["linear_attention"]},
        {"head_dim": 8, "num_hidden_layers": 2, "no_rope_layers": [0, 0]},
        {"head_dim": 8, "alibi": True},
        {"model_type": "mpt", "d_model": 4096, "n_heads": 32},
        {"model_type": "mpt", "d_model": 64, "n_heads": 4, "attn_config": {"alibi": True}},
    ],
)  # fmt: skip
def test_a_model_without_rope_is_said_to_be_one(config: dict[str, Any]) -> None:
    with pytest.raises(RopeError) as caught:
        read_config(config)
    assert "no RoPE in" in str(caught.value)


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "pixtral", "head_dim": 64},
        {"model_type": "qwen2_5_vl_vision"},
        {"model_type": "dinov3_vit"},
        {"head_dim": 32, "num_spatial_rope_pairs_per_axis": 4},
        {"head_dim": 64, "rope_parameters": {"rope_type": "axial", "rope_theta": 1e4}},
    ],
)
def test_more_than_one_axis_is_the_reason_in_the_first_sentence(config: dict[str, Any]) -> None:
    with pytest.raises(RopeError) as caught:
        read_config(config)
    assert "more than one axis" in str(caught.value).partition(". ")[0]


def test_a_text_model_with_sections_says_that_pictures_use_more_positions() -> None:
    report = read(
        model_type="qwen2_5_vl", hidden_size=64, num_attention_heads=4,
        rope_scaling={"type": "mrope", "mrope_section": [2, 3, 3]},
    )  # fmt: skip
    assert any("more than one position" in warning for warning in report.warnings)
    assert report.spec.scaling is None


# --- null, 0, text and left-over keys -----------------------------------------------------------


def test_null_zero_and_numbers_as_text() -> None:
    yarn = {"rope_type": "yarn", "factor": None, "original_max_position_embeddings": 4096}
    given = read(head_dim=64, max_position_embeddings=32768, rope_scaling=yarn).spec
    plain = read(
        head_dim=64, max_position_embeddings=32768, rope_scaling={**yarn, "factor": 8.0}
    ).spec
    assert given == plain
    zero = read(
        head_dim=64, max_position_embeddings=32768,
        rope_scaling={**yarn, "beta_fast": 0, "beta_slow": 0, "mscale": 0},
    ).spec  # fmt: skip
    assert zero == plain
    for key, value in (("factor", "8.0"), ("beta_fast", "32"), ("beta_slow", "")):
        with pytest.raises(RopeError) as caught:
            read(head_dim=64, max_position_embeddings=32768, rope_scaling={**yarn, key: value})
        assert caught.value.field == f"rope_scaling.{key}"
    with pytest.raises(RopeError) as caught:
        read(head_dim=64, max_position_embeddings=4096, rope_scaling=yarn)
    assert caught.value.field == "rope_scaling.factor"


def test_hunyuans_alpha_changes_the_base_once() -> None:
    spec = read(
        model_type="hunyuan_v1_dense", head_dim=128, max_position_embeddings=262144,
        rope_scaling={"type": "dynamic", "alpha": 1000, "factor": 1},
    ).spec  # fmt: skip
    base = 10000 * 1000 ** (128 / 126)
    np.testing.assert_allclose(inv_freq(spec), base ** (-np.arange(64) / 64), rtol=1e-12)
    none = read(head_dim=128, max_position_embeddings=64,
                rope_scaling={"type": "dynamic", "alpha": 0, "factor": 2.0}).spec  # fmt: skip
    assert none.scaling is not None
    assert none.scaling.rope_type == "dynamic"


@pytest.mark.parametrize(
    ("config", "key"),
    [
        ({"model_type": "chatglm", "rope_ratio": 500}, "rope_ratio"),
        ({"model_type": "llama", "head_dim": 8, "rope_scaling": {
            "type": "linear", "factor": 2.0, "alpha": 4}}, "rope_scaling.alpha"),
        ({"model_type": "llama", "head_dim": 8, "compress_rope_theta": 1e5},
         "compress_rope_theta"),
        ({"model_type": "minimax_m3_vl_text", "rotary_dim": 64}, "rotary_dim"),
        ({"head_dim": 8, "rope_parameters": {"rope_type": "default", "factor": 4.0}},
         "rope_parameters.factor"),
    ],
)  # fmt: skip
def test_a_key_of_rope_that_was_not_used_is_a_warning(config: dict[str, Any], key: str) -> None:
    report = read_config(config)
    assert any(w.startswith(f"{key} concerns RoPE and was not used") for w in report.warnings)
    assert verdicts(report)[key] == "ignored"


def test_what_changes_nothing_is_no_warning() -> None:
    for config in (
        {"model_type": "chatglm", "rope_ratio": 1},
        {"model_type": "llama", "head_dim": 8, "rope_scaling": None, "index_rope": 4},
        {"model_type": "glm_moe_dsa", "indexer_rope_interleave": True},
        {
            "model_type": "smollm3",
            "num_hidden_layers": 4,
            "no_rope_layers": [1, 1, 1, 0],
            "no_rope_layer_interval": 4,
        },
    ):
        assert not any("not used" in warning for warning in read_config(config).warnings)


# --- the score, the longest context, objects -----------------------------------------------------


@pytest.mark.parametrize(
    ("config", "value", "cap"),
    [
        ({"head_dim": 64}, 64**-0.5, None),
        ({"model_type": "gemma3_text", "query_pre_attn_scalar": 168}, 168**-0.5, None),
        ({"model_type": "gemma2", "query_pre_attn_scalar": 144, "head_dim": 128}, 144**-0.5, 50.0),
        ({"model_type": "gemma2"}, 1 / 16, 50.0),
        ({"model_type": "granite", "attention_multiplier": 0.0078125}, 0.0078125, None),
        ({"model_type": "gemma3n_text"}, 1.0, None),
        ({"model_type": "deepseek_v3"}, 192**-0.5, None),
        ({"model_type": "deepseek_v3", "rope_scaling": {
            "type": "yarn", "factor": 40, "original_max_position_embeddings": 4096,
            "mscale": 1.0, "mscale_all_dim": 1.0}}, 192**-0.5 * 1.3688879454113936**2, None),
    ],
)  # fmt: skip
def test_what_scores_are_multiplied_by(
    config: dict[str, Any], value: float, cap: float | None
) -> None:
    score = read_config(config).score
    assert score.value == pytest.approx(value, rel=1e-12)
    assert score.cap == cap
    plain = config in ({"head_dim": 64}, {"model_type": "deepseek_v3"})
    assert score.usual == plain


def test_the_longest_context_is_not_said_to_be_beside_the_point() -> None:
    report = read(head_dim=8, max_position_embeddings=4096)
    (note,) = (note for note in report.notes if note.key == "max_position_embeddings")
    assert note.verdict == "used"
    assert "longest context" in note.remark


def test_a_config_object_is_read_like_its_dict() -> None:
    class Config:
        def to_dict(self) -> dict[str, Any]:
            return {"model_type": "cohere", "head_dim": 8, "rope_theta": 5e5}

    assert RopeSpec.from_config(Config()) == RopeSpec(8, 5e5, "interleaved")
    with pytest.raises(RopeError) as caught:
        RopeSpec.from_config(object())
    assert caught.value.field == "config"
