"""Questions that a Learn page asks before it shows: what goes to the browser to be graded there.

A number is graded with the exactness and the named mistakes of Practice; nothing is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rope_core.practice.ask import ask
from rope_core.practice.exactness import EXACTNESS
from rope_core.practice.rules import MISTAKES, Facts

Wire = dict[str, Any]

HOW_EXACT = {
    "whole": "a whole number",
    "places": "three places after the point are enough",
    "digits": "three digits are enough",
}


def number(rule: str, facts: Facts, text: str, shown: str) -> Wire:
    """A number to fill in. ``shown``: the right one as the page shows it."""
    asked = ask(rule, facts)
    exact = EXACTNESS[asked.line.style]
    return {
        "kind": "number",
        "text": text,
        "exact": HOW_EXACT[asked.line.style],
        "value": asked.line.value,
        "shown": shown,
        "share": exact.share,
        "right": exact.right,
        "match": exact.match,
        "rounded": exact.rounded,
        "mistakes": [[each.mistake, each.value] for each in asked.candidates],
    }


def choice(text: str, choices: Sequence[str], correct: int, because: str) -> Wire:
    """One of a few answers; ``because`` is said with the verdict."""
    assert 0 <= correct < len(choices), "the right answer is one of the choices"
    return {
        "kind": "choice",
        "text": text,
        "choices": list(choices),
        "correct": correct,
        "because": because,
    }


def slips() -> Wire:
    """What is said of each mistake: the same for everyone, and sent once."""
    return {
        key: {"title": each.title, "story": each.story, "instead": each.instead}
        for key, each in MISTAKES.items()
    }
