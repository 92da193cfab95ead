"""Positions of more than one axis: a patch has a row and a column, and each pair follows one axis.

>>> axis_of_pairs((2, 1, 1), interleaved=False).tolist()
[0, 0, 1, 2]
"""

from rope_core.axes.sections import (
    axis_of_pairs,
    rotate_axes,
    rotate_axial,
    score_by_axis,
    scores_axes,
    trace_axes,
)

__all__ = [
    "axis_of_pairs",
    "rotate_axes",
    "rotate_axial",
    "score_by_axis",
    "scores_axes",
    "trace_axes",
]
