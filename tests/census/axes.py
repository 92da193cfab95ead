"""How the installed transformers turns by positions of several axes: axes.json of the references.

Runs in the census's environment: python -m tests.census.axes
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers.models.qwen2_vl import configuration_qwen2_vl as qwen2_config
from transformers.models.qwen2_vl import modeling_qwen2_vl as qwen2
from transformers.models.qwen3_vl import configuration_qwen3_vl as qwen3_config
from transformers.models.qwen3_vl import modeling_qwen3_vl as qwen3

REFERENCE = Path(__file__).parents[1] / "reference" / "axes.json"
#: Time, row and column of a word, of patches of a picture, and of a word after it.
PLACES = ((0, 0, 0), (1, 1, 1), (2, 2, 2), (2, 2, 3), (2, 3, 2), (2, 40, 17), (41, 41, 41))


def text_case(module: Any, rotary: Any, name: str, sections: list[int], in_turn: bool) -> Any:
    positions = torch.tensor(PLACES).T  # (3, tokens)
    x = torch.randn(1, 1, len(PLACES), 128, generator=torch.manual_seed(7))
    cos, sin = rotary(x, positions[:, None])
    turned, _ = module.apply_rotary_pos_emb(x, x, cos, sin)
    return {
        "name": name,
        "base": float(rotary.config.rope_parameters["rope_theta"]),
        "sections": sections,
        "in_turn": in_turn,
        "positions": positions.tolist(),
        "x": x[0, 0].tolist(),
        "turned": turned[0, 0].tolist(),
    }


def vision_case() -> Any:
    config = qwen2_config.Qwen2VLVisionConfig()
    rotary = qwen2.Qwen2VLVisionRotaryEmbedding(config)
    dim = config.embed_dim // config.num_heads
    grid = torch.tensor([(row, column) for row in range(3) for column in (0, 1, 17)])
    x = torch.randn(len(grid), 1, dim, generator=torch.manual_seed(8))
    cos, sin = rotary(x, grid)
    turned, _ = qwen2.apply_rotary_pos_emb_vision(x, x, cos, sin)
    return {
        "name": "qwen2_vl, the vision tower",
        "base": float(config.rope_parameters["rope_theta"]),
        "positions": grid.T.tolist(),
        "x": x[:, 0].tolist(),
        "turned": turned[:, 0].tolist(),
    }


def rope(sections: list[int], theta: float, **more: Any) -> dict[str, Any]:
    return {"rope_type": "default", "rope_theta": theta, "mrope_section": sections} | more


def main() -> None:
    size = {"hidden_size": 256, "num_attention_heads": 2, "num_key_value_heads": 2}
    two = qwen2_config.Qwen2VLTextConfig(**size, rope_parameters=rope([16, 24, 24], 1e6))
    three = qwen3_config.Qwen3VLTextConfig(
        **size, head_dim=128, rope_parameters=rope([24, 20, 20], 5e6, mrope_interleaved=True)
    )
    cases = [
        text_case(qwen2, qwen2.Qwen2VLRotaryEmbedding(two), "qwen2_vl", [16, 24, 24], False),
        text_case(qwen3, qwen3.Qwen3VLTextRotaryEmbedding(three), "qwen3_vl", [24, 20, 20], True),
    ]
    made = {"versions": {"transformers": transformers.__version__, "torch": torch.__version__}}
    REFERENCE.write_text(json.dumps(made | {"text": cases, "vision": [vision_case()]}) + "\n")


if __name__ == "__main__":
    main()
