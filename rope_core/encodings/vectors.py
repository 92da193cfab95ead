"""Other ways to tell attention where a token stands, beside RoPE: one entry each.

Every entry gives scores of the same vectors, all divided by √head_dim, and the arithmetic of
one cell. What a real model learns is a random stand-in here, and says so.

>>> setting = Setting(head_dim=2)
>>> ENCODINGS["none"].scores([[1.0, 0.0]], [[1.0, 0.0]], [5], [2], setting).round(4).tolist()
[[0.7071]]
>>> list(ENCODINGS)
['none', 'sinusoidal', 'learned', 't5_bias', 'alibi', 'rope']
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from rope_core.encodings.base import (
    Encoding,
    Setting,
    cell_vectors,
    dot_step,
    scaled_step,
    stand_in_table,
)
from rope_core.encodings.bias import Alibi, T5Bias
from rope_core.errors import require_whole
from rope_core.frequencies import inv_freq
from rope_core.pairing import pair_indices
from rope_core.rotate import rotate
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec
from rope_core.steps.step import Step, calculate


class NoEncoding(Encoding):
    """The dot product alone."""

    name, title, enters, shift_invariant = "none", "None", "nowhere", True
    how = "The score is q·k alone; attention cannot tell any order but through the mask."
    beyond = "Nothing changes; there is nothing that could."
    source = "Vaswani et al., arXiv 1706.03762, eq. 1"

    def cell_steps(
        self, q: ArrayLike, m: int, k: ArrayLike, n: int, setting: Setting
    ) -> tuple[Step, ...]:
        left, right = cell_vectors(q, m, k, n, setting)
        dot = dot_step("q", left, "k", right)
        return (dot, scaled_step(dot, setting))


class Sinusoidal(Encoding):
    """sin and cos of the position, added to the vectors."""

    name, title, enters, shift_invariant = "sinusoidal", "Sinusoidal", "vectors", False
    how = "A vector of sines and cosines of the position is added to each token's vector."
    beyond = "Defined at every position, but the sums are ones that training never showed."
    source = "Vaswani et al., arXiv 1706.03762, section 3.5 (there added before q and k are made)"

    def placed(self, x: Floats, positions: Floats, setting: Setting) -> Floats:
        turn = positions[:, None] * inv_freq(RopeSpec(setting.head_dim, setting.base))
        placed = x.copy()
        placed[:, 0::2] += np.sin(turn)
        placed[:, 1::2] += np.cos(turn)
        return placed

    def cell_steps(
        self, q: ArrayLike, m: int, k: ArrayLike, n: int, setting: Setting
    ) -> tuple[Step, ...]:
        left, right = cell_vectors(q, m, k, n, setting)
        steps: list[Step] = []
        sides = []
        for name, other, x, place, position in (
            ("q", "a", left, "m", m),
            ("k", "b", right, "n", n),
        ):
            placed = []
            for i in range(setting.head_dim // 2):
                exponent = -2 * i / setting.head_dim
                angle = position * setting.base**exponent
                steps.append(
                    calculate(
                        f"angle_{place}_{i}",
                        f"{place} × base ^ (−2 × {i} / head_dim)",
                        angle,
                        "radians",
                        "Position times inverse frequency.",
                        **{place: position, "base": setting.base, "head_dim": setting.head_dim},
                    )
                )
                waves = (2 * i, "sin", math.sin(angle)), (2 * i + 1, "cos", math.cos(angle))
                for j, word, value in waves:
                    placed.append(x[j] + value)
                    operands = {f"{name}_{j}": x[j], f"angle_{place}_{i}": angle}
                    formula = f"{name}_{j} + {word}(angle_{place}_{i})"
                    why = "Added to the vector."
                    steps.append(
                        calculate(f"{other}_{j}", formula, placed[-1], "", why, **operands)
                    )
            sides.append((other, placed))
        dot = dot_step(*sides[0], *sides[1])
        return (*steps, dot, scaled_step(dot, setting))


class Learned(Encoding):
    """One learned vector a position, added to the vectors."""

    name, title, enters, shift_invariant = "learned", "Learned absolute", "vectors", False
    stand_in = True
    how = "A learned vector, one a position, is added to each token's vector."
    beyond = "The table ends: one position beyond its last row there is no vector to add."
    source = "Gehring et al., arXiv 1705.03122; GPT-2"

    def parameters(self, setting: Setting) -> int:
        return setting.trained_length * setting.head_dim

    def table(self, setting: Setting) -> Floats:
        """The stand-in for the learned rows, (trained_length, head_dim)."""
        return stand_in_table(setting.trained_length, setting.head_dim, setting.seed)

    def placed(self, x: Floats, positions: Floats, setting: Setting) -> Floats:
        rows = np.full_like(x, np.nan)
        known = (positions >= 0) & (positions < setting.trained_length)
        whole = known & (positions == np.floor(positions))
        rows[whole] = self.table(setting)[positions[whole].astype(int)]
        return x + rows

    def cell_steps(
        self, q: ArrayLike, m: int, k: ArrayLike, n: int, setting: Setting
    ) -> tuple[Step, ...]:
        left, right = cell_vectors(q, m, k, n, setting)
        table = self.table(setting)
        steps: list[Step] = []
        sides = []
        for name, other, x, place, position in (
            ("q", "a", left, "m", m),
            ("k", "b", right, "n", n),
        ):
            hint = f"The table was learned with {setting.trained_length} rows and ends there."
            row = require_whole(place, position, 0, setting.trained_length - 1, hint)
            placed = []
            for j in range(setting.head_dim):
                entry = float(table[row, j])
                placed.append(x[j] + entry)
                operands = {f"{name}_{j}": x[j], f"row_{place}_{j}": entry}
                formula = f"{name}_{j} + row_{place}_{j}"
                why = f"Row {row} of the table, a random stand-in here."
                steps.append(calculate(f"{other}_{j}", formula, placed[-1], "", why, **operands))
            sides.append((other, placed))
        dot = dot_step(*sides[0], *sides[1])
        return (*steps, dot, scaled_step(dot, setting))


class Rope(Encoding):
    """Each pair turned by its angle."""

    name, title, enters, shift_invariant = "rope", "RoPE", "vectors", True
    how = "Each pair of q and of k is turned by position × inv_freq before the dot product."
    beyond = "Defined at every position, but slow pairs reach angles that training never showed."
    source = "Su et al., RoFormer, arXiv 2104.09864, eq. 16"

    def placed(self, x: Floats, positions: Floats, setting: Setting) -> Floats:
        return rotate(x, positions, setting.spec())

    def cell_steps(
        self, q: ArrayLike, m: int, k: ArrayLike, n: int, setting: Setting
    ) -> tuple[Step, ...]:
        left, right = cell_vectors(q, m, k, n, setting)
        steps: list[Step] = []
        shares: dict[str, float] = {}
        for i, (j, o) in enumerate(pair_indices(setting.spec())):
            angle = (m - n) * setting.base ** (-2 * i / setting.head_dim)
            share = (left[j] * right[j] + left[o] * right[o]) * math.cos(angle) + (
                left[j] * right[o] - left[o] * right[j]
            ) * math.sin(angle)
            turn = {"m": m, "n": n, "base": setting.base, "head_dim": setting.head_dim}
            name = f"angle_{i}"
            steps.append(
                calculate(
                    name,
                    f"(m − n) × base ^ (−2 × {i} / head_dim)",
                    angle,
                    "radians",
                    "Of both turns only the difference is left.",
                    **turn,
                )
            )
            shares[f"share_{i}"] = share
            operands = {
                f"q_{j}": left[j],
                f"q_{o}": left[o],
                f"k_{j}": right[j],
                f"k_{o}": right[o],
                name: angle,
            }
            steps.append(
                calculate(
                    f"share_{i}",
                    f"(q_{j} × k_{j} + q_{o} × k_{o}) × cos({name})"
                    f" + (q_{j} × k_{o} − q_{o} × k_{j}) × sin({name})",
                    share,
                    "",
                    f"What pair {i} contributes.",
                    **operands,
                )
            )
        total = sum(shares.values())
        dot = calculate("dot", " + ".join(shares), total, "", "All pairs together.", **shares)
        return (*steps, dot, scaled_step(dot, setting))


ENCODINGS: Mapping[str, Encoding] = {
    encoding.name: encoding
    for encoding in (NoEncoding(), Sinusoidal(), Learned(), T5Bias(), Alibi(), Rope())
}
