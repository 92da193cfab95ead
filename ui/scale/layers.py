"""The stack of a model as a strip: which layers turn, and by which table."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from rope_core import RopeSpec, angles, inv_freq
from rope_core.analysis.distances import likeness
from rope_core.config.keys import LAYERS
from rope_core.config.layers import LayerKind
from ui.numbers import scale
from ui.scale.subject import Subject
from ui.scale.words import exact, short_title
from ui.web.stage import stage

Wire = dict[str, object]
#: The keys that say how many layers there are, or of what kind each is.
_COUNT = re.compile(rf'"({"|".join(LAYERS)}|layer_types|no_rope_layers)"')
#: Layers that take no scores of queries with keys.
_NO_SCORES = ("linear attention", "conv", "mamba")
DISTANCES = (1, 8, 64, 512, 4096, 32_768)


def show_layers(subject: Subject, digits: int) -> None:
    stage("scale/layers", layers_data(subject, digits))


@lru_cache(maxsize=64)
def layers_data(subject: Subject, digits: int) -> Wire:
    """Kinds of layers, and the kind of each layer where the config says it."""
    preset = subject.preset
    if preset is None or not preset.rotates:
        return {"name": subject.name, "kinds": [], "layers": [], "assumed": False, "rule": ""}
    kinds = preset.kinds(preset.lengths.longest)
    known = [kind for kind in kinds if kind.layers]
    total = 1 + max((max(kind.layers or (0,)) for kind in known), default=-1)
    of_layer: list[int] = [-1] * total
    for number, kind in enumerate(kinds):
        for layer in kind.layers or ():
            of_layer[layer] = number
    return {
        "name": subject.name,
        "kinds": [_kind(kind, digits) for kind in kinds],
        "layers": of_layer,
        # What the listed settings leave out, the family's class has by default.
        "assumed": not _COUNT.search(json.dumps(preset.config())),
        "rule": preset.layer_rule,
    }


def _kind(kind: LayerKind, digits: int) -> Wire:
    name = kind.name.replace("_", " ")
    spec = kind.spec
    if spec is None:
        return {
            "name": name,
            "turned": False,
            "says": "Such a layer has no scores of queries with keys, and nothing to turn: it "
            "passes on what it read in the order it read it."
            if name in _NO_SCORES
            else "Nothing is turned: the score knows the words and no place. Only the causal mask "
            "tells the order.",
            "lines": []
            if name in _NO_SCORES
            else [
                [f"{distance:,}", "No pair turns: a word looks like itself at any distance.", 1.0]
                for distance in DISTANCES
            ],
        }
    return {
        "name": name,
        "turned": True,
        "says": _says(spec, digits),
        "lines": _lines(spec, digits),
    }


def _says(spec: RopeSpec, digits: int) -> str:
    of_head = (
        f"all {spec.head_dim} numbers"
        if spec.rotary_dim == spec.head_dim
        else f"{spec.rotary_dim} of {spec.head_dim} numbers"
    )
    method = f", {short_title(spec.scaling.title)}" if spec.scaling else ""
    slow = float(inv_freq(spec)[-1])
    last = f"{scale(slow, digits)} rad a token" if slow else "not at all"
    return f"Base {exact(spec.base, digits)}{method}; {of_head} turn. The slowest pair: {last}."


def _lines(spec: RopeSpec, digits: int) -> list[list[object]]:
    found = likeness(spec, [True] * spec.pairs, DISTANCES)
    lines: list[list[object]] = []
    for distance, alike in zip(DISTANCES, found, strict=True):
        turned = angles(distance, spec)
        lines.append(
            [
                f"{distance:,}",
                f"The fastest pair has turned by {scale(float(turned[0]), digits)} rad, the "
                f"slowest by {scale(float(turned[-1]), digits)}. To all pairs together a word "
                f"looks {scale(float(alike), digits)} like itself (1: the same).",
                float(alike),
            ]
        )
    return lines
