"""What Scale asks first: which pairs meet an angle at a far position that training never showed."""

from __future__ import annotations

from functools import cache

from rope_core import wavelength
from rope_core.models.smollm2 import smollm2
from ui.lesson.questions import Wire, choice

LENGTH, FAR = 8192, 9000


@cache
def scale_questions() -> Wire:
    """By the number of the step, from 0; about a model one can name."""
    model = smollm2()
    waves = wavelength(model.spec)
    new = [pair for pair, wave in enumerate(waves) if wave > LENGTH]
    return {
        "0": choice(
            f"{model.name} takes {LENGTH:,} positions. At position {FAR:,}, which of its "
            f"{model.spec.pairs} pairs stand at an angle that no earlier position had?",
            ("The fast ones", "The slow ones", "All alike", "None"),
            1,
            f"Pairs {new[0]} to {new[-1]} need more than {LENGTH:,} tokens for one turn, so beyond "
            f"it they reach angles they never had. Pair 0 has been round "
            f"{int(LENGTH // waves[0]):,} times: it meets nothing new.",
        )
    }
