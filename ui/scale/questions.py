"""What Scale asks: which pairs a far position is new to, what a method does to the fastest, and
what it leaves of the speed of the pair that is walked through."""

from __future__ import annotations

import numpy as np

from rope_core import inv_freq, wavelength
from rope_core.analysis.reach import NEW, WITHIN, pairs_at
from rope_core.counts import agreed, counted
from rope_core.scaling.base import Floats
from ui.lesson.questions import Wire, choice
from ui.numbers import scale, shown
from ui.scale.breaks import beyond
from ui.scale.stage import unlike_one
from ui.scale.steps import column
from ui.scale.subject import Reach, Subject, methods, share_kept, unscaled
from ui.scale.words import pairs_in_words, short_title


def scale_questions(subject: Subject, reach: Reach, digits: int) -> Wire:
    """By "beyond", by "method" and the method's key, and, of every pair, by "kept" and that key."""
    asked = {"beyond": _beyond(subject, reach)}
    for method in methods(subject, reach):
        if method.spec:
            share = share_kept(method.spec, unscaled(subject.spec))
            title = short_title(method.title)
            asked[f"method {method.rope_type}"] = _fastest(title, share, subject, digits)
            asked[f"kept {method.rope_type}"] = _kept(title, share, digits)
    return asked


def _beyond(subject: Subject, reach: Reach) -> Wire:
    plain, far = unscaled(subject.spec), beyond(reach.trained)
    waves = wavelength(plain)
    pairs = pairs_at(plain, reach.trained, far)
    new, again = (
        [pair.pair_index for pair in pairs if pair.verdict == verdict] for verdict in (NEW, WITHIN)
    )
    fastest = int(np.argmin(waves))
    if len(pairs) == 1:
        turns = float((reach.trained - 1) / waves[0])
        return _beyond_of_one(bool(new), bool(again), far, reach.trained, turns)
    correct = 3 if not new else 2 if len(new) == len(pairs) else 1
    made = int((reach.trained - 1) // waves[fastest])
    return choice(
        f"at position {far:,}, which of the {len(pairs)} pairs stand at an angle that no text of "
        f"{reach.trained:,} tokens had?",
        ("The fast ones", "The slow ones", "All of them", "None"),
        correct,
        f"{_named(new, len(pairs))} {'stand' if len(new) > 1 else 'stands'} further round than in "
        f"any such text. {_again(again, len(pairs), far)}The fastest, pair {fastest}, made "
        f"{counted(made, 'whole turn') if made else 'no whole turn either'} there.",
        (
            "fast pairs taken to run out of angles: they had every angle long ago",
            "slow pairs taken to have missed some of their turn",
            "every new position taken for a new angle",
            "pairs whose whole turn is longer than the text overlooked",
        ),
    )


def _named(pairs: list[int], total: int) -> str:
    """Pairs as a sentence begins."""
    return pairs_in_words(pairs, total).capitalize() if pairs else "No pair"


def _again(pairs: list[int], total: int, far: int) -> str:
    """Of those that were short of a whole turn, and are past it there.

    >>> _again([35], 64, 9000)
    'Pair 35 (1 of 64) made no whole turn there, but at 9,000 is past one, back where it was. '
    """
    if not pairs:
        return ""
    past = agreed(len(pairs), f"at {far:,} are past one")
    back = "back where they were" if len(pairs) > 1 else "back where it was"
    return f"{_named(pairs, total)} made no whole turn there, but {past}, {back}. "


def _beyond_of_one(new: bool, again: bool, far: int, trained: int, turns: float) -> Wire:
    """The same of a head of two numbers."""
    back = f"no whole turn, but at {far:,} it is past one, back at an angle that it had."
    return choice(
        f"at position {far:,}, does the only pair stand at an angle that no text of {trained:,} "
        "tokens had?",
        ("Yes", "No"),
        0 if new else 1,
        "The only pair stands further round than in any such text."
        if new
        else f"In {trained:,} tokens the only pair makes "
        + (back if again else f"{turns:,.1f} turns: it had every angle."),
        ("every new position taken for a new angle",) * 2,
    )


def _fastest(title: str, shares: Floats, subject: Subject, digits: int) -> Wire:
    """Whether a method slows the pair that tells neighbours apart. shares: (pairs,)."""
    fastest = int(np.argmax(inv_freq(unscaled(subject.spec))))
    share = float(shares[fastest])
    which = f"pair {fastest}, the fastest," if len(shares) > 1 else "the only pair"
    as_well = " as well" if len(shares) > 1 else ""
    return choice(
        f"{which} tells neighbours apart. Does {title} slow it down{as_well}?",
        ("Yes", "No"),
        0 if share < 1 else 1,
        f"It turns {unlike_one(share, digits)} times as fast as before."
        if share != 1
        else "It turns as fast as before.",
    )


def _kept(title: str, shares: Floats, digits: int) -> Wire:
    """How much of its speed each pair keeps, which the last steps of a method come to.

    shares: (pairs,). The words are the same for all pairs; what is right, and how much it is, goes
    out as a column.
    """
    # Equal, but for the last digit of the arithmetic.
    least = float(shares[-1]) * (1 + 1e-9)
    right = [0 if s >= 1 else 3 if s == 0 else 1 if s > least else 2 for s in shares.tolist()]
    which = "pair {at}"
    part: tuple[str, ...] = ("Less, but more than the slowest", "No more than the slowest")
    if len(shares) == 1:  # no other is slower
        which, part = "the only pair", ("Part of it",)
        right = [0 if s >= 1 else 2 if s == 0 else 1 for s in shares.tolist()]
    return choice(
        f"how much of its speed does {which} keep with {title}?",
        ("All of it", *part, "None"),
        right[0],
        "The share of its speed that it keeps: {shown}.",
    ) | {
        "each": {
            "correct": "".join(map(str, right)),
            "shown": column(_share(float(share), digits) for share in shares),
        }
    }


def _share(share: float, digits: int) -> str:
    if share in (0.0, 1.0):
        return "all" if share else "none"
    text = scale(share, digits)
    return unlike_one(share, digits) if shown(text) == 1 else text
