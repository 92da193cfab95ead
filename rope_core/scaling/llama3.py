"""Llama 3.1's scaling: pairs kept or slowed by their wavelength, with a smooth mix between.

>>> Llama3(8.0, 1.0, 4.0, 8192).table(10000.0, 4).tolist()
[1.0, 0.01]
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from rope_core.errors import RopeError
from rope_core.figures import typed
from rope_core.scaling.base import (
    FACTOR,
    ORIGINAL,
    Floats,
    Scaling,
    parameter,
    plain_step,
    plain_table,
    read_factor,
    read_length,
    read_positive,
)
from rope_core.steps.step import Step, calculate, decide


@dataclass(frozen=True)
class Llama3(Scaling):
    """Llama 3.1's: short wavelengths kept, long ones divided, those between smoothed.

    >>> Llama3(8.0, 1.0, 4.0, 8192).table(500000.0, 8).round(6).tolist()
    [1.0, 0.037606, 0.000525, 7e-06]
    """

    rope_type = "llama3"
    title = "Llama 3"
    explanation = (
        "Pairs whose wavelength is short against the original length are kept, pairs whose "
        "wavelength is longer than it are divided by factor, between the two a smooth mix."
    )
    source = "llama-models, llama3/model.py, apply_scaling; transformers"

    factor: float = parameter("number", FACTOR, read_factor)
    low_freq_factor: float = parameter(
        "number", "wavelengths above original / this are divided", read_positive
    )
    high_freq_factor: float = parameter(
        "number", "wavelengths below original / this are kept", read_positive
    )
    original_max_position_embeddings: int = parameter("length", ORIGINAL, read_length)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.high_freq_factor < self.low_freq_factor:
            allowed = f"at least low_freq_factor, {typed(self.low_freq_factor)}"
            raise RopeError("high_freq_factor", self.high_freq_factor, allowed)

    @classmethod
    def example(cls, rotary_dim: int) -> Self:
        return cls(8.0, 1.0, 4.0, 8192)  # Llama 3.1

    def table(self, base: float, rotary_dim: int) -> Floats:
        kept = plain_table(base, rotary_dim)
        original = self.original_max_position_embeddings
        wavelengths = 2.0 * math.pi / kept
        # Llama 4 Scout has both factors equal: then no pair is between, and none may divide by 0.
        band = self.high_freq_factor - self.low_freq_factor or 1.0
        smooth = (original / wavelengths - self.low_freq_factor) / band
        between = (1.0 - smooth) * kept / self.factor + smooth * kept
        divided = np.where(
            wavelengths > original / self.low_freq_factor, kept / self.factor, between
        )
        return np.where(wavelengths <= original / self.high_freq_factor, kept, divided)

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
        before = plain_step(base, rotary_dim, i)
        kept, original = before.value, self.original_max_position_embeddings
        wave = 2 * math.pi / kept
        low, high = original / self.low_freq_factor, original / self.high_freq_factor
        steps: list[Step] = [
            before,
            calculate(
                "wavelength", "2 × π / inv_freq_before", wave, "tokens",
                "How many tokens one whole turn takes.", inv_freq_before=kept,
            ),
            calculate(
                "high_freq_wavelength", "original_max_position_embeddings / high_freq_factor",
                high, "tokens", "Up to this wavelength a pair is kept.",
                original_max_position_embeddings=original, high_freq_factor=self.high_freq_factor,
            ),
            calculate(
                "low_freq_wavelength", "original_max_position_embeddings / low_freq_factor",
                low, "tokens", "Above this wavelength a pair is divided.",
                original_max_position_embeddings=original, low_freq_factor=self.low_freq_factor,
            ),
            decide(
                "kept", "wavelength ≤ high_freq_wavelength", wave <= high,
                "A pair is kept whose wavelength is short enough: "
                "it turned often enough in training.",
                wavelength=wave, high_freq_wavelength=high,
            ),
        ]  # fmt: skip
        if wave <= high:
            last = calculate(
                "inv_freq", "inv_freq_before", kept, "radians a token", "Unchanged.",
                inv_freq_before=kept,
            )  # fmt: skip
            return (*steps, last)
        steps.append(
            decide(
                "divided",
                "wavelength > low_freq_wavelength",
                wave > low,
                "A pair is divided whose wavelength is too long: "
                "it made no whole turn in so many tokens.",
                wavelength=wave,
                low_freq_wavelength=low,
            )
        )
        if wave > low:
            last = calculate(
                "inv_freq", "inv_freq_before / factor", kept / self.factor, "radians a token",
                "As in linear scaling.", inv_freq_before=kept, factor=self.factor,
            )  # fmt: skip
            return (*steps, last)
        smooth = (original / wave - self.low_freq_factor) / (
            self.high_freq_factor - self.low_freq_factor
        )
        return (
            *steps,
            calculate(
                "smooth",
                "(original_max_position_embeddings / wavelength − low_freq_factor)"
                " / (high_freq_factor − low_freq_factor)",
                smooth, because="Between the two: 1 keeps, 0 divides.",
                original_max_position_embeddings=original, wavelength=wave,
                low_freq_factor=self.low_freq_factor, high_freq_factor=self.high_freq_factor,
            ),
            calculate(
                "inv_freq", "(1 − smooth) × inv_freq_before / factor + smooth × inv_freq_before",
                (1 - smooth) * kept / self.factor + smooth * kept, "radians a token",
                "Mixed by smooth.", smooth=smooth, inv_freq_before=kept, factor=self.factor,
            ),
        )  # fmt: skip
