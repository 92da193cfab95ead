"""The Start stage: two words as two arrows, and every number the hand can bring about.

The words carry pair 0 of the worked example's q and k, so the two arrows are the ones that
Rotate computes. All turns come from the core and go out once; the browser only picks.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rope_core import RopeSpec, inv_freq, rotate, wavelength
from rope_core.encodings import ENCODINGS
from rope_core.encodings.base import Setting
from rope_core.models.presets import ModelPreset, rotating_models
from rope_core.reading.vectors import WORKED_EXAMPLE
from ui.app.course import COURSE, PageEntry
from ui.numbers import fixed

Array = NDArray[np.float64]

HEADLINE = "Who chases whom?"
LEAD = (
    "A language model multiplies its words' numbers: it knows which words there are, but not where "
    "they stand. Give them a place, by hand: three minutes."
)
WORDS = WORKED_EXAMPLE.sentence
#: The sentence can begin at places 0 to FARTHEST.
FARTHEST = 60
#: By hand an arrow turns in tenths of a radian, half a turn either way.
_TENTHS = range(-31, 32)
DIGITS = 3
#: Families most readers have met, each looked up among the published models before it is named.
_FAMILIES = ("Llama", "Mistral", "Qwen", "Gemma")


@cache
def start_data() -> dict[str, object]:
    """All the page needs: the words, the turned and the added arrows, the way through the course.

    >>> data = start_data()
    >>> data["words"][data["at"]["query"]], data["words"][data["at"]["key"]]
    ('dogs', 'cats')
    """
    query, key = (np.array(x[:2]) for x in (WORKED_EXAMPLE.q, WORKED_EXAMPLE.k))
    m, n = WORKED_EXAMPLE.m, WORKED_EXAMPLE.n
    places = np.arange(FARTHEST + len(WORDS), dtype=float)
    hand = np.array(_TENTHS) / 10
    turned = {"query": _turned(query, places), "key": _turned(key, places)}
    added = {"query": _added(query, places), "key": _added(key, places)}
    return {
        "headline": HEADLINE,
        "lead": LEAD,
        "words": WORDS,
        "at": {"query": m, "key": n},
        "farthest": FARTHEST,
        "degrees": fixed(math.degrees(_radians_a_place()), 0),
        "round": fixed(float(wavelength(_spec())[0]), 1),
        "hand": {
            "least": _TENTHS[0],
            "query": _turned(query, hand).tolist(),
            "key": _turned(key, hand).tolist(),
        },
        "turn": _way(turned, m, n) | {"own": fixed(_between(query, key), DIGITS)},
        "add": _way(added, m, n),
        "models": [name for name in _FAMILIES if _of(name)],
        "arrows": min(model.spec().pairs for name in _FAMILIES for model in _of(name)),
        "pages": [_entry(entry) for entry in COURSE if entry.minutes and entry.path != "start"],
    }


def _of(family: str) -> list[ModelPreset]:
    """The published models of a family that turn."""
    return [model for model in rotating_models() if model.name.startswith(family)]


def _spec() -> RopeSpec:
    """Pair 0 alone: with one pair the base does not matter."""
    return RopeSpec(2)


def _radians_a_place() -> float:
    return float(inv_freq(_spec())[0])


def _between(one: Array, other: Array) -> float:
    """The angle from one arrow to the other, radians."""
    (x0, y0), (x1, y1) = one, other
    return math.atan2(y1, x1) - math.atan2(y0, x0)


def _turned(arrow: Array, turns: Array) -> Array:
    """The arrow (2,) turned by each of ``turns``, given in places: (turns, 2)."""
    return np.array([rotate(arrow, float(turn), _spec()) for turn in turns])


def _added(arrow: Array, places: Array) -> Array:
    """The arrow (2,) with the sines and cosines of each place added to it: (places, 2)."""
    rows = np.repeat(arrow[None, :], len(places), axis=0)
    return ENCODINGS["sinusoidal"].placed(rows, places, Setting(head_dim=2))


def _way(arrows: dict[str, Array], m: int, n: int) -> dict[str, object]:
    """One way to give a place: the arrows at each, and what the score does as all move along."""
    begins = np.arange(FARTHEST + 1)
    query, key = arrows["query"][begins + m], arrows["key"][begins + n]
    scores = np.sum(query * key, axis=1)
    lengths = {name: np.linalg.norm(x, axis=1) for name, x in (("query", query), ("key", key))}
    cosines = scores / (lengths["query"] * lengths["key"])
    return {
        "query": arrows["query"].tolist(),
        "key": arrows["key"].tolist(),
        "between": [fixed(math.acos(cosine), DIGITS) for cosine in cosines],
        "least": fixed(float(scores.min()), DIGITS),
        "most": fixed(float(scores.max()), DIGITS),
        "apart": fixed(float(np.ptp(scores)), DIGITS),
        "highest": float(lengths["query"].max() * lengths["key"].max()),
        "lengths": [
            [fixed(float(bound), DIGITS) for bound in (lengths[name].min(), lengths[name].max())]
            for name in ("query", "key")
        ],
    }


def _entry(entry: PageEntry) -> dict[str, object]:
    return {
        "path": entry.path,
        "title": entry.title,
        "about": entry.about,
        "minutes": entry.minutes,
    }
