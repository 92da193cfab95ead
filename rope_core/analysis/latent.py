"""Latent attention (MLA): keys that need never be made, and why the turn gets numbers of its own.

A key's content is ``up @ latent``: a short vector that is stored, and one matrix for all tokens.
q · (up @ latent) = (upᵀ @ q) · latent, so the query is multiplied by upᵀ once and meets the short
vectors themselves. A rotation by the distance would stand between the two, another for each key.
Source: DeepSeek-V2, arXiv 2405.04434, sections 2.1.2 and 2.1.3.

>>> up = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
>>> absorbed([1.0, 2.0, 3.0], up).tolist()
[4.0, 5.0]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from rope_core.errors import RopeError
from rope_core.rotate import rotate
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec


def latent_of(keys: ArrayLike, rank: int) -> tuple[Floats, Floats]:
    """The nearest keys that ``rank`` numbers a token can make, from keys (seq, width).

    Latents (seq, rank) and up (width, rank), by the singular value decomposition: no other keys of
    that rank are nearer in squares. The largest number of each column of up is positive.

    Raises RopeError where rank is below 1 or above what the keys have.

    >>> latents, up = latent_of([[1.0, 2.0], [2.0, 4.0]], 1)
    >>> (latents @ up.T).round(6).tolist()
    [[1.0, 2.0], [2.0, 4.0]]
    """
    x = np.asarray(keys, dtype=float)
    if not 1 <= rank <= min(x.shape):
        raise RopeError("rank", rank, f"from 1 to {min(x.shape)}")
    left, sizes, right = np.linalg.svd(x, full_matrices=False)
    up = right[:rank].T
    signs = np.sign(up[np.abs(up).argmax(axis=0), np.arange(rank)])
    return left[:, :rank] * sizes[:rank] * signs, up * signs


def absorbed(q: ArrayLike, up: Floats) -> Floats:
    """upᵀ @ q: what meets the latents themselves, (rank,)."""
    return np.asarray(np.asarray(q, dtype=float) @ up)


def absorbed_turned(q: ArrayLike, up: Floats, distance: float, spec: RopeSpec) -> Floats:
    """The same where content is turned too: upᵀ @ R(distance) q, another one for each distance.

    ``distance`` is the query's position minus the key's, tokens; spec is of as many numbers as q.

    >>> spec = RopeSpec(2, pairing="interleaved")
    >>> absorbed_turned([1.0, 0.0], np.eye(2), 0, spec).tolist()
    [1.0, 0.0]
    """
    return absorbed(rotate(np.asarray(q, dtype=float), distance, spec), up)
