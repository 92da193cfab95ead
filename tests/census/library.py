"""The families of the installed transformers: their rotary classes, and each on its default config.

Like all of this folder but compare.py it runs in the census's own environment, which has torch
and transformers and nothing of the project.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
import transformers
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.models.auto.modeling_auto import MODEL_MAPPING_NAMES

MODELS = Path(transformers.__file__).parent / "models"
ROTARY = re.compile(r"^class (\w*(?:Rotary|RoPE|Rope)\w*)\(", re.MULTILINE)
MANY = "more than one axis"
CONFIG_OF = {  # where __init__ does not say
    "ClvpRotaryPositionalEmbedding": "ClvpEncoderConfig",
    "EsmFold2RotaryEmbedding": "EsmFold2AtomEncoderConfig",
    "SeamlessM4TConformerRotaryPositionalEmbedding": "SeamlessM4TConfig",
    "Wav2Vec2BertRotaryPositionalEmbedding": "Wav2Vec2BertConfig",
    "Wav2Vec2ConformerRotaryPositionalEmbedding": "Wav2Vec2ConformerConfig",
}

#: What a default config lacks before its rotary embedding can be built, or is used at all.
NEEDED: dict[str, dict[str, Any]] = {
    "EsmConfig": {"position_embedding_type": "rotary", "vocab_size": 33},
    "Wav2Vec2BertConfig": {"position_embeddings_type": "rotary"},
    "Wav2Vec2ConformerConfig": {"position_embeddings_type": "rotary"},
    "SeamlessM4TConfig": {"position_embeddings_type": "rotary"},
    "HunYuanVLTextConfig": {
        "rope_parameters": {
            "rope_theta": 10000.0, "rope_type": "default", "mrope_section": [16, 16, 16, 16],
        },
    },
    "GlmImageTextConfig": {
        "rope_parameters": {
            "rope_theta": 10000.0, "rope_type": "default", "partial_rotary_factor": 0.5,
        },
    },
    "Glm4vTextConfig": {
        "rope_parameters": {
            "rope_theta": 10000.0, "rope_type": "default", "partial_rotary_factor": 0.5,
            "mrope_section": [8, 12, 12],
        },
    },
    "Glm4vMoeTextConfig": {
        "head_dim": 128,
        "rope_parameters": {
            "rope_theta": 10000.0, "rope_type": "default", "partial_rotary_factor": 0.5,
            "mrope_section": [8, 12, 12],
        },
    },
    "CohereCompassTextConfig": {
        "rope_parameters": {
            "full_attention": {"rope_type": "default", "rope_theta": 10000.0},
        },
    },
}  # fmt: skip
#: Attributes under which a wrapper keeps the settings of its text or audio decoder.
INNER = (
    "text_config", "decoder_config", "decoder", "thinker_config", "audio_config", "talker_config",
    "encoder_config", "encoder", "patcher_config",
)  # fmt: skip
MORE_THAN_ONE_AXIS = re.compile(
    r"Vision|DINOv3|Dinov3|Sapiens|VJEPA|LoFTR|Sam3|MLCD|EdgeTam|EsmFold2"
)


def classes() -> Iterator[tuple[str, ModuleType, type]]:
    """Family, module and class of every rotary embedding in the library."""
    for path in sorted(MODELS.glob("*/modeling_*.py")):
        names = ROTARY.findall(path.read_text(encoding="utf-8"))
        if names:
            family = path.parent.name
            module = importlib.import_module(f"transformers.models.{family}.{path.stem}")
            for name in names:
                yield family, module, getattr(module, name)


def borrowed() -> dict[Any, str]:
    """Configuration classes whose model is another family's, and that family's type."""
    found: dict[Any, str] = {}
    for model_type, names in MODEL_MAPPING_NAMES.items():
        if model_type not in CONFIG_MAPPING:
            continue
        kind = CONFIG_MAPPING[model_type]
        model = getattr(transformers, names if isinstance(names, str) else names[0], None)
        where = str(getattr(model, "__module__", ""))
        elsewhere = where.startswith("transformers.models.") and folder(where) != folder(
            kind.__module__
        )
        if model is None or not elsewhere or kind.sub_configs:
            continue
        if ROTARY.search(inspect.getsource(importlib.import_module(where))):
            found[kind] = model.config_class.model_type
    return found


def folder(module: str) -> str:
    """The family of a module's name."""
    return module.split(".")[2]


def borrowed_classes() -> Iterator[tuple[str, ModuleType, type, Any]]:
    """Family, module, rotary embedding and configuration class of each of these."""
    for kind, code in sorted(borrowed().items(), key=lambda entry: entry[0].model_type):
        for _, module, rotary in classes():
            if getattr(config_class(module, rotary), "model_type", None) == code:
                yield folder(kind.__module__), module, rotary, kind


def config_class(module: ModuleType, rotary: Any) -> Any:
    name = CONFIG_OF.get(rotary.__name__)
    if name is None:
        parameter = inspect.signature(rotary.__init__).parameters.get("config")
        given = None if parameter is None else parameter.annotation
        name = given if isinstance(given, str) else getattr(given, "__name__", None)
    return getattr(module, name or "", None) or getattr(transformers, name or "", None)


def candidates(config: Any) -> Iterator[Any]:
    """The config itself, then what it wraps: the class wants one of them."""
    yield config
    for name in INNER:
        inner = getattr(config, name, None)
        if isinstance(inner, transformers.PreTrainedConfig):
            yield from candidates(inner)


def build(rotary: type, config: Any) -> tuple[Any, Any]:
    error: Exception | None = None
    for inner in candidates(config):
        try:
            return rotary(inner), inner
        except Exception as failure:  # noqa: BLE001 - whatever a family's code raises
            error = error or failure
    raise error or TypeError("no config")


def tables(module: ModuleType, rotary: Any, config: Any) -> dict[str, dict[str, Any]]:
    """By kind of layer the inverse frequencies and the attention factor."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in rotary.named_buffers():
        if name.endswith("inv_freq") and "original" not in name:
            kind = name.removesuffix("inv_freq").strip("_") or "all"
            key = "attention_scaling" if kind == "all" else f"{kind}_attention_scaling"
            found[kind] = {
                "inv_freq": [float(number) for number in value.detach()],
                "attention_factor": float(getattr(rotary, key, 1.0)),
            }
    if not found and hasattr(module, "create_sinusoidal_positions"):
        width = config.rotary_dim or config.hidden_size // config.num_attention_heads
        table = module.create_sinusoidal_positions(8, width)[1]  # sines, then cosines
        half = len(table) // 2
        turned = torch.atan2(table[:half], table[half:])
        found["all"] = {"inv_freq": [float(n) for n in turned], "attention_factor": 1.0}
    return found


def has_many_axes(rotary: type, config: Any) -> bool:
    """Whether its positions are rows and columns, or the like, instead of places in a text."""
    named = bool(MORE_THAN_ONE_AXIS.search(rotary.__name__))
    axial = getattr(config, "default_rope_type", "") == "axial"
    return axial or (named and not config.model_type.endswith("_text"))
