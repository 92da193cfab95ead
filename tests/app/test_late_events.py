"""What a page's browser side sends just as the page is left arrives on the next one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from tests.app.test_pages import run, start

#: How Streamlit names the widget of a component that carries its events.
AGGREGATOR = "__events"


def listeners(app: AppTest) -> dict[str, Mapping[str, Any]]:
    """The pages' own callbacks, by widget and by the name of the event."""
    # Behind the locks there is nothing public that tells.
    state = app.session_state._state._state
    return {
        widget: metadata.callbacks
        for widget, metadata in state._new_widget_state.widget_metadata.items()
        if widget.endswith(AGGREGATOR) and metadata.callbacks
    }


def send(app: AppTest, widget: str, event: str, value: object) -> None:
    states = WidgetStates()
    told = json.dumps([{"event": event, "value": value}])
    states.widgets.add(id=widget, json_trigger_value=told)
    app._run(states)


@pytest.mark.parametrize("path", ["practice", "write", "debug"])
def test_an_event_of_a_page_that_was_left_harms_no_other(path: str) -> None:
    app = start()
    app.switch_page(f"pages/{path}.py")
    heard = {widget: names for widget, names in listeners(run(app)).items() if names}
    assert heard, f"{path} listens to nothing"
    app.switch_page("pages/finish.py")
    run(app)
    for widget, names in heard.items():
        for name in names:
            send(app, widget, name, {"type": "next", "exercise": "angle", "text": "{}"})
            assert not app.exception, app.exception[0].message
            assert app.title[0].value == "Finish"


def test_an_event_of_the_page_that_is_shown_is_heard() -> None:
    app = start()
    app.switch_page("pages/practice.py")
    widget = next(iter(listeners(run(app))))
    before = app.session_state["practice_turn"]
    send(app, widget, "event", {"type": "next"})
    assert app.session_state["practice_turn"] == before + 1
