"""The scaling of one kind of layer, read from its parameters.

>>> from rope_core.config.parameters import Group
>>> keys, left = Keys({}), {"rope_type": "linear", "factor": 8.0}
>>> read_scaling(keys, Group("rope_scaling.", left), left, ("", None), None)[0]
Linear(factor=8.0)
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rope_core.config.keys import TYPE_ALIASES, Keys
from rope_core.config.lengths import longest
from rope_core.config.parameters import Group
from rope_core.counts import counted
from rope_core.errors import RopeError
from rope_core.figures import typed
from rope_core.scaling import SCALING_METHODS, make_scaling
from rope_core.scaling.base import Scaling

ORIGINAL = "original_max_position_embeddings"
#: Parameters that say nothing about the frequencies of a text.
BESIDE = frozenset({"mrope_section", "mrope_interleaved", "interleaved", "xdrope_section"})
#: Families in whose code alpha is another method; the others leave it aside.
READS_ALPHA = frozenset({"hunyuan_v1_dense", "hunyuan_v1_moe", "hunyuan_vl_text"})
#: Parameters whose 0 means, in the code that reads them, that they are not given.
ZERO_IS_ABSENT = frozenset({"beta_fast", "beta_slow", "mscale", "mscale_all_dim", "alpha"})


def read_scaling(
    keys: Keys,
    group: Group,
    left: dict[str, object],
    part: tuple[str, object],
    seq_len: int | None,
) -> tuple[Scaling, object]:
    """The method with its parameters, and the part of the head that turns as far as it is not
    the method's own; takes what it reads out of `left`."""
    for name in ("rope_type", "type"):
        if left.get(name) is None:
            left.pop(name, None)
    assumed = group.assumed.get("rope_type", group.assumed.get("type"))
    if not set(left) - BESIDE and isinstance(assumed, str) and assumed != "default":
        keys.note(keys.prefix + "rope_parameters", "assumed", keys.assumption(assumed))
        left.update({k: v for k, v in group.assumed.items() if k not in ("rope_theta",)})
        part = (part[0], left.pop("partial_rotary_factor", part[1]))
    _beside(keys, group, left)
    rope_type = _rope_type(keys, group.prefix, left)
    for name in ZERO_IS_ABSENT & set(left):
        if left[name] == 0 and not isinstance(left[name], bool):
            del left[name]
            keys.note(group.prefix + name, "ignored", "0 means that it is not given")
    if rope_type == "proportional":  # its part is of the pairs, not of the head
        if part[1] is not None:
            left["partial_rotary_factor"] = part[1]
        part = ("", None)
    reads_alpha = not keys.family.known or keys.model_type in READS_ALPHA
    if rope_type == "dynamic" and left.get("alpha") is not None and reads_alpha:
        return _alpha(keys, group, left), part[1]
    return _method(keys, group, rope_type, left, seq_len), part[1]


def _beside(keys: Keys, group: Group, left: dict[str, object]) -> None:
    for name in BESIDE & set(left):
        del left[name]
        remark = "pictures have positions of more than one axis; for a text they are all the same"
        keys.note(group.prefix + name, "used", remark)


def _rope_type(keys: Keys, prefix: str, left: dict[str, object]) -> str:
    old, new = left.pop("type", None), left.pop("rope_type", None)
    key = prefix + ("type" if new is None else "rope_type")
    given = old if new is None else new
    known = ", ".join(SCALING_METHODS)
    if given is None:
        if left:
            hint = f"There are parameters ({', '.join(left)}), but nothing says for which method."
            raise RopeError(prefix + "rope_type", None, "one of " + known, hint)
        return "default"
    if given == "axial":
        raise RopeError(key, given, "positions of one axis; axial means more than one axis")
    rope_type = TYPE_ALIASES.get(given, given) if isinstance(given, str) else ""
    if rope_type not in SCALING_METHODS:
        raise RopeError(key, given, "one of " + known)
    keys.note(key, "used", SCALING_METHODS[rope_type].title)
    if old is not None and new is not None:
        same = TYPE_ALIASES.get(str(old), old) == rope_type
        remark = "says the same as rope_type" if same else "rope_type says otherwise and wins"
        keys.note(prefix + "type", "ignored" if same else "contradictory", remark)
    return rope_type


def _alpha(keys: Keys, group: Group, left: dict[str, object]) -> Scaling:
    """HunYuan's: called dynamic, but the base grows once, by alpha."""
    for name in left:
        used = name == "alpha"
        remark = "how many times longer: the base is changed once" if used else ""
        keys.note(
            group.prefix + name,
            "used" if used else "ignored",
            remark or "not read where alpha is given",
        )
    with renamed({"factor": group.prefix + "alpha"}):
        return make_scaling({"rope_type": "ntk", "factor": left["alpha"]})


