"""A single line of the learner's own problem, asked before it is shown.

The line, its mistakes and its exactness are those of an exercise; but the problem is given, not
drawn: mistakes may come so close that they cannot be told apart, and who grades names all of those
that fit; and how exact an answer must be depends on the size of the number.

>>> from rope_core.spec import RopeSpec
>>> facts = Facts(RopeSpec(4), q=(0.588, 0.117, 0.342, -0.231), m=1)
>>> asked = ask("first", facts)
>>> round(asked.line.value, 3), asked.candidates[0].mistake
(0.219, 'sin_cos_swapped')
>>> round(asked.candidates[0].value, 3)
0.432
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from rope_core.errors import RopeError
from rope_core.mistakes.recipe import Recipe
from rope_core.practice.exactness import fitting, is_right
from rope_core.practice.exercise import Candidate, Line
from rope_core.practice.rules import MISTAKES, RULES, Facts, Rule, Style


@dataclass(frozen=True)
class Asked:
    """A line that is asked, and what each mistake that changes the number would give."""

    line: Line
    candidates: tuple[Candidate, ...]


def ask(rule: str, facts: Facts) -> Asked:
    """The line of that rule for these facts. Raises RopeError for a rule that does not exist."""
    entry = _entry(rule)
    wrong = {key: float(entry.value(MISTAKES[key].recipe, facts)) for key in entry.mistakes}
    return _asked(rule, entry.style, float(entry.value(Recipe(), facts)), wrong)


def ask_each(rule: str, facts: Facts) -> tuple[Asked, ...]:
    """The line of that rule for every pair, or every place: entry i is about the i-th.

    Raises RopeError for a rule that does not exist or is about no pair and no place.

    >>> from rope_core.spec import RopeSpec
    >>> facts = Facts(RopeSpec(4), q=(0.588, 0.117, 0.342, -0.231), m=1)
    >>> [round(asked.line.value, 3) for asked in ask_each("first", facts)]
    [0.219, 0.344]
    """
    entry = _entry(rule)
    if entry.every is None:
        raise RopeError("rule", rule, "a rule about every pair or every place")
    right: list[float] = entry.every(Recipe(), facts).tolist()
    wrong = {key: entry.every(MISTAKES[key].recipe, facts).tolist() for key in entry.mistakes}
    return tuple(
        _asked(rule, entry.style, value, {key: told[at] for key, told in wrong.items()})
        for at, value in enumerate(right)
    )


def _entry(rule: str) -> Rule:
    if rule not in RULES:
        raise RopeError("rule", rule, "one of " + ", ".join(RULES))
    return RULES[rule]


def _asked(rule: str, style: Style, right: float, wrong: Mapping[str, float]) -> Asked:
    style = fitting(style, right)
    found = (
        Candidate(key, value)
        for key, value in wrong.items()
        if math.isfinite(value) and not is_right(value, right, style)
    )
    return Asked(Line(rule, style, right), tuple(found))
