"""What breaks beyond the trained length, before any method: one pair's angles, then all pairs."""

from __future__ import annotations

import math

from rope_core import RopeSpec
from rope_core.analysis.reach import NEW, WHOLE, WITHIN, PairAt, pairs_at
from rope_core.counts import counted
from ui.numbers import agrees, fixed, scale, shown
from ui.scale.steps import column
from ui.scale.subject import Reach
from ui.scale.words import frequency, pairs_in_words

Wire = dict[str, object]


def beyond(length: int) -> int:
    """A round position a little beyond a length.

    >>> beyond(8192), beyond(4096), beyond(131072), beyond(1)
    (9000, 5000, 200000, 2)
    """
    unit = int(10 ** (len(str(length)) - 1))
    return (length * 21 // (20 * unit) + 1) * unit


def trained_words(reach: Reach) -> str:
    """On what length it was trained, or what is taken in place of that."""
    tokens = f"{reach.trained:,} tokens"
    if reach.trained_from == "maximum":
        return f"Trained length not known, its config's maximum of {tokens} is taken"
    if reach.trained_from == "nothing":
        return f"Trained length not known, {tokens} are assumed"
    by = " by its scaling's settings" if reach.trained_from == "settings" else ""
    return f"Trained on {tokens}{by}"


def met_beyond(reach: Reach) -> str:
    """The same as a question begins, on one line of it."""
    tokens = f"{reach.trained:,} tokens"
    begins = {
        "maximum": f"Allowed {tokens} by its config",
        "nothing": f"Trained to {tokens}, as is assumed",
        "settings": f"Trained to {tokens} by its settings",
    }.get(reach.trained_from, f"Trained to {tokens}")
    return f"{begins}, a model meets position {beyond(reach.trained):,}"


def breaks(plain: RopeSpec, reach: Reach, digits: int) -> Wire:
    """The two steps before a method: texts once, and for every pair its numbers and its verdict."""
    far = beyond(reach.trained)
    pairs = pairs_at(plain, reach.trained, far)
    speeds = [frequency(pair.inv_freq, digits) for pair in pairs]
    known, met = (
        [scale(value, digits) for value in angles]
        for angles in ([p.largest for p in pairs], [p.angle for p in pairs])
    )

    def signs(position: int, angles: list[str]) -> str:
        pairs_shown = zip(speeds, angles, strict=True)
        return "".join("=" if agrees(position * shown(w), a) else "≈" for w, a in pairs_shown)

    new = [p.pair_index for p in pairs if p.verdict == NEW]
    turn = fixed(math.tau, digits)
    return {
        "far": f"{far:,}",
        "trained": f"{reach.trained:,}",
        "last": f"{reach.trained - 1:,}",
        "steps": [
            {
                "name": "beyond",
                "title": f"Position {far:,}",
                "because": f"{trained_words(reach)}. At position {far:,} a token looks "
                "back over more tokens than any text had. What a score sees of that is angles: "
                "distance times inverse frequency.",
            },
            {
                "name": "new",
                "title": "What breaks",
                "because": _because(new, plain.pairs, far),
            },
        ],
        "known": column(known),
        "met": column(met),
        "knownIs": signs(reach.trained - 1, known),
        "metIs": signs(far, met),
        "verdicts": [_verdict(pair) for pair in pairs],
        "words": {
            **{_verdict(p): _met_again(p, far, digits) for p in pairs if p.verdict == WITHIN},
            WHOLE: f"In {reach.trained:,} tokens pair {{i}} went all the way round, {turn} rad: "
            f"position {far:,} shows it no angle that is new.",
            NEW: f"In {reach.trained:,} tokens pair {{i}} never got beyond {{known}} of a turn's "
            f"{turn} rad: the angle at position {far:,} is new to it.",
            "still": "Pair {i} does not turn: no position is new to it.",
        },
        "rounded": "inv_freq is shown rounded; the angles are those of the full number.",
    }


def _verdict(pair: PairAt) -> str:
    """What is said of a pair goes by this: of one that is back in its first angles, its own."""
    return f"{WITHIN} {pair.pair_index}" if pair.verdict == WITHIN else pair.verdict


def _met_again(pair: PairAt, far: int, digits: int) -> str:
    """Whole turns taken off an angle leave one that was had, though no turn was whole by then.

    >>> _met_again(PairAt(5, 0.0007, 5.7337, 6.3, WITHIN), 9000, 3)
    'At position 9,000 pair 5 is past 1 whole turn: 6.300 − 6.283 = 0.017 rad lies between its \
angles at positions 24 and 25. Nothing new.'
    """
    angle, turn, left = (scale(value, digits) for value in (pair.angle, math.tau, pair.on_circle))
    turns = int(pair.angle // math.tau)
    off = turn if turns == 1 else f"{turns} × {turn}"
    sign = "=" if agrees(shown(angle) - turns * shown(turn), left) else "≈"
    return (
        f"At position {far:,} pair {pair.pair_index} is past {counted(turns, 'whole turn')}: "
        f"{angle} − {off} {sign} {left} rad lies between its angles at positions {pair.like:,} "
        f"and {pair.like + 1:,}. Nothing new."
    )


def _because(new: list[int], total: int, far: int) -> str:
    if not new and total == 1:
        return (
            f"The only pair comes to no new angle at {far:,}: it had that one in training. Real "
            "models have slower pairs too, and slow those down: first one method, then the others."
        )
    if not new:
        return (
            f"No pair comes to a new angle at {far:,}: each that turns had the one it comes to. "
            "All of them together still make a combination that training never showed. Real "
            "models slow pairs down: first one method, then the others."
        )
    verb = "s" if len(new) == 1 else ""
    fast = "" if len(new) == total else " The faster ones come to angles that they had."
    return (
        f"{pairs_in_words(new, total).capitalize()} come{verb} to an angle that training never "
        f"showed, and a score made of it was never trained.{fast} Real models slow pairs down: "
        "first one method, then the others."
    )
