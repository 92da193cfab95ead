"""Practice in words: questions, what is given, lines and their rules.

A text may hold ^[raised]; who shows it (browser, page, PDF) knows how to raise. All of it is
ours and numbers: nothing a learner typed comes through here.

>>> from rope_core.practice import make_exercise
>>> words = Words(make_exercise("inv_freq", 3, 7))
>>> words.question
'head_dim 8, base 100. How far does pair 3 turn for each token (inv_freq₃)?'
>>> [(line.numbers, line.sign, line.value) for line in words.lines()]
[('−2×3/8', '=', '−0.75'), ('100^[−0.75]', '=', '0.03162')]
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rope_core import RopeError, angles, inv_freq, pair_indices
from rope_core.mistakes import MISTAKES
from rope_core.practice import Exercise, read_answer
from rope_core.practice.rules import RULES, Style
from ui.numbers import agrees, fixed, in_brackets, subscript
from ui.practice.names import figures, names_of
from ui.practice.text import (
    BELIEFS,
    CHANGES,
    EFFECT_WORDS,
    LAW_WORDS,
    LINE_WORDS,
    PROMPTS,
    QUESTIONS,
)

#: How exact an answer has to be, said beside the field.
EXACT: Mapping[Style, str] = {
    "whole": "a whole number",
    "places": "3 places after the point (±0.001)",
    "digits": "3 digits (±0.5 %)",
}


def number(value: float, style: Style) -> str:
    """A line's number as the solution shows it.

    >>> number(3.0, "whole"), number(0.21924, "places"), number(0.01, "digits")
    ('3', '0.2192', '0.01')
    """
    if style == "whole":
        return f"{value:.0f}".replace("-", "−")
    return fixed(value, 4) if style == "places" else figures(value)


@dataclass(frozen=True)
class LineWords:
    """One line: its name, the rule in symbols and in numbers, its value; the rule in a sentence.

    sign: "=", or "≈" where the numbers as shown, being rounded, do not quite give the value.
    """

    label: str
    law: str
    numbers: str
    sign: str
    value: str
    title: str
    sentence: str


def worked(line: LineWords) -> str:
    """A line of a solution as one text.

    >>> worked(LineWords("angle₁", "m × inv_freq₁", "3×0.1", "=", "0.3", "", ""))
    'angle₁ = m × inv_freq₁ = 3×0.1 = 0.3'
    """
    if line.numbers == line.value:
        return f"{line.label} = {line.law} = {line.value}"
    return f"{line.label} = {line.law} = {line.numbers} {line.sign} {line.value}"


@dataclass(frozen=True)
class Table:
    """What is given: a head (may be empty) and rows of cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Words:
    """The words of one exercise."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise, self.facts = exercise, exercise.facts
        self.names = names_of(exercise)

    @property
    def question(self) -> str:
        """What is asked, in one or two sentences."""
        if self.exercise.change == "same":
            return QUESTIONS["same"].format_map(self.names)
        return QUESTIONS[self.exercise.lines[-1].rule].format_map(self.names)

    @property
    def prompt(self) -> str:
        """What to do with it."""
        prompt = PROMPTS[self.exercise.kind]
        if self.exercise.kind == "predict":
            return CHANGES[self.exercise.change].format_map(self.names)
        if self.exercise.kind == "rule":
            label = self.lines()[self.exercise.marked].label
            return prompt.format(label=label)
        return prompt

    def lines(self, values: Sequence[float] | None = None) -> list[LineWords]:
        """The worked solution, with its own values or (for a wrong step) with others."""
        told: list[LineWords] = []
        shown = [line.value for line in self.exercise.lines] if values is None else values
        names = dict(self.names)
        for at, (line, value) in enumerate(zip(self.exercise.lines, shown, strict=True)):
            label, law, numbers = LINE_WORDS[line.rule]
            text = number(value, line.style)
            title, sentence = LAW_WORDS[RULES[line.rule].law]
            worked = numbers.format_map(names)
            told.append(
                LineWords(
                    label.format_map(names),
                    law.format_map(names),
                    worked,
                    _sign(worked, text),
                    text,
                    title,
                    sentence,
                )
            )
            names[f"above{at}"], names[f"_above{at}"] = text, in_brackets(text)
        return told

    def options(self) -> list[str]:
        """The choices in words, in the exercise's order."""
        told: list[str] = []
        for option in self.exercise.options:
            if option.positions is not None:
                told.append(f"query at {option.positions[0]}, key at {option.positions[1]}")
            elif self.exercise.kind == "rule":
                told.append(LAW_WORDS[option.key][1] if option.right else BELIEFS[option.key])
            elif self.exercise.kind == "bug":
                told.append(MISTAKES[option.key].title)
            else:
                told.append(EFFECT_WORDS[option.key])
        return told

    def given(self) -> list[Table]:
        """The numbers the learner is given."""
        facts, skill = self.facts, self.exercise.skill
        if skill == "angle":
            return [_frequencies(self.exercise)]
        if skill == "products":
            first, second = pair_indices(facts.spec)[facts.pair]
            x = [(f"q{subscript(at)}", figures(facts.q[at])) for at in (first, second)]
            return [_row(*x, *_cos_sin(self.exercise, facts.m, facts.pair))]
        if skill == "matrix":
            return [_turns(self.exercise)]
        if skill == "conventions":
            head = tuple(f"x{subscript(at)}" for at in range(facts.spec.head_dim))
            return [Table(head, (tuple(map(figures, facts.q)),)), _turns(self.exercise)]
        if skill == "score":
            return [_score_table(self.exercise)]
        if self.exercise.lines[-1].rule == "relative_angle" or skill == "scaling":
            value = figures(float(inv_freq(facts.spec)[facts.pair]))
            return [_row((f"inv_freq{subscript(facts.pair)}", value))]
        return []

    def after_change(self) -> str:
        """What a prediction came to: before and after, in numbers."""
        line, exercise = self.exercise.lines[-1], self.exercise
        if exercise.options and exercise.options[0].positions:
            return (
                "The score depends on m − n alone: the pair of positions with the same difference."
            )
        before, after = number(line.value, line.style), number(exercise.changed, line.style)
        return f"Before it is {before}, then {after}."


