"""What has to be said above a config's result: assumptions, contradictions, keys left unused.

>>> from rope_core.config.keys import Keys
>>> keys = Keys({"rope_ratio": 2})
>>> warnings_of(keys, keys.notes())
('rope_ratio concerns RoPE and was not used: looks like RoPE, but is not known here.',)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rope_core.config.families import library
from rope_core.config.keys import LAYERS, KeyNote, Keys, concerns_rope

#: Keys of which layers there are, and of the scores: what is assumed of them changes no table.
QUIET = frozenset(
    {
        *LAYERS, "layer_types", "block_types", "cross_attention_layers", "attn_layer_indices",
        "sliding_window_pattern", "global_attn_every_n_layers", "full_attention_interval",
        "layer_group_size", "no_rope_layer_interval", "query_pre_attn_scalar",
        "attention_multiplier", "attn_logit_softcapping", "pairing",
    }
)  # fmt: skip
#: Remarks after which a key left aside has nothing more to say.
HARMLESS = ("says the same as", "null", "0 means", "each entry", "of the whole head", "outside ")
#: What a warning begins with where the pairing is no fact.
ASSUMED_PAIRING = "The pairing"
#: Said of a key that asks for another pairing than the family's code has.
NOT_READ = "this family's code does not read it"
#: Values that change nothing.
NEUTRAL: tuple[object, ...] = (None, 1, "", "default", [], {})


def warnings_of(keys: Keys, notes: Sequence[KeyNote]) -> tuple[str, ...]:
    """The sentences, the weightiest first: what no config says, then pairing and contradictions."""
    said = (
        _learned(keys),
        _pairing(keys, notes),
        _contradictions(notes),
        _unused(keys, notes),
        _assumed(keys, notes),
        _axes(notes),
    )
    return tuple(dict.fromkeys(sentence for part in said for sentence in part))


def _learned(keys: Keys) -> Iterator[str]:
    if keys.family.learned:
        yield (
            f"{keys.model_type} learns {keys.family.learned}. It is in the weights: the "
            "frequencies below are those that training began with."
        )


def _pairing(keys: Keys, notes: Sequence[KeyNote]) -> Iterator[str]:
    for note in notes:
        if note.key == "pairing":
            pairing = note.remark.partition(",")[0]
            kind = keys.model_type
            if keys.family.known:
                why = note.remark.partition("; ")[2]
            elif kind is None:
                why = "the config names no model_type"
            else:
                why = f"the model_type {kind} is not among those whose code was read ({library()})"
            yield f"{ASSUMED_PAIRING} {pairing} is assumed: {why}."


def _contradictions(notes: Sequence[KeyNote]) -> Iterator[str]:
    for note in notes:
        if note.verdict == "contradictory":
            yield f"{note.key} contradicts another key: {note.remark}."


def _unused(keys: Keys, notes: Sequence[KeyNote]) -> Iterator[str]:
    inside = tuple(f"{keys.prefix}{name}." for name in ("rope_scaling", "rope_parameters"))
    for note in notes:
        name = note.key.rpartition(".")[2]
        if note.verdict != "ignored" or note.remark.startswith(HARMLESS):
            continue
        value = _value(keys, note.key)
        asks = _speaks(name, value) or note.remark.startswith(NOT_READ)
        if (concerns_rope(name) or note.key.startswith(inside)) and asks:
            yield f"{note.key} concerns RoPE and was not used: {note.remark}."


def _speaks(name: str, value: object) -> bool:
    """Whether a key asks for something: RoPE's switch where it is off, another where it is on."""
    if isinstance(value, bool):
        return value is not bool(re.match(r"use_(rope|rotary)", name))
    return value not in NEUTRAL


def _assumed(keys: Keys, notes: Sequence[KeyNote]) -> Iterator[str]:
    for note in notes:
        name = note.key.rpartition(".")[2]
        if note.verdict == "assumed" and name not in QUIET:
            yield f"{note.key} is not in the config; assumed: {note.remark}."


def _axes(notes: Sequence[KeyNote]) -> Iterator[str]:
    for note in notes:
        if note.key.rpartition(".")[2] in ("mrope_section", "xdrope_section"):
            yield (
                "What follows is for text. In pictures and films a token has more than one "
                f"position, and {note.key} says which pairs turn by which of them."
            )
            return


def _value(keys: Keys, key: str) -> object:
    values: object = keys.values if key.startswith(keys.prefix) else keys.outer
    for name in key.removeprefix(keys.prefix).split("."):
        values = values.get(name) if hasattr(values, "get") else None
    return values
