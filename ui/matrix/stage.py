"""The Matrix stage: the rotation as one matrix, walked entry by entry.

The entries are those of the core's trace, told by where they stand; the
browser knows which pair a row and a column belong to and picks the words.
"""

from __future__ import annotations

from rope_core import RopeSpec
from ui.numbers import subscript
from ui.rotate.stage import View, rotate_data

#: Up to this head_dim the whole matrix is walked; beyond, a 4×4 window of it.
WHOLE = 8

#: Why an entry is what it is, by its place in the pair (row, column).
ENTRIES: dict[str, dict[str, str]] = {
    "00": {
        "title": "cos, {at_cos}",
        "says": "Row {r} makes {yn}, column {c} meets {xn}: the same place of pair {i}. "
        "In its own place a number counts {af}cos({angle}) times.",
        "entry": "{af}cos({angle})",
    },
    "01": {
        "title": "−sin, {at_minus_sin}",
        "says": "Row {r} makes the first number of pair {i}, column {c} meets its second. "
        "A turn takes {af}sin({angle}) times the second number off the first.",
        "entry": "−{af}sin({angle})",
    },
    "10": {
        "title": "sin, {at_sin}",
        "says": "Row {r} makes the second number of pair {i}, column {c} meets its first. "
        "A turn adds {af}sin({angle}) times the first number to the second.",
        "entry": "{af}sin({angle})",
    },
    "11": {
        "title": "cos, {at_cos}",
        "says": "Row {r} makes {yn}, column {c} meets {xn}: the same place of pair {i}. "
        "In its own place a number counts {af}cos({angle}) times.",
        "entry": "{af}cos({angle})",
    },
    "zero": {
        "title": "A zero",
        "says": "Row {r} belongs to pair {i}, column {c} to pair {j}. "
        "Pairs never mix, so nothing of {xn} goes into {yn}.",
        "entry": "0",
    },
    "copied": {
        "title": "A one",
        "says": "{xn} belongs to no pair: it is not rotated but passed on as it is.",
        "entry": "1",
    },
    "beside": {
        "title": "A zero",
        "says": "Of row {r} and column {c} at least one belongs to no pair, and there numbers "
        "are copied one by one: nothing of {xn} goes into {yn}.",
        "entry": "0",
    },
}

WORDS = {
    "start": "The whole turn of {letter} at position {position} is one matrix times the vector. "
    "Row by row, each entry meets the number in its column.",
    "done": "All rows are done: the same numbers as on Rotate, because it is the same arithmetic. "
    "{zeros_met}",
    **{
        f"window {side}": f"{what} of the window: the running sum counts every column up to this "
        f"one{also}."
        for side, what, also in (
            ("left", "Row {r} has an entry of its pair left", ", also those left of the window"),
            ("2 left", "Row {r} has both entries of its pair left", ", also those left of it"),
            ("right", "Row {r} has an entry of its pair right", " and none after it"),
            ("2 right", "Row {r} has both entries of its pair right", " and none after it"),
            (
                "left right",
                "Row {r} has one entry of its pair left and one right",
                ", also those left of the window, and none after it",
            ),
            ("copied left", "Row {r} has its 1 left", ", also those left of the window"),
            ("copied right", "Row {r} has its 1 right", " and none after it"),
        )
    },
}
ROWS = {
    "where": "{cell} | = {entry_from} {entry_is} {entry}",
    "plain": "{cell} | = {entry}",
    "product": "{cell} × {xn} | = {(entry)}×{(x)} {product_is} {product}",
    "first_sum": "{yn} so far | = {sum}",
    "sum": "{yn} so far | = {sum_before} + {(product)} {sum_is} {sum}",
    "last_sum": "{yn} | = {sum_before} + {(product)} {sum_is} {sum}",
}
#: The form of a vector of one pair, however pairs are laid out.
FORM_OF_TWO = "its two numbers swapped, the first negated"
FORMS = {
    "interleaved": "neighbours swapped, the first of each pair negated",
    "half_split": "halves swapped, the first half negated (several libraries call it rotate_half)",
    "interleaved_to_half": "neighbours moved into two halves, then the halves swapped and the "
    "first half negated",
}


def matrix_data(
    vector: tuple[float, ...], position: int, spec: RopeSpec, view: View
) -> dict[str, object]:
    """What the Matrix stage needs of one vector, shape (head_dim,)."""
    data = rotate_data(vector, position, spec, view)
    names = [view.letter + subscript(index) for index in range(spec.head_dim)]
    return {
        **data,
        "names": names,
        "turned_names": [f"{view.letter}′{subscript(i)}" for i in range(spec.head_dim)],
        "subscripts": [subscript(index) for index in range(spec.head_dim)],
    }


def counts(spec: RopeSpec) -> dict[str, str]:
    """How many products the full matrix asks for, and how many of them matter."""
    all_products = spec.head_dim**2
    needed = 2 * spec.rotary_dim + (spec.head_dim - spec.rotary_dim)
    apart = "pairs" if spec.rotary_dim == spec.head_dim else "numbers that do not meet"
    return {
        "products": f"{all_products:,}",
        "needed": f"{needed:,}",
        "zeros": f"{all_products - needed:,}",
        "zeros_met": "With one pair no entry is 0 by its place."
        if all_products == needed
        else f"{all_products - needed:,} of the {all_products:,} products were with a 0 that "
        f"stands between {apart}.",
        "share": f"{all_products / needed:,.0f}",
    }
