"""What Rotate asks before it shows: the first number of a pair, the second, the length.

Of a wide head it asks first how many of its pairs have been all the way round.
"""

from __future__ import annotations

import math

import numpy as np

from rope_core import RopeSpec, angles, rotate
from rope_core.counts import agreed
from rope_core.practice.ask import ask_each
from rope_core.practice.rules import Facts
from ui.lesson.questions import Wire, choice, filled, numbers
from ui.numbers import fixed, scale
from ui.rotate.moved import how_moved
from ui.rotate.overview import WIDE, gone_round
from ui.rotate.stage import MOST_PAIRS, View
from ui.weighed import kept

#: After which step which number is asked for.
_AFTER = {"products": "first", "first": "second"}


def rotate_frames() -> Wire:
    """What the questions of every pair have in common, by rule and how exact they are."""
    frames: Wire = {}
    for rule in _AFTER.values():
        text = f"what is the {rule} number of the turned pair {{at}}?"
        frames |= numbers(rule, text, "The next step shows the sum.")
    return frames


def rotate_questions(
    vectors: tuple[tuple[tuple[float, ...], int, View], ...], spec: RopeSpec
) -> Wire:
    """By "vector pair step": what is asked at that step, about what the next one shows.

    By "vector turn" what is asked when all pairs have turned; of a wide head also at its first
    step, which leads to all pairs at a glance.
    """
    return {
        f"{which} {place}": question
        for which, vector in enumerate(vectors)
        for place, question in _of_vector(*vector, spec).items()
    }


# Two questions a pair, for as many pairs as the stage keeps.
@kept(most=2 * MOST_PAIRS, weigh=len)
def _of_vector(vector: tuple[float, ...], position: int, view: View, spec: RopeSpec) -> Wire:
    facts = Facts(spec, q=vector, m=position)
    # The page begins with the line of pair 0's first number: that one is known.
    asked: Wire = {
        f"{pair} {step}": filled(rule, str(pair), question, view.digits)
        for step, rule in _AFTER.items()
        for pair, question in enumerate(ask_each(rule, facts))
        if (pair, rule) != (0, "first")
    }
    if spec.pairs > WIDE:
        asked["0 line"] = _round(position, spec, view)
    turned = rotate(np.array(vector, dtype=float), position, spec)
    before, after = float(np.linalg.norm(vector)), float(np.linalg.norm(turned))
    correct = 1 if np.isclose(before, after) else 0 if after > before else 2
    moved = how_moved(vector, position, spec)
    stays = "a turn changes no length." if moved.count else f"{moved.still}."
    asked["turn"] = choice(
        f"{moved.asked(view.letter)}. Is the whole vector longer now?",
        ("Longer", "As long as before", "Shorter"),
        correct,
        f"Its length was {fixed(before, view.digits)} and is {fixed(after, view.digits)}: "
        + (stays if correct == 1 else "the model's factor is in it."),
        ("a turn taken for a stretch", "the model's factor left out", "a turn taken for a stretch"),
    )
    return asked


def _round(position: int, spec: RopeSpec, view: View) -> Wire:
    """How many pairs of a wide head have made a whole turn."""
    size = np.abs(angles(position, spec))
    count = gone_round(position, spec)
    fastest = int(size.argmax())
    half = spec.pairs / 2
    return choice(
        f"{view.letter} has {spec.pairs} pairs. How many of them have made a whole turn or more at "
        f"position {position:,}?",
        ("None", "Fewer than half", "Half of them or more", "All of them"),
        0 if count == 0 else 3 if count == spec.pairs else 1 if count < half else 2,
        f"A whole turn is {fixed(math.tau, view.digits)} rad. The fastest, pair {fastest}, has "
        f"turned {scale(float(size[fastest]), view.digits)} rad: {count} of {spec.pairs} "
        f"{agreed(count, 'have been')} all the way round.",
        (
            "the fastest pair taken for as slow as the others",
            "how fast the first pairs turn misjudged",
            "slow pairs taken for as fast as the first",
            "every pair taken for as fast as the first",
        ),
    )
