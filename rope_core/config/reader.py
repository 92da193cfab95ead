"""What a Hugging Face config.json says about rotary embedding, and what it leaves open.

>>> report = read_config({"head_dim": 8, "rope_theta": 500000.0, "vocab_size": 32000})
>>> report.spec.base, report.spec.pairing
(500000.0, 'half_split')
>>> [note.key for note in report.notes if note.verdict == "ignored"]
['vocab_size']

Old spelling: rope_theta and rope_scaling. New: rope_parameters, one for all layers or one a
layer type. Where the two disagree this follows transformers, and says so.
Source: transformers, modeling_rope_utils.py and the configuration classes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from rope_core.config import keys as names
from rope_core.config.keys import KeyNote, Keys
from rope_core.config.layers import LayerKind, layer_kinds
from rope_core.errors import RopeError, require_number, require_whole
from rope_core.scaling import SCALING_METHODS, make_scaling
from rope_core.scaling.base import Scaling, read_length
from rope_core.spec import Pairing, RopeSpec

Parameters = Mapping[str, object]


@dataclass(frozen=True)
class ConfigReport:
    """What a config means: the main spec, every kind of layer, every key's verdict."""

    spec: RopeSpec
    kinds: tuple[LayerKind, ...]
    notes: tuple[KeyNote, ...]


def read_config(config: Mapping[str, object], seq_len: int | None = None) -> ConfigReport:
    """Read a config.json given as a dict.

    seq_len: length of the sequence in tokens, for the methods whose table depends on it.
    Raises RopeError naming the key, what it holds and what is allowed.

    >>> read_config({"hidden_size": 32, "num_attention_heads": 4}).spec.head_dim
    8
    """
    keys = Keys(config)
    _refuse_other_encodings(keys)
    if seq_len is not None:
        seq_len = read_length("seq_len", seq_len)
    pairing, (head_key, head_dim) = _pairing(keys), _head_dim(keys)
    groups = _groups(keys)
    specs: dict[str, RopeSpec | None] = {}
    for layer_type, (prefix, parameters) in groups.items():
        width, width_key = head_dim, head_key
        if layer_type == "full_attention" and keys.values.get("global_head_dim") is not None:
            width_key, wide = keys.first("global_head_dim", use="head_dim of full attention")
            width = _features(width_key, wide)
        specs[layer_type] = (
            None
            if parameters is None
            else _spec(keys, prefix, parameters, pairing, width_key, width, seq_len)
        )
    kinds = layer_kinds(keys, specs)
    main = next((kind.spec for kind in kinds if kind.spec is not None), None)
    if main is None:
        raise RopeError("rope_parameters", None, "settings for at least one layer type")
    return ConfigReport(main, kinds, keys.notes())


def _refuse_other_encodings(keys: Keys) -> None:
    kind = keys.values.get("model_type")
    hint = "This model has another position encoding."
    if isinstance(kind, str) and kind in names.WITHOUT_ROPE:
        raise RopeError(keys.prefix + "model_type", kind, "a model with rotary embedding", hint)
    scheme = keys.values.get("position_embedding_type")
    if scheme is not None and scheme not in ("rotary", "rope"):
        raise RopeError(keys.prefix + "position_embedding_type", scheme, "rotary or rope", hint)
    if keys.values.get("alibi") is True:
        raise RopeError(keys.prefix + "alibi", True, "false", hint)


def _pairing(keys: Keys) -> Pairing:
    kind = keys.values.get("model_type")
    if not isinstance(kind, str):
        keys.note("pairing", "assumed", "half_split, as in most of transformers; no model_type")
        return "half_split"
    pairing = names.PAIRING_BY_MODEL.get(kind, "half_split")
    if pairing == "interleaved_to_half":
        _, interleaved = keys.first("rope_interleave", use="how features are paired")
        if interleaved is False:
            pairing = "half_split"
    keys.note(keys.prefix + "model_type", "used", f"transformers pairs this model {pairing}")
    return pairing


def _features(key: str, value: object) -> int:
    return require_whole(key, value, 1, 65536)


