"""How a sequence is turned fast: block by block, each small enough for a core's own cache.

>>> from rope_core.spec import RopeSpec
>>> x = np.array([[1.0, 0.0], [1.0, 0.0]])
>>> rotate_sequence(x, np.array([0.0, 1.0]), RopeSpec(2), x)
>>> x.round(4).tolist()
[[1.0, 0.0], [0.5403, 0.8415]]

Source: RoFormer (arXiv 2104.09864) eq. 34, the vectorised form.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_core.frequencies import angles_of, attention_factor
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

FloatArray = NDArray[Any]  # float16, float32 or float64
Index = tuple[int | slice, ...]

# Numbers a block may hold: with its working memory it stays in a core's own cache.
BLOCK = 32768


def rotate_sequence(source: FloatArray, where: Floats, spec: RopeSpec, out: FloatArray) -> None:
    """Rotate source (..., seq, head_dim) at positions (seq,) into out, block by block."""
    work = np.promote_types(source.dtype, np.float32)
    turned = slice(spec.rotated.start, spec.rotated.stop)
    for rest in (slice(None, turned.start), slice(turned.stop, None)):  # often nothing is left
        out[..., rest] = source[..., rest]
    # A pair of neighbours is one complex number in memory, if nothing lies between them.
    as_complex = (
        spec.pairing == "interleaved"
        and source.dtype == work
        and source.strides[-1] == out.strides[-1] == source.itemsize
    )
    rows = max(1, BLOCK // spec.head_dim)
    factor = attention_factor(spec)
    for start in range(0, len(where), rows):
        turn = angles_of(where[start : start + rows], spec)  # (rows, pairs)
        cos, sin = factor * np.cos(turn), factor * np.sin(turn)
        here = (..., slice(start, start + rows), turned)
        blocks = _lead_blocks(source.shape[:-2], rows // len(turn))
        if as_complex:
            _turn_complex(source[here], out[here], cos, sin, blocks)
        else:
            cos, sin = cos.astype(work), sin.astype(work)
            _turn_pairs(source[here], out[here], cos, sin, spec, blocks)


def _turn_complex(
    source: FloatArray, out: FloatArray, cos: Floats, sin: Floats, blocks: Iterator[Index]
) -> None:
    """(a + ib)(cos + i sin) = (a cos − b sin) + i(a sin + b cos): one multiply a block."""
    kind = np.result_type(source.dtype, np.complex64)
    turn = np.empty(cos.shape, kind)  # (rows, pairs)
    turn.real, turn.imag = cos, sin
    source, out = source.view(kind), out.view(kind)
    for lead in blocks:
        np.multiply(source[lead], turn, out=out[lead])


def _turn_pairs(
    source: FloatArray,
    out: FloatArray,
    cos: FloatArray,
    sin: FloatArray,
    spec: RopeSpec,
    blocks: Iterator[Index],
) -> None:
    half = spec.pairs
    neighbours = (slice(0, None, 2), slice(1, None, 2))
    halves = (slice(None, half), slice(half, None))
    read = halves if spec.pairing == "half_split" else neighbours
    write = neighbours if spec.pairing == "interleaved" else halves
    for lead in blocks:
        block, goal = source[lead], out[lead]
        a, b = block[..., read[0]], block[..., read[1]]
        c, d = goal[..., write[0]], goal[..., write[1]]
        # Both sine products first: c and d may be the memory of a and b.
        a_sin, b_sin = a * sin, b * sin
        if goal.dtype == cos.dtype:
            np.multiply(a, cos, out=c)
            np.multiply(b, cos, out=d)
            c -= b_sin
            d += a_sin
        else:  # float16: worked in float32, rounded once
            first, second = a * cos - b_sin, b * cos + a_sin
            c[...], d[...] = first, second


def _lead_blocks(lead: tuple[int, ...], room: int) -> Iterator[Index]:
    """Cut leading axes into indices of at most `room` entries each.

    >>> list(_lead_blocks((2, 3), 2))[:2]
    [(0, slice(0, 2, None)), (0, slice(2, 4, None))]
    """
    if math.prod(lead) <= room:
        yield ()
        return
    rest = lead[1:]
    if math.prod(rest) >= room:
        for index in range(lead[0]):
            for tail in _lead_blocks(rest, room):
                yield (index, *tail)
    else:
        step = room // math.prod(rest)
        for start in range(0, lead[0], step):
            yield (slice(start, start + step),)
