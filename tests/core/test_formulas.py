"""The reader of formulas: against Python's own arithmetic, and what it refuses."""

from __future__ import annotations

import math
import random

import pytest
from arithmetic import worked_out

from rope_core import RopeError
from rope_core.steps.formula import FUNCTIONS, FormulaError, evaluate_formula, formula_value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("7", 7.0),
        ("0.25", 0.25),
        ("1e3", 1000.0),
        ("25e-2 + 1", 1.25),
        ("2e+2 × 2", 400.0),
        ("2 + 3 × 4", 14.0),
        ("(2 + 3) × 4", 20.0),
        ("10 − 4 − 3", 3.0),
        ("24 / 4 / 3", 2.0),
        ("2 × 3 / 4 × 5", 7.5),
        ("2 ^ 3 ^ 2", 512.0),
        ("−2 ^ 2", -4.0),
        ("2 ^ −1", 0.5),
        ("−−3", 3.0),
        ("5 − −3", 8.0),
        ("2 × −3", -6.0),
        ("π", math.pi),
        ("2 × π / 4", math.pi / 2),
        ("2 × (1 + (2 − 3) × 4)", -6.0),
        ("max(1, 5)", 5.0),
        ("min(1, 5)", 1.0),
        ("clamp(7, 0, 5)", 5.0),
        ("clamp(−7, 0, 5)", 0.0),
        ("clamp(3, 0, 5)", 3.0),
        ("floor(2.7) + ceil(2.1)", 5.0),
        ("sqrt(2 + 7)", 3.0),
        ("ln(1)", 0.0),
        ("cos(0) + sin(0)", 1.0),
        ("cos(π)", -1.0),
        ("max(min(4, 9), 2) × 3", 12.0),
        ("  1+2  ", 3.0),
    ],
)
def test_a_formula_of_numbers(formula: str, value: float) -> None:
    got = evaluate_formula(formula, {})
    assert got == pytest.approx(value, rel=1e-15)
    assert type(got) is float


def test_operands_are_put_in_by_name() -> None:
    assert (
        evaluate_formula("base ^ (−2 × i / rotary_dim)", {"base": 100, "i": 1, "rotary_dim": 4})
        == 0.1
    )
    assert evaluate_formula("a − b", {"a": 1, "b": 5}) == -4.0
    assert evaluate_formula("x2 + _y", {"x2": 3, "_y": 4}) == 7.0


def test_a_formula_read_once_gives_each_its_own_value() -> None:
    assert [evaluate_formula("n × n − 1", {"n": n}) for n in range(4)] == [-1.0, 0.0, 3.0, 8.0]


def grown(rng: random.Random, depth: int) -> tuple[str, str]:
    """A random formula, and the same in Python's own spelling, fully in brackets."""
    if depth == 0 or rng.random() < 0.2:
        text = f"{rng.uniform(0.5, 9):.2f}"
        return text, text
    if rng.random() < 0.15:
        inner, python = grown(rng, depth - 1)
        return f"−({inner})", f"(-({python}))"
    sign = rng.choice("+−×/")
    (left, a), (right, b) = grown(rng, depth - 1), grown(rng, depth - 1)
    python = f"(({a}){ {'+': '+', '−': '-', '×': '*', '/': '/'}[sign] }({b}))"
    return f"({left}) {sign} ({right})", python


def test_random_formulas_against_python() -> None:
    rng = random.Random(5)
    compared = 0
    while compared < 200:
        formula, python = grown(rng, 4)
        try:
            want = worked_out(python)
        except ZeroDivisionError:
            continue
        assert evaluate_formula(formula, {}) == pytest.approx(want, rel=1e-12), formula
        compared += 1


@pytest.mark.parametrize(
    "formula",
    [
        "", " ", "1 +", "+ 1", "1 2", "(1", "1)", "()", "max(1, 2", "max 1", "max(", "sqrt",
        "1 ≤ 2", "a < b", "2 ** 3", "2 * 3", "1 - 2", "x.y", "#", "1,2", "ln()", "a b",
        "π π", "2 π", "2π", "2e", "2e+", "2e−1", ".5", "5.", ".", "1.2.3",
    ],
)  # fmt: skip
def test_anything_else_is_refused(formula: str) -> None:
    with pytest.raises(RopeError) as caught:
        evaluate_formula(formula, {"a": 1.0, "b": 2.0})
    assert caught.value.field == "formula"
    assert caught.value.received == formula
    assert formula_value(formula, {"a": 1.0, "b": 2.0}) is None


def test_how_deep_a_formula_may_be() -> None:
    """Twenty levels, a bracket or a sign each; what was closed again is not deep."""
    for deep, value in (("(" * 19 + "7" + ")" * 19, 7.0), ("−" * 19 + "7", -7.0)):
        assert evaluate_formula(deep, {}) == value
        with pytest.raises(RopeError):
            evaluate_formula("−" + deep, {})
    assert evaluate_formula(" + ".join(["((−1))"] * 30), {}) == -30.0


@pytest.mark.parametrize(
    ("formula", "reason", "at"),
    [
        ("(1 + 2", "A closing bracket is missing.", 6),
        ("1 + 2) × 3", "Something is left over from character 6 on.", 5),
        ("2 × ", "A number is missing or cannot be read.", 4),
        ("ln + 1", "Put brackets after ln: ln(1).", 3),
        ("−" * 20 + "1", "It is nested too deeply.", 20),
    ],
)
def test_a_refusal_says_why_and_at_which_character(formula: str, reason: str, at: int) -> None:
    with pytest.raises(RopeError) as caught:
        evaluate_formula(formula, {})
    error = caught.value.__cause__
    assert isinstance(error, FormulaError)
    assert (str(error), error.reason, error.at) == (reason, reason, at)


def test_an_operand_that_is_not_given_is_refused() -> None:
    with pytest.raises(RopeError) as caught:
        evaluate_formula("a + b", {"a": 1.0})
    assert caught.value.field == "formula"


@pytest.mark.parametrize("formula", ["1 / 0", "ln(0)", "ln(−1)", "sqrt(−1)", "10 ^ 400", "a"])
def test_what_has_no_value_is_none(formula: str) -> None:
    assert formula_value(formula, {}) is None
    assert formula_value("1 + 1", {}) == 2.0


def test_the_functions_are_the_known_ones() -> None:
    assert set(FUNCTIONS) == {"cos", "sin", "sqrt", "ln", "floor", "ceil", "max", "min", "clamp"}
