"""The small parts: seeds, typed expressions, sheets, recipes."""

from __future__ import annotations

import contextlib
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core import PAIRINGS, RopeError, RopeSpec, rotate
from rope_core.mistakes import MISTAKES
from rope_core.mistakes.recipe import Recipe
from rope_core.practice import (
    SKILLS,
    make_exercise,
    make_sheet,
    read_answer,
)
from rope_core.scaling import Linear

CASES = json.loads((Path(__file__).parents[1] / "scripts/typed_cases.json").read_text("utf-8"))
COMMA = "A comma stands between thousands, 12,345.67, or for a decimal point, 0,5."

#: q, m and the pair of products, level 3, seed 7.
GOLDEN = ((0.4, 0.7), 12, 0)

#: The parts of a recipe that `Recipe.rotate` uses: what can be seen in a rotated vector.
ROTATION_PARTS = frozenset(
    ("reads", "writes", "exponents", "power", "layout", "counted", "angles", "cos_sin", "meets")
) | {"first", "second", "kept"}


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_a_recipe_without_a_mistake_is_rotate(pairing: str) -> None:
    spec = RopeSpec(8, 100.0, pairing, rotary_dim=6)
    x = np.linspace(-1, 1, 2 * 5 * 8).reshape(2, 5, 8)
    assert np.allclose(Recipe().rotate(x, np.arange(5), spec), rotate(x, np.arange(5), spec))


@pytest.mark.parametrize("key", MISTAKES)
def test_every_mistake_has_words_and_changes_something(key: str) -> None:
    mistake = MISTAKES[key]
    assert mistake.key == key
    assert mistake.title
    assert mistake.story.endswith((".", ")"))
    assert mistake.instead.endswith(".")
    assert mistake.recipe.changed()
    spec = RopeSpec(8, 100.0)
    x = np.linspace(-1, 1, 8)
    moved = not np.allclose(mistake.recipe.rotate(x, 3, spec), rotate(x, 3, spec))
    assert moved == bool(mistake.recipe.changed() & ROTATION_PARTS)


def test_a_factor_does_what_the_linear_method_does() -> None:
    table = Linear(4.0).table(10000.0, 8)
    plain = Recipe().inv_freq(RopeSpec(8))
    assert [Recipe().scaled(value, 4.0) for value in plain] == pytest.approx(list(table))


def test_the_same_seed_gives_the_same_problem_everywhere() -> None:
    """Written down once: a change here changes every link and sheet that was ever shared."""
    exercise = make_exercise("products", 3, 7)
    again = make_exercise("products", 3, 7)
    assert exercise == again
    assert (exercise.facts.q, exercise.facts.m, exercise.facts.pair) == GOLDEN


@pytest.mark.parametrize(
    ("skill", "level", "seed", "field"),
    [("nope", 0, 0, "skill"), ("pairs", 6, 0, "level"), ("pairs", 0, -1, "pseed")],
)
def test_what_does_not_exist_is_refused(skill: str, level: int, seed: int, field: str) -> None:
    with pytest.raises(RopeError) as caught:
        make_exercise(skill, level, seed)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.219", 0.219),
        (" −.5 ", -0.5),
        ("1/3", 1 / 3),
        ("cos(1)*0.588-sin(1)*0.117", math.cos(1) * 0.588 - math.sin(1) * 0.117),
        ("cos(1.000)×0.588 − sin(1.000)×0.117", math.cos(1) * 0.588 - math.sin(1) * 0.117),
        ("10000^(-2*1/4)", 0.01),
        ("10000**-0.5", 0.01),
        ("2*pi/0.01", 200 * math.pi),
        ("2π", 2 * math.pi),
        ("2π / 0.1", 20 * math.pi),
        ("1/2pi", 1 / (2 * math.pi)),
        ("0.5cos(1)", 0.5 * math.cos(1)),
        ("2(3)(4)", 24.0),
        ("-2^2", -4.0),
        ("2^3^2", 512.0),
        ("1e-3", 0.001),
        ("1,000", 1000.0),
        ("12×5.318×10⁻⁵", 12 * 5.318e-5),
        ("2π / (6.25×10⁻⁵)", 2 * math.pi / 6.25e-5),
        ("2π²", 2 * math.pi**2),
        ("0,5*1,000 + 0,25", 500.25),
        ("cos(1,5)", math.cos(1.5)),
        ("sqrt(4) rad", 2.0),
        ("--1", 1.0),
        ("((((1))))", 1.0),
    ],
)
def test_what_can_be_typed(text: str, value: float) -> None:
    assert read_answer(text) == pytest.approx(value)


