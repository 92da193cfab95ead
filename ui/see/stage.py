"""The See stage: a picture between words, and which pairs follow which of its axes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rope_core import RopeSpec, inv_freq, wavelength
from rope_core.axes import axis_of_pairs, rotate_axial, score_by_axis
from ui.numbers import fixed, scale, shown

Wire = dict[str, object]
Place = tuple[int, int, int]

AXES = ("time", "row", "column")
BEFORE, AFTER = ("Here", "is"), ("my", "cat")
#: Patches a side.
SIDE = 3
#: No model here sees pictures, so random numbers stand in for its vectors.
SEED, HEAD_DIM = 5, 128
#: Words that are put before, to move it all.
_MOVED = 17


@dataclass(frozen=True)
class Layout:
    """How a model shares its pairs out: Qwen2-VL in blocks, Qwen3-VL in turn."""

    model: str
    base: float
    sections: tuple[int, int, int]
    in_turn: bool
    source: str

    @property
    def spec(self) -> RopeSpec:
        return RopeSpec(HEAD_DIM, self.base, "half_split")

    @property
    def follows(self) -> list[int]:
        """The axis of each pair."""
        return [int(axis) for axis in axis_of_pairs(self.sections, self.in_turn)]


LAYOUTS = {
    "blocks": Layout("Qwen2-VL", 1e6, (16, 24, 24), False, "arXiv 2409.12191, section 2.1"),
    "turn": Layout("Qwen3-VL", 5e6, (24, 20, 20), True, "transformers, Qwen3VLTextRotaryEmbedding"),
}


def places() -> tuple[list[Place], list[Place], list[Place]]:
    """(time, row, column) of the words before, of the patches row by row, and of the words after.

    A word has one place on all axes. The picture begins where the next word would stand, and
    what comes after it goes on from the largest number used, plus one.

    >>> places()[1][4], places()[2][0]
    ((2, 3, 3), (5, 5, 5))
    """
    start = len(BEFORE)
    before = [(at, at, at) for at in range(start)]
    patches = [
        (start, start + row, start + column) for row in range(SIDE) for column in range(SIDE)
    ]
    largest = max(max(patch) for patch in patches)
    after = [(at, at, at) for at in range(largest + 1, largest + 1 + len(AFTER))]
    return before, patches, after


def vectors() -> tuple[np.ndarray, np.ndarray]:
    """Random q and k, each (HEAD_DIM,), the same for everyone."""
    q, k = np.random.default_rng(SEED).standard_normal((2, HEAD_DIM)).round(3)
    return q, k


@lru_cache(maxsize=8)
def see_data(digits: int) -> Wire:
    """What the page shows; of the problem only the digits count, which has no picture."""
    before, patches, after = places()
    return {
        "plain": [[word, (at, at, at)] for at, word in enumerate(BEFORE + AFTER)],
        "before": [[word, place] for word, place in zip(BEFORE, before, strict=True)],
        "patches": patches,
        "after": [[word, place] for word, place in zip(AFTER, after, strict=True)],
        "axes": AXES,
        "query": len(patches) - 1,
        "layouts": {
            name: {
                "follows": layout.follows,
                "sums": [_sums(layout, place, digits) for place in patches],
            }
            for name, layout in LAYOUTS.items()
        },
        "axial": _axial(patches, digits),
        "steps": _steps(digits),
    }


def _sums(layout: Layout, key: Place, digits: int) -> list[str]:
    """What each axis adds to the score of the last patch with a key there, and the score."""
    return _added(_parts(layout, places()[1][-1], key), digits)


def _added(parts: list[float], digits: int) -> list[str]:
    """The parts as shown, then their sum, with ≈ where what is shown does not add up to it.

    >>> _added([0.5, 0.25], 3), _added([0.0004999, 0.0014999], 3)
    (['0.500', '0.250', '= 0.750'], ['5.00×10⁻⁴', '0.001', '≈ 0.002'])
    """
    texts = [fixed(part, digits) for part in parts]
    total = fixed(sum(parts), digits)
    sign = "=" if sum(map(shown, texts)) == shown(total) else "≈"
    return [*texts, f"{sign} {total}"]


def _parts(layout: Layout, query: Place, key: Place) -> list[float]:
    q, k = vectors()
    return [
        float(part)
        for part in score_by_axis(
            q, k, query, key, layout.spec, layout.sections, interleaved=layout.in_turn
        )
    ]


def _axial(patches: list[Place], digits: int) -> list[list[str]]:
    """The same for the other way: half of the pairs by the row, half by the column."""
    q, k = vectors()
    spec = RopeSpec(HEAD_DIM, 10_000.0, "half_split")
    first = np.arange(HEAD_DIM) % spec.pairs < spec.pairs // 2
    found = []
    for _, row, column in patches:
        there = rotate_axial(k[None], [[row], [column]], spec)[0]
        here = rotate_axial(q[None], [[patches[-1][1]], [patches[-1][2]]], spec)[0]
        parts = [float((here * there)[which].sum()) for which in (first, ~first)]
        found.append(_added(parts, digits))
    return found


def _steps(digits: int) -> list[Wire]:
    _, patches, after = places()
    blocks, turn = LAYOUTS["blocks"], LAYOUTS["turn"]
    waves = wavelength(blocks.spec)
    spans = [
        [fixed(waves[pairs[0]], digits), fixed(waves[pairs[-1]], digits)]
        for axis in range(len(AXES))
        if (pairs := [i for i, follows in enumerate(blocks.follows) if follows == axis])
    ]
    far = [(time + _MOVED, row + _MOVED, column + _MOVED) for time, row, column in patches]
    here = _parts(blocks, patches[-1], patches[0])
    there = _parts(blocks, far[-1], far[0])
    off = max(abs(a - b) for a, b in zip(here, there, strict=True))
    moved = {
        name: abs(
            sum(_parts(layout, patches[-1], patches[1]))
            - sum(_parts(layout, patches[-1], patches[0]))
        )
        for name, layout in LAYOUTS.items()
    }
    rest = len(turn.follows) - len("".join(map(str, turn.follows)).rstrip("0"))
    words, numbers = len(BEFORE) + len(AFTER), max(max(place) for place in after) + 1
    vision = inv_freq(RopeSpec(HEAD_DIM // 2, 10_000.0))
    return [
        {
            "chapter": "Places",
            "title": "A word has one place",
            "says": "In a text the next word stands one further, and that is all there is to a "
            "place. A model that also sees pictures gives every token three numbers, a time, a "
            "row and a column; for words all three are the same.",
            "shows": "words",
        },
        {
            "chapter": "Places",
            "title": "A patch has a row and a column",
            "says": f"A picture is cut into patches, here {SIDE} by {SIDE}. All of them have one "
            f"time, {patches[0][0]}: the next place after the words. Row and column count on from "
            "it. Tap a patch to read its three numbers.",
            "shows": "places",
        },
        {
            "chapter": "Places",
            "title": "The text goes on",
            "says": f"After the picture the next word stands at the largest number used, "
            f"{max(max(place) for place in patches)}, plus one: {after[0][0]}. The {len(patches)} "
            f"patches took {SIDE} places, not {len(patches)}, so a text of {words} words and a "
            f"picture ends at {numbers - 1}.",
            "shows": "all",
        },
        {
            "chapter": "Pairs",
            "title": "The pairs are shared out in blocks",
            "says": f"{blocks.model} has {sum(blocks.sections)} pairs. The first "
            f"{blocks.sections[0]} turn by the time, {blocks.sections[1]} by the row, "
            f"{blocks.sections[2]} by the column. The fast pairs come first: those of the time "
            f"take {spans[0][0]} to {spans[0][1]} steps of their axis for one turn, those of the "
            f"column {spans[2][0]} to {spans[2][1]}.",
            "note": blocks.source,
            "shows": "pairs",
            "layout": "blocks",
        },
        {
            "chapter": "Pairs",
            "title": "Or in turn",
            "says": f"In blocks the time has all fast pairs and the column only slow ones. "
            f"{turn.model} deals its pairs out one after the other: time, row, column, time, and "
            f"so on, {turn.sections[0]}, {turn.sections[1]} and {turn.sections[2]} of them; the "
            "last "
            f"{rest}, for which row and column have none left, go to the time. Now each axis has "
            "fast pairs and slow ones.",
            "note": turn.source,
            "shows": "pairs",
            "layout": "turn",
        },
        {
            "chapter": "A score",
            "title": "Three sums, one an axis",
            "says": "The last patch asks, the patch you tap answers. Each pair adds its two "
            "products as always. Axis by axis they are three sums, and together the score.",
            "note": "Random numbers stand in for q and k, the same for every patch: so what "
            "changes is the place alone",
            "shows": "score",
            "layout": "blocks",
            "key": 0,
        },
        {
            "chapter": "A score",
            "title": "One to the right: only its pairs stir",
            "says": "The key moves to the next patch of its row. Time and row are what they were, "
            f"so of {sum(blocks.sections)} pairs the {blocks.sections[2]} of the column turn, and "
            f"the other two sums stay. In blocks these are slow pairs: the score moves by "
            f"{fixed(moved['blocks'], digits)}; dealt out in turn, by "
            f"{fixed(moved['turn'], digits)}.",
            "shows": "score",
            "layout": "blocks",
            "key": 1,
            "was": 0,
        },
        {
            "chapter": "A score",
            "title": "One down: the others",
            "says": f"From the first patch down: now the {blocks.sections[1]} pairs of the row "
            "turn and nothing else.",
            "shows": "score",
            "layout": "blocks",
            "key": SIDE,
            "was": 0,
        },
        {
            "chapter": "A score",
            "title": "Move it all: nothing changes",
            "says": "Cancel's proof holds pair by pair, and each pair has one axis. So only three "
            f"distances count: in time, row and column. With {_MOVED} more words before it "
            "the whole picture stands as many places on, and the three sums differ by "
            f"{fixed(off, digits)} at most" + (", which is rounding." if off else "."),
            "shows": "score",
            "layout": "blocks",
            "key": 0,
        },
        {
            "chapter": "Two axes",
            "title": "Where there is no text: half by the row, half by the column",
            "says": "The part of the model that looks at the picture before any word is there has "
            "two axes only. Half of its pairs turn by the row, half by the column, and both halves "
            f"have the same table, from {scale(vision[0], digits)} to {scale(vision[-1], digits)} "
            "rad a patch.",
            "note": "transformers, Qwen2VLVisionRotaryEmbedding; "
            f"shown with {HEAD_DIM} numbers and base 10,000",
            "shows": "axial",
            "key": 0,
        },
    ]
