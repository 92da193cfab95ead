"""Which numbers turn together: the mistakes of pairing."""

from __future__ import annotations

import dataclasses

from rope_core.mistakes.mistake import mistake
from rope_core.mistakes.recipe import Layout
from rope_core.pairing import PairIndices, output_indices, pair_indices
from rope_core.spec import Pairing, RopeSpec


def _other_pairing(spec: RopeSpec) -> RopeSpec:
    other: Pairing = "interleaved" if spec.pairing == "half_split" else "half_split"
    return dataclasses.replace(spec, pairing=other, scaling=None)


def _from_one(spec: RopeSpec) -> PairIndices:
    """Pair i taken for the i-th: (0, 1) would be pair 1. In a program pair 0 is then the last."""
    pairs = pair_indices(spec)
    return (pairs[-1], *pairs[:-1])


def _shifted(spec: RopeSpec) -> PairIndices:
    """Pairs that start one place late: (1, 2), (3, 4), ...; the last wraps around."""
    return tuple(
        ((a + 1) % spec.rotary_dim, (b + 1) % spec.rotary_dim) for a, b in pair_indices(spec)
    )


def _other_layout(spec: RopeSpec) -> Layout:
    """Each place takes the frequency that the other pairing has there."""
    at = {
        place: pair
        for pair, places in enumerate(output_indices(_other_pairing(spec)))
        for place in places
    }
    return tuple((at[a], at[b]) for a, b in output_indices(spec))


MISTAKES = (
    mistake(
        "other_pairing",
        "The other pairing",
        "interleaved pairs neighbours (2i, 2i+1); half_split pairs i with i + d/2. Each was "
        "taken for the other.",
        "Look at the pairing first, then find the two places.",
        lines=("pair_of", "partner", "first_place", "second_place", "row_pair", "entry", "rotated"),
        reads=lambda spec: pair_indices(_other_pairing(spec)),
        writes=lambda spec: output_indices(_other_pairing(spec)),
    ),
    mistake(
        "mixed_layout",
        "Angles laid out for the other pairing",
        "The right numbers turn together, but each takes the angle that stands at its place in "
        "the other pairing, so one pair can turn by two different angles.",
        "Both numbers of pair i use angle i.",
        lines=("entry", "rotated"),
        layout=_other_layout,
    ),
    mistake(
        "from_one",
        "Pairs counted from 1",
        "The first pair is pair 0. Counted from 1, a place is said to be in pair i + 1 for pair i, "
        "and pair i is looked for where pair i − 1 stands.",
        "Count pairs, and places, from 0.",
        lines=("pair_of", "first_place", "second_place", "row_pair"),
        reads=_from_one,
        writes=_from_one,
        called=lambda spec: {at + 1: both for at, both in enumerate(pair_indices(spec))},
    ),
    mistake(
        "shifted_pairs",
        "Pairs shifted by one place",
        "The pairs start at place 1 instead of place 0, so two numbers that belong to "
        "different pairs turn together.",
        "The first pair starts at place 0.",
        lines=("pair_of", "partner", "first_place", "second_place", "row_pair"),
        reads=_shifted,
        writes=_shifted,
        called=lambda spec: {at: (a + 1, b + 1) for at, (a, b) in enumerate(pair_indices(spec))},
    ),
)
