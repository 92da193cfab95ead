"""Scale's closer looks: models, extrapolation, precision, a config, the link; and a new method."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from rope_core import SCALING_METHODS, RopeSpec, inv_freq
from rope_core.analysis.formats import round_to
from rope_core.analysis.precision import precision_table
from rope_core.config.text import MAX_TEXT
from rope_core.figures import base_text
from rope_core.models.presets import models, rotating_models
from rope_core.problem import model_key, read_problem
from rope_core.scaling import Linear, Yarn
from rope_core.scaling.base import Floats, Scaling, parameter, plain_step, plain_table, read_factor
from rope_core.steps.step import Step, calculate, decide
from tests.ui.scale_support import EACH, sent, usable, values
from ui.lesson.glossary import numbers
from ui.numbers import scale, shown
from ui.scale import pasted as pasting
from ui.scale import precision
from ui.scale.choice import DEFAULTS, read_choice
from ui.scale.config import config_data
from ui.scale.models import all_models, models_data
from ui.scale.page import model_told
from ui.scale.pasted import config_subject, read_pasted
from ui.scale.precision import precision_data
from ui.scale.reach import reach_data
from ui.scale.shown import shown_linked
from ui.scale.stage import scale_data, settings
from ui.scale.subject import (
    DEFAULT_MODEL,
    Subject,
    methods,
    model_subject,
    problem_subject,
    reach_of,
)
from ui.scale.words import exact
from ui.web.stage import encode

# --- the methods beside each other ---------------------------------------------------------


def test_what_is_said_of_the_methods_is_what_their_table_shows() -> None:
    """For every model and some factors: who is named leaves fewer pairs at new angles than none."""
    kinds = set()
    for model in rotating_models():
        for factor in (None, 2.0, 64.0):
            subject = model_subject(model_key(model))
            data: Any = scale_data(subject, reach_of(subject, None, factor), 3)
            new = {
                row["title"].removesuffix(", its own"): int(row["cells"][2].split()[0])
                for row in data["others"]
            }
            plain = next(
                int(row["cells"][2].split()[0]) for row in data["others"] if row["key"] == "default"
            )
            fewer = {title for title, count in new.items() if count < plain}
            said = data["othersSay"]
            if named := re.search(r"know: with (.+?)\. With", said):
                assert set(re.split(", | and ", named[1])) == fewer, model.name
                kinds.add("some")
            elif "Slowing the slow pairs keeps" in said:
                assert len(fewer) == len(new) - 1, model.name
                left = [count for title, count in new.items() if title in fewer]
                assert ("more of them" in said) == any(left), model.name
                kinds.add("all")
            elif "no pair meets" in said:
                assert not plain, model.name
                kinds.add("nothing new")
            else:
                assert plain, model.name
                assert not fewer, model.name
                kinds.add("none")
    assert kinds >= {"some", "all"}


# --- models ------------------------------------------------------------------------------


def test_the_notes_of_models_have_their_thousands_apart() -> None:
    for model in models():
        for text in (model.notes, model.layer_rule):
            assert not re.search(r"(?<![\w.,/'@-])\d{5,}(?![\w/]|\.\d)", text), model.name


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


# --- lengths ---


@pytest.mark.parametrize(
    ("link", "begins", "words", "mark"),
    [
        (
            {"show": "llama-3-8b"},
            "Trained to 8,192 tokens, a",
            "Trained on 8,192 tokens",
            "trained",
        ),
        (
            {"show": "phi-2"},
            "Allowed 2,048 tokens by its config, a",
            "Trained length not known, its config's maximum of 2,048 tokens is taken",
            "maximum",
        ),
        (
            {"show": "problem"},
            "Trained to 4,096 tokens, as is assumed, a",
            "Trained length not known, 4,096 tokens are assumed",
            "assumed",
        ),
        (
            {"show": "phi-2", "trained": "100"},
            "Trained to 100 tokens, a",
            "Trained on 100",
            "trained",
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize("factor", ["", "4"])
def test_a_length_is_called_what_it_is(
    link: dict[str, str], begins: str, words: str, mark: str, factor: str
) -> None:
    """Trained to, a maximum, or assumed; to ask for another factor makes nothing of it known."""
    shown = shown_linked(read_problem({}), link | {"factor": factor})
    assert shown.subject
    assert shown.reach
    assert shown.asks.startswith(begins)
    told: Any = scale_data(shown.subject, shown.reach, 3)
    assert told["breaks"]["steps"][0]["because"].startswith(words)
    assert words in told["line"]
    assert told["lengths"][0]["label"] == mark


# --- extrapolation -----------------------------------------------------------------------


@EACH
def test_the_rows_cover_every_pair(subject: Subject) -> None:
    data = reach_data(subject, reach_of(subject, None, None), 3)
    for row in json.loads(json.dumps(data["rows"])):
        assert sum(count for _, _, count in row["runs"]) == subject.spec.pairs


# --- precision ---------------------------------------------------------------------------


def test_the_position_in_the_field_is_the_one_explained_also_where_the_vectors_stand_further_on():
    near: dict[str, Any] = precision_data(read_problem({"m": "131071", "n": "1"}).problem, 511, 3)
    assert near["why"].startswith("511 is 111111111 in binary")
    assert (near["at"], near["query"], near["key"]) == ("511", "131,070", "0")
    assert near["further"].startswith("At 511 ")
    assert not precision_data(read_problem({}).problem, 511, 3)["further"]


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
            # What end was passed is said where it was passed: of the position, at the position.
            over = "over 65,504: " * bool(np.isfinite(row.position))
            assert told["score"] == f"{over}no number"
        held = float(row.position)
        assert told["position"].startswith("over 65,504: infinite") == (not np.isfinite(held))
        assert "nan" not in json.dumps(told)
        assert told["drift"].startswith("over 65,504: no number") == (
            row.rounding.position == "float16" or row.rounding.angle == "float16"
        )
        assert len(told["angle"].split("|")) == problem.spec.pairs
    held = int(round_to(at, "bfloat16"))
    assert (f"{held:,}." in data["why"]) == (held != at)


@pytest.mark.parametrize("m", ["1", "2"])
@pytest.mark.parametrize(
    ("q", "at", "ends", "angle", "vector"),
    [
        # Up to 65,519 rounds down to the largest number of float16.
        ("65519,0", 1, "", False, False),
        ("65520,0", 1, "float16 ends at 65,504: ", False, True),
        # Each fits, their turned sum does not.
        ("60000,60000", 1, "float16 ends at 65,504: ", False, True),
        ("1e39,0", 1, "float32 ends at 3.4028234663852886×10³⁸, float16 ends at", False, True),
        ("1,0", 65_519, "", False, False),
        ("1,0", 65_520, "float16 ends at 65,504: ", True, False),
        ("65520,0", 65_520, "float16 ends at 65,504: ", True, True),
    ],
    ids=str,
)
def test_what_left_the_numbers_is_said_by_where_it_did(
    monkeypatch: pytest.MonkeyPatch, q: str, at: int, ends: str, angle: bool, vector: bool, m: str
) -> None:
    """A position or a number of the vector: it is not an angle's fault if q is too large."""
    # A million passes float16's end at every position: here the score is moved by less.
    monkeypatch.setattr(precision, "FAR", 1000)
    problem = read_problem({"q": q, "k": "1,1", "m": m, "n": "1"}).problem
    data: dict[str, Any] = precision_data.__wrapped__(problem, at, 3)
    assert data["beyond"].startswith(ends)
    assert bool(data["beyond"]) == bool(ends)
    assert ("what rounds to more becomes infinite" in data["beyond"]) == bool(ends)
    assert ("infinite angle" in data["beyond"]) == angle
    assert ("numbers of the vectors" in data["beyond"]) == vector
    for row in data["rows"]:
        cells = [row[part] for part in ("position", "angle", "score", "drift")]
        lost = [cell for cell in cells if "no number" in cell or "infinite" in cell]
        assert not lost or any(re.match(r"over [\d,.×⁰-⁹³]+: ", cell) for cell in lost)


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
    for model in rotating_models():
        pasted = read_pasted(json.dumps(model.config()))
        assert pasted.report is not None, (model.name, pasted.error)
        data: dict[str, Any] = json.loads(json.dumps(config_data(pasted, 4), allow_nan=False))
        assert len(data["kinds"]) == sum(kind.layers != () for kind in model.kinds())
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


