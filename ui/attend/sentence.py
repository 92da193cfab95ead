"""Attend, first half: a real model's sentence as grids, and the sentence slid along.

A grid goes out as texts to read and as one character a cell to paint, so that the browser
neither rounds nor computes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rope_core import RopeSpec, rotate
from rope_core.analysis.attention import attention_from_scores
from rope_core.encodings import ENCODINGS
from rope_core.encodings.base import Setting
from rope_core.pairing import output_indices
from ui.attend.heads import HeadOverText
from ui.numbers import agrees, fixed, shown

Wire = dict[str, object]
Floats = NDArray[np.float64]

#: Characters that a grid's row has room for where the window is 1280 px wide.
ROOM = 70
#: Tints of a grid: 0 … LEVELS below and above the middle, as characters from "0" on.
LEVELS = 32
#: Where the sentence can be slid to: every token at first, then in growing strides.
SHIFTS = (
    *range(33),
    *(step * 10**power for power in (1, 2, 3, 4) for step in (4, 5, 6, 7, 8, 9, 10, 15, 20, 30)
      if step * 10**power <= 100_000),
)  # fmt: skip
#: The rows of the table that says the same as the slider.
TOLD_SHIFTS = (1, 10, 100, 1_000, 10_000, 100_000)


@lru_cache(maxsize=64)
def sentence_data(head: HeadOverText, spec: RopeSpec, digits: int) -> Wire:
    """Scores, each pair's part of them, and attention beside what the model recorded.

    Of a head with many pairs a score is told by those that add or take most, and the rest.
    """
    q, k, tokens = head.q, head.k, head.tokens  # (tokens, head_dim)
    places = np.arange(len(tokens))
    turned = [rotate(x, places, spec) for x in (q, k)]
    pairs = np.array(output_indices(spec))  # (pairs, 2)
    # (queries, keys, pairs, 2): the products; their sum over the last axis is a pair's share.
    products = turned[0][:, None, pairs] * turned[1][None, :, pairs]
    shares = products.sum(axis=-1)
    dots = shares.sum(axis=-1)
    scaled = dots / np.sqrt(spec.head_dim)
    weights = attention_from_scores(dots, spec.head_dim)
    recorded = head.recorded
    chosen, rest = largest_pairs(shares)
    largest = [float(scaled[i, : i + 1].max()) for i in places]
    grown = [np.exp(scaled[i, : i + 1] - largest[i]) for i in places]
    short = short_scores(scaled)
    gap = np.abs(weights - recorded)
    at = np.unravel_index(int(gap.argmax()), gap.shape)

    def texts(numbers: Iterable[float]) -> list[str]:
        return [fixed(float(x), digits) for x in numbers]

    return {
        "model": head.name,
        "source": head.source,
        "which": head.chosen,
        "place": [head.layer, head.head],
        "text": head.text,
        "tokens": tokens,
        "pairs": pairs.tolist(),
        "root": spec.head_dim,
        "q": [texts(row) for row in turned[0]],
        "k": [texts(row) for row in turned[1]],
        # Of each cell, the pairs that are told, what each adds, and what the others add.
        "chosen": chosen.tolist(),
        "shares": [
            [texts(cell) for cell in row] for row in np.take_along_axis(shares, chosen, axis=-1)
        ],
        "rest": None if rest is None else [texts(row) for row in rest],
        "dots": [texts(row) for row in dots],
        "scores": [texts(row) for row in scaled],
        "short": short,
        "whole": "." not in short[0][0],
        "tints": tints(scaled, float(np.abs(scaled).max())),
        "darkest": fixed(float(np.abs(scaled).max()), digits),
        "near": rounded_away(turned, shares, dots, scaled, pairs, digits, chosen, rest),
        "largest": texts(largest),
        "grown": [texts(row) for row in grown],
        "sums": texts(float(row.sum()) for row in grown),
        "weights": [texts(row[: i + 1]) for i, row in enumerate(weights)],
        "weightSums": texts(float(row.sum()) for row in weights),
        "weightSigns": weight_signs(scaled, largest, grown, weights, digits),
        "hundredths": [[f"{x:.2f}" for x in row[: i + 1]] for i, row in enumerate(weights)],
        "weightTints": tints(np.where(places[None] <= places[:, None], weights, np.nan), 1.0),
        "recorded": [texts(row[: i + 1]) for i, row in enumerate(recorded)],
        "difference": fixed(float(gap.max()), digits),
        "differenceAt": [int(at[0]), int(at[1])],
        "same": bool(gap.max() < 1e-5),
    }


def largest_pairs(shares: Floats, most: int = 6) -> tuple[NDArray[np.int64], Floats | None]:
    """Which pairs are told of each cell, (queries, keys, told), and what the others add together.

    All of few pairs; of many the ``most`` that weigh most, in their order.

    >>> chosen, rest = largest_pairs(np.array([[[0.5, -2.0, 0.1]]]), 2)
    >>> chosen.tolist(), rest
    ([[[0, 1, 2]]], None)
    """
    count = shares.shape[-1]
    if count <= most + 2:
        every = np.broadcast_to(np.arange(count), shares.shape)
        return every, None
    chosen = np.sort(np.argsort(-np.abs(shares), axis=-1)[..., :most], axis=-1)
    return chosen, shares.sum(axis=-1) - np.take_along_axis(shares, chosen, axis=-1).sum(axis=-1)


def short_scores(scaled: Floats) -> list[list[str]]:
    """Scores as a grid's cells have room for them: tenths, or whole numbers in a long sentence.

    >>> short_scores(np.array([[-1.26, 0.04]]))
    [['−1.3', '0.0']]
    >>> short_scores(np.full((20, 20), -12.34))[0][0]
    '−12'
    """
    tenths = [[_rounded(float(x), 1) for x in row] for row in scaled]
    if len(scaled) * max(len(text) for row in tenths for text in row) <= ROOM:
        return tenths
    return [[_rounded(float(x), 0) for x in row] for row in scaled]


def _rounded(value: float, places: int) -> str:
    # What rounds to 0 has no sign.
    return f"{round(value, places) + 0.0:.{places}f}".replace("-", "−")


def tints(grid: Floats, full: float) -> list[str]:
    """One text a row, one character a cell: "0" + LEVELS is 0; a blank where nothing is."""
    share = np.clip(np.nan_to_num(grid / (full or 1.0)), -1.0, 1.0)
    codes = ord("0") + LEVELS + np.rint(share * LEVELS).astype(int)
    return [
        "".join(" " if np.isnan(x) else chr(code) for x, code in zip(*row, strict=True))
        for row in zip(grid, codes, strict=True)
    ]


def rounded_away(
    turned: list[Floats],
    shares: Floats,
    dots: Floats,
    scaled: Floats,
    pairs: NDArray[np.int64],
    digits: int,
    chosen: NDArray[np.int64],
    rest: Floats | None,
) -> list[list[int]]:
    """For each cell, which of its lines are not true of the rounded numbers, as bits.

    Bit i: the two products of the i-th pair that is told. Then the sum of the pairs, then the
    division.
    """

    # What a reader sees: the very texts, as format and NumPy may break a tie differently.
    read = np.vectorize(lambda x: float(shown(fixed(float(x), digits))), otypes=[np.float64])

    def seen(x: Floats) -> Floats:
        return np.asarray(read(x))

    def off(computed: Floats, exact: Floats) -> NDArray[np.bool_]:
        unit = np.where(np.abs(exact) < 0.5 * 10.0**-digits, np.abs(exact), 1.0) * 10.0**-digits
        return np.asarray(np.abs(computed - seen(exact)) > unit / 2 + 1e-12)

    q, k = (seen(x) for x in turned)
    products = (q[:, None, pairs] * k[None, :, pairs]).sum(axis=-1)
    parts = np.take_along_axis(shares, chosen, axis=-1)
    lines = off(np.take_along_axis(products, chosen, axis=-1), parts)
    count = chosen.shape[-1]
    bits = (lines << np.arange(count)).sum(axis=-1)
    added = seen(parts).sum(axis=-1) + (0.0 if rest is None else seen(rest))
    bits += off(added, dots).astype(int) << count
    bits += off(seen(dots) / np.sqrt(turned[0].shape[-1]), scaled).astype(int) << (count + 1)
    return [[int(x) for x in row] for row in bits]


def weight_signs(
    scaled: Floats, largest: Sequence[float], grown: list[Floats], weights: Floats, digits: int
) -> list[str]:
    """A row a text: for each key "=" where the numbers shown give the weight shown, else "≈"."""
    rows = []
    for i, powers in enumerate(grown):
        top, total = (float(shown(fixed(float(x), digits))) for x in (largest[i], powers.sum()))
        signs = []
        for score, weight in zip(scaled[i], weights[i, : i + 1], strict=False):
            seen = math.exp(float(shown(fixed(float(score), digits))) - top) / total
            same = agrees(Decimal(repr(seen)), fixed(float(weight), digits))
            signs.append("=" if same else "≈")
        rows.append("".join(signs))
    return rows


@lru_cache(maxsize=64)
def slide_data(of: HeadOverText, spec: RopeSpec, digits: int) -> Wire:
    """Every encoding's grid of scores, with the whole sentence so many tokens later.

    The tints share one scale, so wide as the scores of the sentence where it stood; what goes
    beyond has the darkest tint. A grid that never moves by more than rounding goes out once.
    """
    q, k, count = of.q, of.k, len(of.tokens)
    setting = Setting(
        spec.head_dim, base=spec.base, pairing=spec.pairing, heads=of.heads, head=of.head
    )
    hidden = np.triu_indices(count, 1)
    places = np.arange(count)
    grids: dict[str, Floats] = {}
    for name, encoding in ENCODINGS.items():
        grids[name] = np.stack(
            [encoding.scores(q, k, places + s, places + s, setting) for s in SHIFTS]
        )
        grids[name][:, hidden[0], hidden[1]] = np.nan
    full = float(max(np.nanmax(np.abs(grid[0])) for grid in grids.values()))
    encodings = []
    for name, grid in grids.items():
        moved = np.abs(grid - grid[0])
        there = np.isfinite(grid).reshape(len(SHIFTS), -1).sum(axis=1)
        largest = [
            float(np.nanmax(one)) if some else None for one, some in zip(moved, there, strict=True)
        ]
        complete = bool(there.min() == there.max())
        still = complete and max(x for x in largest if x is not None) < 1e-6
        encodings.append(
            {
                "name": name,
                "title": ENCODINGS[name].title,
                "standIn": ENCODINGS[name].stand_in,
                "still": still,
                # Lower triangles only, row after row, in one text.
                "tints": [_lower(tints(one, full)) for one in (grid[:1] if still else grid)],
                "largest": ["" if x is None else fixed(x, digits) for x in largest],
                "missing": [int(there[0] - some) for some in there],
            }
        )
    return {
        "shifts": SHIFTS,
        "tabulated": [SHIFTS.index(s) for s in TOLD_SHIFTS],
        "encodings": encodings,
        "rows": setting.trained_length,
        "cells": count * (count + 1) // 2,
        "darkest": fixed(full, digits),
    }


def _lower(rows: list[str]) -> str:
    lower = "".join(row[: i + 1] for i, row in enumerate(rows))
    return "" if not lower.strip() else lower


def telling_cell(head: HeadOverText) -> tuple[int, int]:
    """A cell worth a first look: the last token, and the token before it that it attends to most.

    The start token is left out: many heads rest on it.
    """
    row = head.recorded[-1]
    return len(row) - 1, 1 + int(row[1:-1].argmax())
