"""The kind of each layer: every spelling that configs list it in, and the rules of families."""

from __future__ import annotations

from typing import Any

import pytest

from rope_core import RopeError, RopeSpec
from rope_core.config import read_config
from rope_core.config.keys import Keys
from rope_core.config.layers import layer_kinds, read_layers

FULL, SLIDING, LINEAR = "full_attention", "sliding_attention", "linear_attention"
SPARSE, HEAVY = "compressed_sparse_attention", "heavily_compressed_attention"
NUMBERS, NAMES = "a list of layer numbers", "a list of names"

# --- the kinds as a list, in each of its spellings ---------------------------------------------


@pytest.mark.parametrize(
    ("config", "types"),
    [
        ({"layer_types": ["attention", "global", "local", "mamba"]},
         (FULL, FULL, SLIDING, "mamba")),
        ({"layers_block_type": ["mamba", "attention", "mamba", "mamba"]},
         ("mamba", FULL, "mamba", "mamba")),
        ({"block_types": ["recurrent", "recurrent", "attention"]},
         ("recurrent", "recurrent", FULL, "recurrent")),
        ({"cross_attention_layers": [1]}, (FULL, "cross_attention", FULL, FULL)),
        ({"full_attn_idxs": [0, 3]}, (FULL, "conv", "conv", FULL)),
        ({"attn_layer_indices": [2]}, (LINEAR, LINEAR, FULL, LINEAR)),
        ({"hybrid_layer_ids": []}, (LINEAR,) * 4),
        ({"hybrid_layer_pattern": [0, 1, 1, 0]}, (FULL, SLIDING, SLIDING, FULL)),
        ({"attn_type_list": [1, 0, 0, 1]}, (FULL, LINEAR, LINEAR, FULL)),
        ({"compress_ratios": [0, 4, 128, 4]}, (SLIDING, SPARSE, HEAVY, SPARSE)),
        # One more that only predicts ahead stands at the end, and is no layer of the model.
        ({"compress_ratios": [0, 4, 128, 4, 0]}, (SLIDING, SPARSE, HEAVY, SPARSE)),
        ({"layer_types": [FULL, SLIDING, SLIDING, FULL, SLIDING], "num_nextn_predict_layers": 1},
         (FULL, SLIDING, SLIDING, FULL)),
    ],
)  # fmt: skip
def test_each_spelling_of_the_kinds(config: dict[str, Any], types: tuple[str, ...]) -> None:
    assert read_layers(Keys({"num_hidden_layers": 4, **config})).types == types


def test_how_many_layers_there_are_is_told_by_a_list_of_names_alone() -> None:
    assert read_layers(Keys({"layer_types": ["attention", "mamba"]})).types == (FULL, "mamba")
    for key in ("block_types", "attn_layer_indices", "hybrid_layer_pattern"):
        assert read_layers(Keys({key: [0]})).types is None


@pytest.mark.parametrize(
    ("key", "given", "allowed"),
    [
        ("layer_types", "full", f"{NAMES}, one a layer"),
        ("layers_block_type", "attention", f"{NAMES}, one a layer"),
        ("block_types", [], NAMES),
        ("block_types", "attention", NAMES),
        ("block_types", 3, NAMES),
        ("cross_attention_layers", 1, NUMBERS),
        ("full_attn_idxs", "13", NUMBERS),
        ("attn_layer_indices", {"1": 1}, NUMBERS),
        ("hybrid_layer_ids", 2.0, NUMBERS),
        ("hybrid_layer_pattern", 1, "a list of 0, 1, one a layer"),
        ("hybrid_layer_pattern", [0, 1, 1], "a list of 0, 1, one a layer"),
        ("attn_type_list", [0, 1, 2, 1], "a list of 0, 1, one a layer"),
        ("attn_type_list", [0, 1, "1", 1], "a list of 0, 1, one a layer"),
        ("attn_type_list", [0, 1.0, 1, 1], "a list of 0, 1, one a layer"),
        ("compress_ratios", "4444", "a list of 0, 4, 128, one a layer"),
        ("compress_ratios", [0, 4, 64, 4], "a list of 0, 4, 128, one a layer"),
    ],
)
def test_a_spelling_that_cannot_be(key: str, given: Any, allowed: str) -> None:
    with pytest.raises(RopeError) as caught:
        read_layers(Keys({"num_hidden_layers": 4, key: given}))
    assert (caught.value.field, caught.value.allowed) == (key, allowed)


@pytest.mark.parametrize("more", [0, 1, 3])
def test_what_predicts_ahead_is_left_out_where_the_list_is_longer_by_just_that(more: int) -> None:
    config = {"num_hidden_layers": 2, "layer_types": [FULL] * (2 + more)}
    for said in (None, more, more + 1):
        keys = Keys({**config, "num_nextn_predict_layers": said})
        if said == more or not more:
            assert read_layers(keys).types == (FULL, FULL)
        else:
            with pytest.raises(RopeError) as caught:
                read_layers(keys)
            assert caught.value.received == f"{2 + more} entries"


