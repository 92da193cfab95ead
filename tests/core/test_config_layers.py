"""Which layers of a model turn: every rule by which a config says it, and what it may not say."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from rope_core import RopeError, RopeSpec
from rope_core.config import read_config
from rope_core.config.keys import Keys
from rope_core.config.layers import LayerKind, layer_kinds

TWO_BASES = {"head_dim": 8, "rope_theta": 1e6, "rope_local_base_freq": 1e4}
FULL, SLIDING = "full_attention", "sliding_attention"


def layers(**config: Any) -> dict[str, tuple[int, ...] | None]:
    return {kind.name: kind.layers for kind in read_config(config).kinds}


@pytest.mark.parametrize("count", [None, 1, 3, 10_000])
def test_layers_that_are_all_alike(count: int | None) -> None:
    config = {"head_dim": 8} if count is None else {"head_dim": 8, "num_hidden_layers": count}
    assert layers(**config) == {"all": None if count is None else tuple(range(count))}


@pytest.mark.parametrize("count", [0, -1, 10_001, 2.5, "3", True])
def test_a_count_of_layers_that_cannot_be(count: Any) -> None:
    with pytest.raises(RopeError) as caught:
        layers(head_dim=8, num_hidden_layers=count)
    assert caught.value.field == "num_hidden_layers"
    assert caught.value.allowed == "a whole number from 1 to 10,000"


@pytest.mark.parametrize("total", [1, 5, 6, 13])
@pytest.mark.parametrize("every", [1, 2, 6, 50])
def test_a_pattern_of_layers(total: int, every: int) -> None:
    """Gemma 3: the last of every n is full. ModernBERT: the first. A pattern of 1: all are."""
    last = layers(**TWO_BASES, num_hidden_layers=total, sliding_window_pattern=every)
    want = tuple(i for i in range(total) if i % every == every - 1)
    assert last == {FULL: want, SLIDING: tuple(i for i in range(total) if i not in want)}
    first = layers(**TWO_BASES, num_hidden_layers=total, global_attn_every_n_layers=every)
    want = tuple(range(0, total, every))
    assert first == {FULL: want, SLIDING: tuple(i for i in range(total) if i not in want)}


@pytest.mark.parametrize("key", ["sliding_window_pattern", "global_attn_every_n_layers"])
@pytest.mark.parametrize("every", [0, 10_001, 1.5, "6"])
def test_a_pattern_that_cannot_be(key: str, every: Any) -> None:
    with pytest.raises(RopeError) as caught:
        layers(**TWO_BASES, num_hidden_layers=6, **{key: every})
    assert (caught.value.field, caught.value.allowed) == (key, "a whole number from 1 to 10,000")


def test_a_pattern_says_nothing_where_the_layers_are_alike_or_not_counted() -> None:
    assert layers(**TWO_BASES, sliding_window_pattern=6) == {FULL: None, SLIDING: None}
    alike = layers(head_dim=8, num_hidden_layers=3, sliding_window_pattern=2)
    assert alike == {"all": (0, 1, 2)}


def test_a_list_of_types_goes_before_a_pattern() -> None:
    types = [FULL, SLIDING, SLIDING]
    got = layers(**TWO_BASES, num_hidden_layers=3, layer_types=types, sliding_window_pattern=3)
    assert got == {FULL: (0,), SLIDING: (1, 2)}
    assert layers(**TWO_BASES, layer_types=types) == {FULL: (0,), SLIDING: (1, 2)}


@pytest.mark.parametrize("types", [3, None, [FULL, 1], {FULL: 1}, [FULL], [FULL] * 3])
def test_a_list_of_types_that_does_not_fit(types: Any) -> None:
    if types is None:  # null is not given
        assert layers(**TWO_BASES, num_hidden_layers=2, layer_types=None)[FULL] is None
        return
    with pytest.raises(RopeError) as caught:
        layers(**TWO_BASES, num_hidden_layers=2, layer_types=types)
    assert caught.value.field == "layer_types"
    counted = isinstance(types, list) and types[-1] == FULL
    assert caught.value.allowed == ("2, one a layer" if counted else "a list of names, one a layer")


@pytest.mark.parametrize(
    ("flags", "turned", "still"),
    [
        ([1, 1, 0, 1], (0, 1, 3), (2,)),
        ([0, 0, 1, 0], (2,), (0, 1, 3)),
        ([1, 1, 1, 1], (0, 1, 2, 3), None),
    ],
)
def test_a_list_of_turned_layers(
    flags: list[int], turned: tuple[int, ...], still: tuple[int, ...] | None
) -> None:
    want = {"rotated": turned} | ({"not rotated": still} if still else {})
    for counted in ({}, {"num_hidden_layers": 4}):
        got = read_config({"head_dim": 8, "no_rope_layers": flags, **counted}).kinds
        assert {kind.name: kind.layers for kind in got} == want
        assert [kind.spec is None for kind in got] == [False, True][: len(got)]


@pytest.mark.parametrize("flags", [[1, 2], [1, -1], "10", "", 1, [1], [1, 1, 1]])
def test_a_list_of_turned_layers_that_does_not_fit(flags: Any) -> None:
    with pytest.raises(RopeError) as caught:
        layers(head_dim=8, num_hidden_layers=2, no_rope_layers=flags)
    assert caught.value.field == "no_rope_layers"
    counted = isinstance(flags, list) and max(flags) == min(flags)
    allowed = "2, one a layer" if counted else "a list of 0 and 1, one a layer"
    assert caught.value.allowed == allowed


@pytest.mark.parametrize("every", [1, 2, 4, 7])
def test_every_so_many_layers_one_does_not_turn(every: int) -> None:
    """SmolLM3: the last of every four. Llama 4 has an empty list, and means four."""
    still = tuple(i for i in range(8) if i % every == every - 1)
    if len(still) < 8:
        got = layers(head_dim=8, num_hidden_layers=8, no_rope_layer_interval=every)
        turned = tuple(i for i in range(8) if i not in still)
        assert got == {"rotated": turned, **({"not rotated": still} if still else {})}
    if every == 4:
        by_default = layers(head_dim=8, num_hidden_layers=8, no_rope_layers=[])
        assert by_default == got
    uncounted = layers(head_dim=8, no_rope_layer_interval=every)
    assert uncounted == {"all": None}


def test_what_an_empty_list_means_is_said_to_be_assumed() -> None:
    notes = read_config({"head_dim": 8, "num_hidden_layers": 4, "no_rope_layers": []}).notes
    assert {note.key: note.verdict for note in notes}["no_rope_layer_interval"] == "assumed"
    given = {"head_dim": 8, "num_hidden_layers": 4, "no_rope_layers": [1, 1, 0, 1]}
    assert "no_rope_layer_interval" not in {note.key for note in read_config(given).notes}


@pytest.mark.parametrize("every", [0, 10_001, "4"])
def test_an_interval_that_cannot_be(every: Any) -> None:
    with pytest.raises(RopeError) as caught:
        layers(head_dim=8, num_hidden_layers=8, no_rope_layer_interval=every)
    assert caught.value.field == "no_rope_layer_interval"
    assert caught.value.allowed == "a whole number from 1 to 10,000"


def test_full_attention_comes_first_whatever_the_order_of_the_file() -> None:
    for order in ((FULL, SLIDING, "other"), ("other", SLIDING, FULL)):
        specs = {name: RopeSpec(8, 100.0 + len(name)) for name in order}
        kinds = layer_kinds(Keys({"layer_types": list(order)}), specs)
        assert kinds[0].name == FULL
        assert {kind.name: kind.layers for kind in kinds} == {
            name: (at,) for at, name in enumerate(order)
        }
        assert all(kind.spec == specs[kind.name] for kind in kinds)
    with pytest.raises(dataclasses.FrozenInstanceError):
        LayerKind("all", None, None).name = "none"  # type: ignore[misc]


def test_cohere_2_leaves_full_attention_unturned() -> None:
    config = {
        "model_type": "cohere2", "head_dim": 8, "num_hidden_layers": 8,
        "sliding_window_pattern": 4,
    }  # fmt: skip
    full, sliding = read_config({**config, "layer_types": ([SLIDING] * 3 + [FULL]) * 2}).kinds
    assert (full.spec, full.layers) == (None, (3, 7))
    assert sliding.spec is not None
    assert sliding.layers == (0, 1, 2, 4, 5, 6)
    other = read_config(
        {**config, "model_type": "llama", "layer_types": ([SLIDING] * 3 + [FULL]) * 2}
    )
    assert [kind.name for kind in other.kinds] == ["all"]
