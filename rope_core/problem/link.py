"""From the texts of a link to its problem, and back to a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from rope_core.config.reader import read_config
from rope_core.config.text import parse_config
from rope_core.errors import RopeError, require_whole
from rope_core.models.presets import ModelPreset, models
from rope_core.problem.fields import (
    DEFAULTS,
    PAIRINGS,
    SOURCE_FIELDS,
    Problem,
    Reading,
    Source,
    fits,
    model_key,
)
from rope_core.problem.vectors import read_own, read_real
from rope_core.reading.numbers import (
    MAX_HEAD_DIM,
    parse_base,
    parse_choice,
    parse_digits,
    parse_head_dim,
    parse_position,
    parse_seed,
)
from rope_core.reading.vectors import WORKED_EXAMPLE, format_vector, random_vectors
from rope_core.spec import RopeSpec

T = TypeVar("T")


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
        (q, k), m, n = read_real(source, texts, m, n, errors, last)
    elif source == "random":
        seed = read("seed", parse_seed, -1)
        head_dim = taken.head_dim if taken else read("d", parse_head_dim, -1)
        q, k = random_vectors(seed, head_dim) if min(seed, head_dim) >= 0 else kept
    elif source == "own":
        q, k = read_own(texts, errors, kept)
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
