"""Slips of a program in the two sums and in the loop around them.

>>> [slip.key for slip in SUM_SLIPS][:2]
['overwritten', 'overwritten_second']
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rope_core.exercises.slip import Floats, Slip, Turn, known, program_slip
from rope_core.exercises.slips_angle import LOOP
from rope_core.exercises.slips_pair import PLACES, SUMS
from rope_core.mistakes.recipe import Pair, Recipe
from rope_core.spec import RopeSpec

_RIGHT = Recipe()
_ROWS = (
    "A point turned to the left by a small angle: does its first number grow or shrink, and "
    "which of your sums says so?"
)
_ROUNDS = "For d = {d}, which values does i take in your loop? Which pair is missing?"


def _doing(turned: Callable[[int, int], bool], zero: bool = False) -> dict[str, Any]:
    """Only the pairs i of n for which turned(i, n) holds; the others copied, or left at 0."""

    def row(make: Callable[[Pair], Floats], before: Callable[[Pair], Floats]) -> Any:
        def made(p: Pair) -> Floats:
            count = p.a.shape[-1]
            which = np.array([turned(i, count) for i in range(count)])
            return np.where(which, make(p), 0.0 if zero else before(p))

        return made

    return {
        "first": row(_RIGHT.first, lambda p: p.a),
        "second": row(_RIGHT.second, lambda p: p.b),
    }


def _normalised(x: Floats, positions: Floats, spec: RopeSpec) -> Floats:
    y = _RIGHT.rotate(x, positions, spec)
    return np.asarray(y / np.linalg.norm(y, axis=-1, keepdims=True))


def _rounded(places: int) -> Turn:
    return lambda x, positions, spec: np.round(_RIGHT.rotate(x, positions, spec), places)


#: What leaves y as it was made: tried first, since so little is in it.
EMPTY_SLIPS: tuple[Slip, ...] = (
    program_slip(
        "not_rotated",
        "Nothing was turned",
        "y is x: the sums are never stored, or the angle is 0 at every position.",
        "loop",
        "At position 1 pair 0 turns by one radian. Which line of yours changes y, and what is the "
        "angle there?",
        SUMS,
        other=lambda x, positions, spec: np.array(x),
    ),
    program_slip(
        "all_zero",
        "y was never filled",
        "Every number is 0, as the list was made.",
        "loop",
        "Which line writes into y, and how often is it reached?",
        f"{LOOP}\n    ...\n    " + SUMS.replace("\n", "\n    "),
        other=lambda x, positions, spec: np.zeros_like(x),
    ),
)  # fmt: skip

SUM_SLIPS: tuple[Slip, ...] = (
    program_slip(
        "overwritten",
        "The second sum reads the new first number",
        "The first number is overwritten before the second sum needs the old one.",
        "sum",
        "When the second sum is worked out, is its first number still the one of x?",
        PLACES + "\n" + SUMS.replace("x[{a}]", "a").replace("x[{b}]", "b"),
        second=lambda p: p.sin[1] * (p.cos_first - p.sin_second) + p.cos_second,
    ),
    program_slip(
        "overwritten_second",
        "The first sum reads the new second number",
        "The second number is overwritten before the first sum needs the old one.",
        "sum",
        "When the first sum is worked out, is its second number still the one of x?",
        PLACES + "\n" + SUMS.replace("x[{a}]", "a").replace("x[{b}]", "b"),
        first=lambda p: p.cos_first - p.sin[0] * (p.sin_first + p.cos_second),
    ),
    known("backwards", "sum", _ROWS, SUMS),
    program_slip(
        "both_plus",
        "A plus in both sums",
        "One of the two sine terms has a minus. With a plus in both this is no rotation: lengths "
        "change.",
        "sum", _ROWS, SUMS,
        first=lambda p: p.cos_first + p.sin_second,
    ),
    program_slip(
        "both_minus",
        "A minus in both sums",
        "Only the first sum has a minus. With one in both this is no rotation: lengths change.",
        "sum", _ROWS, SUMS,
        second=lambda p: p.cos_second - p.sin_first,
    ),
    program_slip(
        "second_negated",
        "The second sum has the wrong sign at the cosine",
        "a × sin − b × cos is a mirror image, not a turn.",
        "sum",
        "At position 0 the angle is 0. What is your second sum there, and what should it be?",
        SUMS,
        second=lambda p: p.sin_first - p.cos_second,
    ),
    known("sign_flipped", "sum", "At position 0 the angle is 0. What are your two sums there, and "
          "what should they be?", SUMS),
    known("sin_cos_swapped", "sum", "At position 0 the angle is 0, its cosine 1 and its sine 0. "
          "What does your first sum give there?", SUMS),
    known("partner_swapped", "sum", "At position 0 nothing should change. Which of the pair's "
          "numbers does the cosine meet in your first sum?", SUMS),
    program_slip(
        "second_swapped",
        "Sine and cosine swapped in the second sum",
        "The second number keeps its cosine share: a × sin + b × cos.",
        "sum",
        "At position 0 the angle is 0. What does your second sum give there?",
        SUMS,
        second=lambda p: p.a * p.cos[1] + p.b * p.sin[1],
    ),
    program_slip(
        "unswapped",
        "The sine meets the pair's own number",
        "The sine must meet the partner: the halves have to change places before they meet it.",
        "sum",
        "In your first sum, does the sine meet the first number of the pair, or its partner?",
        SUMS,
        first=lambda p: p.cos_first - p.sin[0] * p.a,
        second=lambda p: p.cos_second + p.sin[1] * p.b,
    ),
    program_slip(
        "cos_twice",
        "The cosine stands for both",
        "Both products of a sum have the cosine.",
        "sum", "Which of your four products have a sine?", SUMS,
        cos_sin=lambda angles: (np.cos(angles), np.cos(angles)),
    ),
    program_slip(
        "sin_twice",
        "The sine stands for both",
        "Both products of a sum have the sine.",
        "sum", "Which of your four products have a cosine?", SUMS,
        cos_sin=lambda angles: (np.sin(angles), np.sin(angles)),
    ),
    known("one_product", "sum", "How many products does each sum have?", SUMS),
    program_slip(
        "only_cos",
        "The sine terms are missing",
        "Every number is only multiplied by its cosine.",
        "sum", "How many products does each sum have?", SUMS,
        first=lambda p: p.cos_first,
        second=lambda p: p.cos_second,
    ),
    program_slip(
        "only_first",
        "Only the first number of each pair is written",
        "The second number of every pair is as it was in x.",
        "sum", "Which line writes the second number of pair {i}?", SUMS,
        second=lambda p: p.b,
    ),
    program_slip(
        "only_second",
        "Only the second number of each pair is written",
        "The first number of every pair is as it was in x.",
        "sum", "Which line writes the first number of pair {i}?", SUMS,
        first=lambda p: p.a,
    ),
    program_slip(
        "added_to_x",
        "The sums are added to x",
        "y began as a copy of x, and += adds to what is there.",
        "sum", "What is in y before your sums are written, and is it still in it after?", SUMS,
        first=lambda p: p.a + p.cos_first - p.sin_second,
        second=lambda p: p.b + p.sin_first + p.cos_second,
    ),
    program_slip(
        "normalised",
        "Divided by the length",
        "A rotation keeps the length as it is; nothing has to be divided.",
        "sum", "What is done with y after it is turned?", SUMS,
        other=_normalised,
    ),
    program_slip(
        "without_signs",
        "All signs are lost",
        "abs was taken.",
        "sum", "May a number of y be negative?", SUMS,
        other=lambda x, positions, spec: np.abs(_RIGHT.rotate(x, positions, spec)),
    ),
    known("added", "sum", "Are cos and sin multiplied with the numbers, or added to them?", SUMS),
    # --- the loop ---
    program_slip(
        "loop_short",
        "The last pair is left out",
        "The loop ends one round early: range(n) already stops before n.",
        "loop",
        _ROUNDS,
        LOOP,
        **_doing(lambda i, n: i < n - 1),
    ),
    program_slip(
        "loop_short_zero",
        "The last pair is left at 0",
        "The loop ends one round early: range(n) already stops before n.",
        "loop",
        _ROUNDS,
        LOOP,
        **_doing(lambda i, n: i < n - 1, zero=True),
    ),
    program_slip(
        "loop_half",
        "Only the first half of the pairs is turned",
        "There are d/2 pairs, and the loop has fewer rounds.",
        "loop",
        "For d = {d}, how many pairs are there, and how many rounds does your loop have?",
        LOOP,
        **_doing(lambda i, n: i < n // 2),
    ),
    program_slip(
        "loop_half_zero",
        "Only the first half of the pairs is filled",
        "There are d/2 pairs, and the loop has fewer rounds.",
        "loop",
        "For d = {d}, how many pairs are there, and how many rounds does your loop have?",
        LOOP,
        **_doing(lambda i, n: i < n // 2, zero=True),
    ),
    program_slip(
        "loop_late",
        "The first pair is left out",
        "The loop begins at 1; pair 0 is the first.",
        "loop", "Which is the first value of i in your loop?", LOOP,
        **_doing(lambda i, n: i > 0),
    ),
    program_slip(
        "loop_late_zero",
        "The first pair is left at 0",
        "The loop begins at 1; pair 0 is the first.",
        "loop", "Which is the first value of i in your loop?", LOOP,
        **_doing(lambda i, n: i > 0, zero=True),
    ),
    program_slip(
        "loop_once",
        "Only the first pair is turned",
        "The loop ends in its first round: a return or a break stands inside it.",
        "loop", "How many rounds does your loop have before it returns?", LOOP,
        **_doing(lambda i, n: i == 0),
    ),
    program_slip(
        "loop_once_zero",
        "Only the first pair is filled",
        "The loop ends in its first round: a return or a break stands inside it.",
        "loop", "How many rounds does your loop have before it returns?", LOOP,
        **_doing(lambda i, n: i == 0, zero=True),
    ),
    # --- rounding ---
    *(
        program_slip(
            f"rounded_{places}",
            f"Rounded to {places} places",
            "Rounding is for showing; what goes on into the next layer must keep its digits.",
            "sum", "Where does your code round, and why?", SUMS,
            other=_rounded(places),
        )
        for places in (1, 2, 3, 4)
    ),

)  # fmt: skip
