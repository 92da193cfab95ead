"""Tiny random models of transformers; nothing is downloaded.

Where PyTorch and transformers are not installed the tests of this folder are skipped:
`make live-test` runs them in an environment that has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest

_NEEDED = ("torch", "transformers", "jax", "gguf")
_MISSING = [name for name in _NEEDED if find_spec(name) is None]
_SIZES = {
    "vocab_size": 100, "hidden_size": 64, "intermediate_size": 64, "num_hidden_layers": 3,
    "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 64,
    "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2,
}  # fmt: skip


class _Skipped(pytest.Module):
    """A file of tests that cannot be imported here."""

    def collect(self) -> NoReturn:
        pytest.skip(f"{', '.join(_MISSING)} not installed: make live-test", allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> _Skipped | None:
    return _Skipped.from_parent(parent, path=module_path) if _MISSING else None


@pytest.fixture(autouse=True)
def _no_gradients() -> Iterator[None]:
    import torch

    torch.manual_seed(0)
    with torch.no_grad():
        yield


@pytest.fixture
def model() -> Callable[..., Any]:
    """Make a model: model("Llama", rope_parameters={…}); sizes as above unless said."""

    import transformers

    def make(family: str, text: str = "", **settings: Any) -> Any:
        config = getattr(transformers, f"{family}{text}Config")(**(_SIZES | settings))
        return getattr(transformers, f"{family}ForCausalLM")(config).eval()

    return make


@pytest.fixture
def tokens() -> Any:
    """Two sequences of seven tokens."""
    import torch

    return torch.randint(3, 100, (2, 7), generator=torch.Generator().manual_seed(1))
