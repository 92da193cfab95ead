"""Wavelengths and stretched contexts: the mistakes of scaling."""

from __future__ import annotations

import math

from rope_core.mistakes.mistake import mistake

MISTAKES = (
    mistake(
        "no_two_pi",
        "2π left out",
        "1 / inv_freq is the number of tokens for one radian, not for a full turn.",
        "A full turn is 2π: wavelength = 2π / inv_freq.",
        lines=("wavelength",),
        wavelength=lambda inv_freq: 1.0 / inv_freq,
    ),
    mistake(
        "two_pi_times",
        "Multiplied by the frequency",
        "2π × inv_freq was taken. A slow pair needs more tokens for a turn, not fewer.",
        "Divide: wavelength = 2π / inv_freq.",
        lines=("wavelength",),
        wavelength=lambda inv_freq: 2.0 * math.pi * inv_freq,
    ),
    mistake(
        "factor_inverted",
        "Factor the wrong way",
        "Longer contexts need slower turns; here they became faster.",
        "inv_freq is divided by the factor, the wavelength multiplied by it.",
        lines=("stretched", "scaled"),
        scaled=lambda inv_freq, factor: inv_freq * factor,
        stretched=lambda length, factor: length / factor,
    ),
    mistake(
        "factor_ignored",
        "Factor left out",
        "The number is that of the model before scaling.",
        "inv_freq is divided by the factor, the wavelength multiplied by it.",
        lines=("stretched", "scaled"),
        scaled=lambda inv_freq, factor: inv_freq,
        stretched=lambda length, factor: length,
    ),
    mistake(
        "factor_twice",
        "Factor applied twice",
        "Position and frequency were both scaled (or the wavelength twice).",
        "Apply the factor once.",
        lines=("stretched", "scaled"),
        scaled=lambda inv_freq, factor: inv_freq / factor**2,
        stretched=lambda length, factor: length * factor**2,
    ),
)
