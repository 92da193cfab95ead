"""The coding exercises: right programs are accepted, wrong ones named; bad answers are told."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rope_core import RopeError
from rope_core.diagnosis import BUGS
from rope_core.exercises import BLANK, EXERCISES, check, grade
from rope_core.exercises.judge import part_of
from rope_core.exercises.slips import TURN_SLIPS
from rope_core.exercises.terminal import main
from tests.bench.bench_write import verdict_of
from tests.bench.write_programs import INV_FREQ, RIGHT, ROTATE, WRONG


@pytest.mark.parametrize(("key", "what", "program"), RIGHT, ids=[f"{k}: {w}" for k, w, _ in RIGHT])
def test_right_programs_are_accepted(key: str, what: str, program: str) -> None:
    said = verdict_of(key, program)
    assert said.ok, str(said)
    assert any("changes the list" in remark for remark in said.remarks) == ("input" in what)


@pytest.mark.parametrize("wrong", WRONG, ids=[f"{one.exercise}: {one.what}" for one in WRONG])
def test_wrong_programs_are_named(wrong: Any) -> None:
    said = verdict_of(wrong.exercise, wrong.program)
    assert set(said.keys) & set(wrong.keys), str(said)
    assert said.status == "slip"
    assert any(number.off for number in said.numbers)
    assert said.place in [number.place for number in said.numbers]
    for hint in (said.title, said.question, said.story, said.fix):
        assert hint
        assert "{" not in hint, "a place that was not filled in"


def test_every_exercise_has_wrong_programs_and_right_ones() -> None:
    same = {"order": "rotate", "blanks": "rotate"}
    assert {same.get(key, key) for key in EXERCISES} == {one.exercise for one in WRONG}
    assert {same.get(key, key) for key in EXERCISES} == {key for key, _, _ in RIGHT}


@pytest.mark.parametrize("key", EXERCISES)
def test_the_solution_is_right_and_the_start_is_not(key: str) -> None:
    exercise = EXERCISES[key]
    assert verdict_of(key, exercise.solution).ok
    assert exercise.task.calls[0].arguments
    if exercise.kind == "code":
        started = exercise.start if exercise.start.rstrip().endswith("y") else exercise.start + "\n"
        said = verdict_of(key, started) if "return" in started else None
        assert said is None or not said.ok
    elif exercise.kind == "blanks":
        assert exercise.start.count(BLANK) == 4
        assert verdict_of(key, exercise.start).title.startswith("NameError")
    else:
        assert sorted(exercise.lines()) == sorted(exercise.solution.splitlines())
        assert "\n".join(exercise.lines()) != exercise.solution.rstrip()


@pytest.mark.parametrize("key", EXERCISES)
def test_every_slip_is_named_where_it_alone_is_made(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = EXERCISES[key].task
    made = list(task.guesses())
    # Each is graded against all: what they give is worked out once.
    once = dataclasses.replace(task, guesses=lambda: made)
    monkeypatch.setitem(EXERCISES, key, dataclasses.replace(EXERCISES[key], make=lambda: once))
    guesses = [
        (slip.title, [np.asarray(one) for one in values])
        for slip, values in made
        if all(np.isfinite(one).all() for one in values)
    ]
    assert guesses
    for title, values in guesses:
        if not list(task.wrong(values)):
            continue  # not to be seen in these numbers: a base that is fixed at the one in use
        data = {"values": [one.tolist() for one in values], "changed": [False] * len(values)}
        # Of several that give the same numbers the first is named.
        first = next(name for name, before in guesses if task.fits(values, before))
        assert grade(key, data).title == f"{first}.", title


def test_slips_of_a_vector_differ_from_one_another() -> None:
    for key in ("rotate", "half_split"):
        task = EXERCISES[key].task
        made = {slip.title: values for slip, values in task.guesses()}
        assert len(made) == len(TURN_SLIPS)
        alike = {
            (one, other)
            for one, other in itertools.combinations(made, 2)
            if task.fits(made[one], made[other]) and task.fits(made[other], made[one])
        }
        assert not alike
        for slip in TURN_SLIPS:
            assert list(task.wrong(made[slip.title])), f"{slip.title} is right"


def test_what_is_no_slip_alone_goes_to_the_diagnosis() -> None:
    two = ROTATE.replace("-2 * i", "-i").replace("angle = ", "angle = -")
    said = verdict_of("rotate", two)
    assert said.keys == ("exponent", "backwards")
    assert said.question
    assert said.fix
    three = verdict_of("rotate", ROTATE.replace("position * base", "(position + 3) * base"))
    assert three.keys == ("offset",)
    space: dict[str, Any] = {}
    exec(two, space)
    data = {"values": [space["rotate"](*c.arguments) for c in EXERCISES["rotate"].task.calls]}
    quick = grade("rotate", data | {"changed": [False] * 14}, search=False)
    assert (quick.status, quick.keys) == ("unknown", ())


def test_every_bug_of_the_diagnosis_has_a_place_to_look() -> None:
    assert {part_of(bug) for bug in BUGS.values()} == {"pair", "exponent", "angle", "sum"}


def test_a_base_that_holds_at_one_width_alone_is_not_named() -> None:
    assert verdict_of("rotate", ROTATE.replace("/ d)", "/ 12)")).keys != ("base",)
    assert verdict_of("rotate", ROTATE.replace("base **", "3000.0 **")).keys == ("base",)


def test_expected_numbers_are_those_of_a_rotation_written_out_here() -> None:
    for key, half in (("rotate", False), ("half_split", True)):
        task = EXERCISES[key].task
        for call, expected in zip(task.calls, task.expected, strict=True):
            x, position, *rest = call.arguments
            base, d = (*rest, 10000.0)[0], len(x)
            for i in range(d // 2):
                a, b = (i, i + d // 2) if half else (2 * i, 2 * i + 1)
                z = complex(x[a], x[b]) * complex(
                    math.cos(t := position * base ** (-2 * i / d)), math.sin(t)
                )
                assert expected[[a, b]] == pytest.approx([z.real, z.imag], abs=1e-12)


def rotated(change: Callable[[list[float]], Any]) -> Any:
    space: dict[str, Any] = {}
    exec(ROTATE, space)
    return lambda x, position, base=10000.0: change(space["rotate"](x, position, base))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda y: None, "nothing: is a return missing"),
        (lambda y: y[:-1], "3 numbers instead of 4"),
        (lambda y: [y[:2], y[2:]], "2 rows of 2 instead of 4 numbers"),
        (lambda y: [y[:1], y[1:]], "rows of different lengths"),
        (lambda y: "y", "a str where a number belongs"),
        (lambda y: {}, "a dict where"),
        (lambda y: [1j] * 4, "a complex number where"),
        (lambda y: [None] * 4, "something is None"),
        (lambda y: [math.nan, *y[1:]], "infinite or no number"),
        (lambda y: [10**400, *y[1:]], "infinite or no number"),
        (lambda y: y[0], "one number instead of 4 numbers"),
        (lambda y: [], "an empty list instead of 4 numbers"),
        (lambda y: y * 2000, "a list of 8000 where"),
    ],
)
def test_what_is_not_as_many_numbers_as_wanted_is_told(change: Any, says: str) -> None:
    said = check("rotate", rotated(change))
    assert said.status == "shape"
    assert says in said.title
    assert said.call == "rotate([0.588, 0.117, 0.342, -0.231], 1)"


def test_an_error_is_told_with_its_line_and_call() -> None:
    program = "def rotate(x, position, base=1e4):\n    return list(x) if len(x) < 5 else x[9]\n"
    said = verdict_of("rotate", program)
    assert (said.status, said.title, said.line) == (
        "error",
        "IndexError: list index out of range",
        2,
    )
    assert said.at == "at position 0"


def test_arrays_of_numpy_are_taken_and_given() -> None:
    def rotate(x: Any, position: int, base: float = 10000.0) -> Any:
        t = position * base ** (-np.arange(0, x.shape[-1], 2) / x.shape[-1])
        a, b = x[0::2], x[1::2]
        rows = [a * np.cos(t) - b * np.sin(t), a * np.sin(t) + b * np.cos(t)]
        return np.stack(rows, -1).reshape(-1).astype(np.float32)

    assert check("rotate", rotate).ok, "float32 is right as well"
    assert check("rotate", rotate, "numpy").ok
    said = check("rotate", rotate, "lists")
    assert said.status == "error"
    assert "shape" in said.title


def test_tensors_of_pytorch_are_taken_and_given(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tensor:
        """As much of a tensor as a function needs that only takes tensors."""

        def __init__(self, values: Any) -> None:
            self.values = np.asarray(values)

        def tolist(self) -> Any:
            return self.values.tolist()

    class Torch:
        tensor = Tensor

    monkeypatch.setitem(sys.modules, "torch", Torch)  # type: ignore[arg-type]
    space: dict[str, Any] = {}
    exec(ROTATE, space)

    def rotate(x: Any, position: int, base: float = 10000.0) -> Any:
        return Tensor(space["rotate"](x.tolist(), position, base))

    assert check("rotate", rotate).ok
    assert check("rotate", rotate, "torch").ok


def test_a_program_that_writes_into_its_input_spoils_no_later_call() -> None:
    def rotate(x: list[float], position: int, base: float = 10000.0) -> list[float]:
        for i in range(len(x)):
            x[i] = 0.0
        return x

    first = check("rotate", rotate)
    assert first.keys == check("rotate", rotate).keys == ("all_zero",)


GARBAGE: tuple[Any, ...] = (
    None,
    5,
    "x",
    [],
    {},
    {"values": 3},
    {"values": [[1]] * 14},
    {"values": [], "changed": []},
    {"fault": 7},
    {"fault": {"type": 3, "line": "x", "call": -1}},
    {"values": [[[[[[1]]]]]] * 14, "changed": []},
    {"values": [{"a": 1}] * 14, "changed": [None] * 14},
    {"values": [[1e308, -1e999, 10**400, True]] * 14, "changed": [1] * 14},
    {"values": [["x" * 10**5] * 4] * 14, "changed": []},
)


@pytest.mark.parametrize("data", GARBAGE)
def test_whatever_a_browser_sends_is_answered(data: Any) -> None:
    said = grade("rotate", data)
    assert said.status in ("error", "shape")
    assert said.title
    assert len(said.title) < 300
    assert "ok" in json.loads(json.dumps(said.to_dict()))


def test_what_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(RopeError, match=r'exercise: received "rotat"; allowed: order, blanks'):
        check("rotat", print)
    with pytest.raises(RopeError, match="function: received"):
        check("rotate", 3)  # type: ignore[arg-type]


def test_the_terminal_grades_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.py"
    file.write_text(ROTATE + "\n" + INV_FREQ.replace("-2 * i", "-i"), encoding="utf-8")
    assert main(["exercise", str(file)]) == 1
    told = capsys.readouterr().out
    assert "rotate: Right." in told
    assert "inv_freq: Exponent −i/d for −2i/d." in told
    assert main(["exercise", str(file), "--exercise", "rotate", "--json"]) == 0
    assert [one["exercise"] for one in json.loads(capsys.readouterr().out)] == ["rotate"]
    assert main(["exercise", str(file), "--exercise", "half_split", "--quiet"]) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("text", "arguments", "says"),
    [
        ("def rotate(:\n", [], "line 1: SyntaxError"),
        ("a = 1\nb = a / 0\n", [], "line 2: ZeroDivisionError"),
        ("x = 1\n", [], "a function with one of the names rotate, inv_freq, score"),
        ("x = 1\n", ["--exercise", "rotate"], 'function: received "rotate"'),
        ("x = 1\n", ["--function", "x"], "--exercise with it"),
        (None, [], "a Python file that can be read"),
    ],
)
def test_the_terminal_says_what_it_cannot_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, arguments: list[str],
    says: str,
) -> None:  # fmt: skip
    file = tmp_path / "my.py"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert main(["exercise", str(file), *arguments]) == 3
    assert says in capsys.readouterr().err
