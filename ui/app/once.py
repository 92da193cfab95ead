"""What Streamlit works out again though it is the same as before.

At the start of every run it goes through all its settings for each part of the theme, and each
field that is drawn gathers the whole state to look at its own value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from streamlit import config
from streamlit.proto.NewSession_pb2 import Config, CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.state import SafeSessionState


@contextmanager
def settings_told_once() -> Iterator[None]:
    """From here on they are gone through when they are read: at the start, or with `make dev`."""
    theme, others = app_session._populate_theme_msg, app_session._populate_config_msg
    parts: dict[str, CustomThemeConfig] = {}
    rest: list[Config] = []

    def copied_theme(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in parts:
            part = CustomThemeConfig()
            theme(part, section)
            parts[section] = part
        msg.MergeFrom(parts[section])

    def copied_others(msg: Config) -> None:
        if not rest:
            made = Config()
            others(made)
            rest.append(made)
        msg.MergeFrom(rest[0])

    def forget() -> None:
        parts.clear()
        rest.clear()

    stop = config.on_config_parsed(forget, force_connect=True)
    app_session._populate_theme_msg = copied_theme
    app_session._populate_config_msg = copied_others
    try:
        yield
    finally:
        stop()
        app_session._populate_theme_msg = theme
        app_session._populate_config_msg = others


class _State(Mapping[str, Any]):
    """The state of a session by the names that its fields were given, read as it is asked for."""

    def __init__(self, safe: SafeSessionState) -> None:
        self._safe = safe

    def __getitem__(self, key: str) -> Any:
        with self._safe._lock:
            return self._safe._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def _all(self) -> dict[str, Any]:
        with self._safe._lock:
            return self._safe._state.filtered_state


@contextmanager
def state_read_when_asked() -> Iterator[None]:
    """From here on a field that looks at its own value does not gather those of all."""
    usual = SafeSessionState.filtered_state
    SafeSessionState.filtered_state = property(_State)  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        SafeSessionState.filtered_state = usual  # type: ignore[method-assign]
