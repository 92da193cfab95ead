"""What Cancel asks: before a step of its proof, as rope_core.proof has it, and after the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from rope_core import RopeSpec
from rope_core.proof import Prediction
from ui.cancel.moving import FAMILY, MOVES, added_scores, rounding
from ui.lesson.questions import Wire, choice
from ui.numbers import agrees, fixed, scale, shown


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


#: As many parts of a score as are written out beside it.
_FEW = 4


def proof_questions(
    asked: Mapping[str, Prediction], shares: Sequence[float], copied: float, digits: int
) -> dict[str, Wire]:
    """What is asked before a step, with the numbers its answer was computed from.

    shares: what each pair adds to the score; copied: what is not rotated does. The
    lines of the steps are those of one pair: which numbers are of all of them is said. ofLine:
    whether the question is about the line that the next step writes.
    """
    parts = [*shares, *([copied] if copied else [])]
    whole_of = f"score of all {len(shares)} pairs" if len(shares) > 1 else "score of the pair"
    if copied:
        whole_of += " and of what is not rotated"

    def told(name: str, value: float) -> str:
        text = fixed(value, digits)
        if len(parts) == 1 or "score" not in name:
            return f"{name.capitalize()}: {text}."
        whole = name.replace("score", whole_of).capitalize()
        if len(parts) > _FEW or not name.endswith("before"):
            return f"{whole}: {text}."
        texts = [fixed(part, digits) for part in parts]
        sign = "=" if agrees(sum(map(shown, texts), Decimal(0)), text) else "≈"
        signed = [f" − {x[1:]}" if x.startswith("−") else f" + {x}" for x in texts[1:]]
        return f"{whole}: {texts[0]}{''.join(signed)} {sign} {text}."

    return {
        key: choice(
            one.question,
            one.choices,
            one.correct,
            " ".join([one.because, *(told(name, x) for name, x in one.numbers)]),
            one.stands,
        )
        | {"ofLine": not one.numbers}
        for key, one in asked.items()
    }
