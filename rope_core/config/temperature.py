"""A temperature that grows with the position: what some models multiply their queries by.

Far into a text a query meets more keys, and its attention spreads thinner. Llama 4, in the layers
that do not turn, and Ministral 3, in all of them, make queries longer the farther on they stand:

    1 + beta × ln(1 + floor((position + ahead) / length))

Held to transformers, models llama4 (where a position counts from 1) and ministral3, mistral4.

>>> query_temperature({"model_type": "llama4_text"}).factor(8191)
1.0693147180559945
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rope_core.config.families import family_of
from rope_core.config.wrappers import text_model
from rope_core.errors import require_number


@dataclass(frozen=True)
class Temperature:
    """``length`` in tokens is where it first steps up; ``of`` says which layers have it."""

    beta: float
    length: float
    ahead: int
    of: Literal["all", "still"]

    def factor(self, position: float) -> float:
        """What the query at that position, tokens, is multiplied by: 1 up to the length.

        >>> Temperature(0.1, 8192, 0, "all").factor(8191)
        1.0
        """
        return 1 + self.beta * math.log1p(math.floor((position + self.ahead) / self.length))


def query_temperature(config: Mapping[str, object]) -> Temperature | None:
    """The temperature of a config.json; None where it has none.

    What a key left out means is taken from the family's code. Raises RopeError where one of the
    numbers is not above 0.

    >>> query_temperature({"model_type": "llama"}) is None
    True
    """
    text = text_model(config)
    assumed = family_of(text.model_type or "").defaults

    def said(key: str) -> object:
        return text.values.get(key, assumed.get(key))

    parameters = said("rope_parameters") or said("rope_scaling")
    if isinstance(parameters, Mapping) and (beta := parameters.get("llama_4_scaling_beta")):
        return Temperature(
            require_number("llama_4_scaling_beta", beta, above=0.0),
            require_number(
                "original_max_position_embeddings",
                parameters.get("original_max_position_embeddings"),
                above=0.0,
            ),
            0,
            "all",
        )
    if said("attn_temperature_tuning") and said("floor_scale"):
        return Temperature(
            require_number("attn_scale", said("attn_scale"), above=0.0),
            require_number("floor_scale", said("floor_scale"), above=0.0),
            1,
            "still",
        )
    return None
