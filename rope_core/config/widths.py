"""How wide a head is, and how much of it turns.

>>> head_dim(Keys({"hidden_size": 32, "num_attention_heads": 4}), "", None)
Width(key='hidden_size', value=8, whole=False)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rope_core.config.families import FULL
from rope_core.config.keys import HEAD_DIM, HEADS, HIDDEN_SIZE, PART, Keys
from rope_core.config.layers import Layers
from rope_core.counts import counted
from rope_core.errors import RopeError, require_number, require_whole
from rope_core.spec import MAX_HEAD_DIM


@dataclass(frozen=True)
class Width:
    """The features of a head that RoPE sees, and the key that says so.

    whole: whether all of them turn, whatever a partial factor says (it is of a wider head).
    """

    key: str
    value: int
    whole: bool = False


def head_dim(keys: Keys, kind: str, layers: Layers | None) -> Width:
    """The width of a head in the layers of this kind."""
    width = _of_these_layers(keys, kind, layers)
    if width is not None:
        return width
    if kind == FULL:
        key, value = keys.first("global_head_dim", use="head_dim of full attention")
        if key:
            return Width(key, _features(key, value))
    if keys.family.features != "last":
        key, value = keys.first("qk_rope_head_dim", use="features of one head that RoPE sees")
        if key:
            _say_other_width(keys, value)
            return Width(key, _features(key, value), whole=True)
    key, value = keys.first(*HEAD_DIM, use="features of one head that RoPE sees", defaults=False)
    if not key and keys.given("hidden_size") is None:
        key, value = keys.first(*HEAD_DIM, use="features of one head")
    elif not key and "head_dim" in keys.family.defaults:
        key, value = keys.first("head_dim", use="features of one head")
    elif not key and "kv_channels" in keys.family.defaults:
        key, value = keys.first("kv_channels", use="features of one head")
    if key:
        return Width(key, _features(key, value))
    return _divided(keys)


def _say_other_width(keys: Keys, value: object) -> None:
    other = keys.given("head_dim")
    if other is None:
        return
    whole = keys.given("qk_nope_head_dim")
    name = keys.prefix + "head_dim"
    if other == value:
        keys.note(name, "ignored", "says the same as qk_rope_head_dim")
    elif keys.family.known or isinstance(whole, int):
        keys.note(name, "ignored", "of the whole head; RoPE sees qk_rope_head_dim features")
    else:
        keys.note(name, "contradictory", "qk_rope_head_dim says otherwise and wins")


def _of_these_layers(keys: Keys, kind: str, layers: Layers | None) -> Width | None:
    """The width that per_layer_config gives the layers of one kind: Gemma 4."""
    listed = keys.given("per_layer_config")
    if not isinstance(listed, Mapping) or layers is None or layers.types is None or not kind:
        return None
    for index, name in enumerate(layers.types):
        if keys.family.labels.get(name, name) != kind:
            continue
        for spelling in (str(index), f"{index:02d}", f"{index:03d}", index):
            entry = listed.get(spelling)
            if isinstance(entry, Mapping) and entry.get("head_dim") is not None:
                key = f"{keys.prefix}per_layer_config.{spelling}.head_dim"
                keys.note(keys.prefix + "per_layer_config", "used", "what differs in single layers")
                if "qk_rope_head_dim" in keys.family.defaults or "qk_rope_head_dim" in entry:
                    return None
                return Width(key, _features(key, entry["head_dim"]))
        return None
    return None


def _divided(keys: Keys) -> Width:
    hidden_key, hidden = keys.first(*HIDDEN_SIZE, use="head_dim = this / heads")
    heads_key, heads = keys.first(*HEADS, use=f"head_dim = {hidden_key or 'width'} / this")
    if not hidden_key or not heads_key:
        missing = "head_dim" if not hidden_key else "num_attention_heads"
        allowed = "head_dim, or hidden_size and num_attention_heads"
        raise RopeError(missing, None, allowed, "Without it the width of a head is not known.")
    width = require_whole(hidden_key, hidden, 1, 2**24)
    count = require_whole(heads_key, heads, 1, 2**16)
    if width % count:
        raise RopeError(heads_key, heads, f"a divisor of {hidden_key}, {width:,}, or give head_dim")
    return Width(hidden_key, width // count)


def rotary_dim(keys: Keys, width: Width, part: tuple[str, object]) -> tuple[str, object]:
    """How many features turn, and the key that says so; None means all."""
    part_key, factor = part
    if width.whole:
        if factor is not None:
            keys.note(part_key, "ignored", f"of the whole head; {width.key} says what turns")
        return width.key, None
    if keys.model_type == "clvp_encoder":
        return _clvp(keys)
    if keys.family.features == "last":  # DeepSeek V4 names the turned features
        key, turned = keys.first("qk_rope_head_dim", use="features of one head that turn")
        if key:
            if factor is not None:
                keys.note(part_key, "ignored", "qk_rope_head_dim says what turns")
            return key, turned
    rotary_key, turned = keys.first("rotary_dim", use="rotated features")
    if factor is None:
        return rotary_key, turned
    rotated = int(width.value * require_number(part_key, factor, above=0.0, at_most=1.0))
    if not rotary_key:
        _require_even(part_key, factor, width, rotated)
        return part_key, rotated
    if rotated == turned:
        keys.note(part_key, "ignored", f"says the same as {rotary_key}")
    elif any(keys.given(name) is not None for name in PART):
        keys.note(part_key, "contradictory", f"{rotary_key} says otherwise and wins")
    return rotary_key, turned


def _require_even(key: str, factor: object, width: Width, rotated: int) -> None:
    """Features turn in pairs: a part must make an even number of them."""
    if width.value % 2 or (rotated >= 2 and rotated % 2 == 0):
        return
    near = max(rotated - rotated % 2, 2)
    made = f"{factor} × {width.value} makes {counted(rotated, 'feature')}"
    hint = f"{made}, and features turn in pairs. {near / width.value!r} makes {near}."
    allowed = f"a part of {width.value} features that makes an even number of them"
    raise RopeError(key, factor, allowed, hint)


def _clvp(keys: Keys) -> tuple[str, object]:
    """CLVP turns at least 32 features, else half of the projection's width a head."""
    key, projection = keys.first("projection_dim", use="its half a head is what turns")
    heads_key, heads = keys.first(*HEADS, use="heads")
    wide = require_whole(key or "projection_dim", projection, 1, 2**24)
    return key, max(wide // (2 * require_whole(heads_key or "heads", heads, 1, 2**16)), 32)


def _features(key: str, value: object) -> int:
    return require_whole(key, value, 1, MAX_HEAD_DIM)