def _head_dim(keys: Keys) -> tuple[str, int]:
    key, value = keys.first(*names.HEAD_DIM, use="features of one head that RoPE sees")
    if key:
        return key, _features(key, value)
    hidden_key, hidden = keys.first(*names.HIDDEN_SIZE, use="head_dim = this / heads")
    heads_key, heads = keys.first(*names.HEADS, use=f"head_dim = {hidden_key or 'width'} / this")
    if not hidden_key or not heads_key:
        missing = "head_dim" if not hidden_key else "num_attention_heads"
        allowed = "head_dim, or hidden_size and num_attention_heads"
        raise RopeError(missing, None, allowed, "Without it the width of a head is not known.")
    width = require_whole(hidden_key, hidden, 1, 2**24)
    count = require_whole(heads_key, heads, 1, 2**16)
    if width % count:
        raise RopeError(heads_key, heads, f"a divisor of {hidden_key}, {width}, or give head_dim")
    return hidden_key, width // count


def _groups(keys: Keys) -> dict[str, tuple[str, Parameters | None]]:
    """The parameters by layer type: {type: (key prefix, parameters)}; None: not rotated."""
    key, given = keys.first("rope_scaling", "rope_parameters", use="the scaling and its numbers")
    if given is not None and not isinstance(given, Mapping):
        raise RopeError(key, given, "an object with rope_type, or null")
    parameters: Parameters = given or {}
    prefix = f"{key}." if key else keys.prefix
    nested = {name: inner for name, inner in parameters.items() if isinstance(inner, Mapping)}
    if nested:
        groups: dict[str, tuple[str, Parameters | None]] = {}
        for name, inner in parameters.items():
            if inner is None or isinstance(inner, Mapping):
                keys.note(f"{prefix}{name}", "used", "a layer type's own parameters")
                groups[name] = (f"{prefix}{name}.", inner)
            else:
                keys.note(f"{prefix}{name}", "ignored", "stands beside layer types")
        return groups
    local_key, local = keys.first(*names.LOCAL_BASE, use="the base of sliding attention")
    if not local_key:
        return {"": (prefix, parameters)}
    # Gemma 3 and ModernBERT, old spelling: the scaling belongs to full attention only.
    return {
        "full_attention": (prefix, parameters),
        "sliding_attention": (keys.prefix, {"rope_theta": local}),
    }


def _spec(
    keys: Keys,
    prefix: str,
    parameters: Parameters,
    pairing: Pairing,
    head_key: str,
    head_dim: int,
    seq_len: int | None,
) -> RopeSpec:
    left = dict(parameters)
    base_key, base = _inner_or_outer(keys, prefix, left, names.BASE, "the base")
    part_key, part = _inner_or_outer(keys, prefix, left, names.PART, "part that is rotated")
    if base is None:
        base_key, base = "rope_theta", 10000.0
        keys.note("rope_theta", "assumed", "10000, the usual base; the config names none")
    kind = keys.values.get("model_type")
    told = part is not None or keys.values.get("rotary_dim") is not None
    if not told and isinstance(kind, str) and kind in names.PART_BY_MODEL:
        part_key, part = "partial_rotary_factor", names.PART_BY_MODEL[kind]
        keys.note(part_key, "assumed", f"{part}, this model's default")
    rope_type = _rope_type(keys, prefix, left)
    if rope_type == "proportional":  # its part is of the pairs, not of the head
        left["partial_rotary_factor"], part = part, None
    rotary_key, rotary_dim = keys.first("rotary_dim", use="rotated features")
    if part is not None:
        rotated = int(head_dim * require_number(part_key, part, above=0.0, at_most=1.0))
        if rotary_key and rotated != rotary_dim:
            keys.note(part_key, "contradictory", f"{rotary_key} says otherwise and wins")
        elif not rotary_key:
            rotary_key, rotary_dim = part_key, rotated
    scaling = _scaling(keys, prefix, rope_type, left, seq_len)
    places = {field.name: prefix + field.name for field in dataclasses.fields(scaling)}
    places |= {"head_dim": head_key, "base": base_key, "rotary_dim": rotary_key or head_key}
    with _renamed(places):
        return RopeSpec(
            head_dim,
            base,  # type: ignore[arg-type]  # RopeSpec checks it, and names the key
            pairing,
            rotary_dim,  # type: ignore[arg-type]
            scaling,
        )


