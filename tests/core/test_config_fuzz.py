"""Configs that nobody would write: read or refused by name, never anything else.

A fixed seed draws them, 20,000 in `make harden`, fewer in `make test`. They are made of the keys
the reader knows, with values that fit, nearly fit and do not fit at all.
"""

from __future__ import annotations

import json
import os
import random
from typing import Any

import numpy as np

from rope_core import RopeError, attention_factor, inv_freq
from rope_core.config import keys as names
from rope_core.config import read_config
from rope_core.config.families import known_types
from rope_core.scaling import SCALING_METHODS

DRAWN = int(os.environ.get("CONFIGS", "1500"))
TYPES = (*known_types(), "bert", "mystery", "", "llava", "gemma3", "qwen2_5_omni")
LAYER_TYPES = (
    "full_attention", "sliding_attention", "linear_attention", "conv", "mamba", "hybrid", "main",
    "compressed_sparse_attention", "indexed_attention", "mlp", "", "x",
)  # fmt: skip
KEYS = (
    *names.HEAD_DIM, *names.HIDDEN_SIZE, *names.HEADS, *names.LAYERS, *names.BASE,
    *names.LOCAL_BASE, *names.PART, *names.LENGTH, "rotary_dim", "qk_rope_head_dim",
    "qk_nope_head_dim", "global_head_dim", "original_max_position_embeddings", "rope_interleave",
    "no_rope_layers", "no_rope_layer_interval", "layer_types", "layers_block_type", "block_types",
    "cross_attention_layers", "full_attn_idxs", "attn_layer_indices", "hybrid_layer_ids",
    "hybrid_layer_pattern", "attn_type_list", "compress_ratios", "sliding_window_pattern",
    "global_attn_every_n_layers", "full_attention_interval", "layer_group_size",
    "layer_rope_theta", "partial_rotary_factors", "compress_rope_theta", "num_nextn_predict_layers",
    "per_layer_config", "attn_config", "position_embedding_type", "position_embeddings_type",
    "use_mem_rope", "alibi", "query_pre_attn_scalar", "attention_multiplier",
    "attn_logit_softcapping", "projection_dim", "rope_ratio", "sliding_window",
)  # fmt: skip
INNER = (
    "rope_theta", "partial_rotary_factor", "factor", "original_max_position_embeddings", "alpha",
    "beta_fast", "beta_slow", "mscale", "mscale_all_dim", "attention_factor", "short_factor",
    "long_factor", "low_freq_factor", "high_freq_factor", "truncate", "mrope_section", "type",
)  # fmt: skip


def value(rng: random.Random, depth: int = 0) -> Any:
    plain = [
        None, True, False, 0, 1, 2, 4, 8, 16, 64, 128, 4096, -1, 10**40, 0.0, 0.5, 0.25, 1.0, 1.5,
        1e4, 1e6, 5e-324, 1e308, float("nan"), float("inf"), "", "8", "8.0", "full_attention",
        "rope", "LLLG", "yarn", "💥", [], {}, rng.random() * 1e5, rng.randrange(1, 10**6),
    ]  # fmt: skip
    pick = rng.random()
    if depth < 3 and pick < 0.12:
        return [value(rng, depth + 1) for _ in range(rng.randrange(6))]
    if depth < 3 and pick < 0.18:
        return {rng.choice(KEYS + INNER): value(rng, depth + 1) for _ in range(rng.randrange(4))}
    return rng.choice(plain)


def fitting(rng: random.Random, layers: int) -> dict[str, Any]:
    """A config that could be one, before it is spoilt."""
    config: dict[str, Any] = {"model_type": rng.choice(TYPES), "num_hidden_layers": layers}
    config["hidden_size"], config["num_attention_heads"] = 64, rng.choice([2, 4, 8])
    config["max_position_embeddings"] = rng.choice([128, 4096])
    for key, made in (
        ("layer_types", [rng.choice(LAYER_TYPES) for _ in range(layers)]),
        ("no_rope_layers", [rng.randrange(2) for _ in range(layers)]),
        ("layer_rope_theta", [rng.choice([0, 1e4, 1e6]) for _ in range(layers)]),
        ("rope_theta", rng.choice([1e4, 5e5, [rng.choice([1e4, 1e6]) for _ in range(layers)]])),
        ("rope_scaling", parameters(rng)),
        ("rope_parameters", {rng.choice(LAYER_TYPES): parameters(rng) for _ in range(2)}),
    ):
        if rng.random() < 0.3:
            config[key] = made
    return config


def parameters(rng: random.Random) -> dict[str, Any]:
    kind = rng.choice([*SCALING_METHODS, "su", "mrope", "axial", "x", None])
    given = {name: value(rng, 2) for name in rng.sample(INNER, rng.randrange(5))}
    return {"rope_type": kind, "factor": rng.choice([None, 0, 1, 2.0, 8]), **given}


def drawn(rng: random.Random) -> Any:
    config: Any = fitting(rng, rng.randrange(1, 7))
    for _ in range(rng.randrange(5)):
        config[rng.choice(KEYS)] = value(rng)
    if rng.random() < 0.2:
        config = {"model_type": rng.choice(TYPES), rng.choice(names.NESTED): config}
    return config if rng.random() < 0.98 else value(rng)


def test_a_config_is_read_or_refused_by_name() -> None:
    rng = random.Random(20)
    read = 0
    for _ in range(DRAWN):
        config = drawn(rng)
        before = json.dumps(config)
        seq_len = rng.choice([None, None, 0, 1, 300, 10**6])
        refused, report = None, None
        try:
            report = read_config(config, seq_len)
        except RopeError as error:
            refused = error
        assert json.dumps(config) == before
        if report is None:
            assert refused is not None
            assert refused.field, config
            assert refused.allowed, config
            continue
        read += 1
        for kind in report.kinds:
            if kind.spec is not None:
                assert np.isfinite(inv_freq(kind.spec)).all(), config
                assert np.isfinite(attention_factor(kind.spec)), config
        assert report.spec in [kind.spec for kind in report.kinds]
        assert all(isinstance(warning, str) and warning for warning in report.warnings)
        covered = [index for kind in report.kinds for index in kind.layers or ()]
        assert len(covered) == len(set(covered)), config
    # The draw is worth something only where a good part can be read.
    assert read > DRAWN / 10
