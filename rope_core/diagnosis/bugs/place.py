"""Bugs of position: the angles belong to other positions than the tokens do."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from rope_core.analysis.formats import Precision, round_to
from rope_core.diagnosis.bugs.bug import Bug, thread
from rope_core.diagnosis.bugs.fixes import (
    ANGLES_NUMPY,
    ANGLES_TORCH,
    PADDED_NUMPY,
    PADDED_TORCH,
    TABLE_LONG_NUMPY,
    TABLE_LONG_TORCH,
)  # fmt: skip
from rope_core.diagnosis.options import Place
from rope_core.diagnosis.sample import Sample
from rope_core.figures import typed
from rope_core.scaling.base import Floats


def as_given(sample: Sample) -> Floats:
    return sample.turned_at


AS_GIVEN = Place(as_given, "positions as given")


def offset(by: float) -> Place:
    """Every position too large by a constant."""
    if by in (1.0, -1.0):
        words = "positions start at 1" if by > 0 else "positions are one too small"
        return Place(lambda s: s.turned_at + by, words, ("off_by_one",), f"{by:+g}", value=by)
    words = f"positions are {typed(abs(by))} too {'large' if by > 0 else 'small'}"
    return Place(lambda s: s.turned_at + by, words, ("offset",), typed(by, "+"), value=by)


def restarted(start: float) -> Place:
    """Positions count from 0 again at position `start`."""

    def used(sample: Sample) -> Floats:
        here = sample.turned_at
        return np.asarray(np.where(here >= start, here - start, here), dtype=np.float64)

    return Place(
        used, f"positions start again from 0 at position {typed(start)}",
        ("restarted",), f"at {typed(start)}", value=start,
    )  # fmt: skip


def clamped(top: float) -> Place:
    """Positions never grow beyond `top`."""

    def used(sample: Sample) -> Floats:
        return np.asarray(np.minimum(sample.turned_at, top), dtype=np.float64)

    return Place(
        used, f"no position goes beyond {typed(top)}",
        ("clamped",), typed(top), value=top,
    )  # fmt: skip


def stuck(at: float) -> Place:
    """Every row was turned for one and the same position."""
    return Place(
        lambda s: np.full(len(s.positions), at),
        f"every row is turned as if at position {typed(at)}",
        ("stuck",), typed(at), prior=0.5, value=at,
    )  # fmt: skip


def stretched(by: float) -> Place:
    """Every position multiplied by a constant."""
    words = (
        f"positions are divided by {1 / by:,.6g}"
        if by < 1
        else f"positions are multiplied by {by:,.6g}"
    )
    return Place(
        lambda s: s.turned_at * by, words, ("scaled_positions",), f"×{by:,.6g}", prior=0.2, value=by
    )


def _ones(sample: Sample) -> Iterator[Place]:
    yield offset(1.0)
    yield offset(-1.0)


def _stretched(sample: Sample) -> Iterator[Place]:
    for factor in (2.0, 4.0, 8.0, 16.0, 32.0, 64.0):
        yield stretched(1 / factor)
        if factor != 2.0:  # that is "rotated twice"
            yield stretched(factor)


def _rounded_to(sample: Sample, kind: Precision) -> Floats:
    return np.asarray(round_to(sample.turned_at, kind), dtype=np.float64)


def _rounded(sample: Sample) -> Iterator[Place]:
    kinds: tuple[Precision, ...] = ("bfloat16", "float16")
    for kind in kinds:
        rounded = partial(_rounded_to, kind=kind)
        yield Place(rounded, f"positions were rounded to {kind}", ("rounded_positions",), kind)


def _module(sample: Sample) -> Iterator[Place]:
    kinds: tuple[Precision, ...] = ("bfloat16", "float16")
    for kind in kinds:
        yield Place(
            as_given, f"positions, frequencies and angles were computed in {kind}",
            ("low_precision_angles",), kind, rounding=kind, prior=0.1,
        )  # fmt: skip


def _axes(sample: Sample) -> Iterator[Place]:
    heads, seq = sample.heads_each, sample.shape[1]
    if heads < 2 or sample.sections:
        return
    yield Place(
        lambda s: (s.heads % heads).astype(np.float64),
        "the head's number was taken for the position",
        ("axes_exchanged",), "position = head",
    )  # fmt: skip
    given = sample.given[0]
    if seq >= heads and given[0]:
        yield Place(
            lambda s: given[s.heads % heads], "the head axis was taken for the sequence axis",
            ("axes_exchanged",), "position of the head's number",
        )  # fmt: skip
    # (seq, heads, d) memory viewed as (heads, seq, d): element (h, s) lies at s × heads + h.
    yield Place(
        lambda s: given[(s.places * heads + s.heads % heads) % seq],
        "the tensor was reshaped where it should be transposed",
        ("axes_exchanged",), "reshape for transpose", prior=0.1,
    )  # fmt: skip
    yield Place(
        lambda s: given[(s.heads % heads * seq + s.places) // heads],
        "the tensor was reshaped where it should be transposed",
        ("axes_exchanged",), "reshape for transpose, the other way", prior=0.1,
    )  # fmt: skip


_ONLINE = "positions = past_length + {np}arange(seq)"

BUGS = (
    Bug(
        "off_by_one",
        "Positions off by one",
        "positions are off by one",
        "The first token stands at position 0. Counted from 1, every angle is one step too far.",
        "The first token is turned, though it should be untouched.",
        "positions = np.arange(seq)  # 0, 1, 2, …",
        "positions = torch.arange(seq)  # 0, 1, 2, …",
        (thread("microsoft/onnxruntime-genai!2354"),),
        mistakes=("position_plus_one", "position_minus_one"),
        alike=("offset",),
        places=_ones,
    ),
    Bug(
        "offset",
        "Positions shifted",
        "all positions are shifted by a constant",
        "Usually padding on the left that was counted as tokens, or an offset that a cache kept. "
        "Scores within one sequence stay right, so this hides until a cache or another sequence "
        "comes in.",
        "Every row is turned too far by the same positions.",
        PADDED_NUMPY,
        PADDED_TORCH,
        (
            thread("lucidrains/rotary-embedding-torch#11"),
            thread("skyzh/tiny-llm!46"),
        ),
    ),
    Bug(
        "restarted",
        "Positions start again",
        "positions start again from 0",
        "With a cache, the new tokens are passed alone and positions are counted from 0 again "
        "instead of from the cache's length.",
        "Rows are right up to a point; from there on they repeat the beginning.",
        _ONLINE.format(np="np."),
        _ONLINE.format(np="torch."),
        (
            thread("Blaizzy/mlx-vlm#1983"),
            thread("pytorch/executorch!2010"),
        ),
        alike=("offset",),
    ),
    Bug(
        "clamped",
        "Positions stop growing",
        "positions do not grow beyond a limit",
        "The table of cos and sin ends, and later positions take its last row.",
        "Rows are right up to a point; from there on all are turned alike.",
        TABLE_LONG_NUMPY,
        TABLE_LONG_TORCH,
    ),
    Bug(
        "stuck",
        "One position for all",
        "every row is turned alike",
        "The table was broadcast from one row, or the position was never advanced.",
        "All rows are turned by the same angles.",
        ANGLES_NUMPY,
        ANGLES_TORCH,
        mistakes=("no_position",),
    ),
    Bug(
        "scaled_positions",
        "Positions scaled",
        "positions are scaled",
        "All angles are multiplied by one number. Dividing positions is linear interpolation, and "
        "the same as dividing inv_freq: no data can tell the two apart.",
        "Every pair is too slow, or too fast, by the same factor.",
        ANGLES_NUMPY,
        ANGLES_TORCH,
        alike=("scaling_wrong", "scaling_ignored"),
        places=_stretched,
    ),
    Bug(
        "rounded_positions",
        "Positions rounded",
        "positions were rounded to 16 bits",
        "bfloat16 has 8 bits: above 256 it holds even numbers only, so 257 becomes 256. float16 "
        "holds whole numbers up to 2048.",
        "Right up to 256 (or 2048); then neighbours share a position.",
        "positions = np.asarray(positions, dtype=np.float64)  # from the start, never in 16 bits\n"
        + ANGLES_NUMPY,
        "with torch.autocast(device_type, enabled=False):  # position_ids are whole numbers\n    "
        + ANGLES_TORCH,
        (thread("huggingface/diffusers!13922"),),
        places=_rounded,
    ),
    Bug(
        "low_precision_angles",
        "Angles in 16 bits",
        "the angles were computed in 16 bits",
        "The whole module was cast: inv_freq, positions and their product are rounded. An angle of "
        "200 in bfloat16 is off by up to half a radian.",
        "Errors grow with the position, in every pair.",
        "positions = np.asarray(positions, dtype=np.float64)  # from the start, never in 16 bits\n"
        + ANGLES_NUMPY,
        "with torch.autocast(device_type, enabled=False):  # position_ids are whole numbers\n    "
        + ANGLES_TORCH,
        (
            thread("EleutherAI/gpt-neox#1003"),
            thread("huggingface/transformers!29285"),
        ),
        alike=("inv_freq_rounded", "rounded_positions"),
        places=_module,
    ),
    Bug(
        "axes_exchanged",
        "Head and sequence axes exchanged",
        "the head axis was taken for the sequence axis",
        "The tensor is (batch, seq, heads, head_dim) where (batch, heads, seq, head_dim) was "
        "expected, or was reshaped where it should be transposed.",
        "Heads at the same position are turned differently.",
        "x = x.reshape(batch, seq, heads, head_dim).swapaxes(1, 2)",
        "x = x.view(batch, seq, heads, head_dim).transpose(1, 2)",
        places=_axes,
    ),
)
