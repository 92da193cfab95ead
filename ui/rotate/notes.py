"""An equation is never false at the digits shown: what is said where rounding makes it look so."""

from __future__ import annotations

import math
from decimal import Decimal

from ui.numbers import agrees, shown

Record = dict[str, str]


def notes(record: Record, position: int, digits: int) -> Record:
    """Sentences for the lines whose rounded terms do not give the rounded result."""
    n = {key: shown(record[key]) for key in _SHOWN}
    products = {
        result: ""
        if agrees(n[a] * n[b], record[result])
        else f"{record[a]} and {record[b]} are shown rounded; "
        f"at full precision their product is {record[result]}."
        for a, b, result in _PRODUCTS
    }
    angle = Decimal(position) * n["w"]
    factor = float(shown(record["af"][:-1])) if record["af"] else 1.0
    cosine, sine = factor * math.cos(n["angle"]), factor * math.sin(n["angle"])
    first_line = Decimal(cosine) * n["x0"] - Decimal(sine) * n["x1"]
    second_line = Decimal(sine) * n["x0"] + Decimal(cosine) * n["x1"]
    return {
        # The first line alone: nothing but its angle and its two numbers are on screen.
        "note_line": _sum_note(record, "0", shown(record["y0"]), first_line, digits=digits),
        "note_angle": ""
        if agrees(angle, record["angle"])
        else f"inv_freq is shown rounded; at full precision the angle is {record['angle']}.",
        "note_cos_sin": ""
        if agrees(Decimal(cosine), record["cos"]) and agrees(Decimal(sine), record["sin"])
        else "The angle is shown rounded; cos and sin are of the angle at full precision.",
        **{f"note_{result}": note for result, note in products.items()},
        "note_products": " ".join(note for note in products.values() if note),
        "note_first": _sum_note(
            record,
            "0",
            n["cx0"] - n["sx1"],
            n["cos"] * n["x0"] - n["sin"] * n["x1"],
            first_line,
            digits=digits,
        ),
        "note_second": _sum_note(
            record,
            "1",
            n["sx0"] + n["cx1"],
            n["sin"] * n["x0"] + n["cos"] * n["x1"],
            second_line,
            digits=digits,
        ),
        "note_length": ""
        if agrees((n["x0"] ** 2 + n["x1"] ** 2).sqrt(), record["len0"])
        and agrees((n["y0"] ** 2 + n["y1"] ** 2).sqrt(), record["len1"])
        else "The numbers under the roots are shown rounded; the lengths are not taken from them.",
    }


_PRODUCTS = (("cos", "x0", "cx0"), ("sin", "x1", "sx1"), ("sin", "x0", "sx0"), ("cos", "x1", "cx1"))
_SHOWN = ("w", "angle", "cos", "sin", "x0", "x1", "cx0", "sx1", "sx0", "cx1", "y0", "y1")


def _sum_note(record: Record, which: str, terms: Decimal, *lines: Decimal, digits: int) -> str:
    """About a sum: ``terms`` of its rounded products, ``lines`` of its rounded factors."""
    result, more = record[f"y{which}"], record[f"more{which}"]
    if not agrees(terms, result):
        told = f"{terms:.{digits}f}".replace("-", "−")
        return f"Rounded terms give {told}; at full precision it is {more}, shown as {result}."
    if not all(agrees(line, result) for line in lines):
        return f"The factors are shown rounded; at full precision it is {more}, shown as {result}."
    return ""
