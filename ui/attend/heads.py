"""Attend: one head of a real model over one text, whichever of the two models it is from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rope_core import RopeSpec
from rope_core.models.real_model import real_model
from rope_core.models.smollm2 import smollm2

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class HeadOverText:
    """Queries and keys before rotation, (tokens, head_dim), and what the model made of them.

    source: as the problem names it, with the indices that choose the text and the head in a link.
    recorded: (tokens, tokens). spec: how the model turns its vectors. layer and head: in the
    model; heads: so many a layer.
    """

    source: str
    chosen: tuple[int, ...]
    name: str
    text: str
    tokens: tuple[str, ...]
    q: Floats
    k: Floats
    recorded: Floats
    spec: RopeSpec
    layer: int
    head: int
    heads: int


@cache
def stories_head(text: int, layer: int, head: int) -> HeadOverText:
    """A head of stories260K.

    >>> stories_head(0, 1, 2).tokens[1]
    'Once'
    """
    model = real_model()
    return HeadOverText(
        "real",
        (text, layer, head),
        model.name,
        model.texts[text].text,
        tuple(model.texts[text].tokens),
        model.q(text, layer, head),
        model.k(text, layer, head),
        model.attention(text, layer, head),
        RopeSpec(model.head_dim, model.base, model.pairing),
        layer,
        head,
        model.heads,
    )


@cache
def smollm2_head(text: int, index: int) -> HeadOverText:
    """A head of SmolLM2, by its place in the model's list.

    >>> smollm2_head(0, 0).layer, smollm2_head(0, 0).spec.pairs
    (16, 32)
    """
    model = smollm2()
    named = model.heads[index]
    return HeadOverText(
        "smollm2",
        (text, index),
        model.name,
        model.texts[text].text,
        tuple(token.strip() or "⏎" for token in model.texts[text].tokens),
        model.q(text, index),
        model.k(text, index),
        model.attention(text, index),
        model.spec,
        named.layer,
        named.head,
        model.heads_a_layer,
    )
