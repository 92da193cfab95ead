"""Scale without a browser: what goes out is what the core computes, and says where it rounds."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rope_core import SCALING_METHODS, RopeSpec, attention_factor, inv_freq, wavelength
from rope_core.steps.formula import formula_value
from rope_core.steps.step import Calculation
from tests.ui.scale_support import EACH, FEW, sent, usable, values
from ui.numbers import shown
from ui.scale.formula import template
from ui.scale.subject import Reach, Subject, methods, model_subject, reach_of, unscaled
from ui.scale.words import DISAGREE

REFERENCE = Path(__file__).parents[1] / "reference" / "rope_reference.json"


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
    method = next(m for m in sent(subject)["methods"] if m["unchanged"])
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


@EACH
def test_the_code_computes_the_whole_method(subject: Subject) -> None:
    """Run: its table is the core's, its factor too, and what it says it prints it prints."""
    reach = reach_of(subject, None, None)
    specs = {method.rope_type: method.spec for method in methods(subject, reach)}
    for method in usable(sent(subject)):
        output, place = io.StringIO(), {}
        with contextlib.redirect_stdout(output):
            exec(compile(method["code"], "code", "exec"), place)
            assert all(len(line) <= 60 or line[0] == "#" for line in method["code"].splitlines())
        spec = specs[method["key"]]
        assert spec is not None
        np.testing.assert_allclose(place["inv_freq"], inv_freq(spec), rtol=1e-12)
        factor = attention_factor(spec)
        assert place.get("attention_factor", 1.0) == pytest.approx(factor, rel=1e-12)
        if "cos" in place:
            expected = factor * np.cos(7 * inv_freq(spec))
            np.testing.assert_allclose(place["cos"](7), expected, rtol=1e-9, atol=1e-12)
        said = [float(x) for x in re.findall(r"[-\d.e+]+", method["code"].splitlines()[-1][2:])]
        printed = [float(x) for x in re.findall(r"[-\d.e+]+", output.getvalue())]
        assert printed == pytest.approx(said, rel=1e-6), method["key"]


def test_a_new_method_is_shown_by_existing() -> None:
    from ui.scale import code as scale_code

    method = SCALING_METHODS["linear"](factor=2.0)
    spec = RopeSpec(8)
    lines = scale_code._through_core(method, spec)
    place: dict[str, Any] = {}
    exec("\n".join(lines), place)
    np.testing.assert_allclose(place["inv_freq"], method.table(spec.base, 8))


@EACH
def test_the_columns_say_the_same_as_the_core(subject: Subject) -> None:
    data = sent(subject, 8)
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
    assert reach == Reach(2048, "asked", 8192, 4.0, False)
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
