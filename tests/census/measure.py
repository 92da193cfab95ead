"""What the installed transformers computes for the default config of every family with RoPE.

Runs in an environment of its own that has torch and transformers (see __main__.py). Prints a
line of JSON for each rotary embedding class, one with the defaults, and one for each model of
the list (see presets.py).

- `inv_freq` and the attention factor are read from the class itself, built on its config.
- `turn` is what the family's own apply function does to random numbers: the one pairing, place
  in the head and direction that explain every number it returns.
- `scaling`: the number of that name in the attention of these layers, by which scores are
  multiplied; null where there is none, or more than one.
- `layers_turned`: the model is built and run without memory (torch's meta device), and each
  layer that calls the apply function is noted. Null where the model cannot be run that way.
"""

from __future__ import annotations

import json
import re
import sys
import warnings
from types import ModuleType
from typing import Any

import torch
import transformers

from tests.census.defaults import defaults
from tests.census.library import (
    MANY,
    NEEDED,
    borrowed_classes,
    build,
    classes,
    config_class,
    has_many_axes,
    tables,
)
from tests.census.presets import presets
from tests.census.running import run_without_memory
from tests.census.turning import turn


def case(
    family: str, module: ModuleType, rotary_type: type, config_type: Any = None
) -> dict[str, Any]:
    found: dict[str, Any] = {"family": family, "class": rotary_type.__name__}
    code_type = config_class(module, rotary_type)  # another's where the code is borrowed
    config_type = config_type or code_type
    if config_type is None:
        return found | {"error": "no config class"}
    try:
        config = config_type(**NEEDED.get(config_type.__name__, {}))
        config._attn_implementation = "eager"
        found["model_type"] = config.model_type
        found["config"] = trimmed(json.loads(json.dumps(config.to_dict(), default=str)))
        many = has_many_axes(rotary_type, config)
        found["positions"] = MANY if many else "one axis"
        if many:
            return found
        rotary, inner = build(rotary_type, config)
        kinds = tables(module, rotary, inner)
        if not kinds:
            return found | {"error": "no inv_freq"}
        ran = run_without_memory(module, code_type, config, inner)
        for kind, table in kinds.items():
            table["turn"] = turn(module, rotary, inner, kind, table, ran)
        found |= {"kinds": kinds, "layers_turned": ran.layers, "scaling": ran.scaling}
        if "mrope_section" in json.dumps(found["config"]):
            found["mrope"] = True
    except Exception as error:  # noqa: BLE001 - said in the case
        found["error"] = f"{type(error).__name__}: {error}"[:200]
    return found


#: Keys that cannot concern the rotation; a config has up to two hundred of them.
USELESS = re.compile(
    r"token|vocab|dtype|dropout|label|_act$|activation|initializer|torch|architectures|beam|"
    r"transformers_version|return_|output_|problem_type|use_cache|pruned|chunk_size|is_|tie_|"
    r"add_cross|cross_attention_hidden|finetuning|gradient|prefix|norm_eps|epsilon|loss|url"
)


def trimmed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        key: trimmed(inner)
        for key, inner in value.items()
        if key == "model_type" or not USELESS.search(key)
    }


def main() -> None:
    warnings.filterwarnings("ignore")
    transformers.utils.logging.set_verbosity_error()
    only = set(sys.argv[1:])
    versions = f"transformers {transformers.__version__}, torch {torch.__version__}"
    print(json.dumps({"library": versions}), flush=True)
    for family, module, rotary in classes():
        if not only or family in only:
            print(json.dumps(case(family, module, rotary)), flush=True)
    for family, module, rotary, config_type in borrowed_classes():
        if not only or family in only:
            print(json.dumps(case(family, module, rotary, config_type)), flush=True)
    if not only:
        print(json.dumps({"defaults": defaults()}), flush=True)
        for found in presets():
            print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