def test_what_is_assumed_stands_at_the_top_and_what_is_known_is_told_as_known() -> None:
    unknown: dict[str, Any] = config_data(read_pasted('{"model_type": "mine", "head_dim": 8}'), 3)
    assert unknown["warnings"][0].startswith("The pairing half_split is assumed")
    assert unknown["known"] == ""
    assert "transformers pairs" not in json.dumps(unknown)
    known: dict[str, Any] = config_data(read_pasted('{"model_type": "cohere"}'), 3)
    assert known["known"] == "Transformers pairs this model interleaved."
    unused = config_data(read_pasted('{"head_dim": 8, "rope_ratio": 500}'), 3)
    assert any("rope_ratio concerns RoPE" in line for line in unused["warnings"])  # type: ignore[attr-defined]


def test_a_config_that_turns_the_last_features_or_backwards_is_told_so() -> None:
    four: dict[str, Any] = config_data(read_pasted('{"model_type": "deepseek_v4"}'), 3)
    assert all("of which the last 64 are rotated" in kind["line"] for kind in four["kinds"])
    nano: dict[str, Any] = config_data(read_pasted('{"model_type": "nanochat"}'), 3)
    assert "the other way round" in nano["kinds"][0]["line"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"head_dim": 64}', "Scores are multiplied by 0.125 = 1/√64."),
        ('{"model_type": "gemma3_text", "head_dim": 128, "query_pre_attn_scalar": 168}',
         "1/√168, query_pre_attn_scalar, not by 1/√128."),
        ('{"model_type": "gemma2"}', "then each becomes 50 × tanh(score / 50)."),
    ],
)  # fmt: skip
def test_what_scores_are_multiplied_by(text: str, said: str) -> None:
    assert str(config_data(read_pasted(text), 3)["score"]).endswith(said)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("query_pre_attn_scalar", 1e12, "by 1.00×10⁻⁶ = 1/√1,000,000,000,000, query_pre"),
        ("query_pre_attn_scalar", 1234567.5, "by 9.00×10⁻⁴ ≈ 1/√1,234,567.5, query_pre"),
        ("attention_multiplier", 1e17, "by 10¹⁷ = 10¹⁷, attention_multiplier"),
        ("attention_multiplier", 2.0**60, "by 1.152921504606847×10¹⁸ = 1.152921504606847×10¹⁸,"),
    ],
)
def test_a_setting_is_said_in_all_its_digits(key: str, value: float, said: str) -> None:
    text = json.dumps({"head_dim": 64, key: value})
    assert said in str(config_data(read_pasted(text), 3)["score"])


