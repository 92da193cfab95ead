"""One exercise: made from skill, level and seed, the same on every machine.

Levels fade the help: 0 worked, with the question why one line is as it is; 1 the last line is
blank; 2 the last two; 3 all of it, one number; then 4 find the wrong step, and 5 predict before
you compute.

>>> exercise = make_exercise("inv_freq", 1, 7)
>>> [line.rule for line in exercise.lines], exercise.blanks
(['exponent', 'inv_freq'], (1,))

An exercise is only made where every mistake that changes the answer changes it enough to be told
from the right number, from a rounded one, and from every other mistake.
"""

from __future__ import annotations

import math

from rope_core.errors import RopeError, require_whole
from rope_core.mistakes.recipe import Recipe
from rope_core.practice.draw import Draw
from rope_core.practice.exactness import apart, clear_of
from rope_core.practice.parts import (
    EFFECTS,
    KINDS,
    MAX_LEVEL,
    Bug,
    Candidate,
    Effect,
    Exercise,
    Kind,
    Line,
    Option,
    line_after,
)
from rope_core.practice.rules import MISTAKES, RULES, Facts
from rope_core.practice.skills import SKILLS, Skill
from rope_core.reading.numbers import MAX_SEED

__all__ = [
    "EFFECTS", "KINDS", "MAX_LEVEL", "Bug", "Candidate", "Effect", "Exercise", "Kind", "Line",
    "Option", "candidates_for", "effect_of", "line_after", "make_exercise",
]  # fmt: skip

_TRIES = 5000


def make_exercise(skill: str, level: int, seed: int) -> Exercise:
    """Return the exercise of this skill, level (0 to 5) and seed; RopeError for others."""
    if skill not in SKILLS:
        raise RopeError("skill", skill, "one of " + ", ".join(SKILLS))
    require_whole("level", level, 0, MAX_LEVEL)
    require_whole("pseed", seed, 0, MAX_SEED)
    entry = SKILLS[skill]
    draw = Draw(seed, tuple(SKILLS).index(skill), level)
    for _ in range(_TRIES):
        exercise = _attempt(entry, level, seed, draw)
        if exercise is not None:
            return exercise
    raise AssertionError(f"no clear problem for {skill}, level {level}, seed {seed}")


def _attempt(skill: Skill, level: int, seed: int, draw: Draw) -> Exercise | None:
    facts, rules = skill.draw(draw)
    lines = tuple(
        Line(key, RULES[key].style, float(RULES[key].value(Recipe(), facts))) for key in rules
    )
    last, kind = len(lines) - 1, KINDS[level]
    if kind == "rule":
        marked = draw.whole(0, last)
        law = RULES[rules[marked]].law
        others = _near_misses(draw, facts, lines, marked)
        options = [Option(law, True), *(Option(key, False) for key in others)]
        shuffled = draw.some(options, len(options))
        return Exercise(skill.key, level, seed, kind, facts, lines, marked=marked, options=shuffled)
    if kind == "blank":
        blanks = (last,) if level == 1 else tuple(range(max(0, last - 1), last + 1))
        if level == 2 and len(lines) > 3:
            blanks = tuple(range(1, last + 1))
        found = tuple(candidates_for(facts, lines[at], RULES[rules[at]].mistakes) for at in blanks)
        clear = [each for each in found if each is not None]
        if len(clear) < len(found):
            return None
        return Exercise(skill.key, level, seed, kind, facts, lines, blanks, tuple(clear))
    if kind == "whole":
        known = skill.whole.get(rules[last])
        if known is None:
            known = tuple(dict.fromkeys(key for rule in rules for key in RULES[rule].mistakes))
        whole = candidates_for(facts, lines[last], known)
        if whole is None:
            return None
        return Exercise(skill.key, level, seed, kind, facts, lines, (last,), (whole,))
    if kind == "bug":
        return _with_bug(skill, level, seed, draw, facts, lines)
    return _prediction(skill, level, seed, draw, facts, lines)


def _near_misses(draw: Draw, facts: Facts, lines: tuple[Line, ...], marked: int) -> list[str]:
    """Three mistakes: of this very line, or of the others, that would give another number.

    Where fewer do (a place's partner is the same however pairs are counted), such as are wrong all
    the same: a reason may be false and its number right.
    """
    line = lines[marked]
    of_solution = [key for each in lines for key in RULES[each.rule].mistakes]
    telling = [key for key in of_solution if _differs(key, facts, line, line.value)]
    of_line = [key for key in RULES[line.rule].mistakes if key in telling]
    chosen: list[str] = []
    for keys in (of_line, telling, of_solution):
        pool = [key for key in dict.fromkeys(keys) if key not in chosen]
        chosen += draw.some(pool, 3 - len(chosen))
    return chosen


