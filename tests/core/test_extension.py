"""A model taken to N tokens: what is written means, read back, exactly what was planned."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rope_core import RopeError, RopeSpec, attention_factor, inv_freq
from rope_core.config.reader import read_config
from rope_core.extension import Extension, changes, extend, outputs, traps
from rope_core.extension.edit import text_part
from rope_core.extension.write import changed, removed
from rope_core.models.presets import ModelPreset, find_model, rotating_models

QWEN = {
    "model_type": "qwen3",
    "head_dim": 128,
    "num_hidden_layers": 36,
    "rope_theta": 1000000,
    "rope_scaling": None,
    "max_position_embeddings": 40960,
}


def plan_of(model: ModelPreset, wanted: int | None = None) -> Extension | None:
    """The preset taken to four times its longest length; None where its method cannot grow."""
    pretrained = model.lengths.pretrained
    longest = model.lengths.longest or 4096
    try:
        return extend(
            model.config(),
            wanted or 4 * longest,
            trained=pretrained.tokens if pretrained else longest,
        )
    except RopeError as error:
        if error.field == "method" and error.received.startswith(
            ("LongRoPE", "Proportional", "NTK")
        ):
            return None
        raise


PLANS = [(model.name, plan) for model in rotating_models() if (plan := plan_of(model))]
EACH = pytest.mark.parametrize("plan", [plan for _, plan in PLANS], ids=[name for name, _ in PLANS])


def merged(config: Mapping[str, Any], patch: Mapping[str, Any], gone: tuple[str, ...]) -> Any:
    """What a person does with a snippet: take keys out, put keys in, at their place."""
    key, part = text_part(config)
    inner = {name: value for name, value in part.items() if name not in gone}
    inner |= patch[key] if key else patch
    return {**config, key: inner} if key else inner


def scaled(config: Mapping[str, Any], plan: Extension) -> RopeSpec:
    """The spec, in this config, of the kind of layer that the plan is about."""
    kinds = read_config(plan.config, plan.wanted).kinds
    name = next(kind.name for kind in kinds if kind.spec == plan.before)
    after = read_config(config, plan.wanted).kinds
    return next(kind.spec for kind in after if kind.name == name and kind.spec)


def told(config: Mapping[str, Any]) -> dict[str, Any]:
    """The text part without keys that say nothing."""
    _, part = text_part(config)
    return {key: value for key, value in part.items() if value is not None}


def same(spec: RopeSpec, other: RopeSpec) -> bool:
    return bool(
        np.array_equal(inv_freq(spec), inv_freq(other))
        and attention_factor(spec) == attention_factor(other)
        and (spec.pairing, spec.head_dim) == (other.pairing, other.head_dim)
    )


def test_most_models_can_be_taken_further() -> None:
    assert len(PLANS) >= 0.85 * len(rotating_models())


@EACH
def test_what_is_written_reads_back_as_planned(plan: Extension) -> None:
    """Both spellings and both overrides, put into the config as it was, mean plan.after."""
    assert plan.needed
    read = 0
    for output in outputs(plan):
        assert bool(output.text) != bool(output.excuse)
        assert output.version
        if not output.text or output.name == "llama_cpp":
            continue
        if output.name in ("new", "old"):
            patch = json.loads(output.text)
            after = plan.new if output.name == "new" else plan.old
            assert not isinstance(after, str)
            gone = removed(plan.config, after)
            assert all(key in output.says for key in gone)
            config = merged(plan.config, patch, gone)
            assert told(config) == told(after)
        else:
            patch = json.loads(re.search(r"'(\{.*\})'", output.text)[1])  # type: ignore[index]
            # The engines set keys; rope_scaling is the same thing as rope_parameters there.
            config = merged(plan.config, patch, ("rope_scaling",))
        assert same(scaled(config, plan), plan.after)
        assert str(plan.wanted) in output.text or plan.method == "dynamic"
        read += 1
    assert read >= 3


@EACH
def test_nothing_else_is_touched(plan: Extension) -> None:
    """Other layers keep their table, other keys their value, and features their pairing."""
    before = {kind.name: kind for kind in read_config(plan.config, plan.wanted).kinds}
    after = {kind.name: kind for kind in read_config(plan.new_config(), plan.wanted).kinds}
    assert before.keys() == after.keys()
    for name, kind in before.items():
        assert (kind.spec is None) == (after[name].spec is None)
        assert kind.layers == after[name].layers
        if kind.spec is not None and kind.spec != plan.before:
            assert after[name].spec == kind.spec
    about = {"rope_parameters", "rope_scaling", "rope_theta", "rope_local_base_freq"}
    about |= {"original_max_position_embeddings"}
    touched = changed(plan.config, plan.new_config())
    key, _ = text_part(plan.config)
    assert set(touched[key] if key else touched) <= about | {"max_position_embeddings"}


@EACH
def test_the_table_is_the_methods(plan: Extension) -> None:
    """Not through the config: the scaling itself, with the numbers that a person would type."""
    scaling = dict(plan.scaling)
    if plan.method == "dynamic":
        scaling["max_position_embeddings"], scaling["seq_len"] = plan.trained, plan.wanted
    own = plan.before.scaling
    assert plan.factor > getattr(own, "factor", 1.0)
    if own is None or plan.method == "yarn":
        assert plan.factor == plan.wanted / plan.trained
    known = {name: scaling[name] for name in scaling if name not in ("llama_4_scaling_beta",)}
    direct = RopeSpec(
        plan.before.head_dim, plan.before.base, plan.before.pairing, plan.before.rotary_dim, known
    )
    assert np.array_equal(inv_freq(direct), inv_freq(plan.after))
    for change, old, new in zip(
        changes(plan), inv_freq(plan.before), inv_freq(plan.after), strict=True
    ):
        assert (change.before, change.after) == (old, new)
        assert change.slowed == pytest.approx(old / new) if new else change.slowed == 1.0
        assert change.verdict in ("kept", "mixed", "divided")
        assert (change.verdict == "kept") == (math.isclose(old, new, rel_tol=1e-12))


def test_qwen_to_128k_is_what_its_publisher_writes() -> None:
    plan = extend(QWEN, 131072, trained=32768)
    assert plan.scaling == {
        "rope_type": "yarn",
        "factor": 4.0,
        "original_max_position_embeddings": 32768,
    }
    found = {output.name: output.text for output in outputs(plan)}
    assert json.loads(found["new"]) == {
        "max_position_embeddings": 131072,
        "rope_parameters": {**plan.scaling, "rope_theta": 1000000.0},
    }
    assert json.loads(found["old"]) == {
        "max_position_embeddings": 131072,
        "rope_scaling": plan.scaling,
    }
    assert found["llama_cpp"] == (
        "llama-server -m MODEL.gguf -c 131072 \\\n"
        "  --rope-scaling yarn --rope-scale 4 --yarn-orig-ctx 32768"
    )
    assert "--rope-scaling" not in found["vllm"]
    assert "--max-model-len 131072" in found["vllm"]
    assert "--context-length 131072" in found["sglang"]
    yarn = find_model("Qwen3 8B with YaRN").spec()
    assert np.allclose(inv_freq(plan.after), inv_freq(yarn), rtol=1e-15)
    assert attention_factor(plan.after) == pytest.approx(0.1 * math.log(4) + 1, rel=1e-15)


@pytest.mark.parametrize("method", ["linear", "dynamic"])
def test_other_methods(method: str) -> None:
    plan = extend(QWEN, 131072, trained=32768, method=method)
    part = plan.new_config()
    # Dynamic NTK counts from the maximum, which therefore stays.
    assert part["max_position_embeddings"] == (40960 if method == "dynamic" else 131072)
    assert same(read_config(plan.old, 131072).spec, plan.after)
    llama_cpp = outputs(plan)[-1]
    assert bool(llama_cpp.text) == (method == "linear")


def test_nothing_to_write_where_the_model_reaches() -> None:
    for wanted in (16, 32768):
        plan = extend(QWEN, wanted, trained=32768)
        assert not plan.needed
        assert (outputs(plan), traps(plan)) == ((), ())
        assert plan.new_config() == QWEN
        assert plan.after == plan.before
    for name in ("Llama 3.1 8B / 70B / 405B", "Phi-3.5-mini"):
        assert not extend(find_model(name).config(), 131072).needed
    llama = find_model("Llama 3.1 8B / 70B / 405B").config()
    assert extend(llama, 131073).needed


def test_a_models_own_method_stays() -> None:
    llama = find_model("Llama 3.1 8B / 70B / 405B").config()
    plan = extend(llama, 262144)
    assert (plan.method, plan.factor) == ("llama3", 16.0)
    assert plan.scaling["high_freq_factor"] == 4.0
    assert {trap.key for trap in traps(plan)} >= {"own_method", "short_texts"}
    with pytest.raises(RopeError) as caught:
        extend(llama, 262144, method="yarn")
    assert caught.value.field == "method"


def test_gemma_3_keeps_its_sliding_layers() -> None:
    config = find_model("Gemma 3 27B").config()
    plan = extend(config, 262144)
    parameters = plan.new_config()["rope_parameters"]
    assert parameters["sliding_attention"] == config["rope_parameters"]["sliding_attention"]
    assert parameters["full_attention"]["factor"] == 16.0
    old = plan.old
    assert not isinstance(old, str)
    assert (old["rope_theta"], old["rope_local_base_freq"]) == (1e6, 1e4)
    assert "rope_parameters" not in old


def test_what_stands_beside_the_method_is_kept() -> None:
    """mrope_section and the part that is rotated survive, inside text_config."""
    plan = extend(find_model("Qwen3.5 27B").config(), 1010000, trained=262144)
    parameters = plan.new_config()["text_config"]["rope_parameters"]
    assert parameters["mrope_section"] == [11, 11, 10]
    assert parameters["partial_rotary_factor"] == 0.25
    assert parameters["factor"] == 1010000 / 262144
    vllm = next(output for output in outputs(plan) if output.name == "vllm")
    assert '{"text_config": {' in vllm.text
    assert '"rope_theta": 10000000' in vllm.text


def trap_of(plan: Extension, key: str) -> str | None:
    return next((trap.text for trap in traps(plan) if trap.key == key), None)


def test_the_trap_of_a_missing_base() -> None:
    bare = {key: value for key, value in QWEN.items() if key != "rope_theta"}
    said = trap_of(extend(bare, 131072), "base_assumed")
    assert said is not None
    assert "10,000" in said
    assert trap_of(extend(QWEN, 131072), "base_assumed") is None


def test_the_trap_of_the_wrong_length() -> None:
    said = trap_of(extend(QWEN, 131072, trained=32768), "wrong_length")
    assert said is not None
    assert "131,072 / 32,768 = 4" in said
    assert "3.2" in said
    alike = QWEN | {"max_position_embeddings": 32768}
    assert trap_of(extend(alike, 131072, trained=32768), "wrong_length") is None
    # Nobody said: the maximum is taken, and that is the trap.
    assert trap_of(extend(QWEN, 131072), "length_assumed") is not None


def test_the_trap_of_a_missing_original_length() -> None:
    """A raised maximum without the length before: the table is another one, and it is counted."""
    silent = QWEN | {
        "max_position_embeddings": 131072,
        "rope_scaling": {"rope_type": "yarn", "factor": 4.0},
    }
    said = trap_of(extend(silent, 131072), "original_missing")
    assert said is not None
    assert "131,072" in said
    plan = extend(QWEN, 131072, trained=32768)
    said = trap_of(plan, "original_left_out")
    assert said is not None
    settings = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 131072}
    wrong = RopeSpec(128, 1e6, "half_split", None, settings)
    differ = np.count_nonzero(~np.isclose(inv_freq(wrong), inv_freq(plan.after), rtol=1e-9))
    assert f"{differ} of 64 pairs" in said
    whole = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
    assert trap_of(extend(silent | {"rope_scaling": whole}, 131072), "original_missing") is None


def test_the_trap_of_a_maximum_that_was_not_raised() -> None:
    """As Qwen's own documentation writes it: factor 4 from 32,768, and 40,960 stays."""
    plan = extend(find_model("Qwen3 8B with YaRN").config(), 131072)
    assert not plan.needed
    said = trap_of(plan, "two_lengths")
    assert said is not None
    assert "4 × 32,768 makes 131,072" in said
    assert "says 40,960" in said
    assert extend(find_model("Qwen3 8B with YaRN").config(), 131073).factor == 131073 / 32768
    assert trap_of(extend(find_model("DeepSeek-V3").config(), 163840), "two_lengths") is None
    silent = QWEN | {"rope_scaling": {"rope_type": "yarn", "factor": 4.0}}
    assert trap_of(extend(silent, 40960), "two_lengths") is None


