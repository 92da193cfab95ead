"""q and k of a problem: typed, or of two tokens of a model that is stored here."""

from __future__ import annotations

from collections.abc import Mapping

from rope_core.errors import RopeError
from rope_core.models.real_model import real_model
from rope_core.models.smollm2 import smollm2
from rope_core.problem.fields import DEFAULTS, Reading, Source, Vectors
from rope_core.reading.numbers import parse_choice
from rope_core.reading.vectors import parse_vector


def read_own(texts: Mapping[str, str], errors: dict[str, RopeError], kept: Vectors) -> Vectors:
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
            # −0 becomes 0, its equal: what is made of one problem is kept for all that equal it.
            vectors.append(tuple(x + 0.0 for x in vector))
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


def read_real(
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
