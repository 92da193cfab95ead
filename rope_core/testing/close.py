"""assert_rope_close: is y what x becomes at these positions? If not, what was done instead.

>>> import numpy as np
>>> from rope_core.rotate import rotate
>>> spec = RopeSpec(4)
>>> x = np.ones((3, 4))
>>> assert_rope_close(rotate(x, [0, 1, 2], spec), x, [0, 1, 2], spec)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.arrays import as_array, type_name
from rope_core.diagnosis import Diagnosis, diagnose
from rope_core.diagnosis.report import report
from rope_core.diagnosis.wording import described
from rope_core.errors import RopeError, require_number
from rope_core.frequencies import angles, position_array
from rope_core.pairing import output_indices
from rope_core.rotate import rotate
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec

#: rtol and atol of each type, as `torch.testing.assert_close` has them.
TOLERANCES = {
    "float16": (1e-3, 1e-5),
    "bfloat16": (1.6e-2, 1e-5),
    "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7),
}
#: Angles computed in float32 are off by this share of themselves; every library computes them so.
FLOAT32_ANGLE = 3e-7


def assert_rope_close(
    y: ArrayLike,
    x: ArrayLike,
    position_ids: ArrayLike,
    spec_or_config: RopeSpec | Mapping[str, object] | Any,
    *,
    axis: int = -2,
    rtol: float | None = None,
    atol: float | None = None,
) -> None:
    """Raise AssertionError unless y is x rotated, every number of it.

    x, y: (..., seq, head_dim), tensors of NumPy, PyTorch or JAX. position_ids: (seq,), or
    (batch, seq) with x's first axis as batch; one number for x of shape (head_dim,).
    spec_or_config: a RopeSpec, a config.json as a dict, or a model's config with `to_dict`.
    axis: which axis of x is seq (1 for (batch, seq, heads, head_dim)).
    rtol, atol: relative and absolute tolerance; by default those that `torch.testing` has for
    the wider of the types of x and y. rtol is taken of the number and of the length of its
    pair, whose two products are rounded before they are added; below float64 angles may be off
    as float32 makes them. The message tells how many numbers differ and where most, then what
    was done instead, and the fix. Raises RopeError where x, positions and spec do not fit
    together.

    >>> assert_rope_close([[1.0, 0.0]], [[1.0, 0.0]], [1], RopeSpec(2))
    Traceback (most recent call last):
        ...
    AssertionError: y is not x rotated by interleaved RoPE with base 10,000.
    <BLANKLINE>
    Mismatched elements: 2 / 2 (100.0%)
    ...

    Source of the tolerances: the documentation of torch.testing.assert_close.
    """
    spec = spec_of(spec_or_config, _width(x))
    found = compare(y, x, position_ids, spec, axis=axis, rtol=rtol, atol=atol)
    if found.wrong.any():
        raise AssertionError(_message(found, position_ids, spec))


@dataclass(frozen=True, eq=False)
class Comparison:
    """y against what was expected, all of shape (..., seq, head_dim), wherever seq stood.

    allowed: how far y may be off; wrong: where it is farther, or not finite.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    expected: Floats
    allowed: Floats
    wrong: NDArray[np.bool_]
    axis: int
    rtol: float
    atol: float


def compare(
    y: ArrayLike,
    x: ArrayLike,
    positions: ArrayLike,
    spec: RopeSpec,
    *,
    axis: int = -2,
    rtol: float | None = None,
    atol: float | None = None,
    types: Sequence[str] = (),
) -> Comparison:
    """Compare every number of y with x rotated in float64; see `assert_rope_close`.

    types: those of x and y, where they are not what the arrays say (bfloat16, widened).

    >>> compare([1.0, 0.0], [1.0, 0.0], 0, RopeSpec(2)).wrong.tolist()
    [False, False]
    """
    named = types or (type_name(x), type_name(y))
    kinds = [kind if kind in TOLERANCES else "float64" for kind in named]
    widest = tuple(max(TOLERANCES[kind][i] for kind in kinds) for i in (0, 1))
    rtol = widest[0] if rtol is None else require_number("rtol", rtol, at_least=0.0)
    atol = widest[1] if atol is None else require_number("atol", atol, at_least=0.0)
    before, after = (
        as_array(name, value, "numbers in an array of shape (..., head_dim)")
        for name, value in (("x", x), ("y", y))
    )
    where = position_array(positions)
    expected = rotate(before.astype(np.float64), where, spec, axis=axis)
    if after.shape != before.shape:
        raise AssertionError(f"y has shape {after.shape}, x has shape {before.shape}.")
    if where.ndim:
        before, after, expected = (
            np.moveaxis(array, axis, -2) for array in (before, after, expected)
        )
    size, length = np.abs(expected), np.abs(expected)
    first, second = np.array(output_indices(spec)).T
    length[..., first] = length[..., second] = np.hypot(expected[..., first], expected[..., second])
    allowed = atol + rtol * (size + length)
    if "float64" not in kinds:
        turn = np.zeros((*where.shape, spec.head_dim))
        turn[..., first] = turn[..., second] = np.abs(angles(where, spec))
        if where.ndim == 2:  # (batch, seq, head_dim), with the axes between them
            turn = np.expand_dims(turn, tuple(range(1, expected.ndim - 2)))
        allowed += FLOAT32_ANGLE * turn * length
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(after - expected) <= allowed)  # nan is wrong too
    return Comparison(before, after, expected, allowed, wrong, axis, rtol, atol)


