"""Hugging Face configs: both spellings, layers that differ, contradictions."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from rope_core import RopeSpec, inv_freq
from rope_core.config import read_config
from rope_core.config.families import family_of, known_types

LLAMA31 = {
    "model_type": "llama",
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "max_position_embeddings": 131072,
    "rope_theta": 500000.0,
    "rope_scaling": {
        "rope_type": "llama3",
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    },
    "vocab_size": 128256,
}
GEMMA3_OLD = {
    "model_type": "gemma3_text",
    "head_dim": 256,
    "hidden_size": 2560,
    "num_attention_heads": 8,
    "num_hidden_layers": 12,
    "max_position_embeddings": 131072,
    "rope_theta": 1000000.0,
    "rope_local_base_freq": 10000.0,
    "rope_scaling": {"rope_type": "linear", "factor": 8.0},
    "sliding_window_pattern": 6,
}
GEMMA3_NEW = {
    "model_type": "gemma3_text",
    "head_dim": 256,
    "num_hidden_layers": 6,
    "layer_types": ["sliding_attention"] * 5 + ["full_attention"],
    "rope_parameters": {
        "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1000000.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
    },
}


def verdicts(config: dict[str, Any]) -> dict[str, str]:
    return {note.key: note.verdict for note in read_config(config).notes}


def test_llama_3_1_old_spelling() -> None:
    report = read_config(LLAMA31)
    spec = report.spec
    assert (spec.head_dim, spec.rotary_dim, spec.base) == (128, 128, 500000.0)
    assert spec.pairing == "half_split"
    assert spec.scaling is not None
    assert spec.scaling.rope_type == "llama3"
    (kind,) = report.kinds
    assert (kind.name, kind.layers) == ("all", tuple(range(32)))
    assert RopeSpec.from_config(LLAMA31) == spec


def test_both_spellings_mean_the_same() -> None:
    new = {key: value for key, value in LLAMA31.items() if not key.startswith("rope_")}
    new["rope_parameters"] = {**LLAMA31["rope_scaling"], "rope_theta": 500000.0}  # type: ignore[dict-item]
    assert RopeSpec.from_config(new) == RopeSpec.from_config(LLAMA31)
    with_type = json.loads(json.dumps(LLAMA31))
    with_type["rope_scaling"]["type"] = with_type["rope_scaling"].pop("rope_type")
    assert RopeSpec.from_config(with_type) == RopeSpec.from_config(LLAMA31)
    old, nested = RopeSpec.from_config(GEMMA3_OLD), RopeSpec.from_config(GEMMA3_NEW)
    assert (
        old
        == nested
        == RopeSpec(256, 1e6, "half_split", None, {"rope_type": "linear", "factor": 8})
    )


def test_every_key_is_accounted_for() -> None:
    for config in (LLAMA31, GEMMA3_OLD, GEMMA3_NEW):
        got = verdicts(config)
        for key, value in config.items():
            assert key in got
            if key in ("rope_scaling", "rope_parameters"):
                assert isinstance(value, dict)
                assert {f"{key}.{inner}" for inner in value} <= set(got)
        assert "contradictory" not in got.values()
        assert all(note.remark for note in read_config(config).notes)
    assert verdicts(LLAMA31)["vocab_size"] == "ignored"
    assert verdicts(LLAMA31)["rope_theta"] == "used"


@pytest.mark.parametrize("config", [GEMMA3_OLD, GEMMA3_NEW])
def test_gemma_3_has_two_bases(config: dict[str, Any]) -> None:
    full, sliding = read_config(config).kinds
    assert (full.name, sliding.name) == ("full_attention", "sliding_attention")
    assert full.spec is not None
    assert sliding.spec is not None
    assert (full.spec.base, sliding.spec.base) == (1e6, 1e4)
    assert sliding.spec.scaling is None
    assert full.layers is not None
    assert full.layers[0] == 5
    assert sliding.layers is not None
    assert len(full.layers) * 5 == len(sliding.layers)


def test_modernbert_and_gemma_4() -> None:
    modern = {
        "hidden_size": 768, "num_attention_heads": 12, "num_hidden_layers": 22,
        "global_rope_theta": 160000.0, "local_rope_theta": 10000.0,
        "global_attn_every_n_layers": 3,
    }  # fmt: skip
    full, sliding = read_config(modern).kinds
    assert full.spec == RopeSpec(64, 160000.0, "half_split")
    assert sliding.spec == RopeSpec(64, 10000.0, "half_split")
    assert full.layers == (0, 3, 6, 9, 12, 15, 18, 21)
    four = {
        "head_dim": 256, "global_head_dim": 512,
        "rope_parameters": {
            "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
            "full_attention": {
                "rope_type": "proportional", "partial_rotary_factor": 0.25, "rope_theta": 1e6,
            },
        },
    }  # fmt: skip
    full, sliding = read_config(four).kinds
    assert full.spec is not None
    assert sliding.spec is not None
    assert (full.spec.head_dim, full.spec.rotary_dim, sliding.spec.head_dim) == (512, 512, 256)
    assert np.count_nonzero(inv_freq(full.spec)) == 64


def test_layers_without_rope() -> None:
    smol = {"head_dim": 128, "num_hidden_layers": 8, "no_rope_layers": [1, 1, 1, 0] * 2}
    turned, still = read_config(smol).kinds
    assert (turned.layers, still.layers) == ((0, 1, 2, 4, 5, 6), (3, 7))
    assert still.spec is None
    by_rule = {"head_dim": 128, "num_hidden_layers": 8, "no_rope_layer_interval": 4}
    assert [kind.layers for kind in read_config(by_rule).kinds] == [turned.layers, still.layers]
    llama4 = {
        "model_type": "llama4",
        "text_config": {
            "model_type": "llama4_text", "head_dim": 128, "num_hidden_layers": 4,
            "no_rope_layers": [], "rope_theta": 500000.0,
        },
        "vision_config": {},
    }  # fmt: skip
    report = read_config(llama4)
    assert report.spec.pairing == "interleaved"
    assert [kind.layers for kind in report.kinds] == [(0, 1, 2), (3,)]
    assert verdicts(llama4)["vision_config"] == "ignored"
    assert verdicts(llama4)["text_config.rope_theta"] == "used"
    command = {
        "model_type": "cohere2", "head_dim": 128, "num_hidden_layers": 4, "rope_theta": 50000,
        "layer_types": ["sliding_attention"] * 3 + ["full_attention"],
    }  # fmt: skip
    full, sliding = read_config(command).kinds
    assert full.spec is None
    assert full.layers == (3,)
    assert sliding.spec == RopeSpec(128, 50000, "interleaved")
    nulled = {
        "head_dim": 64, "layer_types": ["a", "b"],
        "rope_parameters": {"a": None, "b": {"rope_theta": 100.0}},
    }  # fmt: skip
    report = read_config(nulled)
    assert report.spec == RopeSpec(64, 100.0, "half_split")
    assert [(kind.name, kind.spec is None) for kind in report.kinds] == [("a", True), ("b", False)]


@pytest.mark.parametrize(
    ("config", "rotary_dim"),
    [
        ({"hidden_size": 2560, "num_attention_heads": 32, "partial_rotary_factor": 0.4}, 32),
        ({"hidden_size": 2048, "num_attention_heads": 16, "rotary_pct": 0.25}, 32),
        ({"model_type": "gpt_neox", "hidden_size": 512, "num_attention_heads": 8}, 16),
        ({"model_type": "gptj", "n_embd": 4096, "n_head": 16, "rotary_dim": 64}, 64),
        ({"head_dim": 64, "rope_parameters": {"partial_rotary_factor": 0.5}}, 32),
    ],
)
def test_partial_rotation(config: dict[str, Any], rotary_dim: int) -> None:
    assert RopeSpec.from_config(config).rotary_dim == rotary_dim


def test_deepseek() -> None:
    config = {
        "model_type": "deepseek_v3", "hidden_size": 7168, "num_attention_heads": 128,
        "qk_rope_head_dim": 64, "qk_nope_head_dim": 128, "max_position_embeddings": 163840,
        "rope_scaling": {
            "type": "yarn", "factor": 40, "original_max_position_embeddings": 4096,
            "beta_fast": 32, "beta_slow": 1, "mscale": 1.0, "mscale_all_dim": 1.0,
        },
    }  # fmt: skip
    spec = RopeSpec.from_config(config)
    assert (spec.head_dim, spec.pairing) == (64, "interleaved_to_half")
    assert RopeSpec.from_config({**config, "rope_interleave": False}).pairing == "half_split"


def test_pairing_by_model() -> None:
    paired = {kind: family_of(kind).pairing for kind in known_types()}
    assert paired["cohere"] == paired["glm4"] == paired["llama4_text"] == "interleaved"
    assert paired["deepseek_v32"] == paired["kimi_k2"] == "interleaved_to_half"
    assert paired["llama"] == paired["qwen3_moe"] == "half_split"
    assert verdicts({"head_dim": 8})["pairing"] == "assumed"
    assert verdicts({"head_dim": 8})["rope_theta"] == "assumed"


def test_seq_len_matters_where_it_should() -> None:
    dynamic = {
        "head_dim": 64, "max_position_embeddings": 2048,
        "rope_scaling": {"type": "dynamic", "factor": 2.0},
    }  # fmt: skip
    short, at_length, longer = (RopeSpec.from_config(dynamic, n) for n in (None, 2048, 4096))
    np.testing.assert_array_equal(inv_freq(short), inv_freq(at_length))
    assert inv_freq(longer)[-1] < inv_freq(short)[-1]
    phi = {
        "head_dim": 4, "max_position_embeddings": 128, "original_max_position_embeddings": 32,
        "rope_scaling": {"type": "su", "short_factor": [1, 1], "long_factor": [2, 4]},
    }  # fmt: skip
    np.testing.assert_allclose(inv_freq(RopeSpec.from_config(phi, 32)), [1, 0.01])
    np.testing.assert_allclose(inv_freq(RopeSpec.from_config(phi, 33)), [0.5, 0.0025])
    assert RopeSpec.from_config(LLAMA31, 9) == RopeSpec.from_config(LLAMA31)


@pytest.mark.parametrize(
    ("config", "key", "wins"),
    [
        (
            {"head_dim": 8, "rope_theta": 1e4, "rope_parameters": {"rope_theta": 5e5}},
            "rope_theta", ("base", 5e5),
        ),
        (
            {"head_dim": 8, "rope_scaling": {"type": "yarn", "rope_type": "linear", "factor": 2}},
            "rope_scaling.type", ("rope_type", "linear"),
        ),
        (
            {
                "head_dim": 8,
                "rope_scaling": {"rope_type": "linear", "factor": 2},
                "rope_parameters": {"rope_type": "linear", "factor": 4},
            },
            "rope_parameters", ("factor", 2.0),
        ),
        (
            {
                "head_dim": 64, "max_position_embeddings": 40960,
                "rope_scaling": {
                    "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768,
                },
            },
            "rope_scaling.factor", ("factor", 4.0),
        ),
        (
            {
                "head_dim": 8, "max_position_embeddings": 64,
                "original_max_position_embeddings": 32,
                "rope_scaling": {
                    "rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": 16,
                },
            },
            "rope_scaling.original_max_position_embeddings",
            ("original_max_position_embeddings", 32),
        ),
        ({"head_dim": 8, "qk_rope_head_dim": 4}, "head_dim", ("head_dim", 4)),
        ({"head_dim": 8, "rotary_dim": 4, "rotary_pct": 1.0}, "rotary_pct", ("rotary_dim", 4)),
        (
            {"head_dim": 8, "rope_theta": 9.0, "rotary_emb_base": 8.0},
            "rotary_emb_base", ("base", 9),
        ),
    ],
)  # fmt: skip
def test_contradictions_are_named(config: dict[str, Any], key: str, wins: tuple[str, Any]) -> None:
    report = read_config(config)
    assert {note.key for note in report.notes if note.verdict == "contradictory"} == {key}
    name, value = wins
    spec = report.spec
    got = getattr(spec, name) if hasattr(spec, name) else getattr(spec.scaling, name)
    assert got == value


def test_unknown_parameters_are_ignored_by_name() -> None:
    config = {
        "head_dim": 8, "rope_wobble": 1,
        "rope_scaling": {"rope_type": "linear", "factor": 2, "finetuned": True},
    }  # fmt: skip
    got = {note.key: note for note in read_config(config).notes}
    assert got["rope_scaling.finetuned"].verdict == "ignored"
    assert "linear does not read it" in got["rope_scaling.finetuned"].remark
    assert "not known" in got["rope_wobble"].remark


def test_the_config_is_left_as_it_was() -> None:
    before = json.dumps(GEMMA3_NEW)
    read_config(GEMMA3_NEW)
    assert json.dumps(GEMMA3_NEW) == before
