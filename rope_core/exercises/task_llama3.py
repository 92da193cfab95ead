"""Llama 3's frequencies: what is asked, and the slips that belong to it.

>>> llama3().calls[0].source("inv_freq")
'inv_freq(16, 500000, 8, 1, 4, 8192)'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np

from rope_core.diagnosis import Diagnosis, diagnose_inv_freq
from rope_core.exercises.slip import Floats, Slip
from rope_core.exercises.slips import TABLE_SLIPS
from rope_core.exercises.task import Call, Task, Values
from rope_core.frequencies import inv_freq
from rope_core.scaling.llama3 import Llama3
from rope_core.spec import RopeSpec


def _slip(key: str, title: str, story: str, question: str, fix: str) -> Slip:
    return Slip(key, title, story, "scaling", question, fix)


_BANDS = (
    "if wavelength < original / high: kept\n"
    "elif wavelength > original / low: kept / factor\n"
    "else: a mix of both"
)
_SMOOTH = (
    "smooth = (original / wavelength - low) / (high - low)\n"
    "value = (1 - smooth) * kept / factor + smooth * kept"
)
_Bands = Callable[[Floats, Llama3], Floats]


def _bands(length: Floats, kept: Floats, s: Llama3, smooth: Floats, slow: Floats) -> Floats:
    original = s.original_max_position_embeddings
    between = (1 - smooth) * slow + smooth * kept
    return np.where(
        length > original / s.low_freq_factor, slow,
        np.where(length < original / s.high_freq_factor, kept, between),
    )  # fmt: skip


def _parts(kept: Floats, s: Llama3) -> tuple[Floats, Floats]:
    length = 2 * np.pi / kept
    low, high = s.low_freq_factor, s.high_freq_factor
    return length, (s.original_max_position_embeddings / length - low) / (high - low)


def _without_pi(kept: Floats, s: Llama3) -> Floats:
    length, low, high = 1 / kept, s.low_freq_factor, s.high_freq_factor
    smooth = (s.original_max_position_embeddings / length - low) / (high - low)
    return _bands(length, kept, s, smooth, kept / s.factor)


def _swapped(kept: Floats, s: Llama3) -> Floats:
    length, smooth = _parts(kept, s)
    slow, original = kept / s.factor, s.original_max_position_embeddings
    between = (1 - smooth) * slow + smooth * kept
    return np.where(
        length > original / s.low_freq_factor, kept,
        np.where(length < original / s.high_freq_factor, slow, between),
    )  # fmt: skip


def _backwards_mix(kept: Floats, s: Llama3) -> Floats:
    length, smooth = _parts(kept, s)
    return _bands(length, kept, s, 1 - smooth, kept / s.factor)


def _no_mix(smooth: float) -> _Bands:
    return lambda kept, s: _bands(
        _parts(kept, s)[0], kept, s, np.full_like(kept, smooth), kept / s.factor
    )


def _multiplied(kept: Floats, s: Llama3) -> Floats:
    length, smooth = _parts(kept, s)
    return _bands(length, kept, s, smooth, kept * s.factor)


def _by_wavelength(kept: Floats, s: Llama3) -> Floats:
    length, _ = _parts(kept, s)
    original = s.original_max_position_embeddings
    longest, shortest = original / s.low_freq_factor, original / s.high_freq_factor
    smooth = (longest - length) / (longest - shortest)
    return _bands(length, kept, s, smooth, kept / s.factor)


def _half_turn(kept: Floats, s: Llama3) -> Floats:
    length, low, high = np.pi / kept, s.low_freq_factor, s.high_freq_factor
    smooth = (s.original_max_position_embeddings / length - low) / (high - low)
    return _bands(length, kept, s, smooth, kept / s.factor)


def _multiplied_slow(kept: Floats, s: Llama3) -> Floats:
    length, _ = _parts(kept, s)
    slow = length > s.original_max_position_embeddings / s.low_freq_factor
    return np.where(slow, kept * s.factor, _scaled(kept, s))


def _everywhere(kept: Floats, s: Llama3) -> Floats:
    _, smooth = _parts(kept, s)
    return (1 - smooth) * kept / s.factor + smooth * kept


_LENGTH = "For a pair with inv_freq 0.01: how many tokens does a whole turn take?"
_LLAMA3: tuple[tuple[Slip, _Bands], ...] = (
    (
        _slip("scaling_ignored", "No pair is slowed", "These are the frequencies before scaling.",
               "Which of your branches does the slowest pair take?", _BANDS),
        lambda kept, s: kept,
    ),
    (
        _slip("all_divided", "Every pair is divided by factor",
               "That is linear scaling. Llama 3 keeps the fast pairs, which tell neighbours apart.",
               "Pair 0 turns once in 6.28 tokens. Which branch should it take?", _BANDS),
        lambda kept, s: kept / s.factor,
    ),
    (
        _slip("no_two_pi", "The wavelength without its 2π",
               "1 / inv_freq is the number of tokens for one radian; a whole turn has 2π of them.",
               _LENGTH, "wavelength = 2 * pi / kept"),
        _without_pi,
    ),
    (
        _slip("half_turn", "The wavelength of half a turn",
              "A whole turn is 2π.", _LENGTH, "wavelength = 2 * pi / kept"),
        _half_turn,
    ),
    (
        _slip("mix_by_wavelength", "The mix goes by the wavelength",
              "s is even in original / wavelength, the number of turns, not in the wavelength.",
              "What is s at the two ends of the band, and half-way between?", _SMOOTH),
        _by_wavelength,
    ),
    (
        _slip("bands_swapped", "The fast pairs are slowed, the slow ones kept",
               "Long wavelengths are those that training never saw a whole turn of: they are "
               "divided.", "Is the wavelength of the slowest pair long or short? Which "
               "branch does it take?", _BANDS),
        _swapped,
    ),
    (
        _slip("mix_reversed", "The mix is the wrong way round",
               "smooth is 1 where the wavelength is short, and there the pair is kept.",
               "Where wavelength = original / high, what is smooth, and what should the "
               "result be?", _SMOOTH),
        _backwards_mix,
    ),
    (
        _slip("mix_missing_slow", "The pairs between are divided whole",
               "Between the two wavelengths the result goes smoothly from the one to the other. "
               "(low and high exchanged leave nothing between.)",
               "What does a pair get that is neither short nor long?", _SMOOTH),
        _no_mix(0.0),
    ),
    (
        _slip("mix_missing_kept", "The pairs between are kept whole",
               "Between the two wavelengths the result goes smoothly from the one to the other. "
               "(low and high exchanged leave nothing between.)",
               "What does a pair get that is neither short nor long?", _SMOOTH),
        _no_mix(1.0),
    ),
    (
        _slip("multiplied", "Multiplied by factor instead of divided",
               "The slow pairs became faster; longer contexts need slower turns.",
               "Should the slowest pair turn faster or more slowly than before?", _BANDS),
        _multiplied,
    ),
    (
        _slip("multiplied", "Multiplied by factor instead of divided",
              "The slow pairs became faster; longer contexts need slower turns.",
              "Should the slowest pair turn faster or more slowly than before?", _BANDS),
        _multiplied_slow,
    ),
    (
        _slip("mix_everywhere", "The mix is used for every pair",
               "Outside of the band smooth is below 0 or above 1, and the mix runs away.",
               "What is smooth for pair 0? Is that between 0 and 1?", _BANDS),
        _everywhere,
    ),
)  # fmt: skip


@cache
def llama3() -> Task:
    """Llama 3's frequencies: its own settings at a small width, then at its own."""
    methods = (
        Llama3(8.0, 1.0, 4.0, 8192),
        Llama3(32.0, 1.0, 4.0, 8192),
        Llama3(4.0, 2.0, 8.0, 4096),
    )
    specs = tuple(
        RopeSpec(width, base=500000.0, scaling=method)
        for width, method in zip((16, 128, 32), methods, strict=True)
    )
    plain = [inv_freq(RopeSpec(spec.head_dim, base=spec.base)) for spec in specs]
    calls = tuple(
        Call(
            (spec.head_dim, spec.base, s.factor, s.low_freq_factor, s.high_freq_factor,
             s.original_max_position_embeddings),
            f"for width {spec.head_dim} and factor {s.factor:g}",
        )
        for spec, s in zip(specs, methods, strict=True)
    )  # fmt: skip

    def guesses() -> Iterator[tuple[Slip, Values]]:
        for slip, make in _LLAMA3:
            yield slip, [make(kept, s) for kept, s in zip(plain, methods, strict=True)]
        for slip in TABLE_SLIPS:
            made = [slip.inv_freq(RopeSpec(spec.head_dim, base=spec.base)) for spec in specs]
            with np.errstate(all="ignore"):
                yield slip, [_scaled(kept, s) for kept, s in zip(made, methods, strict=True)]

    def asked(values: Values) -> Diagnosis:
        return diagnose_inv_freq(values[1], specs[1])

    expected = tuple(inv_freq(spec) for spec in specs)
    return Task(calls, expected, specs[0], guesses, asked, name="inv_freq", close=1e-6)


def _scaled(kept: Floats, s: Llama3) -> Floats:
    length, smooth = _parts(kept, s)
    return _bands(length, kept, s, smooth, kept / s.factor)