# --- the kinds by the family's rule ------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "full"),
    [
        # Gemma 3: one of six. Gemma 4: the last layer as well. ModernBERT: the first of three.
        ({"model_type": "gemma3_text", "num_hidden_layers": 8}, {5}),
        ({"model_type": "gemma4_text", "num_hidden_layers": 8}, {5, 7}),
        ({"model_type": "gemma4_text", "num_hidden_layers": 1}, {0}),
        ({"model_type": "modernbert", "num_hidden_layers": 8}, {0, 3, 6}),
        ({"model_type": "modernbert", "num_hidden_layers": 5, "global_attn_every_n_layers": 1},
         {0, 1, 2, 3, 4}),
        # EXAONE 4 spells it: L with a window, G without.
        ({"model_type": "exaone4", "num_hidden_layers": 6, "sliding_window_pattern": "LG"},
         {1, 3, 5}),
    ],
)  # fmt: skip
def test_the_rule_of_a_family(config: dict[str, Any], full: set[int]) -> None:
    keys = Keys(config)
    types = read_layers(keys).types
    assert types is not None
    assert {at for at, kind in enumerate(types) if kind == FULL} == full
    assert set(types) <= {FULL, SLIDING}
    assert len(types) == config["num_hidden_layers"]
    assumed = {note.key: note.remark for note in keys.notes() if note.verdict == "assumed"}
    every = {"gemma3_text": 6, "gemma4_text": 6, "modernbert": 3}
    if len(config) == 2:  # where the config says nothing it is said to be the family's rule
        told = f"one full_attention in {every[config['model_type']]}, this family's rule"
        assert assumed["layer_types"] == told
    else:
        assert "layer_types" not in assumed


@pytest.mark.parametrize("pattern", ["LLX", "", 0])
def test_a_rule_that_cannot_be(pattern: Any) -> None:
    config = {"model_type": "exaone4", "num_hidden_layers": 6, "sliding_window_pattern": pattern}
    with pytest.raises(RopeError) as caught:
        read_layers(Keys(config))
    assert caught.value.field == "sliding_window_pattern"


def test_a_layer_of_longcat_flash_is_two_attentions() -> None:
    keys = Keys({"model_type": "longcat_flash", "num_layers": 3})
    assert read_layers(keys).total == 6
    assert {note.key: note.remark for note in keys.notes()}["num_layers"] == (
        "layers of 2 attentions each"
    )
    plain = Keys({"num_layers": 3})
    assert read_layers(plain).total == 3
    assert plain.notes()[0].remark == "how many layers there are"
    assert read_layers(Keys({"model_type": "longcat_flash", "num_layers": 1})).total == 2


def test_a_table_that_no_layer_takes_is_shown_with_none() -> None:
    specs = {FULL: RopeSpec(8), "other": RopeSpec(8, 100.0)}
    kinds = layer_kinds(Keys({"layer_types": [FULL, FULL]}), specs)
    assert [(kind.name, kind.layers) for kind in kinds] == [(FULL, (0, 1)), ("other", ())]
    one = layer_kinds(Keys({"layer_types": [FULL, "mamba"]}), {"": RopeSpec(8)})
    assert [(kind.name, kind.spec, kind.layers) for kind in one] == [
        (FULL, RopeSpec(8), (0,)), ("mamba", None, (1,)),
    ]  # fmt: skip


def test_without_a_window_every_layer_of_exaone_4_turns() -> None:
    types = [SLIDING, FULL]
    config = {"model_type": "exaone4", "num_hidden_layers": 2, "layer_types": types}
    for window, still in ((4096, 1), (None, 0), (False, 0)):
        kinds = layer_kinds(Keys({**config, "sliding_window": window}), {"": RopeSpec(8)})
        assert sum(kind.spec is None for kind in kinds) == still
    silent = layer_kinds(Keys(config), {"": RopeSpec(8)})
    assert [(kind.name, kind.spec) for kind in silent] == [(FULL, None), (SLIDING, RopeSpec(8))]


def test_an_interval_beside_the_list_it_repeats_is_said_to_be_ignored() -> None:
    config = {"head_dim": 8, "no_rope_layers": [1, 0], "no_rope_layer_interval": 2}
    notes = {note.key: note for note in read_config(config).notes}
    assert notes["no_rope_layer_interval"].verdict == "ignored"
    assert notes["no_rope_layer_interval"].remark == "says the same as no_rope_layers, or less"


@pytest.mark.parametrize("family", ["flint", "lara_mini"])
def test_where_it_is_not_told_which_layers_have_a_window_the_kinds_are_still_two(
    family: str,
) -> None:
    """Only layers with a window turn, and these families have no rule for which they are."""
    full, sliding = read_config({"model_type": family}).kinds
    assert (full.name, full.spec, full.layers) == (FULL, None, None)
    assert (sliding.name, sliding.layers) == (SLIDING, None)
    assert sliding.spec is not None
