"""The Rotate stage: a trace of the core, told one step at a time.

The wording of a step (see steps.py) is a template with the names of values in braces, written
once for all pairs; a pair is a record of those values as they stand on screen.
The browser puts the two together, so a step needs no server, and 128 pairs
cost little more to send than two.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from rope_core import RopeSpec, output_indices, pair_indices, trace_rotation, wavelength
from rope_core.figures import base_text
from rope_core.problem import Reading
from rope_core.trace import (
    Angle,
    Assemble,
    Copy,
    CosSin,
    InverseFrequency,
    PairLength,
    PairSum,
    Products,
    Step,
)
from ui.numbers import fixed, more_places, scale, subscript
from ui.rotate.moved import how_moved
from ui.rotate.notes import SIGNS, Notes, Record, notes, shares
from ui.rotate.overview import WIDE, overview
from ui.weighed import kept, pairs_told

#: Pairs that are kept, of 6 kB each: a class of a hundred has two hundred vectors at their
#: positions, of 32 pairs in a head of 64 numbers, and each change moves one of them.
MOST_PAIRS = 200 * 32


@dataclass(frozen=True)
class View:
    """How one vector is named and shown: its letter, its position's letter, the digits,
    and the word or token it comes from, if it has one."""

    letter: str
    position_letter: str
    digits: int
    token: str = ""


def views(reading: Reading) -> tuple[View, View]:
    """Query and key as this reading names them."""
    asking, answering = reading.words
    return View("q", "m", reading.digits, asking), View("k", "n", reading.digits, answering)


def sides(reading: Reading) -> tuple[tuple[tuple[float, ...], int, View], ...]:
    """q and k, each with its position and how it is told."""
    problem, (query, key) = reading.problem, views(reading)
    return (problem.q, problem.m, query), (problem.k, problem.n, key)


@kept(most=MOST_PAIRS, weigh=pairs_told)
def rotate_data(
    vector: tuple[float, ...], position: int, spec: RopeSpec, view: View
) -> dict[str, object]:
    """All the Rotate stage needs to know about one vector, shape (head_dim,)."""
    steps = trace_rotation(vector, position, spec)
    tail = spec.head_dim - spec.rotary_dim
    moved = how_moved(vector, position, spec)
    whole: Record = {
        "every": moved.every(),
        "turned_picture": moved.drawn(view.letter),
        "letter": view.letter,
        "kind": "query" if view.letter == "q" else "key",
        "position": f"{position:,}",
        "times": _times(position),
        "back": "−" if spec.backwards else "",
        "back_says": ", in this model backwards" if spec.backwards and position else "",
        "pl": view.position_letter,
        **dict.fromkeys(SIGNS, "="),
        "copied": f"The {_copied(spec)} not rotated but copied." if tail else "",
        "each": f"number of {view.letter} that turns"
        if tail
        else f"number of the rotated {view.letter}",
        "d_means": "how many numbers of the head are turned (rotary_dim)"
        if tail
        else "the head dimension",
    }
    if spec.pairs > WIDE:
        whole |= overview(position, spec, view.letter, view.digits)
    of_pairs: list[list[Step]] = [[] for _ in range(spec.pairs)]
    for step in steps:
        pair_index = getattr(step, "pair_index", None)
        if pair_index is None:
            whole.update(RECORD[type(step)](step, view))
        else:
            of_pairs[pair_index].append(step)
    pairs = [
        _pair(of_pair, float(length), position, view)
        for of_pair, length in zip(of_pairs, wavelength(spec), strict=True)
    ]
    places = pair_indices(spec)
    x = [fixed(value, view.digits) for value in vector]
    for record, (first, second) in zip(pairs, places, strict=True):
        x[first], x[second] = record["x0"], record["x1"]
    # What is empty is not sent: 128 pairs of empty notes are longer than their numbers.
    pairs = [{key: text for key, text in record.items() if text} for record in pairs]
    return {
        "letter": view.letter,
        "position": position,
        "token": view.token,
        "whole": whole,
        "pairs": pairs,
        "places": places,
        "outputs": output_indices(spec),
        "x": x,
    }


#: So many places more at most are shown where numbers nearly cancel.
_MORE = 8


def _pair(steps: list[Step], wave: float, position: int, view: View) -> Record:
    """One pair as it stands on screen: with the digits chosen, or, where its numbers are so small
    or cancel so nearly that no ≈ would be believed, with as many more as it takes.

    Where as many as are tried do not do it either, it is with those chosen.
    """

    def tried(digits: int) -> tuple[Record, Notes]:
        shown = view if digits == view.digits else replace(view, digits=digits)
        record: Record = {"wavelength": fixed(wave, digits)}
        for step in steps:
            record.update(RECORD[type(step)](step, shown))
        return record, notes(record, position, digits)

    for digits in range(view.digits, view.digits + _MORE + 1):
        record, told = tried(digits)
        if told.near:
            break
    else:
        digits = view.digits
        record, told = tried(digits)
        record["note_places"] = (
            "Numbers of this pair nearly cancel: what is left of them is known at full precision, "
            "and is not to be had from the digits shown."
        )
    if digits > view.digits:
        record["note_places"] = (
            f"Small numbers meet in this pair: it is shown with {digits} digits, not "
            f"{view.digits}, so that its sums can be followed."
        )
    return record | shares(record, digits) | told.texts


def _times(position: int) -> str:
    """How far a pair has turned, said in turns for one token."""
    if position == 0:
        return "the pair has not turned yet"
    if position == 1:
        return "the pair has turned as far as one token turns it"
    return f"the pair turns {position:,} times as far"


def _copied(spec: RopeSpec) -> str:
    """Which numbers are copied, as a sentence's beginning: their count, and where they stand."""
    tail = spec.head_dim - spec.rotary_dim
    where = "last" if spec.rotated.start == 0 else "first"
    return f"{where} number is" if tail == 1 else f"{where} {tail:,} numbers are"


