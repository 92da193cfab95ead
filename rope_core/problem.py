"""The one problem every page looks at, and the URL that reproduces it.

A problem is a query vector q at position m, a key vector k at position n and
the RoPE that turns them. The fields a person fills in and the parameters of a
link are the same names with the same texts, so both are read here, once.

>>> reading = read_problem({"m": "7"})
>>> reading.problem.m, reading.problem.q
(7, (0.588, 0.117, 0.342, -0.231))
>>> write_params(reading)
{'m': '7'}
>>> read_problem({"m": "-1"}).errors["m"].received
'-1'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, TypeVar

from rope_core.config.reader import read_config
from rope_core.config.text import parse_config
from rope_core.errors import RopeError, require_whole
from rope_core.models.presets import ModelPreset, models
from rope_core.models.real_model import real_model
from rope_core.models.smollm2 import smollm2
from rope_core.reading.numbers import (
    MAX_HEAD_DIM,
    parse_base,
    parse_choice,
    parse_digits,
    parse_head_dim,
    parse_position,
    parse_seed,
)
from rope_core.reading.vectors import WORKED_EXAMPLE, format_vector, parse_vector, random_vectors
from rope_core.spec import Pairing, RopeSpec

Source = Literal["worked", "real", "smollm2", "own", "random"]
Vectors = tuple[tuple[float, ...], tuple[float, ...]]
T = TypeVar("T")

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


def model_key(preset: ModelPreset) -> str:
    """How a model is named in a link: lower case, words joined by hyphens.

    >>> model_key(models()[0])
    'llama-2-7b'
    """
    return "-".join(re.findall(r"[a-z0-9.]+", preset.name.casefold()))


@cache
def fits(preset: ModelPreset) -> bool:
    """Whether the pages, which show every number of a head, can show this model's rotation.

    >>> fits(models()[0])
    True
    """
    return preset.rotates and preset.spec().head_dim <= MAX_HEAD_DIM


def source_of(params: Mapping[str, str]) -> Source:
    """Where a link's vectors come from, told by the parameters it carries."""
    for source in ("real", "smollm2", "random", "own"):
        if any(name in params for name in SOURCE_FIELDS[source]):
            return source
    # A published model has heads of its own size: the worked example's four numbers are too few.
    return "random" if params.get("model") or params.get("config") else "worked"


def read_problem(
    params: Mapping[str, str], source: Source | None = None, last: Reading | None = None
) -> Reading:
    """Read the texts of the fields; what is wrong falls back to ``last``, or the default.

    Never raises: a refused field is in ``errors`` of the result, and the
    problem is the last good one in that respect.
    """
    source = source or source_of(params)
    last = last or (_DEFAULT if params else None)
    texts = {name: params.get(name, default) for name, default in DEFAULTS.items()}
    errors: dict[str, RopeError] = {}

    def read(name: str, parse: Callable[[str, str], T], otherwise: T) -> T:
        try:
            return parse(texts[name], name)
        except RopeError as error:
            errors[name] = error
            return otherwise

    pairing = read(
        "pairing",
        lambda text, name: next(p for p in PAIRINGS if p == parse_choice(text, name, PAIRINGS)),
        last.problem.spec.pairing if last else PAIRINGS[0],
    )
    digits = read("digits", parse_digits, last.digits if last else 3)
    base = read("base", parse_base, last.problem.spec.base if last else 10000.0)
    m = read("m", parse_position, last.problem.m if last else WORKED_EXAMPLE.m)
    n = read("n", parse_position, last.problem.n if last else WORKED_EXAMPLE.n)
    model = _read_model(texts, errors, last)
    config, taken = _read_config(texts, errors, last)
    if model:
        config, taken = "", model.spec()
    kept = (last.problem.q, last.problem.k) if last else (WORKED_EXAMPLE.q, WORKED_EXAMPLE.k)

    if source in ("real", "smollm2"):
        (q, k), m, n = _read_real(source, texts, m, n, errors, last)
    elif source == "random":
        seed = read("seed", parse_seed, -1)
        head_dim = taken.head_dim if taken else read("d", parse_head_dim, -1)
        q, k = random_vectors(seed, head_dim) if min(seed, head_dim) >= 0 else kept
    elif source == "own":
        q, k = _read_own(texts, errors, kept)
    else:
        q, k = WORKED_EXAMPLE.q, WORKED_EXAMPLE.k

    spec = RopeSpec(len(q), base=base, pairing=pairing)
    if taken and taken.head_dim != len(q):
        field = "model" if model else "config"
        errors[field] = RopeError(
            field,
            model.name if model else config,
            f"a model whose heads have {len(q)} numbers, as q and k have",
            "Choose Random vectors to fit the model.",
        )
        model, config, taken = None, "", None
    return Reading(Problem(taken or spec, q, m, k, n), source, digits, texts, errors, model, config)


