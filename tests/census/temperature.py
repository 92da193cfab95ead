"""What the installed transformers multiplies queries by: temperature.json of the references.

Runs in the census's environment: python -m tests.census.temperature
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS
from transformers.models.llama4 import configuration_llama4 as llama4_config
from transformers.models.llama4 import modeling_llama4 as llama4
from transformers.models.ministral3 import configuration_ministral3 as ministral3_config
from transformers.models.ministral3 import modeling_ministral3 as ministral3
from transformers.models.mistral4 import configuration_mistral4 as mistral4_config
from transformers.models.mistral4 import modeling_mistral4 as mistral4

REFERENCE = Path(__file__).parents[1] / "reference" / "temperature.json"
PLACES = (0, 1, 8190, 8191, 8192, 16383, 16384, 24574, 24575, 32767)


def of_a_layer_without_rotation() -> list[float]:
    """Llama 4: how much longer the queries are that its own layer passes on."""
    seen: list[Any] = []

    def record(module: Any, query: Any, key: Any, value: Any, *rest: Any, **more: Any) -> Any:
        seen.append(query[0, 0, :, 0])
        return query.transpose(1, 2), None

    ALL_ATTENTION_FUNCTIONS["record"] = record
    config = llama4_config.Llama4TextConfig(
        hidden_size=8, num_attention_heads=2, num_key_value_heads=2, head_dim=4
    )
    config._attn_implementation = "record"
    states = torch.ones(1, PLACES[-1] + 1, 8)
    layer = llama4.Llama4TextAttention(config, 3)  # every fourth turns nothing
    for layer.attn_temperature_tuning in (False, True):
        with torch.no_grad():
            layer(states, None, None)
    return [float((seen[1] / seen[0])[at]) for at in PLACES]


def of_all_layers(module: Any, config: Any) -> Any:
    given = config.rope_parameters
    beta, length = given["llama_4_scaling_beta"], given["original_max_position_embeddings"]
    made = module.get_llama_4_attn_scale(torch.tensor([PLACES], dtype=torch.float64), beta, length)
    return {"config": config.to_dict(), "places": PLACES, "factors": made.flatten().tolist()}


def cases() -> list[Any]:
    kept = ("model_type", "rope_parameters", "attn_temperature_tuning", "floor_scale", "attn_scale")
    found = [
        {
            "config": llama4_config.Llama4TextConfig().to_dict(),
            "places": PLACES,
            "factors": of_a_layer_without_rotation(),
        },
        of_all_layers(ministral3, ministral3_config.Ministral3Config()),
        of_all_layers(mistral4, mistral4_config.Mistral4Config()),
    ]
    for case in found:
        case["config"] = {key: case["config"][key] for key in kept if key in case["config"]}
    return found


if __name__ == "__main__":
    written = {"library": f"transformers {transformers.__version__}", "cases": cases()}
    REFERENCE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
