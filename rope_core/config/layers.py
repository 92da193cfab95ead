"""Which layers of a model are rotated, and by which spec.

>>> keys = Keys({"num_hidden_layers": 4, "no_rope_layers": [1, 1, 1, 0]})
>>> kinds = layer_kinds(keys, {"": RopeSpec(8)})
>>> [(kind.name, kind.layers) for kind in kinds]
[('rotated', (0, 1, 2)), ('not rotated', (3,))]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rope_core.config.families import FULL, LINEAR, SLIDING, WITHOUT_ATTENTION, Cycle
from rope_core.config.keys import LAYERS, Keys
from rope_core.errors import RopeError, require_whole
from rope_core.spec import RopeSpec

MAX_LAYERS = 10_000
TURNED, STILL = "rotated", "not rotated"


@dataclass(frozen=True)
class LayerKind:
    """Layers that are alike: their name, spec (None: not rotated) and numbers from 0.

    layers is None where the config does not say which they are, () where no layer is of it.
    """

    name: str
    spec: RopeSpec | None
    layers: tuple[int, ...] | None


@dataclass(frozen=True)
class Layers:
    """How many layers there are and the kind of each, as far as it is known."""

    total: int | None
    types: tuple[str, ...] | None


def read_layers(keys: Keys) -> Layers:
    """Read the number of layers and the kind of each.

    >>> read_layers(Keys({"num_hidden_layers": 2, "layer_types": ["a", "b"]})).types
    ('a', 'b')
    """
    count_key, count = keys.first(*LAYERS, use="how many layers there are")
    total = require_whole(count_key, count, 1, MAX_LAYERS) if count_key else None
    if total is not None and keys.family.attentions > 1:
        total *= keys.family.attentions
        keys.note(count_key, "used", f"layers of {keys.family.attentions} attentions each")
    return Layers(total, _listed(keys, total) or _by_rule(keys, total))


def layer_kinds(
    keys: Keys, specs: Mapping[str, RopeSpec | None], layers: Layers | None = None
) -> tuple[LayerKind, ...]:
    """Return the kinds of layers, those with full attention first.

    specs: by entry of rope_parameters, or one under "" for all of them. layers: as the config
    says them where they are not given.

    >>> layer_kinds(Keys({}), {"": RopeSpec(8)})[0].name
    'all'
    """
    layers = read_layers(keys) if layers is None else layers
    flags = _flags(keys, layers)
    types = layers.types
    if types is None or (flags is not None and "" in specs):
        return _without_types(keys, specs, layers.total, flags)
    names = [keys.family.labels.get(kind, kind) for kind in types]
    found: dict[str, tuple[RopeSpec | None, list[int]]] = {}
    for index, (kind, name) in enumerate(zip(types, names, strict=True)):
        turns = _turns(keys, kind) and (flags is None or flags[index])
        spec = specs.get(name, specs.get("")) if turns else None
        found.setdefault(name if turns else kind, (spec, []))[1].append(index)
    if "" in specs and all(spec is not None for spec, _ in found.values()):
        return (LayerKind("all", specs[""], tuple(range(len(types)))),)
    kinds = [LayerKind(name, spec, tuple(where)) for name, (spec, where) in found.items()]
    # The model has these tables, whether or not a layer takes them.
    kinds += [
        LayerKind(name, spec, ()) for name, spec in specs.items() if name and name not in found
    ]
    return tuple(sorted(kinds, key=lambda kind: kind.name != FULL))


def _without_types(
    keys: Keys,
    specs: Mapping[str, RopeSpec | None],
    total: int | None,
    flags: Sequence[bool] | None,
) -> tuple[LayerKind, ...]:
    every = None if total is None else tuple(range(total))
    if "" not in specs:
        order = sorted(specs, key=lambda name: name != FULL)
        return tuple(LayerKind(name, specs[name], None) for name in order)
    spec = specs[""]
    if flags is None:
        if keys.family.turning is not None:
            return (LayerKind(FULL, None, None), LayerKind(SLIDING, spec, None))
        return (LayerKind("all", spec, every),)
    both = (
        LayerKind(TURNED, spec, tuple(i for i, turn in enumerate(flags) if turn)),
        LayerKind(STILL, None, tuple(i for i, turn in enumerate(flags) if not turn)),
    )
    return tuple(entry for entry in both if entry.layers)


def _turns(keys: Keys, kind: str) -> bool:
    if kind in WITHOUT_ATTENTION:
        return False
    turning = keys.family.turning
    if turning is None or kind in turning:
        return True
    # EXAONE 4 and others: without a window every layer turns.
    return kind == FULL and "sliding_window" in keys.values and not keys.values["sliding_window"]


def _listed(keys: Keys, total: int | None) -> tuple[str, ...] | None:
    """The kinds as a list in the config, in one of its spellings."""
    key, given = keys.first(
        "layer_types", "layers_block_type", use="which layer has which attention"
    )
    if key:
        if not isinstance(given, list | tuple) or not all(isinstance(name, str) for name in given):
            raise RopeError(key, given, "a list of names, one a layer")
        extra = keys.given("num_nextn_predict_layers")
        if total is not None and isinstance(extra, int) and len(given) == total + extra:
            given = given[:total]  # the layers that only predict ahead stand at the end
        if total is not None and len(given) != total:
            raise RopeError(key, f"{len(given):,} entries", f"{total:,}, one a layer")
        return tuple(_named(name) for name in given)
    if total is None:
        return None
    key, blocks = keys.first("block_types", use="the kinds of layers, over and over")
    if key:
        if not isinstance(blocks, list | tuple) or not blocks:
            raise RopeError(key, blocks, "a list of names")
        return tuple(_named(str(blocks[i % len(blocks)])) for i in range(total))
    for name, one, rest in (
        ("cross_attention_layers", "cross_attention", FULL),
        ("full_attn_idxs", FULL, "conv"),
        ("attn_layer_indices", FULL, LINEAR),
        ("hybrid_layer_ids", "hybrid", LINEAR),
    ):
        key, chosen = keys.first(name, use=f"the layers of kind {one}")
        if key:
            if not isinstance(chosen, list | tuple):
                raise RopeError(key, chosen, "a list of layer numbers")
            return tuple(one if i in chosen else rest for i in range(total))
    for name, by_number in (
        ("hybrid_layer_pattern", {0: FULL, 1: SLIDING}),
        ("attn_type_list", {0: LINEAR, 1: FULL}),
        ("compress_ratios", {0: SLIDING, 4: "compressed_sparse_attention",
                             128: "heavily_compressed_attention"}),
    ):  # fmt: skip
        key, numbers = keys.first(name, use="the kind of each layer, as a number")
        if key:
            known = isinstance(numbers, list | tuple) and all(
                isinstance(number, int) and number in by_number for number in numbers[:total]
            )
            if not known or not isinstance(numbers, list | tuple) or len(numbers) < total:
                allowed = f"a list of {', '.join(map(str, by_number))}, one a layer"
                raise RopeError(key, numbers, allowed)
            return tuple(by_number[number] for number in numbers[:total])
    return None


def _named(kind: str) -> str:
    """One name for what older files call otherwise.

    >>> _named("attention"), _named("mamba")
    ('full_attention', 'mamba')
    """
    return {"attention": FULL, "global": FULL, "local": SLIDING}.get(kind, kind)


def _by_rule(keys: Keys, total: int | None) -> tuple[str, ...] | None:
    """The kinds by the family's rule, or by a number in the config."""
    cycle = keys.family.cycle
    if cycle is None:
        at_first = keys.given("global_attn_every_n_layers") is not None
        if keys.family.known or not any(
            keys.given(name) is not None
            for name in ("sliding_window_pattern", "global_attn_every_n_layers")
        ):
            return None
        # Written as Gemma 3 and ModernBERT do, by a family that is not known.
        cycle = Cycle(1, "global_attn_every_n_layers", at="first") if at_first else Cycle(1)
        if not any(keys.given(name) for name in ("rope_local_base_freq", "local_rope_theta")):
            return None
    if total is None:
        return None
    key, given = keys.first(cycle.key, use="every so many layers one has full attention")
    if isinstance(given, str) and given and not set(given) - {"L", "G"}:
        # EXAONE: "LLLG", one a layer, over and over
        return tuple(FULL if given[i % len(given)] == "G" else SLIDING for i in range(total))
    every = require_whole(key, given, 1, MAX_LAYERS) if key else cycle.every
    place = every - 1 if cycle.at == "last" else 0
    types = [cycle.one if i % every == place else cycle.rest for i in range(total)]
    if cycle.closes:
        types[-1] = cycle.one
    if not key:
        remark = f"one {cycle.one} in {every}, this family's rule"
        keys.note(keys.prefix + "layer_types", "assumed", remark)
    return tuple(types)


