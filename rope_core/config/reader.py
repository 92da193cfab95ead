"""What a Hugging Face config.json says about rotary embedding, and what it leaves open.

>>> report = read_config({"head_dim": 8, "rope_theta": 500000.0, "vocab_size": 32000})
>>> report.spec.base, report.spec.pairing
(500000.0, 'half_split')
>>> [note.key for note in report.notes if note.verdict == "ignored"]
['vocab_size']
>>> report.warnings[0]
'The pairing half_split is assumed: the config names no model_type.'

Old spelling: rope_theta and rope_scaling. New: rope_parameters, one for all layers or one a
kind of layer. Where the two disagree this follows transformers, and says so.
Source: transformers, modeling_rope_utils.py, the configuration and the modeling files.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from rope_core.config.families import library
from rope_core.config.keys import BASE, LENGTH, PART, KeyNote, Keys
from rope_core.config.layers import LayerKind, Layers, layer_kinds, read_layers
from rope_core.config.lengths import longest
from rope_core.config.parameters import Group, read_groups
from rope_core.config.refusals import refuse_other_encodings
from rope_core.config.remarks import NOT_READ, warnings_of
from rope_core.config.scaling import check_sections, read_scaling, renamed
from rope_core.config.score import ScoreScale, score_scale, unturned_features
from rope_core.config.widths import head_dim, rotary_dim
from rope_core.errors import RopeError
from rope_core.scaling.base import read_length
from rope_core.spec import Pairing, RopeSpec


@dataclass(frozen=True)
class ConfigReport:
    """What a config means: the main spec, every kind of layer, every key's verdict.

    warnings: what is assumed, contradictory or left unused, a sentence each, the weightiest
    first. pairing_known: whether the pairing is this family's, or only the usual one. score:
    what the scores are multiplied by. unturned: features of a query that stand
    before those RoPE sees, from a projection of their own (DeepSeek's); 0 for none.
    """

    spec: RopeSpec
    kinds: tuple[LayerKind, ...]
    notes: tuple[KeyNote, ...]
    warnings: tuple[str, ...]
    pairing_known: bool
    score: ScoreScale
    unturned: int


def read_config(config: object, seq_len: int | None = None) -> ConfigReport:
    """Read a config.json given as a dict, or a config object that has to_dict().

    seq_len: length of the sequence in tokens, for the methods whose table depends on it; none
    or 0 mean a sequence that has not begun. Raises RopeError naming the key, what it holds and
    what is allowed.

    >>> read_config({"hidden_size": 32, "num_attention_heads": 4}).spec.head_dim
    8
    """
    to_dict = getattr(config, "to_dict", None)
    if callable(to_dict) and not isinstance(config, Mapping | type):
        config = to_dict()
    keys = Keys(config)
    refuse_other_encodings(keys)
    if seq_len is not None and (seq_len != 0 or isinstance(seq_len, bool)):
        seq_len = read_length("seq_len", seq_len)
    pairing = _pairing(keys)
    groups, layers = read_groups(keys, read_layers(keys))
    specs = {
        name: _spec(keys, name, group, pairing, layers, seq_len or None)
        for name, group in groups.items()
    }
    kinds = layer_kinds(keys, specs, layers)
    main = next((kind.spec for kind in kinds if kind.spec is not None and kind.layers != ()), None)
    if main is None:
        hint = "No layer of this model turns: there is no RoPE in it."
        where = keys.prefix + ("layer_types" if layers.types else "rope_parameters")
        raise RopeError(where, None, "settings by which at least one layer is rotated", hint)
    score = score_scale(keys, main)
    if not any(keys.noted(name) for name in LENGTH):
        # No part of the table, but of what is said about it.
        use = "the longest context it is meant for, tokens; the angles do not depend on it"
        longest(keys, use=use, defaults=False)
    unturned = unturned_features(keys)
    notes = keys.notes()
    known = not any(note.key == "pairing" for note in notes)
    return ConfigReport(main, kinds, notes, warnings_of(keys, notes), known, score, unturned)


def _pairing(keys: Keys) -> Pairing:
    kind, family = keys.model_type, keys.family
    inside = keys.prefix + "model_type"
    if not family.known:
        why = "no model_type" if kind is None else "this model_type is not known here"
        if kind is not None and keys.values.get("model_type") == kind:
            keys.note(inside, "ignored", "not known here")
        keys.note("pairing", "assumed", f"half_split, as in most of transformers; {why}")
        pairing: Pairing = "half_split"
    else:
        pairing = family.pairing
        who = "transformers" if family.source.startswith("transformers") else family.source
        keys.note(inside, "used", f"{who} pairs this model {pairing}")
    key, interleaved = keys.first("rope_interleave", use="how features are paired", defaults=False)
    if key and not isinstance(interleaved, bool):
        raise RopeError(key, interleaved, "true or false")
    if key and interleaved is False and pairing == "interleaved_to_half":
        pairing = "half_split"
        keys.note(inside, "used", "rope_interleave is false: half_split")
        if "rope_interleave" not in family.defaults:
            why = f"the code of {kind} that was read ({family.source}) does not look at that key"
            keys.note("pairing", "assumed", f"{pairing}, as rope_interleave says; {why}")
    elif key and interleaved is True and not family.known:
        pairing = "interleaved_to_half"
        keys.note("pairing", "assumed", f"{pairing}, what rope_interleave means in DeepSeek V3")
    elif key and interleaved is (pairing == "half_split"):
        keys.note(key, "ignored", f"{NOT_READ}, which pairs {pairing}")
    return pairing


def _spec(
    keys: Keys, kind: str, group: Group, pairing: Pairing, layers: Layers, seq_len: int | None
) -> RopeSpec | None:
    if group.parameters is None:
        return None
    left = dict(group.parameters)
    width = head_dim(keys, kind, layers)
    base_key, base = _base(keys, group, left)
    part_key, part = _inner_or_outer(keys, group, left, PART, "part that is rotated", group.part)
    scaling, part = read_scaling(keys, group, left, (part_key, part), seq_len)
    rotary_key, rotary = rotary_dim(keys, width, (part_key, part))
    places = {"head_dim": width.key, "base": base_key, "rotary_dim": rotary_key or width.key}
    places |= {field.name: group.prefix + field.name for field in dataclasses.fields(scaling)}
    with renamed(places):
        spec = RopeSpec(
            width.value,
            base,  # type: ignore[arg-type]  # RopeSpec checks it, and names the key
            pairing,
            rotary,  # type: ignore[arg-type]
            scaling,
            keys.family.features,
            keys.family.backwards,
        )
    check_sections(keys, group, spec.pairs)
    return spec


def _base(keys: Keys, group: Group, left: dict[str, object]) -> tuple[str, object]:
    key, base = _inner_or_outer(keys, group, left, BASE, "the base", group.base)
    inside = keys.given("attn_config")  # DBRX
    if not key and isinstance(inside, Mapping) and inside.get("rope_theta") is not None:
        keys.note(keys.prefix + "attn_config", "used", "rope_theta in it is the base")
        return keys.prefix + "attn_config.rope_theta", inside["rope_theta"]
    if base is None:
        key, base = keys.prefix + "rope_theta", 10000.0
        usual = "10000, the usual base; the config names none"
        # A class whose default is the usual one has no entry among the defaults.
        read = keys.family.source == library()
        keys.note(key, "assumed", keys.assumption(base) if read else usual)
    return key, base


def _inner_or_outer(
    keys: Keys,
    group: Group,
    inner: dict[str, object],
    spellings: tuple[str, ...],
    use: str,
    of_group: tuple[str, object],
) -> tuple[str, object]:
    """A value that stands among the parameters or, in older files, at the top level."""
    name = spellings[0]
    value = inner.pop(name, None)
    if value is None:
        if of_group[0]:
            return of_group
        if group.outer or name != "rope_theta":
            key, value = keys.first(*spellings, use=use, defaults=name not in group.assumed)
            if key:
                return key, value
        if name not in group.assumed:
            return keys.first(*spellings, use=use)
        key = keys.prefix + (group.base_key if name == "rope_theta" else name)
        keys.note(key, "assumed", keys.assumption(group.assumed[name]))
        return key, group.assumed[name]
    key = group.prefix + name
    if name not in keys.values or group.prefix != keys.prefix:
        keys.note(key, "used", use)
    for spelling in spellings:
        outer_value = keys.given(spelling)
        if outer_value is not None and group.prefix != keys.prefix:
            same = outer_value == value
            remark = f"says the same as {key}" if same else f"{key} says otherwise and wins"
            if not same and len(_entries(keys)) > 1:
                same, remark = True, "each entry of rope_parameters has its own"
            keys.note(keys.prefix + spelling, "ignored" if same else "contradictory", remark)
    return key, value


def _entries(keys: Keys) -> list[object]:
    given = keys.values.get("rope_parameters")
    inner = given.values() if isinstance(given, Mapping) else ()
    return [entry for entry in inner if isinstance(entry, Mapping)]
