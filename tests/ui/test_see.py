"""See: the places of a picture between words, and sums that are the core's."""

from __future__ import annotations

import cmath
import json
import re
from typing import Any

import numpy as np
import pytest

from ui.numbers import shown
from ui.see.stage import AXES, LAYOUTS, SIDE, places, see_data, vectors


def test_places_are_those_of_the_published_rule() -> None:
    before, patches, after = places()
    assert before == [(0, 0, 0), (1, 1, 1)]
    assert patches[0] == (2, 2, 2)
    assert patches[-1] == (2, 4, 4)
    assert len(patches) == SIDE**2
    assert after == [(5, 5, 5), (6, 6, 6)]


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_sum_by_complex_numbers(name: str) -> None:
    layout, (q, k), (_, patches, _) = LAYOUTS[name], vectors(), places()
    half = len(q) // 2
    data: Any = see_data(8)["layouts"]
    for place, texts in zip(patches, data[name]["sums"], strict=True):
        sums = [0.0] * len(AXES)
        for i, axis in enumerate(layout.follows):
            speed = layout.base ** (-i / half)
            turn = cmath.exp(1j * speed * (patches[-1][axis] - place[axis]))
            pair = complex(q[i], q[i + half]) * complex(k[i], k[i + half]).conjugate() * turn
            sums[axis] += pair.real
        assert [float(shown(text)) for text in texts[:3]] == pytest.approx(sums, abs=1e-8)
        assert float(shown(texts[3][2:])) == pytest.approx(sum(sums), abs=1e-8)


def test_the_pairs_are_shared_out_as_the_models_say() -> None:
    blocks, turn = LAYOUTS["blocks"].follows, LAYOUTS["turn"].follows
    assert blocks == [0] * 16 + [1] * 24 + [2] * 24
    assert turn[:6] == [0, 1, 2, 0, 1, 2]
    assert np.bincount(turn).tolist() == [24, 20, 20]


def test_axial_sums_know_the_row_and_the_column_alone() -> None:
    found: Any = see_data(8)["axial"]
    assert {row[0] for row in found[:SIDE]} == {found[0][0]}
    assert {row[1] for row in found[::SIDE]} == {found[0][1]}


@pytest.mark.parametrize("digits", range(3, 9))
def test_what_does_not_add_up_as_shown_says_so(digits: int) -> None:
    data: Any = see_data(digits)
    for rows in (*(one["sums"] for one in data["layouts"].values()), data["axial"]):
        for *parts, total in rows:
            assert (total[0] == "=") == (sum(map(shown, parts)) == shown(total[2:]))
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    assert not re.search(r"\bnan\b|\binf\b|\d-\d| -\d", text)


def test_no_note_ends_twice() -> None:
    """The page ends every note itself."""
    steps: Any = see_data(3)["steps"]
    notes = [step["note"] for step in steps if step.get("note")]
    assert notes
    assert [note for note in notes if note.endswith((".", "?", "!"))] == []
