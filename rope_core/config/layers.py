"""Which layers of a model are rotated, and by which spec.

>>> from rope_core.config.keys import Keys
>>> keys = Keys({"num_hidden_layers": 4, "no_rope_layers": [1, 1, 1, 0]})
>>> [(kind.name, kind.layers) for kind in layer_kinds(keys, {"": RopeSpec(8)})]
[('rotated', (0, 1, 2)), ('not rotated', (3,))]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rope_core.config.keys import LAYERS, UNROTATED_FULL_ATTENTION, Keys
from rope_core.errors import RopeError, require_whole
from rope_core.spec import RopeSpec

FULL, SLIDING = "full_attention", "sliding_attention"
MAX_LAYERS = 10_000


@dataclass(frozen=True)
class LayerKind:
    """Layers that are alike: their name, spec (None: not rotated) and numbers from 0.

    layers is None where the config does not say which they are.
    """

    name: str
    spec: RopeSpec | None
    layers: tuple[int, ...] | None


def layer_kinds(keys: Keys, specs: Mapping[str, RopeSpec | None]) -> tuple[LayerKind, ...]:
    """Return the kinds of layers, those with full attention first.

    specs: by layer type, or one under "" for all of them.

    >>> layer_kinds(Keys({}), {"": RopeSpec(8)})[0].name
    'all'
    """
    count_key, count = keys.first(*LAYERS, use="how many layers there are")
    total = require_whole(count_key, count, 1, MAX_LAYERS) if count_key else None
    types = _layer_types(keys, total, mixed="" not in specs)
    kind = keys.values.get("model_type")
    if isinstance(kind, str) and kind in UNROTATED_FULL_ATTENTION and "" in specs:
        specs = {SLIDING: specs[""], FULL: None}
    rotated = _rotated(keys, total)
    if "" in specs:
        if rotated is None:
            return (LayerKind("all", specs[""], None if total is None else tuple(range(total))),)
        inside = tuple(i for i, turn in enumerate(rotated) if turn)
        outside = tuple(i for i, turn in enumerate(rotated) if not turn)
        both = (
            LayerKind("rotated", specs[""], inside),
            LayerKind("not rotated", None, outside),
        )
        return tuple(entry for entry in both if entry.layers)
    order = sorted(specs, key=lambda name: name != FULL)
    return tuple(LayerKind(name, specs[name], _numbers(types, name)) for name in order)


def _numbers(types: Sequence[str] | None, name: str) -> tuple[int, ...] | None:
    return None if types is None else tuple(i for i, kind in enumerate(types) if kind == name)


def _layer_types(keys: Keys, total: int | None, mixed: bool) -> Sequence[str] | None:
    key, given = keys.first("layer_types", use="which layer has which attention")
    if key:
        if not isinstance(given, Sequence) or not all(isinstance(name, str) for name in given):
            raise RopeError(key, given, "a list of names, one a layer")
        if total is not None and len(given) != total:
            raise RopeError(key, f"{len(given)} entries", f"{total}, one a layer")
        return given
    for name, last in (("sliding_window_pattern", True), ("global_attn_every_n_layers", False)):
        if mixed and total is not None and keys.values.get(name) is not None:
            key, given = keys.first(name, use="every so many layers one has full attention")
            every = require_whole(key, given, 1, MAX_LAYERS)
            # Gemma 3: the last of every n is full. ModernBERT: the first.
            full = every - 1 if last else 0
            return [FULL if i % every == full else SLIDING for i in range(total)]
    return None


def _rotated(keys: Keys, total: int | None) -> Sequence[object] | None:
    """For each layer whether it is rotated, or None where all are (or it is not known)."""
    key, given = keys.first("no_rope_layers", use="1: rotated, 0: not (in spite of its name)")
    if key and given != []:
        if not isinstance(given, Sequence) or any(flag not in (0, 1) for flag in given):
            raise RopeError(key, given, "a list of 0 and 1, one a layer")
        if total is not None and len(given) != total:
            raise RopeError(key, f"{len(given)} entries", f"{total}, one a layer")
        return given
    every_key, every = keys.first("no_rope_layer_interval", use="every so many layers one is not")
    if every_key:
        step = require_whole(every_key, every, 1, MAX_LAYERS)
    elif key:  # an empty list, Llama 4: its own default
        step = 4
        keys.note("no_rope_layer_interval", "assumed", "4, because no_rope_layers is empty")
    else:
        return None
    return None if total is None else [(i + 1) % step != 0 for i in range(total)]
