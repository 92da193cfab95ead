"""Slips of a program in the exponent and in the angle: how fast a pair turns, and how far.

>>> [slip.key for slip in ANGLE_SLIPS][:2]
['half_exponent', 'double_exponent']
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from rope_core.exercises.slip import Floats, Slip, Turn, known, program_slip
from rope_core.mistakes.recipe import Layout, Recipe
from rope_core.pairing import pair_indices
from rope_core.spec import RopeSpec

ANGLE = "angle = position * base ** (-2 * i / d)"
LOOP = "for i in range(d // 2):"
_EXPONENT = (
    "For d = {d} and i = {i}: what is the exponent of the base, and what is it in your line?"
)


def _layout_of(pair: Callable[[int, int], int]) -> Callable[[RopeSpec], Layout]:
    """Every pair takes the angle of another one, pair(i, pairs)."""
    return lambda spec: tuple((pair(i, spec.pairs),) * 2 for i in range(spec.pairs))


def _with_base(base: float) -> Turn:
    return lambda x, positions, spec: Recipe().rotate(
        x, positions, dataclasses.replace(spec, base=base)
    )


def _outside(x: Floats, positions: Floats, spec: RopeSpec) -> Floats:
    whole = Recipe(exponents=lambda pair, dim: 0.0 * pair).rotate(x, positions, spec)
    share = np.zeros(spec.head_dim)
    for inv_freq, places in zip(Recipe().inv_freq(spec), pair_indices(spec), strict=True):
        share[list(places)] = inv_freq
    return np.asarray(whole * share)


def _accumulated(positions: Floats, inv_freq: Floats) -> Floats:
    return np.cumsum(positions[..., None] * inv_freq, axis=-1)


ANGLE_SLIPS: tuple[Slip, ...] = (
    # --- the exponent ---
    known("half_exponent", "exponent", _EXPONENT, ANGLE, of_table=True),
    known(
        "double_exponent", "exponent",
        "Does the i of your exponent count pairs or places? What is it for the second pair?",
        ANGLE, of_table=True,
    ),
    known(
        "positive_exponent", "exponent",
        "Should pair {i} turn faster or more slowly than pair 0? Which sign of the exponent does "
        "that, or which of * and /?",
        ANGLE, of_table=True,
    ),
    program_slip(
        "inv_freq_flat",
        "All pairs turn at the same speed",
        "The power is 1 for every pair. An integer division makes the exponent 0, or the angle is "
        "worked out once, before the loop, and is stale for every pair after the first.",
        "exponent",
        "Every pair turns as pair 0 does. What is 2 * i // d for i = {i} and d = {d}? And is the "
        "angle worked out again for each pair?",
        f"{LOOP}\n    {ANGLE}",
        of_table=True,
        exponents=lambda pair, dim: 0.0 * pair,
    ),
    program_slip(
        "floored_exponent",
        "The exponent is rounded down",
        "-2 * i // d is −1 for every pair but the first: // rounds down, also below 0.",
        "exponent",
        "What is -2 * i // d for i = {i} and d = {d}?",
        ANGLE,
        of_table=True,
        exponents=lambda pair, dim: np.floor(-2.0 * pair / dim),
    ),
    program_slip(
        "precedence",
        "The power is taken before the product",
        "** binds more tightly than * and /: base ** -2 * i / d is (base ** −2) × i / d.",
        "exponent",
        "Which does Python do first in your line, ** or * and /? Where do brackets belong?",
        ANGLE,
        of_table=True,
        power=lambda base, exponent: base**-2.0 * (-exponent / 2),
    ),
    known("next_pair", "exponent", "What is i for the first pair, and what power of the base does "
          "that give?", ANGLE, of_table=True),
    known("previous_pair", "exponent", "What is i for the first pair, and what power of the base "
          "does that give?", ANGLE, of_table=True),
    program_slip(
        "between_pairs",
        "Exponent −(2i + 1)/d for −2i/d",
        "The place of the pair's second number was taken for the exponent, or 1 was added.",
        "exponent", _EXPONENT, ANGLE, of_table=True,
        exponents=lambda pair, dim: -(2.0 * pair + 1) / dim,
    ),
    program_slip(
        "to_the_last",
        "Exponent −2i/(d − 2) for −2i/d",
        "The frequencies end at 1/base exactly; in RoPE the last pair stays short of it.",
        "exponent", _EXPONENT, ANGLE, of_table=True,
        exponents=lambda pair, dim: -2.0 * pair / max(dim - 2, 1),
    ),
    known("times_exponent", "exponent", "Is the exponent a factor of the base, or its power?",
          ANGLE, of_table=True),
    program_slip(
        "no_base",
        "The base is e",
        "exp(−2i/d) is a power of e = 2.718…, not of the base, so every pair turns nearly alike.",
        "exponent",
        "exp(t) is e to the power t. How does one write base to the power t with it?",
        ANGLE + "\n# or: exp(-2 * i / d * log(base))",
        of_table=True,
        power=lambda base, exponent: np.exp(exponent),
    ),
    program_slip(
        "base_fixed",
        "The base is always 10,000",
        "The argument base is not used. With base 10,000 all is right, with any other nothing.",
        "exponent",
        "It is right for base 10,000 and wrong for another one. Where does your line take its base "
        "from?",
        ANGLE,
        of_table=True,
        other=_with_base(10000.0),
        power=lambda base, exponent: np.power(10000.0, exponent),
    ),
    *(
        program_slip(
            "width_fixed",
            f"The width in the exponent is always {width}",
            "The exponent must divide by the length of the vector that comes.",
            "exponent", _EXPONENT, ANGLE, of_table=True,
            exponents=lambda pair, dim, width=width: -2.0 * pair / width,
        )
        for width in (2, 4, 6, 8, 16, 32, 64, 128)
    ),
    *(
        program_slip(
            "width_beside",
            f"Exponent −2i/(d {'+' if one > 0 else '−'} 1) for −2i/d",
            "The exponent divides by d itself: indexes end at d − 1, lengths do not.",
            "exponent", _EXPONENT, ANGLE, of_table=True,
            exponents=lambda pair, dim, one=one: -2.0 * pair / (dim + one),
        )
        for one in (-1, 1)
    ),
    *(
        program_slip(
            "inv_freq_rounded",
            f"inv_freq is rounded to {places} places",
            "The slowest pairs have frequencies far below that, and rounding stops them.",
            "exponent", "What is the frequency of the last pair after your rounding?", ANGLE,
            of_table=True,
            power=lambda base, exponent, places=places: np.round(np.power(base, exponent), places),
        )
        for places in (1, 2, 3, 4, 5)
    ),
    program_slip(
        "reversed_pairs",
        "The frequencies in reverse order",
        "The last pair turns fastest.",
        "exponent",
        "Which pair should turn fastest, and which turns fastest here?",
        ANGLE,
        of_table=True,
        exponents=lambda pair, dim: -2.0 * pair[::-1] / dim,
    ),
    # --- the angle ---
    known("no_position", "angle", "At position 5, how far should pair 0 turn? Where does your "
          "angle know the position from?", ANGLE),
    known("position_plus_one", "angle", "At position 0 nothing should turn. What is your angle "
          "there?", ANGLE),
    known("position_minus_one", "angle", "At position 0 nothing should turn. What is your angle "
          "there?", ANGLE),
    known("turned_twice", "angle", "Every angle is twice what it should be. Where is the vector "
          "turned, and is it turned there once?", ANGLE),
    known("degrees", "angle", "cos and sin of Python want radians. In which unit is your angle "
          "when it gets there?", "cos(angle), sin(angle)  # in radians, as it is"),
    program_slip(
        "to_degrees",
        "The angle is made degrees",
        "cos and sin read radians, so every angle is 57.3 times too large for them.",
        "angle",
        "cos and sin of Python want radians. In which unit is your angle when it gets there?",
        "cos(angle), sin(angle)  # in radians, as it is",
        cos_sin=lambda angles: (np.cos(np.degrees(angles)), np.sin(np.degrees(angles))),
    ),
    program_slip(
        "whole_turns",
        "The angle is multiplied by 2π",
        "inv_freq is in radians a token already, not in turns.",
        "angle",
        "At position 1 pair 0 turns by one radian. By how much does it turn here?",
        ANGLE,
        cos_sin=lambda angles: (np.cos(2 * np.pi * angles), np.sin(2 * np.pi * angles)),
    ),
    program_slip(
        "index_for_position",
        "The angle is made of the pair's number, not of the position",
        "i counts pairs; the position is the other argument.",
        "angle",
        "At position 1 and at position 5: is your angle another one?",
        ANGLE,
        angles=lambda positions, inv_freq: (
            0 * positions[..., None] + np.arange(len(inv_freq)) * inv_freq
        ),
    ),
    program_slip(
        "squared_position",
        "The position is squared",
        "The angle grows with the position, not with its square.",
        "angle",
        "At position 3, how far does pair 0 turn?",
        ANGLE,
        counted=lambda positions: positions**2,
    ),
    program_slip(
        "whole_angle",
        "The angle is made a whole number",
        "int and // drop what stands after the point, and the slow pairs do not turn at all.",
        "angle",
        "How far should pair {i} turn at position 1? What is left of it?",
        ANGLE,
        angles=lambda positions, inv_freq: np.floor(positions[..., None] * inv_freq),
    ),
    program_slip(
        "frequency_outside",
        "The frequency stands outside of cos and sin",
        "cos(position) × inv_freq is not cos(position × inv_freq): every pair turns alike and "
        "shrinks.",
        "angle",
        "What is multiplied by inv_freq in your code: the position, or its cosine?",
        ANGLE,
        other=_outside,
    ),
    program_slip(
        "stale_angle",
        "Each pair turns by the angle of the one before",
        "The angle is worked out after it is used, so every pair takes the one that was there.",
        "angle",
        "In the round for pair {i}, with which i was the angle worked out that cos and sin read?",
        f"{LOOP}\n    {ANGLE}  # before it is used",
        layout=_layout_of(lambda i, pairs: max(i - 1, 0)),
    ),
    program_slip(
        "last_angle",
        "Every pair turns by the angle of the last one",
        "The angles were worked out in a loop of their own, and only the last was kept.",
        "angle",
        "When pair 0 is turned, which pair's angle does the name hold?",
        f"{LOOP}\n    {ANGLE}\n    …  # both sums, here",
        layout=_layout_of(lambda i, pairs: pairs - 1),
    ),
    program_slip(
        "accumulated",
        "The angles add up",
        "Each pair turns by the sum of all angles so far: += keeps what was there.",
        "angle",
        "Does your line set the angle of pair {i}, or add to the one before?",
        ANGLE,
        angles=_accumulated,
    ),
    # --- rounding ---
    known("rounded_early", "angle", "Where does your code round, and why?", ANGLE),
)  # fmt: skip
