"""The real model's queries and keys, rotated here, give the attention the model recorded."""

import numpy as np
import pytest

from rope_core.analysis.attention import attention_from_scores
from rope_core.errors import RopeError
from rope_core.models.real_model import RealModel, real_model
from rope_core.rotate import scores
from rope_core.spec import RopeSpec

MODEL = real_model()
EVERY_HEAD = [
    (text, layer, head)
    for text in range(len(MODEL.texts))
    for layer in range(MODEL.layers)
    for head in range(MODEL.heads)
]


def test_shape_of_the_model() -> None:
    assert (MODEL.layers, MODEL.heads, MODEL.kv_heads, MODEL.head_dim) == (5, 8, 4, 8)
    assert (MODEL.base, MODEL.pairing) == (10_000.0, "interleaved")
    assert [len(entry.tokens) for entry in MODEL.texts] == [16, 14, 18]
    assert MODEL.texts[0].text == "Once upon a time, there was a little girl named Lily."
    assert all(entry.tokens[0] == "<s>" for entry in MODEL.texts)
    assert "MIT" in MODEL.licence
    assert "karpathy/tinyllamas" in MODEL.source
    assert real_model() is MODEL


def test_values_are_those_published() -> None:
    assert MODEL.q(0, 0, 0)[0, :3].tolist() == [-0.864275, 0.013908, 1.805022]
    assert MODEL.attention(0, 2, 3)[2, :4].tolist() == [0.314961, 0.15364, 0.531399, 0.0]


@pytest.mark.parametrize(("text", "layer", "head"), EVERY_HEAD)
def test_scores_give_the_recorded_attention(text: int, layer: int, head: int) -> None:
    spec = RopeSpec(MODEL.head_dim, MODEL.base, MODEL.pairing)
    q, k = MODEL.q(text, layer, head), MODEL.k(text, layer, head)
    positions = np.arange(len(MODEL.texts[text].tokens))
    attention = attention_from_scores(scores(q, k, positions, positions, spec), MODEL.head_dim)
    np.testing.assert_allclose(attention, MODEL.attention(text, layer, head), rtol=0, atol=1e-5)


@pytest.mark.parametrize(("text", "layer", "head"), EVERY_HEAD[::7])
def test_without_rotation_the_attention_is_another(text: int, layer: int, head: int) -> None:
    # So that the agreement above shows the rotation is right, not that it does not matter.
    unrotated = MODEL.q(text, layer, head) @ MODEL.k(text, layer, head).T
    attention = attention_from_scores(unrotated, MODEL.head_dim)
    assert np.abs(attention - MODEL.attention(text, layer, head)).max() > 1e-3


def test_query_heads_share_key_heads() -> None:
    assert [MODEL.key_head(head) for head in range(8)] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert np.array_equal(MODEL.k(0, 1, 4), MODEL.k(0, 1, 5))
    assert not np.array_equal(MODEL.k(0, 1, 3), MODEL.k(0, 1, 4))


def test_arrays_cannot_be_changed() -> None:
    for array in (MODEL.q(0, 0, 0), MODEL.k(0, 0, 0), MODEL.attention(0, 0, 0)):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1.0


@pytest.mark.parametrize("name", ["q", "k", "attention"])
@pytest.mark.parametrize(
    ("index", "field"),
    [((3, 0, 0), "text"), ((0, 5, 0), "layer"), ((0, 0, 8), "head"), ((0, 0, -1), "head")],
)
def test_unknown_indices_are_named(name: str, index: tuple[int, int, int], field: str) -> None:
    with pytest.raises(RopeError) as caught:
        getattr(RealModel, name)(MODEL, *index)
    assert caught.value.field == field


def test_attention_is_stable_and_masked() -> None:
    huge = np.array([[[1e6, 5.0], [1e6, 1e6]], [[-1e6, 0.0], [0.0, 2.0 * np.log(3.0)]]])
    expected = [[[1.0, 0.0], [0.5, 0.5]], [[1.0, 0.0], [0.25, 0.75]]]
    np.testing.assert_allclose(attention_from_scores(huge, 4), expected, rtol=1e-12)
    open_ended = attention_from_scores(np.zeros((1, 4), dtype=np.float32), 4, causal=False)
    assert open_ended.tolist() == [[0.25, 0.25, 0.25, 0.25]]
    assert open_ended.dtype == np.float64


@pytest.mark.parametrize("shape", [(4,), (0, 0), (2, 3)])
def test_attention_refuses_other_shapes(shape: tuple[int, ...]) -> None:
    with pytest.raises(RopeError, match="scores"):
        attention_from_scores(np.zeros(shape), 4)
