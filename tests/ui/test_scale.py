"""Scale without a browser: what goes out is what the core computes, and says where it rounds."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rope_core import SCALING_METHODS, RopeSpec, inv_freq, wavelength
from rope_core.precision import precision_table, round_to
from rope_core.presets import models
from rope_core.problem import model_key, read_problem
from rope_core.scaling_base import (
    Calculation,
    Floats,
    Scaling,
    ScalingStep,
    calculate,
    decide,
    parameter,
    plain_step,
    plain_table,
    read_factor,
)
from rope_core.written import formula_value
from ui.numbers import scale, shown
from ui.scale import scale_data
from ui.scale_choice import DEFAULTS, read_choice
from ui.scale_config import config_data, config_subject, read_pasted
from ui.scale_formula import template
from ui.scale_models import all_models, models_data
from ui.scale_precision import precision_data
from ui.scale_reach import reach_data
from ui.scale_subject import (
    DEFAULT_MODEL,
    Reach,
    Subject,
    methods,
    model_subject,
    models_by_key,
    problem_subject,
    reach_of,
    unscaled,
)
from ui.scale_words import DISAGREE

REFERENCE = Path(__file__).parents[1] / "reference" / "rope_reference.json"
SUBJECTS: dict[str, Subject] = {key: model_subject(key) for key in models_by_key()} | {
    f"problem {d}": problem_subject(RopeSpec(d)) for d in (2, 4, 256)
}
EACH = pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
#: One of every kind: kept and mixed, whole ramp, lists, standing still, one pair.
FEW = pytest.mark.parametrize(
    "subject",
    [
        SUBJECTS[key]
        for key in (
            DEFAULT_MODEL,
            "deepseek-v3",
            "gpt-oss-20b-120b",
            "phi-3.5-mini",
            "gemma-4-text-class-defaults",
            "problem 2",
            "problem 4",
        )
    ],
    ids=lambda subject: subject.key,
)


def sent(subject: Subject, digits: int = 3, **typed: Any) -> dict[str, Any]:
    reach = reach_of(subject, typed.get("trained"), typed.get("factor"))
    # Through JSON, as the browser gets it: no NaN, no arrays.
    told: dict[str, Any] = json.loads(
        json.dumps(scale_data(subject, reach, digits), allow_nan=False)
    )
    return told


def usable(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [method for method in data["methods"] if not method["excuse"]]


def values(data: dict[str, Any], method: dict[str, Any], pair: int) -> dict[str, str]:
    """The numbers of one pair by name, as scale.js puts them together."""
    own = {
        name: column.split("|")[pair]
        for name, column in zip(method["names"], method["values"], strict=True)
    }
    return {
        **method["common"],
        **own,
        "i": str(pair),
        "inv_freq_before": data["before"]["w"].split("|")[pair],
        "inv_freq": method["after"]["w"].split("|")[pair],
    }


@EACH
def test_what_goes_out_is_small_and_of_every_method(subject: Subject) -> None:
    for digits in (3, 8):
        data = sent(subject, digits)
        assert {method["key"] for method in data["methods"]} == set(SCALING_METHODS)
        assert data["pairs"] == subject.spec.pairs
        assert 0 <= data["pair"] < data["pairs"]
        assert data["method"] in {method["key"] for method in usable(data)}
        if subject.spec.head_dim <= 256:
            size = len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
            assert size < 150_000


@EACH
def test_its_own_scaling_is_shown_as_published(subject: Subject) -> None:
    own = subject.spec.scaling
    method = next(m for m in sent(subject)["methods"] if m["own"])
    assert method["key"] == (own.rope_type if own else "default")
    shown_table = [shown(text) for text in method["after"]["w"].split("|")]
    for text, exact in zip(shown_table, inv_freq(subject.spec), strict=True):
        assert float(text) == pytest.approx(exact, rel=6e-3, abs=6e-4)


@FEW
@pytest.mark.parametrize("digits", [3, 6])
def test_the_steps_are_the_cores(subject: Subject, digits: int) -> None:
    data, plain = sent(subject, digits), unscaled(subject.spec)
    for method in usable(data):
        applied = next(
            m
            for m in methods(subject, reach_of(subject, None, None))
            if m.rope_type == method["key"]
        )
        assert applied.spec is not None
        scaling = applied.spec.scaling or SCALING_METHODS["default"]()
        for pair in {0, data["pair"], data["pairs"] // 2, data["pairs"] - 1}:
            steps = (
                *scaling.pair_steps(plain.base, plain.rotary_dim, pair),
                *scaling.attention_steps(),
            )
            told = [method["steps"][at] for at in method["paths"][method["path"][pair]]]
            assert [step["name"] for step in told] == [step.name for step in steps]
            row = values(data, method, pair)
            for step, said in zip(steps, told, strict=True):
                assert said["formula"] == template(step.formula)
                # Every name of the formula has a number to put in.
                for name in re.findall(r"\{(\w+)\}", said["formula"]):
                    assert row.get(name) or name == "stated", (method["key"], step.name, name)
                if isinstance(step, Calculation):
                    value = float(shown(row[step.name].replace(",", "")))
                    assert value == pytest.approx(step.value, rel=10.0 ** (1 - digits), abs=1e-3)
                else:
                    assert row[step.name] == ("yes" if step.holds else "no")


@FEW
def test_where_shown_numbers_do_not_add_up_it_is_said(subject: Subject) -> None:
    data, plain = sent(subject), unscaled(subject.spec)
    said_somewhere = False
    for method in usable(data):
        for pair in range(0, data["pairs"], 5):
            row = values(data, method, pair)
            path = method["paths"][method["path"][pair]]
            numbers = {
                name: float(shown(text.replace(",", "")))
                for name, text in row.items()
                if text not in ("yes", "no", "")
            }
            for at, index in enumerate(path):
                step = method["steps"][index]
                formula = re.sub(r"[{}]", "", step["formula"]).replace("^[", " ^ (")
                formula = formula.replace("]", ")")
                computed = formula_value(formula, numbers)
                if step["asks"] or computed is None:
                    continue
                text = row[step["name"]].replace(",", "")
                unit = 10.0 ** shown(text).as_tuple().exponent  # type: ignore[operator]
                fits = abs(computed - float(shown(text))) <= unit * 0.500001
                assert fits or at in method["rounded"][pair], (method["key"], pair, step["name"])
                said_somewhere |= at in method["rounded"][pair]
    assert said_somewhere or plain.pairs < 3


@FEW
@pytest.mark.parametrize("rope_type", SCALING_METHODS)
def test_every_formula_can_be_worked_out(subject: Subject, rope_type: str) -> None:
    plain = unscaled(subject.spec)
    for method in methods(subject, reach_of(subject, None, None)):
        if method.rope_type != rope_type or method.spec is None or method.spec.scaling is None:
            continue
        for step in (
            *method.spec.scaling.pair_steps(plain.base, plain.rotary_dim, plain.pairs - 1),
            *method.spec.scaling.attention_steps(),
        ):
            if isinstance(step, Calculation):
                computed = formula_value(step.formula, dict(step.operands))
                assert computed == pytest.approx(step.value, rel=1e-9)


@FEW
def test_the_code_prints_what_it_says(subject: Subject) -> None:
    data = sent(subject)
    for method in usable(data):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(method["code"], "code", "exec"), {})
        said = [float(x) for x in re.findall(r"[-\d.e+]+", method["code"].splitlines()[-1][2:])]
        printed = [float(x) for x in re.findall(r"[-\d.e+]+", output.getvalue())]
        assert printed == pytest.approx(said, rel=1e-6), method["key"]


def test_a_new_method_is_shown_by_existing() -> None:
    from ui import scale_code

    method = SCALING_METHODS["linear"](factor=2.0)
    spec = RopeSpec(8)
    lines = scale_code._through_core(method, spec)
    place: dict[str, Any] = {}
    exec("\n".join(lines), place)
    np.testing.assert_allclose(place["inv_freq"], method.table(spec.base, 8))


@EACH
def test_the_columns_say_the_same_as_the_core(subject: Subject) -> None:
    data = sent(subject, 5)
    waves = wavelength(unscaled(subject.spec))
    for text, wave in zip(data["before"]["wave"].split("|"), waves, strict=True):
        assert float(shown(text.replace(",", ""))) == pytest.approx(wave, rel=1e-4)
    short = np.flatnonzero(waves > reach_of(subject, None, None).trained)
    assert (
        f"{len(short)} of" in data["before"]["incomplete"]
        or not len(short)
        or (len(short) == len(waves))
    )


def test_what_a_person_types_reaches_every_method() -> None:
    subject = model_subject("llama-2-7b")
    reach = reach_of(subject, 2048, 4.0)
    assert reach == Reach(2048, 8192, 4.0, False)
    for method in methods(subject, reach):
        assert method.spec is not None
        own = method.spec.scaling
        told = {f.name: getattr(own, f.name) for f in dataclasses.fields(own)} if own else {}
        assert told.get("factor") in (None, 4.0)
        assert told.get("original_max_position_embeddings", 2048) == 2048
        assert told.get("seq_len", 8192) == 8192


def test_where_libraries_disagree_is_said() -> None:
    """Every rope type for which the reference found another library off is spoken about."""
    cases = json.loads(REFERENCE.read_text(encoding="utf-8"))["rope_types"]
    found = {
        (case["rope_parameters"]["rope_type"], library.split()[0])
        for case in cases
        for library, other in case["other_implementations"].items()
        if not other["agrees"]
    }
    assert len(found) == 3
    for rope_type, library in found:
        assert any(text.startswith(f"{library} ") for text in DISAGREE[rope_type]), library
    # And nothing is said of others.
    assert sum(map(len, DISAGREE.values())) == len(found)


# --- models ------------------------------------------------------------------------------


def test_every_model_is_listed_with_its_sources() -> None:
    rows = all_models()
    assert len(rows) == len(models())
    assert all(row[3] for row in rows)
    assert {row[0] for row in rows} == {model_key(model) for model in models()}


@EACH
def test_two_models_are_told_line_by_line(subject: Subject) -> None:
    beside = model_subject("deepseek-v3")
    data = json.loads(json.dumps(models_data(subject, beside, 3), allow_nan=False))
    assert data["names"] == [subject.name, beside.name]
    assert all(len(row) == 3 and all(row) for row in data["rows"])
    row = {name: told for name, *told in data["rows"]}
    assert row["head_dim"] == [str(subject.spec.head_dim), "64"]
    assert row["base (rope_theta)"] == [f"{subject.spec.base:,.17g}", "10,000"]


# --- contract ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Eighth(Scaling):
    """A method nobody has heard of: what it has to say is all that it says here."""

    rope_type = "eighth"
    title = "An eighth (made up)"
    explanation = "Slow pairs go at an eighth of their speed."
    source = "this test"
    factor: float = parameter("number", "how many times longer", read_factor, default=8.0)

    @classmethod
    def example(cls, rotary_dim: int) -> Eighth:
        return cls()

    def table(self, base: float, rotary_dim: int) -> Floats:
        plain = plain_table(base, rotary_dim)
        return np.where(np.arange(len(plain)) > 0, plain / 8.0, plain)

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[ScalingStep, ...]:
        before = plain_step(base, rotary_dim, i)
        slow = decide("slow", "i > 0", i > 0, "The first pair is fast.", i=i)
        parts = calculate("parts", "1 + 7 × min(i, 1)", 1 + 7 * min(i, 1), because="So many.", i=i)
        last = calculate(
            "inv_freq", "inv_freq_before / parts", before.value / parts.value, "radians a token",
            "Divided.", inv_freq_before=before.value, parts=parts.value,
        )  # fmt: skip
        return (before, slow, parts, last)


def test_a_new_method_is_everywhere_by_being_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCALING_METHODS, "eighth", Eighth)  # type: ignore[arg-type]
    for kept in (methods, scale_data, reach_data, read_pasted):
        kept.cache_clear()
    try:
        subject = model_subject("llama-2-7b")
        data = sent(subject)
        told = next(one for one in usable(data) if one["key"] == "eighth")
        assert (told["title"], told["short"]) == ("An eighth (made up)", "An eighth")
        shown_steps = [told["steps"][at]["name"] for at in told["paths"][told["path"][5]]]
        assert shown_steps == ["inv_freq_before", "slow", "parts", "inv_freq"]
        assert values(data, told, 5)["slow"] == "yes"
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(told["code"], "code", "exec"), {})
        assert output.getvalue().split() == told["code"].splitlines()[-1][2:].split()
        rows = reach_data(subject, reach_of(subject, None, None), 3)["rows"]
        assert "eighth" in [row["key"] for row in rows]  # type: ignore[attr-defined]
        # And a config that names it is understood.
        pasted = read_pasted('{"head_dim": 8, "rope_scaling": {"rope_type": "eighth"}}')
        assert pasted.report is not None
        assert inv_freq(pasted.report.spec)[1] == RopeSpec(8).base ** (-2 / 8) / 8
    finally:
        for kept in (methods, scale_data, reach_data, read_pasted):
            kept.cache_clear()


# --- extrapolation -----------------------------------------------------------------------


@EACH
def test_the_rows_cover_every_pair(subject: Subject) -> None:
    data = reach_data(subject, reach_of(subject, None, None), 3)
    for row in json.loads(json.dumps(data["rows"])):
        assert sum(count for _, _, count in row["runs"]) == subject.spec.pairs


# --- precision ---------------------------------------------------------------------------


def test_257_becomes_256() -> None:
    problem = read_problem({}).problem
    data: dict[str, Any] = precision_data(problem, 257, 3)
    assert "100000001 in binary, 9 digits; bfloat16 keeps 8" in data["why"]
    assert "256 and 258" in data["why"]
    assert data["why"].endswith(": 256.")
    held = {row["name"]: row["held"] for row in data["types"]}
    assert held == {"float64": "257", "float32": "257", "float16": "257", "bfloat16": "256"}


@pytest.mark.parametrize("at", [0, 1, 255, 256, 257, 259, 2049, 65_535, 99_999, 1_048_576])
@pytest.mark.parametrize("params", [{}, {"model": "deepseek-v3"}, {"m": "9", "n": "2"}], ids=str)
def test_precision_is_the_cores(at: int, params: dict[str, str]) -> None:
    problem = read_problem(params).problem
    data: dict[str, Any] = json.loads(json.dumps(precision_data(problem, at, 4), allow_nan=False))
    query = max(at, problem.m - problem.n)
    table = precision_table(
        problem.q, query, problem.k, query - problem.m + problem.n, problem.spec
    )
    assert len(table) == len(data["rows"])
    for row, told in zip(table, data["rows"], strict=True):
        if np.isfinite(row.score):
            assert float(shown(told["score"].replace(",", ""))) == pytest.approx(
                row.score, abs=1e-4, rel=1e-3
            )
        else:
            assert told["score"] == "nan"
        assert len(told["angle"].split("|")) == problem.spec.pairs
    held = int(round_to(at, "bfloat16"))
    assert (f"{held:,}." in data["why"]) == (held != at)


# --- config.json -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["config"]),
        ("[1, 2]", ["config", "[1, 2]"]),
        ('{"head_dim": True}', ["Line 1", "true, false and null"]),
        ('{"head_dim": 127}', ["head_dim", "127", "even"]),
        ('{"head_dim": 8, "rope_theta": NaN}', ["rope_theta", "nan"]),
        ('{"head_dim": 8, "rope_theta": "<b>x</b>"}', ["rope_theta", "<b>x</b>"]),
        ('{"head_dim": 8, "rope_scaling": {"type": "warp"}}', ["rope_scaling.type", "warp"]),
        ('{"head_dim": 8, "rope_scaling": {"type": "linear"}}', ["factor"]),
        ("[" * 100_000, ["config", "nested"]),
        ('{"head_dim": ' + "9" * 5000 + "}", ["config", "too long"]),
        ('{"a": "' + "x" * 300_000 + '"}', ["at most 200,000"]),
        ('{"model_type": "bert"}', ["model_type", "bert"]),
    ],
    ids=range(12),
)
def test_a_bad_config_is_told_which_key_and_why(text: str, names: list[str]) -> None:
    pasted = read_pasted(text)
    assert pasted.report is None
    assert all(name in str(pasted.error) for name in names), str(pasted.error)


def test_a_config_means_the_models_table() -> None:
    for model in models():
        pasted = read_pasted(json.dumps(model.config()))
        assert pasted.report is not None, (model.name, pasted.error)
        data: dict[str, Any] = json.loads(json.dumps(config_data(pasted, 4), allow_nan=False))
        assert len(data["kinds"]) == len(model.kinds())
        spec = model.spec()
        if not (spec.scaling and "seq_len" in {p.name for p in spec.scaling.parameters()}):
            np.testing.assert_array_equal(inv_freq(pasted.report.spec), inv_freq(spec))
        first = data["kinds"][0]["w"].split("|")[0]
        main = next(kind.spec for kind in pasted.report.kinds)
        assert main is None or first == scale(float(inv_freq(main)[0]), 4)
        scale_data(config_subject(pasted), reach_of(config_subject(pasted), None, None), 3)


def test_every_key_of_a_config_has_a_verdict() -> None:
    text = '{"head_dim": 8, "head_dim": 16, "rope_theta": 1e4, "rope_thet": 5, "vocab_size": 9}'
    data: dict[str, Any] = config_data(read_pasted(text), 3)
    verdicts = {(key, verdict) for key, _, verdict, _ in data["notes"]}
    assert verdicts >= {
        ("head_dim", "contradictory"),
        ("head_dim", "used"),
        ("rope_thet", "ignored"),
        ("vocab_size", "ignored"),
        ("pairing", "assumed"),
    }


# --- the link ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("show", "<script>"),
        ("show", "config"),
        ("beside", "problem"),
        ("trained", "0"),
        ("trained", "1.5"),
        ("trained", "1e400"),
        ("factor", "nan"),
        ("factor", "0.5"),
        ("view", "all"),
        ("at", "-1"),
    ],
)
def test_a_wrong_parameter_is_named_and_replaced(name: str, text: str) -> None:
    choice = read_choice({name: text}, DEFAULT_MODEL, has_config=False)
    assert list(choice.errors) == [name]
    assert choice.errors[name].field == name
    assert choice == dataclasses.replace(
        read_choice(DEFAULTS, DEFAULT_MODEL, False), errors=choice.errors
    )
