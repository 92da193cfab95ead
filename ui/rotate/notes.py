"""An equation is never false at the digits shown: what is said where rounding makes it look so."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import NamedTuple

from ui.numbers import agrees, fixed, shown

Record = dict[str, str]


#: The signs before results: = in all pairs, but for those where it is ≈.
SIGNS = (
    *("line_is", "line_1_is", "cos_is", "sin_is", "cx0_is", "sx1_is", "sx0_is", "cx1_is"),
    *("first_is", "second_is", "len0_is", "len1_is"),
)


class Notes(NamedTuple):
    """≈ for the lines whose rounded terms do not give the rounded result, and sentences why;
    near: what they give is about that result, wherever it is not the result itself."""

    texts: Record
    near: bool


def notes(record: Record, position: int, digits: int) -> Notes:
    """What is said of a pair at the digits it is shown with."""
    n = {key: shown(record[key]) for key in _SHOWN}
    factor = float(shown(record["radius"]))
    cosine, sine = factor * math.cos(n["angle"]), factor * math.sin(n["angle"])
    # What a reader gets who goes on with the numbers as they are shown: terms, factors, angle.
    first = (
        n["cx0"] - n["sx1"],
        n["cos"] * n["x0"] - n["sin"] * n["x1"],
        Decimal(cosine) * n["x0"] - Decimal(sine) * n["x1"],
    )
    second = (
        n["sx0"] + n["cx1"],
        n["sin"] * n["x0"] + n["cos"] * n["x1"],
        Decimal(sine) * n["x0"] + Decimal(cosine) * n["x1"],
    )
    # A model that turns backwards has the minus before its position.
    angle = Decimal(position) * n["w"] * (-1 if n["angle"] < 0 else 1)
    gives = {
        "angle": (angle,),
        "cos": (Decimal(cosine),),
        "sin": (Decimal(sine),),
        **{result: (n[a] * n[b],) for a, b, result in _PRODUCTS},
        "first": first,
        "second": second,
        "line": first[2:],
        "line_1": second[2:],
        "len0": ((n["x0"] ** 2 + n["x1"] ** 2).sqrt(),),
        "len1": ((n["y0"] ** 2 + n["y1"] ** 2).sqrt(),),
    }
    results = {"first": "y0", "second": "y1", "line": "y0", "line_1": "y1"}
    off = {
        name: not all(agrees(value, record[results.get(name, name)]) for value in values)
        for name, values in gives.items()
    }
    size = max(Decimal(1), abs(n["x0"]), abs(n["x1"]))
    # Of a product only its own factors carry their rounding on, and of a cosine none.
    own = {result: max(Decimal(1), abs(n[b])) for _, b, result in _PRODUCTS}
    own |= dict.fromkeys(("cos", "sin"), Decimal(1))
    own["angle"] = Decimal(max(1, position))
    near = all(
        _about(value, record[results.get(name, name)], own.get(name, size))
        for name, is_off in off.items()
        if is_off
        for value in gives[name]
    )
    # The Matrix page tells one product at a time.
    rounded = [each for each in _PRODUCTS if off[each[2]]]
    products = {f"note_{each[2]}": _entry_note(record, *each) for each in rounded}
    said = {
        # The first line alone: nothing but its angle and its two numbers are on screen.
        "note_line": _sum_note(record, "0", shown(record["y0"]), off["line"], digits),
        "note_angle": f"inv_freq is shown rounded; at full precision the angle is "
        f"{record['angle']}."
        if off["angle"]
        else "",
        "note_cos_sin": "The angle is shown rounded; cos and sin are of the angle at full "
        "precision."
        if off["cos"] or off["sin"]
        else "",
        "note_products": _products_note(record, rounded),
        "note_first": _sum_note(record, "0", first[0], off["first"], digits),
        "note_second": _sum_note(record, "1", second[0], off["second"], digits),
        "note_length": "The numbers under the roots are shown rounded; the lengths are not taken "
        "from them."
        if off["len0"] or off["len1"]
        else "",
    }
    signs = {sign: "≈" for sign in SIGNS if off[sign.removesuffix("_is")]}
    return Notes(said | products | signs, near)


def _products_note(record: Record, rounded: list[tuple[str, str, str]]) -> str:
    """About all products of a pair at once: what is rounded in several is said once."""
    products: dict[str, list[str]] = {}
    for turn, number, result in rounded:
        products.setdefault(_rounded(record, turn, number), []).append(record[result])
    return " ".join(
        f"{which} shown rounded; at full precision their "
        + (f"product is {of[0]}." if len(of) == 1 else f"products are {' and '.join(of)}.")
        for which, of in products.items()
    )


def _entry_note(record: Record, turn: str, number: str, result: str) -> str:
    """About one product, told on Matrix: the entry that meets the second number is −sin."""
    if (turn, number) == ("sin", "x1"):
        record = record | {name: _negated(record[name]) for name in (turn, result)}
    return _products_note(record, [(turn, number, result)])


def _negated(text: str) -> str:
    return text.removeprefix("−") if text.startswith("−") or text == "0" else f"−{text}"


def _rounded(record: Record, turn: str, number: str) -> str:
    """Which of a product's two factors is shown rounded: a cosine whose product is off always is,
    a number that was typed with as few digits is not."""
    if Decimal(record["raw"].split(",")[int(number[-1])]) == shown(record[number]):
        return f"{record[turn]} is"
    return f"{record[turn]} and {record[number]} are"


def _about(computed: Decimal, text: str, size: Decimal) -> bool:
    """Whether a reader who works it out from the shown factors sees that it is the shown result:
    0.001 × 0.018 is not about 2.55×10⁻⁵. The largest factor, ``size``, carries its rounding on."""
    result = shown(text)
    exponent = result.as_tuple().exponent
    assert isinstance(exponent, int), "a shown number is finite"
    few = Decimal(10).scaleb(exponent) * size
    return abs(computed - result) <= few + abs(result) / 50


def shares(record: Record, digits: int) -> Record:
    """The two shares of each new number, for the caption of the picture.

    A caption has no room for a note, so its shares get as many places as they need to add up to
    the number beside them: 0.3177 and 0.0985, where 0.318 − 0.098 would not be 0.219.
    """
    first_cos, second_sin, first_sin, second_cos = map(float, record.pop("exact").split(","))
    texts: Record = {}
    for result, one, other, sign in (
        ("y0", ("cx0", first_cos), ("sx1", second_sin), -1),
        ("y1", ("sx0", first_sin), ("cx1", second_cos), 1),
    ):
        for places in range(digits, digits + 8):
            pair = {f"{name}_share": fixed(value, places) for name, value in (one, other)}
            left, right = map(shown, pair.values())
            if agrees(left + sign * right, record[result]):
                break
        if places > digits:  # else they are the products as shown
            texts |= pair
    return texts


_PRODUCTS = (("cos", "x0", "cx0"), ("sin", "x1", "sx1"), ("sin", "x0", "sx0"), ("cos", "x1", "cx1"))
_SHOWN = ("w", "angle", "cos", "sin", "x0", "x1", "cx0", "sx1", "sx0", "cx1", "y0", "y1")


def _sum_note(record: Record, which: str, terms: Decimal, off: bool, digits: int) -> str:
    """About a sum: ``terms`` is what its rounded products give; ``off``, whether any step is."""
    result, more = record[f"y{which}"], record[f"more{which}"]
    if not off:
        return ""
    if not agrees(terms, result):
        added = f"{terms:,.{digits}f}".replace("-", "−")
        return f"Rounded terms give {added}; at full precision it is {more}, shown as {result}."
    return f"The factors are shown rounded; at full precision it is {more}, shown as {result}."
