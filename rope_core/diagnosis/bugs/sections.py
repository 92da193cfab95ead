"""Bugs of sections: positions of several axes (time, height and width), met by the wrong pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import permutations

import numpy as np

from rope_core.axes import axis_of_pairs
from rope_core.diagnosis.bugs.bug import Bug, thread
from rope_core.diagnosis.bugs.fixes import SECTIONS_NUMPY, SECTIONS_TORCH
from rope_core.diagnosis.options import Place
from rope_core.diagnosis.placed import Ints
from rope_core.diagnosis.sample import Sample
from rope_core.scaling.base import Floats

_AXES = ("first", "second", "third", "fourth")


def _following(axis_of: Ints, sample: Sample) -> Floats:
    """The positions of the rows, (rows, pairs), where pair i follows axis_of[i]."""
    return np.asarray(sample.at_axes()[axis_of].T)


def _one_axis(sample: Sample) -> Iterator[Place]:
    for axis, name in enumerate(_AXES[: len(sample.sections)]):
        used = partial(_following, np.full(sum(sample.sections), axis, dtype=np.intp))
        yield Place(
            used, f"the sections are ignored: every pair follows the {name} axis",
            ("sections_ignored",), f"the {name} axis", prior=0.01 * axis,
        )  # fmt: skip


def _other_order(sample: Sample) -> Iterator[Place]:
    """Blocks where turns were meant, or the other way round."""
    parts = sample.sections
    if len(parts) < 2:
        return
    meant = sample.interleaved
    words = "in blocks, not in turn" if meant else "in turn, not in blocks"
    for number, axis_of in enumerate(_orders(parts, not meant)):
        yield Place(
            partial(_following, axis_of), f"pairs follow the axes {words}",
            ("sections_interleaved",), words, prior=0.01 * number,
        )  # fmt: skip


def _orders(parts: Sequence[int], interleaved: bool) -> Iterator[Ints]:
    yield axis_of_pairs(parts, interleaved)
    if interleaved:  # one pair of each axis, then the next of each, as far as there are some
        turns = [(turn, axis) for axis, count in enumerate(parts) for turn in range(count)]
        yield np.array([axis for _, axis in sorted(turns)], dtype=np.intp)


def _exchanged(sample: Sample) -> Iterator[Place]:
    count = len(sample.sections)
    if count < 2 or count > len(_AXES):
        return
    meant = axis_of_pairs(sample.sections, sample.interleaved)
    for number, order in enumerate(permutations(range(count))):
        if order == tuple(range(count)):
            continue
        followed = ", ".join(_AXES[axis] for axis in order)
        yield Place(
            partial(_following, np.array(order, dtype=np.intp)[meant]),
            f"the axes are exchanged: the sections follow the {followed}",
            ("axes_swapped",), followed, prior=0.01 * number,
        )  # fmt: skip


BUGS = (
    Bug(
        "sections_ignored",
        "Sections ignored",
        "every pair follows the same axis",
        "Positions of an image have three axes, time, height and width, and each section of pairs "
        "follows one of them. Here all follow one, as text does.",
        "Text is right, for all its axes count alike; an image is not.",
        SECTIONS_NUMPY,
        SECTIONS_TORCH,
        places=_one_axis,
    ),
    Bug(
        "sections_interleaved",
        "Sections in blocks or in turn",
        "the pairs follow the axes in another order",
        "Some models give each axis a block of neighbouring pairs (Qwen2-VL), others let the pairs "
        "take the axes in turn (mrope_interleaved, Qwen3-VL). Here it is the other of the two.",
        "Text is right; of an image, the pairs that follow the same axis in both ways.",
        SECTIONS_NUMPY,
        SECTIONS_TORCH, (thread("alibaba/MNN!4133"), thread("Blaizzy/mlx-vlm!576"), ),
        places=_other_order,
    ),
    Bug(
        "axes_swapped",
        "The axes of the positions exchanged",
        "the axes of the positions are exchanged",
        "Time, height and width came in another order than the sections expect: an image is read "
        "as if it lay on its side.",
        "Text is right, and so are pixels on the diagonal.",
        SECTIONS_NUMPY,
        SECTIONS_TORCH,
        places=_exchanged,
    ),
)  # fmt: skip
