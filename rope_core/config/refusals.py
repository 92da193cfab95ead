"""Configs that hold no rotary embedding of one axis, and the reason told.

>>> from rope_core.config.keys import Keys
>>> try:
...     refuse_other_encodings(Keys({"model_type": "pixtral"}))
... except RopeError as error:
...     print(error)
model_type: received "pixtral"; allowed: positions of one axis; these have more than one axis, \
such as rows and columns of a picture.
"""

from __future__ import annotations

from collections.abc import Mapping

from rope_core.config.families import MANY_AXES, turns_nothing
from rope_core.config.keys import Keys
from rope_core.errors import RopeError

HINT = "There is no RoPE in this model: it has another position encoding, or none."
ROTARY = ("rotary", "rope")
AXES = "positions of one axis; these have more than one axis, such as rows and columns of a picture"


def refuse_other_encodings(keys: Keys) -> None:
    """Raise RopeError where the family, or a switch in the config, says that nothing turns."""
    kind, family = keys.model_type, keys.family
    key = keys.prefix + "model_type"
    if kind is not None and not family.known and turns_nothing(kind):
        raise RopeError(key, kind, "a model with rotary embedding", HINT)
    if family.defaults.get("positions") == MANY_AXES:
        raise RopeError(key, kind, AXES)
    for name in keys.values:
        if "rope" in name and "axis" in name:  # ESMFold 2: pairs for each of x, y and z
            raise RopeError(keys.prefix + name, keys.values[name], AXES)
    if family.switch is not None:
        name, on = family.switch
        given = keys.values.get(name, family.defaults.get(name))
        if given != on:
            shown = "true" if on is True else str(on)
            raise RopeError(keys.prefix + name, given, f"{shown}, where there is RoPE", HINT)
        if name in keys.values:
            keys.note(keys.prefix + name, "used", "there is RoPE in it")
    else:
        scheme = keys.values.get("position_embedding_type")
        if scheme is not None and scheme not in ROTARY:
            raise RopeError(keys.prefix + "position_embedding_type", scheme, "rotary or rope", HINT)
    inside = keys.values.get("attn_config")
    turned = isinstance(inside, Mapping) and inside.get("rope") is True
    if kind == "mpt" and not turned:
        raise RopeError(key, kind, "attn_config.rope true, where there is RoPE", HINT)
    if keys.values.get("alibi") is True:
        raise RopeError(keys.prefix + "alibi", True, "false", HINT)
    if kind == "baichuan" and keys.values.get("hidden_size") == 5120:
        # The 13B models: the same model_type, but ALiBi instead.
        raise RopeError(
            keys.prefix + "hidden_size", 5120, "4096, Baichuan's 7B model, which has RoPE", HINT
        )
