"""What the browser is sent: the core's numbers, never an equation that is false unsaid."""

from __future__ import annotations

import contextlib
import io
import math
from decimal import Decimal

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core import RopeSpec, rotate, scores
from rope_core.models.presets import models
from rope_core.problem import Reading, fits, model_key, read_problem
from rope_core.proof import proof_steps
from rope_core.trace import STEP_TYPES
from ui.cancel.explanations import cancel_sections
from ui.cancel.stage import problem_data, proof_data, verdicts, wire
from ui.matrix.explanations import matrix_sections
from ui.matrix.stage import counts, matrix_data
from ui.numbers import agrees, fixed, in_brackets, scale, shown, subscript
from ui.rotate.explanations import rotate_sections
from ui.rotate.stage import RECORD, View, rotate_data
from ui.turn.explanations import turn_sections
from ui.turn.stage import first_position, turn_data, turn_figure
from ui.web.stage import encode

finite = st.floats(-1e12, 1e12, allow_nan=False)
digits = st.integers(3, 8)
CASES: list[dict[str, str]] = [
    {},
    {"pairing": "half_split", "digits": "5"},
    {"seed": "1", "d": "16", "m": "1048576"},
    {"q": "1,-2", "k": "3,4"},
    {"q": "0,0,1e-9,5e7", "k": "0,0,0,0", "m": "0"},
    {"text": "0", "layer": "1", "head": "2", "m": "6", "n": "2"},
    *({"model": model_key(model)} for model in models() if fits(model)),
]


@given(finite, digits)
def test_a_shown_number_is_the_value_rounded(value, places):
    for text in (fixed(value, places), scale(value, places)):
        assert abs(float(shown(text)) - value) <= max(
            0.5000001 * 10.0**-places, abs(value) * 10.0 ** (1 - places)
        )
        assert "-" not in text
    assert (float(shown(fixed(value, places))) == 0) == (value == 0), "no false zero"


def test_the_line_everyone_meets_first():
    record = rotate_data((0.588, 0.117, 0.342, -0.231), 1, RopeSpec(4), View("q", "m", 3))
    pair = record["pairs"][0]
    line = "cos({angle})×{x0} − sin({angle})×{x1} = {y0}".format(**pair)
    assert line == "cos(1.000)×0.588 − sin(1.000)×0.117 = 0.219"
    assert pair["note_first"].startswith("Rounded terms give 0.220; at full precision it is 0.2192")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rotate_shows_what_the_core_computes(case):
    reading = read_problem(case)
    problem = reading.problem
    data = rotate_data(problem.q, problem.m, problem.spec, View("q", "m", reading.digits))
    y = rotate(np.array(problem.q, dtype=float), problem.m, problem.spec)
    for pair, (first, second) in zip(data["pairs"], data["outputs"], strict=True):
        for key, value in (("y0", y[first]), ("y1", y[second])):
            near = abs(float(shown(pair[key])) - value)
            assert near <= 0.51 * 10.0**-reading.digits + 1e-6 * abs(value)


numbers = st.floats(-50, 50, allow_nan=False).map(lambda x: round(x, 4))


@settings(max_examples=60)
@given(st.lists(numbers, min_size=4, max_size=4), st.integers(0, 5000), digits)
def test_no_equation_is_false_without_a_note(q, m, places):
    data = rotate_data(tuple(q), m, RopeSpec(4, base=100.0), View("q", "m", places))
    for pair in data["pairs"]:
        n = {key: shown(pair[key]) for key in ("w", "angle", "cos", "sin", "x0", "x1")}
        lines = {
            "note_angle": (Decimal(m) * n["w"], "angle"),
            "note_cx0": (n["cos"] * n["x0"], "cx0"),
            "note_sx1": (n["sin"] * n["x1"], "sx1"),
            "note_sx0": (n["sin"] * n["x0"], "sx0"),
            "note_cx1": (n["cos"] * n["x1"], "cx1"),
            "note_first": (shown(pair["cx0"]) - shown(pair["sx1"]), "y0"),
            "note_second": (shown(pair["sx0"]) + shown(pair["cx1"]), "y1"),
        }
        for note, (value, result) in lines.items():
            # A sum has a note for its factors as well; what is true needs none, but may have one.
            assert agrees(value, pair[result]) or pair.get(note), (note, pair)


def test_every_step_of_a_trace_can_be_shown():
    assert set(RECORD) == set(STEP_TYPES)