def test_the_trap_of_static_scaling() -> None:
    said = trap_of(extend(QWEN, 131072, trained=32768), "short_texts")
    assert said is not None
    assert f"multiplied by {(0.1 * math.log(4) + 1) ** 2:.4g}" in said
    linear = trap_of(extend(QWEN, 131072, trained=32768, method="linear"), "short_texts")
    assert linear is not None
    assert "64 of 64 pairs" in linear
    assert "score" not in linear
    # DeepSeek's cosines do not grow, but mscale_all_dim multiplies its scores.
    deepseek = trap_of(extend(find_model("DeepSeek-V3").config(), 327680), "short_texts")
    assert deepseek is not None
    grown = ((0.1 * math.log(80) + 1) / (0.1 * math.log(40) + 1)) ** 2
    assert f"every attention score is multiplied by {grown:.4g}" in deepseek
    dynamic = extend(QWEN, 131072, trained=32768, method="dynamic")
    assert trap_of(dynamic, "short_texts") is None


@pytest.mark.parametrize(
    ("config", "arguments", "field"),
    [
        (QWEN, {"wanted": 8}, "wanted"),
        (QWEN, {"wanted": 2**27}, "wanted"),
        (QWEN, {"wanted": 4096.5}, "wanted"),
        (QWEN, {"wanted": 131072, "trained": 0}, "trained"),
        (QWEN, {"wanted": 131072, "method": "llama3"}, "method"),
        ({"head_dim": 64}, {"wanted": 131072}, "trained"),
        ({"head_dim": 7}, {"wanted": 131072}, "head_dim"),
    ],
)
def test_refusals_name_the_field(
    config: dict[str, Any], arguments: dict[str, Any], field: str
) -> None:
    with pytest.raises(RopeError) as caught:
        extend(config, **arguments)
    assert caught.value.field == field
