"""Precision: one position in four types of number, and a score that should stand still."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

import streamlit as st

from rope_core import RopeSpec, output_indices
from rope_core.analysis.formats import (
    PRECISIONS,
    SIGNIFICAND_BITS,
    Precision,
    bits,
    largest,
    round_to,
    spacing,
)
from rope_core.analysis.precision import (
    Rounding,
    end_passed,
    precision_table,
    rounded_rotation,
    score_drift,
)
from rope_core.problem import Problem, Reading
from rope_core.scaling.base import Floats
from ui.markdown import error_line
from ui.numbers import fixed, scale
from ui.scale.choice import Choice, edited, key
from ui.scale.steps import column
from ui.scale.words import exact
from ui.web.stage import stage

Wire = dict[str, object]
FAR = 1_000_000
USUAL = ("257", "4096", "65535", "1000000")
_PATHS: Mapping[str, str] = {
    "exact": "All in float64",
    "tables": "Vector, cos and sin in {}",
    "module": "Everything in {}",
    "position": "Only the position in {}",
    "angle": "Only the angle in {}",
    "table": "Only cos and sin in {}",
    "product": "Only products and sums in {}",
}
_WHO: Mapping[str, str] = {
    "exact": "the reference",
    "tables": "angles in float32, as transformers does it",
    "module": "a whole module cast to {}, frequencies and angles too",
    "position": "positions made with the model's own type, the rest in float32",
    "angle": "position × inv_freq; no library does this alone",
    "table": "the table that is kept; the rest in float32",
    "product": "the arithmetic of the rotation; the rest in float32",
}


def show_precision(reading: Reading, choice: Choice) -> None:
    """The position to look at, then the tables."""
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    with left:
        st.text_input("Position to look at", key=key("at"), on_change=edited, args=("at",))
    with right:
        st.pills(
            "Telling positions",
            USUAL,
            key=key("usual_at"),
            format_func=lambda at: f"{int(at):,}",
            on_change=_take_usual,
            label_visibility="collapsed",
        )
    if "at" in choice.errors:
        st.error(error_line(choice.errors["at"]))
    stage("scale/precision", precision_data(reading.problem, choice.at, reading.digits))


def _take_usual() -> None:
    chosen = st.session_state[key("usual_at")]
    if chosen:
        st.session_state[key("at")] = chosen
        # A pill is a way to fill the field, not a state of its own.
        st.session_state[key("usual_at")] = None
        edited("at")


@lru_cache(maxsize=64)
def precision_data(problem: Problem, at: int, digits: int) -> Wire:
    """One row a way of rounding; angle, cos and first number for every pair."""
    q, k, spec, distance = problem.q, problem.k, problem.spec, problem.m - problem.n
    near = max(distance, 0)
    query = max(at, near)
    rows: list[Wire] = []
    passed: list[Passed] = []
    for row in precision_table(q, query, k, query - distance, spec):
        rounding = row.rounding
        turned = rounded_rotation(q, query, spec, rounding)
        kind, small = _which(rounding)
        drift = _drift(problem, rounding)
        there = None if math.isfinite(row.score) else _passed(problem, rounding, query)
        moved = None if math.isfinite(drift) else _passed(problem, rounding, near, near + FAR)
        passed += [one for one in (there, moved) if one]
        # A position that is infinite already says why all that follows is no number.
        end = there if math.isfinite(row.position) else None
        rows.append(
            {
                "title": _PATHS[kind].format(small),
                "who": _WHO[kind].format(small),
                "position": _over(number(row.position, digits), there, digits),
                "angle": column(
                    _over(number(value, digits, precise=True), end, digits) for value in row.angles
                ),
                "off": column(number(value, digits, precise=True) for value in row.angle_errors),
                "cos": column(number(float(value), digits) for value in turned.cos),
                "first": column(number(float(v), digits) for v in _firsts(turned.values, spec)),
                "score": _over(number(row.score, digits), end, digits),
                "scoreOff": number(row.score_error, digits, precise=True),
                "drift": _over(number(drift, digits, precise=True), moved, digits),
            }
        )
    return {
        "at": f"{at:,}",
        "query": f"{query:,}",
        "key": f"{query - distance:,}",
        "distance": f"{abs(distance):,}",
        "far": f"{FAR:,}",
        "pairs": spec.pairs,
        "rows": rows,
        "types": [_type(at, kind) for kind in PRECISIONS],
        "why": _why(at),
        "further": _further(at, query),
        "beyond": _beyond(passed, digits),
    }


def _which(rounding: Rounding) -> tuple[str, Precision]:
    kind, _, small = rounding.name.partition(" in ")
    return kind, next((name for name in PRECISIONS if name == small), "float64")


def _firsts(values: Floats, spec: RopeSpec) -> list[float]:
    return [float(values[first]) for first, _ in output_indices(spec)]


#: Where the finite numbers were left, and the type whose end was passed there.
Passed = tuple[Literal["angle", "vector"], Precision]


def _passed(problem: Problem, rounding: Rounding, *queries: int) -> Passed | None:
    """The first that left the finite numbers, of the query at these places and the key of each."""
    distance = problem.m - problem.n
    turned = (
        (x, rounded_rotation(x, place, problem.spec, rounding))
        for query in queries
        for x, place in ((problem.q, query), (problem.k, query - distance))
    )
    return next((end for each in turned if (end := end_passed(*each))), None)


def _drift(problem: Problem, rounding: Rounding) -> float:
    """How far the score moves when both positions move to about a million."""
    distance = problem.m - problem.n
    one, other = (problem.q, problem.k) if distance >= 0 else (problem.k, problem.q)
    return score_drift(one, other, abs(distance), FAR, problem.spec, rounding)


NO_NUMBER, INFINITE = "no number", "infinite"


def _over(text: str, passed: Passed | None, digits: int) -> str:
    """The text, and what limit was passed where it is no number any more.

    >>> _over("infinite", ("angle", "float16"), 3), _over("256", ("angle", "bfloat16"), 3)
    ('over 65,504: infinite', '256')
    """
    if passed and (NO_NUMBER in text or INFINITE in text):
        return f"over {exact(largest(passed[1]), digits)}: {text}"
    return text


def number(value: float, digits: int, precise: bool = False) -> str:
    """A result of rounding, which may have left the numbers altogether."""
    if math.isnan(value):
        return NO_NUMBER
    if math.isinf(value):
        return INFINITE if value > 0 else f"−{INFINITE}"
    if not precise and value.is_integer() and 2 <= abs(value) < 1e15:
        return exact(value, digits)
    return "0" if precise and value == 0 else (scale if precise else fixed)(value, digits)


def _type(position: int, kind: Precision) -> Wire:
    """How a type holds a position: its bits, and the whole numbers there are around it."""
    held = float(round_to(position, kind))
    sign, exponent, fraction = bits(position, kind)
    gap = spacing(position, kind) if math.isfinite(held) else math.inf
    return {
        "name": kind,
        "bits": SIGNIFICAND_BITS[kind],
        "sign": sign,
        "exponent": exponent,
        "fraction": fraction,
        "held": _over(number(held, 3), ("angle", kind), 3),
        "gap": exact(max(gap, 1.0), 3) if math.isfinite(gap) else "–",
        "right": held == position,
    }


def _further(at: int, query: int) -> str:
    """Why the query does not stand at that position."""
    if query == at:
        return ""
    return f"At {at:,} the key would stand before position 0: both stand further on. "


def _beyond(passed: list[Passed], digits: int) -> str:
    """What "infinite" and "no number" mean, where they stand, by what it was that went too far.

    >>> _beyond([("vector", "float16")], 3)  # doctest: +ELLIPSIS
    'float16 ends at 65,504: what rounds to more becomes infinite. Here numbers of the vectors, ...
    """
    if not passed:
        return ""
    stages, types = ({end[part] for end in passed} for part in (0, 1))
    ends = ", ".join(
        f"{kind} ends at {exact(largest(kind), digits)}" for kind in PRECISIONS if kind in types
    )
    said = f"{ends}: what rounds to more becomes infinite."
    if "angle" in stages:
        said += " An infinite angle has no cosine, and what is made of that is no number."
    if "vector" in stages:
        said += (
            " Here numbers of the vectors, their products or sums are that large; an infinite "
            "number times 0, or less another, is no number."
        )
    return said


def _why(position: int) -> str:
    """Why bfloat16 holds this position as it does."""
    keeps = SIGNIFICAND_BITS["bfloat16"]
    binary = f"{position:b}"
    held = int(round_to(position, "bfloat16"))
    count = f"{len(binary)} digit{'s' if len(binary) > 1 else ''}"
    begins = f"{position:,} is {binary} in binary, {count}; bfloat16 keeps {keeps}. "
    if held == position:
        if len(binary) <= keeps:
            return begins + "They all fit, so it is held exactly."
        return begins + "All that is cut off is zeros, so it is held exactly."
    # The step between the numbers of this many digits; above the next power of 2 it is twice that.
    gap = 2 ** (len(binary) - keeps)
    below = position // gap * gap
    half = 2 * (position - below) == gap
    return begins + (
        f"What does not fit is …{binary[keeps:]}. The neighbours it can hold are {below:,} and "
        f"{below + gap:,}; "
        + (
            "the position lies exactly between them, and then the one whose last digit kept is 0 "
            "is taken"
            if half
            else "the nearer one is taken"
        )
        + f": {held:,}."
    )
