"""How a model is taken to a longer context: which method, which factor, from which length.

A model without scaling gets YaRN, linear or dynamic NTK, counted from the length it was trained
on. A model that has a scaling keeps its method, because it was trained with it; only the factor
grows.

>>> config = {"head_dim": 128, "rope_theta": 1e6, "max_position_embeddings": 40960}
>>> extend(config, 131072, trained=32768).factor
4.0

Source: YaRN, arXiv 2309.00071; transformers, modeling_rope_utils.py.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rope_core.config.keys import LENGTH
from rope_core.config.layers import LayerKind
from rope_core.config.reader import ConfigReport, read_config
from rope_core.errors import RopeError, require_whole
from rope_core.extension.edit import (
    Config,
    by_layer_type,
    new_spelling,
    old_spelling,
    text_part,
)
from rope_core.extension.readback import spelled
from rope_core.scaling.base import Scaling
from rope_core.spec import RopeSpec

#: What a model without scaling can be given.
METHODS = ("yarn", "linear", "dynamic")
#: Methods whose factor can simply grow.
_GROWING = ("yarn", "linear", "dynamic", "llama3")
SHORTEST, LONGEST = 16, 2**26

Origin = Literal["given", "original_max_position_embeddings", "max_position_embeddings"]


@dataclass(frozen=True)
class Extension:
    """A config, the length it is to reach, and what follows.

    trained: the tokens factor counts from, and origin: where that number is from.
    maximum: max_position_embeddings of the config. reach: the tokens it reaches as it is.
    scaling: rope_type and its numbers as they are to be written; empty where nothing is to be.
    before, after: the spec of the layers that are scaled, as it is and as it will be.
    new, old: the whole config in the two spellings, or why one has no words for it. What stands
    there was read back: it means `after`, and changes nothing else.
    """

    config: Config
    wanted: int
    method: str
    trained: int
    origin: Origin
    maximum: int | None
    reach: int
    factor: float
    scaling: Config
    base_assumed: bool
    before: RopeSpec
    after: RopeSpec
    new: Config | str
    old: Config | str

    @property
    def needed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.scaling)

    def new_config(self) -> Config:
        """The whole config as it is to be, in the new spelling where that has words for it."""
        config = self.old if isinstance(self.new, str) else self.new
        assert not isinstance(config, str)
        return config


def extend(
    config: Config, wanted: int, trained: int | None = None, method: str | None = None
) -> Extension:
    """Plan the way of a config.json, read as a dict, to so many tokens.

    wanted: tokens, 16 to 2²⁶. trained: the length it was pretrained on, where it is known and
    the config does not say it. method: yarn (the usual choice), linear or dynamic; a model that
    has a method keeps it. Raises RopeError, also for a model whose method cannot be taken
    further by a number (LongRoPE's lists, for example).

    >>> extend({"head_dim": 8, "max_position_embeddings": 4096}, 2048).needed
    False
    """
    wanted = require_whole("wanted", wanted, SHORTEST, LONGEST)
    if trained is not None:
        trained = require_whole("trained", trained, SHORTEST, LONGEST)
    report = read_config(config, wanted)
    target = _target(report)
    spec = target.spec
    assert spec is not None
    present = spec.scaling
    maximum = _maximum(config)
    length, origin = _trained(present, trained, maximum)
    reach = _reach(present, length, maximum)
    chosen = _method(present, method, config, grows=wanted > reach)
    factor = _factor(present, chosen, wanted, length, reach)
    scaling: dict[str, Any] = {}
    new: Config | str = config
    old: Config | str = config
    after = spec
    if wanted > reach:
        scaling = _settings(present, chosen, factor, length, config)
        new = spelled(new_spelling, report, target, config, scaling, wanted)
        old = spelled(old_spelling, report, target, config, scaling, wanted)
        changed = old if isinstance(new, str) else new
        if isinstance(changed, str):
            raise RopeError("method", chosen, "a scaling that its config has words for", changed)
        after = _spec_of(read_config(changed, wanted), target.name)
    assumed = any(
        note.verdict == "assumed" and note.key.rpartition(".")[2] == "rope_theta"
        for note in report.notes
    )
    return Extension(
        config, wanted, chosen, length, origin, maximum, reach, factor, scaling, assumed, spec,
        after, new, old,
    )  # fmt: skip


def _target(report: ConfigReport) -> LayerKind:
    """The layers that are scaled: those that are already, else those of the main spec."""
    turning = [kind for kind in report.kinds if kind.spec is not None]
    scaled = [kind for kind in turning if kind.spec and kind.spec.scaling]
    return next(iter(scaled), next(kind for kind in turning if kind.spec == report.spec))


def _spec_of(report: ConfigReport, name: str) -> RopeSpec:
    return next(kind.spec for kind in report.kinds if kind.name == name and kind.spec is not None)


def _maximum(config: Config) -> int | None:
    _, part = text_part(config)
    for key in LENGTH:
        value = part.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 1:
            return int(value)
    return None


def _trained(present: Scaling | None, given: int | None, maximum: int | None) -> tuple[int, Origin]:
    original = getattr(present, "original_max_position_embeddings", None)
    if original:
        return int(original), "original_max_position_embeddings"
    if given:
        return given, "given"
    if maximum:
        return maximum, "max_position_embeddings"
    raise RopeError(
        "trained", None, "the length the model was trained on",
        "The config has no max_position_embeddings, so there is nothing to count factor from.",
    )  # fmt: skip


def _reach(present: Scaling | None, length: int, maximum: int | None) -> int:
    """The tokens a config reaches as it is: YaRN's factor says it, whatever the maximum says."""
    if present is None:
        return length
    stretched = (
        round(length * getattr(present, "factor", 1.0)) if present.rope_type == "yarn" else 0
    )
    return max(maximum or length, stretched)


def _method(present: Scaling | None, wanted: str | None, config: Config, grows: bool) -> str:
    if present is None:
        chosen = wanted or "yarn"
        if chosen not in METHODS:
            raise RopeError("method", chosen, "one of " + ", ".join(METHODS))
        return chosen
    if grows and (present.rope_type not in _GROWING or "alpha" in _present(config)):
        raise RopeError(
            "method", present.title, "a method with a factor that can grow",
            "It was fixed for the model's own length, and no number takes it further.",
        )  # fmt: skip
    if wanted not in (None, present.rope_type):
        raise RopeError(
            "method", wanted, present.rope_type,
            f"The model was trained with {present.title}; another method would take that away.",
        )  # fmt: skip
    return present.rope_type


def _factor(present: Scaling | None, chosen: str, wanted: int, length: int, reach: int) -> float:
    """Wanted over trained; where the config's factor is no such ratio, it grows as reach does."""
    if present is None or chosen in ("yarn", "dynamic"):
        return max(1.0, wanted / length)
    return float(getattr(present, "factor", None) or 1.0) * max(1.0, wanted / reach)


def _present(config: Config) -> dict[str, Any]:
    """The settings as they stand in the config, those of full attention where layers differ."""
    _, part = text_part(config)
    if by_layer_type(part):
        return dict(part["rope_parameters"].get("full_attention") or {})
    found: dict[str, Any] = {}
    for key in ("rope_parameters", "rope_scaling"):
        given = part.get(key)
        found |= given if isinstance(given, Mapping) else {}
    return found


def _settings(
    scaling: Scaling | None, chosen: str, factor: float, length: int, config: Config
) -> dict[str, Any]:
    settings: dict[str, Any] = {"rope_type": chosen, "factor": factor}
    if scaling is not None:
        fields = {field.name for field in dataclasses.fields(scaling)}
        present = _present(config)
        settings |= {name: present[name] for name in present if name in fields - {"factor"}}
        # It was computed from, or searched for, the old factor.
        settings.pop("attention_factor", None)
    if chosen == "yarn" or (scaling is not None and chosen == "llama3"):
        settings["original_max_position_embeddings"] = length
    return {name: value for name, value in settings.items() if value is not None}
