"""The exercises in the order in which they grow. To add one: its file here, and its name below."""

from __future__ import annotations

from rope_core.exercises.entries import (
    blanks,
    cache,
    half_split,
    head,
    inv_freq,
    llama3,
    order,
    rotate,
    score,
)
from rope_core.exercises.exercise import Exercise

ALL: tuple[Exercise, ...] = (
    order.EXERCISE,
    blanks.EXERCISE,
    rotate.EXERCISE,
    inv_freq.EXERCISE,
    half_split.EXERCISE,
    score.EXERCISE,
    cache.EXERCISE,
    llama3.EXERCISE,
    head.EXERCISE,
)