# --- one entry for every type of step -------------------------------------------------


def _inverse_frequency(step: InverseFrequency, view: View) -> Record:
    return {
        "i": str(step.pair_index),
        "is": subscript(step.pair_index),
        "d": str(step.rotary_dim),
        "base": base_text(step.base),
        "w": scale(step.value, view.digits),
        "plain_w": scale(step.unscaled, view.digits),
        "scaled": ""
        if step.value == step.unscaled
        else f"scaled | = {scale(step.value, view.digits)} rad per token",
        "raw_inv_freq": repr(step.value),
    }


def _angle(step: Angle, view: View) -> Record:
    size = abs(step.value)
    whole = math.floor(size / math.tau)
    rest = _degrees(math.degrees(math.fmod(size, math.tau)))
    way = " backwards" if step.value < 0 else ""
    turns = (
        f"{rest} degrees{way}."
        if whole == 0
        else f"{whole:,} full turn{'s' if whole > 1 else ''} and {rest} degrees{way}."
    )
    return {"angle": scale(step.value, view.digits), "turns": turns, "rad": repr(step.value)}


def _degrees(value: float) -> str:
    """Less than a turn, with so many places that it does not look like one.

    >>> _degrees(57.2958), _degrees(359.97)
    ('57.3', '359.97')
    """
    below = min(value, math.nextafter(360.0, 0.0))
    return next(
        text for places in range(1, 17) if not (text := fixed(below, places)).startswith("360")
    )


def _cos_sin(step: CosSin, view: View) -> Record:
    factor = step.attention_factor
    shown_factor = fixed(factor, view.digits)
    shown = {"af": "", "radius": "1", "af_says": "", "af_each": "", "keeps": "keeps"}
    if factor != 1:
        shown = {
            "af": f"{shown_factor}×",
            "radius": shown_factor,
            "af_says": f"This model multiplies both by its attention factor {shown_factor}.",
            "af_each": f", each times the attention factor {shown_factor}",
            # What the picture is drawn from.
            "factor": repr(factor),
            "keeps": f"takes {shown_factor} times",
        }
    return shown | {"cos": fixed(step.cos, view.digits), "sin": fixed(step.sin, view.digits)}


def _products(step: Products, view: View) -> Record:
    return {
        "a": str(step.first_index),
        "b": str(step.second_index),
        "xn0": view.letter + subscript(step.first_index),
        "xn1": view.letter + subscript(step.second_index),
        "x0": fixed(step.first, view.digits),
        "x1": fixed(step.second, view.digits),
        "cx0": fixed(step.cos_first, view.digits),
        "sx1": fixed(step.sin_second, view.digits),
        "sx0": fixed(step.sin_first, view.digits),
        "cx1": fixed(step.cos_second, view.digits),
        "raw": f"{step.first!r},{step.second!r}",
        # For the caption of the picture: the exact products, until it is known what they need.
        "exact": f"{step.cos_first!r},{step.sin_second!r},{step.sin_first!r},{step.cos_second!r}",
    }


def _pair_sum(step: PairSum, view: View) -> Record:
    which = "0" if step.row == "first" else "1"
    result = fixed(step.value, view.digits)
    return {
        f"y{which}": result,
        f"yn{which}": f"{view.letter}′{subscript(step.output_index)}",
        # So many places more than are shown that rounding them gives what is shown.
        f"more{which}": more_places(step.value, result, view.digits),
    }


def _pair_length(step: PairLength, view: View) -> Record:
    return {"len0": fixed(step.before, view.digits), "len1": fixed(step.after, view.digits)}


def _copy(step: Copy, view: View) -> Record:
    return {}


def _assemble(step: Assemble, view: View) -> Record:
    before, after = (fixed(x, view.digits) for x in (step.length_before, step.length_after))
    if before == after:
        says = "Its length is what it was."
    elif math.isclose(step.length_before, step.length_after, rel_tol=1e-9):
        says = "Its length is what it was, but for the last digit of the arithmetic."
    else:
        says = "Its length is another one: the attention factor multiplies what is turned."
    return {"norm0": before, "norm1": after, "length_says": says}


RECORD: dict[type[Step], Callable[..., Record]] = {
    InverseFrequency: _inverse_frequency,
    Angle: _angle,
    CosSin: _cos_sin,
    Products: _products,
    PairSum: _pair_sum,
    PairLength: _pair_length,
    Copy: _copy,
    Assemble: _assemble,
}