def spec_of(given: Any, width: int | None = None) -> RopeSpec:
    """The spec that was given, or that a config means.

    width: features of the vectors at hand; where only the rotated part of a head is given,
    the spec is that of the part.

    >>> spec_of({"head_dim": 8, "rotary_dim": 4}, 4).head_dim
    4
    """
    allowed = "a RopeSpec, a config as a dict, or an object with to_dict()"
    if not isinstance(given, RopeSpec):
        config = given.to_dict() if hasattr(given, "to_dict") else given
        if not isinstance(config, Mapping):
            raise RopeError("spec_or_config", given, allowed)
        given = RopeSpec.from_config(config)
    return part_of(given, width)


def part_of(spec: RopeSpec, width: int | None) -> RopeSpec:
    """The spec of the rotated features alone, where these are all there is.

    >>> part_of(RopeSpec(8, rotary_dim=4), 4).head_dim, part_of(RopeSpec(8), 8).head_dim
    (4, 8)
    """
    if width == spec.rotary_dim < spec.head_dim:
        return RopeSpec(
            width, spec.base, spec.pairing, width, spec.scaling, backwards=spec.backwards
        )
    return spec


def _width(x: Any) -> int | None:
    shape: Sequence[int] = x.shape if hasattr(x, "shape") else np.shape(x)
    return int(shape[-1]) if len(shape) else None


def _message(found: Comparison, positions: ArrayLike, spec: RopeSpec) -> str:
    off = np.abs(found.y - found.expected)
    off[np.isnan(off)] = np.inf
    counted = f"{int(found.wrong.sum()):,} / {found.wrong.size:,}"
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(off > 0, off / np.abs(found.expected), 0.0)
    lines = [
        f"y is not x rotated by {described(spec)}.",
        "",
        f"Mismatched elements: {counted} ({found.wrong.mean():.1%})",
        f"Greatest absolute difference: {_worst(off, found)} (atol {found.atol:g})",
        f"Greatest relative difference: {_worst(share, found)} (rtol {found.rtol:g})",
        "",
        _diagnosed(found, positions, spec),
    ]
    return "\n".join(lines)


def _worst(off: Floats, found: Comparison) -> str:
    """The largest of these, with its index in y as it was given."""
    index = [int(i) for i in np.unravel_index(int(np.argmax(off)), off.shape)]
    if len(index) > 1:
        seq = index.pop(-2)
        index.insert(found.axis % off.ndim, seq)
    return f"{float(off.max()):.6g} at index ({', '.join(map(str, index))})"


def _diagnosed(found: Comparison, positions: ArrayLike, spec: RopeSpec) -> str:
    said = examined(found.x, found.y, positions, spec)
    return said if isinstance(said, str) else report(said)


def examined(
    x: NDArray[Any], y: NDArray[Any], positions: ArrayLike, spec: RopeSpec | None
) -> Diagnosis | str:
    """The diagnosis of x and y (..., seq, head_dim), or why there can be none."""
    where = position_array(positions)
    if where.ndim == 2 and (where == where[0]).all():
        where = where[0]
    if x.ndim > 4:
        x, y = (array.reshape(array.shape[0], -1, *array.shape[-2:]) for array in (x, y))
    try:
        return diagnose(x, y, where, spec, axes="heads, seq")
    except RopeError as error:
        return f"What was done instead cannot be told: {error}"
