"""The census itself: what is not right is told, and turns the line red."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.census.__main__ import plain, show, show_presets, summary, with_known_layers
from tests.census.compare import preset_verdict, verdict

REFERENCE = Path(__file__).parents[1] / "reference" / "census.json"
CASES = {
    case["class"]: case
    for case in reversed(json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"])
}  # some families lend theirs to others, which stand at the end


def spoilt(name: str, change: str) -> dict[str, Any]:
    case = copy.deepcopy(CASES[name])
    kind = next(iter(case["kinds"].values()))
    if change == "pairing":
        kind["turn"]["pairing"] = "interleaved"
    elif change == "direction":
        kind["turn"]["backwards"] = not kind["turn"]["backwards"]
    elif change == "one number":
        kind["inv_freq"][-1] *= 1.0001
    elif change == "a pair less":
        kind["inv_freq"].pop()
    elif change == "factor":
        kind["attention_factor"] += 0.001
    else:
        case["layers_turned"][0] = 1 - case["layers_turned"][0]
    return case


@pytest.mark.parametrize("name", ["LlamaRotaryEmbedding", "Qwen3NextRotaryEmbedding"])
@pytest.mark.parametrize(
    "change", ["pairing", "direction", "one number", "a pair less", "factor", "a layer"]
)
def test_what_differs_is_wrong(name: str, change: str) -> None:
    assert verdict(CASES[name]) == ("right", "")
    word, why = verdict(spoilt(name, change))
    assert word == "wrong"
    assert why


def test_a_family_that_is_new_is_not_read_right() -> None:
    """A type the reader does not know, whose code pairs neighbours."""
    case = copy.deepcopy(CASES["CohereRotaryEmbedding"])
    case["config"]["model_type"] = case["model_type"] = "next_years_model"
    assert verdict(case)[0] == "wrong"


def test_a_refusal_is_right_for_the_right_reason_only() -> None:
    pictures = CASES["PixtralVisionRotaryEmbedding"]
    assert verdict(pictures) == ("right", "")
    read = {**pictures, "config": {"head_dim": 64}}
    assert verdict(read)[0] == "wrong"
    other = {**pictures, "config": {"model_type": "bert"}}
    assert verdict(other)[0] == "refused"


def test_the_table_counts_its_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    cases = [
        CASES["LlamaRotaryEmbedding"],
        spoilt("LlamaRotaryEmbedding", "pairing"),
        {"family": "new", "class": "New", "error": "cannot be built"},
    ]
    assert show(cases) == {"right": 1, "wrong": 1, "refused": 1}
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_one_that_is_wrong_turns_the_line_red() -> None:
    cases = [CASES["LlamaRotaryEmbedding"]] * 20
    good, models = Counter(right=20), Counter(right=2)
    line, red = summary("transformers", cases, good, models)
    assert not red
    assert line.startswith("GREEN: transformers: 20 classes of 1 families: 20 right, 0 refused")
    assert not summary("", cases, Counter(right=19, refused=1), models)[1]
    for words, found in (
        (Counter(right=19, wrong=1), models),
        (Counter(right=18, refused=2), models),
        (good, Counter(right=1, wrong=1)),
    ):
        line, red = summary("", cases, words, found)
        assert red
        assert line.startswith("RED")


def test_a_model_of_the_list_is_held_to_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    case = CASES["LlamaRotaryEmbedding"]
    other = {"preset": "LLaMA 3 8B", **{key: case[key] for key in ("class", "kinds")}}
    still = {"preset": "LLaMA 3 8B", "class": None, "kinds": {}}
    failed = {"preset": "LLaMA 3 8B", "error": "no class"}
    turning = {"preset": "Nemotron-H 56B", "class": "X", "kinds": case["kinds"]}
    assert show_presets([other, still, failed, turning]) == {"wrong": 4}
    told = capsys.readouterr().out
    assert all(why in told for why in ("inv_freq ends in", "nothing in it turns", "no class"))
    assert preset_verdict({"preset": "Nemotron-H 56B", "class": None}) == ("right", "")


def test_layers_told_before_are_kept_where_a_model_could_not_be_run() -> None:
    case = copy.deepcopy(CASES["Cohere2RotaryEmbedding"])
    want = case["layers_turned"]
    case["layers_turned"] = None
    assert with_known_layers([case])[0]["layers_turned"] == want
    other = {**case, "model_type": "another", "layers_turned": None}
    assert with_known_layers([other])[0]["layers_turned"] is None


def test_defaults_are_kept_as_the_reader_reads_them() -> None:
    given = {
        "hidden_size": 64, "v_head_dim": 8,
        "rope_parameters": {"rope_type": "default", "rope_theta": 5e5, "partial_rotary_factor": 1},
    }  # fmt: skip
    assert plain(given) == {"hidden_size": 64, "rope_theta": 5e5}
    scaled = {"rope_parameters": {"rope_type": "linear", "factor": 2.0}}
    assert plain(scaled) == scaled
