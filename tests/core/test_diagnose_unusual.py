"""A model that turns the last features, or backwards, is held to its own way of turning."""

from __future__ import annotations

import numpy as np
import pytest

from rope_core import RopeSpec, rotate
from rope_core.diagnosis import diagnose

RNG = np.random.default_rng(4)
X = RNG.standard_normal((12, 16))
BACK = RopeSpec(16, 10000.0, "half_split", backwards=True)
LAST = RopeSpec(16, 10000.0, "interleaved", 8, features="last")
BOTH = RopeSpec(16, 10000.0, "half_split", 8, None, "last", True)
WHERE = np.arange(12)


@pytest.mark.parametrize("spec", [BACK, LAST, BOTH], ids=["back", "last", "both"])
@pytest.mark.parametrize("positions", [None, WHERE, WHERE + 100])
def test_its_own_rotation_is_right(spec: RopeSpec, positions: np.ndarray | None) -> None:
    where = WHERE if positions is None else positions
    found = diagnose(X, rotate(X, where, spec), positions, spec)
    assert found.status == "right", found.verdict
    assert found.spec == spec
    assert found.believed == spec


@pytest.mark.parametrize("spec", [BACK, BOTH], ids=["back", "both"])
def test_the_usual_direction_is_its_bug(spec: RopeSpec) -> None:
    y = rotate(X, -WHERE, spec)  # as every other model turns
    found = diagnose(X, y, WHERE, spec)
    assert found.status == "bug"
    assert [bug.key for bug in found.bugs] == ["backwards"]


@pytest.mark.parametrize("spec", [BACK, LAST, BOTH], ids=["back", "last", "both"])
def test_other_bugs_are_found_as_in_other_models(spec: RopeSpec) -> None:
    shifted = diagnose(X, rotate(X, WHERE + 1, spec), WHERE, spec)
    assert shifted.status == "bug", shifted.verdict
    other = RopeSpec(
        16, 500000.0, spec.pairing, spec.rotary_dim, None, spec.features, spec.backwards
    )
    base = diagnose(X, rotate(X, WHERE, other), WHERE, spec)
    assert [bug.key for bug in base.bugs] == ["base"]


def test_the_numbers_that_decide_are_named_by_their_own_places() -> None:
    other = RopeSpec(16, 500.0, "interleaved", 8, features="last")
    found = diagnose(X, rotate(X, WHERE, other), WHERE, LAST)
    assert found.deciding
    assert all(int(one.place) in LAST.rotated for one in found.deciding)
    assert np.isclose(np.array(X), np.array(found.vector)[None]).all(axis=1).any()


def test_without_the_belief_it_is_what_it_looks_like() -> None:
    found = diagnose(X, rotate(X, WHERE, BACK), WHERE)
    assert [bug.key for bug in found.bugs] == ["backwards"]
