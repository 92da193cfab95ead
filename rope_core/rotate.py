"""The rotation itself, fast: rotate, its matrix, and the scores of rotated vectors.

>>> from rope_core.spec import RopeSpec
>>> rotate([1.0, 0.0], 1, RopeSpec(2)).round(4).tolist()
[0.5403, 0.8415]

Source: RoFormer (arXiv 2104.09864) eq. 13 (two features), 14 and 15 (the matrix), 16 (the
score of a query at m with a key at n) and 34 (the vectorised form).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rope_core.arrays import as_array
from rope_core.blocks import FloatArray, rotate_sequence
from rope_core.errors import RopeError, require_whole
from rope_core.frequencies import angles, attention_factor, position_array
from rope_core.pairing import output_indices, pair_indices
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec


def rotate(
    x: ArrayLike,
    positions: ArrayLike,
    spec: RopeSpec,
    out: FloatArray | None = None,
    *,
    axis: int = -2,
) -> FloatArray:
    """Return x rotated, a NumPy array in x's shape and dtype.

    x: (..., seq, head_dim) with positions (seq,), or (batch, seq), one row for each entry of
    x's first axis that is not seq; or (..., head_dim) with one position.
    axis: which axis of x is seq; 1 for x of shape (batch, seq, heads, head_dim).
    float16, float32 and float64 keep their dtype, bfloat16 becomes float32, anything else
    float64. x may be a tensor of PyTorch or JAX. Positions may be negative or fractional.
    Angles, cos and sin are float64; they are rounded to x's dtype for the products (float16:
    products in float32, rounded once).
    out: an array of the result's shape and dtype to write to; it may be x itself.

    Each pair (a, b) becomes (a cos − b sin, a sin + b cos), times `attention_factor(spec)`;
    features that are not rotated are copied. Raises RopeError for what does not fit together.

    >>> rotate([[1.0, 0.0], [1.0, 0.0]], [0, 1], RopeSpec(2)).round(4).tolist()
    [[1.0, 0.0], [0.5403, 0.8415]]
    >>> rotate([[[1.0, 0.0]], [[1.0, 0.0]]], [[0], [1]], RopeSpec(2)).round(4).tolist()
    [[[1.0, 0.0]], [[0.5403, 0.8415]]]
    """
    source = _vectors("x", x, spec)
    where = position_array(positions)
    seq_axis = _sequence_axis(axis, source, where)
    _check_positions("positions", where, "x", source, seq_axis)
    return _rotated(source, where, spec, seq_axis, out)


def _rotated(
    source: FloatArray,
    where: Floats,
    spec: RopeSpec,
    seq_axis: int,
    out: FloatArray | None = None,
) -> FloatArray:
    """`rotate` of what was looked at already."""
    target = _target(source, out)
    if out is not None and _needs_copy(source, target, spec):
        source = source.copy()
    if where.ndim == 0:
        rotate_sequence(source[..., None, :], where[None], spec, target[..., None, :])
        return target
    reads, writes = source, target
    if seq_axis != source.ndim - 2:
        reads, writes = (np.moveaxis(array, seq_axis, -2) for array in (source, target))
    if where.ndim == 1 or len(where) == 1:
        rotate_sequence(reads, where.reshape(-1), spec, writes)
    else:
        for read, row, write in zip(reads, where, writes, strict=True):
            rotate_sequence(read, row, spec, write)
    return target


def rotation_matrix(spec: RopeSpec, position: float) -> Floats:
    """Return the matrix that `rotate` applies at one position, (head_dim, head_dim) float64.

    Rows are output features, columns input features.

    >>> rotation_matrix(RopeSpec(2), 0).tolist()
    [[1.0, -0.0], [0.0, 1.0]]
    """
    where = position_array(position, "position")
    if where.ndim:
        raise RopeError("position", position, "one finite number")
    factor = attention_factor(spec)
    matrix = np.zeros((spec.head_dim, spec.head_dim))
    for index in spec.copied:
        matrix[index, index] = 1.0
    for angle, (first, second), (row_1, row_2) in zip(
        angles(where, spec), pair_indices(spec), output_indices(spec), strict=True
    ):
        cos, sin = factor * math.cos(angle), factor * math.sin(angle)
        matrix[row_1, first], matrix[row_1, second] = cos, -sin
        matrix[row_2, first], matrix[row_2, second] = sin, cos
    return matrix


def scores(
    q: ArrayLike,
    k: ArrayLike,
    query_positions: ArrayLike,
    key_positions: ArrayLike,
    spec: RopeSpec,
) -> FloatArray:
    """Return the dot product of every rotated query with every rotated key, not scaled.

    q (..., queries, head_dim) with query_positions (queries,) and k (..., keys, head_dim)
    with key_positions (keys,) give (..., queries, keys). A side that is one vector with one
    position loses its axis. dtype: the wider of q's and k's.

    >>> scores([[1.0, 0.0]], [[1.0, 0.0]], [5], [2], RopeSpec(2)).round(4).tolist()
    [[-0.99]]
    """
    query = rotate_named("q", q, "query_positions", query_positions, spec)
    key = rotate_named("k", k, "key_positions", key_positions, spec)
    one_query, one_key = np.ndim(query_positions) == 0, np.ndim(key_positions) == 0
    left = query[..., None, :] if one_query else query
    right = key[..., None, :] if one_key else key
    dtype = np.result_type(left, right)
    work = np.promote_types(dtype, np.float32)  # float16 sums would lose digits
    try:
        table = left.astype(work, copy=False) @ np.swapaxes(right.astype(work, copy=False), -1, -2)
    except ValueError as error:
        raise RopeError("k", k, f"leading axes that fit q's {left.shape[:-2]}") from error
    table = np.asarray(table, dtype=dtype)
    if one_key:
        table = table[..., 0]
    if one_query:
        table = table[..., 0] if one_key else table[..., 0, :]
    return table


def rotate_named(
    x_name: str, x: ArrayLike, positions_name: str, positions: ArrayLike, spec: RopeSpec
) -> FloatArray:
    """`rotate`, but an error names the caller's own parameters.

    >>> rotate_named("q", [1.0, 0.0], "m", 0, RopeSpec(2)).tolist()
    [1.0, 0.0]
    """
    source = _vectors(x_name, x, spec)
    where = position_array(positions, positions_name)
    _check_positions(positions_name, where, x_name, source, source.ndim - 2)
    return _rotated(source, where, spec, source.ndim - 2)


def _vectors(name: str, x: ArrayLike, spec: RopeSpec) -> FloatArray:
    allowed = f"numbers in an array of shape (..., {spec.head_dim})"
    array = as_array(name, x, allowed)
    if array.dtype.kind not in "biuf":
        raise RopeError(name, x, allowed)
    if array.dtype not in (np.float16, np.float32, np.float64):
        array = array.astype(np.float64)
    if array.ndim == 0 or array.shape[-1] != spec.head_dim:
        hint = f"The last axis must have head_dim = {spec.head_dim} numbers."
        raise RopeError(name, array, allowed, hint)
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _sequence_axis(axis: int, source: FloatArray, where: Floats) -> int:
    """The axis of seq, counted from the front; checked only where there is a sequence."""
    if where.ndim == 0 or source.ndim == 1:
        return source.ndim - 2
    allowed = f"an axis before the last: 0 to {source.ndim - 2}, or {-source.ndim} to -2"
    axis = require_whole("axis", axis, -source.ndim, source.ndim - 2)
    if axis == -1:
        raise RopeError("axis", axis, allowed, "The last axis is head_dim.")
    return axis % source.ndim


def _check_positions(
    name: str, where: Floats, x_name: str, source: FloatArray, seq_axis: int
) -> None:
    if where.ndim == 0:
        return
    seq = source.shape[seq_axis] if source.ndim > 1 else None
    lead = np.delete(source.shape[:-1], seq_axis).tolist() if source.ndim > 2 else []
    rows = {(seq,), (1, seq), (lead[0], seq)} if lead else {(seq,)}
    if where.shape in rows:
        return
    allowed = "one number" if seq is None else f"one number, or {seq} in one list"
    if lead:
        allowed += f", or {lead[0]} such lists"
    hint = f"{x_name} has shape {source.shape}; (..., seq, head_dim) needs seq positions."
    raise RopeError(name, where, allowed, hint)


def _target(source: FloatArray, out: FloatArray | None) -> FloatArray:
    if out is None:
        return np.empty(source.shape, source.dtype)
    fits = isinstance(out, np.ndarray) and out.shape == source.shape and out.dtype == source.dtype
    if not fits or not out.flags.writeable:
        allowed = f"a writeable array of shape {source.shape}, {source.dtype}"
        raise RopeError("out", out, allowed)
    return out


def _needs_copy(source: FloatArray, target: FloatArray, spec: RopeSpec) -> bool:
    """Whether writing to target could destroy numbers of source that are still to be read."""
    same = (
        source.__array_interface__["data"] == target.__array_interface__["data"]
        and source.strides == target.strides
    )
    if same:  # safe block by block where every number is written to the place it came from
        return spec.pairing == "interleaved_to_half"
    bound: Any = 10_000  # the exact answer can take exponential time; stubs know only 0 and −1
    try:
        return bool(np.shares_memory(source, target, max_work=bound))
    except np.exceptions.TooHardError:
        return True
