"""The problem picker through the front door: sources, fields that follow, bad input, locks."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rope_core.problem import DEFAULTS
from ui.app.course import COURSE

APP = str(Path(__file__).parents[2] / "app.py")


def start(**params: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for name, text in params.items():
        app.query_params[name] = text
    app.run()
    assert app.title[0].value == "Rotate"
    return app


def field(app: AppTest, name: str) -> str:
    return str(app.text_input(key=name).value)


def enter(app: AppTest, name: str, text: str) -> AppTest:
    app.text_input(key=name).set_value(text).run()
    assert not app.exception
    return app


def messages(app: AppTest) -> str:
    return "\n".join(error.value for error in app.error)


def problem(app: AppTest):
    return app.session_state["reading"].problem


@pytest.mark.parametrize("entry", COURSE, ids=lambda entry: entry.path)
def test_every_page_opens_with_its_title_and_the_picker(entry):
    app = start(m="5")
    app.switch_page(f"pages/{entry.path}.py").run()
    assert not app.exception
    assert app.title[0].value == entry.title
    assert field(app, "m") == "5"


def test_the_worked_example_is_what_one_meets_first():
    app = start()
    assert problem(app).q == (0.588, 0.117, 0.342, -0.231)
    assert (problem(app).m, problem(app).n) == (1, 3)
    assert [field(app, name) for name in ("d", "base")] == ["4", "10000"]


def test_typed_numbers_are_ones_own_and_lengths_must_agree():
    app = enter(start(), "q", "tensor([[1., 2., 3., 4., 5., 6.]])")
    assert app.selectbox(key="source").value == "own"
    assert "6 numbers, as many as q has" in messages(app)
    assert len(problem(app).q) == 4, "the last good problem stays"
    enter(app, "k", "1/2 0 0 0 0 1e-3")
    assert not app.error
    assert problem(app).k == (0.5, 0, 0, 0, 0, 1e-3)
    assert field(app, "d") == "6"


def test_head_dimension_draws_random_vectors_only_where_none_were_given():
    app = enter(start(), "d", "8")
    assert app.selectbox(key="source").value == "random"
    assert len(problem(app).q) == 8
    own = enter(start(q="1,2", k="3,4"), "d", "8")
    assert "your vectors have 2 numbers" in messages(own)
    assert problem(own).q == (1.0, 2.0)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m", "-1"), ("m", "1e12"), ("m", "1.5"), ("m", "words"), ("m", ""), ("n", "nan"),
        ("base", "0"), ("base", "1"), ("base", "-5"), ("base", "1e400"),
        ("d", "7"), ("d", "0"), ("d", "100000"),
        ("q", ""), ("q", "one two"), ("q", "nan, 1"), ("q", "inf, 1"), ("q", "1e400, 1"),
        ("q", "1, 2, 3"), ("q", ", ".join(["1"] * 10_000)), ("k", "<script>alert(1)</script>"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_and_nothing_is_lost(name, text):
    app = start(m="2")
    before = problem(app)
    enter(app, name, text)
    assert messages(app).startswith(f"{name}: received ")
    assert "; allowed: " in messages(app)
    assert field(app, name) == text, "what was typed stays to be mended"
    assert problem(app) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [("q", "a,b"), ("k", "1,2,3"), ("m", "-1"), ("n", "2.5"), ("base", "1"), ("pairing", "pairs"),
     ("digits", "9"), ("seed", "x"), ("d", "3"), ("text", "7"), ("model", "gpt-99"),
     ("lock", "everything")],
)  # fmt: skip
def test_a_wrong_link_says_so_and_the_default_is_used(name, text):
    app = start(**{name: text})
    assert not app.exception
    assert f"{name}: received `{text}`" in messages(app) or f"{name}: received `" in messages(app)
    assert problem(app).m == int(DEFAULTS["m"])


def test_a_real_token_is_a_position():
    app = start(text="0", layer="2", head="3", m="4", n="1")
    assert problem(app).spec.head_dim == 8
    assert app.session_state["reading"].tokens[4] == "time"
    enter(app, "m", "99")
    assert "a token of the sentence" in messages(app)


def test_a_model_brings_its_rope_and_lets_go_when_something_is_changed():
    app = start(model="gpt-neox-20b")
    spec = problem(app).spec
    assert (spec.head_dim, spec.rotary_dim, spec.pairing) == (96, 24, "half_split")
    enter(app, "base", "500")
    assert problem(app).spec.rotary_dim == 96
    assert app.session_state["reading"].model is None


def test_locked_fields_are_text():
    app = start(lock="vectors,m,base", m="6")
    drawn = {text.key for text in app.text_input}
    assert "n" in drawn
    assert not drawn & {"q", "k", "m", "base"}
    assert "`6`" in "\n".join(each.value for each in app.sidebar.markdown)


def test_an_edit_that_overtakes_the_answer_to_the_one_before_loses_nothing():
    app = start()
    enter(app, "m", "41")
    enter(app, "k", "1 2 3 4")
    assert app.selectbox(key="source").value == "own"
    # The browser has not heard of "own" yet, and sends what it held with the next edit.
    app.selectbox(key="source").set_value("worked")
    enter(app, "n", "7")
    assert app.selectbox(key="source").value == "own"
    assert (problem(app).m, problem(app).n, problem(app).k) == (41, 7, (1, 2, 3, 4))
    app.selectbox(key="source").set_value("worked").run()
    assert problem(app).k == (0.251, 0.463, -0.129, 0.37), "alone, it is a choice"


def test_a_field_that_did_not_change_is_not_sent_back():
    app = start()
    enter(app, "m", "41")
    assert "k" not in app.session_state["own"].put
    next(row for row in app.button_group if row.key == "common_base").set_value("500000").run()
    assert list(app.session_state["own"].put) == ["base"]
