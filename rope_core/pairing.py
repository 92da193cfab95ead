"""Which two numbers make pair i, and how one convention is reordered into another.

>>> from rope_core.spec import RopeSpec
>>> pair_indices(RopeSpec(4, pairing="half_split"))
((0, 2), (1, 3))

Source: RoFormer (arXiv 2104.09864) eq. 15 pairs neighbours; GPT-NeoX and the Hugging Face
LLaMA code pair a feature with the one half a vector away.
"""

from __future__ import annotations

from rope_core.spec import PAIRINGS, Pairing, RopeSpec

PairIndices = tuple[tuple[int, int], ...]


def pair_indices(spec: RopeSpec) -> PairIndices:
    """Return for each pair the two places it is read from, (rotary_dim/2) entries.

    >>> pair_indices(RopeSpec(4)), pair_indices(RopeSpec(6, rotary_dim=4, features="last"))
    (((0, 1), (2, 3)), ((2, 3), (4, 5)))
    """
    return _halves(spec) if spec.pairing == "half_split" else _neighbours(spec)


def output_indices(spec: RopeSpec) -> PairIndices:
    """Return for each pair the two places it is written to, (rotary_dim/2) entries.

    >>> output_indices(RopeSpec(4, pairing="interleaved_to_half"))
    ((0, 2), (1, 3))
    """
    return _neighbours(spec) if spec.pairing == "interleaved" else _halves(spec)


def permutation(spec: RopeSpec, target: Pairing) -> tuple[int, ...]:
    """Return p, (head_dim,), so that x[p] holds x's pairs where `target` looks for them.

    With `other` the same spec in the target pairing, the two rotations are one permutation
    apart: rotate(x, m, spec)[p] equals rotate(x[p], m, other). (`interleaved_to_half` reads
    like interleaved and writes like half_split; here its reading side counts.)

    >>> permutation(RopeSpec(6), "half_split")
    (0, 2, 4, 1, 3, 5)
    """
    other = RopeSpec(spec.head_dim, spec.base, target, spec.rotary_dim, features=spec.features)
    places = list(range(spec.head_dim))
    for here, there in zip(pair_indices(spec), pair_indices(other), strict=True):
        for source, goal in zip(here, there, strict=True):
            places[goal] = source
    return tuple(places)


def _neighbours(spec: RopeSpec) -> PairIndices:
    start = spec.rotated.start
    return tuple((start + 2 * i, start + 2 * i + 1) for i in range(spec.pairs))


def _halves(spec: RopeSpec) -> PairIndices:
    start = spec.rotated.start
    return tuple((start + i, start + i + spec.pairs) for i in range(spec.pairs))


__all__ = ["PAIRINGS", "output_indices", "pair_indices", "permutation"]
