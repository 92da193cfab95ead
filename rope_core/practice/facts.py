"""What a problem gives: the numbers and places that its lines are worked out from."""

from __future__ import annotations

from dataclasses import dataclass

from rope_core.spec import RopeSpec


@dataclass(frozen=True)
class Facts:
    """What a problem gives. A skill uses some of it.

    q at position m and k at n; pair: the pair that is asked about; place: a place of the vector
    (or a row of the matrix, with column); moved: where the key goes; factor: a linear scaling.
    """

    spec: RopeSpec
    q: tuple[float, ...] = ()
    k: tuple[float, ...] = ()
    m: int = 0
    n: int = 0
    pair: int = 0
    place: int = 0
    column: int = 0
    moved: int = 0
    factor: float = 1.0
