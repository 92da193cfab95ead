"""How fast a pair turns and how far: the mistakes of frequencies and angles."""

from __future__ import annotations

import numpy as np

from rope_core.mistakes.mistake import mistake

MISTAKES = (
    # How fast.
    mistake(
        "half_exponent",
        "Exponent −i/d for −2i/d",
        "The 2 was left out, so every pair turns faster than it should.",
        "The exponent is −2i/d: two places for every pair.",
        lines=("exponent",),
        exponents=lambda pair, dim: -pair / dim,
    ),
    mistake(
        "double_exponent",
        "Exponent −4i/d for −2i/d",
        "The 2 was used twice (or d/2 was taken for d), so every pair turns more slowly.",
        "The exponent is −2i/d with the whole head dimension d.",
        lines=("exponent",),
        exponents=lambda pair, dim: -4.0 * pair / dim,
    ),
    mistake(
        "positive_exponent",
        "Exponent without its minus",
        "With +2i/d later pairs turn faster instead of more slowly.",
        "The exponent is −2i/d, so inv_freq is at most 1.",
        lines=("exponent", "inv_freq"),
        exponents=lambda pair, dim: 2.0 * pair / dim,
    ),
    mistake(
        "next_pair",
        "The next pair's frequency",
        "i was taken one too large, so the pair turns more slowly than it should.",
        "Pair i uses its own i; the first pair is pair 0.",
        lines=("exponent", "pick", "entry", "relative_angle"),
        exponents=lambda pair, dim: -2.0 * (pair + 1) / dim,
        takes=lambda pair: pair + 1,
    ),
    mistake(
        "previous_pair",
        "The previous pair's frequency",
        "The frequency is that of pair i − 1. Papers that count pairs from 1 write −2(i−1)/d; "
        "here i counts from 0.",
        "With i from 0 the exponent is −2i/d.",
        lines=("exponent", "pick"),
        exponents=lambda pair, dim: -2.0 * (pair - 1) / dim,
        takes=lambda pair: pair - 1,
    ),
    mistake(
        "times_exponent",
        "Multiplied by the exponent instead of raised to it",
        "The base was multiplied by the exponent.",
        "Raise the base to the exponent: base^(−2i/d).",
        lines=("inv_freq",),
        power=lambda base, exponent: base * exponent,
    ),
    # How far.
    mistake(
        "no_position",
        "Not multiplied by the position",
        "The angle of one token was taken; at every position the pair would turn alike.",
        "angle = position × inv_freq.",
        lines=("angle", "scaled_angle"),
        angles=lambda positions, inv_freq: np.ones_like(positions)[..., None] * inv_freq,
    ),
    mistake(
        "position_plus_one",
        "Position one too large",
        "Positions were counted from 1.",
        "The first token stands at position 0; use the position as it is given.",
        lines=("angle", "relative", "follow", "scaled_angle"),
        counted=lambda positions: positions + 1,
        relative=lambda m, n: m - n + 1,
        follow=lambda m, n, moved: m + (moved - n) + 1,
    ),
    mistake(
        "position_minus_one",
        "Position one too small",
        "One was taken off the position.",
        "Use the position as it is given; it already counts from 0.",
        lines=("angle", "relative", "follow", "scaled_angle"),
        counted=lambda positions: positions - 1,
        relative=lambda m, n: m - n - 1,
        follow=lambda m, n, moved: m + (moved - n) - 1,
    ),
    mistake(
        "divided_position",
        "Divided by the frequency",
        "The position was divided by inv_freq. It is called inverse because it is one over the "
        "base's power; it is multiplied all the same.",
        "angle = position × inv_freq.",
        lines=("angle", "relative_angle", "scaled_angle"),
        angles=lambda positions, inv_freq: positions[..., None] / inv_freq,
    ),
    mistake(
        "turned_twice",
        "Turned twice",
        "The rotation was applied two times, so the angle is doubled.",
        "Rotate once.",
        angles=lambda positions, inv_freq: 2.0 * positions[..., None] * inv_freq,
    ),
    mistake(
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
)
