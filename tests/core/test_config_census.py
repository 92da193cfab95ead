"""Every family of transformers, and configs found in public, read as their own code reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rope_core import RopeError, attention_factor, inv_freq
from rope_core.config import read_config
from tests.census.compare import verdict

REFERENCE = Path(__file__).parents[1] / "reference"
CENSUS = json.loads((REFERENCE / "census.json").read_text(encoding="utf-8"))["cases"]
WILD = json.loads((REFERENCE / "wild_configs.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CENSUS, ids=lambda case: f"{case['family']}-{case['class']}")
def test_a_family_as_its_code_computes_it(case: dict[str, Any]) -> None:
    word, why = verdict(case)
    assert word != "wrong", why
    if word == "refused":
        # What the class computes there is no table of pairs: half a pair, or a permuted order.
        assert case["class"] in REFUSED, why


#: 2048 / 28 and 4096 / 96 are no whole numbers: widths the classes' defaults round off. And pairs
#: that are dealt out to three axes in an order of their own.
REFUSED = (
    "Glm4MoeRotaryEmbedding",
    "Qwen3OmniMoeThinkerTextRotaryEmbedding",
    "Qwen3OmniMoeRotaryEmbedding",
    "Qwen3OmniMoeTalkerRotaryEmbedding",
    "Ernie4_5_VLMoeTextRotaryEmbedding",
)


def test_few_are_refused() -> None:
    words = [verdict(case)[0] for case in CENSUS]
    assert words.count("wrong") == 0
    assert words.count("refused") <= 0.05 * len(words)


@pytest.mark.parametrize("case", WILD, ids=lambda case: case["name"])
def test_a_config_found_in_public(case: dict[str, Any]) -> None:
    expect = case["expect"]
    if expect == "refused":
        with pytest.raises(RopeError) as caught:
            read_config(case["config"])
        assert "RoPE" in str(caught.value) or caught.value.received in str(case["config"])
        return
    report = read_config(case["config"])
    named = {kind.name: kind for kind in report.kinds}
    for name, want in expect.items():
        kind = named.get(name)
        spec = report.spec if kind is None or name == "all" else kind.spec
        assert spec is not None
        table = inv_freq(spec)
        assert len(table) == want["pairs"]
        if want["last"] is not None:
            np.testing.assert_allclose(table[-1], want["last"], rtol=5e-4)
        assert attention_factor(spec) == pytest.approx(want["factor"], abs=1e-5)
        assert spec.pairing == want["pairing"]
        if want["layers"] is not None:
            turned = [kind.layers or () for kind in report.kinds if kind.spec is not None]
            assert sum(map(len, turned)) == want["layers"]
