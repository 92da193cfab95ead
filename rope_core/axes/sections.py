"""Which axis each pair follows, and vectors turned by positions of several axes.

>>> from rope_core.spec import RopeSpec
>>> rotate_axes([[1.0, 0.0, 1.0, 0.0]], [[3], [0]], RopeSpec(4), (1, 1)).round(4).tolist()
[[-0.99, 0.1411, 1.0, 0.0]]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.errors import RopeError
from rope_core.frequencies import position_array
from rope_core.pairing import output_indices, pair_indices
from rope_core.rotate import rotate
from rope_core.scaling.base import Floats
from rope_core.spec import RopeSpec
from rope_core.trace import Step, trace_pairs

Ints = NDArray[np.intp]


def axis_of_pairs(sections: Sequence[int], interleaved: bool) -> Ints:
    """Which axis each pair follows, (pairs,): blocks as in Qwen2-VL, or in turn as in Qwen3-VL.

    In turn, pair i follows axis i mod axes as long as that axis has pairs left; the rest follow
    the first one (transformers, apply_interleaved_mrope).

    >>> axis_of_pairs((2, 1, 1), False).tolist(), axis_of_pairs((2, 1, 1), True).tolist()
    ([0, 0, 1, 2], [0, 1, 2, 0])
    """
    axes = len(sections)
    if not interleaved:
        return np.repeat(np.arange(axes), sections).astype(np.intp)
    made = np.zeros(sum(sections), dtype=np.intp)
    for axis in range(1, axes):
        made[axis : axes * sections[axis] : axes] = axis
    return made


def rotate_axes(
    x: ArrayLike,
    positions: ArrayLike,
    spec: RopeSpec,
    sections: Sequence[int],
    *,
    interleaved: bool = False,
) -> Floats:
    """Return x (..., seq, head_dim) turned, each pair by the position of the axis it follows.

    positions: (axes, seq), in tokens, rows and columns. sections: how many pairs follow each axis,
    in blocks or (interleaved) in turn; together all pairs of spec. float64.
    Raises RopeError where they do not fit together.

    >>> rotate_axes([[1.0, 0.0, 1.0, 0.0]], [[0], [3]], RopeSpec(4), (1, 1))[0, :2]
    array([1., 0.])

    Source: Qwen2-VL (arXiv 2409.12191), section 2.1; transformers, apply_multimodal_rotary_pos_emb.
    """
    where = position_array(positions)
    if where.ndim != 2 or len(where) != len(sections):
        raise RopeError(
            "positions", f"shape {where.shape}", f"shape ({len(sections)}, tokens), one row an axis"
        )
    _require_sections(sections, spec)
    follows = axis_of_pairs(sections, interleaved)
    vectors = np.asarray(x, dtype=np.float64)
    turned = vectors.copy()
    places = np.array(output_indices(spec))
    for axis, row in enumerate(where):
        mine = places[follows == axis].ravel()
        turned[..., mine] = rotate(vectors, row, spec)[..., mine]
    return turned


def _require_sections(sections: Sequence[int], spec: RopeSpec) -> None:
    if sum(sections) != spec.pairs or min(sections) < 0:
        received = " + ".join(map(str, sections))
        raise RopeError("sections", f"{received} = {sum(sections)} pairs", f"{spec.pairs} in all")


def trace_axes(
    x: ArrayLike,
    position: Sequence[float],
    spec: RopeSpec,
    sections: Sequence[int],
    *,
    interleaved: bool = False,
) -> tuple[Step, ...]:
    """The steps of turning x (head_dim,) at one place, position: one number an axis.

    As `trace_rotation`, but each pair's Angle has the position of its axis. Raises RopeError
    where they do not fit together.

    >>> steps = trace_axes([1.0, 0.0, 1.0, 0.0], (3, 5), RopeSpec(4), (1, 1))
    >>> [step.position for step in steps if type(step).__name__ == "Angle"]
    [3.0, 5.0]
    """
    where = position_array(position)
    if where.shape != (len(sections),):
        raise RopeError("position", f"shape {where.shape}", f"{len(sections)} numbers, one an axis")
    _require_sections(sections, spec)
    return trace_pairs(x, where[axis_of_pairs(sections, interleaved)].tolist(), spec)


def scores_axes(
    q: ArrayLike,
    k: ArrayLike,
    query_positions: ArrayLike,
    key_positions: ArrayLike,
    spec: RopeSpec,
    sections: Sequence[int],
    *,
    interleaved: bool = False,
) -> Floats:
    """The dot product of every turned query with every turned key, (..., queries, keys).

    q (..., queries, head_dim) with query_positions (axes, queries), k and key_positions alike. Not
    divided by √head_dim. float64. Raises RopeError where they do not fit together.

    >>> scores_axes([[1.0, 0.0]], [[1.0, 0.0]], [[5]], [[2]], RopeSpec(2), (1,)).round(4).tolist()
    [[-0.99]]
    """
    query = rotate_axes(q, query_positions, spec, sections, interleaved=interleaved)
    key = rotate_axes(k, key_positions, spec, sections, interleaved=interleaved)
    return np.asarray(query @ np.swapaxes(key, -1, -2))


def rotate_axial(x: ArrayLike, positions: ArrayLike, spec: RopeSpec) -> Floats:
    """Return x (..., seq, head_dim) turned: half of the pairs by the row, half by the column.

    positions: (2, seq), rows and columns. Each half has the table of a head half as wide, as in
    vision towers: so both directions have fast and slow pairs. spec: without scaling, its
    pairs an even number. float64. Raises RopeError where they do not fit together.

    >>> rotate_axial([[1.0, 0.0, 1.0, 0.0]], [[0], [1]], RopeSpec(4)).round(4).tolist()
    [[1.0, 0.0, 0.5403, 0.8415]]

    Source: transformers, Qwen2VLVisionRotaryEmbedding.
    """
    where = position_array(positions)
    if where.ndim != 2 or len(where) != 2:
        raise RopeError("positions", f"shape {where.shape}", "shape (2, tokens), rows and columns")
    if spec.pairs % 2 or spec.scaling is not None:
        allowed = "an even number of pairs, without scaling"
        raise RopeError("spec", f"{spec.pairs} pairs, {spec.scaling}", allowed)
    vectors = np.asarray(x, dtype=np.float64)
    turned = vectors.copy()
    reads, writes = np.array(pair_indices(spec)), np.array(output_indices(spec))
    each = RopeSpec(spec.rotary_dim // 2, spec.base, "half_split")
    for axis, row in enumerate(where):
        half = slice(axis * each.pairs, (axis + 1) * each.pairs)
        turned[..., writes[half].T.ravel()] = rotate(vectors[..., reads[half].T.ravel()], row, each)
    return turned


def score_by_axis(
    q: ArrayLike,
    k: ArrayLike,
    query_position: Sequence[float],
    key_position: Sequence[float],
    spec: RopeSpec,
    sections: Sequence[int],
    *,
    interleaved: bool = False,
) -> Floats:
    """What each axis adds to the score of q at one place with k at another, (axes,).

    q, k: (head_dim,); positions: one number an axis. Features that are not turned are left out.

    >>> score_by_axis([1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0], (0, 0), (0, 9), RopeSpec(4),
    ...               (1, 1)).round(3).tolist()
    [1.0, 0.996]
    """
    sides = [
        rotate_axes(np.asarray(x, dtype=np.float64)[None], np.array(at)[:, None], spec, sections,
                    interleaved=interleaved)[0]
        for x, at in ((q, query_position), (k, key_position))
    ]  # fmt: skip
    follows = axis_of_pairs(sections, interleaved)
    places = np.array(output_indices(spec))
    products = sides[0] * sides[1]
    return np.array(
        [products[places[follows == axis].ravel()].sum() for axis in range(len(sections))]
    )
