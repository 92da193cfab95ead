"""What has to be said above a config's result: assumptions, contradictions, keys left unused.

>>> from rope_core.config.keys import Keys
>>> keys = Keys({"rope_ratio": 2})
>>> warnings_of(keys, keys.notes())
('rope_ratio concerns RoPE and was not used: looks like RoPE, but is not known here.',)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rope_core.config.families import library
from rope_core.config.keys import CONCERNS_ROPE, ELSEWHERE, KeyNote, Keys

#: Keys that decide the numbers; what is assumed of others changes none.
DECISIVE = ("rope_theta", "head_dim", "partial_rotary_factor", "rope_parameters", "kv_channels")
#: Remarks after which a key left aside has nothing more to say.
HARMLESS = ("says the same as", "null", "0 means", "each entry", "of the whole head", "outside ")
#: Values that change nothing.
NEUTRAL = (None, False, 1, 1.0, "", "default")


def warnings_of(keys: Keys, notes: Sequence[KeyNote]) -> tuple[str, ...]:
    """The sentences, the weightiest first: pairing, contradictions, unused keys, assumptions."""
    said = (
        _pairing(keys, notes),
        _contradictions(notes),
        _unused(keys, notes),
        _assumed(keys, notes),
        _axes(notes),
    )
    return tuple(dict.fromkeys(sentence for part in said for sentence in part))


def _pairing(keys: Keys, notes: Sequence[KeyNote]) -> Iterator[str]:
    for note in notes:
        if note.key == "pairing":
            pairing = note.remark.partition(",")[0]
            kind = keys.model_type
            why = (
                "the config names no model_type"
                if kind is None
                else f"the model_type {kind} is not among those whose code was read ({library()})"
            )
            yield f"The pairing {pairing} is assumed: {why}."


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
        concerns = CONCERNS_ROPE.search(name) and not ELSEWHERE.search(name)
        if (concerns or note.key.startswith(inside)) and _speaks(value):
            yield f"{note.key} concerns RoPE and was not used: {note.remark}."


def _speaks(value: object) -> bool:
    return not any(value is neutral or value == neutral for neutral in NEUTRAL) and value not in (
        [],
        {},
    )


def _assumed(keys: Keys, notes: Sequence[KeyNote]) -> Iterator[str]:
    for note in notes:
        name = note.key.rpartition(".")[2]
        if note.verdict == "assumed" and (name in DECISIVE or "original_max" in name):
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
    values: object = keys.values
    for name in key.removeprefix(keys.prefix).split("."):
        values = values.get(name) if hasattr(values, "get") else None
    return values
