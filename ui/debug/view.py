"""A diagnosis as the browser shows it: texts that stand as they are, and places in a picture."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode

from rope_core.diagnosis import BUGS, Diagnosis
from rope_core.diagnosis.report import report, rows_of_weights, run_cells, smallest_fix
from rope_core.diagnosis.verdict import Hypothesis, PairAngle
from rope_core.figures import RAISED, typed
from rope_core.problem import PAIRINGS
from rope_core.reading.numbers import MAX_HEAD_DIM, MAX_POSITION
from rope_core.reading.vectors import format_vector
from ui.numbers import fixed, scale

_STATUS = {
    "right": "Right",
    "equivalent": "Equivalent",
    "bug": "Found",
    "cannot_tell": "Cannot tell",
    "unknown": "Not known",
}
#: Rows of the table of what was tried; the rest is folded away.
_TRIED = 8
#: Rows of the table of positions.
_RUNS = 40


def debug_data(diagnosis: Diagnosis, given: str = "") -> dict[str, object]:
    """All the page shows of a diagnosis; given: what it was made of, for the report."""
    return {
        "status": diagnosis.status,
        "label": _STATUS[diagnosis.status],
        "verdict": diagnosis.verdict,
        "sure": diagnosis.sure,
        "ask": diagnosis.ask,
        "notes": list(diagnosis.notes),
        "alternatives": list(diagnosis.alternatives),
        "bugs": [
            {
                "title": found.bug.title,
                "story": found.bug.story,
                "looks": found.bug.looks,
                "numpy": smallest_fix(found.bug.numpy, diagnosis.believed),
                "torch": smallest_fix(found.bug.torch, diagnosis.believed),
                "threads": [{"url": url, "text": _thread(url)} for url in found.bug.threads],
            }
            for found in diagnosis.bugs
        ],
        "located": [
            [place.where.words(), place.says, f"{place.numbers:,}"] for place in diagnosis.located
        ],
        "positions": [list(run_cells(run)) for run in diagnosis.positions[:_RUNS]],
        "morePositions": max(len(diagnosis.positions) - _RUNS, 0),
        "weights": "" if diagnosis.permutation is None else rows_of_weights(diagnosis.permutation),
        "deciding": _deciding(diagnosis),
        "angles": _angles(diagnosis),
        "hypotheses": [_tried(h) for h in diagnosis.hypotheses[:_TRIED]],
        "others": [_tried(h) for h in diagnosis.hypotheses[_TRIED:]],
        "hidden": [BUGS[key].title for key in diagnosis.not_seen],
        "report": f"{report(diagnosis)}\n\n{given}".rstrip(),
        "learn": learn_link(diagnosis),
        "learnPage": "Cancel" if diagnosis.of == "scores" else "Rotate",
    }


def _thread(url: str) -> str:
    """owner/repo #number of an address.

    >>> _thread("https://github.com/huggingface/transformers/issues/25199")
    'huggingface/transformers #25199'
    """
    parts = url.split("/")
    return f"{parts[3]}/{parts[4]} #{parts[6]}"


def _tried(one: Hypothesis) -> list[str]:
    fits = "yes" if one.fits else "no"
    return [one.words, str(len(one.bugs)) if one.fits else "", scale(one.residual, 3), fits]


# --- numbers ------------------------------------------------------------------------------


def _deciding(diagnosis: Diagnosis) -> dict[str, object]:
    given = {"vectors": ["x", "y"], "scores": ["score"]}.get(diagnosis.of, ["table"])
    digits = 8 if diagnosis.of == "inv_freq" else 6
    rows = []
    for one in diagnosis.deciding:
        before = [] if one.before is None else [one.before]
        values = (*before, one.got, one.expected, one.explained)
        rows.append([one.place, *(fixed(value, digits) for value in values)])
    at = f"At {diagnosis.deciding_at}. " if diagnosis.deciding_at else ""
    return {
        "title": "Numbers that decide" if diagnosis.bugs else "Numbers compared",
        "says": f"{at}What came out, what was meant, and what the explanation gives.",
        "heads": [diagnosis.deciding_of, *given, "as meant", "as explained"],
        "rows": rows,
    }


# --- the picture of angles ------------------------------------------------------------------


def _angles(diagnosis: Diagnosis) -> dict[str, object]:
    """Each pair's recovered and expected angle (or frequency); off where they differ by more
    than rounding. Heights go from 0 to 1."""
    table = diagnosis.of == "inv_freq"
    low, high, ticks = _frequency_axis(diagnosis.angles) if table else _ANGLE_AXIS
    points = []
    for angle in diagnosis.angles:
        apart = angle.recovered - angle.expected
        apart = abs(apart if table else math.remainder(apart, math.tau))
        seen = [angle.recovered, angle.expected]
        points.append(
            {
                "pair": angle.pair_index,
                "heights": [_height(value, low, high, table) for value in seen],
                "shown": [scale(value, 4) if table else fixed(value, 4) for value in seen],
                "off": apart > 3 * angle.error,
            }
        )
    off = sum(bool(point["off"]) for point in points)
    said = "all pairs as meant" if not off else f"{off} of {len(points)} pairs not as meant"
    at = f"At position {typed(diagnosis.angle_position)}"
    words = {
        "title": "The frequency of each pair" if table else "The angle each pair was turned by",
        "says": f"{said.capitalize()}. One axis step is a power of ten."
        if table
        else f"{at}: {said}. {_read(diagnosis)} with atan2, in radians from −π to π.",
        "heads": ["pair", "given" if table else "recovered", "as meant", "agrees"],
        "got": "given" if table else "recovered",
    }
    return {"points": points, "ticks": ticks, **words}


def _read(diagnosis: Diagnosis) -> str:
    if diagnosis.of != "vectors" or diagnosis.spec is None:
        return "Read"
    return f"Read from {diagnosis.spec.pairing} pairs"


_ANGLE_AXIS = (-math.pi, math.pi, [[1.0, "π"], [0.5, "0"], [0.0, "−π"]])


def _frequency_axis(angles: tuple[PairAngle, ...]) -> tuple[float, float, list[list[Any]]]:
    """Whole powers of ten around all frequencies, and at most six ticks."""
    powers = [math.log10(v) for a in angles for v in (a.recovered, a.expected) if v > 0]
    low, high = math.floor(min(powers, default=-1)), math.ceil(max(powers, default=0))
    high = max(high, low + 1)
    step = -(-(high - low) // 5)
    ticks = [[(p - low) / (high - low), _power(p)] for p in range(low, high + 1, step)]
    return float(low), float(high), ticks


def _power(exponent: int) -> str:
    """A power of ten as a tick says it.

    >>> _power(-1), _power(-5)
    ('0.1', '10⁻⁵')
    """
    if -4 < exponent < 4:
        return f"{10.0**exponent:g}"
    return "10" + str(exponent).translate(RAISED)


def _height(value: float, low: float, high: float, powers: bool) -> float:
    if powers:
        value = math.log10(value) if value > 0 else low
    return round((value - low) / (high - low), 5)


# --- on to the Learn pages ------------------------------------------------------------------


def learn_link(diagnosis: Diagnosis) -> str:
    """The address that opens the deciding vectors on the Learn pages; "" where they do not fit."""
    spec, query = diagnosis.believed, diagnosis.vector
    if spec is None or not query or spec.pairing not in PAIRINGS or spec.scaling is not None:
        return ""
    key = diagnosis.key_vector or query
    where = (diagnosis.angle_position, diagnosis.key_position)
    if any(not p.is_integer() or not 0 <= p <= MAX_POSITION for p in where):
        return ""
    if spec.rotary_dim > MAX_HEAD_DIM:
        return ""
    # The features that are copied have nothing to show.
    q, k = (
        format_vector(tuple(float(f"{v:.6g}") for v in vector[: spec.rotary_dim])).replace(" ", "")
        for vector in (query, key)
    )
    params = {"q": q, "k": k, "m": f"{where[0]:.0f}", "n": f"{where[1]:.0f}"}
    params |= {"base": f"{spec.base:.17g}", "pairing": spec.pairing}
    page = "cancel" if diagnosis.of == "scores" else "rotate"
    return f"{page}?" + urlencode(params, safe=",")
