"""Published models: their rotary settings, from data/models.json, each with its sources.

>>> find_model("Llama 3.1 8B / 70B / 405B").spec().base
500000.0
>>> [model.name for model in search_models("gpt-oss")]
['gpt-oss 20B / 120B']

An entry is a model's config.json, trimmed to what concerns the rotation, with what a config does
not say: where it was read, and on what length of text the model was trained. Every value was read
in a source that is named; what could not be read is absent. Adding a model is adding an entry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rope_core.config.layers import LayerKind
from rope_core.config.reader import read_config
from rope_core.errors import RopeError
from rope_core.spec import Pairing, RopeSpec

MODELS_FILE = Path(__file__).parent / "data" / "models.json"


@dataclass(frozen=True)
class Length:
    """A number of tokens and the source that says it."""

    tokens: int
    source: str


@dataclass(frozen=True)
class Lengths:
    """Three lengths that are often taken for one; each is None where no source was found.

    pretrained: of the texts it was pretrained on, before any extension. extended: what it was
    extended to, by training or by scaling. max_position_embeddings: what that key of its config
    holds, which is neither of the two by itself.
    """

    pretrained: Length | None
    extended: Length | None
    max_position_embeddings: Length | None

    @property
    def longest(self) -> int | None:
        """The longest of the three that are known, in tokens."""
        known = (self.pretrained, self.extended, self.max_position_embeddings)
        return max((length.tokens for length in known if length), default=None)


@dataclass(frozen=True)
class ModelPreset:
    """One model (or several that are alike) and what its rotation needs.

    pairing: as in transformers, None where the model rotates nothing; original_pairing: in the
    publisher's own code, where read. config_from: whether the settings are a published file's,
    put together from the sources, or the defaults of the family's class.
    layer_rule: in words, where layers differ.
    """

    name: str
    family: str
    config_from: str
    sources: tuple[str, ...]
    pairing: Pairing | None
    pairing_source: str
    original_pairing: Pairing | None
    lengths: Lengths
    layer_rule: str
    notes: str
    _config: str

    @property
    def rotates(self) -> bool:
        """Whether any layer of the model has a rotary embedding."""
        return self.pairing is not None

    def config(self) -> dict[str, Any]:
        """The settings in the words of a config.json, as `RopeSpec.from_config` reads them."""
        config: dict[str, Any] = json.loads(self._config)
        return config

    def spec(self, seq_len: int | None = None) -> RopeSpec:
        """The spec (of the layers with full attention, where layers differ).

        seq_len: length of the sequence in tokens, for methods whose table depends on it.
        Raises RopeError for a model that rotates nothing.
        """
        self._must_rotate()
        return read_config(self.config(), seq_len).spec

    def kinds(self, seq_len: int | None = None) -> tuple[LayerKind, ...]:
        """Every kind of layer with its own spec; None for layers that are not rotated.

        Raises RopeError for a model that rotates nothing.
        """
        self._must_rotate()
        return read_config(self.config(), seq_len).kinds

    def _must_rotate(self) -> None:
        if not self.rotates:
            raise RopeError("model", self.name, "a model with rotary embedding", self.notes)


@cache
def models() -> tuple[ModelPreset, ...]:
    """All models, in the file's order.

    >>> len(models()) >= 100
    True
    """
    with MODELS_FILE.open(encoding="utf-8") as file:
        return tuple(_preset(entry) for entry in json.load(file)["models"])


@cache
def rotating_models() -> tuple[ModelPreset, ...]:
    """The models that have a rotary embedding: most, but not all.

    >>> find_model("Nemotron-H 56B") in rotating_models()
    False
    """
    return tuple(model for model in models() if model.rotates)


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
    return ModelPreset(
        name=entry["name"],
        family=entry["family"],
        config_from=entry["config_from"],
        sources=tuple(entry["sources"]),
        pairing=entry["pairing"],
        pairing_source=entry["pairing_source"],
        original_pairing=entry["original_pairing"],
        lengths=Lengths(**{name: _length(given) for name, given in entry["lengths"].items()}),
        layer_rule=entry["layer_rule"],
        notes=entry["notes"],
        _config=json.dumps(entry["config"]),
    )


def _length(given: Mapping[str, Any] | None) -> Length | None:
    return Length(given["tokens"], given["source"]) if given else None
