"""A single line of the learner's own problem, asked before it is shown.

The line, its mistakes and its exactness are those of an exercise; but the problem is given, not
drawn, so mistakes that cannot be told apart there are left out instead of drawing another one.

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
from dataclasses import dataclass

from rope_core.errors import RopeError
from rope_core.mistakes.recipe import Recipe
from rope_core.practice.exactness import apart, clear_of
from rope_core.practice.exercise import Candidate, Line
from rope_core.practice.rules import MISTAKES, RULES, Facts


@dataclass(frozen=True)
class Asked:
    """A line that is asked, and what each mistake that can be told apart would give."""

    line: Line
    candidates: tuple[Candidate, ...]


def ask(rule: str, facts: Facts) -> Asked:
    """The line of that rule for these facts. Raises RopeError for a rule that does not exist."""
    if rule not in RULES:
        raise RopeError("rule", rule, "one of " + ", ".join(RULES))
    entry = RULES[rule]
    line = Line(rule, entry.style, float(entry.value(Recipe(), facts)))
    found: list[Candidate] = []
    for key in entry.mistakes:
        value = float(entry.value(MISTAKES[key].recipe, facts))
        told = math.isfinite(value) and clear_of(value, line.value, line.style)
        if told and all(apart(value, other.value, line.style) for other in found):
            found.append(Candidate(key, value))
    return Asked(line, tuple(found))
