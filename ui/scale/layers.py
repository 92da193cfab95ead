"""The stack of a model as a strip: which layers turn, and by which table."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from rope_core import RopeSpec, angles, inv_freq
from rope_core.analysis.distances import likeness
from rope_core.config import read_config
from rope_core.config.families import family_of
from rope_core.config.keys import LAYERS
from rope_core.config.layers import LayerKind
from rope_core.config.temperature import Temperature, query_temperature
from rope_core.figures import base_text
from rope_core.scaling import Dynamic, LongRope
from ui.numbers import fixed, scale
from ui.scale.subject import Subject
from ui.scale.words import short_title
from ui.web.stage import stage

Wire = dict[str, object]
#: The keys that say how many layers there are, or of what kind each is.
_COUNT = {*LAYERS, "layer_types", "layers_block_type", "no_rope_layers", "hybrid_layer_pattern"}
#: What kinds are called where their own name says little.
_NAMES = {"all": "every layer", "main": "not compressed", "compress": "compressed"}
#: Layers that take no scores of queries with keys.
_NO_SCORES = ("linear attention", "conv", "mamba")
DISTANCES = (1, 8, 64, 512, 4096, 32_768)
#: How far apart the two scores are that a temperature is shown on (assumed).
_APART = 2.0


def show_layers(subject: Subject, digits: int) -> None:
    stage("scale/layers", layers_data(subject, digits))


@lru_cache(maxsize=64)
def layers_data(subject: Subject, digits: int) -> Wire:
    """Kinds of layers, and the kind of each layer where the settings say how many there are."""
    preset = subject.preset
    if preset is None or not preset.rotates:
        return {"name": subject.name, "kinds": [], "layers": [], "notes": []}
    report = read_config(preset.config(), preset.lengths.longest)
    kinds = [kind for kind in report.kinds if kind.layers or kind.layers is None]
    # What the listed settings leave out would be the family's default, another model's number.
    counted = any(
        note.verdict == "used" and note.key.rpartition(".")[2] in _COUNT for note in report.notes
    )
    known = counted and all(kind.layers for kind in kinds)
    of_layer: dict[int, int] = {}
    for number, kind in enumerate(kinds if known else ()):
        of_layer |= dict.fromkeys(kind.layers or (), number)
    notes = [f"The rule: {preset.layer_rule}."] if preset.layer_rule else []
    if known and "/" in preset.name:
        notes.append("Several sizes stand under this name; the count is that of the settings read.")
    if (longest := preset.lengths.longest) and isinstance(subject.spec.scaling, Dynamic | LongRope):
        notes.append(f"The table depends on the length; this is the one of {longest:,} tokens.")
    return {
        "name": subject.name,
        "kinds": [_kind(kind, preset.config(), digits) for kind in kinds],
        "layers": [of_layer[layer] for layer in sorted(of_layer)],
        "notes": notes,
    }


def _kind(kind: LayerKind, config: dict[str, Any], digits: int) -> Wire:
    name = _NAMES.get(kind.name, kind.name.replace("_", " "))
    tempered = _tempered(query_temperature(config), kind.spec is None, digits)
    if kind.spec is not None:
        says, lines = _says(kind.spec, config, digits), _lines(kind.spec, digits)
        return {"name": name, "turned": True, "says": says, "lines": lines, **tempered}
    if name in _NO_SCORES:
        says = (
            "Such a layer keeps a running summary instead of a key for every token. Reading in "
            "order tells it the places, and it turns nothing."
        )
        return {"name": name, "turned": False, "says": says, "lines": []}
    says = (
        "Nothing is turned: the score of two given vectors is the same at every distance. Order "
        "comes from the causal mask and from the other layers."
    )
    same = [
        [f"{distance:,}", "No pair turns: a word looks like itself at any distance.", 1.0]
        for distance in DISTANCES
    ]
    return {"name": name, "turned": False, "says": says, "lines": same, **tempered}


def _tempered(temperature: Temperature | None, still: bool, digits: int) -> Wire:
    """What a temperature does to the shares of two keys, by the position of the query."""
    if temperature is None or (temperature.of == "still" and not still):
        return {}
    lines = []
    steps = [0.0, 0.5, *(2.0**at for at in range(8))]
    for position in (round(step * temperature.length) for step in steps):
        factor = temperature.factor(position)
        before, after = (1 / (1 + math.exp(-_APART * times)) for times in (1, factor))
        lines.append(
            [
                f"{position:,}",
                f"The query there is multiplied by {scale(factor, digits)}. Of two keys with "
                f"scores of {_APART:g} and 0, the shares {_shares(before, digits)} become "
                f"{_shares(after, digits)}.",
                factor,
            ]
        )
    return {"tempered": {"change": "the query's position", "lines": lines, "begin": 3}}


def _shares(first: float, digits: int) -> str:
    return f"{fixed(first, digits)} and {fixed(1 - first, digits)}"


def _says(spec: RopeSpec, config: dict[str, Any], digits: int) -> str:
    table = inv_freq(spec)
    turning = np.flatnonzero(table)
    numbers = 2 * len(turning)
    of_head = (
        f"all {spec.head_dim} numbers"
        if numbers == spec.head_dim
        else f"{numbers} of {spec.head_dim} numbers"
    )
    method = f", {short_title(spec.scaling.title)}" if spec.scaling else ""
    slow = scale(float(table[turning[-1]]), digits)
    said = (
        f"Base {base_text(spec.base)}{method}; {of_head} turn. The slowest pair"
        f"{'' if numbers == spec.rotary_dim else ' that turns'}: {slow} rad a token."
    )
    if "qk_rope_head_dim" in family_of(str(config.get("model_type", ""))).defaults:
        said += " Beside them each head has numbers that do not turn (latent attention)."
    return said


def _lines(spec: RopeSpec, digits: int) -> list[list[object]]:
    moving = inv_freq(spec) > 0
    last = int(np.flatnonzero(moving)[-1])
    found = likeness(spec, [True] * spec.pairs, DISTANCES)
    lines: list[list[object]] = []
    for distance, alike in zip(DISTANCES, found, strict=True):
        turned = angles(distance, spec)
        lines.append(
            [
                f"{distance:,}",
                f"The fastest pair has turned by {scale(float(turned[0]), digits)} rad, the "
                f"slowest by {scale(float(turned[last]), digits)}. A vector whose turned pairs are "
                f"equally long scores {scale(float(alike), digits)} of its full score with itself.",
                float(alike),
            ]
        )
    return lines
