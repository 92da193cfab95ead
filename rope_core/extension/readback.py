"""A config with a scaling written into it, read back before it is shown.

What is written must scale the layers that are meant, as is meant, and change no others.

>>> with_maximum({"head_dim": 8, "max_position_embeddings": 64}, {"rope_type": "linear"}, 128)
{'head_dim': 8, 'max_position_embeddings': 128}
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from rope_core.config.keys import LENGTH
from rope_core.config.layers import LayerKind
from rope_core.config.reader import ConfigReport, read_config
from rope_core.errors import RopeError
from rope_core.extension.edit import Config, text_part, with_part

Spelling = Callable[[Config, Config, float], dict[str, Any]]


def spelled(
    spelling: Spelling,
    report: ConfigReport,
    target: LayerKind,
    config: Config,
    scaling: Config,
    wanted: int,
) -> Config | str:
    """The config in this spelling, read back; or why it would not mean what is wanted.

    report: the config read as it is. target: the kind of layer that is to be scaled.
    """
    try:
        new = with_maximum(spelling(config, scaling, report.spec.base), scaling, wanted)
        if not _means(new, report, target, scaling, wanted):
            # Some families' classes have an original length of their own at the top level.
            new = _with_original(new, scaling)
        if _means(new, report, target, scaling, wanted):
            return new
    except RopeError as error:
        return error.hint or str(error)
    return "This spelling has no words for the settings of this model's layers."


def _with_original(config: Config, scaling: Config) -> dict[str, Any]:
    _, part = text_part(config)
    name = "original_max_position_embeddings"
    said = {name: scaling[name]} if name in scaling else {}
    return with_part(config, {**part, **said})


def _means(
    config: Config, before: ConfigReport, target: LayerKind, scaling: Config, wanted: int
) -> bool:
    """Whether this config scales the layers that are meant, as is meant, and changes no others."""
    after = read_config(config, wanted)
    if [(kind.name, kind.layers) for kind in after.kinds] != [
        (kind.name, kind.layers) for kind in before.kinds
    ]:
        return False
    for old, new in zip(before.kinds, after.kinds, strict=True):
        if old.name != target.name:
            if old.spec != new.spec:
                return False
            continue
        if old.spec is None or new.spec is None or new.spec.scaling is None:
            return False
        if dataclasses.replace(old.spec, scaling=new.spec.scaling) != new.spec:
            return False
        numbers = ("rope_type", "factor", "original_max_position_embeddings")
        if any(getattr(new.spec.scaling, n, None) != scaling[n] for n in numbers if n in scaling):
            return False
    return True


def with_maximum(config: Config, scaling: Config, wanted: int) -> dict[str, Any]:
    """The config with max_position_embeddings raised, where the method leaves it free.

    Dynamic NTK counts from that number, so it must stay.

    >>> with_maximum({"max_position_embeddings": 64}, {"rope_type": "dynamic"}, 128)
    {'max_position_embeddings': 64}
    """
    if scaling.get("rope_type") == "dynamic":
        return dict(config)
    _, part = text_part(config)
    key = next((name for name in LENGTH if part.get(name) is not None), LENGTH[0])
    return with_part(config, {**part, key: wanted})