def _method(
    keys: Keys, group: Group, rope_type: str, left: dict[str, object], seq_len: int | None
) -> Scaling:
    prefix = group.prefix
    fields = {field.name: field for field in dataclasses.fields(SCALING_METHODS[rope_type])}
    given = {name: value for name, value in left.items() if name in fields and value is not None}
    aside = _aside(keys, rope_type, given)
    for name, value in left.items():
        if name in aside:
            keys.note(prefix + name, "ignored", aside[name])
        elif name in given:
            keys.note(prefix + name, "used", fields[name].metadata["meaning"])
        elif value is None:
            keys.note(prefix + name, "ignored", "null")
        else:
            keys.note(prefix + name, "ignored", f"{rope_type} does not read it")
    places = dict.fromkeys(fields, prefix)
    places["max_position_embeddings"] = keys.prefix
    if "seq_len" in fields:
        given["seq_len"], places["seq_len"] = seq_len, ""
    length_key, length = "", None
    if "max_position_embeddings" in fields or ORIGINAL in fields:
        # The family's own length speaks only where something is counted from it.
        complete = {ORIGINAL, "factor"} <= set(given) and "max_position_embeddings" not in fields
        use = "the longest context, tokens"
        length_key, length = longest(keys, use=use, defaults=not complete)
    if "max_position_embeddings" in fields and length is not None:
        given["max_position_embeddings"] = length
    if ORIGINAL in fields:
        _original(keys, prefix, given, places, (length_key, length))
        if rope_type == "yarn":  # LongRoPE does this itself
            _quotient(keys, prefix, given, length)
        if SCALING_METHODS[rope_type].factor_is_ratio:
            _check_factor(keys, prefix, given, length)
    with renamed({name: place + name for name, place in places.items()}):
        return make_scaling({"rope_type": rope_type, **given})


def _aside(keys: Keys, rope_type: str, given: Mapping[str, object]) -> dict[str, str]:
    """Parameters of the method that change nothing beside the others given, and why.

    They are of the attention factor: what it is by definition where it is not stated.
    """
    stated = "attention_factor is given, and it is all that this would change"
    if rope_type == "longrope":
        return {"factor": stated} if {"attention_factor", "factor"} <= set(given) else {}
    if rope_type != "yarn":
        return {}
    weights = {name for name in ("mscale", "mscale_all_dim") if given.get(name)}
    if given.get("attention_factor") is not None:
        aside = dict.fromkeys(weights, stated)
    elif len(weights) == 1:
        other = "mscale_all_dim" if "mscale" in weights else "mscale"
        aside = dict.fromkeys(weights, f"the attention factor reads it together with {other} only")
    else:
        aside = {}
    if "qk_rope_head_dim" in {**keys.family.defaults, **keys.values}:
        aside.pop("mscale_all_dim", None)  # DeepSeek's scores are multiplied by it
    return aside


def check_sections(keys: Keys, group: Group, pairs: int) -> None:
    """Note sections that are not of all the pairs that turn."""
    parameters = group.parameters or {}
    section = parameters.get("mrope_section")
    if section is None:
        return
    whole = isinstance(section, list | tuple) and all(
        isinstance(part, int) and not isinstance(part, bool) and part >= 0 for part in section
    )
    if not isinstance(section, list | tuple) or not whole or not section:
        remark = "it must be whole numbers, one an axis: how many pairs follow it"
    elif sum(section) == pairs:
        return
    else:
        turn = counted(pairs, "pair", "turn" if pairs > 1 else "turns")
        remark = f"{' + '.join(map(str, section))} = {sum(section):,} pairs, but {turn}"
    keys.note(group.prefix + "mrope_section", "contradictory", remark)


def _original(
    keys: Keys,
    prefix: str,
    given: dict[str, object],
    places: dict[str, str],
    length: tuple[str, object],
) -> None:
    """The length before scaling: as transformers, the top level wins."""
    outer_key, outer = keys.first(ORIGINAL, use="the length before scaling, tokens")
    if outer is not None:
        if given.get(ORIGINAL) not in (None, outer):
            keys.note(prefix + ORIGINAL, "contradictory", f"{outer_key} wins")
        given[ORIGINAL], places[ORIGINAL] = outer, keys.prefix
    elif ORIGINAL not in given and length[1] is not None:
        given[ORIGINAL] = length[1]
        keys.note(keys.prefix + ORIGINAL, "assumed", f"{length[0]}, because it is not given")


def _quotient(keys: Keys, prefix: str, given: dict[str, object], length: object) -> None:
    """Without a factor, both lengths say how many times longer the context got."""
    original = given.get(ORIGINAL)
    if "factor" in given or not isinstance(original, int | float) or isinstance(original, bool):
        return
    if isinstance(length, int | float) and not isinstance(length, bool) and original > 0:
        if length == original:
            return  # nothing says that it got longer
        given["factor"] = length / original
        remark = f"{given['factor']:.15g}, the longest context / {ORIGINAL}"
        keys.note(prefix + "factor", "assumed", remark)


def _check_factor(keys: Keys, prefix: str, given: dict[str, object], length: object) -> None:
    factor, original = given.get("factor"), given.get(ORIGINAL)
    numbers = [number for number in (factor, original, length) if isinstance(number, int | float)]
    if len(numbers) == 3 and numbers[1] > 0:
        implied = numbers[2] / numbers[1]
        if implied not in (1.0, numbers[0]):
            remark = f"max / original length would be {typed(implied)}; the factor given is used"
            keys.note(prefix + "factor", "contradictory", remark)


@contextmanager
def renamed(keys: Mapping[str, str]) -> Iterator[None]:
    """Let an error name the key of the config instead of the parameter it became."""
    try:
        yield
    except RopeError as error:
        field, bracket, index = error.field.partition("[")
        name = keys.get(field, field) + bracket + index
        raise RopeError(name, error.received, error.allowed, error.hint) from error
