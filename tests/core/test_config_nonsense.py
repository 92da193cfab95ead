"""Configs that mean nothing: the error names the key."""

from __future__ import annotations

import contextlib
import json
import math
import time
from typing import Any

import pytest

from rope_core import RopeError, RopeSpec
from rope_core.config import read_config
from rope_core.config.text import parse_config, short_text

YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ([], "config"),
        ("{}", "config"),
        ({1: 2}, "config"),
        ({}, "head_dim"),
        ({"hidden_size": 64}, "num_attention_heads"),
        ({"hidden_size": 64, "num_attention_heads": 7}, "num_attention_heads"),
        ({"hidden_size": 64, "num_attention_heads": 0}, "num_attention_heads"),
        ({"head_dim": "64"}, "head_dim"),
        ({"head_dim": 7}, "head_dim"),
        ({"head_dim": -8}, "head_dim"),
        ({"hidden_size": 21, "num_attention_heads": 3}, "hidden_size"),
        ({"head_dim": 8, "rope_theta": "10000"}, "rope_theta"),
        ({"head_dim": 8, "max_position_embeddings": "131072"}, "max_position_embeddings"),
        ({"head_dim": 8, "max_position_embeddings": True}, "max_position_embeddings"),
        ({"head_dim": 8, "n_positions": 4096.5}, "n_positions"),
        ({"head_dim": 8, "max_seq_len": "4096", "rope_scaling": YARN}, "max_seq_len"),
        ({"head_dim": 8, "rope_theta": 1.0}, "rope_theta"),
        ({"head_dim": 8, "rope_theta": math.nan}, "rope_theta"),
        ({"head_dim": 8, "rope_theta": [1e4]}, "rope_theta"),
        ({"head_dim": 8, "rope_parameters": {"rope_theta": 0}}, "rope_parameters.rope_theta"),
        ({"head_dim": 8, "rotary_emb_base": True}, "rotary_emb_base"),
        ({"head_dim": 8, "partial_rotary_factor": 2}, "partial_rotary_factor"),
        ({"head_dim": 8, "partial_rotary_factor": 0}, "partial_rotary_factor"),
        ({"head_dim": 8, "partial_rotary_factor": 0.4}, "partial_rotary_factor"),
        ({"head_dim": 8, "rotary_dim": 16}, "rotary_dim"),
        ({"head_dim": 8, "rope_scaling": "linear"}, "rope_scaling"),
        ({"head_dim": 8, "rope_scaling": [2]}, "rope_scaling"),
        ({"head_dim": 8, "rope_scaling": {"factor": 2}}, "rope_scaling.rope_type"),
        ({"head_dim": 8, "rope_scaling": {"type": "liner"}}, "rope_scaling.type"),
        ({"head_dim": 8, "rope_scaling": {"rope_type": 3}}, "rope_scaling.rope_type"),
        ({"head_dim": 8, "rope_scaling": {"rope_type": "linear"}}, "rope_scaling.factor"),
        (
            {"head_dim": 8, "rope_scaling": {"rope_type": "linear", "factor": "8"}},
            "rope_scaling.factor",
        ),
        (
            {"head_dim": 8, "rope_scaling": {"rope_type": "linear", "factor": 0.5}},
            "rope_scaling.factor",
        ),
        (
            {"head_dim": 8, "rope_scaling": {"rope_type": "dynamic", "factor": 2}},
            "max_position_embeddings",
        ),
        (
            {"head_dim": 8, "rope_scaling": {"rope_type": "yarn", "factor": 2}},
            "rope_scaling.original_max_position_embeddings",
        ),
        ({"head_dim": 8, "rope_scaling": {**YARN, "beta_fast": "x"}}, "rope_scaling.beta_fast"),
        (
            {
                "head_dim": 8, "max_position_embeddings": 9, "original_max_position_embeddings": 3,
                "rope_scaling": {
                    "rope_type": "longrope", "short_factor": [1, 1, 1, -1], "long_factor": [1] * 4,
                },
            },
            "rope_scaling.short_factor[3]",
        ),
        (
            {
                "head_dim": 8, "max_position_embeddings": 9, "original_max_position_embeddings": 3,
                "rope_scaling": {
                    "rope_type": "longrope", "short_factor": [1] * 3, "long_factor": [1] * 4,
                },
            },
            "rope_scaling.short_factor",
        ),
        (
            {"head_dim": 8, "rope_parameters": {"a": {"rope_type": "x"}}},
            "rope_parameters.a.rope_type",
        ),
        ({"head_dim": 8, "num_hidden_layers": 2, "layer_types": ["a"]}, "layer_types"),
        ({"head_dim": 8, "layer_types": 3}, "layer_types"),
        ({"head_dim": 8, "num_hidden_layers": 2, "no_rope_layers": [1]}, "no_rope_layers"),
        ({"head_dim": 8, "no_rope_layers": [2]}, "no_rope_layers"),
        ({"head_dim": 8, "no_rope_layers": "11"}, "no_rope_layers"),
        ({"head_dim": 8, "no_rope_layer_interval": 0}, "no_rope_layer_interval"),
        ({"head_dim": 8, "num_hidden_layers": 1e9}, "num_hidden_layers"),
        ({"model_type": "bert", "head_dim": 8}, "model_type"),
        ({"head_dim": 8, "position_embedding_type": "absolute"}, "position_embedding_type"),
        ({"head_dim": 8, "alibi": True}, "alibi"),
        ({"head_dim": 8, "num_hidden_layers": 1, "no_rope_layers": [0]}, "rope_parameters"),
        ({f"key{i}": i for i in range(3000)}, "config"),
        ({"text_config": {"head_dim": 7}}, "text_config.head_dim"),
    ],
)  # fmt: skip
def test_nonsense_names_its_key(config: Any, field: str) -> None:
    with pytest.raises(RopeError) as caught:
        read_config(config)
    assert caught.value.field == field, caught.value


