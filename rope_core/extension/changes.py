"""What becomes of every pair when a model is taken further.

>>> from rope_core.extension.plan import extend
>>> plan = extend({"head_dim": 8, "max_position_embeddings": 64}, 128, method="linear")
>>> [change.slowed for change in changes(plan)]
[2.0, 2.0, 2.0, 2.0]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rope_core.extension.plan import Extension
from rope_core.frequencies import inv_freq

Verdict = Literal["kept", "mixed", "divided", "standing still"]


@dataclass(frozen=True)
class PairChange:
    """One pair before and after: radians a token, and by how much it was slowed."""

    pair: int
    before: float
    after: float
    slowed: float
    verdict: Verdict


def changes(plan: Extension) -> tuple[PairChange, ...]:
    """What becomes of every pair.

    >>> from rope_core.extension.plan import extend
    >>> config = {"head_dim": 128, "rope_theta": 1e6, "max_position_embeddings": 32768}
    >>> plan = extend(config, 131072)
    >>> [changes(plan)[i].verdict for i in (0, 30, 63)]
    ['kept', 'mixed', 'divided']
    """
    before, after = inv_freq(plan.before).tolist(), inv_freq(plan.after).tolist()
    slowed = [old / new if new else 1.0 for old, new in zip(before, after, strict=True)]
    most = max(slowed)

    def verdict(new: float, by: float) -> Verdict:
        if new == 0:
            return "standing still"
        if abs(by - 1) < 1e-12:
            return "kept"
        return "divided" if by > most * (1 - 1e-12) else "mixed"

    return tuple(
        PairChange(i, old, new, by, verdict(new, by))
        for i, (old, new, by) in enumerate(zip(before, after, slowed, strict=True))
    )
