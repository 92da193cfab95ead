"""Slips of a program in the places of a pair: which numbers are read, and where they are put.

>>> [slip.key for slip in PAIR_SLIPS][:2]
['other_pairing', 'mixed_layout']
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from rope_core.exercises.slip import Floats, Slip, known, program_slip
from rope_core.pairing import PairIndices, output_indices, pair_indices
from rope_core.rotate import rotate
from rope_core.spec import Pairing, RopeSpec

SUMS = (
    "y[{a}] = x[{a}] * cos(angle) - x[{b}] * sin(angle)\n"
    "y[{b}] = x[{a}] * sin(angle) + x[{b}] * cos(angle)"
)
PLACES = "a, b = x[{a}], x[{b}]"
_WHICH_PLACES = (
    "Pair {i} has two places in x. Which two should it be, and which does your code read?"
)


def _other(spec: RopeSpec) -> RopeSpec:
    pairing: Pairing = "interleaved" if spec.pairing == "half_split" else "half_split"
    return dataclasses.replace(spec, pairing=pairing)


def _moved(a: Callable[[int, int], int], b: Callable[[int, int], int]) -> Any:
    """Pairs whose places are worked out from (i, d), in the interleaved or in both pairings."""

    def reads(spec: RopeSpec) -> PairIndices:
        d = spec.head_dim
        return tuple((a(i, d) % d, b(i, d) % d) for i in range(spec.pairs))

    return reads


def _in_one_place(x: Floats, positions: Floats, spec: RopeSpec) -> Floats:
    """Neighbours i and i + 1 for i below d/2, read and written in the same vector."""
    y = np.array(x)
    for i in range(spec.pairs):
        angle = positions * spec.base ** (-2 * i / spec.head_dim)
        a, b = x[:, i], x[:, i + 1]
        y[:, i] = a * np.cos(angle) - b * np.sin(angle)
        y[:, i + 1] = a * np.sin(angle) + b * np.cos(angle)
    return y


PAIR_SLIPS: tuple[Slip, ...] = (
    known("other_pairing", "pair", _WHICH_PLACES, PLACES),
    known("mixed_layout", "pair", "Both numbers of pair {i} turn by one angle. Which entries of "
          "cos and sin meet them in your code?", "cos(angle), sin(angle)  # of pair i, for both"),
    known("shifted_pairs", "pair", _WHICH_PLACES, PLACES),
    known("from_one", "pair", "Which are the two places of the first pair, with i = 0?", PLACES),
    program_slip(
        "half_order",
        "The right numbers in the order of the other pairing",
        "Every pair is turned as it should be, but y holds them in another order: the pairs were "
        "read in one pairing and written in the other.",
        "pair",
        "Where in y do the two numbers of pair {i} belong? Where does your code put them?",
        SUMS,
        reads=pair_indices,
        writes=lambda spec: output_indices(_other(spec)),
    ),
    program_slip(
        "read_other",
        "Read in one pairing, written in the other",
        "The pairs are read as the other convention has them, and written as this one does.",
        "pair",
        "Do the places you read and the places you write belong together?",
        SUMS,
        reads=lambda spec: pair_indices(_other(spec)),
        writes=output_indices,
    ),
    program_slip(
        "neighbour_of_i",
        "Reads x[i] and x[i + 1]",
        "i counts pairs, so its places are 2i and 2i + 1. x[i] and x[i + 1] overlap.",
        "pair", _WHICH_PLACES, PLACES,
        reads=_moved(lambda i, d: i, lambda i, d: i + 1),
        writes=output_indices,
    ),
    program_slip(
        "overlapping",
        "Neighbours i and i + 1 for every i",
        "i counts pairs, so its places are 2i and 2i + 1. Here the pairs overlap, and each round "
        "writes over what the one before has made.",
        "pair", _WHICH_PLACES, PLACES,
        other=_in_one_place,
    ),
    program_slip(
        "partner_before",
        "The partner is taken one place before",
        "Place 2i − 1 belongs to the pair before; for i = 0 it is the end of the list.",
        "pair", _WHICH_PLACES, PLACES,
        reads=_moved(lambda i, d: 2 * i, lambda i, d: 2 * i - 1),
        writes=output_indices,
    ),
    program_slip(
        "partner_short",
        "The partner is one place too early",
        "i + d/2 − 1 is the partner of pair i − 1.",
        "pair", _WHICH_PLACES, PLACES,
        reads=_moved(lambda i, d: i, lambda i, d: i + d // 2 - 1),
        writes=output_indices,
    ),
    program_slip(
        "partner_from_end",
        "The partner is counted from the end",
        "x[−1 − i] pairs the first with the last; half_split pairs i with i + d/2.",
        "pair", _WHICH_PLACES, PLACES,
        reads=_moved(lambda i, d: i, lambda i, d: d - 1 - i),
        writes=output_indices,
    ),
    program_slip(
        "partner_late",
        "The partner is one place too late",
        "i + d/2 + 1 is the partner of pair i + 1.",
        "pair", _WHICH_PLACES, PLACES,
        reads=_moved(lambda i, d: i, lambda i, d: i + d // 2 + 1),
        writes=output_indices,
    ),
    program_slip(
        "written_swapped",
        "The two numbers of a pair have changed places",
        "Each pair is turned as it should be, and written the wrong way round.",
        "pair",
        "Where does the first number of pair {i} go, and where the second?",
        SUMS,
        writes=lambda spec: tuple((b, a) for a, b in output_indices(spec)),
    ),
    program_slip(
        "reversed_vector",
        "y is in reverse order",
        "Every number is right, from the last to the first.",
        "pair",
        "Which is the first number of your result: that of the first pair, or of the last?",
        SUMS,
        other=lambda x, positions, spec: rotate(x, positions, spec)[:, ::-1],
    ),
    program_slip(
        "first_twice",
        "The first number stands for both",
        "Both numbers of the pair are read from the same place.",
        "pair", _WHICH_PLACES, PLACES,
        reads=lambda spec: tuple((a, a) for a, _ in pair_indices(spec)),
        writes=output_indices,
    ),
    program_slip(
        "second_twice",
        "The second number stands for both",
        "Both numbers of the pair are read from the same place.",
        "pair", _WHICH_PLACES, PLACES,
        reads=lambda spec: tuple((b, b) for _, b in pair_indices(spec)),
        writes=output_indices,
    ),
)  # fmt: skip
