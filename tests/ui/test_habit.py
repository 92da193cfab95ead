"""What Attend sends of a real head: all its shares, and words that are true of them."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from rope_core.analysis.habits import attention_without, kept, looked_at, shares_of_scores
from rope_core.models.smollm2 import smollm2
from ui.attend.habit import GROUPS, chosen, habit_data

MODEL = smollm2()
EACH = pytest.mark.parametrize(
    ("head", "text"), [(h, t) for h in range(len(MODEL.heads)) for t in range(len(MODEL.texts))]
)


@EACH
def test_the_shares_that_go_out_make_the_attention_the_model_recorded(head: int, text: int) -> None:
    data: dict[str, Any] = json.loads(json.dumps(habit_data(head, text), allow_nan=False))
    flat = np.frombuffer(base64.b64decode(data["shares"]), dtype="<f4")
    count = len(data["tokens"])
    shares = np.zeros((count, count, data["pairs"]))
    shares[np.tril_indices(count)] = flat.reshape(-1, data["pairs"])
    again = attention_without(shares, ())
    assert np.abs(again - MODEL.attention(text, head)).max() < 1e-5


@EACH
def test_what_is_said_of_a_habit_is_computed(head: int, text: int) -> None:
    data: dict[str, Any] = habit_data(head, text)
    targets = looked_at(MODEL.heads[head].does, MODEL.texts[text].tokens)
    assert data["targets"] == targets
    if not targets:
        assert "correct" not in data
        return
    shares = shares_of_scores(MODEL.q(text, head), MODEL.k(text, head), MODEL.spec)
    whole = kept(attention_without(shares, ()), targets)
    assert data["kept"]["all"] in (f"{whole:.2f}", "less than 0.01")
    sums = [sum(data["gains"][first:last]) for _, first, last in GROUPS]
    assert data["correct"] == sums.index(max(sums))
    assert sum(last - first for _, first, last in GROUPS) == data["pairs"]


def test_the_fast_pairs_make_the_token_before_and_the_slow_ones_the_first_token() -> None:
    for head, text, correct in ((0, 1, 0), (1, 1, 0), (2, 3, 2), (3, 3, 2), (4, 1, 2), (5, 1, 2)):
        assert habit_data(head, text)["correct"] == correct


@pytest.mark.parametrize("wrong", ["", "8-0", "0-5", "-1-0", "a-b", "1", "١-1", "9" * 400 + "-1"])
def test_a_link_that_names_no_head_shows_the_first(wrong: str) -> None:
    assert chosen(wrong) == (0, 1)
