"""SmolLM2's heads as a source of vectors, in a link and in the sidebar."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rope_core import scores
from rope_core.models.smollm2 import smollm2
from rope_core.problem import read_problem, source_of, write_params

APP = str(Path(__file__).parents[2] / "app.py")
MODEL = smollm2()
LINK = {"stext": "3", "shead": "2", "m": "7", "n": "3", "base": "100000", "pairing": "half_split"}


def test_a_link_gives_the_tokens_and_their_vectors() -> None:
    reading = read_problem(LINK)
    assert source_of(LINK) == reading.source == "smollm2"
    assert reading.problem.q == tuple(MODEL.q(3, 2)[7])
    assert reading.problem.k == tuple(MODEL.k(3, 2)[3])
    assert reading.problem.spec == MODEL.spec
    assert reading.tokens[7] == MODEL.texts[3].tokens[7].strip()
    assert not reading.errors
    assert read_problem(write_params(reading)).problem == reading.problem


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"stext": "5"}, "stext"),
        ({"shead": "8"}, "shead"),
        ({"shead": "x"}, "shead"),
        ({"m": "10"}, "m"),
    ],
)
def test_what_is_not_there_is_said(wrong: dict[str, str], field: str) -> None:
    reading = read_problem(LINK | wrong)
    assert list(reading.errors) == [field]
    assert len(reading.problem.q) == 64


def test_chosen_in_the_sidebar_it_brings_its_base_and_pairing() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["m"] = "40"
    app.run()
    assert app.title[0].value == "Start"
    app.selectbox(key="source").set_value("smollm2").run()
    assert not app.exception
    problem = app.session_state["reading"].problem
    assert problem.spec == MODEL.spec
    assert problem.m == len(MODEL.texts[1].tokens) - 1, "a place of the text"
    assert problem.q == tuple(MODEL.q(1, 0)[problem.m])
    app.selectbox(key="shead").set_value("4").run()
    problem = app.session_state["reading"].problem
    assert problem.q == tuple(MODEL.q(1, 4)[problem.m])
    score = scores([problem.q], [problem.k], [problem.m], [problem.n], problem.spec)
    assert score.shape == (1, 1)
    app.switch_page("pages/rotate.py").run()
    assert not app.exception
