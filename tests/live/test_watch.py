"""watch on live models of transformers: right ones of many families, and seeded bugs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from rope_core.testing import watch

Make = Callable[..., Any]
_LLAMA = "transformers.models.llama.modeling_llama"


def only_bug(w: Any) -> Any:
    """The one finding that is wrong."""
    wrong = [finding for finding in w.findings if not finding.ok]
    assert len(wrong) == 1, w.report()
    assert wrong[0].status == "bug", w.report()
    return wrong[0]


# --- right ones: no false alarm ---------------------------------------------------------------

_FAMILIES: list[tuple[str, str, dict[str, Any]]] = [
    ("Llama", "", {}),
    ("Qwen3", "", {"head_dim": 16}),
    ("GPTNeoX", "", {"rotary_pct": 0.25}),
    ("Phi", "", {}),
    ("Glm", "", {"head_dim": 16}),
    ("Cohere", "", {}),
    ("SmolLM3", "", {}),
    ("Gemma3", "Text", {"head_dim": 16, "sliding_window": 4, "layer_types": [
        "sliding_attention", "sliding_attention", "full_attention"]}),
    ("GptOss", "", {"head_dim": 16, "num_local_experts": 2, "num_experts_per_tok": 1,
        "layer_types": ["sliding_attention", "full_attention", "sliding_attention"]}),
    ("Llama4", "Text", {"head_dim": 16, "intermediate_size_mlp": 64, "num_local_experts": 1}),
    ("DeepseekV3", "", {"num_key_value_heads": 4, "q_lora_rank": 16, "kv_lora_rank": 16,
        "qk_rope_head_dim": 8, "qk_nope_head_dim": 8, "v_head_dim": 8, "n_routed_experts": 4,
        "n_group": 1, "topk_group": 1, "num_experts_per_tok": 2, "moe_intermediate_size": 32,
        "first_k_dense_replace": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("family", "text", "settings"), _FAMILIES, ids=lambda v: str(v)[:12])
def test_a_model_as_it_is_is_right(
    model: Make, tokens: Any, family: str, text: str, settings: dict[str, Any]
) -> None:
    made = model(family, text, **settings)
    with watch(made) as w:
        made(input_ids=tokens)
    assert w.ok, w.report()
    layers = {track.layer for track in w.tracks}
    assert len(w.tracks) == 2 * len(layers)
    assert {track.vector for track in w.tracks} == {"q", "k"}
    assert all(finding.status == "right" for finding in w.findings)


def test_gpt_j_turns_neighbours_and_calls_its_keys_first(model: Make, tokens: Any) -> None:
    sizes = {"n_embd": 64, "n_layer": 2, "n_head": 4, "n_positions": 64, "rotary_dim": 8}
    made = model("GPTJ", **sizes)
    with watch(made) as w:
        made(input_ids=tokens)
    assert w.ok, w.report()
    assert [call.vector for call in w.calls[:2]] == ["k", "q"]
    assert "interleaved" in w.report()


_TYPES = [torch.float32, torch.bfloat16, torch.float16]


@pytest.mark.parametrize("dtype", _TYPES, ids=str)
def test_every_type_is_within_its_rounding(model: Make, tokens: Any, dtype: torch.dtype) -> None:
    made = model("Llama")
    table = made.model.rotary_emb.inv_freq.clone()
    made.to(dtype)
    made.model.rotary_emb.inv_freq = table  # as from_pretrained keeps it
    far = torch.arange(50_000, 50_007)[None]
    with watch(made) as w:
        made(input_ids=tokens, position_ids=far)
    assert w.ok, w.report()
    assert w.calls[0].types == (str(dtype).removeprefix("torch."),) * 2


def test_frequencies_rounded_with_the_weights_are_a_bug(model: Make, tokens: Any) -> None:
    made = model("Llama").to(torch.bfloat16)  # rounds the buffer inv_freq as well
    with watch(made) as w:
        made(input_ids=tokens, position_ids=torch.arange(50_000, 50_007)[None])
    assert not w.ok


def test_a_cache_padding_and_packing_that_are_right(model: Make, tokens: Any) -> None:
    made = model("Llama")
    with watch(made) as decoded:
        made.generate(tokens[:1], max_new_tokens=4, do_sample=False)
    assert decoded.ok, decoded.report()
    assert decoded.tracks[0].x.shape[2] == decoded.tracks[0].meant.shape[1] == 7 + 3
    mask = torch.ones_like(tokens)
    mask[1, :3] = 0
    with watch(made) as padded:
        made.generate(tokens, attention_mask=mask, max_new_tokens=3, do_sample=False)
    assert padded.ok, padded.report()
    with watch(made) as packed:
        made(input_ids=tokens, position_ids=torch.tensor([[0, 1, 2, 3, 0, 1, 2]] * 2))
    assert packed.ok, packed.report()


def test_the_model_is_put_back(model: Make, tokens: Any) -> None:
    from transformers.models.llama import modeling_llama

    before = modeling_llama.apply_rotary_pos_emb
    made = model("Llama")
    plain = made(input_ids=tokens).logits
    with watch(made) as w:
        seen = made(input_ids=tokens).logits
    assert modeling_llama.apply_rotary_pos_emb is before
    assert torch.equal(plain, seen)
    calls = len(w.calls)
    made(input_ids=tokens)
    assert len(w.calls) == calls
    assert not made._forward_pre_hooks


# --- seeded bugs: each is named, with its place -----------------------------------------------


def test_left_padding_that_is_counted(model: Make, tokens: Any) -> None:
    made = model("Llama")
    mask = torch.ones_like(tokens)
    mask[1, :3] = 0
    with watch(made) as w:
        made(input_ids=tokens, attention_mask=mask)  # no position ids: the padding is counted
    found = only_bug(w)
    assert found.layers == (0, 1, 2)
    assert found.says == "sequence 1: every position is 3 too large (from the attention mask)."


def test_a_cache_that_restarts(model: Make, tokens: Any) -> None:
    made = model("Llama")
    with watch(made) as w:
        cache = made(input_ids=tokens, use_cache=True).past_key_values
        for step in range(3):  # its positions start at 0 again
            made(
                input_ids=tokens[:, :1], past_key_values=cache, position_ids=torch.tensor([[step]])
            )
    found = only_bug(w)
    assert found.says.startswith("tokens 7 to 9: positions 0 to 2 used, 7 to 9 meant")


def test_a_cache_whose_position_stays_at_0(model: Make, tokens: Any) -> None:
    made = model("Llama")
    with watch(made) as w:
        cache = made(input_ids=tokens, use_cache=True).past_key_values
        for _ in range(2):
            made(input_ids=tokens[:, :1], past_key_values=cache, position_ids=torch.tensor([[0]]))
    assert "tokens 7 to 8: positions 0, 0 used, 7 to 8 meant" in only_bug(w).says


def test_the_local_base_in_a_global_layer(model: Make, tokens: Any) -> None:
    kinds = ["sliding_attention", "full_attention", "full_attention"]
    made = model("Gemma3", "Text", head_dim=16, sliding_window=4, layer_types=kinds)
    rotary = made.model.rotary_emb
    local = rotary(torch.zeros(1), torch.arange(7)[None], "sliding_attention")
    attention = made.model.layers[2].self_attn
    forward = attention.forward
    attention.forward = lambda *args, **options: forward(
        *args, **(options | {"position_embeddings": local})
    )
    with watch(made) as w:
        made(input_ids=tokens)
    found = only_bug(w)
    assert str(found) == (
        "layer 2 (global), q and k: the local base 10,000 was used; 1,000,000 was meant."
    )
    assert "layer 2 (global), q and k in full:" in w.report()


def test_a_missing_attention_factor(model: Make, tokens: Any) -> None:
    yarn = {"rope_type": "yarn", "factor": 4.0, "rope_theta": 10000.0,
            "original_max_position_embeddings": 16}  # fmt: skip
    made = model("Llama", rope_parameters=yarn)
    made.model.rotary_emb.attention_scaling = 1.0
    with watch(made) as w:
        made(input_ids=tokens)
    found = only_bug(w)
    assert found.bugs == ("factor_ignored",)
    assert found.layers == (0, 1, 2)


def test_one_head_that_is_not_turned(
    model: Make, tokens: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers.models.llama import modeling_llama

    plain = modeling_llama.apply_rotary_pos_emb

    def forgets(q: Any, k: Any, cos: Any, sin: Any, unsqueeze_dim: int = 1) -> Any:
        turned, keys = plain(q, k, cos, sin, unsqueeze_dim)
        turned[:, 2] = q[:, 2]
        return turned, keys

    monkeypatch.setattr(modeling_llama, "apply_rotary_pos_emb", forgets)
    made = model("Llama")
    with watch(made) as w:
        made(input_ids=tokens)
    found = only_bug(w)
    assert found.place == "layers 0 to 2, q"
    assert "head 2" in found.says


# --- other models, other names --------------------------------------------------------------


def test_a_function_by_another_name(tokens: Any) -> None:
    from rope_core import RopeSpec

    with watch("live_house.turn", q=0, k=1, config=RopeSpec(8, pairing="half_split")) as w:
        import live_house

        live_house.attend(torch.randn(2, 3, 5, 8), torch.randn(2, 1, 5, 8))
    assert [call.vector for call in w.calls] == ["q", "k"]
    assert w.ok, w.report()
