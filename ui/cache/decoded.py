"""The sentence that the Cache page decodes, and what its steps count with."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rope_core import RopeSpec, output_indices, rotate
from rope_core.models.real_model import real_model
from ui.numbers import fixed

#: Tokens of the sentence that are decoded.
TOKENS = 6


@dataclass(frozen=True)
class Decoded:
    """One head's view of a sentence: tokens, q and k (TOKENS, head_dim) before they are turned."""

    tokens: tuple[str, ...]
    q: np.ndarray
    k: np.ndarray
    spec: RopeSpec

    @property
    def places(self) -> np.ndarray:
        return np.arange(len(self.tokens))


def sentence(text: int = 0, layer: int = 0, head: int = 0) -> Decoded:
    """The first tokens of a sentence that the small real model read."""
    model = real_model()
    spec = RopeSpec(model.head_dim, model.base, model.pairing)
    tokens = tuple(token.strip() or "␣" for token in model.texts[text].tokens[:TOKENS])
    return Decoded(
        tokens, model.q(text, layer, head)[:TOKENS], model.k(text, layer, head)[:TOKENS], spec
    )


def arrows(turned: np.ndarray, spec: RopeSpec, pair: int = 0) -> list[float]:
    """Where a pair of each turned key points to, radians."""
    one, other = output_indices(spec)[pair]
    return [round(math.atan2(row[other], row[one]), 4) for row in turned]


def scored(q: np.ndarray, at: int, k: np.ndarray, places: np.ndarray, spec: RopeSpec) -> np.ndarray:
    """The scores of one query at a position with keys at theirs, over √head_dim, (keys,)."""
    turned = rotate(q, at, spec) @ rotate(k, places, spec).T
    return np.asarray(turned / math.sqrt(spec.head_dim))


def listed(values: np.ndarray, digits: int) -> str:
    return ", ".join(fixed(float(value), digits) for value in values)


def most_of(values: np.ndarray, digits: int) -> str:
    return fixed(float(np.abs(values).max()), digits)
