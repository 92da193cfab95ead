"""What Cancel asks after its proof; what it asks before a step of it is of rope_core.proof."""

from __future__ import annotations

import numpy as np

from rope_core import RopeSpec
from ui.cancel.moving import FAMILY, MOVES, added_scores, rounding
from ui.lesson.questions import Wire, choice
from ui.numbers import scale


def beyond_questions(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec, digits: int
) -> Wire:
    """By the key of the step: what is asked before its slider is moved."""
    added = added_scores(q, m, k, n, spec)
    most = float(np.abs(added - added[0]).max())
    moves = most > rounding(added)
    return {
        "family": choice(
            f"both are moved, by up to {MOVES[-1]:,}. Which score changes?",
            (*FAMILY, "added", "None"),
            3 if moves else 4,
            "RoPE, xPos and ALiBi keep only the distance. "
            + (
                f"What is added changes by up to {scale(most, digits)}: move the slider and see."
                if moves
                else "With these numbers what is added keeps its score as well."
            ),
            (
                *("turned numbers that change taken for another score",) * 2,
                "numbers that grow taken for another score",
                "",
                "adding taken to keep the distance, as turning does",
            )
            if moves
            else (),
        )
    }
