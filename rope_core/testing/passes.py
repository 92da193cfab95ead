"""One run of a model: where its tokens were meant to stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Pass:
    """One run of the model: where its tokens were meant to stand, (batch, seq), and why.

    before: tokens in the cache. kept: False for padding, (batch, seq). given: the position ids
    the caller passed, None without.
    """

    number: int
    before: int
    meant: Array
    kept: Array
    given: Array | None
    why: str


def meant_positions(
    number: int,
    batch: int,
    seq: int,
    before: int,
    mask: Array | None,
    given: Array | None,
    last: Pass | None,
) -> Pass:
    """Where the tokens of one run are meant to stand.

    What is in the cache goes before; of padding on the left nothing is counted; else the
    caller's position ids hold.

    >>> mask = np.array([[0, 0, 1, 1]])
    >>> meant_positions(0, 1, 4, 0, mask, None, None).meant.tolist()
    [[-2, -1, 0, 1]]
    >>> meant_positions(1, 1, 1, 4, None, np.array([[0]]), None).meant.tolist()
    [[4]]
    """
    kept = np.ones((batch, seq), bool)
    plain = before + np.arange(seq) + np.zeros((batch, 1), int)
    whole = mask is not None and mask.shape == (batch, before + seq)
    padded = whole and mask is not None and not mask[:, 0].all()
    if whole and mask is not None:
        kept = mask[:, before:] != 0
    if padded and mask is not None:
        # A padding token stands before the first one: it is negative, and not compared.
        plain = plain - np.argmax(mask != 0, axis=1)[:, None]
        why = "from the attention mask"
    elif before and last is not None and last.meant.shape[0] == batch:
        plain = last.meant[:, -1:] + 1 + np.arange(seq)
        why = f"after {before} tokens in the cache"
    elif before:
        why = f"after {before} tokens in the cache"
    elif given is not None:
        plain, why = np.broadcast_to(given, (batch, seq)), "the position ids given to the model"
    else:
        why = "counted from 0"
    return Pass(number, before, plain, kept, given, why)