def _inner_or_outer(
    keys: Keys, prefix: str, inner: dict[str, object], spellings: tuple[str, ...], use: str
) -> tuple[str, object]:
    """A value that stands among the parameters or, in older files, at the top level."""
    value = inner.pop(spellings[0], None)
    if value is None:
        return keys.first(*spellings, use=use)
    key = prefix + spellings[0]
    if spellings[0] not in keys.values or prefix != keys.prefix:
        keys.note(key, "used", use)
    for name in spellings:
        outer = keys.values.get(name)
        if outer is not None and prefix != keys.prefix:
            same = outer == value
            remark = f"says the same as {key}" if same else f"{key} says otherwise and wins"
            keys.note(keys.prefix + name, "ignored" if same else "contradictory", remark)
    return key, value


def _rope_type(keys: Keys, prefix: str, left: dict[str, object]) -> str:
    old, new = left.pop("type", None), left.pop("rope_type", None)
    key = prefix + ("type" if new is None else "rope_type")
    given = old if new is None else new
    if given is None:
        if left:
            hint = f"There are parameters ({', '.join(left)}), but nothing says for which method."
            raise RopeError(
                prefix + "rope_type", None, "one of " + ", ".join(SCALING_METHODS), hint
            )
        return "default"
    rope_type = names.TYPE_ALIASES.get(given, given) if isinstance(given, str) else ""
    if rope_type not in SCALING_METHODS:
        raise RopeError(key, given, "one of " + ", ".join(SCALING_METHODS))
    keys.note(key, "used", SCALING_METHODS[rope_type].title)
    if old is not None and new is not None:
        same = names.TYPE_ALIASES.get(str(old), old) == rope_type
        remark = "says the same as rope_type" if same else "rope_type says otherwise and wins"
        keys.note(prefix + "type", "ignored" if same else "contradictory", remark)
    return rope_type


def _scaling(
    keys: Keys, prefix: str, rope_type: str, left: dict[str, object], seq_len: int | None
) -> Scaling:
    fields = {field.name: field for field in dataclasses.fields(SCALING_METHODS[rope_type])}
    given = {name: value for name, value in left.items() if name in fields and value is not None}
    for name in left:
        used = name in given
        remark = fields[name].metadata["meaning"] if used else f"{rope_type} does not read it"
        keys.note(prefix + name, "used" if used else "ignored", remark)
    places = dict.fromkeys(fields, prefix)
    places["max_position_embeddings"] = keys.prefix
    if "seq_len" in fields:
        given["seq_len"], places["seq_len"] = seq_len, ""
    length_key, length = "", None
    if "max_position_embeddings" in fields or "original_max_position_embeddings" in fields:
        length_key, length = keys.first(*names.LENGTH, use="the longest context, tokens")
    if "max_position_embeddings" in fields and length is not None:
        given["max_position_embeddings"] = length
    original = "original_max_position_embeddings"
    if original in fields:
        outer_key, outer = keys.first(original, use="the length before scaling, tokens")
        if outer is not None:  # as transformers: the top level wins
            if given.get(original) not in (None, outer):
                keys.note(prefix + original, "contradictory", f"{outer_key} wins")
            given[original], places[original] = outer, keys.prefix
        elif original not in given and length is not None:
            given[original] = length
            keys.note(original, "assumed", f"{length_key}, because it is not given")
        if SCALING_METHODS[rope_type].factor_is_ratio:
            _check_factor(keys, prefix, given, length)
    with _renamed({name: place + name for name, place in places.items()}):
        return make_scaling({"rope_type": rope_type, **given})


def _check_factor(keys: Keys, prefix: str, given: dict[str, object], length: object) -> None:
    factor, original = given.get("factor"), given.get("original_max_position_embeddings")
    numbers = [number for number in (factor, original, length) if isinstance(number, int | float)]
    if len(numbers) == 3 and numbers[1] > 0:
        implied = numbers[2] / numbers[1]
        if implied not in (1.0, numbers[0]):
            remark = f"max / original length would be {implied:g}; the factor given is used"
            keys.note(prefix + "factor", "contradictory", remark)


@contextmanager
def _renamed(keys: Mapping[str, str]) -> Iterator[None]:
    """Let an error name the key of the config instead of the parameter it became."""
    try:
        yield
    except RopeError as error:
        field, bracket, index = error.field.partition("[")
        name = keys.get(field, field) + bracket + index
        raise RopeError(name, error.received, error.allowed, error.hint) from error
