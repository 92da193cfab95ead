"""What a function gave, held against a task: right, or which slip.

>>> from rope_core.exercises.answers import Answers
>>> from rope_core.exercises.tasks import turning
>>> task = turning("interleaved")
>>> said = judge("rotate", "rotate", task, Answers((None,) * len(task.calls)))
>>> said.status, said.title
('shape', 'rotate gave nothing: is a return missing, or inside the loop?')

A slip is named where it alone gives every number of every call. What none explains goes to
`rope_core.diagnosis`, which knows the bugs of whole models and finds free numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rope_core.diagnosis import BUGS, Diagnosis
from rope_core.diagnosis.bugs.bug import Bug
from rope_core.diagnosis.report import smallest_fix
from rope_core.exercises.answers import (
    CRASHED,
    NO_ANSWER,
    NOT_DEFINED,
    TOO_SLOW,
    Answers,
    Fault,
    numbers_of,
)
from rope_core.exercises.slip import Floats, Part, Slip
from rope_core.exercises.task import Task, Values
from rope_core.exercises.verdict import Number, PairFinding, Verdict
from rope_core.pairing import pair_indices
from rope_core.spec import RopeSpec

#: Numbers of a call that are listed: more is not read.
_MOST = 16
#: Lengths and angles of a pair that count as the same.
_SAME = 1e-4
_ASKED: dict[Part, str] = {
    "exponent": "What is the exponent of the base in your code for i = 1, and what should it be?",
    "angle": "Which position does your code turn with at the first call that is wrong?",
    "pair": "Which two numbers of x make the first pair that is wrong?",
    "sum": "Work the first wrong number out by hand: which of its two products is another one?",
    "score": "Which vectors are turned in your code, and at which positions?",
}
#: Bugs that only say that nothing is known.
_NAMELESS = {"inv_freq_garbage", "part_differs"}
_FAULTS = {
    NO_ANSWER: "The program ended without an answer, or printed too much for one.",
    TOO_SLOW: "The program was ended after five seconds: is there a loop that never ends?",
    NOT_DEFINED: "There is no function {name}: is it defined, and is its name spelled so?",
    CRASHED: "The program ran out of memory, or called itself too often.",
}


def judge(
    exercise: str, function: str, task: Task, answers: Answers, *, search: bool = True
) -> Verdict:
    """The verdict about one run of ``function`` over all calls of the task.

    search: whether numbers that no slip explains go to the diagnosis, which may take seconds.
    """
    if answers.fault is not None:
        return _failed(exercise, function, task, answers.fault)
    values: list[Floats] = []
    for call, value in enumerate(answers.values):
        got = numbers_of(value, task.expected[call].shape, ragged=task.ragged)
        if isinstance(got, str):
            first = task.calls[call]
            return Verdict(
                exercise, "shape", f"{function} gave {got}"[:200].rstrip(".")
                + ("" if got.endswith("?") else "."),
                call=first.source(function), at=first.at, calls=len(task.calls), story=task.counts,
            )  # fmt: skip
        values.append(got)
    wrong = list(task.wrong(values))
    if not wrong:
        return _right(exercise, function, task, answers)
    shown = _shown(exercise, function, task, values, wrong[0])
    pair = shown.pair.pair if shown.pair else 1
    slip = next((slip for slip, made in task.guesses() if task.fits(values, made)), None)
    if slip is not None:
        return replace(
            shown, keys=(slip.key,), title=f"{slip.title}.", part=slip.part, story=slip.story,
            question=slip.asks(_width(task, wrong[0]), max(pair, 1)), fix=slip.mends(task.spec),
            threads=_threads(slip),
        )  # fmt: skip
    said = task.diagnose(values) if search else None
    if said is not None and said.status == "bug" and not _NAMELESS & {b.key for b in said.bugs}:
        return _diagnosed(shown, said)
    question = "Work the first wrong number out by hand. Which product is another one in your code?"
    return replace(
        shown, status="unknown", title=_without_a_name(shown), question=question,
        story="No slip that is known here gives all of these numbers; there may be two at once.",
    )  # fmt: skip


def _right(exercise: str, function: str, task: Task, answers: Answers) -> Verdict:
    remarks: tuple[str, ...] = ()
    if any(answers.changed):
        remarks = (
            "It also changes the list it is given: whoever calls it no longer has the vector "
            "as it was. list(x) makes a copy.",
        )
    first = task.calls[0]
    numbers = _numbers(task, 0, task.expected[0])
    return Verdict(
        exercise, "right", "Right.", call=first.source(function), at=first.at, numbers=numbers,
        remarks=remarks, calls=len(task.calls),
    )  # fmt: skip


def _failed(exercise: str, function: str, task: Task, fault: Fault) -> Verdict:
    call = None if fault.call is None or fault.call >= len(task.calls) else task.calls[fault.call]
    title = _FAULTS.get(fault.type, "").format(
        name=function
    ) or f"{fault.type}: {fault.message}".rstrip(": ")
    return Verdict(
        exercise, "error", title, call=call.source(function) if call else "",
        at=call.at if call else "", line=fault.line, calls=len(task.calls),
    )  # fmt: skip


# --- the call that is shown -------------------------------------------------------------------


def _shown(exercise: str, function: str, task: Task, values: Values, at: int) -> Verdict:
    """A verdict without a name yet: the first call that is wrong, with its numbers."""
    call, off = task.calls[at], task.off(at, values[at])
    index = tuple(int(one) for one in np.argwhere(off)[0]) if off.ndim else ()
    pair = _pair(task, at, values[at]) if task.paired else None
    return Verdict(
        exercise, "slip", "", call=call.source(function), at=call.at,
        numbers=_numbers(task, at, values[at]), place=task.place(index), pair=pair,
        calls=len(task.calls),
    )  # fmt: skip


def _numbers(task: Task, call: int, got: Floats) -> tuple[Number, ...]:
    """The numbers of a call; of a table that is too long, the row with the first wrong one."""
    wanted, off = task.expected[call], task.off(call, got)
    indexes = [tuple(map(int, one)) for one in np.ndindex(wanted.shape)]
    if wanted.ndim == 2:
        row = int(np.argwhere(off)[0][0]) if off.any() else 1
        indexes = [
            index for index in indexes
            if index[0] == row and (not task.ragged or index[1] <= row or off[index])
        ]  # fmt: skip
    elif len(indexes) > _MOST and off.any():
        first = int(np.argwhere(off)[0][0])
        indexes = indexes[max(0, min(first - 2, len(indexes) - _MOST)) :]
    return tuple(
        Number(task.place(index), float(got[index]), float(wanted[index]), bool(off[index]))
        for index in indexes[:_MOST]
    )


def _width(task: Task, call: int) -> RopeSpec:
    """The convention at the width of that call."""
    x = task.calls[call].arguments[0]
    width = len(x) if task.paired and isinstance(x, list) else task.spec.head_dim
    return replace(task.spec, head_dim=width, rotary_dim=width)


def _pair(task: Task, call: int, got: Floats) -> PairFinding | None:
    """The first pair of a turned vector that is wrong."""
    x = np.asarray(task.calls[call].arguments[0], dtype=np.float64)
    spec = _width(task, call)
    wanted, off = task.expected[call], task.off(call, got)
    for pair, (a, b) in enumerate(pair_indices(spec)):
        if off[a] or off[b]:
            before = math.hypot(x[a], x[b])
            angles = [
                math.atan2(x[a] * y[b] - x[b] * y[a], x[a] * y[a] + x[b] * y[b])
                for y in (got, wanted)
            ]
            return PairFinding(
                pair, angles[0], angles[1], math.hypot(got[a], got[b]) / before, pair
            )
    return None


def _without_a_name(shown: Verdict) -> str:
    if shown.pair is None:
        return f"{shown.place} is not what it should be."
    if abs(shown.pair.long - 1) > _SAME:
        return f"Pair {shown.pair.pair} changes its length: that is no rotation."
    return f"Pair {shown.pair.pair} is turned by another angle."


# --- names ------------------------------------------------------------------------------------


def _diagnosed(shown: Verdict, said: Diagnosis) -> Verdict:
    """With the bugs that the diagnosis of whole models found."""
    bug = said.bugs[0].bug
    part = part_of(bug)
    return replace(
        shown, keys=tuple(one.key for one in said.bugs), title=said.verdict, story=bug.story,
        question=_ASKED[part], fix=smallest_fix(bug.numpy, said.believed), part=part,
        threads=bug.threads,
    )  # fmt: skip


def part_of(bug: Bug) -> Part:
    """Where in a program a bug of the diagnosis is to be looked for.

    >>> part_of(BUGS["exponent"]), part_of(BUGS["off_by_one"]), part_of(BUGS["backwards"])
    ('exponent', 'angle', 'sum')
    """
    if bug.layouts is not None:
        return "pair"
    if bug.tables is not None:
        return "exponent"
    return "angle" if bug.places is not None else "sum"


def _threads(slip: Slip) -> tuple[str, ...]:
    """Where others met it: those of the bug that is this slip."""
    found: Sequence[str] = next(
        (bug.threads for bug in BUGS.values() if slip.key == bug.key or slip.key in bug.mistakes),
        (),
    )
    return tuple(found)