@pytest.mark.parametrize("value", [1e15, 1e17, 2.0**53, -(2.0**60), 3.0**40, 1.5e17, 1e22])
def test_a_whole_setting_is_never_rounded(value: float) -> None:
    assert float(shown(exact(value, 3))) == value


def test_the_steps_of_a_large_base_begin_with_all_of_it() -> None:
    base = 123456789012345678.0
    subject = problem_subject(RopeSpec(64, base=base))
    listed = scale_data(subject, reach_of(subject, None, None), 3)["methods"]
    assert base_text(base) in {one.get("common", {}).get("base") for one in listed}


def test_a_setting_that_is_rounded_says_so() -> None:
    scaling = Yarn(10 / 3, 4096, attention_factor=1.25)
    said = settings(scaling, 3)
    assert said.startswith("factor ≈ 3.333, ")
    assert "attention_factor 1.25" in said
    assert settings(Linear(4.5), 3) == "factor 4.5"


# --- the link ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed", "allowed"),
    [
        ("trained", "99,999,999", "a whole number from 16 to 16,777,216"),
        ("factor", "2e6", "a number from 1 to 1,000,000"),
    ],
)
def test_what_cannot_be_is_said_as_it_was_typed(name: str, typed: str, allowed: str) -> None:
    error = read_choice({name: typed}, DEFAULT_MODEL, has_config=False).errors[name]
    assert (error.received, error.allowed) == (typed, allowed)


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

    def pair_steps(self, base: float, rotary_dim: int, i: int) -> tuple[Step, ...]:
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
    caches = (methods, reach_data, pasting._read, model_told, sent)
    for cache in caches:
        cache.cache_clear()
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
        for cache in caches:
            cache.cache_clear()


def test_another_position_leaves_what_scale_says_of_a_model_as_it_is() -> None:
    """60 kilobytes go out once a model; what stands under one name is one thing."""
    model_told.cache_clear()
    subject = problem_subject(read_problem({}).problem.spec)
    reach = reach_of(subject, None, None)
    name, told = model_told(subject, reach, 3)
    for m in range(10):
        again = problem_subject(read_problem({"m": str(m)}).problem.spec)
        assert model_told(again, reach_of(again, None, None), 3) == (name, told)
    assert model_told.cache_info().misses == 1
    other = problem_subject(read_problem({"base": "500"}).problem.spec)
    names = {name, model_told(subject, reach, 4)[0], model_told(other, reach, 3)[0]}
    assert len(names) == 3
    assert len(encode("scale", {"here": numbers(read_problem({})), "sharedAs": name})) < 2_000


def test_a_config_that_is_refused_for_its_length_is_not_kept() -> None:
    pasting._read.cache_clear()
    assert read_pasted(" " * MAX_TEXT + "{}").error is not None
    assert pasting._read.cache_info().currsize == 0
    assert read_pasted('{"head_dim": 8}') is read_pasted('{"head_dim": 8}')
