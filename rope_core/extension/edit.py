"""A config.json with other rotary settings, in the old spelling or the new one.

Old: rope_theta and rope_scaling at the top level. New (transformers 5): rope_parameters, one for
all layers or one a layer type. Both are read by `rope_core.config.read_config`.

>>> config = {"head_dim": 8, "rope_theta": 5e5, "max_position_embeddings": 64}
>>> new_spelling(config, {"rope_type": "linear", "factor": 2.0}, 5e5)["rope_parameters"]
{'rope_type': 'linear', 'factor': 2.0, 'rope_theta': 500000.0}
>>> old_spelling(config, {"rope_type": "linear", "factor": 2.0}, 5e5)["rope_scaling"]
{'rope_type': 'linear', 'factor': 2.0}
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from rope_core.config.keys import BASE, LOCAL_BASE, NESTED, PART
from rope_core.errors import RopeError
from rope_core.scaling.methods import SCALING_METHODS

Config = Mapping[str, Any]
FULL, SLIDING = "full_attention", "sliding_attention"
#: What a scaling method owns in such an object; all else in it (mrope_section …) is kept.
_OWNED = {"rope_type", "type"} | {
    field.name for kind in SCALING_METHODS.values() for field in dataclasses.fields(kind)
} - {"partial_rotary_factor"}


def text_part(config: Config) -> tuple[str, Config]:
    """Where the text model's settings are: the key that holds them ("" at the top), and they.

    >>> text_part({"model_type": "qwen3_5", "text_config": {"head_dim": 256}})
    ('text_config', {'head_dim': 256})
    """
    for key in NESTED:
        if isinstance(config.get(key), Mapping):
            return key, config[key]
    return "", config


def with_part(config: Config, part: Config) -> dict[str, Any]:
    """The config with its text part replaced.

    >>> with_part({"text_config": {"a": 1}, "b": 2}, {"a": 3})
    {'text_config': {'a': 3}, 'b': 2}
    """
    key, _ = text_part(config)
    return {**config, key: dict(part)} if key else dict(part)


def by_layer_type(part: Config) -> bool:
    """Whether rope_parameters has one entry a layer type.

    >>> by_layer_type({"rope_parameters": {"full_attention": {"rope_theta": 1e6}}})
    True
    """
    given = part.get("rope_parameters")
    return isinstance(given, Mapping) and any(isinstance(v, Mapping) for v in given.values())


def _kept(part: Config) -> dict[str, Any]:
    """What stands beside the method among the rotary settings, and must not be lost."""
    given: dict[str, Any] = {}
    for key in ("rope_parameters", "rope_scaling"):
        settings = part.get(key)
        if isinstance(settings, Mapping):
            given |= {name: value for name, value in settings.items() if name not in _OWNED}
    return given


def new_spelling(config: Config, scaling: Config, base: float) -> dict[str, Any]:
    """The config with these settings in rope_parameters, and nowhere else.

    scaling: rope_type and its numbers, for the layers with full attention. Where sliding layers
    have a base of their own they keep it.
    """
    _, part = text_part(config)
    if by_layer_type(part):
        groups = dict(part["rope_parameters"])
        full_group = groups.get(FULL) or {}
        kept = {name: value for name, value in full_group.items() if name not in _OWNED}
        groups[FULL] = {**scaling, **kept, "rope_theta": base}
        return with_part(config, {**part, "rope_parameters": groups})
    if any(isinstance(part.get(key), list) for key in BASE):
        raise RopeError(
            "rope_theta", "a list", "one base",
            "The config has a list of bases, one a layer, which only the old spelling holds.",
        )  # fmt: skip
    settings: dict[str, Any] = {**scaling, **_kept(part), "rope_theta": base}
    local = next((part[key] for key in LOCAL_BASE if part.get(key) is not None), None)
    if local is not None:
        sliding = {"rope_type": "default", "rope_theta": local}
        settings = {FULL: settings, SLIDING: sliding}
    moved = ("rope_scaling", "rope_parameters", *BASE, *(LOCAL_BASE if local is not None else ()))
    rest = {key: value for key, value in part.items() if key not in moved}
    return with_part(config, {**rest, "rope_parameters": settings})


def old_spelling(config: Config, scaling: Config, base: float) -> dict[str, Any]:
    """The config with these settings in rope_theta and rope_scaling, and nowhere else.

    Raises RopeError where the old spelling has no words for it.
    """
    _, part = text_part(config)
    rest = {key: value for key, value in part.items() if key not in ("rope_parameters", *BASE)}
    listed = {key: part[key] for key in BASE if isinstance(part.get(key), list)}
    if listed:  # one base a layer: they stay
        kept = _kept(part)
        return with_part(config, {**rest, **listed, "rope_scaling": {**scaling, **kept}})
    if by_layer_type(part):
        return with_part(config, {**rest, **_old_of_layer_types(part, scaling, base)})
    kept = _kept(part)
    kept.pop("rope_theta", None)
    outside = {key: kept.pop(key) for key in PART if key in kept}
    settings = {"rope_theta": base, "rope_scaling": {**scaling, **kept}, **outside}
    return with_part(config, {**rest, **settings})


def _old_of_layer_types(part: Config, scaling: Config, base: float) -> dict[str, Any]:
    """Two bases are said by rope_local_base_freq; anything else by layer type has no old word."""
    groups = part["rope_parameters"]
    sliding = groups.get(SLIDING) or {}
    plain = {"rope_type", "type", "rope_theta"}
    full = groups.get(FULL) or {}
    extra = [name for name in full if name not in _OWNED | plain]
    known = set(groups) <= {FULL, SLIDING} and set(sliding) <= plain and not extra
    if not known or sliding.get("rope_type", "default") != "default" or not sliding:
        raise RopeError(
            "rope_parameters",
            ", ".join(groups),
            "full_attention and a plain sliding_attention, with nothing but a base",
            "The old spelling has no words for settings by layer type.",
        )
    return {
        "rope_theta": base,
        "rope_scaling": dict(scaling),
        "rope_local_base_freq": sliding["rope_theta"],
    }
