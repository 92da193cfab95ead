"""What Matrix asks before it walks a row: what the row makes of the vector."""

from __future__ import annotations

from collections.abc import Sequence

from rope_core import RopeSpec
from rope_core.frequencies import attention_factor
from rope_core.practice.ask import ask
from rope_core.practice.rules import Facts
from ui.lesson.questions import Wire, number
from ui.matrix.stage import WHOLE
from ui.numbers import fixed, subscript
from ui.rotate.stage import View


def matrix_questions(
    vectors: Sequence[tuple[tuple[float, ...], int, View]], spec: RopeSpec
) -> Wire:
    """By "vector row"; only of a whole matrix."""
    asked: Wire = {}
    if spec.head_dim > WHOLE or spec.scaling is not None or attention_factor(spec) != 1.0:
        return asked
    for which, (vector, position, view) in enumerate(vectors):
        for row in range(spec.head_dim):
            facts = Facts(spec, q=vector, m=position, place=row)
            value = ask("rotated", facts).line.value
            asked[f"{which} {row}"] = number(
                "rotated",
                facts,
                f"row {row} times {view.letter} makes {view.letter}′{subscript(row)}. Which number "
                "is it?",
                fixed(value, view.digits),
            )
    return asked
