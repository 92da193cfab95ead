"""How near is near: every bound of the three styles, from both sides."""

from __future__ import annotations

import dataclasses

import pytest

from rope_core.practice.exactness import (
    EXACTNESS,
    apart,
    clear_of,
    is_right,
    is_rounded,
    matches,
)


@pytest.mark.parametrize("right", [-0.3, 0.0, 0.5])
@pytest.mark.parametrize("sign", [1, -1])
def test_three_places(right: float, sign: int) -> None:
    """Right within 0.001, early rounding within 0.015, a mistake's number within 0.006."""
    for gap, good, rounded, same, clear, other in (
        (0.0, True, False, True, False, False),
        (0.0009, True, False, True, False, False),
        (0.0011, False, True, True, False, False),
        (0.0059, False, True, True, False, False),
        (0.0061, False, True, False, False, False),
        (0.0129, False, True, False, False, False),
        (0.0131, False, True, False, False, True),
        (0.0149, False, True, False, False, True),
        (0.0151, False, False, False, False, True),
        (0.0249, False, False, False, False, True),
        (0.0251, False, False, False, True, True),
        (0.9, False, False, False, True, True),
    ):
        answer = right + sign * gap
        assert is_right(answer, right, "places") == good, gap
        assert is_rounded(answer, right, "places") == rounded, gap
        assert matches(answer, right, "places") == same, gap
        assert clear_of(answer, right, "places") == clear, gap
        assert apart(answer, right, "places") == other, gap


@pytest.mark.parametrize("right", [1e-7, 3.0, -4e9])
def test_three_digits(right: float) -> None:
    """The same as shares of the larger number: frequencies run over many powers of ten."""
    for share, good, rounded, same, clear, other in (
        (0.0, True, False, True, False, False),
        (0.0050, True, False, True, False, False),
        (0.0052, False, True, True, False, False),
        (0.0119, False, True, True, False, False),
        (0.0121, False, True, False, False, False),
        (0.0299, False, True, False, False, False),
        (0.0301, False, True, False, False, True),
        (0.0509, False, True, False, False, True),
        (0.0511, False, False, False, False, True),
        (0.0799, False, False, False, False, True),
        (0.0801, False, False, False, True, True),
    ):
        answer = right * (1 - share)  # the right one is the larger
        assert is_right(answer, right, "digits") == good, share
        assert is_rounded(answer, right, "digits") == rounded, share
        assert matches(answer, right, "digits") == same, share
        assert clear_of(answer, right, "digits") == clear, share
        assert apart(answer, right, "digits") == other, share
    assert is_right(0.0, 0.0, "digits")
    assert not is_right(1e-9, 0.0, "digits")
    assert not is_right(-right, right, "digits")


def test_whole_numbers_are_exact() -> None:
    assert is_right(3, 3, "whole")
    for test in (is_right, is_rounded, matches):
        assert not test(4, 3, "whole")
        assert not test(3.4, 3, "whole")
        assert not test(1_000_000_001, 1_000_000_000, "whole")
    assert matches(4, 4, "whole")
    assert not is_rounded(3, 3, "whole")
    assert clear_of(4, 3, "whole")
    assert apart(4, 3, "whole")
    assert not clear_of(3, 3, "whole")
    assert not apart(3, 3, "whole")


def test_what_lies_on_the_bound_counts() -> None:
    """0.001 away is within 0.001, whatever the last bit of a float says."""
    assert is_right(0.001, 0.0, "places")
    assert is_right(0.220, 0.219, "places")
    assert matches(0.006, 0.0, "places")
    assert is_rounded(0.015, 0.0, "places")
    assert clear_of(0.025, 0.0, "places")
    assert apart(0.013, 0.0, "places")
    assert clear_of(0.5, 0.0, "whole")
    assert apart(0.5, 0.0, "whole")


def test_from_inside_out() -> None:
    """The bounds of a style are in order, or an answer could be two things at once."""
    for each in EXACTNESS.values():
        assert each.right <= each.match <= each.rounded < each.clear
        assert 2 * each.match <= each.apart or each.match == 1e-9
        with pytest.raises(dataclasses.FrozenInstanceError):
            each.right = 1.0  # type: ignore[misc]
