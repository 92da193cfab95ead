"""Cosines, sines and products: the mistakes of the turn itself."""

from __future__ import annotations

import numpy as np

from rope_core.mistakes.mistake import mistake

MISTAKES = (
    mistake(
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
        also=("partner_swapped",),
        cos_sin=lambda angles: (np.sin(angles), np.cos(angles)),
    ),
    mistake(
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
    mistake(
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
    mistake(
        "backwards",
        "Rotated backwards",
        "Both sine terms have the other sign: this is the rotation by −angle, the transposed "
        "matrix. Lengths stay right, so nothing looks wrong.",
        "The minus belongs to the first row: cos×a − sin×b.",
        lines=("second", "entry", "query_second", "key_second"),
        first=lambda p: p.cos_first + p.sin_second,
        second=lambda p: p.cos_second - p.sin_first,
    ),
    mistake(
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
    mistake(
        "added",
        "Added instead of rotated",
        "cos and sin were added to the numbers, as older position encodings do. RoPE multiplies.",
        "Multiply the pair by cos and sin: cos×a − sin×b.",
        lines=("first", "second", "query_first", "query_second", "key_first", "key_second"),
        first=lambda p: p.a + p.cos[0],
        second=lambda p: p.b + p.sin[1],
    ),
    mistake(
        "rounded_early",
        "Rounded early",
        "Numbers were rounded to two places on the way, and the error grew.",
        "Keep four digits until the end.",
        kept=lambda values: np.round(values, 2),
    ),
)