def candidates_for(
    facts: Facts, line: Line, mistakes: tuple[str, ...]
) -> tuple[Candidate, ...] | None:
    """What each mistake gives in this line; None where two cannot be told apart.

    A mistake that cannot be made here (there is no next pair after the last) is left out. One that
    leaves the number as it is cannot be seen and is left out too; where that is so for more than
    half of them (as at position 0) there is no clear problem either.
    """
    found: list[Candidate] = []
    nowhere = 0
    for key in mistakes:
        value = float(RULES[line.rule].value(MISTAKES[key].recipe, facts))
        if math.isnan(value):
            nowhere += 1
            continue
        if math.isclose(value, line.value, rel_tol=1e-12, abs_tol=1e-12):
            continue
        if not math.isfinite(value) or not clear_of(value, line.value, line.style):
            return None
        if not all(apart(value, other.value, line.style) for other in found):
            return None
        found.append(Candidate(key, value))
    return tuple(found) if found and 2 * (len(found) + nowhere) >= len(mistakes) else None


def _with_bug(
    skill: Skill, level: int, seed: int, draw: Draw, facts: Facts, lines: tuple[Line, ...]
) -> Exercise | None:
    at = draw.whole(0, len(lines) - 1)
    found = candidates_for(facts, lines[at], RULES[lines[at].rule].mistakes)
    if not found:
        return None
    wrong = draw.pick(found)
    values = [line.value for line in lines[:at]] + [wrong.value]
    for line in lines[at + 1 :]:
        values.append(line_after(line, values, facts))
    if not all(map(math.isfinite, values)):
        return None  # nothing can be made of the wrong number: it shows at once
    # First the other slips of this very line: they give other numbers here, so one is right.
    # Then those of the other lines, then of lines like this one.
    others = list(draw.some([e.mistake for e in found if e.mistake != wrong.mistake], 3))
    of_line = RULES[lines[at].rule].mistakes
    near = [key for line in lines for key in RULES[line.rule].mistakes]
    alike = [
        key for rule in RULES.values() if rule.style == lines[at].style for key in rule.mistakes
    ]
    for more in (near, alike):
        pool = [
            key
            for key in dict.fromkeys(more)
            if key not in of_line
            and key not in others
            and _differs(key, facts, lines[at], wrong.value)
        ]
        others += draw.some(pool, 3 - len(others))
    options = [Option(key, key == wrong.mistake) for key in (wrong.mistake, *others)]
    bug = Bug(wrong.mistake, at, tuple(values))
    shuffled = draw.some(options, len(options))
    return Exercise(skill.key, level, seed, "bug", facts, lines, options=shuffled, bug=bug)


def _differs(mistake: str, facts: Facts, line: Line, wrong: float) -> bool:
    """Whether this mistake cannot be taken for the cause of this number."""
    value = float(RULES[line.rule].value(MISTAKES[mistake].recipe, facts))
    return math.isfinite(value) and apart(value, wrong, line.style)


def _prediction(
    skill: Skill, level: int, seed: int, draw: Draw, facts: Facts, lines: tuple[Line, ...]
) -> Exercise | None:
    if not skill.changes:
        return _same_score(skill, level, seed, draw, facts, lines)
    change = draw.pick(tuple(skill.changes))
    last = lines[-1]
    changed = float(RULES[last.rule].value(Recipe(), skill.changes[change](facts)))
    effect = effect_of(last.value, changed)
    if effect == "other" and not clear_of(changed, last.value, last.style):
        return None
    options = tuple(Option(key, key == effect) for key in EFFECTS)
    return Exercise(
        skill.key,
        level,
        seed,
        "predict",
        facts,
        lines,
        options=options,
        change=change,
        changed=changed,
    )


def effect_of(before: float, after: float) -> Effect:
    """What became of a number.

    >>> effect_of(0.2, 0.4), effect_of(3, 3), effect_of(0.2, -0.2), effect_of(1, 3)
    ('doubles', 'same', 'sign', 'other')
    """

    def equal(a: float, b: float) -> bool:
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)

    if equal(before, after):
        return "same"
    if equal(2 * before, after):
        return "doubles"
    if equal(before, 2 * after):
        return "halves"
    return "sign" if equal(-before, after) else "other"


def _same_score(
    skill: Skill, level: int, seed: int, draw: Draw, facts: Facts, lines: tuple[Line, ...]
) -> Exercise | None:
    """Which of these (m, n) give the same score? The wrong ones are mistakes."""
    m, n, shift = facts.m, facts.n, draw.whole(2, 17)
    choices = (
        Option("same_difference", True, (m + shift, n + shift)),
        Option("sum_of_positions", False, (m + shift, n - shift)),
        Option("reversed_difference", False, (n, m)),
        Option("query_stayed", False, (m, n + shift)),
    )
    if n < shift:
        return None
    differences = {
        first - second for first, second in (o.positions for o in choices if o.positions)
    }
    if len(differences) < len(choices):
        return None
    options = draw.some(choices, len(choices))
    return Exercise(skill.key, level, seed, "predict", facts, lines, options=options, change="same")