def test_brackets_and_subscripts():
    assert in_brackets("−0.5") == "(−0.5)"
    assert in_brackets("0.5") == "0.5"
    assert subscript(104) == "₁₀₄"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_code_prints_what_it_says(case):
    reading = read_problem(case)
    for make in (rotate_sections, matrix_sections, turn_sections, cancel_sections):
        code = make(reading.problem, reading.digits)[1]["items"][0]["code"]
        # What NumPy prints has its own width.
        long = [line for line in code.splitlines() if len(line) > 60 and line[0] != "#"]
        assert not long, "a phone shows a program without scrolling it far"
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(code, {})  # our own text, built from numbers: this test is what it is for
        said = [line[2:] for line in code.splitlines() if line.startswith("# ")]
        assert out.getvalue().splitlines() == said


@pytest.mark.parametrize("case", CASES[:6], ids=str)
def test_cancel_sends_scores_of_the_core(case):
    reading = read_problem(case)
    p = reading.problem
    data = problem_data(p.q, p.m, p.k, p.n, p.spec, reading.digits)
    q, k = (np.array([x], dtype=float) for x in (p.q, p.k))
    for way in data["trial"][:1]:
        for shift in (0, 1, 17, 64):
            at = [np.array([place + shift]) for place in (p.m, p.n)]
            score = float(scores(q, k, *at, p.spec)[0, 0])
            assert math.isclose(way["scores"][shift], score, rel_tol=1e-9, abs_tol=1e-9)
    still = data["trial"][0]["scores"][0]
    assert data["total"] == fixed(still, reading.digits)
    # A sum of the pairs' parts may round a tie the other way than the whole score.
    last = 0.51 * 10.0**-reading.digits
    assert math.isclose(float(shown(data["total"])), still, rel_tol=1e-2, abs_tol=last)


def test_what_cancel_sends_anew_is_no_longer_than_it_must_be():
    """Of the scores along the slider one is read at a time: the browser writes it."""
    p = read_problem({"m": "54321", "n": "87", "digits": "8"}).problem
    data = problem_data(p.q, p.m, p.k, p.n, p.spec, 8)
    assert len(encode("cancel", data)) < 34_000
    assert sum(len(way["scores"]) for way in data["trial"]) == 5 * 65
    assert not any(isinstance(way.get("shown"), list) for way in data["trial"])


def test_every_step_of_the_proof_goes_out_with_a_verdict():
    sent = proof_data()
    assert [step["key"] for step in sent] == [step.key for step in proof_steps()]
    assert len(verdicts()) == len(sent)
    assert all(verdict["holds"] and verdict["difference"] == "0" for verdict in verdicts())
    assert all(wire(step.after)["t"] for step in proof_steps())


def test_matrix_counts_and_names():
    told = {"products": "16", "needed": "8", "zeros": "8", "share": "2"}
    met = "8 of the 16 products were with a 0 that stands between pairs."
    assert counts(RopeSpec(4)) == told | {"zeros_met": met}
    assert counts(RopeSpec(8, rotary_dim=4))["needed"] == "12"
    data = matrix_data((1.0, 2.0), 3, RopeSpec(2), View("k", "n", 3))
    assert data["turned_names"] == ["k′₀", "k′₁"]


def test_turn_has_one_figure_for_a_spec_and_the_same_positions_near_by():
    spec = RopeSpec(64)
    assert turn_figure(spec) is turn_figure(RopeSpec(64))
    figure = turn_figure(spec)
    # Its contents are made once, and are what Plotly would say at every run.
    assert figure.to_dict() is figure.to_dict()
    assert figure.to_dict() == go.Figure(figure).to_dict()
    assert first_position(17) == first_position(30)
    reading: Reading = read_problem({"seed": "3", "d": "64", "m": "30"})
    p = reading.problem
    told = turn_data(p.q, p.m, p.k, p.n, p.spec, 3)
    assert told["low"] <= 30 <= told["low"] + told["span"]
    assert len(set(told["scores"]["both"])) == 1, "both moved: the score stays"
    assert len(set(told["scores"]["one"])) > 10
    traces = turn_figure(spec).data
    assert len(traces) == len(told["columns"]) * len(told["traces"])


@pytest.mark.parametrize("case", CASES[:6], ids=str)
def test_a_score_beside_the_lines_of_one_pair_says_that_it_is_of_all(case):
    reading = read_problem(case)
    p = reading.problem
    asked = problem_data(p.q, p.m, p.k, p.n, p.spec, reading.digits)["questions"]
    for key, question in asked.items():
        about_score = key in ("collect", "pairs")
        assert question["ofLine"] != about_score, "no sign asks for a line where none is asked"
        if about_score and p.spec.pairs > 1:
            because = question["because"]
            assert f"Score of all {p.spec.pairs} pairs" in because, because
            assert ("Score before" in because) is False
