"""Queries and keys of a real trained model, token by token, and the attention it computed.

The model is stories260K (Llama architecture, 5 layers, 8 query heads sharing 4 key heads,
head_dim 8, interleaved pairs, base 10000). The numbers, their source and their licence (MIT) are
in data/stories260k.json and data/README.md. Queries and keys are those before rotation, so RoPE
is left to do.

    >>> model = real_model()
    >>> model.texts[0].tokens[:4]
    ('<s>', 'Once', 'upon', 'a')
    >>> model.q(0, layer=0, head=0)[0, :3].tolist()
    [-0.864275, 0.013908, 1.805022]
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_core.errors import RopeError
from rope_core.spec import Pairing

Array = NDArray[np.float64]

# Numbers are stored as integers in millionths. A million is exact in floating point and division
# rounds correctly, so dividing gives the very float that reading the decimal text would.
_MILLION = 1e6


@dataclass(frozen=True, eq=False)
class RealText:
    """One sentence as the model saw it.

    `tokens` starts with the start token `<s>`, at position 0; a token's index is its position.
    `queries` (layers, heads, tokens, head_dim) and `keys` (layers, kv_heads, tokens, head_dim)
    are before rotation; `attention` (layers, heads, tokens, tokens) is what the model recorded.
    The arrays are read-only.
    """

    text: str
    tokens: tuple[str, ...]
    queries: Array
    keys: Array
    attention: Array


@dataclass(frozen=True, eq=False)
class RealModel:
    """A trained model's shape, and what it computed for a few sentences.

    Raises RopeError (field text, layer or head) for an index that does not exist; indices count
    from 0, and negative ones are not taken.
    """

    name: str
    source: str
    licence: str
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    base: float
    pairing: Pairing
    texts: tuple[RealText, ...]

    def q(self, text: int, layer: int, head: int) -> Array:
        """Queries of one head before rotation: (tokens, head_dim), row p at position p."""
        self._check(text, layer, head)
        rows: Array = self.texts[text].queries[layer, head]
        return rows

    def k(self, text: int, layer: int, head: int) -> Array:
        """Keys that query head `head` reads, before rotation: (tokens, head_dim)."""
        self._check(text, layer, head)
        rows: Array = self.texts[text].keys[layer, self.key_head(head)]
        return rows

    def attention(self, text: int, layer: int, head: int) -> Array:
        """Recorded attention weights: (tokens, tokens), query rows by key columns, rows sum to 1.

        They are rounded to six decimals, and 0 above the diagonal.
        """
        self._check(text, layer, head)
        weights: Array = self.texts[text].attention[layer, head]
        return weights

    def key_head(self, head: int) -> int:
        """The key head a query head reads: with 8 query and 4 key heads, head 5 reads 2."""
        return head // (self.heads // self.kv_heads)

    def _check(self, text: int, layer: int, head: int) -> None:
        bounds = (
            ("text", text, len(self.texts)),
            ("layer", layer, self.layers),
            ("head", head, self.heads),
        )
        for field, index, count in bounds:
            if not 0 <= index < count:
                raise RopeError(field, str(index), f"a whole number from 0 to {count - 1}")


@cache
def real_model() -> RealModel:
    """The model, read from its data file once a process."""
    path = files("rope_core.models").joinpath("data", "stories260k.json")
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    layers, heads, kv_heads = data["layers"], data["heads"], data["kv_heads"]
    head_dim = data["head_dim"]
    texts = []
    for entry in data["texts"]:
        tokens = tuple(entry["tokens"])
        count = len(tokens)
        # The file leaves out the upper triangle, which the causal mask makes 0.
        attention = np.zeros((layers, heads, count, count))
        rows, columns = np.tril_indices(count)
        attention[:, :, rows, columns] = _numbers(entry["attention"], (layers, heads, len(rows)))
        attention.flags.writeable = False
        texts.append(
            RealText(
                text=entry["text"],
                tokens=tokens,
                queries=_numbers(entry["q"], (layers, heads, count, head_dim)),
                keys=_numbers(entry["k"], (layers, kv_heads, count, head_dim)),
                attention=attention,
            )
        )
    return RealModel(
        name=data["name"],
        source=data["source"],
        licence=data["licence"],
        layers=layers,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        base=data["base"],
        pairing=data["pairing"],
        texts=tuple(texts),
    )


def _numbers(millionths: list[int], shape: tuple[int, ...]) -> Array:
    """Flat integers in millionths as a read-only float array of the given shape."""
    array: Array = (np.array(millionths, dtype=np.float64) / _MILLION).reshape(shape)
    array.flags.writeable = False
    return array
