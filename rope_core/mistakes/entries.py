"""The mistakes people make with RoPE, each as one entry that computes what it gives.

A mistake is a `Recipe` with one part replaced, so it says what a person, or a program, that
makes it gets at any step: `MISTAKES[key].recipe.rotate(x, positions, spec)`, `.inv_freq(spec)`,
`.turn(positions, spec)`, `.score(q, m, k, n, spec)`, ...

>>> MISTAKES["sin_cos_swapped"].recipe.rotate([1.0, 0.0], 1, RopeSpec(2)).round(4).tolist()
[0.8415, 0.5403]
>>> MISTAKES["half_exponent"].recipe.inv_freq(RopeSpec(4)).tolist()
[1.0, 0.1]

To add one: one `_mistake(...)` in the tuple below. Practice tells learners which one they made,
and the tests try every entry on both sides.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rope_core.mistakes.recipe import Floats, Layout, Recipe
from rope_core.pairing import PairIndices, output_indices, pair_indices
from rope_core.spec import Pairing, RopeSpec


@dataclass(frozen=True)
class Mistake:
    """One way to go wrong.

    title: what was done, in a few words. story: what that does, in a sentence. instead: what to
    do. recipe: the computation with the mistake in it. lines: the lines of a worked solution in
    which it happens, by their keys in rope_core.practice.rules; where two mistakes give the same
    number in a line, one of them names it.
    """

    key: str
    title: str
    story: str
    instead: str
    recipe: Recipe
    lines: tuple[str, ...] = ()


def _mistake(
    key: str, title: str, story: str, instead: str, *, lines: tuple[str, ...] = (), **parts: Any
) -> Mistake:
    return Mistake(key, title, story, instead, Recipe(**parts), lines)


def _other_pairing(spec: RopeSpec) -> RopeSpec:
    other: Pairing = "interleaved" if spec.pairing == "half_split" else "half_split"
    return dataclasses.replace(spec, pairing=other, scaling=None)


def _from_one(spec: RopeSpec) -> PairIndices:
    """Pair i taken for the i-th: (0, 1) would be pair 1. The first pair has none before it."""
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


def _alternating(query: Floats, key: Floats) -> Floats:
    signs = np.where(np.arange(query.shape[-1]) % 2, -1.0, 1.0)
    return np.asarray((query * key * signs).sum(axis=-1))


def _crossed(query: Floats, key: Floats) -> Floats:
    partner = np.arange(query.shape[-1]) ^ 1  # 1, 0, 3, 2, ...
    return np.asarray((query * key[..., partner]).sum(axis=-1))


_ALL = (
    # --- which numbers turn together ----------------------------------------------------
    _mistake(
        "other_pairing",
        "The other pairing",
        "interleaved pairs neighbours (2i, 2i+1); half_split pairs i with i + d/2. Each was "
        "taken for the other.",
        "Look at the pairing first, then find the two places.",
        lines=("pair_of", "partner", "first_place", "second_place", "row_pair", "entry", "rotated"),
        reads=lambda spec: pair_indices(_other_pairing(spec)),
        writes=lambda spec: output_indices(_other_pairing(spec)),
    ),
    _mistake(
        "mixed_layout",
        "Angles laid out for the other pairing",
        "The right numbers turn together, but each takes the angle that stands at its place in "
        "the other pairing, so one pair can turn by two different angles.",
        "Both numbers of pair i use angle i.",
        lines=("entry", "rotated"),
        layout=_other_layout,
    ),
    _mistake(
        "from_one",
        "Pairs counted from 1",
        "Pair 0 is the first pair. Counted from 1, every pair is taken for the one before it.",
        "Count pairs, and places, from 0.",
        lines=("pair_of", "first_place", "second_place"),
        reads=_from_one,
        writes=_from_one,
    ),
    _mistake(
        "shifted_pairs",
        "Pairs shifted by one place",
        "The pairs start at place 1 instead of place 0, so two numbers that belong to "
        "different pairs turn together.",
        "The first pair starts at place 0.",
        lines=("pair_of", "partner", "first_place", "second_place", "row_pair"),
        reads=_shifted,
        writes=_shifted,
    ),
    # --- how fast a pair turns ----------------------------------------------------------
    _mistake(
        "half_exponent",
        "Exponent −i/d for −2i/d",
        "The 2 was left out, so every pair turns faster than it should.",
        "The exponent is −2i/d: two places for every pair.",
        lines=("exponent",),
        exponents=lambda pair, dim: -pair / dim,
    ),
    _mistake(
        "double_exponent",
        "Exponent −4i/d for −2i/d",
        "The 2 was used twice (or d/2 was taken for d), so every pair turns more slowly.",
        "The exponent is −2i/d with the whole head dimension d.",
        lines=("exponent",),
        exponents=lambda pair, dim: -4.0 * pair / dim,
    ),
    _mistake(
        "positive_exponent",
        "Exponent without its minus",
        "With +2i/d later pairs turn faster instead of more slowly.",
        "The exponent is −2i/d: the power is at most 1.",
        lines=("exponent", "inv_freq"),
        exponents=lambda pair, dim: 2.0 * pair / dim,
    ),
    _mistake(
        "next_pair",
        "The next pair's frequency",
        "The frequency is that of pair i + 1, which turns more slowly.",
        "Pair i uses its own i; the first pair is pair 0.",
        lines=("exponent", "pick", "entry", "relative_angle"),
        exponents=lambda pair, dim: -2.0 * (pair + 1) / dim,
    ),
    _mistake(
        "previous_pair",
        "The previous pair's frequency",
        "The frequency is that of pair i − 1. Papers that count pairs from 1 write −2(i−1)/d; "
        "here i counts from 0.",
        "With i from 0 the exponent is −2i/d.",
        lines=("exponent", "pick"),
        exponents=lambda pair, dim: -2.0 * (pair - 1) / dim,
    ),
    _mistake(
        "times_exponent",
        "Multiplied by the exponent instead of raised to it",
        "The base was multiplied by the exponent.",
        "Raise the base to the exponent: base^(−2i/d).",
        lines=("inv_freq",),
        power=lambda base, exponent: base * exponent,
    ),
    # --- how far ------------------------------------------------------------------------
    _mistake(
        "no_position",
        "Not multiplied by the position",
        "The angle of one token was taken; at every position the pair would turn alike.",
        "angle = position × inv_freq.",
        lines=("angle", "scaled_angle"),
        angles=lambda positions, inv_freq: np.ones_like(positions)[..., None] * inv_freq,
    ),
    _mistake(
        "position_plus_one",
        "Position one too large",
        "Positions were counted from 1.",
        "The first token stands at position 0; use the position as it is given.",
        lines=("angle", "relative", "follow", "scaled_angle"),
        counted=lambda positions: positions + 1,
        relative=lambda m, n: m - n + 1,
        follow=lambda m, n, moved: m + (moved - n) + 1,
    ),
    _mistake(
        "position_minus_one",
        "Position one too small",
        "One was taken off the position.",
        "Use the position as it is given; it already counts from 0.",
        lines=("angle", "relative", "follow", "scaled_angle"),
        counted=lambda positions: positions - 1,
        relative=lambda m, n: m - n - 1,
        follow=lambda m, n, moved: m + (moved - n) - 1,
    ),
    _mistake(
        "divided_position",
        "Divided by the frequency",
        "The position was divided by inv_freq. It is called inverse because it is one over the "
        "base's power; it is multiplied all the same.",
        "angle = position × inv_freq.",
        lines=("angle", "relative_angle", "scaled_angle"),
        angles=lambda positions, inv_freq: positions[..., None] / inv_freq,
    ),
    _mistake(
        "turned_twice",
        "Turned twice",
        "The rotation was applied two times, so the angle is doubled.",
        "Rotate once.",
        angles=lambda positions, inv_freq: 2.0 * positions[..., None] * inv_freq,
    ),
    _mistake(
        "degrees",
        "Degrees for radians",
        "RoPE's angles are radians. A calculator in degree mode hardly turns at all: 1 degree "
        "is 0.01745 radians.",
        "Set the calculator to radians, and leave the angle in radians.",
        lines=(
            "angle",
            "cos_first",
            "sin_second",
            "sin_first",
            "cos_second",
            "entry",
            "relative_angle",
            "scaled_angle",
        ),
        cos_sin=lambda angles: (np.cos(np.radians(angles)), np.sin(np.radians(angles))),
        stated=lambda angles: np.degrees(angles),
    ),
    # --- the turn itself ----------------------------------------------------------------
    _mistake(
        "sin_cos_swapped",
        "Sine and cosine swapped",
        "The sine stood where the cosine belongs, and the cosine where the sine belongs. (In the "
        "second row, swapping the pair's two numbers gives the same.)",
        "The first number keeps its cosine share: cos×first − sin×second.",
        lines=(
            "cos_first",
            "sin_second",
            "sin_first",
            "cos_second",
            "first",
            "second",
            "entry",
            "rotated",
            "query_first",
            "query_second",
            "key_first",
            "key_second",
        ),
        cos_sin=lambda angles: (np.sin(angles), np.cos(angles)),
    ),
    _mistake(
        "partner_swapped",
        "The pair's two numbers swapped",
        "The cosine met the second number and the sine the first.",
        "In the first row cos goes with the first number, sin with the second.",
        lines=(
            "cos_first",
            "sin_second",
            "sin_first",
            "cos_second",
            "first",
            "query_first",
            "key_first",
        ),
        meets=lambda a, b: (b, a),
    ),
    _mistake(
        "sign_flipped",
        "The sign between the products",
        "The first row has a minus, the second a plus; here it was the other way.",
        "first: cos×a − sin×b. second: sin×a + cos×b.",
        lines=(
            "first",
            "second",
            "rotated",
            "query_first",
            "query_second",
            "key_first",
            "key_second",
        ),
        first=lambda p: p.cos_first + p.sin_second,
        second=lambda p: p.sin_first - p.cos_second,
    ),
    _mistake(
        "backwards",
        "Rotated backwards",
        "Both sine terms have the other sign: this is the rotation by −angle, the transposed "
        "matrix. Lengths stay right, so nothing looks wrong.",
        "The minus belongs to the first row: cos×a − sin×b.",
        lines=("second", "entry", "query_second", "key_second"),
        first=lambda p: p.cos_first + p.sin_second,
        second=lambda p: p.cos_second - p.sin_first,
    ),
    _mistake(
        "one_product",
        "Only one product",
        "The second product of the row was left out.",
        "Every rotated number is made of two products.",
        lines=(
            "first",
            "second",
            "rotated",
            "query_first",
            "query_second",
            "key_first",
            "key_second",
        ),
        first=lambda p: p.cos_first,
        second=lambda p: p.sin_first,
    ),
    _mistake(
        "added",
        "Added instead of rotated",
        "cos and sin were added to the numbers, as older position encodings do. RoPE multiplies.",
        "Multiply the pair by cos and sin: cos×a − sin×b.",
        lines=("first", "second", "query_first", "query_second", "key_first", "key_second"),
        first=lambda p: p.a + p.cos[0],
        second=lambda p: p.b + p.sin[1],
    ),
    _mistake(
        "rounded_early",
        "Rounded early",
        "Numbers were rounded to two places on the way, and the error grew.",
        "Keep four digits until the end.",
        kept=lambda values: np.round(values, 2),
    ),
    # --- the score ----------------------------------------------------------------------
    _mistake(
        "key_not_rotated",
        "Only the query was rotated",
        "The key stayed as it was, so the score depends on m alone, not on m − n.",
        "Rotate both, each at its own position.",
        lines=("score",),
        turns_key=False,
    ),
    _mistake(
        "query_not_rotated",
        "Only the key was rotated",
        "The query stayed as it was, so the score depends on n alone, not on m − n.",
        "Rotate both, each at its own position.",
        lines=("score",),
        turns_query=False,
    ),
    _mistake(
        "neither_rotated",
        "Neither was rotated",
        "This is the score without positions.",
        "Rotate both, each at its own position, then multiply.",
        lines=("score",),
        turns_query=False,
        turns_key=False,
    ),
    _mistake(
        "minus_in_dot",
        "A minus in the dot product",
        "The products were subtracted. The minus belongs to the rotation, not to the score.",
        "Add the products: first×first + second×second.",
        lines=("score",),
        dot=_alternating,
    ),
    _mistake(
        "mirrored_score",
        "Both rotations the wrong way",
        "This is the score at n − m. A flipped sign, swapped sine and cosine, or swapped numbers "
        "in both rotations all end here: the lengths are right and the difference has the other "
        "sign.",
        "Check one rotated number: cos×first − sin×second.",
        cos_sin=lambda angles: (np.cos(angles), -np.sin(angles)),
    ),
    _mistake(
        "crossed_dot",
        "Crosswise products",
        "The query's first number met the key's second.",
        "Like meets like: first×first + second×second.",
        lines=("score",),
        dot=_crossed,
    ),
    # --- the relative position ----------------------------------------------------------
    _mistake(
        "sum_of_positions",
        "Sum of the positions",
        "m + n was kept. The score depends on the difference.",
        "Use m − n; both positions move together.",
        lines=("relative", "follow"),
        relative=lambda m, n: m + n,
        follow=lambda m, n, moved: m - (moved - n),
    ),
    _mistake(
        "reversed_difference",
        "Difference the other way round",
        "n − m was taken: the same distance with the other sign.",
        "Query position minus key position: m − n.",
        lines=("relative", "follow"),
        relative=lambda m, n: n - m,
        follow=lambda m, n, moved: moved - (m - n),
    ),
    _mistake(
        "query_stayed",
        "The query stayed",
        "Only the key moved, so the difference of the positions changed, and the score with it.",
        "Move the query by as much as the key.",
        lines=("follow",),
        follow=lambda m, n, moved: m,
    ),
    # --- wavelength and scaling ---------------------------------------------------------
    _mistake(
        "no_two_pi",
        "2π left out",
        "1 / inv_freq is the number of tokens for one radian, not for a full turn.",
        "A full turn is 2π: wavelength = 2π / inv_freq.",
        lines=("wavelength",),
        wavelength=lambda inv_freq: 1.0 / inv_freq,
    ),
    _mistake(
        "two_pi_times",
        "Multiplied by the frequency",
        "2π × inv_freq was taken. A slow pair needs more tokens for a turn, not fewer.",
        "Divide: wavelength = 2π / inv_freq.",
        lines=("wavelength",),
        wavelength=lambda inv_freq: 2.0 * math.pi * inv_freq,
    ),
    _mistake(
        "factor_inverted",
        "Factor the wrong way",
        "Longer contexts need slower turns; here they became faster.",
        "inv_freq is divided by the factor, the wavelength multiplied by it.",
        lines=("stretched", "scaled"),
        scaled=lambda inv_freq, factor: inv_freq * factor,
        stretched=lambda length, factor: length / factor,
    ),
    _mistake(
        "factor_ignored",
        "Factor left out",
        "The number is that of the model before scaling.",
        "inv_freq is divided by the factor, the wavelength multiplied by it.",
        lines=("stretched", "scaled"),
        scaled=lambda inv_freq, factor: inv_freq,
        stretched=lambda length, factor: length,
    ),
    _mistake(
        "factor_twice",
        "Factor applied twice",
        "Position and frequency were both scaled (or the wavelength twice).",
        "Apply the factor once.",
        lines=("stretched", "scaled"),
        scaled=lambda inv_freq, factor: inv_freq / factor**2,
        stretched=lambda length, factor: length * factor**2,
    ),
)

#: Every mistake by its key, in the order in which a rotation is worked out.
MISTAKES: Mapping[str, Mistake] = {mistake.key: mistake for mistake in _ALL}
