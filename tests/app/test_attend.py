"""Attend without a browser: what goes out is what the core computes."""

from __future__ import annotations

import contextlib
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rope_core import RopeSpec, scores
from rope_core.analysis.attention import attention_from_scores
from rope_core.analysis.shares import decay_bound, pair_shares
from rope_core.encodings import ENCODINGS
from rope_core.encodings.base import Encoding, Setting, cell_vectors, dot_step, scaled_step
from rope_core.models.presets import rotating_models
from rope_core.models.real_model import real_model
from rope_core.models.smollm2 import smollm2
from rope_core.problem import Reading, model_key, read_problem
from rope_core.steps.step import calculate
from ui.attend.distance import LAST, RANGES
from ui.attend.encodings import _past, encodings_data
from ui.attend.sentence import LEVELS, SHIFTS, slide_data, tints
from ui.attend.stage import VIEWS, _words, attend_data
from ui.numbers import fixed, shown

ROOT = Path(__file__).parents[2]
PROBLEMS: dict[str, dict[str, str]] = {
    "worked": {},
    "real": {"text": "2", "layer": "3", "head": "5", "m": "15", "n": "9"},
    "real, eight digits": {"text": "1", "digits": "8", "m": "3", "n": "7"},
    "real, other base": {"text": "0", "base": "100"},
    "a wide head": {"stext": "4", "shead": "2", "base": "100000", "pairing": "half_split"},
    "random": {"seed": "4", "d": "128", "pairing": "half_split"},
    "widest and far": {"seed": "1", "d": "256", "m": "1048576", "n": "0"},
    "one pair": {"q": "1,2", "k": "3,-4", "m": "70"},
    "zeros": {"q": "0,0,0,0", "k": "0,0,0,0"},
    "huge": {"q": "1e149,1e149", "k": "-1e149,1e149"},
    "wrong": {"m": "-1", "text": "9"},
}
EACH = pytest.mark.parametrize("params", PROBLEMS.values(), ids=PROBLEMS)


def read(params: dict[str, str]) -> Reading:
    return read_problem(params)


