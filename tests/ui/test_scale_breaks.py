"""Beyond the trained length: which angles are new at one position, of every model there is."""

from __future__ import annotations

import math
import re
from typing import Any

from rope_core import inv_freq
from tests.ui.scale_support import EACH
from ui.scale.breaks import beyond, breaks
from ui.scale.questions import scale_questions
from ui.scale.subject import Subject, reach_of, unscaled
from ui.scale.words import pairs_in_words


def angle_was_had(step: float, trained: int, position: int) -> bool:
    """By hand: whole turns off, and within the largest angle of training, or past a whole turn."""
    last = (trained - 1) * step
    return last >= 2 * math.pi or position * step % (2 * math.pi) <= last or step == 0


@EACH
def test_no_angle_is_called_new_that_a_turn_less_makes_a_known_one(
    subject: Subject,
) -> None:
    """Of every published model at its length and at others: the words of each pair's verdict, the
    step that counts them, and the question."""
    for trained in (None, 1, 10, 1000):
        reach = reach_of(subject, trained, None)
        plain, far = unscaled(subject.spec), beyond(reach.trained)
        told: Any = breaks(plain, reach, 3)
        asked = scale_questions(subject, reach, 3)["beyond"]
        new = []
        for pair, step in enumerate(inv_freq(plain).tolist()):
            words = told["words"][told["verdicts"][pair]]
            had = angle_was_had(step, reach.trained, far)
            assert ("is new to it" in words) != had, (pair, words)
            if not had:
                new.append(pair)
            if found := re.search(r"positions ([\d,]+) and ([\d,]+)\. Nothing new", words):
                low, high = (int(number.replace(",", "")) * step for number in found.groups())
                assert low <= far * step % (2 * math.pi) <= high <= reach.trained * step, words
                assert f"pair {pair} " in words
        named = pairs_in_words(new, plain.pairs).capitalize() if new else "No pair"
        if plain.pairs == 1:
            assert asked["correct"] == (0 if new else 1)
        else:
            assert asked["because"].startswith(f"{named} "), asked["because"]
            assert asked["correct"] == (3 if not new else 2 if len(new) == plain.pairs else 1)
            because = told["steps"][1]["because"]
            assert because.startswith(f"{named} come"), because