@pytest.mark.parametrize(("text", "value"), CASES)
def test_what_the_browser_reads_is_read_here(text: str, value: float | None) -> None:
    """One table for both: see tests/scripts/graded.test.js."""
    if value is not None:
        assert read_answer(text) == pytest.approx(value, rel=1e-12)
        return
    with pytest.raises(RopeError):
        read_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "five",
        "1.234,5",
        "1 2",
        "1/0",
        "nan",
        "inf",
        "1e400",
        "9^9^9^9",
        "(-1)^0.5",
        "cos 1",
        "cos(1",
        "1)",
        "()",
        "+",
        "1+",
        "__import__('os').system('x')",
        "<b>1</b>",
        "(" * 150 + "1",
        "-" * 150 + "1",
        "1" * 500,
        "1e",
        "0x10",
        "1j",
        "𝟏",
        "١",
    ],
)
def test_what_cannot_be_typed(text: str) -> None:
    with pytest.raises(RopeError) as caught:
        read_answer(text)
    assert caught.value.field == "answer"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1.234,5", "for a decimal point"),
        ("cos 1", "brackets after cos"),
        ("1/0", "no value"),
        ("(1", "closing"),
    ],
)
def test_a_refusal_says_how_to_mend_it(text: str, hint: str) -> None:
    with pytest.raises(RopeError, match=hint):
        read_answer(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("π", math.pi),
        ("pi", math.pi),
        ("2*π", 2 * math.pi),
        ("PI/2", math.pi / 2),
        ("cos(π)", -1.0),
        ("(1+2)(3+4)", 21.0),
        ("2sin(1)cos(1)", math.sin(2)),
        ("√(9)", 3.0),
        ("1-2-3", -4.0),
        ("8/4/2", 1.0),
        ("6:3", 2.0),
        ("3·2÷4⋅2", 3.0),
        ("-3-(-4)", 1.0),
        ("+5", 5.0),
        ("2^-1", 0.5),
        ("-2^-2", -0.25),
        ("1e3", 1000.0),
        ("1e+3", 1000.0),
        ("12e-1cos(0)", 1.2),
        ("1.5E2", 150.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("2 * 3", 6.0),
        ("2\t+\t3", 5.0),
        ("1,234,567", 1234567.0),
        ("-12,345", -12345.0),
        ("0.5 rad", 0.5),
        ("3 radians", 3.0),
        ("628 tokens", 628.0),
        ("0", 0.0),
    ],
)
def test_more_that_can_be_typed(text: str, value: float) -> None:
    assert read_answer(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1 2", "Something is left over from character 3 on."),
        ("12)", "Something is left over from character 3 on."),
        ("cos(1) 5", "Something is left over from character 8 on."),
        ("2e", "Known names are cos, sin, sqrt and pi."),
        ("tan(1)", "Known names are cos, sin, sqrt and pi."),
        ("1,2,3", COMMA),
        ("1.234,5", COMMA),
        ("1,23,456.7", COMMA),
        ("1,00a", "Known names are cos, sin, sqrt and pi."),
        ("sqrt 4", "Put brackets after sqrt: sqrt(1)."),
        ("(2+3", "A closing bracket is missing."),
        ("cos(1", "A closing bracket is missing."),
        ("2+", "A number is missing or cannot be read."),
        ("1.2.3", "A number is missing or cannot be read."),
        ("1/(2-2)", "It has no value: a division by 0, or a number too large."),
        ("sqrt(-1)", "It has no value: a division by 0, or a number too large."),
        ("(-1)^0.5", "It has no value: a division by 0, or a number too large."),
        ("9e307*100", "The number is too large."),
        ("  ", "The field is empty."),
    ],
)
def test_each_refusal_in_its_words(text: str, hint: str) -> None:
    with pytest.raises(RopeError) as caught:
        read_answer(text, "blank")
    error = caught.value
    assert (error.field, error.hint) == ("blank", hint)
    assert error.received == (text.strip() or "nothing")


def test_how_long_and_how_deep_an_answer_may_be() -> None:
    assert len("1" + "+0" * 99 + " ") == 200
    assert read_answer("1" + "+0" * 99 + " ") == 1.0
    with pytest.raises(RopeError) as caught:
        read_answer("0" * 201)
    assert (caught.value.received, caught.value.hint) == ("201 characters", "Enter one number.")
    assert read_answer("(" * 19 + "7" + ")" * 19) == 7.0
    assert read_answer("-" * 19 + "7") == -7.0
    for deep in ("(" * 20 + "7" + ")" * 20, "-" * 20 + "7"):
        with pytest.raises(RopeError, match="nested too deeply"):
            read_answer(deep)
    # What was closed again is not deep.
    assert read_answer("+".join(["((1))"] * 20)) == 20.0


@given(st.text(alphabet="0123456789.+-*/^()cosinqrtpe ,×−π\n", max_size=60))
def test_any_text_is_a_number_or_a_refusal(text: str) -> None:
    with contextlib.suppress(RopeError):
        assert math.isfinite(read_answer(text))


@pytest.mark.parametrize("skill", SKILLS)
def test_a_sheet_is_the_same_and_its_problems_differ(skill: str) -> None:
    sheet = make_sheet(11, (skill,), 40)
    assert sheet == make_sheet(11, (skill,), 40)
    assert len({exercise.facts for exercise in sheet}) == 40
    assert sheet != make_sheet(12, (skill,), 40)


@pytest.mark.parametrize(
    ("skills", "count"), [((), 5), (("nope",), 5), (("pairs",), 0), (("pairs",), 41)]
)
def test_other_sheets_are_refused(skills: tuple[str, ...], count: int) -> None:
    with pytest.raises(RopeError):
        make_sheet(1, skills, count)