def _sign(worked: str, value: str) -> str:
    """Whether the numbers shown give the value shown.

    >>> _sign("0.0960 − 0.1118", "−0.0157"), _sign("6×0.01", "0.06"), _sign("i = 1", "1")
    ('≈', '=', '=')
    """
    try:
        computed = read_answer(worked.replace("^[", "^(").replace("]", ")"))
    except RopeError:  # words, not a sum
        return "="
    return "=" if agrees(Decimal(computed), value) else "≈"


def _row(*cells: tuple[str, str]) -> Table:
    return Table(tuple(name for name, _ in cells), (tuple(value for _, value in cells),))


def _cos_sin(exercise: Exercise, position: int, pair: int) -> tuple[tuple[str, str], ...]:
    angle = float(angles(position, exercise.facts.spec)[pair])
    return (
        ("angle", f"{figures(angle)} rad"),
        ("cos", fixed(math.cos(angle), 4)),
        ("sin", fixed(math.sin(angle), 4)),
    )


def _frequencies(exercise: Exercise) -> Table:
    spec = exercise.facts.spec
    head = tuple(f"inv_freq{subscript(pair)}" for pair in range(spec.pairs))
    return Table(head, (tuple(figures(float(value)) for value in inv_freq(spec)),))


def _turns(exercise: Exercise) -> Table:
    """Angle, cos and sin of every pair."""
    rows = tuple(
        (f"pair {pair}", *(text for _, text in _cos_sin(exercise, exercise.facts.m, pair)))
        for pair in range(exercise.facts.spec.pairs)
    )
    return Table(("", "angle", "cos", "sin"), rows)


def _score_table(exercise: Exercise) -> Table:
    facts = exercise.facts
    rows = tuple(
        (
            f"{name} at {position}",
            figures(x[0]),
            figures(x[1]),
            *(text for _, text in _cos_sin(exercise, position, 0)),
        )
        for name, x, position in (("q", facts.q, facts.m), ("k", facts.k, facts.n))
    )
    return Table(("", "first", "second", "angle", "cos", "sin"), rows)
