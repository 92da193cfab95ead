"""What Matrix asks before it walks a row: what the row makes of the vector."""

from __future__ import annotations

from collections.abc import Sequence

from rope_core import RopeSpec
from rope_core.practice.ask import ask_each
from rope_core.practice.rules import Facts
from ui.lesson.questions import Wire, filled, numbers
from ui.rotate.stage import MOST_PAIRS, View
from ui.weighed import kept


def matrix_frames(letters: Sequence[str]) -> Wire:
    """What the questions of every row have in common, by the vector's letter and how exact they
    are."""
    text = "row {at} times %s gives the number of %s′ at place {at}. Which number is it?"
    frames: Wire = {}
    for letter in letters:
        frames |= numbers(letter, text % (letter, letter), "The steps of this row show it.")
    return frames


def matrix_questions(
    vectors: Sequence[tuple[tuple[float, ...], int, View]], spec: RopeSpec
) -> Wire:
    """By "vector row"."""
    return {
        f"{which} {row}": question
        for which, vector in enumerate(vectors)
        for row, question in enumerate(_of_vector(*vector, spec))
    }


# Two rows a pair, for as many pairs as Rotate's stage keeps.
@kept(most=2 * MOST_PAIRS, weigh=len)
def _of_vector(
    vector: tuple[float, ...], position: int, view: View, spec: RopeSpec
) -> tuple[list[object], ...]:
    rows = ask_each("rotated", Facts(spec, q=vector, m=position))
    return tuple(
        filled(view.letter, str(row), question, view.digits) for row, question in enumerate(rows)
    )
