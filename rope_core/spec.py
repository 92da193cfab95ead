"""RopeSpec: everything that decides which rotation is meant, checked once.

>>> RopeSpec(head_dim=4).pairs
2
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from rope_core.errors import RopeError, require_number, require_whole

Pairing = Literal["interleaved", "half_split", "interleaved_to_half"]
PAIRINGS: tuple[Pairing, ...] = get_args(Pairing)

MAX_HEAD_DIM = 65536
# Wavelengths (2π × base at most) must stay finite.
MAX_BASE = 1e300


@dataclass(frozen=True, init=False)
class RopeSpec:
    """One rotary position embedding, immutable and hashable.

    head_dim: features of one query or key head; even, 2 to 65536.
    base: the number whose powers are the inverse frequencies; above 1.
    pairing: which two features make pair i.
        `interleaved`: 2i and 2i+1. `half_split`: i and i + rotary_dim/2.
        `interleaved_to_half`: read from 2i, 2i+1, written to i, i + rotary_dim/2.
    rotary_dim: how many leading features are rotated, the rest are copied; None means all.
    scaling: how the frequencies were changed for longer contexts; None means not at all.

    Raises RopeError for anything else.

    >>> RopeSpec(8, base=500000, rotary_dim=4)
    RopeSpec(head_dim=8, base=500000.0, pairing='interleaved', rotary_dim=4, scaling=None)

    Source: RoFormer (arXiv 2104.09864), eq. 14 and 15 for the interleaved form.
    """

    head_dim: int
    base: float
    pairing: Pairing
    rotary_dim: int
    scaling: None

    # Written out, because rotary_dim may be given as None but is always an int afterwards.
    def __init__(
        self,
        head_dim: int,
        base: float = 10000.0,
        pairing: Pairing = "interleaved",
        rotary_dim: int | None = None,
        scaling: None = None,
    ) -> None:
        head_dim = _even("head_dim", head_dim, MAX_HEAD_DIM)
        base = require_number("base", base, above=1.0, at_most=MAX_BASE)
        # isinstance first: an unhashable value must not end in a TypeError.
        if not isinstance(pairing, str) or pairing not in PAIRINGS:
            raise RopeError("pairing", pairing, "one of " + ", ".join(PAIRINGS))
        if rotary_dim is not None:
            rotary_dim = _even("rotary_dim", rotary_dim, head_dim, "It is at most head_dim.")
        if scaling is not None:
            raise RopeError("scaling", scaling, "None")
        set_once = object.__setattr__  # the dataclass is frozen, this is its only writer
        set_once(self, "head_dim", head_dim)
        set_once(self, "base", base)
        set_once(self, "pairing", pairing)
        set_once(self, "rotary_dim", head_dim if rotary_dim is None else rotary_dim)
        set_once(self, "scaling", scaling)

    @property
    def pairs(self) -> int:
        """How many pairs are rotated: rotary_dim / 2."""
        return self.rotary_dim // 2


def _even(field: str, value: object, high: int, hint: str = "") -> int:
    allowed = f"an even whole number from 2 to {high}"
    try:
        whole = require_whole(field, value, 2, high)
    except RopeError as error:
        raise RopeError(field, value, allowed, hint) from error
    if whole % 2:
        raise RopeError(field, value, allowed, f"Features are rotated in pairs. {hint}".rstrip())
    return whole