def _flags(keys: Keys, layers: Layers) -> Sequence[bool] | None:
    """For each layer whether it is rotated, or None where all are (or it is not known)."""
    total = layers.total
    key, given = keys.first("no_rope_layers", use="1: rotated, 0: not (in spite of its name)")
    if key and given != []:
        if not isinstance(given, list | tuple) or any(flag not in (0, 1) for flag in given):
            raise RopeError(key, given, "a list of 0 and 1, one a layer")
        if total is not None and len(given) != total:
            raise RopeError(key, f"{len(given):,} entries", f"{total:,}, one a layer")
        if keys.given("no_rope_layer_interval") is not None:
            name = keys.prefix + "no_rope_layer_interval"
            keys.note(name, "ignored", "says the same as no_rope_layers, or less")
        return [bool(flag) for flag in given]
    every_key, every = keys.first("no_rope_layer_interval", use="every so many layers one is not")
    if every_key:
        step = require_whole(every_key, every, 1, MAX_LAYERS)
    elif key:  # an empty list, Llama 4: its own default
        step = 4
        keys.note(
            keys.prefix + "no_rope_layer_interval", "assumed", "4, because no_rope_layers is empty"
        )
    else:
        return None
    return None if total is None else [(i + 1) % step != 0 for i in range(total)]
