"""How often is a mistake's own answer diagnosed as that mistake?

`python tests/bench/practice_diagnosis.py [--seeds 300]`

For every skill, level and line, many seeds: the wrong answer is worked out independently of
rope_core (tests/core/practice_reference.py), written as people write it (to three places or three
digits), and graded. Printed: per line and mistake how many answers, how many named as that
mistake, ambiguous, misnamed, not recognised; and right answers called wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from rope_core.practice import SKILLS, grade_number, make_exercise, read_answer
from rope_core.practice.exercise import KINDS
from rope_core.practice.grade import Verdict
from tests.core.practice_reference import Solver


def written(value: float, style: str) -> float:
    """The number as a learner types it."""
    form = {"whole": "{:.0f}", "places": "{:.3f}", "digits": "{:.3g}"}[style]
    return read_answer(form.format(value))


def outcome_of(verdict: Verdict, mistake: str) -> str:
    """What the diagnosis of an answer made by `mistake` is worth."""
    named = [each.key for each in verdict.mistakes]
    if named == [mistake]:
        return "named"
    if mistake in named:
        return "ambiguous"
    return "misnamed" if named or verdict.outcome == "right" else "unknown"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=300)
    seeds = parser.parse_args().seeds
    counts: dict[tuple[str, str, str, str], Counter[str]] = defaultdict(Counter)
    right: Counter[str] = Counter()
    for skill in SKILLS:
        for level, kind in enumerate(KINDS):
            if kind not in ("blank", "whole"):
                continue
            for seed in range(seeds):
                exercise = make_exercise(skill, level, seed)
                for blank, at in enumerate(exercise.blanks):
                    line = exercise.lines[at]
                    key = written(float(Solver(exercise.facts).line(line.rule)), line.style)
                    right[grade_number(exercise, key, blank).outcome] += 1
                    for each in exercise.candidates[blank]:
                        wrong = float(Solver(exercise.facts, each.mistake).line(line.rule))
                        verdict = grade_number(exercise, written(wrong, line.style), blank)
                        where = (skill, kind, line.rule, each.mistake)
                        counts[where][outcome_of(verdict, each.mistake)] += 1
    print(f"{'skill':12} {'kind':6} {'line':15} {'mistake':20} {'answers':>7} {'named':>7}")
    total: Counter[str] = Counter()
    for (skill, form, rule, mistake), count in counts.items():
        answers = sum(count.values())
        rest = ", ".join(f"{name} {n}" for name, n in count.items() if name != "named")
        share = f"{count['named'] / answers:7.1%}"
        print(f"{skill:12} {form:6} {rule:15} {mistake:20} {answers:7} {share} {rest}".rstrip())
        total += count
    answers = sum(total.values())
    print(f"\n{answers} wrong answers: {total['named'] / answers:.2%} named;", dict(total))
    print(f"{sum(right.values())} right answers:", dict(right))
    failed = total["misnamed"] or set(right) != {"right"} or total["named"] < 0.99 * answers
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
