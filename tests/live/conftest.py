"""Tiny random models of transformers; nothing is downloaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import transformers

_SIZES = {
    "vocab_size": 100, "hidden_size": 64, "intermediate_size": 64, "num_hidden_layers": 3,
    "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 64,
    "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_gradients() -> Any:
    torch.manual_seed(0)
    with torch.no_grad():
        yield


@pytest.fixture
def model() -> Callable[..., Any]:
    """Make a model: model("Llama", rope_parameters={…}); sizes as above unless said."""

    def make(family: str, text: str = "", **settings: Any) -> Any:
        config = getattr(transformers, f"{family}{text}Config")(**(_SIZES | settings))
        return getattr(transformers, f"{family}ForCausalLM")(config).eval()

    return make


@pytest.fixture
def tokens() -> Any:
    """Two sequences of seven tokens."""
    return torch.randint(3, 100, (2, 7), generator=torch.Generator().manual_seed(1))
