"""What the start page picks from: every number against the core, and every name looked up."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from rope_core import RopeSpec, scores
from rope_core.models.presets import models
from rope_core.reading.vectors import WORKED_EXAMPLE
from ui.app.course import COURSE
from ui.start.stage import FARTHEST, start_data

DATA: dict[str, Any] = start_data()
Q, K = np.array(WORKED_EXAMPLE.q[:2]), np.array(WORKED_EXAMPLE.k[:2])


def test_the_words_carry_pair_0_of_the_worked_example() -> None:
    at = DATA["at"]
    assert (at["query"], at["key"]) == (WORKED_EXAMPLE.m, WORKED_EXAMPLE.n)
    assert len({DATA["words"][at["query"]], DATA["words"][at["key"]]}) == 2
    middle = -DATA["hand"]["least"]
    np.testing.assert_array_equal(DATA["hand"]["query"][middle], Q)
    np.testing.assert_array_equal(DATA["hand"]["key"][middle], K)


def test_every_turned_place_scores_as_the_core_says() -> None:
    turned = {side: np.array(DATA["turn"][side]) for side in ("query", "key")}
    # One pair of a head of two has the same frequency as pair 0 of any.
    wanted = scores(
        np.tile(Q, (FARTHEST, 1)),
        np.tile(K, (FARTHEST, 1)),
        np.arange(FARTHEST),
        np.arange(FARTHEST),
        RopeSpec(2),
    )
    np.testing.assert_allclose(
        turned["query"][:FARTHEST] @ turned["key"][:FARTHEST].T, wanted, atol=1e-12
    )
    by_hand = np.array(DATA["hand"]["query"]) @ np.array(DATA["hand"]["key"]).T
    tenths = np.arange(len(by_hand)) / 10
    cosine = np.cos(
        tenths[:, None] - tenths[None, :] + math.atan2(Q[1], Q[0]) - math.atan2(*K[::-1])
    )
    np.testing.assert_allclose(by_hand, np.hypot(*Q) * np.hypot(*K) * cosine, atol=1e-12)


def test_turning_keeps_score_and_angle_and_adding_does_not() -> None:
    assert len(set(DATA["turn"]["between"])) == 1
    assert DATA["turn"]["least"] == DATA["turn"]["most"]
    # What the words bring and what the places add, one radian each, is the angle that stays.
    places = abs(DATA["at"]["key"] - DATA["at"]["query"])
    assert f"{float(DATA['turn']['own']) + places:.3f}" == DATA["turn"]["between"][0]
    assert "10⁻" in DATA["turn"]["apart"], "told as what it is, not as 0.000"
    assert DATA["turn"]["lengths"][0][0] == DATA["turn"]["lengths"][0][1]
    assert len(set(DATA["add"]["between"])) > 50
    assert DATA["add"]["least"] != DATA["add"]["most"]
    place = 7
    np.testing.assert_allclose(
        DATA["add"]["query"][place], Q + np.array([math.sin(place), math.cos(place)]), atol=1e-12
    )


@pytest.mark.parametrize("family", DATA["models"])
def test_a_family_that_is_named_is_among_the_models(family: str) -> None:
    assert any(model.name.startswith(family) for model in models())


def test_the_way_is_the_course() -> None:
    assert len(DATA["models"]) == 4
    shown = [page["path"] for page in DATA["pages"]]
    assert shown == [e.path for e in COURSE if e.section == "Learn" and e.path != "start"]
    assert all(page["minutes"] > 0 and page["about"] for page in DATA["pages"])
