"""The proof tried out on a learner's problem: pairs in numbers, shifts, and broken versions.

q and k are vectors of shape (head_dim,), m the query's and n the key's position in tokens.

Example: shift both positions of the worked example, or the query's alone, by 0, 1 and 2:

    >>> import numpy as np
    >>> from rope_core.spec import RopeSpec
    >>> q, k = [0.588, 0.117, 0.342, -0.231], [0.251, 0.463, -0.129, 0.370]
    >>> shift_scores(q, k, 1, 3, RopeSpec(4), [0, 1, 2]).round(3).tolist()
    [-0.436, -0.436, -0.436]
    >>> shift_scores(q, k, 1, 3, RopeSpec(4), [0, 1, 2], move="query").round(3).tolist()
    [-0.436, -0.226, 0.072]

Source: RoFormer, arXiv 2104.09864; the added position vectors are those of Vaswani et al.,
arXiv 1706.03762, section 3.5.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike

from rope_core.errors import RopeError
from rope_core.frequencies import angles, attention_factor, position_array
from rope_core.pairing import pair_indices
from rope_core.proof.lines import Floats, PairValues
from rope_core.rotate import rotate
from rope_core.spec import RopeSpec

Move: TypeAlias = Literal["both", "query", "key"]
MOVES: tuple[Move, ...] = get_args(Move)
ScoresAt: TypeAlias = Callable[[Floats, Floats, Floats, Floats, RopeSpec], Floats]

# ---------------------------------------------------------------- the problem, pair by pair


def pair_values(
    q: ArrayLike, k: ArrayLike, m: float, n: float, spec: RopeSpec
) -> tuple[PairValues, ...]:
    """The numbers of every pair, for `evaluate`: entry i belongs to pair i.

    A scaling method's attention factor multiplies cos and sin, which is the same as multiplying q
    and k; it is put into them here, so that the lines of the proof stay true. Without one it is 1.
    """
    factor = attention_factor(spec)
    query, key = (factor * np.asarray(x, dtype=np.float64) for x in (q, k))
    return tuple(
        PairValues(
            q0=float(query[first]),
            q1=float(query[second]),
            k0=float(key[first]),
            k1=float(key[second]),
            m=m,
            n=n,
            inv_freq=float(frequency),
        )
        for (first, second), frequency in zip(pair_indices(spec), angles(1, spec), strict=True)
    )


def copied_score(q: ArrayLike, k: ArrayLike, spec: RopeSpec) -> float:
    """What the numbers that are never rotated add to the score; often 0.

    score = evaluate_pairs(last line, pair_values(...)) + copied_score(...)
    """
    query, key = (np.asarray(x, dtype=np.float64)[list(spec.copied)] for x in (q, k))
    return float(query @ key)


# ---------------------------------------------------------------- right, and three ways wrong
# Each takes q, k (head_dim,) and positions m, n (shifts,), and gives scores (shifts,).


def _rope_scores(q: Floats, k: Floats, m: Floats, n: Floats, spec: RopeSpec) -> Floats:
    return _row_dots(_rotated(q, m, spec), _rotated(k, n, spec))


def _query_only(q: Floats, k: Floats, m: Floats, n: Floats, spec: RopeSpec) -> Floats:
    return _row_dots(_rotated(q, m, spec), _repeated(k, n))


def _mixed_pairings(q: Floats, k: Floats, m: Floats, n: Floats, spec: RopeSpec) -> Floats:
    neighbours = dataclasses.replace(spec, pairing="interleaved")
    halves = dataclasses.replace(spec, pairing="half_split")
    return _row_dots(_rotated(q, m, neighbours), _rotated(k, n, halves))


def _added_vectors(q: Floats, k: Floats, m: Floats, n: Floats, spec: RopeSpec) -> Floats:
    return _row_dots(q + position_vectors(m, spec), k + position_vectors(n, spec))


def position_vectors(positions: ArrayLike, spec: RopeSpec) -> Floats:
    """Sinusoidal position vectors, (..., head_dim): sin, cos of position × inv_freq in turn.

    >>> position_vectors(0, RopeSpec(4)).tolist()
    [0.0, 1.0, 0.0, 1.0]
    """
    turn = angles(positions, RopeSpec(spec.head_dim, spec.base))  # (..., head_dim/2)
    vectors = np.stack([np.sin(turn), np.cos(turn)], axis=-1)  # (..., head_dim/2, 2)
    return vectors.reshape(*turn.shape[:-1], spec.head_dim)


def _repeated(x: Floats, positions: Floats) -> Floats:
    """(head_dim,) -> (shifts, head_dim), one copy for each position."""
    return np.broadcast_to(x, (len(positions), len(x)))


def _rotated(x: Floats, positions: Floats, spec: RopeSpec) -> Floats:
    return rotate(_repeated(x, positions), positions, spec)


def _row_dots(left: Floats, right: Floats) -> Floats:
    """(shifts, head_dim) twice -> (shifts,)"""
    return np.asarray((left * right).sum(axis=1))


def _always(spec: RopeSpec) -> None:
    return None


def _needs_two_pairs(spec: RopeSpec) -> str | None:
    if spec.pairs > 1:
        return None
    return (
        "With one rotated pair both pairings name the same two numbers, so there is nothing to "
        "mix and nothing breaks. Take a larger head dimension."
    )


@dataclass(frozen=True)
class Broken:
    """A wrong version of RoPE. excuse(spec): why it is not wrong for this spec, None if it is."""

    key: str
    title: str
    says: str
    scores_at: ScoresAt
    excuse: Callable[[RopeSpec], str | None] = _always


BROKEN = MappingProxyType(
    {
        variant.key: variant
        for variant in (
            Broken(
                "query_only",
                "Rotate q only",
                "The key stays as it is, so the score is q rotated by m against k: m stands alone "
                "and has no n to cancel with. Moving both moves the score.",
                _query_only,
            ),
            Broken(
                "mixed_pairings",
                "Mix the pairings",
                "q is rotated in neighbours (interleaved), k in halves (half_split). A number of q "
                "then meets one of k that was turned with another partner, mostly at another "
                "speed, so R(m)ᵀR(n) is no longer a function of n − m.",
                _mixed_pairings,
                _needs_two_pairs,
            ),
            Broken(
                "added_vectors",
                "Add position vectors instead",
                "(q + p(m))·(k + p(n)) has four products. p(m)·p(n) depends on m − n only (it is a "
                "sum of cosines of (m−n)ω), but q·p(n) and p(m)·k each know one absolute position.",
                _added_vectors,
            ),
        )
    }
)


# ---------------------------------------------------------------- shifting


def shift_scores(
    q: ArrayLike,
    k: ArrayLike,
    m: float,
    n: float,
    spec: RopeSpec,
    shifts: ArrayLike,
    move: Move = "both",
    variant: str | None = None,
) -> Floats:
    """The score, (shifts,) float64, when `move` is shifted by each of `shifts` (shifts,) tokens.

    variant: None for RoPE as it is, or a key of BROKEN. Raises RopeError for any other.
    """
    if move not in MOVES:
        raise RopeError("move", move, "one of " + ", ".join(MOVES))
    if variant is not None and variant not in BROKEN:
        raise RopeError("variant", variant, "None, or one of " + ", ".join(BROKEN))
    query, key = (np.array(x, dtype=np.float64) for x in (q, k))
    by = np.atleast_1d(position_array(shifts, "shifts"))  # (shifts,)
    query_positions = m + by * (move != "key")
    key_positions = n + by * (move != "query")
    scores_at = _rope_scores if variant is None else BROKEN[variant].scores_at
    return scores_at(query, key, query_positions, key_positions, spec)


def largest_difference(
    q: ArrayLike,
    k: ArrayLike,
    m: float,
    n: float,
    spec: RopeSpec,
    shifts: ArrayLike,
    move: Move = "both",
    variant: str | None = None,
) -> float:
    """max |score(shift) − score(0)| over the shifts: for RoPE and "both" only rounding is left."""
    still = shift_scores(q, k, m, n, spec, 0, move, variant)
    moved = shift_scores(q, k, m, n, spec, shifts, move, variant)
    return float(np.max(np.abs(moved - still), initial=0.0))


def rounding_bound(
    q: ArrayLike, k: ArrayLike, m: float, n: float, spec: RopeSpec, shift: float = 0.0
) -> float:
    """How far two scores that are equal on paper may lie apart in float64.

    An angle of up to P radians (P the largest position; inv_freq is at most 1) is known to about
    P·ε, and no score moves faster with its angle than ‖q‖·‖k‖. 16 leaves room for the sums.
    """
    # Not by squares: those of 1e-170 are 0 in float64, and then nothing would count as rounding.
    lengths = [math.hypot(*np.asarray(x, dtype=np.float64)) for x in (q, k)]
    reach = 1.0 + max(abs(position) + abs(shift) for position in (m, n))
    terms = 16.0 + spec.head_dim
    return float(np.finfo(np.float64).eps) * terms * reach * lengths[0] * lengths[1]
