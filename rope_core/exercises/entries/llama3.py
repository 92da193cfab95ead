"""Llama 3's frequencies: fast pairs kept, slow ones divided, a mix between."""

from __future__ import annotations

from rope_core.exercises.exercise import Exercise, Hints
from rope_core.exercises.task_llama3 import llama3

EXERCISE = Exercise(
    "llama3",
    "Llama 3",
    (
        "Wavelength 2π/inv_freq below original/high: kept. Above original/low: divided by factor.",
        "Between: (1 − s) × inv_freq/factor + s × inv_freq, with s = (original/wavelength − low) / "
        "(high − low).",
    ),
    "inv_freq",
    """\
from math import pi

def inv_freq(head_dim, base, factor, low, high, original):
    table = []
    for i in range(head_dim // 2):
        kept = base ** (-2 * i / head_dim)

    return table
""",
    """\
from math import pi

def inv_freq(head_dim, base, factor, low, high, original):
    table = []
    for i in range(head_dim // 2):
        kept = base ** (-2 * i / head_dim)
        wavelength = 2 * pi / kept
        if wavelength < original / high:
            table.append(kept)
        elif wavelength > original / low:
            table.append(kept / factor)
        else:
            s = (original / wavelength - low) / (high - low)
            table.append((1 - s) * kept / factor + s * kept)
    return table
""",
    Hints(
        "How many tokens does one whole turn of pair 0 take, and is that long against 8,192?",
        "Pairs that turned many times within the original length have seen all of their circle, "
        "and are kept. Those that never turned once are slowed by factor.",
        "wavelength = 2 * pi / kept\nif wavelength < original / high:\n    table.append(kept)",
    ),
    llama3,
)
