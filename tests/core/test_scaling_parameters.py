"""The parameters of scaling methods: published examples, defaults, and what each may be."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, inv_freq
from rope_core.scaling import SCALING_METHODS, make_scaling
from rope_core.scaling.base import (
    MAX_FACTOR,
    MAX_LENGTH,
    finite_base,
    read_factor,
    read_factors,
    read_flag,
    read_length,
    read_positive,
)
from tests.core.core_support import REFERENCE

# ---------------------------------------------------------------- the examples are real ones


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("linear", "Gemma 3 27B"),
        ("yarn", "Qwen3 8B with YaRN"),
        ("llama3", "Llama 3.1 8B / 70B / 405B"),
        ("dynamic", "InternLM2.5 7B"),
    ],
)
def test_an_example_is_what_the_model_named_publishes(name: str, model: str) -> None:
    models = json.loads((REFERENCE / "models.json").read_text(encoding="utf-8"))["models"]
    (published,) = (each for each in models if model in (each.get("id"), each.get("name")))
    example = SCALING_METHODS[name].example(16)
    for key, value in published["rope_scaling"].items():
        assert getattr(example, key) == value, key
    if name == "dynamic":
        trained = published["max_position_embeddings"]
        assert getattr(example, "max_position_embeddings") == trained  # noqa: B009
        assert getattr(example, "seq_len") == 2 * trained  # noqa: B009  "at twice its length"


def test_the_example_of_longrope_has_the_shape_of_the_published_lists() -> None:
    """From 1 to 32 over the pairs, whatever the width; one pair has the first of them."""
    longrope: Any = SCALING_METHODS["longrope"]
    for width in (4, 16, 128):
        example = longrope.example(width)
        assert example.short_factor == (1.0,) * (width // 2)
        assert len(example.long_factor) == width // 2
        assert (example.long_factor[0], example.long_factor[-1]) == (1.0, 32.0)
        steps = np.diff(example.long_factor)
        np.testing.assert_allclose(steps, steps[0])
    assert longrope.example(2).long_factor == (1.0,)
    lengths = (example.original_max_position_embeddings, example.max_position_embeddings)
    assert (*lengths, example.seq_len) == (4096, 131072, 131072)  # Phi-3-mini-128k's
    for name, parameters in (
        ("proportional", {"partial_rotary_factor": 0.25}), ("ntk", {"factor": 4.0}), ("default", {})
    ):  # fmt: skip
        example = SCALING_METHODS[name].example(8)
        assert example == make_scaling({"rope_type": name, **parameters})


def test_which_factor_should_be_the_ratio_of_two_lengths() -> None:
    ratio = {name for name, each in SCALING_METHODS.items() if each.factor_is_ratio}
    assert ratio == {"yarn", "longrope"}


def test_defaults_are_the_papers() -> None:
    defaults = {
        name: {each.name: each.default for each in method.parameters() if not each.required}
        for name, method in SCALING_METHODS.items()
    }
    assert defaults["yarn"] == {
        "beta_fast": 32.0, "beta_slow": 1.0, "mscale": None, "mscale_all_dim": None,
        "attention_factor": None, "truncate": True,
    }  # fmt: skip
    assert defaults["longrope"] == {"factor": None, "attention_factor": None, "seq_len": None}
    assert defaults["proportional"] == {"partial_rotary_factor": 1.0, "factor": 1.0}
    assert defaults["dynamic"] == {"seq_len": None}
    required = [each.name for each in SCALING_METHODS["llama3"].parameters() if each.required]
    assert required == [
        "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"
    ]  # fmt: skip


# ---------------------------------------------------------------- what a parameter may be


@pytest.mark.parametrize(
    ("read", "lowest", "below", "highest", "above"),
    [
        (read_factor, 1.0, 0.999, 1e6, 1e6 + 0.5),
        (read_positive, 1e-9, 0.0, 1e6, 1e6 + 0.5),
        (read_length, 1, 0, 2**40, 2**40 + 1),
    ],
)
def test_a_number_may_be_so_small_and_so_large(
    read: Callable[[str, object], float], lowest: float, below: float, highest: float, above: float
) -> None:
    assert read("x", lowest) == lowest
    assert read("x", highest) == highest
    for outside in (below, above):
        with pytest.raises(RopeError) as caught:
            read("x", outside)
        assert caught.value.field == "x"
    assert (MAX_FACTOR, MAX_LENGTH) == (1e6, 2**40)


def test_a_length_may_be_written_with_a_point() -> None:
    length = read_length("seq_len", 8192.0)
    assert (length, type(length)) == (8192, int)
    for bad in (8192.5, "8192", True, math.inf):
        with pytest.raises(RopeError):
            read_length("seq_len", bad)


def test_a_flag_is_true_or_false_and_nothing_else() -> None:
    assert read_flag("truncate", True) is True
    assert read_flag("truncate", False) is False
    for bad in (1, 0, "true", None):
        with pytest.raises(RopeError):
            read_flag("truncate", bad)


@pytest.mark.parametrize("bad", ["12", b"12", {"a": 1}, 12, None])
def test_a_list_of_factors_is_a_list(bad: object) -> None:
    with pytest.raises(RopeError) as caught:
        read_factors("short_factor", bad)
    assert caught.value.field == "short_factor"
    assert caught.value.allowed == "a list of positive numbers, one a pair"


def test_a_factor_in_a_list_is_named_by_its_place() -> None:
    assert read_factors("short_factor", (1, 2.5)) == (1.0, 2.5)
    with pytest.raises(RopeError) as caught:
        read_factors("short_factor", [1.0, 0.0])
    assert caught.value.field == "short_factor[1]"


def test_a_base_may_grow_to_1e300() -> None:
    assert finite_base(1e300) == 1e300
    for beyond in (1.0000001e300, math.inf):
        with pytest.raises(RopeError):
            finite_base(beyond)
    for name, more in (("ntk", {}), ("dynamic", {"max_position_embeddings": 1, "seq_len": 99})):
        with pytest.raises(RopeError) as caught:
            RopeSpec(4, 1e299, scaling={"rope_type": name, "factor": 1e6, **more})
        assert caught.value.field == "base"


def test_a_refused_method_says_what_there_is() -> None:
    with pytest.raises(RopeError) as caught:
        make_scaling({"rope_type": "linaer"})
    assert caught.value.allowed == "one of " + ", ".join(SCALING_METHODS)
    with pytest.raises(RopeError) as caught:
        make_scaling({"rope_type": "default", "factor": 2})
    assert caught.value.allowed == "no parameters (rope_type default)"
    with pytest.raises(RopeError) as caught:
        make_scaling({"rope_type": "linear", "factor": 2, "colour": 1})
    assert caught.value.allowed == "factor (rope_type linear)"
    with pytest.raises(RopeError) as caught:
        make_scaling({"rope_type": "linear"})
    assert caught.value.allowed == "a number"


EXTREMES = {
    "number": (1e-9, 0.5, 1.0, 1.0000001, 2.0, 1e6, None), "length": (1, 2, 2**40, None),
    "flag": (True, False), "list": (1e-9, 1.0, 1e6),
}  # fmt: skip


@pytest.mark.parametrize("name", SCALING_METHODS)
def test_parameters_at_their_limits_are_refused_or_give_numbers(name: str) -> None:
    """Of any of them together: what is made has a finite table, by its steps as well."""
    rng, made = random.Random(f"{name} at its limits"), 0
    for _ in range(400):
        width, base = rng.choice((2, 4, 8)), rng.choice((1.0000001, 2.0, 1e4, 1e300))
        given = {each.name: rng.choice(EXTREMES[each.kind])
                 for each in SCALING_METHODS[name].parameters()}  # fmt: skip
        for each in SCALING_METHODS[name].parameters():
            if each.kind == "list":
                given[each.name] = [given[each.name]] * (width // 2)
        try:
            scaling = make_scaling({"rope_type": name, **given})
            table = inv_freq(RopeSpec(width, base, scaling=scaling))
        except RopeError:
            continue
        made += 1
        steps = [scaling.inv_freq_of(base, width, i) for i in range(width // 2)]
        np.testing.assert_allclose(steps, table, rtol=1e-9)
        assert np.isfinite(table).all(), given
        assert 0 < scaling.cos_sin_factor() < math.inf, given
    assert made > 10
