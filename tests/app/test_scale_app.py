"""Scale through app.py: fields, links, what is wrong beside its field, nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rope_core.models.presets import find_model
from ui.scale.choice import VIEWS, key

ROOT = Path(__file__).parents[2]
BAD = '{"head_dim": 127, "rope_theta": "<img src=x onerror=alert(1)>"}'


def start(**params: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    app.switch_page("pages/scale.py")
    for name, text in params.items():
        app.query_params[name] = text
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception[0].message
    assert app.title[0].value == "Scale"
    return app


def complaints(app: AppTest) -> list[str]:
    return [error.value for error in app.main.error]


def params(app: AppTest) -> dict[str, Any]:
    return dict(app.query_params)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_by_a_link(view: str) -> None:
    app = start(view=view, show="gemma-3-27b", beside="deepseek-v3", at="4096")
    assert complaints(app) == []
    assert app.selectbox(key=key("show")).value == "gemma-3-27b"


@pytest.mark.parametrize(
    ("name", "text"),
    [("show", "<script>"), ("trained", "1.5"), ("factor", "nan"), ("view", "all"), ("at", "-1")],
)
def test_a_wrong_parameter_is_told_beside_its_field(name: str, text: str) -> None:
    view = {} if name == "view" else {"view": "precision"}
    app = start(**(view | {name: text}))
    (said,) = complaints(app)
    assert said.startswith(f"{name}: received `{text}`; allowed: ")


def test_a_bad_length_leaves_the_page_standing() -> None:
    app = start(view="reach")
    app.text_input(key=key("trained")).set_value("many")
    run(app)
    assert "trained: received `many`" in complaints(app)[0]
    assert app.text_input(key=key("trained")).value == "many"
    app.text_input(key=key("trained")).set_value("2048")
    assert complaints(run(app)) == []


def test_another_model_brings_its_own_lengths() -> None:
    app = start(show="llama-2-7b", factor="4")
    app.selectbox(key=key("show")).set_value("llama-3-8b")
    run(app)
    assert app.text_input(key=key("factor")).value == ""


def test_without_a_choice_the_courses_model_is_shown() -> None:
    app = start()
    app.segmented_control(key=key("view")).set_value("reach")
    run(app)
    assert "show" not in params(app)
    # As a link with a model brings it.
    app = start(model="pythia-70m")
    app.session_state["own"].texts["model"] = "pythia-70m"
    app.session_state["own"].texts["source"] = "random"
    run(app)
    assert app.selectbox(key=key("show")).value == "pythia-70m"


def test_a_model_is_taken_for_the_whole_course() -> None:
    app = start(show="pythia-70m")
    app.button(key="scale_take").click()
    run(app)
    assert app.session_state["reading"].model == find_model("Pythia 70M")
    assert app.session_state["reading"].problem.spec == find_model("Pythia 70M").spec()
    # What is chosen on this page stays, and says so.
    assert app.selectbox(key=key("show")).value == "pythia-70m"


def test_a_chosen_model_is_loaded_into_the_problem() -> None:
    app = start(m="9")
    app.selectbox(key=key("show")).set_value("deepseek-v3")
    run(app)
    problem = app.session_state["reading"].problem
    assert problem.spec == find_model("DeepSeek-V3").spec()
    assert problem.spec.scaling is not None
    assert problem.m == 9
    # The problem's own link says it: the page's adds nothing.
    assert "show" not in params(app)
    assert params(app)["model"] in ("deepseek-v3", ["deepseek-v3"])
    # Whoever changes the base lets go of the model, and sees what was changed.
    next(field for field in app.text_input if field.label == "Base").set_value("777")
    run(app)
    assert app.session_state["reading"].model is None
    assert app.selectbox(key=key("show")).value == "problem"


def test_a_model_is_only_looked_at_where_the_problem_is_locked() -> None:
    app = start(lock="vectors")
    app.session_state["own"].locks = ["vectors"]
    run(app)
    before = app.session_state["reading"].problem
    app.selectbox(key=key("show")).set_value("pythia-70m")
    run(app)
    assert app.session_state["reading"].problem == before
    assert app.selectbox(key=key("show")).value == "pythia-70m"
    assert not [button for button in app.main.button if button.key == "scale_take"]


def test_heads_too_wide_for_the_course_are_not_offered() -> None:
    app = start(show="gemma-4-text-class-defaults")
    assert not [button for button in app.main.button if button.key == "scale_take"]


def test_a_bad_config_loses_nothing() -> None:
    app = start(view="config")
    app.text_area(key="scale_config_text").set_value('{"head_dim": 64, "rope_theta": 5e5}')
    run(app)
    assert complaints(app) == []
    assert "config" in app.selectbox(key=key("show")).options[1] or any(
        "config.json" in option for option in app.selectbox(key=key("show")).options
    )
    app.text_area(key="scale_config_text").set_value(BAD)
    run(app)
    (said,) = complaints(app)
    assert said.startswith("head_dim: received `127`")
    assert app.text_area(key="scale_config_text").value == BAD
    # To another view and back: the text is still there.
    app.segmented_control(key=key("view")).set_value("reach")
    run(app)
    app.segmented_control(key=key("view")).set_value("config")
    run(app)
    assert app.text_area(key="scale_config_text").value == BAD
    app.selectbox(key=key("show")).set_value("config")
    assert complaints(run(app))[0].startswith("head_dim")


def test_the_examples_are_good_configs() -> None:
    for index in range(3):
        app = start(view="config")
        app.button(key=f"scale_example_{index}").click()
        assert complaints(run(app)) == []
