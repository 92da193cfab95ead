"""LongRoPE: which list a sequence takes, the attention factor, and what does not go together."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec
from rope_core.scaling import make_scaling
from rope_core.scaling.base import Scaling
from rope_core.steps.step import Decision


def longrope(**parameters: Any) -> Scaling:
    return make_scaling({"rope_type": "longrope", **parameters})


def test_longrope_changes_its_list_beyond_the_original_length() -> None:
    given = {
        "original_max_position_embeddings": 64, "max_position_embeddings": 256,
        "short_factor": [1.0, 2.0], "long_factor": [4.0, 8.0],
    }  # fmt: skip
    for seq_len, factors in ((None, (1, 2)), (1, (1, 2)), (64, (1, 2)), (65, (4, 8))):
        scaling = longrope(seq_len=seq_len, **given)
        want = [1 / factors[0], 0.01 / factors[1]]
        np.testing.assert_allclose(scaling.table(10000.0, 4), want, rtol=1e-15)
    want_factor = math.sqrt(1 + math.log(4) / math.log(64))
    assert longrope(**given).cos_sin_factor() == pytest.approx(want_factor, rel=1e-15)
    for factor, want_factor in ((1.0, 1.0), (0.5, 1.0), (2.0, math.sqrt(1 + 1 / 6))):
        scaling = longrope(factor=factor, **given)
        assert scaling.cos_sin_factor() == pytest.approx(want_factor, rel=1e-15)
    assert longrope(attention_factor=1.5, **given).cos_sin_factor() == 1.5
    known = dataclasses.replace(scaling, max_position_embeddings=None)
    assert known.cos_sin_factor() == scaling.cos_sin_factor()
    with pytest.raises(RopeError) as caught:
        dataclasses.replace(known, factor=None)
    assert caught.value.field == "max_position_embeddings"


def test_longrope_says_that_without_a_length_its_list_is_the_short_one() -> None:
    scaling = longrope(
        original_max_position_embeddings=64, max_position_embeddings=256,
        short_factor=[1.0, 2.0], long_factor=[4.0, 8.0],
    )  # fmt: skip
    long = scaling.pair_steps(10000.0, 4, 1)[1]
    assert isinstance(long, Decision)
    assert (dict(long.operands)["seq_len"], long.holds) == (0, False)


@pytest.mark.parametrize(("longest", "factor"), [(2, None), (1, 1.5), (8, 4.0)])
def test_longrope_from_one_token_has_no_attention_factor(
    longest: int, factor: float | None
) -> None:
    """sqrt(1 + ln(factor) / ln(1)) has no value, unless nothing is extended or it is stated."""
    lists = {"short_factor": [1.0], "long_factor": [1.0]}
    given = {**lists, "max_position_embeddings": longest, "factor": factor}
    with pytest.raises(RopeError) as caught:
        longrope(original_max_position_embeddings=1, **given)
    assert caught.value.field == "original_max_position_embeddings"
    assert caught.value.allowed == "at least 2"
    stated = longrope(original_max_position_embeddings=1, attention_factor=1.25, **given)
    assert stated.cos_sin_factor() == 1.25
    two = longrope(original_max_position_embeddings=2, **given)
    want = math.sqrt(1 + math.log2(factor or longest / 2))
    assert two.cos_sin_factor() == pytest.approx(want, rel=1e-15)
    for not_extended in ({"max_position_embeddings": 1, "factor": None}, {"factor": 1.0}):
        scaling = longrope(
            original_max_position_embeddings=1, **{**given, **not_extended}
        )  # fmt: skip
        assert scaling.cos_sin_factor() == 1.0


@pytest.mark.parametrize(("width", "short", "long"), [(4, 2, 3), (4, 1, 2), (8, 4, 3), (8, 8, 4)])
def test_longrope_needs_one_factor_a_pair(width: int, short: int, long: int) -> None:
    scaling = {
        "rope_type": "longrope", "original_max_position_embeddings": 64, "factor": 2.0,
        "max_position_embeddings": 128,
        "short_factor": [1.0] * short, "long_factor": [1.0] * long,
    }  # fmt: skip
    with pytest.raises(RopeError) as caught:
        RopeSpec(width, scaling=scaling)
    wrong = "short" if short != width // 2 else "long"
    assert caught.value.field == f"{wrong}_factor"
    assert caught.value.allowed == f"{width // 2} numbers, one a pair"
