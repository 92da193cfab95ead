"""Scale through app.py: fields, links, what is wrong beside its field, nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rope_core import RopeSpec
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


def test_back_shows_what_the_address_says_also_where_it_says_nothing() -> None:
    app = start()
    for view in ("layers", "precision"):
        app.segmented_control(key=key("view")).set_value(view)
        run(app)
    for view in ("layers", "", "precision", ""):
        app.query_params.clear()
        if view:
            app.query_params["view"] = view
        run(app)
        assert app.segmented_control(key=key("view")).value == (view or "models")
        assert params(app).get("view", "") in (view, [view])


def test_the_menu_opens_the_page_as_it_was_left() -> None:
    app = start(view="layers")
    app.switch_page("pages/finish.py")
    app.query_params.clear()
    app.run()
    app.switch_page("pages/scale.py")
    assert run(app).segmented_control(key=key("view")).value == "layers"
    assert params(app)["view"] == "layers"


def asked(app: AppTest) -> str:
    return next(one.value for one in app.main.markdown if "what breaks" in one.value)


def test_the_question_is_about_what_is_chosen() -> None:
    app = start()
    assert "Trained to 8,192 tokens, a model meets position 9,000: what" in asked(app)
    app.selectbox(key=key("show")).set_value("phi-2")
    assert "Allowed 2,048 tokens by its config, a model meets position 3,000" in asked(run(app))
    app.text_input(key=key("trained")).set_value("131072")
    assert "Trained to 131,072 tokens, a model meets position 200,000: what" in asked(run(app))
    app.selectbox(key=key("show")).set_value("kimi-k3")
    assert not any(figure.isdecimal() for figure in asked(run(app)))


def test_without_a_choice_the_courses_model_is_shown() -> None:
    app = start()
    app.segmented_control(key=key("view")).set_value("reach")
    run(app)
    assert "show" not in params(app)
    # As a link with a model brings it.
    app = start(model="pythia-70m")
    app.session_state["session"].texts["model"] = "pythia-70m"
    app.session_state["session"].texts["source"] = "random"
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


MINE = {"q": "1, 2, 3, 4, 5, 6", "k": "6, 5, 4, 3, 2, 1"}


@pytest.mark.parametrize("view", VIEWS)
def test_looking_at_a_model_changes_nothing_of_the_learners(view: str) -> None:
    app = start(view=view, m="9", **{name: text.replace(" ", "") for name, text in MINE.items()})
    before = app.session_state["reading"].problem
    assert before.q == (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    for shown in ("deepseek-v3", "nemotron-3-nano-30b-a3b", "gemma-3-27b", "problem"):
        app.selectbox(key=key("show")).set_value(shown)
        run(app)
        assert app.session_state["reading"].problem == before
        assert params(app).get("model") is None
        assert (params(app)["show"] == [shown]) or params(app)["show"] == shown


def test_using_a_model_and_letting_go_of_it_gives_everything_back() -> None:
    link = {name: text.replace(" ", "") for name, text in MINE.items()}
    app = start(m="9", base="777", pairing="half_split", **link)
    before = app.session_state["reading"].problem
    app.selectbox(key=key("show")).set_value("deepseek-v3")
    run(app).button(key="scale_take").click()
    problem = run(app).session_state["reading"].problem
    assert problem.spec == find_model("DeepSeek-V3").spec()
    assert problem.spec.scaling is not None
    assert problem.m == 9
    # Another one on top: what is kept is still the learner's, not the first model's.
    app.selectbox(key=key("show")).set_value("pythia-70m")
    run(app).button(key="scale_take").click()
    assert run(app).session_state["reading"].model == find_model("Pythia 70M")
    app.button(key="scale_let_go").click()
    assert run(app).session_state["reading"].problem == before
    assert {"model", "config"} & set(params(app)) == set()


def test_an_edit_that_lets_go_of_a_model_still_leaves_a_way_back() -> None:
    app = start(q="1,2", k="3,4")
    before = app.session_state["reading"].problem
    app.selectbox(key=key("show")).set_value("pythia-70m")
    run(app).button(key="scale_take").click()
    run(app)
    next(field for field in app.text_input if field.label == "Base").set_value("777")
    run(app)
    assert app.session_state["reading"].model is None
    assert app.session_state["reading"].problem.spec.base == 777
    app.button(key="let_go").click()
    assert run(app).session_state["reading"].problem == before
    assert not [button for button in app.sidebar.button if button.key == "let_go"]


def test_a_token_of_the_real_model_comes_back_with_its_place() -> None:
    app = start(text="1", layer="2", head="3", m="4", n="1")
    before = app.session_state["reading"].problem
    app.selectbox(key=key("show")).set_value("pythia-70m")
    run(app).button(key="scale_take").click()
    run(app)
    next(field for field in app.text_input if field.label == "Query position m").set_value("900")
    run(app).button(key="let_go").click()
    assert run(app).session_state["reading"].problem == before


def test_a_pasted_config_is_adopted_and_carried_by_the_link() -> None:
    app = start(view="config", m="3")
    pasted = (
        '{"model_type": "llama", "head_dim": 64, "rope_theta": 5e5, "vocab_size": 9, '
        '"max_position_embeddings": 8192, "rope_scaling": {"rope_type": "linear", "factor": 4}}'
    )
    app.text_area(key="scale_config_text").set_value(pasted)
    run(app)
    before = app.session_state["reading"].problem
    app.selectbox(key=key("show")).set_value("config")
    run(app).button(key="scale_take").click()
    reading = run(app).session_state["reading"]
    scaling = {"rope_type": "linear", "factor": 4}
    assert reading.problem.spec == RopeSpec(64, 5e5, "half_split", None, scaling)
    assert reading.taken == "a pasted config.json"
    text = params(app)["config"]
    carried = text[0] if isinstance(text, list) else text
    assert "vocab_size" not in carried
    # Somebody else opens the link: the same rotation.
    assert (
        start(config=carried, m="3").session_state["reading"].problem.spec == reading.problem.spec
    )
    app.button(key="scale_let_go").click()
    assert run(app).session_state["reading"].problem == before


@pytest.mark.parametrize("text", ["{", "[]", '{"head_dim": 7}', '{"head_dim": 512}', "1" * 5000])
def test_a_bad_config_in_a_link_is_told_and_nothing_breaks(text: str) -> None:
    app = start(config=text)
    assert any(error.value.startswith(("config:", "head_dim:")) for error in app.sidebar.error)
    assert app.session_state["reading"].problem.q


def test_to_n_tokens_keeps_what_was_typed_and_says_what_is_wrong_with_it() -> None:
    app = start(view="extend", show="qwen3-8b", to="1e5.5", how="abf")
    assert [line.partition(":")[0] for line in complaints(app)] == ["to", "how"]
    app.text_input(key=key("to")).set_value("65,536")
    assert "to" not in [line.partition(":")[0] for line in complaints(run(app))]
    assert app.text_input(key=key("to")).value == "65,536"
    # A list of factors was searched for one length; a problem has no config at all.
    app.selectbox(key=key("show")).set_value("phi-3.5-mini")
    run(app).text_input(key=key("to")).set_value("262144")
    assert "no number takes it further" in run(app).main.info[0].value
    app.selectbox(key=key("show")).set_value("problem")
    assert any("no config.json to write" in text.value for text in run(app).main.markdown)


def test_a_pasted_config_can_be_taken_to_n_tokens() -> None:
    app = start(view="config")
    text = '{"head_dim": 64, "rope_theta": 5e5, "max_position_embeddings": 4096}'
    app.text_area(key="scale_config_text").set_value(text)
    run(app).selectbox(key=key("show")).set_value("config")
    run(app).segmented_control(key=key("view")).set_value("extend")
    run(app).text_input(key=key("to")).set_value("8192")
    assert complaints(run(app)) == []
    assert not app.main.info


def test_a_model_that_rotates_nothing_says_so() -> None:
    app = start(show="nemotron-3-nano-30b-a3b")
    assert "rotates nothing" in app.main.info[0].value
    assert complaints(app) == []


def test_a_model_is_only_looked_at_where_the_problem_is_locked() -> None:
    app = start(lock="vectors")
    app.session_state["session"].locks = ["vectors"]
    run(app)
    before = app.session_state["reading"].problem
    app.selectbox(key=key("show")).set_value("pythia-70m")
    run(app)
    assert app.session_state["reading"].problem == before
    assert app.selectbox(key=key("show")).value == "pythia-70m"
    assert not [button for button in app.main.button if button.key == "scale_take"]


def test_only_one_module_knows_the_address() -> None:
    """The problem, Scale and Practice each own a part of it, through one owner."""
    found = {
        str(path.relative_to(ROOT))
        for folder in ("ui", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if "query_params" in path.read_text(encoding="utf-8")
    }
    assert found == {"ui/problem/link.py"}


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