def _read_model(
    texts: Mapping[str, str], errors: dict[str, RopeError], last: Reading | None
) -> ModelPreset | None:
    if not texts["model"]:
        return None
    for preset in models():
        if model_key(preset) == texts["model"] and fits(preset):
            return preset
    errors["model"] = RopeError(
        "model", texts["model"], "a model of the Scale page, such as llama-2-7b"
    )
    return last.model if last else None


def _read_config(
    texts: Mapping[str, str], errors: dict[str, RopeError], last: Reading | None
) -> tuple[str, RopeSpec | None]:
    """The text of a pasted config and the rotation it means; none where there is none."""
    text = texts["config"]
    if not text:
        return "", None
    try:
        spec = read_config(parse_config(text)).spec
        require_whole("head_dim", spec.head_dim, 2, MAX_HEAD_DIM)
    except RopeError as error:
        errors["config"] = error
        return (last.config, last.problem.spec) if last and last.config else ("", None)
    return text, spec


def _read_own(texts: Mapping[str, str], errors: dict[str, RopeError], kept: Vectors) -> Vectors:
    """Both vectors as typed, or both as they were: they must stay of one length."""
    vectors: list[tuple[float, ...]] = []
    for name in ("q", "k"):
        try:
            vector = parse_vector(texts[name], name)
            if len(vector) % 2:
                raise RopeError(
                    name,
                    f"{len(vector)} numbers",
                    "an even count of numbers, 2 to 256",
                    "RoPE turns the numbers in pairs.",
                )
            vectors.append(vector)
        except RopeError as error:
            errors[name] = error
    if len(vectors) < 2:
        return kept
    q, k = vectors
    if len(q) != len(k):
        errors["k"] = RopeError(
            "k",
            f"{len(k)} numbers",
            f"{len(q)} numbers, as many as q has",
            "Query and key are compared number by number.",
        )
        return kept
    return q, k


def _read_real(
    source: Source,
    texts: dict[str, str],
    m: int,
    n: int,
    errors: dict[str, RopeError],
    last: Reading | None,
) -> tuple[Vectors, int, int]:
    """The vectors of two tokens of a real model; positions are token places.

    A loosely spelled choice is put into ``texts`` exactly.
    """
    sizes = _sizes(source)
    index = {name: int(DEFAULTS[name]) for name in sizes}
    for name, size in sizes.items():
        try:
            texts[name] = parse_choice(texts[name], name, tuple(map(str, range(size))))
            index[name] = int(texts[name])
        except RopeError as error:
            errors[name] = error
            if last and last.source == source and name not in last.errors:
                index[name] = int(last.fields[name])
    text, *head = index.values()
    if source == "real":
        small = real_model()
        layer, number = head
        rows = small.q(text, layer, number), small.k(text, layer, number)
    else:
        rows = smollm2().q(text, head[0]), smollm2().k(text, head[0])
    tokens = len(rows[0])
    places = {"m": m, "n": n}
    for name, place in places.items():
        if place >= tokens:
            errors[name] = RopeError(
                name,
                texts[name],
                f"a token of the sentence, 0 to {tokens - 1}",
                "In a real sentence a token's place is its position.",
            )
            places[name] = min(int(DEFAULTS[name]), tokens - 1)
    m, n = places["m"], places["n"]
    q, k = rows[0][m], rows[1][n]
    return (tuple(map(float, q)), tuple(map(float, k))), m, n


def _sizes(source: Source) -> dict[str, int]:
    """How many texts, layers and heads of a real model there are to choose from."""
    if source == "real":
        model = real_model()
        return {"text": len(model.texts), "layer": model.layers, "head": model.heads}
    return {"stext": len(smollm2().texts), "shead": len(smollm2().heads)}


def write_params(reading: Reading) -> dict[str, str]:
    """The link parameters that give this reading's problem back; defaults are left out."""
    problem, fields = reading.problem, reading.fields
    params: dict[str, str] = {}
    if reading.source == "own":
        params |= {"q": _link_vector(problem.q), "k": _link_vector(problem.k)}
    elif reading.source != "worked":
        params |= {
            name: fields[name]
            for name in SOURCE_FIELDS[reading.source]
            if name not in reading.errors
        }
    if reading.model:
        # Head dimension, base and pairing are the model's.
        params.pop("d", None)
        params["model"] = model_key(reading.model)
    if reading.config:
        params.pop("d", None)
        params["config"] = reading.config
    plain = {
        "m": str(problem.m),
        "n": str(problem.n),
        "base": f"{problem.spec.base:.17g}",
        "pairing": problem.spec.pairing,
        "digits": str(reading.digits),
    }
    owned = ("base", "pairing") if reading.taken else ()
    return params | {
        name: text for name, text in plain.items() if text != DEFAULTS[name] and name not in owned
    }


def _link_vector(values: tuple[float, ...]) -> str:
    return format_vector(values).replace(" ", "")


_DEFAULT = read_problem({})
