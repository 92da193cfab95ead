"""A run that is broken off by the next one, as where somebody goes on before the page is there."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.testing.v1 import AppTest
from test_picker import field, problem, start

from ui.problem import sidebar


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets the next run be broken off in the middle of the sidebar, by an edit of a field."""

    def arrange(app: AppTest, name: str, text: str) -> None:
        draw, waiting = sidebar._draw, [WidgetStates.FromString(_edited(app, name, text))]

        def interrupted(form: Any) -> None:
            ctx = get_script_run_ctx()
            if ctx and ctx.script_requests and waiting:
                states = waiting.pop()
                again = RerunData(ctx.query_string, states, ctx.page_script_hash)
                ctx.script_requests.request_rerun(again)
            draw(form)

        monkeypatch.setattr(sidebar, "_draw", interrupted)

    return arrange


def _edited(app: AppTest, name: str, text: str) -> bytes:
    """What the browser sends of all fields, with one that was edited."""
    before = app.text_input(key=name).value
    states = app.text_input(key=name).set_value(text).root.get_widget_states()
    app.text_input(key=name).set_value(before)
    return bytes(states.SerializeToString())


@pytest.mark.parametrize(("name", "text"), [("n", "8"), ("q", "1,2,3,4"), ("d", "8")])
def test_an_edit_while_a_link_is_opened_is_an_edit_of_the_link(interrupt, name, text):
    app = start(m="5")
    interrupt(app, name, text)
    app.query_params["m"] = "7"
    app.run()
    assert not app.exception
    assert problem(app).m == 7
    assert field(app, name) == text
