"""What the installed transformers computes for the config of every model of the list.

Each config goes through its family's own configuration class and rotary embedding, and random
numbers through its own apply function. Like measure.py it runs in the census's environment.
"""

from __future__ import annotations

import copy
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from tests.census.library import ROTARY, build, candidates, config_class, tables
from tests.census.running import Ran, run_without_memory
from tests.census.turning import turn

MODELS = Path(__file__).parents[2] / "rope_core" / "models" / "data" / "models.json"
LAYERS = re.compile(r'"num_(hidden_)?layers"')
SCALED = re.compile(r'"(num_attention_heads|query_pre_attn_scalar|attention_multiplier)"')
#: Types that are not in the library, and the type whose code they came with.
CODE_OF = {
    "bailing_moe": "llama",
    "kimi_k2": "deepseek_v3",
    "mimo": "qwen2",
    "minimax_m3": "minimax_m3_vl_text",
    "nemotron-nas": "llama",
    "step3p5": "step3p5",
}


def presets() -> Iterator[dict[str, Any]]:
    """By model the class, and by kind of layer its table and how it turns."""
    for entry in json.loads(MODELS.read_text(encoding="utf-8"))["models"]:
        yield preset(entry["name"], entry["config"], entry["pairing"] is not None)


def preset(name: str, config: dict[str, Any], rotates: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"preset": name, "class": None, "kinds": {}, "layers_turned": None}
    if not rotates:
        return found
    try:
        whole = made(config)
        module, rotary, inner = rotary_of(whole)
        kinds = tables(module, rotary, inner)
        ways = [turn(module, rotary, inner, kind, kinds[kind], Ran()) for kind in kinds]
        ran = run_without_memory(module, type(inner), inner, inner)
        if None in ways:
            ways = [turn(module, rotary, inner, kind, kinds[kind], ran) for kind in kinds]
        for table, way in zip(kinds.values(), ways, strict=True):
            table["turn"] = way
        found |= {"class": type(rotary).__name__, "kinds": kinds}
        # Where the config does not say it, these would be the default's, not the model's.
        told = json.dumps(config)
        found["layers_turned"] = ran.layers if LAYERS.search(told) else None
        found["scaling"] = ran.scaling if SCALED.search(told) else None
    except Exception as error:  # noqa: BLE001 - said in the entry, and the line is red
        found["error"] = f"{type(error).__name__}: {error}"[:200]
    return found


def made(config: dict[str, Any]) -> Any:
    """The library's config object of a model's config."""
    settings = copy.deepcopy(config)  # the library writes into what it is given
    kind = settings.pop("model_type")
    kind = CODE_OF.get(kind, kind)
    inner = settings.get("text_config")
    if kind not in CONFIG_MAPPING and isinstance(inner, dict):
        return made(inner)
    wrapper = CONFIG_MAPPING[kind]
    text = wrapper.sub_configs.get("text_config")
    if isinstance(inner, dict):
        settings["text_config"] = completed(inner, inner.get("model_type", kind))
        return wrapper(**settings)
    return (text or wrapper)(**completed(settings, kind))


def completed(settings: dict[str, Any], kind: str) -> dict[str, Any]:
    """With what the class must be told and a config trimmed to the rotation does not hold."""
    heads = settings.get("num_attention_heads")
    if heads is not None:  # the default may not divide them, and then no model can be run
        settings.setdefault("num_key_value_heads", heads)
    if kind == "hunyuan_v1_dense":
        settings.setdefault("head_dim", settings["hidden_size"] // heads)
    if kind == "falcon":  # knows a head's width as a quotient only
        settings |= {"hidden_size": settings.pop("head_dim"), "num_attention_heads": 1}
    return settings


def rotary_of(whole: Any) -> tuple[ModuleType, Any, Any]:
    """The module, the rotary embedding and the config it was built on."""
    for config in candidates(whole):
        name = type(config).__module__.replace("configuration_", "modeling_")
        module = importlib.import_module(name)
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        for found in ROTARY.findall(source):
            kind = getattr(module, found)
            if takes(config_class(module, kind), config):
                rotary, inner = build(kind, config)
                return module, rotary, inner
    raise LookupError("no rotary embedding takes this config")


def takes(wanted: Any, config: Any) -> bool:
    """Whether a class that is annotated so means this config: some name the wrapper's."""
    if wanted is None:
        return False
    return isinstance(config, wanted) or type(config) in wanted.sub_configs.values()
