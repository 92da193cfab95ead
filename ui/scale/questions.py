"""What Scale asks: which pairs a far position is new to, and what a method does to the fastest."""

from __future__ import annotations

import numpy as np

from rope_core import inv_freq, wavelength
from rope_core.analysis.reach import NEW, reach_of_pairs
from ui.lesson.questions import Wire, choice
from ui.numbers import fixed
from ui.scale.breaks import beyond
from ui.scale.subject import Reach, Subject, methods, unscaled
from ui.scale.words import pairs_in_words, short_title


def scale_questions(subject: Subject, reach: Reach, digits: int) -> Wire:
    """By "beyond", and by "method" and the method's key."""
    return {"beyond": _beyond(subject, reach)} | {
        f"method {method.rope_type}": question
        for method in methods(subject, reach)
        if method.spec and (question := _fastest(method.rope_type, subject, reach, digits))
    }


def _beyond(subject: Subject, reach: Reach) -> Wire:
    plain, far = unscaled(subject.spec), beyond(reach.trained)
    waves = wavelength(plain)
    pairs = reach_of_pairs(plain, reach.trained, plain, far)
    new = [pair.pair_index for pair in pairs if pair.verdict == NEW]
    fastest = int(np.argmin(waves))
    correct = 3 if not new else 2 if len(new) == len(pairs) else 1
    pairs_named = pairs_in_words(new, len(pairs)).capitalize() if new else "No pair"
    return choice(
        f"at position {far:,}, which of the {len(pairs)} pairs stand at an angle that no text of "
        f"{reach.trained:,} tokens had?",
        ("The fast ones", "The slow ones", "All of them", "None"),
        correct,
        f"{pairs_named} would need more than {reach.trained:,} tokens for a whole turn. "
        f"The fastest, pair {fastest}, makes {int(reach.trained // waves[fastest]):,} of them.",
        (
            "fast pairs taken to run out of angles: they had every angle long ago",
            "slow pairs taken to have missed some of their turn",
            "every new position taken for a new angle",
            "pairs whose whole turn is longer than the text overlooked",
        ),
    )


def _fastest(rope_type: str, subject: Subject, reach: Reach, digits: int) -> Wire | None:
    """Whether a method slows the pair that tells neighbours apart."""
    method = next(one for one in methods(subject, reach) if one.rope_type == rope_type)
    plain = unscaled(subject.spec)
    if method.spec is None:
        return None
    fastest = int(np.argmax(inv_freq(plain)))
    share = float(inv_freq(method.spec)[fastest] / inv_freq(plain)[fastest])
    title = short_title(method.title)
    return choice(
        f"pair {fastest}, the fastest, tells neighbours apart. Does {title} slow it down as well?",
        ("Yes", "No"),
        0 if share < 1 else 1,
        f"It turns {fixed(share, digits)} times as fast as before."
        if share != 1
        else "It turns as fast as before.",
    )
