"""A key is called used only where it changes something, and what contradicts is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core import RopeError, attention_factor, inv_freq
from rope_core.config import read_config

HEAD = {"model_type": "llama", "head_dim": 16, "max_position_embeddings": 131072}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
LONG = {
    "rope_type": "longrope", "original_max_position_embeddings": 4096,
    "short_factor": [1.0] * 8, "long_factor": [2.0] * 8,
}  # fmt: skip
FIELDS = {
    "mscale": 0.707, "mscale_all_dim": 0.5, "attention_factor": 1.3, "beta_fast": 16.0,
    "beta_slow": 2.0, "truncate": False,
}  # fmt: skip


def _verdicts(config: dict[str, Any]) -> dict[str, str]:
    notes = read_config(config).notes
    return {note.key.rpartition(".")[2]: note.verdict for note in notes}


def _numbers(config: dict[str, Any]) -> list[float]:
    spec = read_config(config, 8192).spec
    return [attention_factor(spec), *inv_freq(spec).tolist()]


@given(st.sets(st.sampled_from(sorted(FIELDS))))
@settings(max_examples=64, deadline=None)
def test_what_is_used_of_yarn_changes_something_and_what_is_not_does_not(chosen: set[str]) -> None:
    fields = {name: FIELDS[name] for name in chosen}
    config = {**HEAD, "rope_scaling": YARN | fields}
    verdicts = _verdicts(config)
    for name in chosen:
        left = {key: value for key, value in fields.items() if key != name}
        same = _numbers(config) == _numbers({**HEAD, "rope_scaling": YARN | left})
        assert verdicts[name] == ("ignored" if same else "used"), name


@pytest.mark.parametrize("stated", [True, False])
def test_longropes_factor_is_of_its_attention_factor_only(stated: bool) -> None:
    part = LONG | {"factor": 32.0} | ({"attention_factor": 1.2} if stated else {})
    config = {**HEAD, "rope_scaling": part}
    assert _verdicts(config)["factor"] == ("ignored" if stated else "used")
    other = {**HEAD, "rope_scaling": part | {"factor": 16.0}}
    assert (_numbers(config) == _numbers(other)) == stated


def test_a_weight_that_deepseeks_scores_read_is_used() -> None:
    deepseek = {
        "model_type": "deepseek_v3", "qk_rope_head_dim": 64, "qk_nope_head_dim": 128,
        "rope_scaling": YARN | {"mscale_all_dim": 0.5, "attention_factor": 1.0},
    }  # fmt: skip
    assert _verdicts(deepseek)["mscale_all_dim"] == "used"


@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_sections_that_are_not_of_all_pairs_contradict(section: list[int]) -> None:
    report = read_config({**HEAD, "rope_scaling": {"mrope_section": section, "type": "mrope"}})
    (note,) = (one for one in report.notes if one.key.endswith("mrope_section"))
    assert note.verdict == ("used" if sum(section) == 8 else "contradictory")
    if sum(section) != 8:
        assert f"= {sum(section)} pairs, but 8 pairs turn" in note.remark
        assert any("mrope_section contradicts" in warning for warning in report.warnings)


@pytest.mark.parametrize("section", ["16 24 24", [4.0, 4.0], [], [True, 7]])
def test_sections_that_are_no_counts_are_named(section: object) -> None:
    assert _verdicts({**HEAD, "rope_scaling": {"mrope_section": section, "type": "mrope"}})[
        "mrope_section"
    ] == ("contradictory")


@given(st.floats(0.001, 1.0), st.sampled_from([16, 64, 80, 128, 192]))
@settings(max_examples=80, deadline=None)
def test_a_part_that_makes_no_pairs_is_refused_as_it_was_written(part: float, wide: int) -> None:
    config = {"head_dim": wide, "partial_rotary_factor": part}
    made = int(wide * part)
    if made >= 2 and made % 2 == 0:
        assert read_config(config).spec.rotary_dim == made
        return
    with pytest.raises(RopeError) as caught:
        read_config(config)
    error = caught.value
    assert (error.field, error.received) == ("partial_rotary_factor", str(part))
    assert f"makes {made} feature" in error.hint
    better = float(error.hint.rpartition("pairs. ")[2].partition(" makes")[0])
    assert read_config(config | {"partial_rotary_factor": better}).spec.rotary_dim >= 2


@pytest.mark.parametrize(("length", "verdict"), [(4096.0, "used"), (-1, "ignored"), (0, "ignored"),
                                                 (2**60, "ignored"), (2**24, "used")])  # fmt: skip
def test_a_length_is_read_or_named(length: float, verdict: str) -> None:
    config = {"head_dim": 8, "max_position_embeddings": length}
    assert _verdicts(config)["max_position_embeddings"] == verdict


def test_a_length_written_with_a_point_is_counted_from() -> None:
    part = {"rope_type": "dynamic", "factor": 2.0}
    spec = read_config({**HEAD, "max_position_embeddings": 4096.0, "rope_scaling": part}).spec
    assert getattr(spec.scaling, "max_position_embeddings", None) == 4096
