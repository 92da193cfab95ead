"""How many pairs follow each axis of the positions: as it was typed, or as a config says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral

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
    Raises RopeError for sections of a config that are no whole numbers.

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
    return sections_of(config, positions[0])


def sections_of(config: Mapping[str, object], axes: int) -> tuple[tuple[int, ...] | None, bool]:
    """How many pairs follow each of so many axes of the positions, and whether in turn.

    Looked for at any depth: models of pictures keep their text's config inside another one.

    >>> sections_of({"text_config": {"rope_scaling": {"mrope_section": [2, 1, 1]}}}, 3)
    ((2, 1, 1), False)
    """
    section = config.get("mrope_section")
    if isinstance(section, list | tuple) and len(section) == axes:
        if not all(isinstance(each, Integral) and not isinstance(each, bool) for each in section):
            raise RopeError("mrope_section", section, "whole numbers, one an axis")
        return tuple(int(count) for count in section), bool(config.get("mrope_interleaved"))
    for inner in config.values():
        if isinstance(inner, Mapping):
            found = sections_of(inner, axes)
            if found[0] is not None:
                return found
    return None, False
