"""Exercises and verdicts as the browser shows them: texts that stand as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from rope_core.exercises import EXERCISES, Exercise, Hints, Number, PairFinding, Verdict, harness
from rope_core.exercises.task import Task
from rope_core.problem import PAIRINGS
from ui.numbers import fixed, scale

DIGITS = 3
_LABELS = {
    "right": "Right",
    "slip": "Not yet",
    "unknown": "Not yet",
    "shape": "Not yet",
    "error": "It stopped",
}
#: A pair whose length differs by more than this is not turned.
_LENGTH = 1e-3
_MOST_SHOWN = 4
#: What the browser's small Python lacks, and what to do instead.
_NOTES = (
    (
        r"no module named '(?:numpy|torch|jax)",
        "Here is plain Python with math and cmath, and lists. Functions of NumPy and PyTorch are "
        "checked in a notebook: rope_core.exercises.check.",
    ),
    (r"no module named|ENOENT", "Here is plain Python with math and cmath; other modules are not."),
    (
        r"no attribute 'conjugate'",
        "This small Python has no conjugate(): write complex(z.real, -z.imag).",
    ),
    (
        r"\*x must be assignment target",
        "This small Python has no * inside a list: join lists with +.",
    ),
    (r"module 'math' has no attribute", "This small Python's math has no such function."),
    (r"^NotImplementedError", "This small Python cannot do that with a slice: use a loop."),
    (
        r"^NameError: .*___",
        "___ stands where a blank is not filled in yet.",
    ),
    (
        r"^IndentationError",
        "This line is indented, and no line above it opens a block: def, for and if do.",
    ),
    (
        r"^SyntaxError",
        "Python cannot read this line: a bracket, a colon or an operator may be missing, or the "
        "indentation is not that of its neighbours.",
    ),
)


def catalogue() -> dict[str, Any]:
    """All exercises, and the program that calls what a learner writes: sent once."""
    text = Path(harness.__file__).read_text(encoding="utf-8")
    return {"harness": text, "exercises": [_exercise(one) for one in EXERCISES.values()]}


def _exercise(exercise: Exercise) -> dict[str, Any]:
    task = exercise.task
    return {
        "key": exercise.key,
        "title": exercise.title,
        "spec": exercise.spec,
        "kind": exercise.kind,
        "function": exercise.function,
        "start": exercise.start,
        "lines": exercise.lines() if exercise.kind == "order" else (),
        "hints": _hints(exercise.hints),
        "example": _example(exercise, task),
        "calls": [call.arguments for call in task.calls],
        "fresh": [call.fresh for call in task.calls],
        "stateful": task.stateful,
    }


def _hints(hints: Hints) -> list[dict[str, str]]:
    return [{"text": hints.question}, {"text": hints.story}, {"code": hints.code}]


def _example(exercise: Exercise, task: Task) -> dict[str, str]:
    """The first call whose answer is short enough to be read, and what it gives."""
    call, expected = task.calls[0], task.expected[0]
    if expected.ndim == 2:
        rows = ", ".join(_listed(row[: at + 1].tolist()) for at, row in enumerate(expected[:2]))
        said = f"The {len(expected)} rows are what the model recorded {call.at}."
        return {"call": call.source(exercise.function), "gives": f"[{rows}, …]",
                "says": said}  # fmt: skip
    values = expected.reshape(-1).tolist()
    gives = (
        fixed(values[0], DIGITS)
        if expected.ndim == 0
        else _listed(values, scale if task.name == "inv_freq" else fixed)
    )
    says = "cache is empty before the first token." if task.stateful else ""
    source = call.source(exercise.function)
    return {"call": source.replace("-", "−"), "gives": gives, "says": says}


def _listed(values: list[float], write: Callable[[float, int], str] = fixed) -> str:
    shown = [write(value, DIGITS) for value in values[:8]]
    return f"[{', '.join(shown + ['…'] * (len(values) > 8))}]"


# --- verdicts ---------------------------------------------------------------------------------


def verdict_data(verdict: Verdict, exercise: Exercise) -> dict[str, Any]:
    """All the page shows of a verdict."""
    right = verdict.status == "right"
    numbers = verdict.numbers[: 8 if right else len(verdict.numbers)]
    return {
        "exercise": verdict.exercise,
        "status": verdict.status,
        "label": _LABELS[verdict.status],
        "title": _title(verdict),
        "call": verdict.call.replace("-", "−") if verdict.call else "",
        "at": verdict.at,
        "rows": [
            dict(zip(("got", "wanted"), _of(one), strict=True))
            | {"place": one.place, "off": one.off}
            for one in numbers
        ],
        "says": _says(verdict),
        "hints": _of_verdict(verdict),
        "known": verdict.title.rstrip(".") + "." if verdict.status == "slip" else "",
        "line": verdict.line,
        "part": verdict.part,
        "threads": [{"url": url, "text": _thread(url)} for url in verdict.threads[:2]],
        "remarks": verdict.remarks,
        "learn": _learn(verdict, exercise),
    }


def _of_verdict(verdict: Verdict) -> list[dict[str, str]]:
    hints = [{"text": text} for text in (verdict.question, verdict.story) if text]
    return hints + ([{"code": verdict.fix}] if verdict.fix else [])


def _of(number: Number) -> tuple[str, str]:
    """What came and what is wanted; frequencies with two digits at least."""
    small = number.place.startswith("inv_freq")
    return _shown(number.got, number.wanted, number.off, scale if small else fixed)


def _shown(
    got: float, wanted: float, off: bool, write: Callable[[float, int], str] = fixed
) -> tuple[str, str]:
    """Both numbers, with as many places as it takes to see them differ.

    >>> _shown(0.3629, 0.3443, True), _shown(0.50001, 0.5, True)
    (('0.363', '0.344'), ('0.50001', '0.50000'))
    """
    for digits in range(DIGITS, 10):
        shown = write(got, digits), write(wanted, digits)
        if not off or shown[0] != shown[1]:
            return shown
    return shown


def _title(verdict: Verdict) -> str:
    """What the numbers say; the name of the slip stands below."""
    if verdict.status == "right":
        return "All numbers are as they should be."
    if verdict.status not in ("slip", "unknown"):
        return verdict.title
    if verdict.pair is not None:
        return f"{_before(verdict.pair)}{_turned(verdict.pair)}"
    wrong = next(one for one in verdict.numbers if one.off)
    got, wanted = _of(wrong)
    name = "The score" if wrong.place == "score" else wrong.place
    return f"{name} is {got}, not {wanted}."


def _before(pair: PairFinding) -> str:
    """The pairs that are right, if there are any.

    >>> _before(PairFinding(1, 0.1, 0.01, 1.0, 1)), _before(PairFinding(3, 0.1, 0.01, 1.0, 3))
    ('Pair 0 is right. ', 'Pairs 0 to 2 are right. ')
    """
    if not pair.right:
        return ""
    return "Pair 0 is right. " if pair.right == 1 else f"Pairs 0 to {pair.right - 1} are right. "


def _turned(pair: PairFinding) -> str:
    """What the first wrong pair does.

    >>> _turned(PairFinding(1, 0.1, 0.01, 1.0, 1))
    'Pair 1 is turned by 0.100, not by 0.010.'
    >>> _turned(PairFinding(0, 0.1, 0.1, 0.0, 0)), _turned(PairFinding(0, 0.1, 0.1, 1.25, 0))
    ('Pair 0 is 0.', 'Pair 0 is 1.250 times as long as before.')
    """
    if pair.long == 0:
        return f"Pair {pair.pair} is 0."
    if abs(pair.long - 1) > _LENGTH:
        return f"Pair {pair.pair} is {fixed(pair.long, DIGITS)} times as long as before."
    if abs(pair.got) < 1e-9:
        return f"Pair {pair.pair} is not turned."
    got, wanted = _shown(pair.got, pair.wanted, True)
    return f"Pair {pair.pair} is turned by {got}, not by {wanted}."


def _says(verdict: Verdict) -> str:
    """A sentence below the numbers."""
    if verdict.status == "right":
        return (
            f"{verdict.calls} calls were compared; this is the first." if verdict.calls > 1 else ""
        )
    if verdict.pair is not None and abs(verdict.pair.long - 1) > _LENGTH:
        return "A rotation keeps the length of every pair."
    return next((note for pattern, note in _NOTES if re.search(pattern, verdict.title)), "")


def _thread(url: str) -> str:
    """owner/repo #number of an address."""
    parts = url.split("/")
    return f"{parts[3]}/{parts[4]} #{parts[6]}"


def _learn(verdict: Verdict, exercise: Exercise) -> str:
    """The address of Rotate with the call that is wrong; "" where it is no turned vector."""
    task = exercise.task
    if verdict.pair is None or verdict.status not in ("slip", "unknown"):
        return ""
    call = next(one for one in task.calls if one.source(exercise.function) == verdict.call)
    x, position, *base = call.arguments
    if not isinstance(x, list) or task.spec.pairing not in PAIRINGS:
        return ""
    vector = ",".join(f"{value:.10g}" for value in x)
    params = {"q": vector, "k": vector, "m": f"{position}", "n": "0"}
    params |= {"base": f"{base[0] if base else 10000:g}", "pairing": task.spec.pairing}
    return "rotate?" + urlencode(params, safe=",")
