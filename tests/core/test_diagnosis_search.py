"""The parts of the search by themselves: which rows are looked at, and which account wins."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from rope_core import RopeSpec, rotate
from rope_core.diagnosis import search as module
from rope_core.diagnosis.belief import Belief
from rope_core.diagnosis.sample import Sample, take_sample
from rope_core.diagnosis.search import screening_rows, search, weight

RNG = np.random.default_rng(3)


def sample_of(seq: int, head_dim: int = 8, heads: int = 1, spec: RopeSpec | None = None) -> Sample:
    x = RNG.standard_normal((heads, seq, head_dim))
    where = np.arange(seq)
    return take_sample(x, rotate(x, where, spec or RopeSpec(head_dim)), where, "heads, seq")


@pytest.mark.parametrize("seq", [1, 5, 24])
def test_few_rows_are_all_looked_at(seq: int) -> None:
    np.testing.assert_array_equal(screening_rows(sample_of(seq)), np.arange(seq))


@pytest.mark.parametrize("seq", [25, 26, 100, 250])
def test_of_many_rows_the_first_the_last_and_some_between(seq: int) -> None:
    sample = sample_of(seq)
    rows = screening_rows(sample)
    assert len(rows) <= 24
    assert len(rows) >= 18
    assert len(set(rows.tolist())) == len(rows)
    looked = np.sort(sample.positions[rows])
    assert looked[0] == sample.positions.min()
    assert looked[-1] == sample.positions.max()
    # Dense where angles are small, and nowhere a gap of more than a ninth of the whole.
    assert {0.0, 1.0} <= set(looked.tolist())
    assert np.diff(looked).max() <= seq / 9 + 2


def test_rows_are_chosen_by_position_not_by_their_order() -> None:
    x = RNG.standard_normal((60, 8))
    where = RNG.permutation(60) - 30
    sample = take_sample(x, rotate(x, where, RopeSpec(8)), where)
    near = np.abs(sample.positions[screening_rows(sample)])
    assert 0 in near
    assert near.max() == np.abs(sample.positions).max()


@pytest.mark.parametrize(
    ("first", "last", "widths"), [(0, 3, (4, 8)), (0, 4, (6, 8)), (4, 7, (8, 4)), (5, 7, (8, 4))]
)
def test_how_wide_the_turned_part_seems(first: int, last: int, widths: tuple[int, int]) -> None:
    """From the front and from the back, rounded up to whole pairs."""
    x = RNG.standard_normal((6, 8))
    y = x.copy()
    y[:, first : last + 1] += 1.0
    assert module._seen_widths(take_sample(x, y, range(6))) == widths
    assert module._seen_widths(take_sample(x, x, range(6))) == ()


def test_frequencies_from_no_formula_weigh_double() -> None:
    account = search(sample_of(6), Belief.of(RopeSpec(8))).accounts[0]
    assert (account.bugs, weight(account)) == ((), 0)
    one = dataclasses.replace(account, amplitude_bug="off_by_one")
    garbage = dataclasses.replace(account, amplitude_bug="inv_freq_garbage")
    assert (weight(one), weight(garbage)) == (1, 2)


def test_the_fewest_bugs_win_but_not_against_a_clearly_better_fit() -> None:
    account = search(sample_of(6), Belief.of(RopeSpec(8))).accounts[0]

    def made(bug: str, misfit: float, far_fetched: float = 0.0) -> Any:
        return dataclasses.replace(
            account, amplitude_bug=bug, misfit=misfit, far_fetched=far_fetched
        )

    none, one = made("", 0.25), made("off_by_one", 0.1)
    assert module._ranked([one, none]) == [none, one], "both are as good as rounding"
    worse, better = made("", 0.9), made("off_by_one", 0.5)
    assert module._ranked([worse, better]) == [better, worse], "1.8 times as bad"
    near = made("", 0.75)
    assert module._ranked([better, near]) == [near, better], "1.5 times as bad is no worse"
    usual, odd = made("off_by_one", 0.2), made("off_by_one", 0.1, far_fetched=1.0)
    assert module._ranked([odd, usual]) == [usual, odd], "the less far-fetched"
    close, far = made("off_by_one", 0.1), made("off_by_one", 0.2)
    assert module._ranked([far, close]) == [close, far], "then the closer"
    assert module._ranked([]) == []


@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
def test_what_is_right_needs_no_bug_and_stands_first(pairing: Any) -> None:
    spec = RopeSpec(16, pairing=pairing)
    found = search(sample_of(12, 16, 2, spec), Belief.of(spec))
    assert found.accounts[0].bugs == ()
    assert found.accounts[0].misfit < 0.3
    weights = [weight(each) for each in found.accounts if each.misfit < 0.3]
    assert weights == sorted(weights)
    misfits = [each.misfit for each in found.near]
    assert misfits == sorted(misfits)
    assert len(misfits) <= 12
    assert any(not layout.bugs for layout, _ in found.layouts)
    assert found.closest[1].fits


def test_at_most_so_many_bugs_are_looked_for() -> None:
    spec = RopeSpec(16)
    x = RNG.standard_normal((8, 16))
    off = rotate(x, np.arange(8) + 1, spec)
    sample = take_sample(x, off, np.arange(8))
    assert search(sample, Belief.of(spec)).accounts[0].bugs == ("off_by_one",)
    only_right = search(sample, Belief.of(spec), most_bugs=0)
    assert all(weight(each) >= 1 for each in only_right.accounts)


@pytest.mark.parametrize(
    ("positions", "bugs"), [(lambda m: m + 1, {"off_by_one"}), (lambda m: m, set())]
)
def test_the_bug_is_named_from_many_rows(positions: Any, bugs: set[str]) -> None:
    spec, where = RopeSpec(16), np.arange(40)
    x = RNG.standard_normal((2, 40, 16))
    found = search(take_sample(x, rotate(x, positions(where), spec), where), Belief.of(spec))
    assert set(found.accounts[0].bugs) == bugs


def test_at_position_0_alone_nothing_can_be_told() -> None:
    x = RNG.standard_normal((3, 1, 8))
    found = search(take_sample(x, x, [0], "heads, seq"), Belief.of(RopeSpec(8)))
    assert found.accounts[0].bugs == ()
    assert len(found.layouts) == 3
