"""Numbers as Practice shows them: exact to the digits shown, and right where they are copied."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rope_core.practice import (
    MAX_LEVEL,
    SKILLS,
    Exercise,
    grade_number,
    make_exercise,
    read_answer,
)
from rope_core.practice.exactness import is_right
from ui.homework.assignment import Assignment
from ui.numbers import shown
from ui.practice.names import figures
from ui.practice.words import Words
from ui.practice.worksheet import sheet_items, sheet_name
from ui.practice.worksheet_pdf import _markup, key_pdf


def _exercises() -> Iterator[Exercise]:
    return (
        make_exercise(skill, level, seed)
        for skill in SKILLS
        for level in range(MAX_LEVEL + 1)
        for seed in range(60)
    )


def test_the_key_as_it_is_shown_is_right() -> None:
    """And so is every number of a solution: whoever copies one is not told that it is wrong."""
    for exercise in _exercises():
        told = Words(exercise).lines()
        for line, words in zip(exercise.lines, told, strict=True):
            assert is_right(read_answer(words.value), line.value, line.style), words
        for blank, at in enumerate(exercise.blanks):
            answer = read_answer(told[at].value)
            assert grade_number(exercise, answer, blank).outcome == "right", told[at]


def test_an_equals_sign_holds_for_the_numbers_beside_it() -> None:
    """Worked out here from the true numbers: a rounded 0.0001 for 0.00005 was called equal."""
    for exercise in _exercises():
        for line, words in zip(exercise.lines, Words(exercise).lines(), strict=True):
            if words.sign == "=" and line.style == "digits":
                assert shown(words.value) == pytest.approx(Decimal(line.value), rel=Decimal("5e-4"))


@given(st.floats(1e-12, 1e12), st.sampled_from((-1, 1)))
def test_a_number_keeps_its_digits_whatever_its_size(size: float, sign: int) -> None:
    text = figures(sign * size)
    assert float(shown(text)) == pytest.approx(sign * size, rel=5.0001e-4)
    assert read_answer(text) == pytest.approx(float(shown(text)), rel=1e-12)


def test_a_sheet_has_every_figure_of_its_font_and_its_own_name() -> None:
    """The key was headed by the name of the font, and small figures were empty boxes."""
    exercise = make_exercise("inv_freq", 1, 17)
    item = sheet_items([exercise])[0]
    assert "×10⁻⁵" in item.key
    assert not set(_markup(item.key)) & set("⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
    homework = Assignment(("inv_freq",))
    title = f"Answers to {sheet_name(homework).replace('W', 'w', 1)}"
    assert title.encode() in key_pdf([item], homework, True)
