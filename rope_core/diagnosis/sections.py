"""How many pairs follow each axis of the positions: as it was typed, or as a config says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rope_core.counts import counted
from rope_core.diagnosis.placed import MOST_AXES, checked_sections
from rope_core.diagnosis.verdict import Diagnosis
from rope_core.errors import RopeError


def sections_meant(
    config: Mapping[str, object] | None,
    x: tuple[int, ...],
    positions: tuple[int, ...],
    typed: Sequence[int] | None = None,
    in_turn: bool = False,
) -> tuple[tuple[int, ...] | None, bool]:
    """The sections that are meant, and whether the pairs take the axes in turn.

    x, positions: their shapes, () for positions that were not given. What was typed goes first;
    else a config's sections are for positions of as many axes. One row for each sequence of a
    batch, x (batch, heads, seq, head_dim), is no axes, however many there are.
    Raises RopeError for sections of a config that are no whole numbers, or of another number
    than the axes that positions have.

    >>> vision = {"mrope_section": [2, 1, 1]}
    >>> sections_meant(vision, (6, 8), (3, 6)), sections_meant(vision, (3, 2, 6, 8), (3, 6))
    (((2, 1, 1), False), (None, False))
    >>> sections_meant(vision, (6, 8), (3, 6), (1, 1, 2), in_turn=True)
    ((1, 1, 2), True)
    """
    if typed is not None:
        return tuple(typed), in_turn
    by_sequence = len(x) == 4 and len(positions) == 2 and x[0] == positions[0] > 1
    if config is None or len(positions) < 2 or by_sequence:
        return None, False
    found = sections_of(config, positions[0])
    rows = len(positions) == 2 and (positions[0] == 1 or (len(x) == 3 and x[0] == positions[0]))
    said = None if found[0] is not None or rows else _said(config)
    if said is not None:
        raise RopeError(
            "mrope_section", said,
            f"{counted(positions[0], 'count')}, one for each axis of the positions",
            f"The positions have shape {positions}.",
        )  # fmt: skip
    return found


def require_pairs(
    sections: Sequence[int], head_dim: int, rotary_dim: int | None, field: str = "sections"
) -> None:
    """Refuse sections that leave pairs without an axis, or name more than there are.

    rotary_dim: as it is meant, None for all of the head. Sections of a whole head are let pass
    there as well: what is turned beyond the width is for the diagnosis to find. field: what they
    are called in errors.

    >>> require_pairs((16, 24, 24), 128, None)
    >>> require_pairs((16, 24, 20), 128, None)
    Traceback (most recent call last):
        ...
    rope_core.errors.RopeError: sections: received "16 + 24 + 20 = 60 pairs"; allowed: 64 in all, \
half of head_dim = 128. If only a part of the head is rotated, say rotary_dim.
    """
    count, whole = sum(sections), head_dim // 2
    meant = whole if rotary_dim is None else rotary_dim // 2
    if count in (whole, meant):
        return
    said = (
        f"half of head_dim = {head_dim}" if meant == whole else f"half of rotary_dim = {2 * meant}"
    )
    part = rotary_dim is None and count < whole
    raise RopeError(
        field, f"{' + '.join(map(str, sections))} = {count} pairs", f"{meant} in all, {said}",
        "If only a part of the head is rotated, say rotary_dim." if part else "",
    )  # fmt: skip


def asking_for_axes(
    said: Diagnosis,
    config: Mapping[str, object] | None,
    positions: tuple[int, ...],
    sections: Sequence[int] | None,
) -> Diagnosis:
    """The diagnosis, with what to send where pairs seem to follow positions that were not given.

    positions: their shape. sections: those that were used. As many rows as there are sequences
    are read as one for each; they may have been meant as axes.
    """
    followed = said.status == "unknown" or any(
        found.key == "positions_by_pair" for found in said.bugs
    )
    if sections or not followed:
        return said
    counts = None if config is None else _said(config)
    if isinstance(counts, list | tuple) and len(counts) > 1 and len(positions) < 2:
        ask = (
            f"The config's mrope_section has {len(counts)} counts: send the positions of each "
            "axis, one row for each."
        )
    elif len(positions) > 1 and 2 <= positions[0] <= MOST_AXES:
        ask = (
            "If each row of the positions is of one axis (time, height, width), say how many pairs "
            "follow each (mrope_section)."
        )
    else:
        return said
    return replace(said, ask=f"{said.ask} {ask}".strip())


def _holders(config: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """What holds an mrope_section, at any depth: models of pictures keep their text's config
    inside another one."""
    if config.get("mrope_section") is not None:
        yield config
    for inner in config.values():
        if isinstance(inner, Mapping):
            yield from _holders(inner)


def _said(config: Mapping[str, object]) -> object | None:
    """The sections of a config, whatever they are; None for none."""
    return next((each["mrope_section"] for each in _holders(config)), None)


def sections_of(config: Mapping[str, object], axes: int) -> tuple[tuple[int, ...] | None, bool]:
    """How many pairs follow each of so many axes of the positions, and whether in turn.

    >>> sections_of({"text_config": {"rope_scaling": {"mrope_section": [2, 1, 1]}}}, 3)
    ((2, 1, 1), False)
    """
    for holder in _holders(config):
        section = holder["mrope_section"]
        if isinstance(section, list | tuple) and len(section) == axes:
            parts = checked_sections(section, "mrope_section")
            return parts, bool(holder.get("mrope_interleaved"))
    return None, False
