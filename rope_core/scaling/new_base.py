"""What the methods that change the base share."""

from __future__ import annotations

from rope_core.errors import RopeError
from rope_core.steps.step import Calculation, calculate


def with_new_base(new_base: float, rotary_dim: int, i: int) -> Calculation:
    """The inverse frequency of pair i once the base was changed.

    >>> with_new_base(10000.0, 4, 1).value
    0.01
    """
    return calculate(
        "inv_freq",
        "new_base ^ (−2 × i / rotary_dim)",
        new_base ** (-2 * i / rotary_dim),
        "radians a token",
        "The usual formula with the new base.",
        new_base=new_base,
        i=i,
        rotary_dim=rotary_dim,
    )


def more_than_one_pair(rope_type: str, rotary_dim: int) -> None:
    """Raise RopeError where a method that divides by rotary_dim − 2 would divide by 0.

    >>> more_than_one_pair("ntk", 4)
    """
    if rotary_dim == 2:
        hint = f"{rope_type} divides by rotary_dim − 2."
        raise RopeError("rotary_dim", rotary_dim, "at least 4 with this scaling", hint)
