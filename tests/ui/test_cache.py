"""Cache: held to what the model itself recorded, and to sums of another kind."""

from __future__ import annotations

import json
import re
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from rope_core.models.real_model import real_model
from ui.cache.decoded import TOKENS, sentence
from ui.cache.stage import cache_data
from ui.cache.where_it_fails import TRAINED
from ui.numbers import shown

MODEL = real_model()
CHOSEN = [(0, 0, 0), (1, 1, 3), (0, 4, 7)]


def numbers_in(text: str) -> list[float]:
    found = re.findall(r"−?\d[\d,]*(?:\.\d+)?(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?", text)
    return [float(shown(one)) for one in found]


def steps(chosen: tuple[int, int, int], digits: int = 8) -> list[Any]:
    found: Any = cache_data(*chosen, digits)["steps"]
    return list(found)


def titled(start: str, chosen: tuple[int, int, int] = (0, 0, 0), digits: int = 8) -> Any:
    return next(one for one in steps(chosen, digits) if one["title"].startswith(start))


@pytest.mark.parametrize("chosen", CHOSEN)
def test_the_scores_of_each_token_give_the_attention_that_was_recorded(
    chosen: tuple[int, int, int],
) -> None:
    recorded = MODEL.attention(*chosen)
    for at, step in enumerate(steps(chosen)[:TOKENS]):
        weights = np.exp([float(shown(text)) for text in step["scores"]])
        np.testing.assert_allclose(weights / weights.sum(), recorded[at, : at + 1], atol=2e-6)
        assert len(step["arrows"]) == at + 1


@pytest.mark.parametrize("chosen", CHOSEN)
def test_what_is_left_shares_what_was_dropped(chosen: tuple[int, int, int]) -> None:
    recorded = MODEL.attention(*chosen)[TOKENS - 1, :TOKENS]
    for at, text, arrows, places, gone in titled("Drop", chosen)["lines"]:
        weights = numbers_in(text.partition("out: ")[2])
        wanted = recorded[gone:] / recorded[gone:].sum()
        np.testing.assert_allclose(weights, wanted, atol=5e-6)
        assert int(at) == gone == places[0]
        assert len(arrows) == TOKENS - gone


def test_padding_on_both_sides_changes_nothing_and_on_one_side_much() -> None:
    plain = [float(shown(text)) for text in steps((0, 0, 0))[TOKENS - 1]["scores"]]
    for pad, text, _, places in titled("Left padding")["lines"]:
        assert numbers_in(text.partition("”: ")[2]) == pytest.approx(plain, abs=1e-7)
        assert places[0] == int(pad)
    lines = titled("Counted on one side")["lines"]
    for pad, text, *_ in lines:
        off, found = text.partition(" at most: ")[::2]
        apart = np.abs(np.array(numbers_in(found)) - plain)
        assert numbers_in(off.rpartition("by ")[2])[0] == pytest.approx(apart.max(), abs=2e-8)
        assert (apart[:-1].max() > 0.1) == (pad != "0")
        assert apart[-1] < 1e-7  # its own key is counted as it is itself


def test_moved_keys_score_as_before() -> None:
    plain = [float(shown(text)) for text in steps((0, 0, 0))[TOKENS - 1]["scores"]]
    for gone, text, _, places, _ in titled("Count anew")["lines"]:
        found = numbers_in(text.partition(" are ")[2])
        assert found == pytest.approx(plain[int(gone) :], abs=1e-7)
        assert places[0] == 0


def test_a_table_that_grows_is_right_up_to_the_trained_length() -> None:
    for length, text, *_ in titled("The table itself")["lines"]:
        assert ("cache are right" in text) == (int(length) <= TRAINED)


def test_two_numbers_a_place() -> None:
    for by, text, *_ in titled("A place has two numbers")["lines"]:
        every, own = numbers_in(text.partition("off by ")[2])
        assert own < 1e-12
        assert (every > 0.01) == (by != "0")


def test_kept_types_by_another_library() -> None:
    seen = sentence()
    turned = np.array(
        [
            np.concatenate(
                [
                    np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
                    @ [seen.k[at][one], seen.k[at][other]]
                    for (one, other), a in zip(_pairs(), at * _speeds(), strict=True)
                ]
            )
            for at in range(TOKENS)
        ]
    )
    for kind, text, *_ in titled("Kept in fewer bits")["lines"]:
        kept = turned.astype(ml_dtypes.bfloat16 if kind == "bfloat16" else kind).astype(float)
        off = numbers_in(text.partition("off by ")[2])[0]
        assert off == pytest.approx(np.abs(kept - turned).max(), rel=1e-4, abs=1e-8)


def _speeds() -> np.ndarray:
    return np.array([MODEL.base ** (-i / 4) for i in range(4)])


def _pairs() -> list[tuple[int, int]]:
    if MODEL.pairing == "interleaved":
        return [(2 * i, 2 * i + 1) for i in range(4)]
    return [(i, i + 4) for i in range(4)]


def test_every_step_is_whole() -> None:
    for chosen in CHOSEN:
        for digits in (3, 8):
            data = cache_data(*chosen, digits)
            text = json.dumps(data, ensure_ascii=False, allow_nan=False)
            assert not re.search(r"\bnan\b|\binf\b|undefined|None|\b1 (columns|turns)\b", text)
            for step in steps(chosen, digits):
                assert step["says"].endswith(".")
                if "lines" in step:
                    assert 0 <= step["begin"] < len(step["lines"])
                    assert len({line[0] for line in step["lines"]}) == len(step["lines"])
