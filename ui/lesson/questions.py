"""Questions that a Learn page asks before it shows: what goes to the browser to be graded there.

A number is graded with the exactness and the named mistakes of Practice; nothing is sent. What
such questions have in common goes out once, as a frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rope_core.practice.ask import Asked
from rope_core.practice.exactness import EXACTNESS
from rope_core.practice.rules import MISTAKES
from ui.numbers import fixed

Wire = dict[str, Any]

HOW_EXACT = {
    "whole": "a whole number",
    "places": "three places after the point are enough",
    "digits": "three digits are enough",
}


def numbers(name: str, text: str, otherwise: str) -> Wire:
    """What is the same of all numbers that are to be filled in, by "name style": how exact one
    must be depends on its size.

    text: the question, {at} for the pair or place it is about. otherwise: said to a number that is
    no usual slip's: where on this page the working is.
    """
    return {
        f"{name} {style}": {
            "kind": "number",
            "text": text,
            "exact": HOW_EXACT[style],
            "share": exact.share,
            "right": exact.right,
            "match": exact.match,
            "rounded": exact.rounded,
            "otherwise": otherwise,
        }
        for style, exact in EXACTNESS.items()
        if style != "whole"
    }


def filled(name: str, at: str, asked: Asked, digits: int) -> list[object]:
    """One of those numbers: the name of its frame, what it is about, and its own numbers."""
    value = asked.line.value
    mistakes = [[one.mistake, float(f"{one.value:.9g}")] for one in asked.candidates]
    return [f"{name} {asked.line.style}", at, value, fixed(value, digits), mistakes]


def choice(
    text: str, choices: Sequence[str], correct: int, because: str, stands: Sequence[str] = ()
) -> Wire:
    """One of a few answers; ``because`` is said with the verdict.

    stands: for each choice the mistake that leads to it, said where a class has voted.

    >>> choice("1 + 1?", ("2", "11"), 0, "Two ones.", ("", "digits set side by side"))["stands"]
    ['', 'digits set side by side']
    """
    assert 0 <= correct < len(choices), "the right answer is one of the choices"
    assert len(stands) in (0, len(choices)), "each choice has its mistake, or none has"
    told = ["" if at == correct else one for at, one in enumerate(stands)]
    return {
        "kind": "choice",
        "text": text,
        "choices": list(choices),
        "correct": correct,
        "because": because,
    } | ({"stands": told} if told else {})


def slips() -> Wire:
    """What is said of each mistake: the same for everyone, and sent once."""
    return {
        key: {"title": each.title, "story": each.story, "instead": each.instead}
        for key, each in MISTAKES.items()
    }
