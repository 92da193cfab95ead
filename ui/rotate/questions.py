"""What Rotate asks before it shows: the first number of a pair, the second, the length."""

from __future__ import annotations

import numpy as np

from rope_core import RopeSpec, rotate
from rope_core.frequencies import attention_factor
from rope_core.practice.ask import ask
from rope_core.practice.rules import Facts
from ui.lesson.questions import Wire, choice, number
from ui.numbers import fixed
from ui.rotate.stage import View

#: So many pairs are asked about: who has done these can do the others.
_ASKED = 4


def rotate_questions(
    vectors: tuple[tuple[tuple[float, ...], int, View], ...], spec: RopeSpec
) -> Wire:
    """By "vector pair step": what is asked at that step, about what the next one shows."""
    asked: Wire = {}
    for which, (vector, position, view) in enumerate(vectors):
        turned = rotate(np.array(vector, dtype=float), position, spec)
        # With an attention factor the sum has a factor that the lines of Practice do not know.
        plain = attention_factor(spec) == 1.0 and spec.scaling is None
        for pair in range(min(spec.pairs, _ASKED) if plain else 0):
            facts = Facts(spec, q=vector, m=position, pair=pair)
            asked[f"{which} {pair} products"] = number(
                "first",
                facts,
                f"what is the first number of the turned pair {pair}?",
                _shown("first", facts, view.digits),
            )
            asked[f"{which} {pair} first"] = number(
                "second",
                facts,
                f"what is the second number of the turned pair {pair}?",
                _shown("second", facts, view.digits),
            )
        before, after = float(np.linalg.norm(vector)), float(np.linalg.norm(turned))
        correct = 1 if np.isclose(before, after) else 0 if after > before else 2
        asked[f"{which} {spec.pairs - 1} turn"] = choice(
            f"all pairs of {view.letter} have turned. Is the whole vector longer now?",
            ("Longer", "As long as before", "Shorter"),
            correct,
            f"Its length was {fixed(before, view.digits)} and is {fixed(after, view.digits)}: "
            + ("a turn changes no length." if correct == 1 else "the model's factor is in it."),
        )
    return asked


def _shown(rule: str, facts: Facts, digits: int) -> str:
    return fixed(ask(rule, facts).line.value, digits)
