"""Colours can be read, and told apart by every sight: computed from the style sheet."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

Colour = tuple[float, float, float]
#: What a missing kind of cone makes of linear RGB (Machado, Oliveira and Fernandes 2009).
SIGHTS: dict[str, tuple[Colour, Colour, Colour]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
#: CIE76; 2.3 is the least that can be noticed, side by side.
APART = 10
PAIRS = tuple(f"pair-{index}" for index in range(6))
TEXTS = ("ink", "soft", "good", "bad", "query", "key", *PAIRS)
GROUNDS = ("paper", "raise", "first", "second", "mark")


def tokens() -> dict[str, tuple[str, str]]:
    css = (Path(__file__).parents[2] / "ui/web/tokens.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+):\s*var\(--light, (#\w{6})\) var\(--dark, (#\w{6})\)", css)
    return {name: (light, dark) for name, light, dark in found}


def linear(colour: str) -> Colour:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return r, g, b


def times(rows: tuple[Colour, Colour, Colour], colour: Colour) -> Colour:
    a, b, c = (sum(x * y for x, y in zip(row, colour, strict=True)) for row in rows)
    return a, b, c


def contrast(one: str, other: str) -> float:
    bright = sorted(
        sum(w * x for w, x in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        for colour in (one, other)
    )
    return (bright[1] + 0.05) / (bright[0] + 0.05)


def distance(one: str, other: str, sight: str) -> float:
    """How far two colours are apart to somebody with this sight, in CIE Lab."""
    to_xyz = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750))
    rows = (*to_xyz, (0.0193339, 0.1191920, 0.9503041))

    def lab(colour: str) -> Colour:
        r, g, b = (min(1.0, max(0.0, x)) for x in times(SIGHTS[sight], linear(colour)))
        x, y, z = (
            t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
            for t in (
                v / w for v, w in zip(times(rows, (r, g, b)), (0.95047, 1, 1.08883), strict=True)
            )
        )
        return 116 * y - 16, 500 * (x - y), 200 * (y - z)

    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_colour_stands_out_on_every_ground(scheme: int) -> None:
    colours = tokens()
    low = {
        f"{text} on {ground}": round(contrast(colours[text][scheme], colours[ground][scheme]), 2)
        for text in TEXTS
        for ground in GROUNDS
        if contrast(colours[text][scheme], colours[ground][scheme]) < 4.5
    }
    assert not low


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_that_stand_together_differ_for_every_sight(scheme: int, sight: str) -> None:
    """Query from key, neighbouring pairs, and the first four pairs from each other."""
    together = {("query", "key"), (PAIRS[-1], PAIRS[0])}
    together |= set(pairwise(PAIRS)) | set(combinations(PAIRS[:4], 2))
    colours = tokens()
    close = {
        f"{a} and {b}": round(distance(colours[a][scheme], colours[b][scheme], sight), 1)
        for a, b in together
        if distance(colours[a][scheme], colours[b][scheme], sight) < APART
    }
    assert not close
