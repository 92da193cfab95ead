"""What is no longer worked out again is what it was."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import Config, CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.common import WidgetMetadata

from ui.app.once import settings_told_once, state_read_when_asked

PARTS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.dark.sidebar")


def told(section: str) -> CustomThemeConfig:
    msg = CustomThemeConfig()
    app_session._populate_theme_msg(msg, section)
    return msg


@pytest.fixture
def own_colour() -> Any:
    before = config.get_option("theme.dark.primaryColor")
    config.set_option("theme.dark.primaryColor", "#123456")
    yield "#123456"
    config.set_option("theme.dark.primaryColor", before)


def test_every_part_of_the_theme_is_told_as_before(own_colour: str) -> None:
    usual = {section: told(section) for section in PARTS}
    assert usual["theme.dark"].primary_color == own_colour
    with settings_told_once():
        for _ in range(2):
            assert {section: told(section) for section in PARTS} == usual
    assert app_session._populate_theme_msg.__module__ == app_session.__name__


def test_what_is_told_takes_nothing_from_what_stands_there_already() -> None:
    with settings_told_once():
        msg = CustomThemeConfig()
        msg.light.sidebar.primary_color = "#abcdef"
        app_session._populate_theme_msg(msg)
        app_session._populate_theme_msg(msg.light, "theme.light")
    assert msg.light.sidebar.primary_color == "#abcdef"


def test_the_other_settings_are_told_as_before_until_they_are_read_again() -> None:
    usual, later = Config(), Config()
    app_session._populate_config_msg(usual)
    assert usual.toolbar_mode
    before = config.get_option("client.toolbarMode")
    with settings_told_once():
        for _ in range(2):
            msg = Config()
            app_session._populate_config_msg(msg)
            assert msg == usual
        config.set_option("client.toolbarMode", "developer")
        config._on_config_parsed.send()
        app_session._populate_config_msg(later)
        config.set_option("client.toolbarMode", before)
    assert later != usual


def test_the_theme_is_read_again_with_the_settings(own_colour: str) -> None:
    with settings_told_once():
        told("theme.dark")
        config.set_option("theme.dark.primaryColor", "#654321")
        config._on_config_parsed.send()
        assert told("theme.dark").primary_color == "#654321"


def test_a_field_sees_its_own_value_and_whoever_asks_sees_all() -> None:
    state = SessionState()
    state["plain"] = 1
    state._key_id_mapper["field"] = "$$ID-abc-field"
    state._set_widget_metadata(
        WidgetMetadata("$$ID-abc-field", lambda value: value, lambda value: value, "int_value")
    )
    state._new_widget_state.set_from_value("$$ID-abc-field", 7)
    safe = SafeSessionState(state, lambda: None)
    usual = safe.filtered_state
    assert usual == {"plain": 1, "field": 7}
    with state_read_when_asked():
        seen = safe.filtered_state
        assert dict(seen) == usual
        assert len(seen) == 2
        assert str(seen) == str(usual)
        assert "field" in seen
        assert seen["field"] == 7
        assert "no such" not in seen
    assert safe.filtered_state == usual
