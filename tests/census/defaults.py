"""What the configuration classes of the library assume where a config is silent."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from typing import Any

import transformers

from tests.census.library import MANY, MODELS, ROTARY, borrowed

#: What a class's defaults may say about the rotation.
ABOUT = re.compile(
    r"hidden_size$|num_attention_heads$|num_hidden_layers$|head_dim$|n_embd|n_head$|n_layer|d_model|"
    r"n_heads|kv_channels|rotary|rope|partial_rotary|position_embedding|position_embeddings_type|"
    r"^max_position|^n_positions|^max_seq|original_max|layer_types|pattern$|every_n|interval|"
    r"layer_group_size|cross_attention_layers|layer_indices|block_types|projection_dim|"
    r"query_pre_attn_scalar|attention_multiplier|attn_logit_softcapping|"
    r"attn_temperature_tuning|attn_scale|floor_scale"
)
ROTARY_KEYS = (
    "rope_parameters", "rope_theta", "rotary_dim", "rotary_embedding_base", "use_rotary_embedding",
)  # fmt: skip


def defaults() -> dict[str, Any]:
    """By model type what its configuration class assumes, and the types without RoPE."""
    turning: dict[str, dict[str, Any]] = {}
    still: set[str] = set()
    for path in sorted(MODELS.glob("*/configuration_*.py")):
        module = importlib.import_module(f"transformers.models.{path.parent.name}.{path.stem}")
        files = path.parent.glob("modeling_*.py")
        sources = [file.read_text(encoding="utf-8") for file in files]
        rotary = any(ROTARY.search(source) for source in sources)
        members: list[Any] = list(vars(module).values())
        for kind in members:
            if not _configures(kind, module.__name__):
                continue
            try:
                made = kind()
            except Exception:  # noqa: BLE001 - a class that wants arguments says nothing here
                continue
            has_keys = any(getattr(made, key, None) is not None for key in ROTARY_KEYS)
            if rotary and has_keys:
                turning[kind.model_type] = assumed(kind, made)
                continue
            # Where only the picture side turns, the text has a type of its own.
            text_alone = kind.model_type.endswith("_text") and not has_keys
            whole = sources and not getattr(made, "sub_configs", None)
            if whole and (text_alone or not rotary):
                still.add(kind.model_type)
    for kind, code in borrowed().items():
        turning[kind.model_type] = {"code": code} | assumed(kind, kind())
    return {"turning": turning, "without": sorted(still - set(turning))}


def _configures(kind: Any, module: str) -> bool:
    """Whether it is a configuration class of this module, with a type."""
    is_one = inspect.isclass(kind) and issubclass(kind, transformers.PreTrainedConfig)
    return is_one and kind.__module__ == module and bool(kind.model_type)


def assumed(kind: Any, made: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in getattr(kind, "__dataclass_fields__", {}).items():
        value = field.default
        simple = isinstance(value, bool | int | float | str) or (
            isinstance(value, list | tuple) and len(value) < 99
        )
        if ABOUT.search(name) and simple and name != "model_type":
            found[name] = value
    if getattr(made, "default_rope_type", "") == "axial":
        return {"positions": MANY}
    parameters = getattr(made, "rope_parameters", None)
    if isinstance(parameters, dict) and parameters:
        found["rope_parameters"] = parameters
    copied: dict[str, Any] = json.loads(json.dumps(found, default=str))
    return copied
