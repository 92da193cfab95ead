"""To N tokens, as it goes out: the plan's own numbers, and nothing where nothing is to be done."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rope_core import RopeError, attention_factor
from rope_core.extension import changes, extend, outputs, traps
from rope_core.models.presets import find_model, rotating_models
from ui.numbers import shown
from ui.scale.extend import extension_data


def data_of(name: str, wanted: int, digits: int = 3, **options: Any) -> dict[str, Any]:
    plan = extend(find_model(name).config(), wanted, **options)
    # Through JSON, as the browser gets it.
    sent: dict[str, Any] = json.loads(
        json.dumps(extension_data(name, plan, digits), allow_nan=False)
    )
    return sent


def test_every_model_says_what_to_write_or_why_not() -> None:
    refused = []
    for model in rotating_models():
        pretrained = model.lengths.pretrained
        trained = pretrained.tokens if pretrained else model.lengths.longest or 4096
        wanted = 2 * (model.lengths.longest or 4096)
        try:
            plan = extend(model.config(), wanted, trained)
        except RopeError as error:
            refused.append((model.name, error.hint))
            continue
        data = json.loads(json.dumps(extension_data(model.name, plan, 3), allow_nan=False))
        assert f"to {wanted:,} tokens" in data["title"]
        assert [output["text"] for output in data["outputs"]] == [
            output.text for output in outputs(plan)
        ]
        assert len(data["traps"]) == len(traps(plan)) > 0
        assert all(title[-1] in ".?" and text for title, text in data["traps"])
        verdicts = data["rows"]["verdict"].split("|")
        assert verdicts == [change.verdict for change in changes(plan)]
        for text, change in zip(data["rows"]["slowed"].split("|"), changes(plan), strict=True):
            assert float(shown(text)) == pytest.approx(change.slowed, rel=1e-2)
    assert len(refused) < 10
    assert all(hint for _, hint in refused)


def test_the_sentence_counts_what_the_table_shows() -> None:
    data = data_of("Qwen3 8B", 131072, trained=32768)
    assert data["line"].startswith("YaRN with factor 4, counted from 32,768 tokens; cos and sin")
    verdicts = data["rows"]["verdict"].split("|")
    for verdict in ("kept", "mixed", "divided"):
        assert f"({verdicts.count(verdict)} of 64)" in data["change"]
    assert "slowed is by 4." in data["change"]
    factor = attention_factor(extend(find_model("Qwen3 8B").config(), 131072, 32768).after)
    assert f"{factor:.3f}" in data["line"]


def test_where_nothing_is_to_be_written_nothing_is_shown() -> None:
    data = data_of("Llama 3.1 8B / 70B / 405B", 65536)
    assert data["line"] == "Nothing to write: its config reaches 131,072 tokens as it is."
    assert (data["outputs"], data["traps"]) == ([], [])
