"""Eight heads of SmolLM2-135M, a model one can name: queries, keys and the attention they made.

Llama architecture, 30 layers, 9 heads in 3 groups, head_dim 64, half_split, base 100,000. The
numbers, how they were made and their licence (Apache-2.0) are in data/smollm2.json and
data/README.md. Queries and keys are those before rotation, so RoPE is left to do.

    >>> model = smollm2()
    >>> model.spec.head_dim, model.spec.base, len(model.heads)
    (64, 100000.0, 8)
    >>> model.heads[0].layer, model.heads[0].head, model.heads[0].does
    (16, 0, 'looks at the token before')
    >>> model.texts[0].tokens[:3]
    ('The', ' capital', ' of')
    >>> model.q(0, 0).shape
    (13, 64)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_core.errors import RopeError
from rope_core.spec import RopeSpec

Array = NDArray[np.float64]

SMOLLM2_FILE = Path(__file__).parent / "data" / "smollm2.json"


@dataclass(frozen=True)
class NamedHead:
    """A head by its place in the model (both count from 0), and what it does, in words."""

    layer: int
    head: int
    does: str


@dataclass(frozen=True, eq=False)
class HeadsText:
    """One text as the model saw it, and what it would go on with.

    ``queries`` and ``keys`` (heads, tokens, head_dim) are before rotation; ``attention`` (heads,
    tokens, tokens) is what the model recorded. A token's index is its position. Read-only.
    """

    text: str
    tokens: tuple[str, ...]
    next_tokens: tuple[str, ...]
    queries: Array
    keys: Array
    attention: Array


@dataclass(frozen=True, eq=False)
class HeadsModel:
    """Chosen heads of a trained model over a few texts.

    Raises RopeError (field text or head) for an index that does not exist.
    """

    name: str
    licence: str
    layers: int
    heads_a_layer: int
    spec: RopeSpec
    heads: tuple[NamedHead, ...]
    texts: tuple[HeadsText, ...]

    def q(self, text: int, head: int) -> Array:
        """Queries before rotation of the head at that place in ``heads``: (tokens, head_dim)."""
        self._check(text, head)
        rows: Array = self.texts[text].queries[head]
        return rows

    def k(self, text: int, head: int) -> Array:
        """Keys before rotation: (tokens, head_dim)."""
        self._check(text, head)
        rows: Array = self.texts[text].keys[head]
        return rows

    def attention(self, text: int, head: int) -> Array:
        """Recorded attention, (tokens, tokens), 0 above the diagonal, rows sum to 1."""
        self._check(text, head)
        weights: Array = self.texts[text].attention[head]
        return weights

    def _check(self, text: int, head: int) -> None:
        for field, index, count in (
            ("text", text, len(self.texts)),
            ("head", head, len(self.heads)),
        ):
            if not 0 <= index < count:
                raise RopeError(field, str(index), f"a whole number from 0 to {count - 1}")


@cache
def smollm2() -> HeadsModel:
    """The heads, read from their data file once a process."""
    data: dict[str, Any] = json.loads(SMOLLM2_FILE.read_text(encoding="utf-8"))
    config = data["config"]
    first = data["texts"][0]["heads"]
    return HeadsModel(
        name="SmolLM2-135M",
        licence="Apache-2.0",
        layers=config["num_hidden_layers"],
        heads_a_layer=config["num_attention_heads"],
        spec=RopeSpec(data["head_dim"], base=data["base"], pairing=data["pairing"]),
        heads=tuple(NamedHead(h["layer"], h["head"], h["does"]) for h in first),
        texts=tuple(_text(entry) for entry in data["texts"]),
    )


def _text(entry: dict[str, Any]) -> HeadsText:
    heads = entry["heads"]
    return HeadsText(
        text=entry["text"],
        tokens=tuple(entry["tokens"]),
        next_tokens=tuple(entry["next_tokens"]),
        queries=_frozen([head["q"] for head in heads]),
        keys=_frozen([head["k"] for head in heads]),
        attention=_frozen([_square(head["attention"]) for head in heads]),
    )


def _square(rows: Sequence[Sequence[float]]) -> Array:
    """Row m of the file has m + 1 numbers; what the causal mask hides is 0."""
    square = np.zeros((len(rows), len(rows)))
    for place, row in enumerate(rows):
        square[place, : len(row)] = row
    return square


def _frozen(numbers: Sequence[Any]) -> Array:
    array = np.array(numbers, dtype=np.float64)
    array.flags.writeable = False
    return array
