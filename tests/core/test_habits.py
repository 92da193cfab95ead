"""Heads of SmolLM2 against what the model itself recorded, and which pairs make their habits."""

from __future__ import annotations

import numpy as np
import pytest

from rope_core import RopeError, scores
from rope_core.analysis.attention import attention_from_scores
from rope_core.analysis.habits import attention_without, gains, kept, looked_at, shares_of_scores
from rope_core.models.smollm2 import smollm2

MODEL = smollm2()
PLACES = [(text, head) for text in range(len(MODEL.texts)) for head in range(len(MODEL.heads))]
#: Measured apart from this code when the data were made: layer, head: (sum, {pair: its part}).
MEASURED = {
    (16, 0): (7.71, {0: 5.73, 1: 1.74, 2: 0.63}),
    (11, 1): (5.72, {0: 3.09}),
    (18, 8): (18.04, {31: 9.91, 30: 8.14}),
    (24, 0): (5.82, {30: 4.55, 31: 2.62}),
}


@pytest.mark.parametrize(("text", "head"), PLACES)
def test_scores_give_back_the_attention_the_model_recorded(text: int, head: int) -> None:
    q, k = MODEL.q(text, head), MODEL.k(text, head)
    places = np.arange(len(q))
    again = attention_from_scores(scores(q, k, places, places, MODEL.spec), MODEL.spec.head_dim)
    assert np.abs(again - MODEL.attention(text, head)).max() < 3e-6
    shares = shares_of_scores(q, k, MODEL.spec)
    assert shares.shape == (len(q), len(q), MODEL.spec.pairs)
    np.testing.assert_allclose(attention_without(shares, ()), again, atol=1e-12)


def test_what_the_heads_are_said_to_do_they_do() -> None:
    assert len({(h.layer, h.head) for h in MODEL.heads}) == len(MODEL.heads) == 8
    for index, head in enumerate(MODEL.heads):
        if (head.layer, head.head) not in MEASURED:
            continue
        found = [
            gains(
                shares_of_scores(MODEL.q(t, index), MODEL.k(t, index), MODEL.spec),
                looked_at(head.does, MODEL.texts[t].tokens),
            )
            for t in range(len(MODEL.texts))
        ]
        mean = np.concatenate(found).mean(axis=0)
        whole, parts = MEASURED[head.layer, head.head]
        assert mean.sum() == pytest.approx(whole, abs=0.006)
        for pair, part in parts.items():
            assert mean[pair] == pytest.approx(part, abs=0.006)
        assert list(np.argsort(-mean)[: len(parts)]) == list(parts)


def test_without_its_pairs_a_head_loses_its_habit_and_without_others_not() -> None:
    text = 1
    targets = looked_at("looks at the token before", MODEL.texts[text].tokens)
    shares = shares_of_scores(MODEL.q(text, 0), MODEL.k(text, 0), MODEL.spec)
    assert kept(attention_without(shares, ()), targets) > 0.75
    assert kept(attention_without(shares, (0,)), targets) < 0.2
    assert kept(attention_without(shares, range(3, MODEL.spec.pairs)), targets) > 0.75


def test_where_a_repeated_token_looks() -> None:
    tokens = ("red", "moon", "glass", "red", "moon", "red")
    does = "after a repeated token, looks at what followed it the first time"
    assert looked_at(does, tokens) == ((3, 1), (4, 2), (5, 1))
    assert looked_at("spread over many tokens", tokens) == ()
    assert looked_at("looks at itself", tokens[:4]) == ((2, 2), (3, 3))


def test_a_head_or_text_that_is_not_there_is_refused() -> None:
    with pytest.raises(RopeError, match="head"):
        MODEL.q(0, 8)
    with pytest.raises(RopeError, match="text"):
        MODEL.attention(5, 0)
    with pytest.raises(RopeError, match="text"):
        MODEL.k(-1, 0)