def test_a_length_of_nothing_is_a_sequence_that_has_not_begun() -> None:
    phi = {
        "head_dim": 4, "max_position_embeddings": 128, "original_max_position_embeddings": 32,
        "rope_scaling": {"type": "longrope", "short_factor": [1, 1], "long_factor": [2, 4]},
    }  # fmt: skip
    assert RopeSpec.from_config(phi, 0) == RopeSpec.from_config(phi)


@pytest.mark.parametrize("seq_len", [False, -1, 1.5, "9", True, math.inf])
def test_seq_len_is_checked(seq_len: Any) -> None:
    with pytest.raises(RopeError) as caught:
        RopeSpec.from_config({"head_dim": 8}, seq_len)
    assert caught.value.field == "seq_len"


LARGE = {
    "19,000 keys": {f"k{i}": 1 for i in range(15_000)},
    "keys within the limit": {"head_dim": 8} | {f"rope{i}": 1 for i in range(1_990)},
    "keys inside": {"text_config": {"head_dim": 8} | {f"k{i}": 1 for i in range(1_990)}}
    | {f"z{i}": 1 for i in range(1_990)},
    "1,400 kinds of layers": {
        "head_dim": 8,
        "rope_parameters": {f"k{i}": {"rope_theta": i + 2} for i in range(1_400)},
    },
    "a scaling of 1,900 keys": {
        "head_dim": 8,
        "rope_scaling": {"rope_type": "linear", "factor": 2} | {f"k{i}": 1 for i in range(1_900)},
    },
    "60,000 layers": {"head_dim": 8, "num_hidden_layers": 60_000},
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_config_takes_no_time(name: str) -> None:
    """CPU time, generously: without the limits the first takes nine seconds."""
    text = json.dumps(LARGE[name])
    began = time.process_time()
    with contextlib.suppress(RopeError):
        assert len(short_text(parse_config(text))) <= len(text)
    assert time.process_time() - began < 0.5


def test_keys_are_counted_in_every_object_and_in_all() -> None:
    many = {str(i): 1 for i in range(1_900)}
    for config in ({str(i): 1 for i in range(2_001)}, dict.fromkeys("abcde", many)):
        with pytest.raises(RopeError, match="keys in an object, 8,000 in all"):
            parse_config(json.dumps(config))


@pytest.mark.parametrize("depth", [10, 400, 900, 950, 980, 990, 1_000, 20_000])
@pytest.mark.parametrize("bracket", ["[]", '{"a":}'])
def test_nesting_ends_in_words(depth: int, bracket: str) -> None:
    opening, closing = bracket[:-1], bracket[-1]
    text = '{"head_dim":8,"x":' + opening * depth + "1" + closing * depth + "}"
    with contextlib.suppress(RopeError):
        short_text(parse_config(text))


@pytest.mark.parametrize("text", [r'{"\ud800": 1}', r'{"head_dim": 8, "a": ["\udfff"]}'])
def test_half_a_character_is_refused_where_it_was_written(text: str) -> None:
    with pytest.raises(RopeError, match="texts of whole characters") as refused:
        parse_config(text)
    assert str(refused.value).encode()
