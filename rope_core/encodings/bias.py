"""The encodings that leave the vectors alone and change the scores: T5's bias and ALiBi.

>>> alibi_slopes(4)
(0.25, 0.0625, 0.015625, 0.00390625)
>>> t5_bucket([0, -1, -15, -16, -1000], False, 32, 128).tolist()
[0, 1, 15, 16, 31]
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.encodings.base import (
    Encoding,
    Setting,
    cell_vectors,
    dot_step,
    scaled_step,
    stand_in_table,
)
from rope_core.scaling.base import Floats
from rope_core.steps.step import Step, calculate, decide


def alibi_slopes(heads: int) -> tuple[float, ...]:
    """The slope of each head: 2^(−8/heads), its square, its cube, ...

    For a number of heads that is no power of two: the slopes of the power below, then every
    other one of those of the power above, as in the authors' code.

    >>> [round(slope, 4) for slope in alibi_slopes(3)]
    [0.0625, 0.0039, 0.25]
    """
    below = 2 ** int(math.log2(heads))
    slopes = [2.0 ** (-8.0 * (i + 1) / below) for i in range(below)]
    if below < heads:
        slopes += alibi_slopes(2 * below)[0::2][: heads - below]
    return tuple(slopes)


def t5_bucket(
    relative_position: ArrayLike, bidirectional: bool, buckets: int, max_distance: int
) -> NDArray[np.int64]:
    """The bucket of key position − query position, (...) int64.

    Half of the buckets hold one distance each, the other half share distances up to
    max_distance, growing like a logarithm. Bidirectional: later keys get the upper half of
    the buckets; otherwise they all fall into bucket 0.

    >>> t5_bucket([-3, 3], True, 32, 128).tolist()
    [3, 19]
    """
    relative = np.asarray(relative_position)
    start = np.zeros(relative.shape, dtype=np.int64)
    if bidirectional:
        buckets //= 2
        start = np.where(relative > 0, buckets, 0)
        distance = np.abs(relative)
    else:
        distance = np.maximum(-relative, 0)
    exact = buckets // 2
    # Distances below `exact` take the other branch; 1 only keeps the logarithm quiet.
    far = np.log(np.maximum(distance, 1) / exact) / math.log(max_distance / exact)
    shared = np.minimum(exact + np.floor(far * (buckets - exact)), buckets - 1)
    return np.asarray(start + np.where(distance < exact, distance, shared), dtype=np.int64)


class T5Bias(Encoding):
    """A learned number a bucket of distances, added to the scores."""

    name, title, enters, shift_invariant = "t5_bias", "Relative bias (T5)", "scores", True
    stand_in = True
    how = "A learned number, one for each bucket of distances and head, is added to the score."
    beyond = "All distances from max_distance on share the last bucket and one number."
    source = "Raffel et al., arXiv 1910.10683, section 2.1 (T5 itself leaves out ÷ √head_dim)"

    def parameters(self, setting: Setting) -> int:
        return setting.buckets * setting.heads

    def table(self, setting: Setting) -> Floats:
        """The stand-in for the learned biases, (buckets, heads)."""
        return stand_in_table(setting.buckets, setting.heads, setting.seed)

    def _bias(self, m: Floats, n: Floats, setting: Setting) -> Floats:
        at = t5_bucket(n - m, False, setting.buckets, setting.max_distance)
        return np.asarray(self.table(setting)[at, setting.head], dtype=np.float64)

    def cell_steps(
        self, q: ArrayLike, m: int, k: ArrayLike, n: int, setting: Setting
    ) -> tuple[Step, ...]:
        left, right = cell_vectors(q, m, k, n, setting)
        dot = dot_step("q", left, "k", right)
        scaled = scaled_step(dot, setting, "scaled")
        exact, distance = setting.buckets // 2, max(m - n, 0)
        steps: list[Step] = [
            dot,
            scaled,
            calculate(
                "distance", "max(m − n, 0)", distance, "tokens",
                "How far back the key stands; later keys are masked.", m=m, n=n,
            ),
            calculate(
                "exact", "floor(buckets / 2)", exact, "buckets",
                "Half of the buckets hold one distance each.", buckets=setting.buckets,
            ),
            decide(
                "small", "distance < exact", distance < exact,
                "Small distances have a bucket of their own.", distance=distance, exact=exact,
            ),
        ]  # fmt: skip
        bucket = int(t5_bucket(n - m, False, setting.buckets, setting.max_distance))
        if distance < exact:
            steps.append(
                calculate("bucket", "distance", bucket, because="Its own.", distance=distance)
            )
        else:
            steps.append(
                calculate(
                    "bucket",
                    "min(exact + floor(ln(distance / exact) / ln(max_distance / exact)"
                    " × (buckets − exact)), buckets − 1)",
                    bucket, because="Larger distances share buckets that grow like a logarithm.",
                    distance=distance, exact=exact, max_distance=setting.max_distance,
                    buckets=setting.buckets,
                )
            )  # fmt: skip
        bias = float(self.table(setting)[bucket, setting.head])
        why = f"The bias of bucket {bucket} and head {setting.head}, a random stand-in here."
        operands = {"scaled": scaled.value, "bias": bias}
        last = calculate("score", "scaled + bias", scaled.value + bias, "", why, **operands)
        return (*steps, last)


class Alibi(Encoding):
    """A penalty that grows with the distance, with a fixed slope a head."""

    name, title, enters, shift_invariant = "alibi", "ALiBi", "scores", True
    how = "The distance times a slope, fixed for each head, is taken off the score."
    beyond = "Defined at every distance: the penalty keeps growing, far tokens fade out."
    source = "Press et al., arXiv 2108.12409, section 3"

    def _bias(self, m: Floats, n: Floats, setting: Setting) -> Floats:
        return np.asarray(-alibi_slopes(setting.heads)[setting.head] * np.abs(m - n))

    def cell_steps(
        self, q: ArrayLike, m: int, k: ArrayLike, n: int, setting: Setting
    ) -> tuple[Step, ...]:
        left, right = cell_vectors(q, m, k, n, setting)
        dot = dot_step("q", left, "k", right)
        scaled = scaled_step(dot, setting, "scaled")
        slope = alibi_slopes(setting.heads)[setting.head]
        distance = abs(m - n)
        return (
            dot,
            scaled,
            calculate(
                "distance", "max(m − n, n − m)", distance, "tokens",
                "How far apart they stand.", m=m, n=n,
            ),
            calculate(
                "score", "scaled − slope × distance", scaled.value - slope * distance,
                because=f"The slope of head {setting.head} of {setting.heads}.",
                scaled=scaled.value, slope=slope, distance=distance,
            ),
        )  # fmt: skip
