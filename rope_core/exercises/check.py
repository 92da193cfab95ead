"""A function of one's own, checked: plain Python, NumPy or PyTorch.

>>> from math import cos, sin
>>> def rotate(x, position, base=10000.0):
...     d, y = len(x), list(x)
...     for i in range(d // 2):
...         angle = position * base ** (-i / d)
...         a, b = x[2 * i], x[2 * i + 1]
...         y[2 * i] = a * cos(angle) - b * sin(angle)
...         y[2 * i + 1] = a * sin(angle) + b * cos(angle)
...     return y
>>> said = check("rotate", rotate)
>>> said.keys, said.title, said.place
(('half_exponent',), 'Exponent −i/d for −2i/d.', 'y[2]')
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np

from rope_core.errors import RopeError
from rope_core.exercises.answers import Answers, Fault, read_answers
from rope_core.exercises.entries import ALL
from rope_core.exercises.exercise import Exercise
from rope_core.exercises.harness import called
from rope_core.exercises.judge import judge
from rope_core.exercises.task import Task
from rope_core.exercises.verdict import Verdict

EXERCISES: dict[str, Exercise] = {exercise.key: exercise for exercise in ALL}
#: What vectors are handed over as.
Given = Literal["lists", "numpy", "torch"]
GIVEN: tuple[Given, ...] = get_args(Given)


def check(exercise: str, function: Callable[..., Any], given: Given | None = None) -> Verdict:
    """Call a function for every call of an exercise and say what its numbers are.

    exercise: one of EXERCISES. function: takes vectors, lists of numbers, and gives numbers, lists
    or arrays. given: what vectors are handed over as; None tries lists, and NumPy arrays or PyTorch
    tensors (where torch is imported already) for a function that cannot use lists.

    The function is run here, in this process: give it only code that you would run yourself.
    Raises RopeError for an exercise that does not exist.
    """
    one = find(exercise)
    if not callable(function):
        raise RopeError("function", function, "something that can be called")
    kinds = (given,) if given else tuple(k for k in GIVEN if k != "torch" or "torch" in sys.modules)
    tried = [_run(function, one.task, kind) for kind in kinds[:1]]
    if tried[0].fault is not None and tried[0].fault.call is not None:
        tried += [_run(function, one.task, kind) for kind in kinds[1:]]
    answers = next((each for each in tried if each.fault is None), tried[0])
    return judge(one.key, one.function, one.task, answers)


def find(exercise: str) -> Exercise:
    """The exercise of that key.

    >>> find("rotat")
    Traceback (most recent call last):
        ...
    rope_core.errors.RopeError: exercise: received "rotat"; allowed: order, blanks, rotate, …
    """
    if exercise not in EXERCISES:
        raise RopeError("exercise", exercise, ", ".join(EXERCISES))
    return EXERCISES[exercise]


def grade(exercise: str, data: object, *, search: bool = True) -> Verdict:
    """The verdict about what a browser sent: values by call, or what ended the program.

    search: whether numbers that no slip explains go to the diagnosis, which may take seconds.
    """
    one = find(exercise)
    answers = read_answers(data, len(one.task.calls))
    return judge(one.key, one.function, one.task, answers, search=search)


def grade_apart(exercise: str, data: object, progress: Callable[[float, str], None]) -> Verdict:
    """As `grade` with a search, for a process that does heavy work and says how far it is."""
    progress(0.0, "comparing with known bugs")
    return grade(exercise, data)


def _run(function: Callable[..., Any], task: Task, kind: Given) -> Answers:
    made: list[Any] = []
    calls = [call.arguments for call in task.calls]
    fresh = [call.fresh for call in task.calls]
    try:
        handed = _handed(function, kind, task.stateful)
        values, changed = called(handed, calls, fresh, task.stateful, made)
    except Exception as error:  # noqa: BLE001 - whatever a learner's program raises is told
        fault = Fault(type(error).__name__, str(error), line_of(error, function), len(made))
        return Answers(fault=fault)
    return read_answers({"values": values, "changed": changed}, len(task.calls))


def _handed(function: Callable[..., Any], kind: Given, stateful: bool) -> Callable[..., Any]:
    """The function with vectors handed over as this kind; a cache stays the list it is."""
    if kind == "lists":
        return function
    make = np.array if kind == "numpy" else sys.modules["torch"].tensor

    def handed(*arguments: Any) -> Any:
        last = len(arguments) - 1 if stateful else len(arguments)
        return function(
            *(make(one) if isinstance(one, list) and at < last else one
              for at, one in enumerate(arguments))
        )  # fmt: skip

    return handed


def line_of(error: BaseException, function: Callable[..., Any]) -> int | None:
    """The line of an error in the file of the function; None where it has no code of its own."""
    code = getattr(function, "__code__", None)
    file = code.co_filename if code else None
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == file), None)
