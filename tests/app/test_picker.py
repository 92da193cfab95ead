"""The problem picker through the front door: sources, fields that follow, bad input, locks."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rope_core.models.real_model import real_model
from rope_core.models.smollm2 import smollm2
from rope_core.problem import DEFAULTS
from ui.app.course import COURSE

APP = str(Path(__file__).parents[2] / "app.py")


def start(**params: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for name, text in params.items():
        app.query_params[name] = text
    app.run()
    assert app.title[0].value == "Start"
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


def test_what_is_wrong_is_said_above_the_stage_as_well():
    app = start(m="-1", q="a,b", base="1")
    app.switch_page("pages/rotate.py").run()
    said = "\n".join(line.value for line in app.main.markdown)
    wrong = [error.value for error in app.error]
    assert len(wrong) == 3
    assert sum(line in said for line in wrong) == 2
    assert "1 more beside the fields" in said
    enter(app, "m", "4")
    enter(app, "q", "1,2,3,4")
    enter(app, "base", "100")
    assert not app.error
    assert "received" not in "\n".join(line.value for line in app.main.markdown)


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
    assert "k" not in app.session_state["session"].put
    next(row for row in app.button_group if row.key == "common_base").set_value("500000").run()
    assert list(app.session_state["session"].put) == ["base"]


# ---------------------------------------------------------------- what an edit brings with it


def choose(app: AppTest, kind: str, name: str, value: object) -> AppTest:
    getattr(app, kind)(key=name).set_value(value).run()
    assert not app.exception
    return app


def test_a_browser_that_forgot_a_field_is_told_again_what_it_holds():
    """What is set is sent once; a field that is drawn anew shows what it begins with."""
    app = start(pairing="half_split", m="5")
    for page, text in (("rotate", "7"), ("practice", "8"), ("matrix", "9")):
        app.switch_page(f"pages/{page}.py").run()
        for run in range(3):
            held = [field(app, name) for name in ("q", "k", "m", "n", "d", "base")]
            begins = [app.text_input(key=name).proto for name in ("q", "k", "m", "n", "d", "base")]
            assert [one.value if one.set_value else one.default for one in begins] == held
            assert app.selectbox(key="source").proto.default == 0
            assert list(app.button_group(key="pairing").proto.default) == [1]
            if run == 0:
                enter(app, "n", text)
            else:
                app.run()
        assert field(app, "n") == text


def test_the_real_model_brings_its_base_its_pairing_and_places_in_its_sentence():
    """Another base would turn its q and k as they were never turned."""
    app = start(m="900", n="2", base="500", pairing="half_split")
    choose(app, "selectbox", "source", "real")
    assert not app.error
    spec, model = problem(app).spec, real_model()
    assert (spec.head_dim, spec.base, spec.pairing) == (8, model.base, model.pairing)
    assert field(app, "base") == f"{model.base:.17g}"
    last = len(model.texts[0].tokens) - 1
    assert (problem(app).m, problem(app).n) == (last, 2), "the last token, and the one it was"
    assert (field(app, "m"), field(app, "n")) == (str(last), "2")
    assert problem(app).q == tuple(map(float, model.q(0, 0, 0)[last]))


@pytest.mark.parametrize(
    ("source", "name", "long", "short"),
    [("real", "text", "2", "1"), ("smollm2", "stext", "4", "3")],
)
def test_another_sentence_keeps_the_places_that_it_has(source, name, long, short):
    texts = real_model().texts if source == "real" else smollm2().texts
    last = len(texts[int(long)].tokens) - 1
    there = len(texts[int(short)].tokens) - 1
    assert there < last
    app = start(source=source, **{name: long}, m=str(last), n="2")
    assert problem(app).m == last
    choose(app, "selectbox", name, short)
    assert not app.error
    assert (field(app, "m"), field(app, "n")) == (str(there), "2")
    assert (problem(app).m, problem(app).n) == (there, 2)


def test_the_worked_example_brings_all_that_belongs_to_it():
    app = start(q="1,2", k="3,4", m="900", n="7", base="500", pairing="half_split")
    choose(app, "selectbox", "source", "worked")
    assert problem(app).q == (0.588, 0.117, 0.342, -0.231)
    assert (problem(app).m, problem(app).n) == (1, 3)
    assert (problem(app).spec.base, problem(app).spec.pairing) == (10000.0, "interleaved")
    assert [field(app, name) for name in ("m", "n", "base")] == ["1", "3", "10000"]


def test_random_vectors_are_as_long_as_those_before():
    app = start(q="1,2,3,4,5,6", k="1,2,3,4,5,6", m="5")
    choose(app, "selectbox", "source", "random")
    assert (field(app, "d"), len(problem(app).q), problem(app).m) == ("6", 6, 5)
    enter(app, "d", "10")
    assert (app.selectbox(key="source").value, len(problem(app).q)) == ("random", 10)


def test_a_common_base_is_pressed_or_typed():
    app = choose(start(), "pills", "common_base", "500000")
    assert (field(app, "base"), problem(app).spec.base) == ("500000", 500000.0)
    enter(app, "base", "777")
    assert problem(app).spec.base == 777.0
    choose(app, "pills", "common_base", "100")
    assert (field(app, "base"), problem(app).spec.base) == ("100", 100.0)
    wrong = enter(start(), "base", "words")
    assert "base: received" in messages(wrong)
    choose(wrong, "pills", "common_base", "100")
    assert not wrong.error


def test_a_token_that_is_pressed_is_the_position():
    app = start(text="0", layer="2", head="3", m="4", n="1")
    choose(app, "pills", "m_token", 2)
    assert (field(app, "m"), problem(app).m, problem(app).n) == ("2", 2, 1)
    choose(app, "pills", "n_token", 0)
    assert (field(app, "n"), problem(app).n) == ("0", 0)


@pytest.mark.parametrize(
    ("params", "origin"),
    [({"q": "1,2", "k": "3,4"}, "your vectors have 2 numbers"),
     ({"text": "0", "layer": "0", "head": "0"}, "the model's heads have 8 numbers")],
)  # fmt: skip
def test_a_length_that_does_not_fit_says_whose_numbers_they_are(params, origin):
    app = start(**params)
    here = field(app, "d")
    enter(app, "d", "16")
    assert origin in messages(app)
    assert "Choose Random for another length." in messages(app)
    assert field(app, "d") == "16", "what was typed stays"
    assert f"{len(problem(app).q)}" == here
    enter(app, "d", "seven")
    assert "d: received" in messages(app)
    enter(app, "d", here)
    assert not app.error


def test_a_complaint_goes_when_its_reason_goes():
    app = enter(start(q="1,2", k="3,4"), "d", "8")
    assert app.error
    choose(app, "selectbox", "source", "random")
    assert not app.error
    wrong = start(m="-1")
    assert messages(wrong).startswith("m: received")
    enter(wrong, "m", "3")
    assert not wrong.error
    assert problem(wrong).m == 3


def test_changing_what_is_a_models_lets_go_of_it_and_keeps_the_rest():
    for name, text, kept in (
        ("base", "500", {"head_dim": 96, "base": 500.0}),
        ("d", "8", {"head_dim": 8, "base": 10000.0}),
    ):
        app = start(model="gpt-neox-20b", m="5")
        assert app.session_state["reading"].model.name == "GPT-NeoX-20B"
        enter(app, name, text)
        assert not app.error
        assert app.session_state["reading"].model is None
        spec = problem(app).spec
        assert {"head_dim": spec.head_dim, "base": spec.base} == kept
        assert problem(app).m == 5
    moved = enter(start(model="gpt-neox-20b"), "m", "9")
    assert moved.session_state["reading"].model is not None, "a position is the learner's own"
    assert problem(moved).m == 9


def test_letting_go_of_a_model():
    app = start(model="gpt-neox-20b")
    next(b for b in app.button if b.label == "Let go of this model").click().run()
    assert not app.exception
    assert app.session_state["reading"].model is None
    assert problem(app).spec.rotary_dim == problem(app).spec.head_dim


def test_several_edits_at_once_all_count():
    app = start()
    app.text_input(key="m").set_value("41")
    app.text_input(key="n").set_value("7")
    app.text_input(key="base").set_value("500")
    app.run()
    assert (problem(app).m, problem(app).n, problem(app).spec.base) == (41, 7, 500.0)


def test_what_a_beginner_does_not_change_is_folded_until_a_link_changes_it():
    def unfolded(**params):
        app = start(**params)
        app.switch_page("pages/rotate.py").run()
        label = "Head dimension, base, pairing, digits"
        return next(one for one in app.expander if one.label == label).proto.expanded

    assert not unfolded(m="5")
    assert unfolded(base="500000")
    assert unfolded(d="7")  # which is wrong, and said beside the field


def test_an_edit_wins_over_an_address_that_is_still_the_old_one():
    app = start(m="5")
    app.query_params["m"] = "9"
    enter(app, "m", "7")
    assert (field(app, "m"), problem(app).m) == ("7", 7)
    assert app.query_params["m"] == "7"


def test_a_links_page_is_a_students_only_where_the_link_says_so():
    assert "student" not in enter(start(), "m", "6").query_params
    assert enter(start(student="1"), "m", "6").query_params["student"] == "1"