def sent(params: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    data, name, kept = attend_data(read(params))
    assert data["sharedAs"] == name
    # Through JSON, as the browser gets it: no NaN, no arrays.
    data, kept = (json.loads(json.dumps(x, allow_nan=False)) for x in (data, kept))
    return data, kept


@EACH
def test_what_goes_out_is_small_and_complete(params: dict[str, str]) -> None:
    data, kept = sent(params)
    sizes = [len(json.dumps(x, ensure_ascii=False).encode()) for x in (data, kept)]
    assert sum(sizes) < 175_000
    assert [view["key"] for view in kept["views"]] == [view["key"] for view in VIEWS]
    i, j = data["cell"]
    assert max(i, j) < len(kept["sentence"]["tokens"])


@pytest.mark.parametrize(
    "model", [m for m in rotating_models() if m.spec().head_dim <= 256], ids=str
)
def test_every_published_model_can_be_shown(model: Any) -> None:
    data, _ = sent({"model": model_key(model), "m": "9", "n": "2"})
    spec = read({"model": model_key(model)}).problem.spec
    plain = spec.scaling is None and spec.rotary_dim == spec.head_dim
    assert data["encodings"]["plain"] == plain


@pytest.mark.parametrize("text", range(3))
def test_scores_and_attention_are_the_models(text: int) -> None:
    model = real_model()
    data, kept = sent({"text": str(text), "layer": "2", "head": "6", "digits": "6", "m": "1"})
    sentence = kept["sentence"]
    spec = RopeSpec(model.head_dim, model.base, model.pairing)
    places = np.arange(len(sentence["tokens"]))
    table = scores(model.q(text, 2, 6), model.k(text, 2, 6), places, places, spec)
    weights = attention_from_scores(table, model.head_dim)
    recorded = model.attention(text, 2, 6)
    for i in places:
        for j in places:
            assert sentence["dots"][i][j] == fixed(float(table[i, j]), 6)
            total = sum(float(shown(part)) for part in sentence["shares"][i][j])
            assert total == pytest.approx(float(table[i, j]), abs=1e-5)
        for j in range(i + 1):
            assert sentence["weights"][i][j] == fixed(float(weights[i, j]), 6)
            assert sentence["recorded"][i][j] == fixed(float(recorded[i, j]), 6)
    assert data["same_spec"]
    assert sentence["same"]
    assert float(shown(sentence["difference"])) < 1e-5


@pytest.mark.parametrize("places", [3, 6])
def test_a_weight_is_equal_where_the_numbers_shown_give_it(places: int) -> None:
    signs = ""
    for layer in range(4):
        _, kept = sent({"text": "0", "layer": str(layer), "head": "0", "digits": str(places)})
        sentence = kept["sentence"]
        for i, row in enumerate(sentence["weights"]):
            assert len(sentence["weightSigns"][i]) == len(row)
            for j, weight in enumerate(row):
                score, top = (
                    float(shown(x)) for x in (sentence["scores"][i][j], sentence["largest"][i])
                )
                given = np.exp(score - top) / float(shown(sentence["sums"][i]))
                half = 0.5 * 10.0 ** shown(weight).as_tuple().exponent
                sign = sentence["weightSigns"][i][j]
                assert (sign == "=") == bool(abs(given - float(shown(weight))) <= half), (i, j)
                signs += sign
    assert {"=", "≈"} == set(signs)


@EACH
def test_thousands_are_apart_in_what_is_worked_out(params: dict[str, str]) -> None:
    data, _ = sent(params)
    numbers = [
        line.get(key, "")
        for one in data["encodings"]["encodings"]
        for line in one["lines"]
        for key in ("symbols", "numbers", "value")
    ]
    assert not [text for text in numbers if re.search(r"(?<![\d.])\d{4,}", text)]
    if "base" not in params:
        assert any("10,000^[" in text for text in numbers)


def test_why_a_score_is_divided_is_said_where_it_is_seen_first() -> None:
    _, kept = sent({})
    scores_view = kept["views"][0]
    assert "a sum of d random products grows like √d" in scores_view["says"]
    assert "add up to" not in scores_view["says"], "the next step asks for it"


def test_another_base_is_not_the_models_attention() -> None:
    data, kept = sent(PROBLEMS["real, other base"])
    assert not data["same_spec"]
    assert not kept["sentence"]["same"]


def test_a_line_that_the_rounded_numbers_do_not_give_is_marked() -> None:
    _, kept = sent(PROBLEMS["real"])
    sentence, checked = kept["sentence"], 0
    for i, row in enumerate(sentence["near"]):
        for j, near in enumerate(row):
            for pair, (a, b) in enumerate(sentence["pairs"]):
                q, k = ([shown(x[c]) for c in (a, b)] for x in (sentence["q"][i], sentence["k"][j]))
                share = sentence["shares"][i][j][pair]
                if "×" in share:
                    continue
                off = abs(q[0] * k[0] + q[1] * k[1] - shown(share)) > Decimal("0.0005")
                assert bool(near >> pair & 1) == off
                checked += 1
    assert checked > 1000


def test_tints_are_readable_as_levels() -> None:
    grid = np.array([[0.0, 1.0], [-1.0, np.nan], [9.0, 0.5]])
    levels = [[None if c == " " else ord(c) - 48 - LEVELS for c in row] for row in tints(grid, 1.0)]
    assert levels == [[0, LEVELS], [-LEVELS, None], [LEVELS, LEVELS // 2]]


def test_sliding_moves_what_is_absolute_and_nothing_else() -> None:
    _, kept = sent(PROBLEMS["real"])
    slide = kept["slide"]
    assert slide["shifts"][-1] == 100_000
    assert list(SHIFTS) == sorted(set(SHIFTS))
    for one in slide["encodings"]:
        assert one["still"] == ENCODINGS[one["name"]].shift_invariant
        assert len(one["tints"]) == (1 if one["still"] else len(SHIFTS))
        assert len(one["largest"]) == len(one["missing"]) == len(SHIFTS)
    learned = next(one for one in slide["encodings"] if one["name"] == "learned")
    assert learned["missing"][-1] == slide["cells"]
    assert learned["largest"][-1] == ""
    rope = next(one for one in slide["encodings"] if one["name"] == "rope")
    assert max(float(shown(x)) for x in rope["largest"]) < 1e-6


@EACH
def test_each_encoding_stands_with_its_arithmetic(params: dict[str, str]) -> None:
    data, _ = sent(params)
    problem = read(params).problem
    for one in data["encodings"]["encodings"]:
        beyond = one["name"] == "learned" and max(problem.m, problem.n) >= 64
        assert bool(one["trouble"]) == beyond
        assert bool(one["lines"]) == (one["score"] != "") == (not beyond)
        if not beyond:
            assert one["lines"][-1]["value"] == one["score"]
        for line in one["lines"]:
            assert "gap" in line or (line["value"] and not re.search(r"_\d", line["symbols"]))


class Hops(Encoding):
    """An encoding nobody has heard of: a point for every token in between."""

    name, title, enters, shift_invariant = "hops", "Hops (made up)", "scores", True
    how, beyond, source = "A point a token.", "The same.", "this test"

    def _bias(self, m: Any, n: Any, setting: Setting) -> Any:
        return np.abs(m - n)

    def cell_steps(self, q: Any, m: int, k: Any, n: int, setting: Setting) -> Any:
        left, right = cell_vectors(q, m, k, n, setting)
        dot = dot_step("q", left, "k", right)
        scaled = scaled_step(dot, setting, "scaled")
        total = scaled.value + abs(m - n)
        operands = {"scaled": scaled.value, "m": m, "n": n}
        formula = "scaled + max(m − n, n − m)"
        return (dot, scaled, calculate("score", formula, total, "", "Added.", **operands))


def test_a_new_encoding_is_everywhere_by_being_in_the_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = len(ENCODINGS)
    monkeypatch.setitem(ENCODINGS, "hops", Hops())  # type: ignore[arg-type]
    kept_apart = (encodings_data, slide_data, _past, _words)
    for cached in kept_apart:
        cached.cache_clear()
    try:
        data, kept = sent({"m": "9", "n": "4"})
        told = data["encodings"]["encodings"][before]
        assert told["name"] == "hops"
        assert told["lines"][-1]["value"] == told["score"]
        assert told["moved"] == told["score"]
        assert [one["score"] for one in told["past"]] != [told["score"]] * 3
        assert kept["words"]["hops"]["title"] == "Hops (made up)"
        slid = kept["slide"]["encodings"][before]
        assert (slid["name"], slid["still"]) == ("hops", True)
        assert any("Hops (made up)" in item["text"] for item in kept["why"]["items"])
    finally:
        for cached in kept_apart:
            cached.cache_clear()


@EACH
def test_score_over_distance(params: dict[str, str]) -> None:
    data, _ = sent(params)
    told, reading = data["distance"], read(params)
    problem, root = reading.problem, np.sqrt(reading.problem.spec.head_dim)
    shares = pair_shares(problem.q, problem.k, np.arange(LAST + 1), problem.spec) / root
    total = shares.sum(axis=1)
    size = float(np.abs(total).max()) or 1.0
    for at, stop in enumerate(told["stops"]):
        assert told["score"][at] == fixed(float(total[stop]), reading.digits)
        # The browser draws from height, start and speed of each pair.
        drawn = sum(h * np.cos(start + stop * speed) for h, start, speed in told["waves"])
        assert drawn == pytest.approx(total[stop], abs=1e-9 * size)
    bound = decay_bound(problem.q, problem.k, told["stops"], problem.spec) / root
    assert told["bound"] == [fixed(float(x), reading.digits) for x in bound]
    for at, stop in enumerate(told["stops"]):
        # As attend.boundAt draws it.
        sums = np.cumsum([np.exp(1j * stop * speed) for _, _, speed in told["waves"]])
        drawn = told["boundHeight"] * np.abs(sums).sum()
        assert drawn == pytest.approx(bound[at], abs=1e-9 * (abs(bound[0]) or 1.0))
    assert told["peak"] == fixed(float(bound.max()), reading.digits)
    assert told["stops"][-1] == RANGES[-1] == LAST
    claim = told["claim"]
    assert claim["holds"] == all(
        total[d] >= total[d + 1 :].max() - 1e-9 * size for d in range(LAST)
    )
    if not claim["holds"]:
        assert total[claim["far"]] > total[claim["near"]]
        assert claim["farScore"] == fixed(float(total[claim["far"]]), reading.digits)


@pytest.mark.parametrize("name", [name for name in PROBLEMS if name != "huge"])
def test_the_code_prints_what_it_says(name: str) -> None:
    data, _ = sent(PROBLEMS[name])
    code = data["code"]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    said = [line[2:] for line in code.splitlines() if line.startswith("# ")]
    assert out.getvalue().splitlines() == said


def test_the_page_runs_through_the_app() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.run()
    app.switch_page("pages/attend.py")
    app.run()
    assert not app.exception
    assert app.title[0].value == "Attend"


def test_the_grids_are_of_the_head_the_problem_is_from() -> None:
    link = {"stext": "3", "shead": "2", "m": "7", "n": "3", "base": "100000"}
    data, kept = sent(link | {"pairing": "half_split"})
    sentence, model = kept["sentence"], smollm2()
    assert (sentence["source"], sentence["model"]) == ("smollm2", model.name)
    assert (data["real"], data["same_spec"], data["cell"]) == (True, True, [7, 3])
    assert float(shown(sentence["difference"])) < 1e-5
    q, k = model.q(3, 2), model.k(3, 2)
    places = np.arange(len(q))
    wanted = scores(q, k, places, places, model.spec) / 8
    for i, j in ((7, 3), (9, 0), (0, 0)):
        assert sentence["scores"][i][j] == fixed(float(wanted[i, j]), 3)
        # Six pairs are told, and the rest is what is missing to the whole.
        told = [float(shown(text)) for text in sentence["shares"][i][j]]
        rest = float(shown(sentence["rest"][i][j]))
        assert len(told) == len(set(sentence["chosen"][i][j])) == 6
        assert sum(told) + rest == pytest.approx(wanted[i, j] * 8, abs=0.005)
    other = sent(link | {"pairing": "interleaved"})
    assert other[0]["same_spec"] is False
    assert float(shown(other[1]["sentence"]["difference"])) > 0.01
