"""Published models: their rotary settings, from data/models.json, each with its sources.

>>> find_model("Llama 3.1 8B / 70B / 405B").spec().base
500000.0
>>> [model.name for model in search_models("gpt-oss")]
['gpt-oss 20B / 120B']

Only entries whose every value was read in a named source are in the file. Adding a model is
adding an entry there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rope_core.config import read_config
from rope_core.config.layers import LayerKind
from rope_core.errors import RopeError
from rope_core.spec import Pairing, RopeSpec

MODELS_FILE = Path(__file__).parent / "data" / "models.json"


@dataclass(frozen=True)
class ModelPreset:
    """One model (or several that are alike) and what its rotation needs.

    pairing: as in transformers; original_pairing: in the publisher's own code, where read.
    trained_length and extended_length: tokens; None where not known or not extended.
    softmax_scale_multiplier: a factor on 1/√d outside the rotation, None if there is none.
    layer_rule: in words, where layers differ. inv_freq_first, inv_freq_last and
    attention_factor: as computed by transformers (short list for LongRoPE), for checking.
    """

    name: str
    family: str
    pairing: Pairing
    pairing_source: str
    original_pairing: Pairing | None
    trained_length: int | None
    extended_length: int | None
    softmax_scale_multiplier: float | None
    layer_rule: str
    sources: tuple[str, ...]
    notes: str
    inv_freq_first: float | None
    inv_freq_last: float | None
    attention_factor: float | None
    _entry: str

    def config(self) -> dict[str, Any]:
        """The settings in the words of a config.json, as `RopeSpec.from_config` reads them."""
        return _config(json.loads(self._entry))

    def spec(self, seq_len: int | None = None) -> RopeSpec:
        """The spec (of the layers with full attention, where layers differ).

        seq_len: length of the sequence in tokens, for methods whose table depends on it.
        """
        return read_config(self.config(), seq_len).spec

    def kinds(self, seq_len: int | None = None) -> tuple[LayerKind, ...]:
        """Every kind of layer with its own spec; None for layers that are not rotated."""
        return read_config(self.config(), seq_len).kinds


@cache
def models() -> tuple[ModelPreset, ...]:
    """All models, in the file's order.

    >>> len(models()) > 40
    True
    """
    with MODELS_FILE.open(encoding="utf-8") as file:
        return tuple(_preset(entry) for entry in json.load(file)["models"])


def find_model(name: str) -> ModelPreset:
    """The model of exactly this name, or RopeError.

    >>> find_model("GPT-J-6B").spec().rotary_dim
    64
    """
    for model in models():
        if model.name == name:
            return model
    near = search_models(name)
    hint = f"Did you mean {near[0].name}?" if near else ""
    raise RopeError("model", name, "the name of a model in the list", hint)


def search_models(text: str) -> tuple[ModelPreset, ...]:
    """Models whose name or family contains every word of the text; those with all of it first.

    >>> [model.name for model in search_models("phi mini 4k")]
    ['Phi-3-mini-4k']
    """
    wanted = " ".join(text.casefold().split())
    found = [
        (wanted not in full, model)
        for model in models()
        for full in [f"{model.name} {model.family}".casefold()]
        if all(word in full for word in wanted.split())
    ]
    found.sort(key=lambda entry: entry[0])  # "gemma 4": Gemma 4 before Gemma 3 4B
    return tuple(model for _, model in found)


def _preset(entry: Mapping[str, Any]) -> ModelPreset:
    derived = entry["derived"] or {}
    ends = derived.get("short", derived)
    rule = entry["per_layer"] or {}
    return ModelPreset(
        name=entry["name"],
        family=entry["family"],
        pairing=entry["layout"],
        pairing_source=entry["layout_source"],
        original_pairing=entry["layout_original_release"],
        trained_length=_trained(entry),
        extended_length=entry["max_position_after_scaling"],
        softmax_scale_multiplier=entry["softmax_scale_multiplier"],
        layer_rule=_rule_in_words(rule),
        sources=tuple(entry["source"]),
        notes=entry["notes"] or "",
        inv_freq_first=ends.get("inv_freq_first"),
        inv_freq_last=ends.get("inv_freq_last"),
        attention_factor=derived.get("attention_factor"),
        _entry=json.dumps(entry),
    )


def _trained(entry: Mapping[str, Any]) -> int | None:
    """The length before scaling, where there is scaling."""
    original = (entry["rope_scaling"] or {}).get("original_max_position_embeddings")
    trained: int | None = original or entry["max_position_embeddings"]
    return trained


def _rule_in_words(rule: Mapping[str, Any]) -> str:
    if "rule" in rule:
        return str(rule["rule"])
    if "pattern" in rule:
        return str(rule["pattern"])
    if "nope_every" in rule:
        return f"one layer in {rule['nope_every']} has no rotation"
    return ""


def _config(entry: Mapping[str, Any]) -> dict[str, Any]:
    config: dict[str, Any] = {
        "head_dim": entry["head_dim"],
        "max_position_embeddings": entry["max_position_embeddings"],
    }
    # "transformers 5.23.0 models/cohere2/modeling_cohere2.py": the type decides the pairing.
    model_type = re.search(r"models/(\w+)/", entry["layout_source"])
    if model_type:
        config["model_type"] = model_type[1]
    rule = entry["per_layer"] or {}
    if "local" in rule and "global" in rule:
        for part in ("local", "global"):
            if "head_dim" in rule[part]:
                key = "head_dim" if part == "local" else "global_head_dim"
                config[key] = rule[part]["head_dim"]
        config["rope_parameters"] = {
            "full_attention": _parameters(rule["global"]),
            "sliding_attention": _parameters(rule["local"]),
        }
        return config
    config["rope_parameters"] = _parameters(entry)
    if entry["rotary_dim"] != entry["head_dim"]:
        config["rotary_dim"] = entry["rotary_dim"]
        config["rope_parameters"].pop("partial_rotary_factor", None)
    if "nope_every" in rule:
        config["no_rope_layer_interval"] = rule["nope_every"]
    return config


def _parameters(settings: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("rope_type", "partial_rotary_factor")
    parameters = dict(settings.get("rope_scaling") or {"rope_type": "default"})
    parameters |= {key: settings[key] for key in kept if key in settings}
    return {**parameters, "rope_theta": settings["rope_theta"]}
