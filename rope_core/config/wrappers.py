"""Where in a config the settings of the text model stand: at the top, or inside a wrapper's.

>>> text_model({"model_type": "llava", "text_config": {"model_type": "llama"}}).path
'text_config'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rope_core.config.families import MANY_AXES, family_of, turns_nothing
from rope_core.errors import RopeError

#: Keys under which a model of several parts keeps the one that reads text.
NESTED = (
    "text_config", "llm_config", "language_config", "thinker_config", "decoder_config", "decoder",
)  # fmt: skip
#: The same for models that read sound only.
NESTED_SOUND = ("audio_config", "encoder_config", "encoder")
#: Wrappers that turn by settings of their own.
OWN = frozenset({"musicflamingo"})
#: The text model of a wrapper, where the part inside does not say its type.
TEXT_TYPE: Mapping[str, str] = {
    "llava": "llama",
    "llava_next": "llama",
    "llava_onevision": "qwen2",
    "idefics3": "llama",
    "smolvlm": "llama",
    "paligemma": "gemma",
    "mistral3": "mistral",
    "pixtral": "mistral",
    "voxtral": "llama",
    "step3p7": "step3p5",
    "minimax_m3": "minimax_m3_vl_text",
    "emu3": "emu3_text_model",
    "mllama": "mllama_text_model",
    "dia": "dia_decoder",
    "t5gemma": "t5_gemma_module",
    "blt": "blt_local_decoder",
    "qwen2_5_omni": "qwen2_5_omni_text",
    "modernbert-decoder": "modernbert-decoder",
}


@dataclass(frozen=True)
class TextModel:
    """The settings of the text model, the path to them and its type."""

    values: Mapping[str, object]
    path: str
    model_type: str | None

    @property
    def prefix(self) -> str:
        return f"{self.path}." if self.path else ""


def text_model(config: Mapping[str, object]) -> TextModel:
    """Find the text model's settings.

    >>> text_model({"model_type": "gemma3", "text_config": {}}).model_type
    'gemma3_text'
    """
    path: list[str] = []
    values = config
    kind = _type(values)
    outer = kind
    while (key := _inner(values, kind)) is not None:
        inner = values[key]
        assert isinstance(inner, Mapping)
        path.append(key)
        values = inner
        kind = _type(values)
        if kind is None:
            kind = _text_type(outer)
        else:
            outer = kind
    if not path:
        kind = _text_type(kind)
    return TextModel(values, ".".join(path), kind)


def _type(values: Mapping[str, object]) -> str | None:
    kind = values.get("model_type")
    if kind is not None and not isinstance(kind, str):
        raise RopeError("model_type", kind, "the name of a family, as text")
    return kind or None


def _inner(values: Mapping[str, object], kind: str | None) -> str | None:
    if kind in OWN or (kind and family_of(kind).defaults.get("positions") == MANY_AXES):
        return None
    sized = any(values.get(key) is not None for key in ("hidden_size", "head_dim", "n_embd"))
    for key in NESTED if sized else (*NESTED, *NESTED_SOUND):
        inner = values.get(key)
        if isinstance(inner, Mapping) and all(isinstance(name, str) for name in inner):
            return key
        if inner is not None and key.endswith("_config"):
            raise RopeError(key, inner, "an object with the settings of one part of the model")
    return None


def _text_type(kind: str | None) -> str | None:
    """The type of the text model that a wrapper's type implies, where one is known."""
    if kind is None or family_of(kind).known:
        return kind
    for guess in (TEXT_TYPE.get(kind, ""), f"{kind}_text", f"{kind}_text_model", f"{kind}_encoder"):
        if guess and (family_of(guess).known or turns_nothing(guess)):
            return guess
    return kind
