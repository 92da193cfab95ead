"""What the reader of a config says of the keys it read, word by word where a word decides."""

from __future__ import annotations

from typing import Any

import pytest

from rope_core import RopeError
from rope_core.config import read_config

SMALL = {"hidden_size": 32, "num_attention_heads": 4}
GEMMA3 = {"model_type": "gemma3_text", "head_dim": 8, "num_hidden_layers": 6, **SMALL}


def notes(config: Any, *names: str) -> dict[str, tuple[str, str]]:
    """The notes about these keys: verdict and remark."""
    return {
        note.key: (note.verdict, note.remark)
        for note in read_config(config).notes
        if note.key in names
    }


class FromLibrary:
    """As a config of transformers: not a mapping itself, but makes one."""

    def to_dict(self) -> dict[str, Any]:
        return {**SMALL, "rope_theta": 500.0}


class Settings(dict[str, Any]):
    """A mapping whose to_dict is its own affair."""

    def to_dict(self) -> dict[str, Any]:
        return {**SMALL, "rope_theta": 3.0}


def test_an_object_is_asked_for_its_settings_and_a_mapping_is_not() -> None:
    assert read_config(FromLibrary()).spec.base == 500.0  # type: ignore[arg-type]
    assert read_config(Settings({**SMALL, "rope_theta": 7.0})).spec.base == 7.0
    with pytest.raises(RopeError):
        read_config(FromLibrary)  # type: ignore[arg-type]


def test_the_length_is_told_though_no_angle_depends_on_it() -> None:
    said = "the longest context it is meant for, tokens; the angles do not depend on it"
    given = notes({**SMALL, "max_position_embeddings": 4096}, "max_position_embeddings")
    assert given == {"max_position_embeddings": ("used", said)}
    # Where the family's code has a length of its own, a config without one is not said to have it.
    assert not notes({**SMALL, "model_type": "llama"}, "max_position_embeddings")


def test_a_family_nobody_knows_is_named_as_such_where_it_stands() -> None:
    usual = "half_split, as in most of transformers; "
    assert notes({**SMALL, "model_type": "nobody"}, "model_type", "pairing") == {
        "model_type": ("ignored", "not known here"),
        "pairing": ("assumed", usual + "this model_type is not known here"),
    }
    assert notes(SMALL, "model_type", "pairing") == {
        "pairing": ("assumed", usual + "no model_type")
    }
    # The text model is nobody's either, but the key that says so is the outer one.
    outer = {"model_type": "nobody", "text_config": SMALL}
    assert notes(outer, "model_type", "text_config.model_type") == {
        "model_type": ("ignored", "outside text_config")
    }


def test_rope_interleave_counts_where_its_family_reads_it_or_nobody_knows_better() -> None:
    def read(kind: str, given: bool) -> tuple[str, dict[str, tuple[str, str]]]:
        config = {**SMALL, "model_type": kind, "rope_interleave": given}
        return read_config(config).spec.pairing, notes(config, "pairing", "rope_interleave")

    used = ("used", "how features are paired")
    assumed = "interleaved_to_half, what rope_interleave means in DeepSeek V3"
    assert read("nobody", True) == (
        "interleaved_to_half",
        {"rope_interleave": used, "pairing": ("assumed", assumed)},
    )
    pairing, said = read("nobody", False)
    assert (pairing, said["rope_interleave"]) == ("half_split", used)
    unread = ("ignored", "this family's code does not read it, which pairs half_split")
    assert read("llama", True) == ("half_split", {"rope_interleave": unread})
    assert read("llama", False) == ("half_split", {"rope_interleave": used})
    with pytest.raises(RopeError) as caught:
        read_config({**SMALL, "model_type": "llama", "rope_interleave": "yes"})
    assert (caught.value.field, caught.value.allowed) == ("rope_interleave", "true or false")


def test_dbrx_has_its_base_inside_and_a_base_that_is_wrong_is_named_there() -> None:
    config = {"model_type": "dbrx", "d_model": 32, "n_heads": 4}
    inside = {**config, "attn_config": {"rope_theta": 500000.0}}
    assert read_config(inside).spec.base == 500000.0
    assert notes(inside, "attn_config", "rope_theta") == {
        "attn_config": ("used", "rope_theta in it is the base")
    }
    with pytest.raises(RopeError) as caught:
        read_config({**config, "attn_config": {"rope_theta": -1.0}})
    assert caught.value.field == "attn_config.rope_theta"


def test_a_base_of_one_kind_of_layer_is_told_by_the_key_that_its_code_reads() -> None:
    silent = "10000, what gemma3_text takes where its config is silent"
    flat = {**GEMMA3, "rope_theta": 500000.0}
    assert [(kind.name, kind.spec and kind.spec.base) for kind in read_config(flat).kinds] == [
        ("full_attention", 500000.0),
        ("sliding_attention", 10000.0),
    ]
    assert notes(flat, "rope_theta", "rope_local_base_freq") == {
        "rope_theta": ("used", "the base"),
        "rope_local_base_freq": ("assumed", silent),
    }
    full = "1000000, what gemma3_text takes where its config is silent"
    sliding = {"rope_type": "default", "rope_theta": 10000.0}
    entries = {"full_attention": {"rope_type": "default"}, "sliding_attention": sliding}
    assert notes({**GEMMA3, "rope_parameters": entries}, "rope_theta") == {
        "rope_theta": ("assumed", full)
    }


def test_a_base_said_twice_is_the_same_or_a_contradiction_or_each_entrys() -> None:
    def outer(parameters: dict[str, Any]) -> tuple[str, str]:
        config = {**SMALL, "model_type": "llama", "rope_theta": 9.0}
        return notes({**config, "rope_parameters": parameters}, "rope_theta")["rope_theta"]

    inner = {"rope_type": "default", "rope_theta": 9.0}
    assert outer(inner) == ("ignored", "says the same as rope_parameters.rope_theta")
    otherwise = "rope_parameters.rope_theta says otherwise and wins"
    assert outer({**inner, "rope_theta": 8.0}) == ("contradictory", otherwise)
    both = {
        "full_attention": {"rope_type": "default", "rope_theta": 7.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 8.0},
    }
    config = {**GEMMA3, "rope_theta": 9.0, "rope_parameters": both}
    assert notes(config, "rope_theta") == {
        "rope_theta": ("ignored", "each entry of rope_parameters has its own")
    }


def test_what_a_family_pairs_anyway_is_not_said_again_of_a_key_that_is_not_there() -> None:
    silent = {"model_type": "deepseek_v3"}
    assert read_config(silent).spec.pairing == "interleaved_to_half"
    assert not notes(silent, "rope_interleave", "pairing")
    given = {**silent, "rope_interleave": True}
    assert notes(given, "rope_interleave")["rope_interleave"][0] == "used"
    assert read_config({**silent, "rope_interleave": False}).spec.pairing == "half_split"
