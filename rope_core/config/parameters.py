"""The RoPE parameters of a config, by kind of layer: both spellings, and bases a layer.

>>> from rope_core.config.layers import Layers
>>> keys = Keys({"rope_theta": 1e6, "rope_local_base_freq": 1e4})
>>> sorted(read_groups(keys, Layers(None, None))[0])
['full_attention', 'sliding_attention']
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rope_core.config.families import FULL, SLIDING
from rope_core.config.keys import LOCAL_BASE, Keys
from rope_core.config.layers import STILL, TURNED, Layers
from rope_core.errors import RopeError, require_number
from rope_core.figures import typed
from rope_core.spec import MAX_BASE

Parameters = Mapping[str, object]
#: Kinds of layers, each with a table of its own; published models have four at most.
_MAX_KINDS = 64
#: Entries whose base is not the one at the top of the config.
OWN_BASE: Mapping[str, tuple[str, ...]] = {
    SLIDING: LOCAL_BASE,
    "compress": ("compress_rope_theta",),
    "hybrid_sliding": LOCAL_BASE,
}


@dataclass(frozen=True)
class Group:
    """The parameters of one kind of layer.

    prefix: what its keys begin with. parameters: None where it is not rotated. base, part: the
    key and the value where they stand elsewhere. assumed: the family's own for this kind.
    outer: whether the base at the top of the config is this kind's too; base_key: the key at the
    top that would name it.
    """

    prefix: str
    parameters: Parameters | None
    base: tuple[str, object] = ("", None)
    part: tuple[str, object] = ("", None)
    assumed: Parameters = field(default_factory=dict)
    outer: bool = True
    base_key: str = "rope_theta"


def read_groups(keys: Keys, layers: Layers) -> tuple[dict[str, Group], Layers]:
    """The parameters by kind of layer ("" for all alike), and the layers with their kinds."""
    key, given = keys.first(
        "rope_scaling", "rope_parameters", use="the scaling and its numbers", defaults=False
    )
    if given is not None and not isinstance(given, Mapping):
        raise RopeError(key, given, "an object with rope_type, or null")
    parameters: Parameters = given or {}
    prefix = f"{key}." if key else keys.prefix
    assumed = keys.family.defaults.get("rope_parameters")
    assumed = assumed if isinstance(assumed, Mapping) else {}
    if any(isinstance(inner, Mapping) for inner in parameters.values()):
        return _nested(keys, prefix, parameters, assumed), layers
    bases = _bases(keys, layers)
    if bases is not None:
        return _by_layer(keys, prefix, parameters, bases, layers)
    if any(isinstance(inner, Mapping) for inner in assumed.values()):
        return _spread(keys, prefix, parameters, assumed), layers
    local_key, local = keys.first(*LOCAL_BASE, use="the base of sliding attention")
    if local_key:
        # Written as Gemma 3 and ModernBERT do: the scaling belongs to full attention only.
        sliding = Group(keys.prefix, {"rope_theta": local})
        return {FULL: Group(prefix, parameters), SLIDING: sliding}, layers
    if not parameters and assumed:
        keys.note(keys.prefix + "rope_parameters", "assumed", keys.assumption("the scaling"))
        return {"": Group(keys.prefix, {}, assumed=assumed)}, layers
    base_alone = {name: assumed[name] for name in ("rope_theta",) if name in assumed}
    return {"": Group(prefix, parameters, assumed=base_alone)}, layers


def _nested(
    keys: Keys, prefix: str, parameters: Parameters, assumed: Parameters
) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    count = sum(isinstance(inner, Mapping) for inner in parameters.values())
    if count > _MAX_KINDS:
        kinds = f"{count:,} kinds of layers"
        raise RopeError(prefix.removesuffix("."), kinds, f"{_MAX_KINDS} at most")
    for name, inner in parameters.items():
        of_kind = assumed.get(name)
        of_kind = of_kind if isinstance(of_kind, Mapping) else {}
        if inner is None or isinstance(inner, Mapping):
            keys.note(f"{prefix}{name}", "used", "the parameters of one kind of layer")
            # A base of its own counts where the entry has none: Gemma 3.
            base: tuple[str, object] = ("", None)
            if isinstance(inner, Mapping) and inner.get("rope_theta") is None:
                base = _own_base(keys, name)
            outer = name not in OWN_BASE or not of_kind
            groups[name] = _group(name, f"{prefix}{name}.", inner, base, of_kind, outer)
        elif name == "rope_type" and inner == "default":
            keys.note(f"{prefix}{name}", "ignored", "each entry has its own")
        else:
            keys.note(f"{prefix}{name}", "ignored", "stands beside the kinds of layers")
    for name, of_kind in assumed.items():
        if isinstance(of_kind, Mapping) and name not in groups:
            groups[name] = _group(name, keys.prefix, {}, _own_base(keys, name), of_kind)
    return groups


def _group(
    name: str,
    prefix: str,
    parameters: Parameters | None,
    base: tuple[str, object],
    assumed: Parameters,
    outer: bool | None = None,
) -> Group:
    """The group of one kind of layer; outer unless this kind has a base of its own."""
    base_keys = OWN_BASE.get(name)
    outer = base_keys is None if outer is None else outer
    key = "rope_theta" if outer or base_keys is None else base_keys[0]
    return Group(prefix, parameters, base, ("", None), assumed, outer, key)


def _spread(
    keys: Keys, prefix: str, parameters: Parameters, assumed: Parameters
) -> dict[str, Group]:
    """A config written flat, of a family whose kinds of layers differ."""
    groups: dict[str, Group] = {}
    scaled = keys.family.scaled
    for name, of_kind in assumed.items():
        if not isinstance(of_kind, Mapping):
            groups[name] = Group(keys.prefix, None)
        elif name in scaled or (name == SLIDING and "main" not in assumed and FULL not in assumed):
            left = dict(parameters)
            if name == "compress":
                left.pop("rope_theta", None)
                if left.get("rope_type", left.get("type")) == "yarn":
                    left.setdefault("attention_factor", 1.0)  # DeepSeek V4 does not multiply
            # A scaling that the config writes takes the place of the family's own.
            rest = {k: v for k, v in of_kind.items() if not left or k in _BASE_AND_PART}
            groups[name] = _group(name, prefix, left, _own_base(keys, name), rest)
        else:
            kept = {key: of_kind[key] for key in _BASE_AND_PART if key in of_kind}
            groups[name] = _group(name, keys.prefix, {}, _own_base(keys, name), kept)
    return groups


_BASE_AND_PART = ("rope_theta", "partial_rotary_factor")


def _own_base(keys: Keys, name: str) -> tuple[str, object]:
    base_keys = OWN_BASE.get(name)
    if base_keys is None:
        return "", None
    return keys.first(*base_keys, use=f"the base of {name.replace('_', ' ')}", defaults=False)


def _bases(keys: Keys, layers: Layers) -> tuple[str, Sequence[object]] | None:
    """A base for every layer, where the config lists them."""
    for name in ("layer_rope_theta", "rope_theta"):
        given = keys.given(name)
        if not isinstance(given, list | tuple):
            continue
        key = keys.prefix + name
        total = layers.total
        extra = keys.given("num_nextn_predict_layers")
        if total is not None and isinstance(extra, int) and len(given) == total + extra:
            given = given[:total]
        if total is None or len(given) != total:
            allowed = "a finite number" if name == "rope_theta" else "a list"
            if total is not None:
                allowed += f", or a list of {total}, one a layer"
            raise RopeError(key, given, allowed)
        keys.note(key, "used", "the base of each layer; 0: not rotated")
        return key, given
    return None


def _by_layer(
    keys: Keys,
    prefix: str,
    parameters: Parameters,
    bases: tuple[str, Sequence[object]],
    layers: Layers,
) -> tuple[dict[str, Group], Layers]:
    key, listed = bases
    numbers = [
        require_number(f"{key}[{i}]", base, at_least=0.0, at_most=MAX_BASE)
        for i, base in enumerate(listed)
    ]
    types = layers.types
    by_type = types is not None and len({*zip(types, numbers, strict=True)}) == len({*types})
    if types is not None and by_type and len({*numbers}) > 1:
        names = tuple(types)
    elif len({*numbers} - {0.0}) <= 1:
        names = tuple(TURNED if number else STILL for number in numbers)
    else:
        names = tuple(f"base {typed(number)}" if number else STILL for number in numbers)
    parts_key, parts = keys.first("partial_rotary_factors", use="the part that is rotated, a layer")
    if parts_key and (not isinstance(parts, list | tuple) or len(parts) < len(numbers)):
        raise RopeError(parts_key, parts, f"a list of {len(numbers):,} numbers, one a layer")
    if keys.given("yarn_only_types") == [FULL] and FULL in names:
        key = keys.prefix + "yarn_only_types"
        keys.note(key, "used", "the scaling is of full attention only, as in this family's code")
    groups: dict[str, Group] = {}
    for index, name in enumerate(names):
        if name in groups:
            continue
        part = (
            (f"{parts_key}[{index}]", parts[index])
            if isinstance(parts, list | tuple)
            else ("", None)
        )
        base = (f"{key}[{index}]", numbers[index])
        alone = FULL in names and name != FULL  # the scaling belongs to full attention
        left = {} if alone else {k: v for k, v in parameters.items() if k != "rope_theta"}
        group = Group(keys.prefix if alone else prefix, left, base, part)
        groups[name] = group if numbers[index] else Group(keys.prefix, None)
    if list(groups) == [TURNED]:
        return {"": groups[TURNED]}, layers
    return groups, dataclasses.replace(layers, types=names)
