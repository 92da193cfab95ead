"""What a problem is, the fields that say it, and what was read of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from rope_core.errors import RopeError
from rope_core.models.presets import ModelPreset
from rope_core.models.real_model import real_model
from rope_core.models.smollm2 import smollm2
from rope_core.reading.numbers import MAX_HEAD_DIM
from rope_core.reading.vectors import WORKED_EXAMPLE, format_vector
from rope_core.spec import Pairing, RopeSpec

Source = Literal["worked", "real", "smollm2", "own", "random"]
Vectors = tuple[tuple[float, ...], tuple[float, ...]]

#: The pairings a learner chooses from (the core knows one more).
PAIRINGS: tuple[Pairing, ...] = ("interleaved", "half_split")
BASES = ("100", "10000", "500000", "1000000")

#: What a field holds when nobody has said otherwise.
DEFAULTS: Mapping[str, str] = {
    "q": format_vector(WORKED_EXAMPLE.q),
    "k": format_vector(WORKED_EXAMPLE.k),
    "m": str(WORKED_EXAMPLE.m),
    "n": str(WORKED_EXAMPLE.n),
    "base": "10000",
    "pairing": "interleaved",
    "digits": "3",
    "seed": "0",
    "d": "4",
    "text": "0",
    "layer": "0",
    "head": "0",
    "stext": "1",
    "shead": "0",
    "model": "",
    "config": "",
}
#: The fields that say where the vectors come from, and nothing else does.
SOURCE_FIELDS: Mapping[Source, tuple[str, ...]] = {
    "worked": (),
    "real": ("text", "layer", "head"),
    "smollm2": ("stext", "shead"),
    "own": ("q", "k"),
    "random": ("seed", "d"),
}


@dataclass(frozen=True)
class Problem:
    """q at position m, k at position n, and the rotation: all that is to be computed."""

    spec: RopeSpec
    q: tuple[float, ...]
    m: int
    k: tuple[float, ...]
    n: int


@dataclass(frozen=True)
class Reading:
    """A problem as it was read, with what could not be read.

    ``fields`` holds the text of every field that is in use; ``errors`` one
    RopeError for each field that was refused and replaced. ``model`` is the
    published model whose RoPE it is, if it is one's; ``config`` the text of a
    pasted config whose RoPE it is.
    """

    problem: Problem
    source: Source
    digits: int
    fields: Mapping[str, str]
    errors: Mapping[str, RopeError] = field(default_factory=dict)
    model: ModelPreset | None = None
    config: str = ""

    @property
    def taken(self) -> str:
        """Whose rotation was taken over as a whole; empty where it is the fields' own."""
        if self.model:
            return self.model.name
        return "a pasted config.json" if self.config else ""

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens of the real sentence q and k come from; empty for other vectors."""
        if self.source == "real":
            index = 0 if "text" in self.errors else int(self.fields["text"])
            return tuple(real_model().texts[index].tokens)
        if self.source == "smollm2":
            index = int(DEFAULTS["stext"] if "stext" in self.errors else self.fields["stext"])
            return tuple(token.strip() or "⏎" for token in smollm2().texts[index].tokens)
        return ()

    @property
    def words(self) -> tuple[str, str]:
        """Whose query and whose key the problem has; empty texts where its vectors are nobody's.

        A real sentence's tokens; the worked example's words wherever these stand.

        >>> from rope_core.problem import read_problem
        >>> read_problem({"m": "12"}).words, read_problem({"q": "1 2", "k": "3 4"}).words
        (('dogs', 'cats'), ('', ''))
        """
        problem, example = self.problem, WORKED_EXAMPLE
        if self.tokens:
            return self.tokens[problem.m], self.tokens[problem.n]
        if (problem.q, problem.k) == (example.q, example.k):
            return example.sentence[example.m], example.sentence[example.n]
        return "", ""


def model_key(preset: ModelPreset) -> str:
    """How a model is named in a link: lower case, words joined by hyphens.

    >>> from rope_core.models.presets import find_model
    >>> model_key(find_model("GPT-J-6B"))
    'gpt-j-6b'
    """
    return "-".join(re.findall(r"[a-z0-9.]+", preset.name.casefold()))


@cache
def fits(preset: ModelPreset) -> bool:
    """Whether the pages, which show every number of a head, can show this model's rotation.

    >>> from rope_core.models.presets import find_model
    >>> fits(find_model("GPT-J-6B"))
    True
    """
    return preset.rotates and preset.spec().head_dim <= MAX_HEAD_DIM
